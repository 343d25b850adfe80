"""What the judge holds against what."""

from kdcsim.scenario.load import load
from kdcsim.study.judge import judge
from kdcsim.study.run import play
from tests.study.two_servers import branch, scenario, verdict


def test_every_stated_part_is_a_finding() -> None:
    """Each part of an expectation gives one finding, and a part that is not stated gives none."""
    kinds = [f.kind for f in branch("broken").findings]
    assert kinds == [
        "outcome", "error", "said-by", "ticket-etype", "delivered", "message-in", "because",
        "cache", "salt", "event", "event", "event",
    ]  # fmt: skip
    assert branch("broken").holds


def test_every_part_can_fail() -> None:
    """A wrong expectation fails in every part, and each sentence names what was found and what was expected."""
    failed = {f.kind: f.sentence for f in branch("wrong").failed}
    assert failed == {
        "outcome": "the outcome is refused, expected accepted",
        "error": "the error is KRB_AP_ERR_MODIFIED (41), expected KRB_AP_ERR_SKEW (37)",
        "ticket-etype": "the ticket etype is AES256 (18), expected RC4 (23)",
        "delivered": "the message is not delivered, expected delivered",
        "message-in": "the place of the message is Drafts, expected Inbox",
        "because": "rule salt-told-by-kdc had no say in this step",
        "cache": "the cache of LocalSystem (0x3e7) on A has a ticket of AES256 (18), session key AES256 (18) for"
        " HOST/b.contoso.com, expected no ticket",
        "salt": 'NetworkService (0x3e4) on B has salt "", expected salt "CONTOSO.COMhostb.contoso.com"',
        "event": "0 events 4624 on B in this step, expected at least one (its logs have 4625)",
    }
    assert not verdict().holds


def test_inherited_steps_are_judged_once() -> None:
    """A branch's findings are about its own steps; what it inherited was judged in its parent."""
    assert {f.step for f in branch("wrong").findings} == {"send-again"}


UNDONE = """\
kdcsim: 1
title: A service that is stopped
domains: {contoso.com: {functional_level: 2008, dcs: {DC-1: 2008}}}
hosts: {A: {os: 7, domain: contoso.com, services: {s: LocalSystem}}}
steps:
  - start_service: A/s
"""
BOTH = "branches: {one: {steps: [{boot: A}]}, two: {after: one, steps: [{start_service: A/s}]}}\n"


def test_a_step_that_could_not_be_done_is_a_finding() -> None:
    """A story goes on from what did not happen only if it says so."""
    (found,) = judge(play(load(UNDONE, "undone.yaml"))).findings
    assert (found.kind, found.found, found.holds, found.span.line) == ("outcome", "impossible", False, 6)
    assert found.sentence.endswith("does not say `outcome: impossible`: A has not been started")
    expected = UNDONE + "    expect: {outcome: impossible}\n"
    assert [f.holds for f in judge(play(load(expected, "undone.yaml"))).findings] == [True]
    other = UNDONE + "    expect: {events: [{on: A, id: 4624, count: 0}]}\n"
    assert [(f.kind, f.holds) for f in judge(play(load(other, "undone.yaml"))).findings] == [
        ("outcome", False),
        ("event", True),
    ]


def test_an_undone_step_before_the_branches_is_told_once() -> None:
    """The trunk has no verdict of its own here, so the branch that begins with it tells."""
    found = judge(play(load(UNDONE + BOTH, "undone.yaml"))).findings
    assert [(f.branch, f.step) for f in found] == [("one", "start_service A/s")]


def test_findings_know_their_place() -> None:
    """A finding points at the line of its expectation."""
    for finding in verdict().findings:
        assert finding.span.file == "two-servers.yaml"
        assert finding.span.line > 1


def test_leans_only_on_salts_that_were_needed() -> None:
    """A session's salt is an assumption of the outcome only where a salted key was tried."""
    names = {a.name for a in branch("broken").leaned_on}
    assert "salt-fallback" in names
    assert "salt-fallback" not in {a.name for a in branch("fine").leaned_on}


def test_judging_twice_says_the_same() -> None:
    """A verdict depends on the scenario and the seed alone."""
    again = judge(play(scenario()))
    assert again.findings == verdict().findings
    assert [b.leaned_on for b in again.branches] == [b.leaned_on for b in verdict().branches]
