"""Deciding and sealing agree: points of the space, played with real bytes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kdcsim.ad.assumption import Assumptions
from kdcsim.ad.directory import AccountKind
from kdcsim.ad.policy import GENERATIONS, KdcView, Question, judge
from kdcsim.study.conformance.place import target_account
from kdcsim.study.conformance.playing import Stage
from kdcsim.study.conformance.row import AskedAccount, DcSettings, Expected, Row
from tests.exhaustive.space import DECLARED, FILTERS, KEYS, LISTS

HELD = [keys for keys in KEYS if keys]


@pytest.mark.parametrize("name", sorted(GENERATIONS))
def test_what_is_judged_is_what_is_sealed(name: tuple[str, str]) -> None:
    """For every build, some hundred points: the same refusal, or the same two etypes out of opened messages."""
    build = GENERATIONS[name]
    for number, allowed in enumerate((None, 0x18, 0x1C) if build.reads_filter else (None,)):
        settings = DcSettings(build=build, filter_policies=allowed)
        stage = Stage.of(settings, Assumptions())
        for point in range(40):
            at = 7 * point + number
            asked = AskedAccount(
                kind=(AccountKind.USER, AccountKind.COMPUTER, AccountKind.DC, AccountKind.GMSA)[point % 4],
                supported=DECLARED[(11 * at) % len(DECLARED)],
                keys=HELD[at % len(HELD)],
            )
            etypes = LISTS[(5 * at) % len(LISTS)]
            row = Row(
                id="x", line=1, dc=settings, exchange="TGS", target=asked, client_etypes=etypes, expected=Expected()
            )
            seen = stage.play(row)
            assert seen is not None
            view = KdcView(name="DC-TESTED", generation=build, filter_policies=allowed)
            target = replace(stage.kdc, memory={}).target(target_account(stage.world, asked))
            verdict = judge(Question(kdc=view, target=target, client_etypes=etypes))
            found = None if seen.outcome == "refused" else (seen.ticket_etype, seen.session_etype)
            assert found == verdict.etypes, (name, asked, etypes)
            assert verdict.refusal is None or seen.error == verdict.refusal.error


def test_filters_of_the_space_are_those_of_the_sample() -> None:
    """The sample's filters are points of the enumerated space."""
    assert {None, 0x18, 0x1C} <= set(FILTERS)
