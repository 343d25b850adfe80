"""States: what makes two worlds two to the search, and what does not."""

from __future__ import annotations

import pytest

from kdcsim.scenario.load import load
from kdcsim.study.plan.state import States
from kdcsim.study.run import play
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
    accounts:
      dora: {password: Winter-24-x}
      svc: {password: Print-1, spns: [HTTP/prt.corp.test]}
hosts:
  PC: {os: 7, domain: corp.test, dc: DC1}
  PRT: {os: 2008R2, domain: corp.test, dc: DC1, services: {prt: svc, own: NetworkService}}
messages:
  Hello: {lies_in: PC, goes_to: PRT}
steps:
  - boot: PC
  - boot: PRT
  - log_on: {on: PC, user: dora, password: Winter-24-x}
"""
ASK = "request_ticket: {from: PC, as: dora, spn: HTTP/prt.corp.test}"
SEND = "connect: {from: PC, as: dora, to: PRT/prt, spn: HTTP/prt.corp.test, message: Hello}"
FLAG = "set_flag: {account: dora, flag: locked, via: %s}"
NOT = "set_flag: {account: dora, flag: locked, value: false, via: %s}"


def worlds(*told: tuple[str, ...]) -> list[World]:
    """The world after each of these steps, beside the start of them all."""
    branches = "".join(
        f"  b{at}:\n    steps: [{', '.join(f'{{{s}}}' for s in each)}]\n" for at, each in enumerate(told)
    )
    return [run.end for run in play(load(f"{ESTATE}branches:\n{branches}", "estate.yaml")).branches]


Pair = tuple[tuple[str, ...], tuple[str, ...], bool]
VALUE = "set_registry: {on: PC, name: DefaultEncryptionType, value: %d}"
LIMIT = f"set_registry: {{on: DC1, name: '{POLICY}', value: 24}}"
CHANGE = "change_password: {account: svc, password: Other-1}"
NEW = "create_account: {account: bob, domain: corp.test, via: %s}"
TICKETS: list[Pair] = [
    ((), (), True),
    ((), ("wait: 1 h",), False),
    ((), (ASK,), False),
    ((ASK,), (ASK, ASK), True),
    ((ASK,), (ASK, "purge_tickets: {on: PC, session: dora}"), False),
    ((), ("purge_tickets: {on: PC, session: LocalSystem}",), False),
    ((ASK, CHANGE), (CHANGE, ASK), False),
    ((ASK, "wait: 1 s"), (SEND, "wait: 1 s"), False),
    ((), ("stop_service: PRT/prt",), False),
    ((), ("set_service_account: {service: PRT/own, runs_as: LocalSystem}",), False),
]
SETTINGS: list[Pair] = [
    ((), ("install_update: {on: PRT, kb: KB978055}",), True),
    ((), ("install_update: {on: PRT, kb: KB2566059}",), False),
    ((), ("install_update: {on: DC1, kb: KB978055}",), True),
    ((), ("install_update: {on: DC1, kb: KB2566059}",), False),
    ((), (VALUE % 23,), False),
    ((VALUE % 23,), (VALUE % 3, VALUE % 23), True),
    ((VALUE % 23, "set_registry: {on: PC, name: LogLevel, value: 1}"), (VALUE % 23,), False),
    ((), ("set_registry: {on: DC1, name: KdcUseRequestedEtypesForTickets, value: 1}",), False),
    ((LIMIT,), (LIMIT, "restart_kdc: DC1"), False),
    ((), ("clock_skew: {on: PC, clock: 2 min behind}",), False),
    ((), ("clock_skew: {on: DC2, clock: 2 min behind}",), False),
]
DIRECTORY: list[Pair] = [
    ((), ("set_flag: {account: dora, flag: locked}",), False),
    ((), ("set_flag: {account: dora, flag: locked}", "set_flag: {account: dora, flag: locked, value: false}"), True),
    ((FLAG % "DC1", "replicate: corp.test"), (FLAG % "DC2", "replicate: corp.test"), True),
    ((FLAG % "DC1",), (FLAG % "DC2",), False),
    ((FLAG % "DC1", NOT % "DC2"), (NOT % "DC2", FLAG % "DC1"), False),
    ((FLAG % "DC1", FLAG % "DC2"), (FLAG % "DC2", FLAG % "DC1"), False),
    ((NEW % "DC1",), (NEW % "DC2",), False),
    ((NEW % "DC1",), (), False),
    ((), (CHANGE,), False),
    ((), ("change_machine_password: PC",), False),
]
DOMAIN: list[Pair] = [
    ((), ("install_cumulative_update: {on: DC1, update: 2022-11}",), False),
    ((), ("raise_functional_level: {domain: corp.test, level: 2008R2}",), False),
    ((), ("demote_dc: DC2",), False),
    ((), ("promote_dc: {dc: DC3, domain: corp.test, os: 2008R2}",), False),
]


@pytest.mark.parametrize("pairs", [TICKETS, SETTINGS, DIRECTORY, DOMAIN], ids=range(4))
def test_two_worlds_are_one_state_if_no_decision_tells_them_apart(pairs: list[Pair]) -> None:
    """Tickets, keys, values, flags and which replica wins count; versions, bytes and other updates do not."""
    start, *ends = worlds((), *(steps for one, other, _ in pairs for steps in (one, other)))
    states = States(start)
    told = [
        (one, other, states.of(first) == states.of(second))
        for (one, other, _), first, second in zip(pairs, ends[::2], ends[1::2], strict=True)
    ]
    assert told == pairs
    assert all(hash(states.of(end)) == hash(States(start).of(end)) for end in ends)
