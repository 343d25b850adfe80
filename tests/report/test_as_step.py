"""One step by itself: what crossed the network, the keys of both sides, accounts, logs - and nothing of other steps."""

from __future__ import annotations

from kdcsim.report.as_text import as_step
from kdcsim.report.paper import Paper
from kdcsim.scenario.load import load_file
from kdcsim.study.run import play
from tests.study.one_story import step_of


def _step(branch: str, label: str) -> str:
    run = play(load_file("office"), None, branch).branches[0]
    return as_step(run, step_of(run, label), Paper())


def test_a_cut_arrow_and_the_keys_of_both_sides() -> None:
    """The ticket that does not open, who says so, the first difference of the salts, and the RC4 keys that agree."""
    told = _step("guessed-salt", "open-portal")
    assert "and it does not open" in told and "4 svc_web (0xcdb34) on WEB-1 -> alice" in told
    assert "^ the salts part here" in told
    assert "RC4 (23) keys of both sides: e6a9386b and e6a9386b, the same" in told
    assert "log_on" not in told and "boot" not in told


def test_a_ticket_of_an_earlier_step() -> None:
    """A ticket that was not issued in this step is traced to the one in which it was."""
    told = " ".join(_step("cause-b", "open-portal").split())
    assert "issued earlier, by DC01 in step request_ticket" in told


def test_the_salt_is_told_beside_error_25() -> None:
    """What a KDC tells a client before it proves itself stands on that message."""
    told = " ".join(_step("renamed", "ask").split())
    assert 'KDC_ERR_PREAUTH_REQUIRED (25), prove yourself first, tells the salt "CONTOSO.COMsvc_web"' in told


def test_what_accounts_declare_and_hold() -> None:
    """The accounts that services run as, with what they declare and the keys that the directory has."""
    assert "svc_wiki declares nothing; keys: AES256 (18), AES128 (17), RC4 (23)" in _step("healthy", "open-wiki")
