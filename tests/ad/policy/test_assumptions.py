"""No dead switch: every reading of every assumption that a KDC or its log leans on changes some answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import kdcsim
from kdcsim.ad.assumption import NAMES, TABLE, Assumptions
from kdcsim.ad.directory import AccountKind
from kdcsim.ad.eventlog import Event, kdc_events
from kdcsim.ad.kdc.padata import hint_data
from kdcsim.ad.policy import (
    GENERATIONS,
    KdcView,
    Question,
    StampQuestion,
    Target,
    judge,
    timestamp,
)
from kdcsim.ad.settings import DEFAULT_DOMAIN_SUPPORTED_POLICIES, RC4_PHASE, Registry
from kdcsim.study.conformance.place import TESTED, target_account
from kdcsim.study.conformance.playing import Stage
from kdcsim.study.conformance.row import AskedAccount, DcSettings, Expected, Row

ALL = (18, 17, 23)
USER = Target(name="T", kind=AccountKind.USER, keys=ALL)


def kdc(build: str, **settings: object) -> Callable[[Assumptions], KdcView]:
    """A KDC of a build such as ``2022 2026-04``, under the readings that are given later."""
    os, _, update = build.partition(" ")
    row = GENERATIONS[os, update or "rtm"]
    return lambda chosen: KdcView(name="DC", generation=row, assumptions=chosen, **settings)  # type: ignore[arg-type]


def judged(
    of: Callable[[Assumptions], KdcView], target: Target, *etypes: int, stamp: int | None = None
) -> Callable[[Assumptions], object]:
    """A question about a ticket: its answer is two etypes, or the refusal with its event."""

    def answer(chosen: Assumptions) -> object:
        verdict = judge(Question(kdc=of(chosen), target=target, client_etypes=etypes, preauth_etype=stamp))
        return verdict.etypes or verdict.refusal

    return answer


def logged(
    what: Callable[[tuple[Event, ...]], object],
    build: str,
    phase: int | None = None,
    ddset: int | None = None,
    **ask: object,
) -> Callable[[Assumptions], object]:
    """A question about the log: an unset service asked by an RC4-only client, unless ``ask`` says otherwise."""

    def answer(chosen: Assumptions) -> object:
        os, _, update = build.partition(" ")
        settings = DcSettings(build=GENERATIONS[os, update], phase=phase, domain_default=ddset)
        stage = Stage.of(settings, chosen)
        asked = AskedAccount(kind=AccountKind.USER, supported=None, keys=ALL)
        row = Row(id="x", line=1, dc=settings, exchange="TGS", target=asked, client_etypes=(23,), expected=Expected())
        row = replace(row, **ask)  # type: ignore[arg-type]
        seen = stage.play(row)
        assert seen is not None
        return what(tuple(e for x in seen.said.exchanges for e in kdc_events(x, stage.kdc.view, "dc", "N")))

    return answer


def ids(events: tuple[Event, ...]) -> object:
    return [e.id for e in events]


def first_field(events: tuple[Event, ...]) -> object:
    return [e.fields[0][0] for e in events if e.id in (201, 203)]


def stage_view(registry: dict[str, int], loaded: dict[str, int], build: str) -> Callable[[Assumptions], object]:
    """What a DC believes when its registry is not what its KDC loaded."""

    def answer(chosen: Assumptions) -> object:
        os, _, update = build.partition(" ")
        stage = Stage.of(DcSettings(build=GENERATIONS[os, update or "rtm"]), chosen)
        dc = replace(stage.world.dc(TESTED), registry=_registry(registry), loaded=_registry(loaded))
        view = dc.view(stage.world.domain("observed.example"), chosen)
        return judge(Question(kdc=view, target=USER, client_etypes=(18, 23))).etypes

    return answer


def hinted(os: str, chosen: Assumptions) -> object:
    """The kinds of padata in a hint."""
    stage = Stage.of(DcSettings(build=GENERATIONS[os, "rtm"]), chosen)
    return [p.padata_type for p in hint_data(stage.kdc, stage.client, (23,))]


def _registry(values: dict[str, int]) -> Registry:
    registry = Registry()
    for name, value in values.items():
        registry = registry.with_value(name, value)
    return registry


AES_ONLY, RC4_KEY = replace(USER, supported=0x18), replace(USER, supported=0x18, keys=(23,))
DC_ACCOUNT = replace(USER, kind=AccountKind.DC, supported=0x18)
TRUST, KRBTGT = replace(USER, kind=AccountKind.TRUST), replace(USER, kind=AccountKind.KRBTGT)
SK = replace(USER, supported=0x3C)

QUESTIONS: dict[str, list[Callable[[Assumptions], object]]] = {
    "hint-format-2003": [lambda c: hinted("2003", c)],
    "reply-key-outside-list": [
        lambda c: (
            timestamp(
                StampQuestion(asked=Question(kdc=kdc("2022")(c), target=USER, client_etypes=(23,)), etype=18)
            ).value
        )
    ],
    "session-pick": [judged(kdc("2022 2022-11"), replace(USER, supported=0x1C), 23, 18)],
    "tgt-session-pick": [judged(kdc("2022"), KRBTGT, 23, 18, stamp=18)],
    "aes-session-bit-overrides-order": [judged(kdc("2022 2022-11"), SK, 23, 18)],
    "unset-session-before-2022": [judged(kdc("2022"), USER, 18, 23)],
    "rc4-session-before-2022": [judged(kdc("2022"), AES_ONLY, 23), judged(kdc("2008R2"), AES_ONLY, 23, 18)],
    "rc4-session-when-enforced": [
        judged(kdc("2022 2026-04"), AES_ONLY, 23),
        judged(kdc("2022 2026-04", domain_default=0x18), AES_ONLY, 23),
    ],
    "rc4-session-on-referrals": [judged(kdc("2022 2022-11"), TRUST, 23)],
    "rc4-tgt-on-2025": [judged(kdc("2025"), KRBTGT, 23)],
    "domain-default-when-enforced": [judged(kdc("2022 2026-07", domain_default=0x24), USER, 18)],
    "domain-default-path-on-2025": [
        judged(kdc("2025", domain_default=0x18, domain_default_policies=0x4), USER, 23, 18),
        stage_view({DEFAULT_DOMAIN_SUPPORTED_POLICIES.full: 0x18}, {}, "2025"),
    ],
    "enforcement-on-2025": [judged(kdc("2025 2026-04"), USER, 18)],
    "phase-read": [stage_view({RC4_PHASE.full: 2}, {}, "2022 2026-01")],
    "filter-replaces-scope": [judged(kdc("2022", filter_policies=0x18), replace(USER, supported=0x4), 18)],
    "rc4-key-fallback": [judged(kdc("2022 2022-11"), RC4_KEY, 18, 23)],
    "dc-account-adds-rc4": [judged(kdc("2022 2026-07"), DC_ACCOUNT, 23), judged(kdc("2025"), DC_ACCOUNT, 23)],
    "use-requested-scope": [judged(kdc("2022", use_requested=True), AES_ONLY, 23)],
    "november-2022-bug": [judged(kdc("2022 2022-11-08"), AES_ONLY, 18)],
    "refused-ticket-event": [
        judged(kdc("2022 2022-11"), replace(USER, supported=0x10000), 18),
        judged(kdc("2022 2026-04"), AES_ONLY, 23),
    ],
    "kdcsvc-without-phase": [logged(ids, "2022 2026-01")],
    "kdcsvc-beside-domain-default": [logged(ids, "2022 2026-01", phase=1, ddset=0x4)],
    "kdcsvc-on-as": [logged(ids, "2022 2026-04", exchange="AS")],
    "kdcsvc-cipher-index": [logged(first_field, "2022 2026-04")],
    "failure-audit-needs-log-level": [logged(ids, "2022 2026-04")],
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_reading_changes_an_answer(name: str) -> None:
    """Each reading gives some question another answer than every other reading does."""
    told = [
        tuple(repr(ask(Assumptions({name: reading}))) for ask in QUESTIONS[name]) for reading in NAMES[name].readings
    ]
    assert len(set(told)) == len(told)
    assert told[0] == tuple(repr(ask(Assumptions())) for ask in QUESTIONS[name])


POLICY = [name for name in QUESTIONS if not name.startswith(("kdcsvc", "failure", "phase-read", "enforcement"))]


@pytest.mark.parametrize("name", POLICY)
def test_a_decision_says_what_it_leaned_on(name: str) -> None:
    """Where another reading would change a ticket, the default's reason names the assumption."""
    if name in ("hint-format-2003", "reply-key-outside-list", "domain-default-path-on-2025"):
        return
    leaned = set()
    for chosen in ({}, {name: NAMES[name].readings[-1]}):
        for view, target, etypes, stamp in LEANING[name]:
            question = Question(kdc=view(Assumptions(chosen)), target=target, client_etypes=etypes, preauth_etype=stamp)
            leaned |= {(bool(chosen), a.name) for d in judge(question).decisions for a in d.reason.assumed}
    assert {(False, name), (True, name)} & leaned
    assert (False, name) in leaned or name in ("use-requested-scope",)


