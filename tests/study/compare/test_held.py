"""What differs by the tickets that lie in caches: told where fresh tickets do not tell it, and told once."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from kdcsim.scenario.load import load
from kdcsim.study.compare import Change, compare
from kdcsim.study.run import play
from kdcsim.world.state import World

TEXT = """\
kdcsim: 1
title: A ticket in a cache
start: 2023-03-01T08:00:00Z
domains:
  corp.example:
    functional_level: 2016
    dcs: {DC-A: {os: 2022, update: 2022-11}}
    accounts:
      alice: {password: Correct-Horse-1}
      svc: {password: Battery-Staple-1, spns: [HTTP/app.corp.example]}
      far: {password: Battery-Staple-2, spns: [HTTP/far.corp.example]}
hosts:
  PC-1: {os: 10, domain: corp.example}
  WEB-1: {os: 2019, domain: corp.example, services: {app: svc}}
steps:
  - boot: PC-1
  - boot: WEB-1
  - log_on: {on: PC-1, user: alice, password: Correct-Horse-1}
  - connect: {from: PC-1, as: alice, to: WEB-1/app, spn: HTTP/app.corp.example}
  - request_ticket: {from: PC-1, as: alice, spn: HTTP/far.corp.example}
branches:
  works:
    steps: [{boot: WEB-1}]
  forgotten:
    steps:
      - change_password: {account: svc, password: Other-Word-1}
  forgotten-and-purged:
    after: forgotten
    steps:
      - purge_tickets: {on: PC-1, session: alice}
  forgotten-and-off:
    after: forgotten
    steps:
      - log_off: {on: PC-1, session: alice}
  told:
    after: forgotten
    steps:
      - set_service_account: {service: WEB-1/app, runs_as: svc, password: Other-Word-1}
      - change_password: {account: svc, password: Other-Word-2}
      - set_service_account: {service: WEB-1/app, runs_as: svc, password: Other-Word-2}
  stopped:
    steps:
      - stop_service: WEB-1/app
  barred:
    steps:
      - set_flag: {account: far, flag: disabled}
  barred-and-purged:
    after: barred
    steps:
      - purge_tickets: {on: PC-1, session: alice}
"""


@cache
def ends() -> dict[str, World]:
    """The worlds in which the branches end."""
    return {run.branch.name: run.end for run in play(load(TEXT, "held.yaml")).branches}


def told(change: Change) -> tuple[str, str, str]:
    """The sign, who, and with what."""
    (client,), (service,) = change.clients, change.services
    assert not change.dcs, "no DC is asked"
    assert change.count == 1
    return change.sign, str(client), str(service)


APP, FAR = ("alice@PC-1", "WEB-1/app"), ("alice@PC-1", "HTTP/far.corp.example")


@pytest.mark.parametrize(
    ("before", "after", "fresh", "held"),
    [
        ("works", "works", set(), []),
        ("works", "forgotten", {"-"}, []),
        ("works", "forgotten-and-purged", {"-"}, []),
        ("forgotten", "forgotten-and-purged", set(), [("-", *APP)]),
        ("forgotten-and-purged", "forgotten", set(), [("+", *APP)]),
        ("forgotten", "forgotten-and-off", {"~", "-"}, []),
        ("forgotten-and-off", "forgotten", {"~", "+"}, []),
        ("forgotten", "told", {"+"}, [("-", *APP)]),
        ("told", "forgotten", {"-"}, [("+", *APP)]),
        ("works", "stopped", {"-"}, []),
        ("stopped", "works", {"+"}, []),
        ("works", "barred", {"-"}, []),
        ("barred", "barred-and-purged", set(), [("-", *FAR)]),
    ],
)
def test_what_shows_only_with_a_ticket(
    before: str, after: str, fresh: set[str], held: list[tuple[str, str, str]]
) -> None:
    """While it lasts; whoever is gone holds none, and what fresh tickets tell of the same session is enough."""
    found = compare(ends()[before], ends()[after])
    assert {c.sign for c in found.changes if not c.held} == fresh
    assert [told(c) for c in found.held] == held
    assert found.breaks == found.count("-") + sum(sign == "-" for sign, _, _ in held)
    assert found.changes[len(found.changes) - len(held) :] == found.held


def test_a_ticket_to_a_host_that_one_world_lacks() -> None:
    """Opens nothing there, and breaks nothing that is not told as gone already; so for the host of the holder."""
    with_ticket = ends()["forgotten"]
    for gone in ("WEB-1", "PC-1"):
        without = replace(with_ticket, hosts={name: host for name, host in with_ticket.hosts.items() if name != gone})
        for worlds in ((with_ticket, without), (without, with_ticket)):
            found = compare(*worlds)
            assert found.held == ()
            assert any(c.before.result == "not there" or c.after.result == "not there" for c in found.changes)


def test_a_dc_that_one_world_lacks() -> None:
    """What it answers is not there in the other, whichever of them is looked at first."""
    some = ends()["barred-and-purged"]
    none = replace(some, dcs={})
    there, back = compare(some, none), compare(none, some)
    assert {(c.sign, c.dcs) for c in there.changes} == {("-", ("DC-A",)), ("~", ("DC-A",))}
    assert {(c.sign, c.dcs) for c in back.changes} == {("+", ("DC-A",)), ("~", ("DC-A",))}
    assert there.total == back.total > 0
