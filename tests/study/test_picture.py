"""The key that a ticket was sealed with beside those that were tried on it, and the sentence that comes of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kdcsim.ad.host.call import Call
from kdcsim.ad.kdc.fault import NtStatus
from kdcsim.krb5.numbers import ErrorCode
from kdcsim.reason import Decision
from kdcsim.scenario.load import load_file
from kdcsim.study.observed import decisions_of, needs_salt
from kdcsim.study.picture import Difference, KeyCard, KeyPicture, acceptor, issuing, picture
from kdcsim.study.reading import under
from kdcsim.study.run import BranchRun, Played, play
from kdcsim.study.why import Because, Why, said, why
from kdcsim.world.action import LogOn
from kdcsim.world.record import Outcome
from tests.study import test_observed, two_servers
from tests.study.one_story import branch_of, step_of
from tests.study.test_why import REFUSED

PASSWORDS = """\
kdcsim: 1
title: A service that keeps its old password
domains:
  corp.test:
    functional_level: 2016
    dcs: {DC1: {os: 2022, update: 2022-11}}
    accounts:
      dora: {password: Winter-24-x}
      svc: {password: Web-1, spns: [HTTP/web.corp.test], supported_etypes: 0x18}
hosts:
  PC: {os: 11, domain: corp.test}
  WEB: {os: 2019, domain: corp.test, services: {web: svc, sys: NetworkService, lin: LocalService}}
steps:
  - boot: PC
  - boot: WEB
  - log_on: {on: PC, user: dora, password: Winter-24-x}
    id: logon
  - connect: {from: PC, as: dora, to: WEB/web, spn: HTTP/web.corp.test}
    id: fits
  - change_password: {account: svc, password: Web-2}
    id: change
  - connect: {from: PC, as: dora, to: WEB/web, spn: HTTP/web.corp.test}
    id: old-ticket
  - purge_tickets: {on: PC, session: dora}
    id: purge
  - connect: {from: PC, as: dora, to: WEB/web, spn: HTTP/web.corp.test}
    id: new-ticket
  - connect: {from: PC, as: dora, to: WEB/sys, spn: HTTP/web.corp.test}
    id: wrong-account
  - connect: {from: PC, as: dora, to: WEB/lin, spn: HTTP/web.corp.test}
    id: no-key
