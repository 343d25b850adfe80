"""Replicas that do not agree: letting them replicate is a plan, and no cheaper one is passed over."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from kdcsim.errors import WorldError
from kdcsim.scenario.load import load
from kdcsim.scenario.model import Scenario
from kdcsim.study.goal import goal_of, misses
from kdcsim.study.plan import Fix, Terms, fix
from kdcsim.study.plan.search import Search
from kdcsim.study.remedy import Kind
from kdcsim.study.run import play
from kdcsim.world.action import Action
from kdcsim.world.advance import advance
from kdcsim.world.record import Outcome, Record
from kdcsim.world.state import World

WORLDS = Path(__file__).parent / "worlds"
NAMES = ("password-at-one-dc", "two-who-want-one-service")


def story(name: str) -> Scenario:
    """One of the small worlds beside these tests."""
    file = WORLDS / f"{name}.yaml"
    return load(file.read_text(encoding="utf-8"), str(file))


def found(name: str, terms: Terms | None = None, *goals: str) -> Fix:
    """The search for what its only branch tried."""
    scenario = story(name)
    run = play(scenario).branches[0]
    return fix(scenario, run, goal_of(scenario, run, goals), terms)


def test_replication_is_cheaper_than_a_new_password() -> None:
    """DC2 still has the old key; the new one is there already, at DC1."""
    best = found("password-at-one-dc", Terms(runners_up=0)).best
    assert best is not None
    assert best.kinds == (Kind.REPLICATE, Kind.PURGE)


@pytest.mark.parametrize("name", NAMES)
def test_no_cheaper_sequence_reaches_the_goal(name: str) -> None:
    """Every sequence of remedies that costs less is replayed with real messages: none is a plan."""
    told = found(name, Terms(runners_up=0))
    assert told.best is not None
    assert told.exhaustive
    run, goal = told.run, told.goal
    offered = Search(start=run.end, goal=goal, terms=told.terms).catalogue
    cheap = [r for r in offered if r.cost < told.best.cost and not told.terms.refused((r,))]
    tried = 0
    for size in range(1, 4):
        for chosen in permutations(cheap, size):
            if sum(r.cost for r in chosen) < told.best.cost:
                tried += 1
                end = _played(run.end, tuple(a for r in chosen for a in r.actions))
                assert end is None or misses(goal, end, _real), [r.sentence for r in chosen]
    assert tried > 3


def _played(world: World, actions: tuple[Action, ...]) -> World | None:
    for number, action in enumerate(actions):
        try:
            world, record = advance(world, action, f"brute force {number}")
        except WorldError:
            return None
        if record.outcome is Outcome.IMPOSSIBLE:
            return None
    return world


def _real(world: World, action: Action) -> Record:
    return advance(world, action, "brute force")[1]
