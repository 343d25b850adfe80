"""What is measured of a played step, held to two small stories: one that works and one whose service has no salt."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kdcsim.ad.supported import bit_names
from kdcsim.errors import KdcsimError
from kdcsim.study.lesson.measure import MEASURES, NOTHING, measured
from kdcsim.study.run import BranchRun
from tests.study.two_servers import branch, step

MODIFIED = "KRB_AP_ERR_MODIFIED (41)"


def take(name: str, of: str = "broken", at: str = "send") -> str:
    """One measure of one step."""
    return measured(branch(of).run, step(of, at), name)


@pytest.mark.parametrize(
    ("name", "fine", "broken"),
    [
        ("ticket-etype", "AES256 (18)", "AES256 (18)"),
        ("session-etype", "AES256 (18)", "AES256 (18)"),
        ("proof-etype", "AES256 (18)", "RC4 (23)"),
        ("proof-etype:A$", "AES256 (18)", "AES256 (18)"),
        ("proof-etype:b$", "AES256 (18)", "RC4 (23)"),
        ("proof-etype:nobody", NOTHING, NOTHING),
        ("salt-told", "CONTOSO.COMhostb.contoso.com", "CONTOSO.COMhosta.contoso.com"),
        ("salt-told:B$", "CONTOSO.COMhostb.contoso.com", NOTHING),
        ("salt-told:nobody", NOTHING, NOTHING),
        ("error", "no error", MODIFIED),
        ("said-by", "nobody", "B/Receiver"),
        ("difference", NOTHING, "another salt"),
        ("sealed-salt", "CONTOSO.COMhostb.contoso.com", "CONTOSO.COMhostb.contoso.com"),
        ("tried-salt", "CONTOSO.COMhostb.contoso.com", "empty"),
        ("sealed-for", "B$", "B$"),
        ("tried-by", "B$", "B$"),
        ("session", "NetworkService (0x3e4) on B", "same"),
        ("same-key:18", "the same", "different"),
        ("same-key:23", "the same", "the same"),
        ("message-place:note", "Inbox", "Drafts"),
        ("event:B:4625:TargetUserSid", NOTHING, "S-1-0-0"),
        ("event:B:4625:NoSuchField", NOTHING, NOTHING),
        ("event-count:B:4625", "0", "1"),
        ("event-count:B:4624", "1", "0"),
        ("declares:B$", f"0x1f {', '.join(bit_names(0x1F))}", "same"),
        ("exchanges", "1", "same"),
        ("messages", "4", "same"),
        ("declares:nobody", NOTHING, NOTHING),
        ("keys-of:B$", "AES256 (18), AES128 (17), RC4 (23)", "same"),
        ("keys-of:nobody", NOTHING, NOTHING),
    ],
)
def test_each_measure(name: str, fine: str, broken: str) -> None:
    """Of the step in which the message is sent."""
    assert take(name, "fine") == fine
    assert take(name) == (fine if broken == "same" else broken)


def test_every_measure_is_taken_here() -> None:
    """And there are no others."""
    marks = test_each_measure.pytestmark[0].args[1]  # type: ignore[attr-defined]
    assert {row[0].split(":")[0] for row in marks} == set(MEASURES)
    with pytest.raises(KdcsimError, match="there is no measure 'weight'"):
        take("weight")


@pytest.mark.parametrize("name", ["difference", "sealed-salt", "tried-salt", "sealed-for", "tried-by", "same-key:18"])
def test_a_step_without_a_ticket(name: str) -> None:
    """Has nothing to measure there."""
    with pytest.raises(KdcsimError, match="no ticket is shown in step 'boot-b'"):
        take(name, at="boot-b")


def test_what_came_later_is_not_seen() -> None:
    """A measure looks back from its step, the latest first; etypes of a step without tickets are none."""
    assert (take("exchanges", "fine", "boot A"), take("messages", "fine", "boot A")) == ("4", "8")
    assert take("proof-etype", at="boot A") == "AES256 (18)"
    assert take("proof-etype", at="boot-b") == "RC4 (23)"
    assert take("salt-told:B$", "fine", at="boot A") == NOTHING
    assert (take("ticket-etype", at="set-value"), take("error", at="set-value")) == ("none", "no error")


def test_an_account_without_a_value() -> None:
    """Declares nothing."""
    run, played = branch("fine").run, step("fine", "send")
    dc = played.after.dc("DC-2008")
    account = dc.directory.get("B$")
    assert account is not None
    bare = replace(dc, directory=dc.directory.with_account(replace(account, supported_etypes=None)))
    after = replace(played.after, dcs={"DC-2008": bare})
    told: BranchRun = run
    assert measured(told, replace(played, after=after), "declares:B$") == NOTHING
