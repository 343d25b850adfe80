"""What a KDC holds against an account is told by the fact and its line; rules that let it through are no cause."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kdcsim.ad.kdc.fault import NtStatus
from kdcsim.krb5.numbers import ErrorCode
from kdcsim.scenario.load import load
from kdcsim.study.bar import bar
from kdcsim.study.decide import foresee
from kdcsim.study.goal import Miss, Tickets
from kdcsim.study.plan.cause import cause_of
from kdcsim.study.run import BranchRun, Played, play
from kdcsim.study.why import Why, place, why
from kdcsim.world.action import Connect
from tests.study.test_why import REFUSED

OFFICE = """\
kdcsim: 1
title: A print server and what bars its user
domains:
  corp.test:
    functional_level: 2016
    dcs: {DC1: {os: 2019, update: 2022-11}}
    accounts:
      dora: {password: Winter-24-x}
      svc: {password: Print-1, spns: [HTTP/prt.corp.test]}
hosts:
  PRT: {os: 2019, domain: corp.test, services: {prt: svc}}
  PC: {os: 11, domain: corp.test}
steps:
  - boot: PRT
  - boot: PC
  - log_on: {on: PC, user: dora, password: Winter-24-x}
  - purge_tickets: {on: PC, session: dora}
  - DO
  - connect: {from: PC, as: dora, to: PRT/prt, spn: HTTP/prt.corp.test}
    id: print
"""

MERGER = """\
kdcsim: 1
title: A trust with selective authentication
domains:
  old.test:
    functional_level: 2008R2
    dcs: {OLD-DC: 2012R2}
    accounts:
      svc: {password: Ledger-1, spns: [HTTP/ledger.old.test]}
  new.test:
    functional_level: 2016
    dcs: {NEW-DC: {os: 2022, update: 2022-11}}
    accounts:
      carol: {password: Audit-2023}
trusts:
  merger: {domain: old.test, other: new.test, direction: outbound, selective: true}
hosts:
  LEDGER: {os: 2012R2, domain: old.test, services: {web: svc}}
  LAPTOP: {os: 10, domain: new.test}
steps:
  - boot: LEDGER
  - boot: LAPTOP
  - log_on: {on: LAPTOP, user: carol, password: Audit-2023}
  - connect: {from: LAPTOP, as: carol, to: LEDGER/web, spn: HTTP/ledger.old.test}
    id: print
"""


def _told(text: str) -> tuple[BranchRun, Played, Why]:
    (run,) = play(load(text, "told.yaml")).branches
    played = run.own[-1]
    told = why(run, played)
    assert told is not None
    return run, played, told


def _facts(told: Why) -> list[tuple[str, int | None]]:
    return [(str(t.fact), None if t.span is None else t.span.line) for t in told.facts]


FLAGS = (
    ("dora", "disabled", 18, "the account dora is disabled"),
    ("dora", "expired", 18, "the account dora has expired"),
    ("dora", "locked", 18, "the account dora is locked out"),
    ("dora", "outside-logon-hours", 18, "dora may not log on at this hour"),
    ("dora", "password-expired", 23, "the password of dora has expired"),
    ("dora", "smartcard-required", 12, "dora may log on with a smart card alone"),
    ("svc", "disabled", 19, "the service's account svc is disabled"),
)


@pytest.mark.parametrize(("account", "flag", "error", "words"), FLAGS)
def test_a_flag_is_named_with_the_step_that_set_it(account: str, flag: str, error: int, words: str) -> None:
    """In why and in fix alike; what was foreseen without bytes carries the same status."""
    run, played, told = _told(OFFICE.replace("DO", f"set_flag: {{account: {account}, flag: {flag}}}"))
    assert played.record.error == error
    assert told.bar == words and told.short.endswith(words)
    assert _facts(told) == [(f"account/{account}/{flag} = set", 18)]
    assert told.rules == ()
    action = played.step.action
    assert isinstance(action, Connect)
    foreseen = foresee(played.before, action)
    assert foreseen.exchanges[-1].status == played.record.exchanges[-1].status
    miss = Miss(goal="it works", action=action, record=foreseen, sentence="it fails", tickets=Tickets.HELD)
    assert cause_of(run, miss, played.before) == f"it fails: {words}"


def test_a_flag_of_the_start_is_found_in_the_file() -> None:
    """A flag that no step set leads to the account's flags."""
    text = OFFICE.replace("dora: {password: Winter-24-x}", "dora: {password: Winter-24-x, flags: [locked]}")
    (run,) = play(load(text.replace("  - DO\n", ""), "told.yaml")).branches
    told = why(run, run.own[2])
    assert told is not None and told.bar == "the account dora is locked out"
    assert _facts(told) == [("account/dora/locked = set", 8)]


