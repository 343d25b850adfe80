"""What a story may expect of a step, part by part: what holds, what does not, and the sentence that says so."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kdcsim.diagnostic import Span
from kdcsim.scenario.load import load
from kdcsim.scenario.model import CacheExpected, EventExpected, Expectation, SaltExpected
from kdcsim.study.expectation import PARTS, part_findings
from kdcsim.study.finding import BranchVerdict, Finding, Verdict
from kdcsim.study.log_expectation import event_findings
from kdcsim.study.logbook import events_on, events_up_to, is_on
from kdcsim.study.reading import under
from kdcsim.study.run import Run, play
from kdcsim.study.session_expectation import cache_findings, salt_findings
from kdcsim.world.action import ExportKeytab, LogOn, RequestTicket, user_luid
from tests.study import two_servers
from tests.study.test_observed import WEB as WEB_STORY
from tests.study.test_observed import run, step

SPAN = Span(file="web.yaml", line=30, column=1)
DORA = user_luid("PC", "dora")
LSA = 0x3E7
WEB = "HTTP/web.corp.test"


def expected(**parts: Any) -> Expectation:
    """An expectation that states these parts alone."""
    return Expectation(span=SPAN, **parts)


def said(finding: Finding) -> tuple[str, str, bool, str]:
    """What was expected, what was found, whether it holds, and the sentence."""
    assert (finding.branch, finding.span) == ("trunk", SPAN)
    return finding.expected, finding.found, finding.holds, finding.sentence


@pytest.mark.parametrize(
    ("label", "wanted", "kind", "found"),
    [
        ("show", {"outcome": "accepted"}, "outcome", ("accepted", "accepted", True, "the outcome is accepted")),
        (
            "show",
            {"outcome": "refused"},
            "outcome",
            ("refused", "accepted", False, "the outcome is accepted, expected refused"),
        ),
        ("show", {"error": 0}, "error", ("KDC_ERR_NONE (0)", "no error", True, "the error is no error")),
        (
            "show",
            {"error": 41},
            "error",
            ("KRB_AP_ERR_MODIFIED (41)", "no error", False, "the error is no error, expected KRB_AP_ERR_MODIFIED (41)"),
        ),
        (
            "show",
            {"said_by": "WEB/web"},
            "said-by",
            ("WEB/web", "nobody", False, "the one who said no is nobody, expected WEB/web"),
        ),
        ("show", {"ticket_etype": 23}, "ticket-etype", ("RC4 (23)", "RC4 (23)", True, "the ticket etype is RC4 (23)")),
        (
            "show",
            {"session_etype": 18},
            "session-etype",
            ("AES256 (18)", "AES256 (18)", True, "the session key etype is AES256 (18)"),
        ),
        (
            "ask",
            {"session_etype": 23},
            "session-etype",
            ("RC4 (23)", "AES256 (18)", False, "the session key etype is AES256 (18), expected RC4 (23)"),
        ),
        ("ask", {"reply_etype": 18}, "reply-etype", ("AES256 (18)",) * 2 + (True, "the reply etype is AES256 (18)")),
        (
            "again",
            {"reply_etype": 18},
            "reply-etype",
            ("AES256 (18)", "none", False, "the reply etype is none, expected AES256 (18)"),
        ),
        ("show", {"delivered": True}, "delivered", ("delivered", "delivered", True, "the message is delivered")),
        (
            "ask",
            {"delivered": False},
            "delivered",
            (
                "not delivered",
                "not carried at all",
                False,
                "the message is not carried at all, expected not delivered",
            ),
        ),
        ("show", {"message_in": "INBOX"}, "message-in", ("INBOX", "Inbox", True, "the place of the message is Inbox")),
        (
            "ask",
            {"message_in": "Inbox"},
            "message-in",
            ("Inbox", "nobody", False, "the place of the message is nobody, expected Inbox"),
        ),
        (
            "again",
            {"because": ("account-declares",)},
            "because",
            (
                "account-declares",
                "no decision was made",
                False,
                "rule account-declares had no say in this step",
            ),
        ),
        (
            "show",
            {"because": ("account-declares",)},
            "because",
            ("account-declares", "salt-told-by-kdc", False, "rule account-declares had no say in this step"),
        ),
        (
            "ask",
            {"because": ("account-declares",)},
            "because",
            ("account-declares", "account-declares", True, "rule account-declares had its say"),
        ),
    ],
)
def test_one_part(label: str, wanted: dict[str, Any], kind: str, found: tuple[str, str, bool, str]) -> None:
    """Names compare without regard to case; error 0 expects that there is none; nothing found is never as expected."""
    (finding,) = part_findings("trunk", step(label), expected(**wanted))
    assert (finding.kind, finding.step) == (kind, label)
    assert said(finding) == found


def test_parts_with_an_error() -> None:
    """Who said no, and with what; what was expected to go well is not excused by an error."""
    played = two_servers.step("broken", "send")
    for wanted, holds in (
        ({"said_by": "b/RECEIVER"}, True),
        ({"said_by": "A/Sender"}, False),
        ({"error": 41}, True),
        ({"error": 0}, False),
        ({"delivered": False}, True),
        ({"message_in": "Drafts"}, True),
    ):
        (finding,) = part_findings("broken", played, expected(**wanted))
        assert finding.holds is holds, wanted
    lost = replace(played, after=replace(played.after, messages={}))
    assert [f.found for f in part_findings("broken", lost, expected(message_in="Inbox"))] == ["nobody"]


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("outcome", "outcome", "refused"),
        ("error", "error", 41),
        ("said-by", "said_by", "B/web"),
        ("ticket-etype", "ticket_etype", 18),
        ("session-etype", "session_etype", 17),
        ("reply-etype", "reply_etype", 23),
        ("delivered", "delivered", False),
        ("message-in", "message_in", "Inbox"),
    ],
)
def test_each_part_is_stated_by_its_own_key(kind: str, field: str, value: Any) -> None:
    """And by no other."""
    stated = {part.kind: part.wanted(expected(**{field: value})) for part in PARTS}
    assert stated == {part.kind: value if part.kind == kind else None for part in PARTS}
    assert len(stated) == 8


def test_nothing_stated_is_nothing_found() -> None:
    """And several parts are told in a fixed order."""
    assert list(part_findings("trunk", step("show"), expected())) == []
    parts = expected(because=("client-order", "strongest-left"), ticket_etype=23, outcome="accepted")
    assert [f.kind for f in part_findings("trunk", step("show"), parts)] == [
        "outcome",
        "ticket-etype",
        "because",
        "because",
    ]


DORA_WEB = {"TargetUserName": "dora"}


@pytest.mark.parametrize(
    ("label", "wanted", "found"),
    [
        (
            "show",
            {"on": "WEB", "id": 4624, "fields": DORA_WEB},
            (
                "at least one of event 4624 on WEB where TargetUserName has 'dora'",
                "1",
                True,
                "1 event 4624 on WEB where TargetUserName has 'dora' in this step",
            ),
        ),
        (
            "show",
            {"on": "web.corp.test", "id": 4624, "fields": {**DORA_WEB, "LogonType": "2"}},
            (
                "at least one of event 4624 on web.corp.test where TargetUserName has 'dora' and LogonType has '2'",
                "0",
                False,
                (
                    "0 events 4624 on web.corp.test where TargetUserName has 'dora' and LogonType has '2' in this step,"
                    " expected at least one (its logs have 4624)"
                ),
            ),
        ),
        (
            "show",
            {"on": "WEB", "id": 4624, "count": 2},
            (
                "2 of event 4624 on WEB",
                "1",
                False,
                "1 event 4624 on WEB in this step, expected 2 (its logs have 4624)",
            ),
        ),
        (
            "show",
            {"on": "DC1", "id": 4769, "count": 0},
            ("0 of event 4769 on DC1", "0", True, "0 events 4769 on DC1 in this step"),
        ),
        (
            "show",
            {"on": "DC1", "id": 4769, "count": 1, "during": False},
            ("1 of event 4769 on DC1", "1", True, "1 event 4769 on DC1 in the story so far"),
        ),
        (
            "logon",
            {"on": "DC1", "id": 4769, "count": 0, "during": False},
            ("0 of event 4769 on DC1", "0", True, "0 events 4769 on DC1 in the story so far"),
        ),
        (
            "show",
            {"on": "DC1", "id": 4771, "during": False},
            (
                "at least one of event 4771 on DC1",
                "0",
                False,
                "0 events 4771 on DC1 in the story so far, expected at least one (its logs have 4768, 4769)",
            ),
        ),
        (
            "show",
            {"on": "PC", "id": 4624},
            (
                "at least one of event 4624 on PC",
                "0",
                False,
                "0 events 4624 on PC in this step, expected at least one (its logs have nothing)",
            ),
        ),
    ],
)
def test_an_event(label: str, wanted: dict[str, Any], found: tuple[str, str, bool, str]) -> None:
    """Counted on one machine, over the step or over the story up to it; what the logs have instead is told."""
    event = EventExpected(**{"fields": {}, **wanted})
    (finding,) = event_findings(run(), step(label), expected(events=(event,)))
    assert (finding.kind, finding.step) == ("event", label)
    assert said(finding) == found


@pytest.mark.parametrize(
    ("wanted", "holds"),
    [
        ({"log": "security"}, True),
        ({"log": "System"}, False),
        ({"fields": {"TargetUserName": "or"}}, True),
        ({"fields": {"TargetUserName": "bob"}}, False),
        ({"fields": {"NoSuchField": "x"}}, False),
        ({"fields": {"NoSuchField": ""}}, True),
        ({"count": 1}, True),
        ({"count": 0}, False),
    ],
)
def test_which_events_are_meant(wanted: dict[str, Any], holds: bool) -> None:
    """By log without regard to case, and by what fields contain; a field that an event lacks is empty."""
    event = EventExpected(**{"on": "WEB", "id": 4624, "fields": {}, **wanted})
    (finding,) = event_findings(run(), step("show"), expected(events=(event,)))
    assert finding.holds is holds


def test_what_logs_hold_at_a_moment() -> None:
    """Up to and with a step, or to the end; a machine answers to its short name and its DNS name, in any case."""
    assert events_up_to(run(), step("boot PC")) == events_up_to(run(), None)[:2]
    assert [e.id for e in events_up_to(run(), step("ask"))] == [4768] * 6 + [4769]
    assert [e.id for e in events_up_to(run(), None)] == [4768] * 6 + [4769, 4624]
    assert [e.id for e in events_on(run(), None, "web")] == [4624]
    assert events_on(run(), step("ask"), "WEB") == events_on(run(), None, "PC") == ()
    (logon,) = events_on(run(), step("show"), "WEB.corp.test")
    assert [is_on(logon, name) for name in ("WEB", "web.corp.test", "WEB.other.test", "WE", "PC")] == [
        True,
        True,
        True,
        False,
        False,
    ]


TICKET = "a ticket of RC4 (23), session key AES256 (18)"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, ("a ticket", TICKET, True)),
        ({"etype": 23}, ("a ticket of RC4 (23)", TICKET, True)),
        ({"etype": 18}, ("a ticket of AES256 (18)", TICKET, False)),
        ({"session_etype": 18}, ("a ticket of session key AES256 (18)", TICKET, True)),
        ({"session_etype": 23}, ("a ticket of session key RC4 (23)", TICKET, False)),
        ({"etype": 23, "session_etype": 18}, ("a ticket of RC4 (23), session key AES256 (18)", TICKET, True)),
        ({"etype": 18, "session_etype": 18}, ("a ticket of AES256 (18), session key AES256 (18)", TICKET, False)),
        ({"present": False}, ("no ticket", TICKET, False)),
        ({"server": "HTTP/other.corp.test"}, ("a ticket", "no ticket", False)),
        ({"server": "HTTP/other.corp.test", "present": False}, ("no ticket", "no ticket", True)),
        ({"session": LSA, "present": False}, ("no ticket", "no ticket", True)),
        ({"session": 1}, ("a ticket", "no ticket", False)),
        ({"host": "NOWHERE"}, ("a ticket", "no ticket", False)),
        ({"host": "pc"}, ("a ticket", TICKET, True)),
    ],
)
def test_a_ticket_in_a_cache(wanted: dict[str, Any], found: tuple[str, str, bool]) -> None:
    """Of these etypes, if they are named; or none. A session or a host that is not there holds none."""
    cache = CacheExpected(**{"host": "PC", "session": DORA, "server": WEB, **wanted})
    (finding,) = cache_findings("trunk", step("ask"), expected(cache=(cache,)))
    assert said(finding)[:3] == found
    where = f"the cache of {'LocalSystem (0x3e7)' if cache.session == LSA else f'{cache.session:#x}'} on {cache.host}"
    tail = "" if finding.holds else f", expected {found[0]}"
    assert finding.sentence == f"{where} has {found[1]} for {cache.server}{tail}"
    assert (finding.kind, finding.step) == ("cache", "ask")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"salt": "CORP.TESTdora"}, ('salt "CORP.TESTdora"', 'salt "CORP.TESTdora"', True)),
        ({"salt": ""}, ('salt ""', 'salt "CORP.TESTdora"', False)),
        ({"salt": None}, ("no AES key", 'salt "CORP.TESTdora"', False)),
        ({"salt": "CORP.TESThostpc.corp.test", "session": LSA}, ('salt "CORP.TESThostpc.corp.test"',) * 2 + (True,)),
        ({"salt": None, "session": 1}, ("no AES key", "no AES key", True)),
        ({"salt": "", "session": 1}, ('salt ""', "no AES key", False)),
        ({"salt": None, "host": "NOWHERE"}, ("no AES key", "no AES key", True)),
    ],
)
def test_the_salt_of_a_session(wanted: dict[str, Any], found: tuple[str, str, bool]) -> None:
    """An empty salt is a salt; where there is no session, and where it has no AES key, there is none."""
    salt = SaltExpected(**{"host": "PC", "session": DORA, **wanted})
    (finding,) = salt_findings("trunk", step("ask"), expected(salts=(salt,)))
    assert said(finding)[:3] == found
    who = "LocalSystem (0x3e7)" if salt.session == LSA else f"{salt.session:#x}"
    tail = "" if finding.holds else f", expected {found[0]}"
    assert finding.sentence == f"{who} on {salt.host} has {found[1]}{tail}"
    assert (finding.kind, finding.step) == ("salt", "ask")


def test_a_session_without_an_aes_key() -> None:
    """Under another reading a session that was told no salt makes no AES key, and is not said to have an empty salt."""
    (broken,) = play(under(two_servers.scenario(), {"salt-fallback": "no-aes-key"}), only="broken").branches
    salt = SaltExpected(host="B", session=0x3E4, salt="")
    (finding,) = salt_findings("broken", broken.own[-1], expected(salts=(salt,)))
    assert (finding.found, finding.holds) == ("no AES key", False)
    assert finding.sentence == 'NetworkService (0x3e4) on B has no AES key, expected salt ""'


@pytest.mark.parametrize(
    ("etypes", "found"),
    [
        ("[AES256, AES128, RC4]", 'salt "CORP.TESTsvc"'),
        ("[AES128, RC4]", 'salt "CORP.TESTsvc"'),
        ("[RC4]", "no AES key"),
    ],
)
def test_the_salt_of_a_keytab(etypes: str, found: str) -> None:
    """Any AES key has it; one of AES256 need not be there."""
    text = WEB_STORY.replace(
        "    id: again", f"  - export_keytab: {{service: WEB/web, account: svc, etypes: {etypes}}}"
    )
    (told,) = play(load(text, "web.yaml")).branches
    exported = next(each for each in told.played if isinstance(each.step.action, ExportKeytab))
    (luid,) = [luid for luid, each in exported.after.hosts["WEB"].sessions.items() if each.account == "svc"]
    salt = SaltExpected(host="WEB", session=luid, salt=None)
    (finding,) = salt_findings("trunk", exported, expected(salts=(salt,)))
    assert finding.found == found


def test_a_verdict_holds_when_everything_in_it_does() -> None:
    """One finding that fails fails its branch, one such branch the story; where nothing is expected all is well."""
    (good,) = part_findings("trunk", step("show"), expected(outcome="accepted"))
    (bad,) = part_findings("trunk", step("show"), expected(outcome="refused"))

    def branch(*findings: Finding) -> BranchVerdict:
        return BranchVerdict(run=run(), findings=findings, leaned_on=())

    def verdict(*branches: BranchVerdict) -> Verdict:
        return Verdict(run=Run(scenario=two_servers.scenario(), seed=7, branches=()), branches=branches)

    assert [each.holds for each in (branch(), branch(good), branch(good, bad), branch(bad))] == [
        True,
        True,
        False,
        False,
    ]
    assert branch(good, bad, good).failed == (bad,) and branch(good).failed == ()
    mixed = verdict(branch(good), branch(good, bad))
    assert verdict().holds and verdict(branch(), branch(good)).holds and not mixed.holds
    assert (mixed.findings, mixed.failed) == ((good, good, bad), (bad,))


def test_the_sessions_of_the_story() -> None:
    """The numbers that these tests use are those of the actions."""
    logon, ask = step("logon").step.action, step("ask").step.action
    assert isinstance(logon, LogOn) and isinstance(ask, RequestTicket)
    assert user_luid(logon.host, logon.user) == ask.session == DORA