"""


def run() -> BranchRun:
    """The story, played once."""
    return branch_of(PASSWORDS, "passwords.yaml")


def step(label: str) -> Played:
    """One step of it."""
    return step_of(run(), label)


def call(label: str) -> Call:
    """The AP exchange of a step."""
    (found,) = step(label).record.calls
    return found


def drawn(label: str, **told: Any) -> KeyPicture:
    """The picture of a step, perhaps with something else told of its AP exchange."""
    played = step(label)
    record = replace(played.record, calls=(replace(call(label), **told),))
    other = replace(played, record=record)
    at = run().played.index(played)
    found = picture(replace(run(), own=(*run().played[:at], other)), other)
    assert found is not None
    return found


def reason(of: BranchRun, played: Played | None) -> Why:
    """Why a step came out as it did."""
    assert played is not None
    found = why(of, played)
    assert found is not None
    return found


def ladders(told: Why) -> list[tuple[str, str, str]]:
    """Step, ladder and value of each rule."""
    return [(each.step, each.ladder, each.value) for each in told.rules]


@pytest.mark.parametrize(
    ("label", "difference", "account", "salt", "at"),
    [
        ("fits", Difference.NONE, "svc", "CORP.TESTsvc", None),
        ("old-ticket", Difference.NONE, "svc", "CORP.TESTsvc", None),
        ("new-ticket", Difference.PASSWORD, "svc", "CORP.TESTsvc", None),
        ("wrong-account", Difference.ACCOUNT, "WEB$", "CORP.TESThostweb.corp.test", 9),
    ],
)
def test_where_the_keys_part(label: str, difference: Difference, account: str, salt: str, at: int | None) -> None:
    """Both keys as people can compare them: whose, with which salt, and a fingerprint that is the same if they are."""
    found = drawn(label)
    assert (found.difference, found.etype, found.first_difference) == (difference, 18, at)
    (tried,) = found.tried
    assert found.sealed is not None and found.closest is tried
    opens = difference is Difference.NONE
    assert (tried.account, tried.salt, tried.etype, tried.opened, tried.current) == (account, salt, 18, opens, True)
    assert (tried.fingerprint == found.sealed.fingerprint) is opens
    assert tried.holder == found.session and tried.holder.endswith(" on WEB")
    sealed = found.sealed
    assert (sealed.holder, sealed.account, sealed.etype) == ("DC1 for account svc", "svc", 18)
    assert (sealed.salt, sealed.opened, sealed.current) == ("CORP.TESTsvc", True, True)


def test_a_session_without_a_key_of_the_etype() -> None:
    """Nothing was tried, so there is nothing to compare."""
    found = drawn("no-key")
    assert (found.session, found.difference, found.tried) == ("LocalService (0x3e5) on WEB", Difference.NO_KEY, ())
    assert found.closest is None and found.first_difference is None


def test_a_ticket_is_compared_with_the_exchange_that_issued_it() -> None:
    """Not with a later one for the same service, nor with one for another; the last before the step counts."""
    for label, by in (("fits", "fits"), ("old-ticket", "fits"), ("new-ticket", "new-ticket"), ("no-key", "new-ticket")):
        assert issuing(run(), step(label), call(label)) is step(by).record.exchanges[-1]
    old, new = step("fits").record.exchanges[-1], step("new-ticket").record.exchanges[-1]
    shown = step("new-ticket")
    for exchanges, found in (
        ((old, new), new),
        ((new, old), old),
        ((old, replace(new, error=14)), old),
        ((old, replace(new, service_name="HTTP/other.corp.test")), old),
        ((old, replace(new, service_name="http/WEB.corp.test@CORP.TEST")), "last"),
    ):
        played = replace(shown, record=replace(shown.record, exchanges=exchanges))
        later = replace(run(), own=(*run().own[:7], played, *run().own[8:]))
        assert issuing(later, played, call("new-ticket")) is (exchanges[-1] if found == "last" else found)
    for name in ("HTTP/web.corp.test@CORP.TEST", "http/Web.corp.test", "HTTP/web.corp.test@CORP@TEST"):
        assert issuing(run(), shown, replace(call("new-ticket"), spn=name)) is new
    for none in (None, "HTTP/other.corp.test"):
        assert issuing(run(), shown, replace(call("new-ticket"), spn=none)) is None


def test_what_nobody_saw_is_not_drawn() -> None:
    """Without the exchange, or without the key of that etype in it, there is no key that sealed."""
    for told in ({"spn": "HTTP/other.corp.test"}, {"ticket_etype": 17}):
        found = drawn("fits", **told)
        assert found.sealed is None and found.first_difference is None
        assert found.difference is Difference.NONE
    shut = drawn("new-ticket", spn=None)
    assert (shut.sealed, shut.difference) == (None, Difference.SALT)


def test_no_ticket_no_picture() -> None:
    """Where nothing was carried, and where what was carried was no ticket that can be read."""
    assert picture(run(), step("purge")) is None
    unread = replace(step("fits").record, calls=(replace(call("fits"), ticket_etype=None),))
    assert picture(run(), replace(step("fits"), record=unread)) is None


def test_who_was_shown_the_ticket() -> None:
    """The session as it was before the step; none where nobody listened or the host is gone."""
    found = acceptor(step("fits"), call("fits"))
    assert found is not None and found.account == "svc"
    assert acceptor(step("fits"), replace(call("fits"), to_host="web")) is found
    assert acceptor(step("fits"), replace(call("fits"), to_session=None)) is None
    assert acceptor(step("fits"), replace(call("fits"), to_session=1)) is None
    assert acceptor(step("fits"), replace(call("fits"), to_host="GONE")) is None
    none = drawn("new-ticket", to_session=None)
    assert none.session == "nobody on WEB"
    assert [(each.account, each.current) for each in none.tried] == [(None, True)]
    assert none.difference is Difference.PASSWORD


def test_older_keys_are_told_apart() -> None:
    """A host tries the key of its previous password, too; the one that opens is the one to compare with."""
    (attempt,) = call("new-ticket").attempts
    older = replace(attempt, key=replace(attempt.key, password_number=attempt.key.password_number - 1))
    found = drawn("new-ticket", attempts=(attempt, older))
    assert [each.current for each in found.tried] == [True, False]
    assert found.closest is found.tried[0] and found.difference is Difference.PASSWORD
    found = drawn("new-ticket", attempts=(attempt, replace(older, opened=True)))
    assert found.closest is found.tried[1] and found.difference is Difference.NONE


@pytest.mark.parametrize(
    ("told", "difference"),
    [
        ({"service_account": "SVC"}, Difference.PASSWORD),
        ({"service_account": None}, Difference.PASSWORD),
        ({"service_account": "other"}, Difference.ACCOUNT),
    ],
)
def test_accounts_are_compared_as_names_are(told: dict[str, Any], difference: Difference) -> None:
    """Without regard to case; where the account is not known, the salts are looked at."""
    assert drawn("new-ticket", **told).difference is difference


def _card(salt: str | None, *, opened: bool = False) -> KeyCard:
    return KeyCard(holder="x", account="x", etype=18, salt=salt, fingerprint="0", opened=opened)


@pytest.mark.parametrize(
    ("sealed", "tried", "at"),
    [
        ("CORP.TESTsvc", "CORP.TESTsvc", None),
        ("CORP.TESTsvc", "CORP.TESTSvc", 9),
        ("CORP.TESTsvc", "CORP.TESTsvc2", 12),
        ("CORP.TESTsvc2", "CORP.TESTsvc", 12),
        ("CORP.TESTsvc", "", 0),
        ("CORP.TESTsvc", None, None),
        (None, "CORP.TESTsvc", None),
    ],
)
def test_the_first_character_that_differs(sealed: str | None, tried: str | None, at: int | None) -> None:
    """Counted in both; where one salt goes on after the other it is where that ends. RC4 keys have no salt."""
    both = KeyPicture(
        session="x", etype=18, sealed=_card(sealed), tried=(_card(tried), _card("Y")), difference=Difference.SALT
    )
    assert both.first_difference == at
    assert replace(both, sealed=None).first_difference is None
    assert replace(both, tried=()).first_difference is None
    assert replace(both, tried=(_card("Y"), _card(tried, opened=True))).first_difference == at


@pytest.mark.parametrize(
    ("label", "short", "rules"),
    [
        (
            "fits",
            "WEB opened the ticket and answered no error",
            [
                ("fits", "salt", 'salt "CORP.TESTsvc"'),
                ("fits", "declared", "0x18"),
                ("fits", "ticket", "AES256 (18)"),
            ],
        ),
        (
            "new-ticket",
            "same account, same salt, another password: another key",
            [("new-ticket", "declared", "0x18"), ("new-ticket", "ticket", "AES256 (18)")],
        ),
        (
            "wrong-account",
            "sealed for svc, but the service runs as WEB$",
            [("wrong-account", "declared", "0x18"), ("wrong-account", "ticket", "AES256 (18)")],
        ),
        (
            "no-key",
            "LocalService (0x3e5) on WEB holds no AES256 (18) key",
            [("no-key", "declared", "0x18"), ("no-key", "ticket", "AES256 (18)")],
        ),
    ],
)
def test_why_a_ticket_was_opened_or_not(label: str, short: str, rules: list[tuple[str, str, str]]) -> None:
    """A salt is told where it can be the cause; then how the KDC came to the ticket's etype."""
    told = reason(run(), run().at(label))
    assert (told.short, ladders(told), told.bar, told.facts) == (short, rules, "", ())
    assert told.picture is not None and told.picture.difference.name.lower().startswith(
        {"fits": "none", "new-ticket": "password", "wrong-account": "account", "no-key": "no_key"}[label]
    )


