"""States: what makes two worlds two to the search, and what does not."""

from __future__ import annotations

from functools import cache

import pytest

from kdcsim.scenario.load import load
from kdcsim.study.plan.state import States
from kdcsim.study.run import play
from kdcsim.world.action import (
    Action,
    ChangeMachinePassword,
    ChangePassword,
    ClockSkew,
    Connect,
    CreateAccount,
    DemoteDc,
    InstallCumulativeUpdate,
    InstallUpdate,
    PromoteDc,
    PurgeTickets,
    RaiseFunctionalLevel,
    Replicate,
    RequestTicket,
    RestartKdc,
    SetFlag,
    SetRegistry,
    SetServiceAccount,
    StopService,
    Wait,
)
from kdcsim.world.advance import advance
from kdcsim.world.plan import AccountPlan
from kdcsim.world.state import World
from tests.study.remedy.estates import POLICY

ESTATE = """\
kdcsim: 1
title: a small estate
start: 2024-01-08T08:00:00Z
domains:
  corp.test:
    functional_level: 2008
    dcs: {DC1: 2008R2, DC2: 2008R2}
    accounts: {svc: {password: Print-1, hash_only: true, spns: [HTTP/prt]}}
hosts:
  PRT: {os: 2008R2, domain: corp.test, dc: DC1, services: {prt: svc, own: NetworkService}}
messages:
  Hello: {lies_in: here, goes_to: there}
steps:
  - boot: PRT
"""
Pair = tuple[tuple[Action, ...], tuple[Action, ...], bool]
ASK = RequestTicket(host="PRT", session=0x3E7, spn="HTTP/prt")
SEND = Connect(host="PRT", session=0x3E7, to_host="PRT", to_service="prt", spn="HTTP/prt", message="Hello")
PURGE = PurgeTickets(host="PRT", session=0x3E7)
CHANGE = ChangePassword(account="svc", password="Other-1", dc="DC1")
ONE, TWO, NEITHER = (SetFlag(account="svc", flag="locked", dc=dc) for dc in ("DC1", "DC2", None))
NOT, NONE = (SetFlag(account="svc", flag="locked", value=False, dc=dc) for dc in ("DC2", None))
TOGETHER = Replicate(domain="corp.test")
NEW = AccountPlan(name="bob")
LSA_23, LSA_3 = (SetRegistry(machine="PRT", name="DefaultEncryptionType", value=value) for value in (23, 3))
LOG = SetRegistry(machine="PRT", name="LogLevel", value=1)
LIMIT = SetRegistry(machine="DC1", name=POLICY, value=24)
TICKETS: list[Pair] = [
    ((), (), True),
    ((), (Wait(seconds=60),), False),
    ((), (ASK,), False),
    ((ASK,), (ASK, ASK), True),
    ((ASK,), (ASK, PURGE), False),
    ((ASK, CHANGE), (CHANGE, ASK), False),
    ((ASK,), (SEND,), False),
    ((), (StopService(host="PRT", service="prt"),), False),
    ((), (SetServiceAccount(host="PRT", service="own", account="LocalSystem"),), False),
]
SETTINGS: list[Pair] = [
    ((), (InstallUpdate(machine="PRT", kb="KB978055"),), True),
    ((), (InstallUpdate(machine="PRT", kb="KB2566059"),), False),
    ((), (InstallUpdate(machine="DC1", kb="KB978055"),), True),
    ((), (InstallUpdate(machine="DC1", kb="KB2566059"),), False),
    ((), (LSA_23,), False),
    ((LSA_23,), (LSA_3,), False),
    ((LSA_23,), (LSA_3, LSA_23), True),
    ((LSA_23, LOG), (LOG, LSA_23), True),
    ((LIMIT,), (LIMIT, RestartKdc(dc="DC1")), False),
    ((), (LIMIT,), False),
    ((), (ClockSkew(machine="PRT", seconds=-120),), False),
    ((), (ClockSkew(machine="DC2", seconds=-120),), False),
]
DIRECTORY: list[Pair] = [
    ((), (NEITHER,), False),
    ((), (NEITHER, NONE), True),
    ((ONE, TOGETHER), (TWO, TOGETHER), True),
    ((ONE,), (TWO,), False),
    ((ONE, NOT), (NOT, ONE), False),
    ((ONE, TWO), (TWO, ONE), False),
    ((CreateAccount(domain="corp.test", account=NEW, dc="DC1"),), (), False),
    (
        (CreateAccount(domain="corp.test", account=NEW, dc="DC1"),),
        (CreateAccount(domain="corp.test", account=NEW, dc="DC2"),),
        False,
    ),
    ((), (CHANGE,), False),
    ((), (ChangeMachinePassword(host="PRT"),), False),
]
DOMAIN: list[Pair] = [
    ((), (InstallCumulativeUpdate(dc="DC1", update="2022-11"),), False),
    ((), (RaiseFunctionalLevel(domain="corp.test", level="2008R2"),), False),
    ((), (DemoteDc(dc="DC2"),), False),
    ((), (PromoteDc(dc="DC3", domain="corp.test", os="2008R2"),), False),
]


@cache
def _start() -> World:
    return play(load(ESTATE, "estate.yaml")).branches[0].end


def _after(actions: tuple[Action, ...]) -> World:
    world = _start()
    for number, action in enumerate(actions):
        world, _ = advance(world, action, f"step {number}")
    return world


@pytest.mark.parametrize("pairs", [TICKETS, SETTINGS, DIRECTORY, DOMAIN], ids=range(4))
def test_two_worlds_are_one_state_if_no_decision_tells_them_apart(pairs: list[Pair]) -> None:
    """Tickets, keys, values, flags and which replica wins count; versions, bytes and other updates do not."""
    states = States(_start())
    told = [(one, other, states.of(_after(one)) == states.of(_after(other))) for one, other, _ in pairs]
    assert told == pairs
    assert all(hash(states.of(_after(one))) == hash(States(_start()).of(_after(one))) for one, _, _ in pairs)
