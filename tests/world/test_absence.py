"""A session that is not there is named by whose it would be."""

from __future__ import annotations

import pytest

from kdcsim.ad.host.session import LOCAL_SYSTEM
from kdcsim.scenario.load import load
from kdcsim.study.brief import step_brief
from kdcsim.study.decide import foresee
from kdcsim.study.goal import Authenticates, read_goal
from kdcsim.study.judge import judge
from kdcsim.study.run import play
from kdcsim.study.why import why
from kdcsim.world.absence import absent, owner_of
from kdcsim.world.action import Connect, user_luid

PLANT = """\
kdcsim: 1
title: A logon that a clock spoils
domains:
  plant.test:
    functional_level: 2016
    dcs: {DC1: {os: 2019, update: 2022-11}}
    accounts:
      olga: {password: Shift-One-26}
      svc: {password: Gate-Way-1, spns: [HTTP/gw.plant.test]}
hosts:
  TS: {os: 2022, domain: plant.test}
  GW: {os: 2019, domain: plant.test, services: {gw: svc}}
steps:
  - boot: GW
  - boot: TS
  - log_on: {on: TS, user: USER, password: Shift-One-26}
  - clock_skew: {on: TS, clock: 7 min behind}
  - log_off: {on: TS, session: USER}
  - log_on: {on: TS, user: USER, password: Shift-One-26}
    id: relogon
  - connect: {from: TS, as: USER, to: GW/gw, spn: HTTP/gw.plant.test}
    id: tuesday
"""


@pytest.mark.parametrize("user", ["olga", "plant.test\\olga", "PLANT\\olga"])
def test_a_refused_logon_keeps_the_users_name(user: str) -> None:
    """In the step's sentence, foreseen or played, in the goal, and in the finding with the step that spoiled it."""
    (run,) = play(load(PLANT.replace("USER", user), "plant.yaml")).branches
    played = run.own[-1]
    action = played.step.action
    assert isinstance(action, Connect)
    assert played.record.sentence == "olga is not logged on to TS"
    assert foresee(played.before, action).sentence == played.record.sentence
    told = why(run, played)
    assert told is not None
    assert told.short == f"{played.record.sentence}: the logon at step relogon met KRB_AP_ERR_SKEW (37)"


def test_the_finding_and_the_goal_say_it_too() -> None:
    """Nobody has to know whose session a number is."""
    run = play(load(PLANT.replace("USER", "olga"), "plant.yaml"))
    (finding,) = (f for f in judge(run).branches[0].findings if not f.holds)
    assert "olga is not logged on to TS: the logon at step relogon met KRB_AP_ERR_SKEW (37)" in finding.sentence
    goal = read_goal("olga@TS reaches GW/gw as HTTP/gw.plant.test", run.branches[0])
    assert isinstance(goal, Authenticates) and goal.sentence.startswith("olga@TS reaches")
    assert step_brief(run.branches[0], run.branches[0].own[-1]).startswith("olga is not logged on")


def test_what_nobody_is_called_keeps_its_number() -> None:
    """A host that is off has no sessions; a LUID of nobody stays a LUID; built-in ones have their names."""
    (run,) = play(load(PLANT.replace("USER", "olga"), "plant.yaml")).branches
    world = run.end
    host = world.host("TS")
    assert absent(world, host, 0x12345) == "TS has no session 0x12345"
    assert owner_of(world, host, 0x12345) is None
    assert owner_of(world, host, LOCAL_SYSTEM) == "LocalSystem"
    assert owner_of(world, world.host("GW"), user_luid("GW", "gw")) is not None
    off = run.played[0].before
    assert absent(off, off.host("TS"), LOCAL_SYSTEM) == "TS has not been started"