def test_why_of_an_rc4_ticket_says_nothing_of_salts() -> None:
    """RC4 keys are made without; an AES key that was tried, or that was missing, is made with one."""
    told = reason(test_observed.run(), test_observed.run().at("show"))
    assert [ladder for _, ladder, _ in ladders(told)] == ["declared", "ticket"]
    (shown,) = test_observed.step("show").record.calls
    assert [needs_salt(each) for each in (shown, call("fits"), call("no-key"))] == [False, True, True]
    mixed = replace(shown, attempts=(*shown.attempts, *call("fits").attempts))
    assert needs_salt(mixed)


def test_why_without_the_exchange_that_issued() -> None:
    """What is known of the acceptor is told all the same."""
    shown = step("fits")
    other = replace(shown, record=replace(shown.record, calls=(replace(call("fits"), spn="HTTP/x"),), exchanges=()))
    assert [ladder for _, ladder, _ in ladders(reason(run(), other))] == ["salt"]
    gone = replace(shown, record=replace(shown.record, calls=(replace(call("fits"), to_session=None),)))
    assert [ladder for _, ladder, _ in ladders(reason(run(), gone))] == ["declared", "ticket"]
    unread = replace(shown, record=replace(shown.record, calls=(replace(call("fits"), ticket_etype=None),)))
    assert reason(run(), unread).short == "WEB opened the ticket and answered no error"
    assert [ladder for _, ladder, _ in ladders(reason(run(), unread))] == ["declared", "ticket"]


