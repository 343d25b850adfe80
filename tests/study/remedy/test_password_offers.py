"""Passwords: a new one where an account serves or lacks AES keys, told to everybody who types it; or the right one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kdcsim.ad.host.host import Service
from kdcsim.study.remedy import Kind, password_offers
from kdcsim.study.remedy.password_offers import NEW_PASSWORD
from kdcsim.study.remedy.scope import scope_of
from kdcsim.study.remedy.told import Told
from kdcsim.world.action import (
    ChangePassword,
    Connect,
    ExportKeytab,
    LogOff,
    LogOn,
    Replicate,
    SetServiceAccount,
    StartService,
    StopService,
    user_luid,
)
from tests.study.plan.test_puzzles import barred
from tests.study.remedy.estates import MERGER
from tests.study.remedy.test_host_offers import drawn, lines

FARM = """\
kdcsim: 1
title: accounts that serve, and some that do not
start: 2024-01-08T08:00:00Z
domains:
  corp.test:
    functional_level: 2016
    dcs: {DC1: {os: 2022, update: 2022-11}, DC2: {os: 2025}}
    accounts:
      dora: {password: Winter-24-x}
      eve: {password: Summer-24-x, hash_only: true}
      svc: {password: Print-1, spns: [HTTP/web.corp.test]}
      lib: {password: Library-1}
      robot: {password: Robot-1, spns: [HTTP/lnx.corp.test]}
      idle: {password: Idle-1, spns: [HTTP/idle]}
      CLU$: {kind: computer, password: Cluster-1, spns: [cifs/clu.corp.test]}
hosts:
  PC: {os: 11, domain: corp.test}
  WEB: {os: 2022, domain: corp.test, services: {web: svc, lib: 'CORP\\lib', own: NetworkService}}
  WEB2: {os: 2022, domain: corp.test, services: {web: {runs_as: svc, password: Old-Print-1}}}
  LNX: {os: Linux, domain: corp.test, services: {httpd: robot, other: svc}}
steps:
  - boot: PC
  - boot: WEB
  - boot: WEB2
  - boot: LNX
  - log_on: {on: PC, user: dora, password: Winter-24-x}
  - log_on: {on: PC, user: eve, password: Summer-24-x}
  - log_on: {on: PC, user: svc, password: Print-1}
  - export_keytab: {service: LNX/httpd, account: robot, password: Robot-1}