def test_selective_authentication_is_named_with_the_trust() -> None:
    """The trust's own key, and the service that lets nobody in."""
    _, played, told = _told(MERGER)
    assert played.record.error == 12
    assert "selective authentication" in told.short
    assert _facts(told) == [
        ("account/NEW.TEST/selective = true", 15),
        ("account/svc/allowed-to-authenticate = not set", 8),
    ]


def test_allowed_workstations_are_named() -> None:
    """Requests of this world name no machine, so the exchange is made up; the fact is the account's own."""
    text = OFFICE.replace("dora: {password: Winter-24-x}", "dora: {password: Winter-24-x, workstations: [DESK]}")
    (run,) = play(load(text.replace("  - DO\n", ""), "told.yaml")).branches
    logon = run.own[2]
    status = NtStatus.INVALID_WORKSTATION
    barred = bar(replace(logon.record.exchanges[-1], error=12, status=status), logon.before)
    assert barred is not None
    assert barred.sentence == "dora may log on from DESK alone"
    (fact,) = barred.facts
    span = place(run, logon, fact)
    assert span is not None and span.line == 8


def test_who_is_barred_where_the_exchange_does_not_say() -> None:
    """Then the DC's directory is asked for the client; the account as it was at the exchange counts before that."""
    run, played, _ = _told(OFFICE.replace("DO", "set_flag: {account: dora, flag: locked}"))
    refused, world = played.record.exchanges[-1], played.before
    words = "the account dora is locked out"

    def found(**other: Any) -> str | None:
        barred = bar(replace(refused, **other), world)
        return None if barred is None else barred.sentence

    assert found() == words
    assert found(client_account=None, client_name="dora") == words
    svc = world.dcs["DC1"].directory.get("svc")
    assert svc is not None
    assert found(client_account=svc) == "the account svc is locked out"
    assert run.branch.name == "trunk"
    for other in (
        {"client_account": None, "client_name": "nobody"},
        {"dc": "DC9"},
        {"error": None},
        {"status": None},
        {"status": 0xC000006A},
        {"status": int(NtStatus.AUTHENTICATION_FIREWALL_FAILED)},
        {"error": int(ErrorCode.KDC_ERR_SERVICE_REVOKED), "service_name": "HTTP/nowhere.corp.test"},
    ):
        assert found(**other) is None, other
    assert found(dc="dc1") == words


def test_selective_authentication_needs_a_trust_and_a_service() -> None:
    """A request from no trust, or for no account, is not barred by it."""
    _, played, _ = _told(MERGER)
    refused = next(e for e in played.record.exchanges if e.status == NtStatus.AUTHENTICATION_FIREWALL_FAILED)
    barred = bar(refused, played.before)
    assert barred is not None
    assert barred.sentence == "users of NEW.TEST come by selective authentication, and svc does not let them in"
    assert bar(replace(refused, client_realm="OLD.TEST"), played.before) is None
    assert bar(replace(refused, service_account=None), played.before) is None


def test_no_rule_is_behind_clocks_that_differ() -> None:
    """The timestamp's etype was as it should be; that is no cause of an error about its time."""
    run, played, told = _told(OFFICE.replace("DO", "clock_skew: {on: PC, clock: 7 min behind}"))
    assert played.record.error == 37
    assert (told.rules, told.facts, told.bar) == ((), (), "")
    action = played.step.action
    assert isinstance(action, Connect)
    miss = Miss(goal="it works", action=action, record=played.record, sentence="it fails", tickets=Tickets.HELD)
    assert cause_of(run, miss, played.before) == "it fails"


def test_a_rule_that_refused_is_told_as_before() -> None:
    """An etype that no rule lets through is not taken for a bar."""
    _, played, told = _told(REFUSED)
    assert played.record.error == 14
    assert told.bar == "" and told.rules[-1].value.startswith("refused")