LEANING: dict[str, list[tuple[Callable[[Assumptions], KdcView], Target, tuple[int, ...], int | None]]] = {
    "session-pick": [(kdc("2022 2022-11"), replace(USER, supported=0x1C), (23, 18), None)],
    "tgt-session-pick": [(kdc("2022"), KRBTGT, (23, 18), 18)],
    "aes-session-bit-overrides-order": [(kdc("2022 2022-11"), SK, (23, 18), None)],
    "unset-session-before-2022": [(kdc("2022"), USER, (18, 23), None)],
    "rc4-session-before-2022": [(kdc("2008"), AES_ONLY, (23, 18), None)],
    "rc4-session-when-enforced": [(kdc("2022 2026-04"), AES_ONLY, (23,), None)],
    "rc4-session-on-referrals": [(kdc("2022 2022-11"), TRUST, (23,), None)],
    "rc4-tgt-on-2025": [(kdc("2025"), KRBTGT, (23,), None)],
    "domain-default-when-enforced": [(kdc("2022 2026-07", domain_default=0x24), USER, (18,), None)],
    "filter-replaces-scope": [(kdc("2022", filter_policies=0x18), replace(USER, supported=0x4), (18,), None)],
    "rc4-key-fallback": [(kdc("2022 2022-11"), RC4_KEY, (18, 23), None)],
    "dc-account-adds-rc4": [(kdc("2022 2026-07"), DC_ACCOUNT, (23,), None)],
    "use-requested-scope": [(kdc("2022", use_requested=True), AES_ONLY, (23,), None)],
    "november-2022-bug": [(kdc("2022 2022-11-08"), AES_ONLY, (18,), None)],
    "refused-ticket-event": [(kdc("2022 2026-04"), AES_ONLY, (23,), None)],
}


def test_no_assumption_is_dead() -> None:
    """Every name in the table is read somewhere else than in the table, and its default is its first reading."""
    package = Path(kdcsim.__file__).parent
    text = "".join(p.read_text() for p in sorted(package.rglob("*.py")) if p.name != "assumption.py")
    for each in TABLE:
        assert f'"{each.name}"' in text, f"nothing reads {each.name}"
        assert len(set(each.readings)) == len(each.readings) >= 2
        assert Assumptions()[each.name] == each.default == each.readings[0]


def test_a_target_has_the_salt_of_its_kind() -> None:
    """What stands behind these questions is an account like any other."""
    stage = Stage.of(DcSettings(build=GENERATIONS["2022", "rtm"]), Assumptions())
    account = target_account(stage.world, AskedAccount(kind=AccountKind.COMPUTER, supported=None, keys=ALL))
    assert account.salt == "OBSERVED.EXAMPLEhosttarget.observed.example"