"""


def offered(text: str) -> tuple[Told, ...]:
    """What is offered about passwords."""
    return drawn(password_offers.offers, text)


def farm(*goals: str, more: tuple[str, ...] = ()) -> str:
    """The farm, and what is wanted of it."""
    return FARM + "".join(f"  - {step}\n" for step in more) + "goals:\n" + "".join(f"  - {goal}\n" for goal in goals)


@pytest.mark.parametrize(
    ("goal", "told"),
    [
        (
            "dora@PC reaches WEB/web as HTTP/web.corp.test",
            ["set the password of svc at DC2, and tell its services and its user"],
        ),
        (
            "dora@PC reaches WEB/lib as HTTP/web.corp.test",
            [
                "set the password of lib at DC2, and tell its services",
                "set the password of svc at DC2, and tell its services and its user",
            ],
        ),
        (
            "dora@PC reaches LNX/httpd as HTTP/lnx.corp.test",
            ["set the password of robot at DC2, and tell its services"],
        ),
        ("dora@PC gets a ticket for HTTP/lnx.corp.test", ["set the password of robot at DC2, and tell its services"]),
        ("dora@PC gets a ticket for HTTP/idle", ["set the password of idle at DC2"]),
        ("dora@PC reaches WEB/own", []),
        ("eve@PC reaches WEB/own", ["set the password of eve at DC2, and tell its user"]),
        ("dora@PC gets a ticket for cifs/clu.corp.test", ["set the password of CLU$ at DC2"]),
    ],
)
def test_a_new_password_is_offered_for_who_serves_or_lacks_aes(goal: str, told: list[str]) -> None:
    """Not for a user with AES keys who serves nobody, nor for a computer, which sets its own."""
    offer = [remedy for remedy in offered(farm(goal)) if remedy.kind is Kind.PASSWORD]
    assert [remedy.sentence for remedy in offer] == told
    assert {remedy.note for remedy in offer} <= {"AES keys are made"}


def test_everybody_who_types_it_is_told_in_order() -> None:
    """At the newest DC, then replicated; services first, whoever is logged on leaves and comes again."""
    (svc,) = (r for r in offered(farm("dora@PC reaches WEB/web as HTTP/web.corp.test")) if r.kind is Kind.PASSWORD)
    luid = user_luid("PC", "svc")
    assert svc.actions == (
        ChangePassword(account="svc", password=NEW_PASSWORD, dc="DC2"),
        Replicate(),
        SetServiceAccount(host="WEB", service="web", account="svc", password=NEW_PASSWORD),
        SetServiceAccount(host="WEB2", service="web", account="svc", password=NEW_PASSWORD),
        SetServiceAccount(host="LNX", service="other", account="svc", password=NEW_PASSWORD),
        LogOff(host="PC", session=luid),
        LogOn(host="PC", user="svc", password=NEW_PASSWORD),
    )
    (robot,) = (r for r in offered(farm("dora@PC gets a ticket for HTTP/lnx.corp.test")) if r.kind is Kind.PASSWORD)
    assert robot.actions == (
        ChangePassword(account="robot", password=NEW_PASSWORD, dc="DC2"),
        Replicate(),
        ExportKeytab(host="LNX", service="httpd", account="robot"),
        StopService(host="LNX", service="httpd"),
        StartService(host="LNX", service="httpd"),
    )
    lib, *_ = (r for r in offered(farm("dora@PC reaches WEB/lib as HTTP/web.corp.test")) if r.kind is Kind.PASSWORD)
    assert lib.actions[2:] == (
        SetServiceAccount(host="WEB", service="lib", account="CORP\\lib", password=NEW_PASSWORD),
    )


@pytest.mark.parametrize(
    ("host", "more", "told"),
    [
        ("WEB", (), []),
        ("WEB2", (), ["Print-1"]),
        ("WEB2", ("change_password: {account: svc, password: Nobody-Knows-1}",), []),
        ("WEB2", ("change_password: {account: svc, password: Winter-24-x}",), []),
        ("WEB2", ("change_password: {account: svc, password: Old-Print-1}",), []),
        (
            "WEB",
            (
                "change_password: {account: svc, password: Newer-1}",
                "log_off: {on: PC, session: svc}",
                "log_on: {on: PC, user: svc, password: Newer-1}",
            ),
            ["Newer-1"],
        ),
    ],
)
def test_the_password_that_an_account_has_is_told_by_who_knows_it(
    host: str, more: tuple[str, ...], told: list[str]
) -> None:
    """Another service or a session has it for the same account; what somebody else happens to type is no knowledge."""
    offer = offered(farm(f"dora@PC reaches {host}/web as HTTP/web.corp.test", more=more))
    tells = [remedy for remedy in offer if remedy.kind is Kind.TELL_PASSWORD]
    assert [remedy.actions for remedy in tells] == [
        (SetServiceAccount(host=host, service="web", account="svc", password=word),) for word in told
    ]
    assert lines(tuple(tells), Kind.TELL_PASSWORD) == [f"tell web on {host} the password that svc has now"] * len(told)


@pytest.mark.parametrize(
    ("own", "other", "runs_as", "told"),
    [
        ("Old-1", "Print-1", "svc", True),
        (None, "Print-1", "CORP\\svc", True),
        ("Old-1", None, "svc", False),
        ("Old-1", "Print-1", "eve", False),
        ("Print-1", "Old-1", "svc", False),
    ],
)
def test_another_service_of_the_account_knows_its_password(
    own: str | None, other: str | None, runs_as: str, told: bool
) -> None:
    """Where it is the right one, and this service keeps another or none."""
    world = barred()[1].end
    services = (
        Service(name="web", runs_as="svc", password=own),
        Service(name="other", runs_as=runs_as, password=other),
    )
    world = replace(world, hosts={"PC": replace(world.host("PC"), services=services)})
    scope = scope_of(world, [Connect(host="PC", session=0x3E7, to_host="PC", to_service="web", spn="HTTP/prt")])
    tell = SetServiceAccount(host="PC", service="web", account="svc", password="Print-1")
    tells = [one.actions for one in password_offers.offers(world, scope) if one.subject == "PC/web"]
    assert tells == ([(tell,)] if told else [])


def test_a_service_with_a_keytab_is_told_no_password() -> None:
    """Though somebody knows it, and its own is an old one."""
    more = ("change_password: {account: robot, password: Newer-9}", "log_on: {on: PC, user: robot, password: Newer-9}")
    offer = offered(farm("dora@PC reaches LNX/httpd as HTTP/lnx.corp.test", more=more))
    assert lines(offer, Kind.TELL_PASSWORD) == []


def test_keys_that_a_2003_dc_left_lying_are_not_aes_keys_of_a_password() -> None:
    """At a level at which the marker tells, a user whose password was set there is asked for a new one."""
    text = farm("dora@PC reaches WEB/own", more=("change_password: {account: dora, password: New-1, via: DC2}",))
    old = text.replace("functional_level: 2016", "functional_level: 2003")
    old = old.replace("{DC1: {os: 2022, update: 2022-11}, DC2: {os: 2025}}", "{DC1: {os: 2016}, DC2: 2003}")
    old = old.replace("goals:", "  - replicate: corp.test\ngoals:")
    (dora,) = (remedy for remedy in offered(old) if remedy.kind is Kind.PASSWORD)
    assert dora.sentence == "set the password of dora at DC1, and tell its user"


def test_a_password_is_set_in_the_domain_of_its_account() -> None:
    """Though the other domain's DC is newer."""
    told = [remedy.sentence for remedy in offered(MERGER) if remedy.kind is Kind.PASSWORD]
    assert told == ["set the password of svc_ledger at OLD-DC, and tell its services"]


def test_where_no_dc_makes_aes_keys_that_is_noted() -> None:
    """A new password helps nobody then who wants AES."""
    text = farm("dora@PC reaches WEB/web as HTTP/web.corp.test").replace(
        "functional_level: 2016", "functional_level: 2003"
    )
    old = text.replace("{DC1: {os: 2022, update: 2022-11}, DC2: {os: 2025}}", "{DC1: 2003}")
    (svc, *_) = (remedy for remedy in offered(old) if remedy.kind is Kind.PASSWORD)
    assert svc.note == "no AES key is made there"
