"""Laws of every ticket, over the whole space of decisions."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest

from kdcsim.ad.assumption import Assumptions
from kdcsim.ad.directory import AccountKind
from kdcsim.ad.policy import GENERATIONS, OS_LEVELS, Generation, KdcView, Question, Target, judge, judge_lists
from kdcsim.ad.supported import AES, RC4, STRENGTH, etypes_of
from tests.exhaustive.space import (
    DECLARED,
    DEFAULTS,
    FILTERS,
    KEYS,
    LISTS,
    MODERN,
    PHASES,
    alike,
    classes,
    targets,
    views,
)

Outcome = tuple[int, int] | None
UNSET = (None, 0)
EXPLICIT = tuple(mask for mask in DECLARED if mask)


@cache
def outcomes(os: str, update: str, filter: int | None, phase: int | None, target: int | None) -> tuple[Outcome, ...]:
    """What one DC gives for one declared mask: every key set, every list."""
    build = GENERATIONS[os, update]
    view = KdcView(name="DC", generation=build, filter_policies=filter, phase=phase)
    return tuple(v.etypes for t in targets((target,)) for v in judge_lists(view, t, LISTS))


@pytest.mark.parametrize("build", classes(), ids=lambda build: build.name)
def test_a_ticket_is_sealed_with_a_key_that_exists_and_answers_what_was_asked(build: Generation) -> None:
    """Ticket etype: enabled here, and a key of the account. Session etype: enabled here, and on the client's list."""
    for view in views(build):
        enabled = etypes_of(view.enabled)
        for target in targets():
            for etypes, verdict in zip(LISTS, judge_lists(view, target, LISTS), strict=True):
                if verdict.etypes is None:
                    assert verdict.refusal is not None
                    continue
                ticket, session = verdict.etypes
                assert ticket in target.keys and ticket in enabled, (view, target, etypes)
                assert session in etypes and session in enabled, (view, target, etypes)


@pytest.mark.parametrize("build", [b for b in classes() if not b.client_order_tickets], ids=lambda build: build.name)
def test_the_ticket_is_the_strongest_and_the_list_plays_no_part(build: Generation) -> None:
    """From 2008 on: the strongest of declared, enabled and stored, whatever is asked, unless none is common."""
    for view in views(build, (None, 0x18)):
        for target in targets(DECLARED[::2], KEYS[1::3]):
            verdicts = tuple(judge_lists(view, target, LISTS))
            sealed = {v.ticket.value for v in verdicts if isinstance(v.ticket.value, int)}
            assert len(sealed) <= 1
            mask = verdicts[0].declared.value.mask & view.enabled
            usable = [e for e in STRENGTH if e in etypes_of(mask) and e in target.keys]
            assert sealed == {int(usable[0])} if usable else True, (view, target)


def kinds_of_os(update: str) -> list[str]:
    """One OS of each kind that has an update level: those whose builds are alike from then on decide the same."""
    first: dict[tuple[Generation, ...], str] = {}
    for os in OS_LEVELS:
        if (os, update) in GENERATIONS:
            first.setdefault(tuple(alike(b) for (o, _), b in GENERATIONS.items() if o == os), os)
    return list(first.values())


@pytest.mark.parametrize("os", kinds_of_os("2025-01"))
@pytest.mark.parametrize("phase", PHASES)
def test_a_stricter_update_level_never_adds_rc4(os: str, phase: int | None) -> None:
    """Where a later update level gives RC4, every earlier one gave it too.

    Two exceptions are what the updates are for: that of November 2022 serves AES-only clients of RC4 services (the
    AES-SK bit), and its repair ten days later brought back what its bug had refused.
    """
    levels = [u for o, u in GENERATIONS if o == os and u != "2022-11-08"]
    for filter in FILTERS[:5]:
        for target in (None, *DECLARED[1::3]):
            rows = [outcomes(os, u, filter, phase if GENERATIONS[os, u].knows_phase else None, target) for u in levels]
            for level, (before, after) in zip(levels, pairwise(rows), strict=False):
                for old, new in zip(before, after, strict=True):
                    if new is not None and 23 in new and (old is not None or level != "rtm"):
                        assert old is not None
                        assert all(o == 23 for o, n in zip(old, new, strict=True) if n == 23)