SALTS = (
    two_servers.TEXT[: two_servers.TEXT.index("branches:")].replace(
        "dcs: {DC-2008: 2008 SP2}", "dcs: {DC-2008: 2008 SP2}\n    accounts: {ann: {password: Pa-1}}"
    )
    + """\
  - boot: B
    id: first
  - set_registry: {on: B, name: DefaultEncryptionType, value: 23}
  - boot: B
    id: second
  - log_on: {on: A, user: ann, password: Pa-1}
    id: logon
  - connect: {from: A, as: ann, to: B/Receiver}
    id: send
"""
)


def test_what_the_acceptor_asked_is_found_where_it_asked_last() -> None:
    """At its last start, not at an earlier one, and not where another host has asked since."""
    found = branch_of(SALTS, "salts.yaml")
    told = reason(found, found.at("send"))
    assert ladders(told) == [
        ("send", "salt", 'salt ""'),
        ("second", "first-request", "a timestamp under RC4 (23)"),
        ("send", "declared", "0x1f"),
        ("send", "ticket", "AES256 (18)"),
    ]
    assert told.short == 'salt "" instead of "CONTOSO.COMhostb.contoso.com"'


def test_a_session_that_has_no_aes_key_at_all() -> None:
    """Under another reading there is none, and the salt's rule says so."""
    (broken,) = play(under(two_servers.scenario(), {"salt-fallback": "no-aes-key"}), only="broken").branches
    told = reason(broken, broken.own[-1])
    assert told.short == "NetworkService (0x3e4) on B holds no AES256 (18) key"
    assert ("send", "salt", "no AES key") in ladders(told)


@pytest.mark.parametrize(
    ("ladder", "value", "words"),
    [
        ("salt", None, "no AES key"),
        ("salt", "CORP.TESTdora", 'salt "CORP.TESTdora"'),
        ("first-request", None, "a bare request"),
        ("first-request", 23, "a timestamp under RC4 (23)"),
        ("client-list", (18, 17, 23), "18 17 23"),
        ("hint", (18, 23), "18 23"),
        ("after-hint", None, "nothing usable"),
        ("after-hint", 18, "AES256 (18)"),
        ("ticket", 23, "RC4 (23)"),
        ("declared", "0x18", "0x18"),
    ],
)
def test_a_decision_in_the_words_of_its_ladder(ladder: str, value: Any, words: str) -> None:
    """What None means depends on who decided."""
    found = next(d for label in ("logon", "fits") for d in decisions_of(step(label)) if d.reason.ladder == ladder)
    assert said(Decision(value, found.reason)) == words


def test_a_refusal_in_words() -> None:
    """The error, whichever ladder refused."""
    refused = branch_of(REFUSED, "refused.yaml")
    *_, decision = refused.own[-1].record.exchanges[-1].decisions
    assert said(decision) == "refused: KDC_ERR_ETYPE_NOSUPP (14)"
    hint = next(d for d in decisions_of(step("logon")) if d.reason.ladder == "hint")
    assert said(Decision(decision.value, hint.reason)) == "refused: KDC_ERR_ETYPE_NOSUPP (14)"


