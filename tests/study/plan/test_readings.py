"""Readings: a plan is replayed under every other reading of what the story leans on, and of when values are read."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from kdcsim.ad.assumption import NAMES
from kdcsim.reason import Assumed
from kdcsim.scenario.load import load
from kdcsim.scenario.model import Scenario
from kdcsim.study.goal import All, Goal, goal_of, misses
from kdcsim.study.plan import Terms, fix
from kdcsim.study.plan.proof import Reading, another_world, fails_under, readings
from kdcsim.study.plan.prover import Prover
from kdcsim.study.plan.search import Search
from kdcsim.study.remedy import Kind
from kdcsim.study.run import BranchRun, play
from kdcsim.world.action import DeleteRegistry, SetFlag
from tests.study.plan.test_orders import made

HUB = """\
kdcsim: 1
title: a hub whose session is never told its salt
start: 2012-10-10T12:00:00Z
domains:
  corp.test:
    functional_level: 2008
    dcs: {DC1: 2008}
hosts:
  HUB: {os: 2008, domain: corp.test, services: {app: NetworkService}, registry: {DefaultEncryptionType: 23}}
goals: [LocalSystem@HUB reaches HUB/app]
steps:
  - boot: HUB
branches:
  tried:
    steps:
      - connect: {from: HUB, as: LocalSystem, to: HUB/app}
  later:
    after: tried
    steps:
      - wait: 1 min
      - connect: {from: HUB, as: LocalSystem, to: HUB/app}
"""
BOOT = Assumed("registry-reload", "boot")


@cache
def hub(branch: str = "tried") -> tuple[Scenario, BranchRun, Goal | All]:
    """The story, a branch of it, and what it wants."""
    scenario = load(HUB, "hub.yaml")
    run = play(scenario).branch(branch)
    assert run is not None
    return scenario, run, goal_of(scenario, run, ())


def test_a_plan_says_under_which_readings_it_fails() -> None:
    """A new logon helps if LSA reads the value at each request, a restart in any case."""
    only = frozenset(k.value for k in Kind if k not in (Kind.REGISTRY, Kind.RENEW_TGT, Kind.REBOOT))
    told = fix(*hub(), Terms(forbid=only, runners_up=1))
    assert [(plan.kinds, plan.fails_under) for plan in told.plans] == [
        ((Kind.REGISTRY, Kind.RENEW_TGT), (BOOT,)),
        ((Kind.REGISTRY, Kind.REBOOT), ()),
    ]
    breaks = [order.breaks for plan in told.plans for order in plan.order]
    assert breaks == ["the goal is not reached", "the goal is not reached"]


@pytest.mark.parametrize("branch", ["tried", "later"])
def test_every_other_reading_is_played(branch: str) -> None:
    """Of what a rule of the story named, and always of when values are read; the story is the same."""
    _, run, goal = hub(branch)
    told = readings(run, 7)
    names = dict.fromkeys(reading.assumed.name for reading in told)
    assert list(names) == ["default-encryption-type-order", "salt-fallback", "session-pick", "registry-reload"]
    for name in names:
        others = [value for value in NAMES[name].readings if value != run.start.assumptions[name]]
        assert [reading.assumed.value for reading in told if reading.assumed.name == name] == others
    for reading in told:
        assert reading.world.assumptions[reading.assumed.name] == reading.assumed.value
        assert misses(goal, reading.world)
    (boot,) = (reading.world for reading in told if reading.assumed == BOOT)
    assert replace(boot, assumptions=run.end.assumptions) == run.end


@pytest.mark.parametrize("branch", ["tried", "later"])
def test_another_seed_is_another_world_with_the_same_story(branch: str) -> None:
    """Under its own seed it is the same world."""
    scenario, run, goal = hub(branch)
    assert another_world(scenario, run.branch, 7) == run.end
    other = another_world(scenario, run.branch, 8)
    assert other != run.end
    assert [m.sentence for m in misses(goal, other)] == [m.sentence for m in misses(goal, run.end)]


def test_what_cannot_be_done_under_a_reading_fails_there() -> None:
    """As does what does not reach the goal."""
    _, run, goal = hub()
    remove = made(Kind.REGISTRY, "remove", DeleteRegistry(machine="HUB", name="DefaultEncryptionType"))
    nobody = made(Kind.ACCOUNT_FLAG, "nobody", SetFlag(account="nobody", flag="locked"))
    told = (Reading(assumed=BOOT, world=run.end),)
    assert fails_under(told, (nobody,), goal) == (BOOT,)
    assert fails_under(told, (remove,), goal) == (BOOT,)


def test_a_reading_without_the_trouble_says_nothing_of_a_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the goal is reached anyway nobody would do it."""
    scenario, run, goal = hub()
    well = play(load(HUB.replace("DefaultEncryptionType: 23", "LogLevel: 1"), "well.yaml")).branches[0].end
    assert not misses(goal, well)
    harm = made(Kind.REGISTRY, "harm", SetFlag(account="HUB$", flag="disabled"))
    monkeypatch.setattr("kdcsim.study.plan.search.remedies", lambda world, attempts: (harm,))
    prover = Prover(scenario, run, goal, Search(start=run.end, goal=goal, terms=Terms()))
    ill, fine = Reading(assumed=BOOT, world=run.end), Reading(assumed=Assumed("salt-fallback", "empty"), world=well)
    monkeypatch.setattr("kdcsim.study.plan.prover.readings", lambda run, seed: (fine, ill))
    assert prover._fails_under((harm,)) == (BOOT,)
    monkeypatch.setattr("kdcsim.study.plan.prover.readings", lambda run, seed: ())
    assert prover._fails_under((harm,)) == (BOOT,)
