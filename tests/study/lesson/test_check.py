"""An answer is right because playing it says so: choices, written answers, repairs and plans, on the office story."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kdcsim.errors import KdcsimError
from kdcsim.study.lesson import (
    Ask,
    Lesson,
    Mend,
    Moment,
    Offer,
    Reply,
    Say,
    choices,
    lesson,
    lessons,
    library,
    moment,
    reply,
    solution,
)
from tests.study.lesson.test_read_lesson import HEAD, PARTS
from tests.study.two_servers import TEXT

FILES = Moment(branch="healthy", step="open-files")
PORTAL = Moment(branch="healthy", step="open-portal")
WIKI = Moment(branch="no-rc4-client", step="open-wiki")
GUESSED = Moment(branch="guessed-salt", step="open-portal")
SNAPSHOT = Moment(branch="snapshot", step="open-files")
CONNECT = "- connect: {from: PC-1, as: alice, to: WEB-1/%s, spn: HTTP/%s.contoso.com}\n"
FRESH = "- purge_tickets: {on: PC-1, session: alice}\n- log_on: {on: PC-1, user: alice, password: Sunflower-7}\n"
BOTH = FRESH + CONNECT % ("portal", "portal") + CONNECT % ("wiki", "wiki")
AES = "- set_supported_etypes: {account: svc_wiki, value: 0x18}\n"
WAIT = "- wait: 1 min\n"
THEN = "# then\n"


def of(*parts: Ask | Mend | Say) -> Lesson:
    """A lesson about the office."""
    return Lesson(number=70, title="t", scenario="office", minutes=5, intro="i", parts=parts, takeaway="t")


def ask(take: str, *also: str, at: Moment = FILES) -> Lesson:
    """A lesson of one question."""
    return of(Ask(text="?", at=at, take=take, also=also))


def mend(*does: str, at: Moment, keep: str = "", without_rc4: bool = False) -> Lesson:
    """A lesson of one repair, whose offers are called ``one``, ``two`` and so on."""
    names = ("one", "two", "three", "four")
    offers = tuple(Offer(text=name, do=do) for name, do in zip(names, does, strict=False))
    return of(Mend(text="?", at=at, offers=offers, keep=keep, without_rc4=without_rc4))


def test_choices_hold_the_right_answer_in_its_place() -> None:
    """By the alphabet, so that the right one is nowhere in particular; a question without others is written."""
    asked = ask("sealed-for", "PC-1$", "alice", "krbtgt")
    assert choices(asked, 0) == ("alice", "FILE-1$", "krbtgt", "PC-1$")
    assert solution(asked, 0).right == ("FILE-1$",)
    assert solution(asked, 0).came == ()
    assert choices(ask("sealed-for"), 0) == choices(of(Say(text="Look.")), 0) == ()
    assert choices(ask("sealed-for", "alice", "FILE-1$"), 0) == ("alice", "FILE-1$")
    assert choices(ask("sealed-for", "file-1$", "File-1$", "FILE-1"), 0) == ("FILE-1", "FILE-1$", "File-1$", "file-1$")
    assert choices(mend(WAIT, AES, at=WIKI), 0) == ("one", "two")


def test_a_choice_is_said_by_letter_or_in_words() -> None:
    """In any letters; a letter beyond the last choice is a word like others."""
    asked = ask("sealed-for", "PC-1$", "alice", "krbtgt")
    for said in ("b", "B", " b ", "FILE-1$", "file-1$", " File-1$ "):
        assert reply(asked, 0, said).right, said
    for said in ("a", "c", "d", "e", "h", "alice", "", "ab", "FILE-1"):
        assert not reply(asked, 0, said).right, said
    assert reply(asked, 0, "b").came == ""
    assert reply(ask("sealed-for"), 0, "file-1$").right


def test_choices_that_part_in_capitals_are_different_ones() -> None:
    """What was chosen is taken as it stands, also where a written answer could be spelled otherwise."""
    asked = ask("sealed-for", "file-1$", "alice")
    assert [reply(asked, 0, each).right for each in ("file-1$", "FILE-1$", "b", "c")] == [False, True, True, False]
    asked = ask("ticket-etype", "18", "AES256")
    assert choices(asked, 0) == ("18", "AES256", "AES256 (18)")
    assert [reply(asked, 0, each).right for each in ("18", "AES256", "AES256 (18)", "0x12")] == [
        False,
        False,
        True,
        True,
    ]


@pytest.mark.parametrize(
    ("take", "at", "right", "wrong"),
    [
        (
            "ticket-etype",
            FILES,
            "AES256 (18)|aes256|18|0x12|'AES256'|  aes256  (18) ",
            "17|AES|AES256(18)|0x11|256|(18)",
        ),
        (
            "error",
            WIKI,
            'KDC_ERR_ETYPE_NOSUPP (14)|14|0xe|kdc_err_etype_nosupp|etype_nosupp|"14"',
            "15|NOSUPP|0xE0|err_etype_nosupp|",
        ),
        ("error", FILES, "no error|NO  error|'no error'", "0|none|"),
        ("messages", FILES, "4| 4 |'4'", "5|0x4|four"),
        ("session", FILES, "LocalSystem (0x3e7) on FILE-1|localsystem (0x3E7) on file-1", "LocalSystem|0x3e7"),
        (
            "sealed-salt",
            GUESSED,
            "CONTOSO.COMsvc_web|'CONTOSO.COMsvc_web'",
            "contoso.comsvc_web|CONTOSO.COMSVC_WEB|no salt",
        ),
        ("tried-salt", GUESSED, 'contoso.comsvc_web|"contoso.comsvc_web"', "CONTOSO.COMsvc_web"),
    ],
)
def test_a_written_answer_in_any_usual_spelling(take: str, at: Moment, right: str, wrong: str) -> None:
    """By name, by number, or as it is shown; in a salt, capitals count."""
    asked = ask(take, at=at)
    assert [said for said in right.split("|") if not reply(asked, 0, said).right] == []
    assert [said for said in wrong.split("|") if reply(asked, 0, said).right] == []


def test_an_answer_that_is_no_choice() -> None:
    """Is told which letters there are, and nothing is played."""
    asked = mend(WAIT, AES, at=WIKI)
    for said in ("c", "", "three", "a b"):
        assert reply(asked, 0, said) == Reply(right=False, came="choose one of a, b")


def test_a_place_whose_name_ends_like_a_number(tmp_path: Path) -> None:
    """Is no etype: nothing stands for it but itself."""
    story = tmp_path / "inbox.yaml"
    story.write_text(TEXT.replace("Inbox", "Inbox(1)"), encoding="utf-8")
    asked = replace(ask("message-place:note", at=Moment(branch="fine", step="send")), scenario=str(story))
    assert solution(asked, 0).right == ("Inbox(1)",)
    assert [reply(asked, 0, said).right for said in ("inbox(1)", "", "1", "Inbox(1", "Inbox")] == [
        *(True, False, False, False, False),
    ]


def test_a_repair_is_played() -> None:
    """The offer comes before the step, and the step is played again; what came of each is told."""
    asked = mend(AES, WAIT, "- set_supported_etypes: {account: svc_wiki, value: 4}\n" + WAIT, at=WIKI)
    told = solution(asked, 0)
    assert told.right == ("one",)
    assert [reply(asked, 0, said).right for said in ("a", "b", "c", "ONE", "two")] == [True, False, False, True, False]
    assert [reply(asked, 0, said).came for said in "abc"] == list(told.came)
    assert "KDC_ERR_ETYPE_NOSUPP" in told.came[1]
    assert "KDC_ERR_ETYPE_NOSUPP" not in told.came[0]
    none = reply(asked, 0, "e")
    assert (none.right, none.came) == (False, "choose one of a, b, c")
    assert reply(asked, 0, "set it").came == none.came


def test_a_plan_is_checked_after_every_change() -> None:
    """The first thing that fails is told with the number of its change; nothing of the branch is in the way."""
    less = "- set_supported_etypes: {account: svc_%s, value: 4}\n"
    asked = mend(
        AES,
        WAIT + THEN + "- stop_service: WEB-1/wiki\n" + THEN + "- start_service: WEB-1/wiki\n",
        WAIT + THEN + WAIT + THEN + "- change_password: {account: svc_wiki, password: new}\n" + WAIT,
        less % "wiki" + THEN + AES,
        at=PORTAL,
        keep=BOTH,
    )
    told = solution(asked, 0)
    assert told.right == ("one", "four")
    assert told.came[0] == "every check passed after every change, and RC4 is gone"
    assert told.came[1].startswith("after change 2: ")
    assert "stopped" in told.came[1]
    assert told.came[2].startswith("after change 3: ")
    assert "KRB_AP_ERR_MODIFIED" in told.came[2]


def test_a_plan_that_has_to_be_rid_of_rc4() -> None:
    """Looked at in the last round alone: RC4 may be there on the way."""
    asked = mend(WAIT, WAIT + THEN + AES, AES + THEN + WAIT, at=PORTAL, keep=BOTH, without_rc4=True)
    told = solution(asked, 0)
    assert told.right == ("two", "three")
    assert told.came[0] == "nothing broke, but HTTP/wiki.contoso.com still gets RC4 (23)"
    half = mend("- set_supported_etypes: {account: svc_wiki, value: 0x24}\n", at=PORTAL, keep=BOTH, without_rc4=True)
    assert solution(half, 0).right == ()
    only = mend(WAIT, at=PORTAL, keep=FRESH + CONNECT % ("portal", "portal"), without_rc4=True)
    assert solution(only, 0).right == ("one",)


def test_a_plan_that_may_keep_rc4() -> None:
    """It is right, and nobody says that RC4 were gone."""
    asked = mend(WAIT, AES, at=PORTAL, keep=BOTH)
    assert [reply(asked, 0, each) for each in "ab"] == [
        Reply(right=True, came="every check passed after every change"),
        Reply(right=True, came="every check passed after every change, and RC4 is gone"),
    ]


def test_rc4_is_seen_in_a_session_key_alone() -> None:
    """Where a client that may use RC4 alone is given such a session key beside an AES ticket."""
    policy = "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System\\Kerberos\\Parameters"
    change = f"- set_registry: {{on: PC-1, name: {policy}\\SupportedEncryptionTypes, value: 4}}\n- boot: PC-1\n"
    change += "- log_on: {on: PC-1, user: alice, password: Sunflower-7}\n"
    keep = FRESH + CONNECT % ("portal", "portal")
    asked = mend(change, WAIT, at=PORTAL, keep=keep, without_rc4=True)
    assert solution(asked, 0).came == (
        "nothing broke, but HTTP/portal.contoso.com still gets RC4 (23)",
        "every check passed after every change, and RC4 is gone",
    )


def test_a_branch_without_steps(tmp_path: Path) -> None:
    """Has no end to look at."""
    story = tmp_path / "nothing.yaml"
    story.write_text(
        "kdcsim: 1\ntitle: t\ndomains: {a.com: {functional_level: 2016, dcs: {DC1: 2016}}}\n"
        "branches: {some: {steps: [{wait: 1 min}]}, none: {}}\n"
    )
    told = replace(ask("error"), scenario=str(story))
    assert moment(told, Moment(branch="some"))[1].step.label
    with pytest.raises(KdcsimError, match=r"nothing\.yaml has no step none/None"):
        moment(told, Moment(branch="none"))


def test_a_plan_without_a_connection_says_nothing_of_rc4() -> None:
    """There is nothing by which it could be seen."""
    asked = mend(WAIT, at=PORTAL, keep=FRESH, without_rc4=True)
    assert reply(asked, 0, "a").came == "every check passed after every change"
    assert reply(asked, 0, "a").right


def test_a_plan_is_played_in_the_branch_of_its_moment() -> None:
    """After the steps of that branch, in which this client does no RC4."""
    keep = FRESH + CONNECT % ("wiki", "wiki")
    at = Moment(branch="no-rc4-client", step="open-wiki")
    asked = mend(WAIT, AES, at=at, keep=keep)
    assert solution(asked, 0).right == ("two",)
    assert solution(asked, 0).came[0].startswith("after change 1: ")


def test_a_plan_comes_after_the_steps_of_the_branch() -> None:
    """What was broken there is broken, until a change mends it."""
    keytab = "- export_keytab: {service: WEB-1/portal, account: svc_web, password: Spring-2019}\n"
    asked = mend(WAIT, keytab, at=GUESSED, keep=FRESH + CONNECT % ("portal", "portal"))
    assert solution(asked, 0).right == ("two",)


def test_a_moment_of_the_story() -> None:
    """A step by its name, or the end of a branch."""
    run, played = moment(ask("error"), FILES)
    assert (run.branch.name, played.step.label) == ("healthy", "open-files")
    run, played = moment(ask("error"), Moment(branch="healthy"))
    assert played.step.label == "open-wiki"
    assert played is run.played[-1]


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (Moment(branch="healthy", step="open-door"), "lesson 70: office has no step healthy/open-door"),
        (Moment(branch="ill", step="open-files"), "office has no branch ill"),
    ],
)
def test_a_moment_that_is_not_there(at: Moment, said: str) -> None:
    """Is said, with its lesson."""
    with pytest.raises(KdcsimError) as raised:
        moment(ask("error"), at)
    assert said in str(raised.value)


def test_a_repair_of_a_step_that_is_not_there() -> None:
    """Is said as well."""
    asked = mend(WAIT, at=Moment(branch="healthy", step="open-door"))
    with pytest.raises(KdcsimError, match="lesson 70: there is no step open-door"):
        reply(asked, 0, "a")


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (2, "lesson 70 has no part 3"),
        (-1, "lesson 70 has no part 0"),
        (0, "part 1 of lesson 70 asks nothing"),
    ],
)
def test_a_part_that_asks_nothing(part: int, said: str) -> None:
    """Takes no answer, and one that is not there neither."""
    told = of(Say(text="Look."), Ask(text="?", at=FILES, take="error"))
    with pytest.raises(KdcsimError) as raised:
        reply(told, part, "a")
    assert str(raised.value) == said
    if part == 0:
        with pytest.raises(KdcsimError) as raised:
            solution(told, part)
        assert str(raised.value) == said
    assert reply(told, 1, "no error").right
    assert told.questions == (1,)


def test_the_shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lessons come by number, whatever their files are called; what else lies there is no lesson."""
    shelf = tmp_path / "lessons"
    shelf.mkdir()
    for name, number in (("b.yaml", 8), ("a.yaml", 12), ("c.yaml", 7), ("README.md", 1)):
        (shelf / name).write_text(HEAD.replace("number: 7", f"number: {number}") + PARTS, encoding="utf-8")
    monkeypatch.setattr(library, "files", lambda package: {"kdcsim": tmp_path}[package])
    lessons.cache_clear()
    try:
        assert [each.number for each in lessons()] == [7, 8, 12]
        assert lesson(12) is lessons()[2]
        with pytest.raises(KdcsimError) as raised:
            lesson(9)
    finally:
        lessons.cache_clear()
    lines = [f"  {number:2}  A title" for number in (7, 8, 12)]
    assert str(raised.value) == "\n".join(["there is no lesson 9; there are 1 to 3:", *lines])
