"""Every rule of every ladder is hit by some point of the space, where its row says, and says its reading."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Any

from kdcsim.ad.assumption import Assumptions
from kdcsim.ad.directory import AccountKind
from kdcsim.ad.policy import (
    CLIENTS,
    GENERATIONS,
    KDC_LADDERS,
    LADDERS,
    Generation,
    KdcView,
    Question,
    StampQuestion,
    Target,
    acts_for,
    acts_in,
    hint,
    judge,
    judge_lists,
    reply_without_preauthentication,
    timestamp,
)
from kdcsim.reason import Decision
from tests.exhaustive.clients import all_client_decisions, client_decisions
from tests.exhaustive.space import DES, LISTS, MODERN, classes, targets, views

USER = Target(name="T", kind=AccountKind.USER, keys=MODERN)
SPECIAL = (
    USER,
    replace(USER, des_only=True, keys=(DES, 23)),
    replace(USER, protected=True),
    replace(USER, kind=AccountKind.KRBTGT),
    replace(USER, kind=AccountKind.DC),
    replace(USER, kind=AccountKind.TRUST),
    replace(USER, kind=AccountKind.COMPUTER, supported=0x18, os_version="5.2 (3790)"),
    replace(USER, supported=0x38),
    replace(USER, supported=0x18),
    replace(USER, supported=0x18, keys=(23,)),
    replace(USER, supported=0x10000),
    replace(USER, keys=()),
)
READINGS: tuple[dict[str, str], ...] = (
    {},
    {"unset-session-before-2022": "aes-too"},
    {"rc4-tgt-on-2025": "ticket"},
    {"aes-session-bit-overrides-order": "yes"},
    {"tgt-session-pick": "timestamp-etype"},
    {"session-pick": "strongest"},
    {"november-2022-bug": "aes-only-refused"},
    {"reply-key-outside-list": "refused"},
    {"hint-without-common-etype": "hinted"},
)


def decisions() -> Iterator[Decision[Any]]:
    """Decisions all over the space: plain accounts under every build, special ones under every reading."""
    for build in classes():
        for view in views(build, (None, 0x18)):
            for target in targets((None, 0x18, 0x1C, 0x24, 0x10000), ((23,), MODERN)):
                for verdict in judge_lists(view, target, LISTS[::3]):
                    yield from verdict.decisions
    for chosen in READINGS:
        for build in GENERATIONS.values():
            view = KdcView(name="DC", generation=build, assumptions=Assumptions(chosen))
            for each in (view, replace(view, use_requested=True)):
                for target in SPECIAL:
                    yield from _of_one(each, target)


def _of_one(view: KdcView, target: Target) -> Iterator[Decision[Any]]:
    for etypes in ((18, 17, 23), (23, 18), (23,), (24,), (DES,)):
        question = Question(kdc=view, target=target, client_etypes=etypes, preauth_etype=18, client_supported=0x18)
        yield from judge(question).decisions
        yield from judge(question._replace(client_supported=None)).decisions
        yield hint(question)
        yield reply_without_preauthentication(question)
        yield from (timestamp(StampQuestion(asked=question, etype=e)) for e in (18, 23, DES))


def test_every_rule_of_every_ladder_is_hit() -> None:
    """A rule that no point of the space reaches is either wrong or not needed."""
    reached: dict[str, set[str]] = {}
    leaned: set[str] = set()
    for decision in chain(decisions(), all_client_decisions()):
        names = reached.setdefault(decision.reason.ladder, set())
        names.update(step.rule.name for step in decision.reason.steps)
        leaned.update(a.name for a in decision.reason.assumed)
    missing = {
        (ladder.name, rule.name) for ladder in LADDERS for rule in ladder.rules if rule.name not in reached[ladder.name]
    }
    assert not missing
    for chosen in READINGS[1:]:
        assert set(chosen) <= leaned


def test_every_decision_ends_in_a_rule_that_answers() -> None:
    """The last step of a reason is its answer; those before it narrowed; what it passed over comes before it."""
    for verdict in judge_lists(KdcView(name="DC", generation=GENERATIONS["2022", "2026-04"]), USER, LISTS):
        for decision in verdict.decisions:
            reason = decision.reason
            assert reason.rungs == (*reason.narrowed, reason.decided)
            order = [rule.name for rule in reason.walked.rules]
            walked = {*reason.passed, *(rung.rule for rung in reason.rungs)}
            assert walked == set(order[: order.index(reason.decided.rule) + 1])


def _settings(build: Generation) -> Iterator[KdcView]:
    """Settings and readings enough to let every rule of a build speak; none that the build does not know."""
    plain = KdcView(name="DC", generation=build)
    yield from (replace(plain, assumptions=Assumptions(chosen)) for chosen in READINGS)
    yield replace(plain, use_requested=True)
    if build.reads_filter:
        yield replace(plain, filter_policies=0x18)
        yield replace(plain, filter_policies=0x18, phase=0)
    yield from (replace(plain, phase=phase) for phase in (0, 2) if build.knows_phase)
    if build.reads_domain_default:
        yield replace(plain, domain_default=0x18)
    if build.reads_smb_conf:
        yield replace(plain, forced_rc4_session=True)


def test_a_rule_acts_where_its_row_says() -> None:
    """The column "applies to" of the page of rules is what the space shows, build by build."""
    acts: dict[str, set[str]] = {}
    for build in GENERATIONS.values():
        for view in _settings(build):
            for target in SPECIAL:
                for decision in _of_one(view, target):
                    for step in decision.reason.steps:
                        acts.setdefault(step.rule.name, set()).add(build.name)
    for row in CLIENTS.values():
        for decision in client_decisions(row):
            for step in decision.reason.steps:
                acts.setdefault(step.rule.name, set()).add(row.os)
    for ladder in LADDERS:
        for rule in ladder.rules:
            if ladder.name == "salt":
                continue
            where = (
                {b.name for b in GENERATIONS.values() if acts_in(rule, b)}
                if ladder in KDC_LADDERS
                else {c.os for c in CLIENTS.values() if acts_for(rule, c)}
            )
            assert acts[rule.name] == where, (rule.name, rule.applies, sorted(acts[rule.name] ^ where))