def test_why_a_kdc_refused() -> None:
    """Which DC, with what error, what was asked for and what there was; the last refusal is the one that counts."""
    refused = branch_of(REFUSED, "refused.yaml")
    asked = refused.own[-1]
    head = "DC01 answered KDC_ERR_ETYPE_NOSUPP (14): requested "
    assert reason(refused, asked).short == f"{head}23, available 23 18 17"
    (*_, last) = asked.record.exchanges

    def other(**told: Any) -> Why:
        changed = replace(last, **told)
        return reason(refused, replace(asked, record=replace(asked.record, exchanges=(changed,))))

    assert other(requested=(), available=()).short == f"{head}nothing, available nothing"
    assert other(requested=(17, 23), available=(18, 17)).short == f"{head}17 23, available 18 17"
    skewed = other(error=37, decisions=())
    assert skewed.short == f"DC01 answered KRB_AP_ERR_SKEW (37): {ErrorCode.KRB_AP_ERR_SKEW.sentence}"
    earlier = replace(last, error=37)
    for exchanges in ((earlier, last), (last, replace(last, error=None))):
        both = replace(asked, record=replace(asked.record, exchanges=exchanges))
        assert reason(refused, both).short.startswith(head)


def test_rules_that_refused_are_told_before_any_bar() -> None:
    """Where a ladder ended in a refusal, what the account is barred by besides is no cause of it."""
    refused = branch_of(REFUSED, "refused.yaml")
    asked = refused.own[-1]
    (*_, last) = asked.record.exchanges
    barred = replace(last, status=int(NtStatus.ACCOUNT_DISABLED))
    told = reason(refused, replace(asked, record=replace(asked.record, exchanges=(barred,))))
    assert told.bar == "" and [each.value for each in told.rules] == [
        each.value for each in reason(refused, asked).rules
    ]


def test_a_question_that_nobody_answered() -> None:
    """A KDC that asks for pre-authentication with etypes which the client has not: its hint is the reason."""
    story = play(load_file("timestamp-nobody-asked-for"), only="only-aes256").branches[0]
    told = reason(story, story.at("log_on CI-1 svc_deploy"))
    assert told.short.startswith("DC01 answered KDC_ERR_PREAUTH_REQUIRED (25): ")
    assert [(each.ladder, each.value) for each in told.rules] == [("hint", "23")]


def test_a_step_that_went_well_is_told_by_its_decisions() -> None:
    """A start asks back and forth, and that question is no refusal; where nothing was decided there is no why."""
    told = reason(run(), step("boot PC"))
    assert told.short == step("boot PC").record.sentence
    assert {"client-list", "first-request", "hint", "ticket"} <= {each.ladder for each in told.rules}
    assert why(run(), step("purge")) is None
    mine = replace(step("logon"), record=replace(step("logon").record, error=31, exchanges=()))
    assert reason(run(), mine).short == mine.record.sentence


def test_every_rule_names_its_step_and_its_facts() -> None:
    """With the line where each fact was told."""
    first = reason(run(), step("fits")).rules[1]
    assert isinstance(first, Because) and (first.step, first.rung.rule) == ("fits", "account-declares")
    lines = {str(each.fact.address): each.span.line for each in first.facts if each.span is not None}
    assert lines["account/svc/msDS-SupportedEncryptionTypes"] == 9


KEPT_OUT = """\
kdcsim: 1
title: Sessions that there are not
domains:
  corp.test:
    functional_level: 2016
    dcs: {DC1: {os: 2022, update: 2022-11}}
    accounts:
      dora: {password: Winter-24-x}
      svc: {password: Web-1, spns: [HTTP/web.corp.test]}
hosts:
  PC: {os: 11, domain: corp.test}
  LAB: {os: 11, domain: corp.test}
steps:
  - boot: PC
  - boot: LAB
  - log_on: {on: LAB, user: dora, password: wrong}
    id: elsewhere
LOGONS
  - request_ticket: {from: PC, as: dora, spn: HTTP/web.corp.test}
    id: ask
"""


