"""What is measured of a played step, held to two small stories: one that works and one whose service has no salt."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from kdcsim.ad.supported import bit_names
from kdcsim.errors import KdcsimError
from kdcsim.scenario.load import load, load_file
from kdcsim.study.lesson.measure import DIFFERENCES, MEASURES, NOTHING, measured
from kdcsim.study.picture import Difference
from kdcsim.study.run import BranchRun, Played, play
from tests.study.one_story import step_of
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


@cache
def told(story: str, branch_name: str) -> BranchRun:
    """A branch of a built-in story."""
    return play(load_file(story), None, branch_name).branches[0]


def shown(story: str, branch_name: str, label: str) -> tuple[BranchRun, Played]:
    """A step of a built-in story."""
    run = told(story, branch_name)
    return run, step_of(run, label)


def test_every_difference_has_its_words() -> None:
    """Each its own, for they are the choices of a question."""
    assert set(DIFFERENCES) == set(Difference)
    assert len(set(DIFFERENCES.values())) == len(Difference)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("healthy/open-files", "AES256 (18) nothing FILE-1$ FILE-1$"),
        ("healthy/open-wiki", "RC4 (23) nothing svc_wiki svc_wiki"),
        ("snapshot/open-files", "AES256 (18) another password FILE-1$ FILE-1$"),
        ("guessed-salt/open-portal", "AES256 (18) another salt svc_web svc_web"),
        ("renamed-and-deaf/open-portal", "AES256 (18) another salt svc_portal svc_portal"),
        ("cause-a/open-portal", "AES256 (18) another account WEB-1$ svc_web"),
        ("cause-b/open-portal", "AES256 (18) another password svc_web svc_web"),
        ("cause-d/open-files", "AES256 (18) another account FILE-1$ WEB-2$"),
    ],
)
def test_what_parts_two_keys(at: str, words: str) -> None:
    """In the office, where each branch breaks one thing."""
    run, played = shown("office", *at.split("/"))
    taken = [measured(run, played, name) for name in ("ticket-etype", "difference", "sealed-for", "tried-by")]
    assert " ".join(taken) == words


def test_a_key_without_a_salt() -> None:
    """RC4 has none, which is not an empty one."""
    run, played = shown("office", "healthy", "open-wiki")
    assert (measured(run, played, "sealed-salt"), measured(run, played, "tried-salt")) == ("no salt", "no salt")
    assert take("tried-salt") == "empty"


def test_events_are_counted_from_the_beginning() -> None:
    """Up to the step, and the last one is looked at."""
    for label, count, etype in (("open-files", "1", "0x12"), ("open-portal", "2", "0x12"), ("open-wiki", "3", "0x17")):
        run, played = shown("office", "healthy", label)
        assert measured(run, played, "event-count:DC01:4769") == count
        assert measured(run, played, "event:dc01:4769:TicketEncryptionType") == etype
    assert measured(run, played, "event-count:PC-1:4769") == "0"
    run, played = shown("office", "healthy", "boot WEB-1")
    assert measured(run, played, "salt-told") == "CONTOSO.COMsvc_wiki", "of the last of eight exchanges"
    assert measured(run, played, "salt-told:web-1$") == "CONTOSO.COMhostweb-1.contoso.com"


def test_keys_of_an_older_password_are_keys_all_the_same() -> None:
    """A measure says what is stored, whether or not a KDC would use it."""
    run = told("machine-password-at-the-2003-dc", "marker-read")
    played = run.own[-1]
    assert measured(run, played, "ticket-etype") == "RC4 (23)"
    assert measured(run, played, "keys-of:FILES-1$") == "AES256 (18), AES128 (17), RC4 (23)"
    assert measured(run, played, "same-key:18") == "the same"


LATER = """\
extends: office
title: a name that is gone
domains: {contoso.com: {accounts: {bob: {password: right}}}}
branches:
  gone:
    after: healthy
    steps:
      - set_spn: {account: svc_web, remove: HTTP/portal.contoso.com}
      - connect: {from: PC-1, as: alice, to: WEB-1/portal, spn: HTTP/portal.contoso.com}
        id: by-the-old-ticket
      - set_service_account: {service: WEB-2/files, runs_as: LocalService}
      - connect: {from: PC-1, as: alice, to: WEB-2/files, spn: HOST/file-1.contoso.com}
        id: to-nobody
      - log_on: {on: PC-1, user: bob, password: wrong}
        id: refused
"""


def test_what_nobody_can_tell() -> None:
    """The name was taken from its account; a service without an identity tries no key; a refused logon proves none."""
    run = play(load(LATER, "later.yaml"), None, "gone").branches[0]
    gone, nobody, refused = run.at("by-the-old-ticket"), run.at("to-nobody"), run.at("refused")
    assert gone is not None
    assert nobody is not None
    assert [measured(run, gone, name) for name in ("sealed-for", "tried-by", "difference")] == [
        *(NOTHING, "svc_web", NOTHING),
    ]
    assert [measured(run, nobody, name) for name in ("sealed-for", "tried-by", "difference")] == [
        *("FILE-1$", NOTHING, "no key of that etype"),
    ]
    assert measured(run, nobody, "tried-salt") == "no salt"
    assert refused is not None
    assert measured(run, refused, "proof-etype:bob") == NOTHING
    assert measured(run, refused, "proof-etype") == "AES256 (18)"


def test_a_ticket_whose_kdc_nobody_saw() -> None:
    """There is no card of the key that sealed it, and none to hold against the service's."""
    run, played = shown("office", "cause-a", "open-portal")
    bare = replace(played, record=replace(played.record, exchanges=()))
    alone = replace(run, inherited=(), own=(bare,))
    assert measured(alone, bare, "sealed-for") == NOTHING
    assert measured(alone, bare, "sealed-salt") == "no salt"
    assert measured(alone, bare, "tried-by") == "svc_web"
    with pytest.raises(KdcsimError, match="no ticket is shown in step 'open-portal'"):
        measured(alone, bare, "same-key:18")


def test_a_service_whose_session_nobody_saw() -> None:
    """Then nobody knows as whom it tried its key."""
    run, played = shown("office", "cause-a", "open-portal")
    host = played.before.host("WEB-1")
    bare = replace(played, before=played.before.with_host(replace(host, sessions={})))
    alone = replace(run, own=tuple(bare if each is played else each for each in run.own))
    assert measured(alone, bare, "tried-by") == NOTHING