@pytest.mark.parametrize("os", kinds_of_os("2026-01"))
def test_what_an_account_declares_is_untouched_by_the_phase(os: str) -> None:
    """Unless it declares AES without RC4: then it loses RC4 session keys, and an RC4-only client or key is cut off."""
    for update in [u for o, u in GENERATIONS if o == os and u.startswith("2026")]:
        for filter in FILTERS[:4]:
            for mask in EXPLICIT:
                by_phase = [outcomes(os, update, filter, phase, mask) for phase in PHASES]
                if mask & RC4 or not mask & AES:
                    _same_where_keys_fit(by_phase, mask)
                else:
                    _differs_only_in_rc4(by_phase)


def _same_where_keys_fit(by_phase: list[tuple[Outcome, ...]], mask: int) -> None:
    for at, told in enumerate(zip(*by_phase, strict=True)):
        keys = KEYS[at // len(LISTS)]
        if any(e in keys for e in etypes_of(mask)):
            assert len(set(told) - {None}) <= 1
            assert None not in told or set(told) == {None} or 23 in {e for t in told if t for e in t}


def _differs_only_in_rc4(by_phase: list[tuple[Outcome, ...]]) -> None:
    for told in set(zip(*by_phase, strict=True)):
        issued = [t for t in told if t is not None]
        assert len({t[0] for t in issued} - {23}) <= 1 and len({t[1] for t in issued} - {23}) <= 1
        assert len(issued) in (0, len(told)) or all(23 in t for t in issued)


def test_unset_and_zero_are_the_same() -> None:
    """An attribute of 0 is as good as none, under every build and setting."""
    for build in classes():
        for view in views(build, DEFAULTS):
            for keys in KEYS[1::3]:
                one, other = (
                    [
                        v.etypes
                        for v in judge_lists(
                            view, Target(name="T", kind=AccountKind.USER, supported=s, keys=keys), LISTS
                        )
                    ]
                    for s in UNSET
                )
                assert one == other


def test_feature_bits_alone_are_not_unset() -> None:
    """A value that names no etype gets nothing where the attribute is read."""
    target = Target(name="T", kind=AccountKind.USER, supported=0x10020, keys=MODERN)
    for build in classes():
        for view in views(build):
            refused = all(v.etypes is None for v in judge_lists(view, target, LISTS))
            assert refused is build.reads_attribute


def test_the_calculator_of_microsoft_on_2025() -> None:
    """The etype calculator's arithmetic, evaluated whole: maximum of server and KDC, and of all three for the session.

    ``0x20`` stands for 0x18 in sessions; its clients list the strongest first, where maximum and order are one.
    """
    by_strength = [e for e in LISTS if list(e) == [s for s in STRENGTH if s in e]]
    for default in (0x4, 0x18, 0x1C, 0x24, 0x3C):
        for allowed in (0x4, 0x18, 0x1C):
            view = KdcView(
                name="DC", generation=GENERATIONS["2025", "rtm"], domain_default=default, filter_policies=allowed
            )
            for mask in (None, 0, 0x4, 0x8, 0x10, 0x18, 0x1C, 0x24, 0x3C):
                target = Target(name="T", kind=AccountKind.USER, supported=mask, keys=MODERN)
                found = [v.etypes for v in judge_lists(view, target, by_strength)]
                assert found == [_calculated(mask or default, allowed, etypes) for etypes in by_strength]


def _calculated(server: int, kdc: int, client: tuple[int, ...]) -> Outcome:
    ticket = etypes_of(server & kdc)
    session = [e for e in etypes_of((server | (AES if server & 0x20 else 0)) & kdc) if e in client]
    return (ticket[0], session[0]) if ticket and session else None


def test_judging_many_lists_is_judging_each() -> None:
    """What is decided once for many lists is decided as for each alone: values, rules, facts and all."""
    for build in classes():
        for chosen in (Assumptions(), Assumptions({"session-pick": "strongest"})):
            for view in views(build):
                view = replace(view, assumptions=chosen)
                for target in targets(DECLARED[::4], KEYS[::5]):
                    each = [judge(Question(kdc=view, target=target, client_etypes=e)) for e in LISTS[::2]]
                    assert list(judge_lists(view, target, LISTS[::2])) == each