@pytest.mark.parametrize(
    ("logons", "cause"),
    [
        ("", ""),
        ("  - log_on: {on: PC, user: dora, password: wrong}\n    id: try", "try"),
        ("  - run_as: {on: PC, user: dora, password: wrong}\n    id: try", "try"),
        (
            (
                "  - log_on: {on: PC, user: dora, password: wrong}\n    id: first\n"
                "  - log_on: {on: PC, user: dora, password: wrong}\n    id: second"
            ),
            "second",
        ),
        (
            (
                "  - log_on: {on: PC, user: dora, password: wrong}\n"
                "  - log_on: {on: PC, user: dora, password: Winter-24-x}\n"
                "  - log_off: {on: PC, session: dora}"
            ),
            "",
        ),
        (
            (
                "  - log_on: {on: PC, user: svc, password: wrong}\n    id: other\n"
                "  - log_on: {on: LAB, user: dora, password: wrong}\n    id: there"
            ),
            "",
        ),
    ],
)
def test_a_session_that_a_refused_logon_would_have_made(logons: str, cause: str) -> None:
    """The last logon of this user on this host is the cause if it was refused; nobody else's is."""
    found = branch_of(KEPT_OUT.replace("LOGONS\n", f"{logons}\n" if logons else ""), "kept-out.yaml")
    asked = found.own[-1]
    assert asked.record.outcome.value == "impossible"
    told = why(found, asked)
    if not cause:
        assert told is None
        return
    assert told is not None and told.rules == () and told.picture is None
    met = f"the logon at step {cause} met KDC_ERR_PREAUTH_FAILED (24)"
    assert told.short == f"{asked.record.sentence}: {met}"


def test_a_session_that_is_there_keeps_nobody_out() -> None:
    """A step that is impossible for another reason is not blamed on an earlier logon."""
    logon = "  - log_on: {on: PC, user: dora, password: Winter-24-x}\n    id: try\n"
    found = branch_of(KEPT_OUT.replace("LOGONS\n", logon), "kept-out.yaml")
    asked, tried = found.own[-1], found.at("try")
    assert tried is not None and isinstance(tried.step.action, LogOn)
    refused = replace(tried, record=replace(tried.record, error=24))
    other = replace(asked, record=replace(asked.record, outcome=Outcome.IMPOSSIBLE, exchanges=(), decisions=()))
    line = replace(found, own=(*found.own[:3], refused, other))
    assert why(line, other) is None


def test_what_cannot_be_done_for_other_reasons_has_no_logon_behind_it() -> None:
    """A step that wants no session, or is about no host's sessions at all."""
    for verb in ("install_update: {on: PC, kb: KB2566059}", "start_service: WEB/web"):
        text = PASSWORDS[: PASSWORDS.index("  - log_on")] + f"  - {verb}\n"
        found = branch_of(text.replace("  - boot: WEB\n", ""), "undone.yaml")
        assert found.own[-1].record.outcome is Outcome.IMPOSSIBLE
        assert why(found, found.own[-1]) is None


def test_a_logon_is_no_cause_of_what_another_thing_hinders() -> None:
    """A service that is stopped answers nobody, whether or not the client's session is there."""
    text = (
        PASSWORDS[: PASSWORDS.index("  - connect")]
        + """\
  - stop_service: WEB/web
  - log_off: {on: PC, session: dora}
  - log_on: {on: PC, user: dora, password: wrong}
    id: try
  - connect: {from: PC, as: dora, to: WEB/web, spn: HTTP/web.corp.test}
  - connect: {from: PC, as: dora, to: WEB/sys, spn: HTTP/web.corp.test}
"""
    )
    found = branch_of(text, "stopped.yaml")
    stopped, kept_out = found.own[-2:]
    assert stopped.record.sentence == "web on WEB is stopped" and why(found, stopped) is None
    met = "the logon at step try met KDC_ERR_PREAUTH_FAILED (24)"
    assert reason(found, kept_out).short == f"dora is not logged on to PC: {met}"


def test_a_step_that_went_well_is_not_blamed_on_a_logon() -> None:
    """Whatever was refused before it."""
    logon = "  - log_on: {on: PC, user: dora, password: wrong}\n    id: try\n"
    found = branch_of(KEPT_OUT.replace("LOGONS\n", logon), "kept-out.yaml")
    asked = found.own[-1]
    assert why(found, asked) is not None
    well = replace(asked, record=replace(asked.record, outcome=Outcome.DONE))
    assert why(replace(found, own=(*found.own[:-1], well)), well) is None
