"""One line about a branch, a step or an exchange, and which step a branch is about: words as people read them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from kdcsim.scenario.load import load_file
from kdcsim.study.brief import branch_brief, exchange_briefs, step_brief
from kdcsim.study.central import central_branch, central_step, ends_refused
from kdcsim.study.run import BranchRun, play
from kdcsim.world.record import Outcome
from tests.study import test_observed, test_picture
from tests.study.one_story import step_of
from tests.study.two_servers import branch, step


@cache
def told(story: str, name: str) -> BranchRun:
    """A branch of a built-in story, as it was played."""
    found = play(load_file(story)).branch(name)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("story", "name", "line"),
    [
        ("exchange-2007", "S0", "delivered; NetworkService (0x3e4) opened the AES256 (18) ticket"),
        ("exchange-2007", "S5", "delivered; no ticket was needed"),
        (
            "exchange-2007",
            "S12b",
            "KB2566059 was built for 7, 2008R2, not for 2008: it does not install on HUB-1",
        ),
        (
            "small-company",
            "july",
            (
                "svc_sql (0x2466d) opened the AES256 (18) ticket; then KDC_ERR_ETYPE_NOSUPP (14): "
                "DC01 refused bob on PC-9 a ticket for HTTP/erp.fabrikam.com"
            ),
        ),
        ("noise-of-a-2003-dc", "noisy", "NetworkService (0x3e4) opened the RC4 (23) ticket"),
        (
            "forgotten-silencer",
            "with-the-value",
            "KDC_ERR_ETYPE_NOSUPP (14): DC01 refused APP-7$ a TGT when APP-7 started",
        ),
    ],
)
def test_what_a_branch_came_to(story: str, name: str, line: str) -> None:
    """What it tried and how that ended; only what carried a message says whether it arrived."""
    found = branch_brief(told(story, name))
    if story == "noise-of-a-2003-dc":
        assert not found.startswith("delivered")
    else:
        assert found == line


def test_a_branch_without_steps_of_its_own() -> None:
    """Says that nothing happens, and is about no step."""
    empty = replace(branch("fine").run, own=())
    assert branch_brief(empty) == "nothing happens here"
    assert central_step(empty) is None
    assert not ends_refused(empty)


def test_what_an_exchange_came_to() -> None:
    """Where, for what, with which proof and etypes; the same several times is told once."""
    assert list(exchange_briefs(step("fine", "boot A").record.exchanges)) == [
        "AS at DC-2008 (2 times): KDC_ERR_PREAUTH_REQUIRED (25)",
        "AS at DC-2008 (2 times): timestamp AES256 (18), ticket RC4 (23), session key RC4 (23)",
    ]
    assert list(exchange_briefs(step("fine", "send").record.exchanges)) == [
        "TGS at DC-2008 for HOST/b.contoso.com: ticket AES256 (18), session key AES256 (18)"
    ]


def test_of_several_refusals_that_of_the_record_is_told() -> None:
    """A start whose first request was refused for want of pre-authentication was not refused for that."""
    run = told("forgotten-silencer", "with-the-value")
    start = step_of(run, "boot APP-7")
    (*_, last) = start.record.exchanges
    first = replace(last, error=25, client_name="SOMEBODY")
    both = replace(start, record=replace(start.record, exchanges=(first, last)))
    assert step_brief(run, both) == step_brief(run, start)
    other = replace(last, client_name="EARLIER$")
    both = replace(start, record=replace(start.record, exchanges=(other, last)))
    assert "refused APP-7$ a TGT" in step_brief(run, both)
    service = replace(last, kind="TGS", service_name="HTTP/web")
    assert "a ticket for HTTP/web when" in step_brief(
        run, replace(start, record=replace(start.record, exchanges=(service,)))
    )
    later = replace(start, record=replace(start.record, exchanges=(last, first)))
    assert step_brief(run, later) == step_brief(run, start)
    none = replace(start, record=replace(start.record, exchanges=()))
    assert step_brief(run, none) == f"KDC_ERR_ETYPE_NOSUPP (14): {start.record.sentence}"


def test_what_fails_last_is_told_last() -> None:
    """A step that could not be done after a connection that went well, and a connection that failed, are told once."""
    run = test_picture.run()
    good, bad = step_of(run, "fits"), step_of(run, "new-ticket")
    waits = step_of(run, "purge")
    undone = replace(waits, record=replace(waits.record, outcome=Outcome.IMPOSSIBLE, sentence="nobody is there"))
    refused = replace(waits, record=replace(waits.record, outcome=Outcome.REFUSED, error=24, sentence="no"))
    opened = "svc (0x69f67) opened the AES256 (18) ticket"
    shut = "KRB_AP_ERR_MODIFIED (41): same account, same salt, another password: another key"
    for own, line in (
        ((good, undone), f"{opened}; then nobody is there"),
        ((good, refused), f"{opened}; then KDC_ERR_PREAUTH_FAILED (24): no"),
        ((good, waits), opened),
        ((good, bad), f"{opened}; then {shut}"),
        ((bad,), shut),
        ((bad, good), f"at first {shut}; in the end {opened}"),
        ((good, bad, good), f"at first {opened}; then {shut}; in the end {opened}"),
        ((bad, good, good), f"{shut}; then {opened}; then {opened}"),
        ((bad, waits), shut),
        ((bad, bad), f"{shut}; then {shut}"),
        ((bad, refused), f"{shut}; then KDC_ERR_PREAUTH_FAILED (24): no"),
        ((waits,), waits.record.sentence),
        ((undone,), "nobody is there"),
        ((), "nothing happens here"),
    ):
        told_of = replace(run, own=own, inherited=run.played)
        assert branch_brief(told_of) == line


def test_what_a_step_came_to() -> None:
    """Who opened which ticket, whether the message arrived, and what an anonymous connection came to."""
    shown = test_observed.step("show")
    run = test_observed.run()
    opened = "svc (0x69f67) opened the RC4 (23) ticket"
    assert step_brief(run, shown) == f"delivered; {opened}"
    lost = replace(shown, record=replace(shown.record, delivered=False))
    assert step_brief(run, lost) == opened
    (call,) = shown.record.calls
    nobody = replace(call, request=b"")
    anonymous = replace(shown, record=replace(shown.record, calls=(nobody,)))
    assert step_brief(run, anonymous) == "delivered; no ticket was needed"
    refused = replace(anonymous, record=replace(anonymous.record, error=41, sentence="it was refused"))
    assert step_brief(run, refused) == "KRB_AP_ERR_MODIFIED (41): it was refused"
    asked = test_observed.step("ask")
    assert step_brief(run, asked) == asked.record.sentence


@pytest.mark.parametrize(
    ("story", "name", "label"),
    [
        ("exchange-2007", "S12", "submit"),
        ("exchange-2007", "S9b", "submit-later"),
        ("exchange-2007", "S10", "noise-after"),
        ("exchange-2007", "S12b", "install_update HUB-1 KB2566059"),
        ("forgotten-silencer", "with-the-value", "boot APP-7"),
        ("forgotten-silencer", "deleted", "boot-again"),
    ],
)
def test_which_step_a_branch_is_about(story: str, name: str, label: str) -> None:
    """What was refused, else what showed a ticket, else its last."""
    found = central_step(told(story, name))
    assert found is not None
    assert found.step.label == label


def test_of_several_steps_like_it_the_last() -> None:
    """But of those that do not hold the first; and a refusal counts more than a ticket that was shown after it."""
    run = told("exchange-2007", "S12")
    refused, shown = run.own[0], run.own[-1]
    assert refused.record.outcome is Outcome.REFUSED
    twice = replace(run, own=(refused, replace(refused, step=replace(refused.step, label="later")), shown))
    assert central_step(twice) == twice.own[1]
    assert central_step(twice, frozenset({"submit", "later"})) == twice.own[0]
    shows = replace(run, own=(replace(shown, step=replace(shown.step, label="earlier")), shown, run.own[1]))
    assert central_step(shows) == shown


def test_which_branch_a_story_is_about() -> None:
    """The first that ends in a refusal, else the first."""
    good, bad = told("exchange-2007", "S0"), told("exchange-2007", "S3")
    assert central_branch([good, bad, told("exchange-2007", "S7")]) is bad
    assert central_branch([good, told("exchange-2007", "S4")]) is good
    assert [ends_refused(run) for run in (good, bad)] == [False, True]
