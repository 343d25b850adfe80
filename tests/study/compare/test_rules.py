"""Which rule `diff` names: the one that refused; none where clocks, passwords or barred accounts did."""

from __future__ import annotations

import pytest

from kdcsim.report.as_diff import as_diff_text
from kdcsim.report.paper import Paper
from kdcsim.scenario.load import load
from kdcsim.study.compare import Change, Difference, compare_runs
from kdcsim.study.run import play

PLANT = """\
kdcsim: 1
title: A terminal server before and after its hardening
domains:
  plant.test:
    functional_level: 2016
    dcs: {DC1: {os: 2016, update: 2026-04}}
    accounts:
      olga: {password: Shift-One-26}
      svc: {password: Gate-Way-1, supported_etypes: [RC4], spns: [HTTP/gw.plant.test]}
hosts:
  TS: {os: 2022, domain: plant.test}
  GW: {os: Java, domain: plant.test, services: {gw: svc}}
steps:
  - boot: GW
  - boot: TS
  - export_keytab: {service: GW/gw, account: svc, etypes: [RC4]}
  - log_on: {on: TS, user: olga, password: Shift-One-26}
  - connect: {from: TS, as: olga, to: GW/gw, spn: HTTP/gw.plant.test}
branches:
  friday:
    steps:
      - purge_tickets: {on: TS, session: olga}
  policy:
    steps:
      - set_registry:
          on: TS
          name: 'POLICY\\SupportedEncryptionTypes'
          value: 0x18
  clock:
    steps:
      - clock_skew: {on: TS, clock: 7 min behind}
  disabled:
    steps:
      - set_flag: {account: svc, flag: disabled}
  password:
    steps:
      - change_password: {account: svc, password: Gate-Way-2}
"""

POLICY = "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System\\Kerberos\\Parameters"


def _difference(before: str, after: str) -> Difference:
    run = play(load(PLANT.replace("POLICY", POLICY), "plant.yaml"))
    old, new = run.branch(before), run.branch(after)
    assert old is not None and new is not None
    return compare_runs(old, new)


def _olgas(before: str, after: str) -> Change:
    changes = _difference(before, after).changes
    (found,) = (c for c in changes if not c.held and any(str(x) == "olga@TS" for x in c.clients))
    return found


def test_a_refusal_is_laid_to_the_rule_that_refused() -> None:
    """Not to the hint, which the client got as before; the other side is told by the same ladder."""
    broken = _olgas("friday", "policy")
    assert broken.after.error == 14
    assert broken.rule == ("session-client-order", "no-common-session-etype")
    assert _olgas("policy", "friday").rule == ("no-common-session-etype", "session-client-order")


@pytest.mark.parametrize(
    ("branch", "error", "words"),
    [
        ("clock", 37, "the clocks are too far apart"),
        ("disabled", 19, "the service's account is disabled"),
        ("password", 31, "the ciphertext does not verify under this key"),
    ],
)
def test_where_no_rule_refused_none_is_named(branch: str, error: int, words: str) -> None:
    """The error's own words stand where the name of a rule would."""
    broken = _olgas("friday", branch)
    assert broken.after.error == error
    assert broken.rule == ("", "")
    page = as_diff_text(_difference("friday", branch), ("before", "after"), Paper())
    assert words in page and "\n    by " not in page
    assert f"before: {words}" in as_diff_text(_difference(branch, "friday"), ("before", "after"), Paper())


def test_two_refusals_are_each_told_by_their_own() -> None:
    """A rule before and a clock after: the words of the one, the name of the other."""
    moved = _olgas("policy", "clock")
    assert moved.rule == ("no-common-session-etype", "")
    assert "the clocks are too far apart, before by no-common-session-etype" in as_diff_text(
        _difference("policy", "clock"), ("before", "after"), Paper()
    )
