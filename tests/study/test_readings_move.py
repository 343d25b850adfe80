"""No dead switch, second half: readings about hosts, keys and sessions, each with a story in which it moves something.

Readings that a KDC or its log leans on are shown in ``tests/ad/policy/test_assumptions.py``.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from kdcsim.ad.assumption import NAMES, TABLE
from kdcsim.scenario.load import load, load_file
from kdcsim.scenario.model import Scenario
from kdcsim.study.logbook import events_on
from kdcsim.study.reading import under
from kdcsim.study.run import BranchRun, play
from tests.ad.policy.test_assumptions import QUESTIONS

ROOT = Path(__file__).resolve().parents[2]
UNTOLD = """
kdcsim: 1
title: a service account whose host pre-authenticates with RC4
start: 2026-01-20T08:00:00Z
domains:
  corp.example:
    functional_level: 2016
    dcs: {DC01: {os: 2022, update: 2022-11}}
    accounts:
      alice: {password: January-Sun-26}
      svc_web: {password: Long-And-Random-1, spns: [HTTP/web.corp.example], supported_etypes: [RC4, AES128, AES256]}
hosts:
  PC-1: {os: 11, domain: corp.example}
  WEB-1: {os: 2019, domain: corp.example, registry: {DefaultEncryptionType: 23}, services: {W3SVC: svc_web}}
steps:
  - boot: PC-1
  - boot: WEB-1
  - log_on: {on: PC-1, user: alice, password: January-Sun-26}
  - connect: {from: PC-1, as: alice, to: WEB-1/W3SVC, spn: HTTP/web.corp.example}
"""
MANAGED = """
kdcsim: 1
title: a group-managed account that says nothing of its etypes
domains:
  corp.example:
    functional_level: 2016
    dcs: {DC01: {os: 2022, update: 2022-11}}
    accounts:
      gmsa_web: {kind: gmsa, spns: [HTTP/web.corp.example]}
hosts:
  PC-1: {os: 11, domain: corp.example}
steps:
  - boot: PC-1
  - request_ticket: {from: PC-1, as: LocalSystem, spn: HTTP/web.corp.example}
"""

WORLDS: dict[str, list[tuple[str, str, dict[str, str]]]] = {
    "salt-fallback": [("exchange-2007", "S3", {})],
    "user-salt-fallback": [(UNTOLD, "trunk", {})],
    "registry-reload": [("exchange-2007", "S9b", {})],
    "aes-keys-below-2008": [("exchange-2007", "S3", {})],
    "local-system-salt": [("exchange-2007", "S4", {})],
    "forwarded-tgt-single-etype": [("exchange-2007", "S10", {})],
    "failed-logon-status": [("exchange-2007", "S3", {})],
    "marker-check": [("machine-password-at-the-2003-dc", "marker-passed-over", {})],
    "newer-keys-on-2003": [("machine-password-at-the-2003-dc", "marker-passed-over", {"marker-check": "no"})],
    "default-encryption-type-order": [("noise-of-a-2003-dc", "silenced", {})],
    "acceptor-policy": [("policy-on-the-accepting-server", "hardened", {})],
    "hint-without-common-etype": [("timestamp-nobody-asked-for", "only-aes256", {})],
    "gmsa-supported-etypes": [(MANAGED, "trunk", {})],
}
"""For each assumption the branches in which it matters, with the readings of others that they need."""


ELSEWHERE = {
    "rc4-sealed-tgt": "tests/ad/kdc/test_forgeries.py",
    "for-user-checksum-on-2025": "tests/ad/kdc/test_s4u.py",
    "allow-postdate": "tests/ad/kdc/test_restrictions.py",
    "ticket-to-a-user": "tests/ad/kdc/test_restrictions.py",
}
"""Readings about requests that no simulated host makes, and the file of tests that makes them."""


def told(name: str) -> Scenario:
    """A built-in scenario, or one of those above."""
    return load(name, "here.yaml") if "\n" in name else load_file(name)


def seen(run: BranchRun) -> object:
    """All that there is to notice of a branch: outcomes, errors, etypes, every log, and the sessions' AES keys."""
    steps = [
        (
            p.record.outcome,
            p.record.error,
            p.record.delivered,
            [(x.error, x.ticket_etype, x.session_etype, x.preauth_etype, x.requested) for x in p.record.exchanges],
        )
        for p in run.own
    ]
    machines = (*run.end.hosts, *run.end.dcs)
    keys = [repr(session.key(18)) for host in run.end.hosts.values() for session in host.sessions.values()]
    return steps, keys, [(name, [e.fields for e in events_on(run, None, name)]) for name in machines]


@pytest.mark.parametrize("name", WORLDS)
def test_every_reading_moves_something(name: str) -> None:
    """Each reading is told apart from every other by what an administrator sees in one of the stories."""
    found = []
    for reading in NAMES[name].readings:
        digest = []
        for story, branch, others in WORLDS[name]:
            run = play(under(told(story), {**others, name: reading})).branch(branch)
            assert run is not None
            digest.append(repr(seen(run)))
        found.append(tuple(digest))
    assert len(set(found)) == len(found)


def test_every_assumption_is_shown_to_matter() -> None:
    """Here, beside the ladders or where requests are forged; a switch that nothing hangs on is not a question."""
    assert {each.name for each in TABLE} == {*WORLDS, *QUESTIONS, *ELSEWHERE}
    for name, file in ELSEWHERE.items():
        assert f'"{name}"' in (ROOT / file).read_text(encoding="utf-8")
