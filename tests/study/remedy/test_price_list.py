"""The price list: in order, complete, and told in the guide as it is."""

from __future__ import annotations

from pathlib import Path

from kdcsim.study.remedy import KINDS, RISKS, Kind, Risk

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "guides" / "ci.md"


def test_every_kind_has_a_price_and_the_list_is_sorted() -> None:
    """The cheapest come first: so they are offered."""
    assert set(KINDS) == set(Kind)
    costs = [row.cost for row in KINDS.values()]
    assert costs == sorted(costs)


def test_what_cannot_be_undone_or_makes_somebody_stronger_or_weaker_is_refused() -> None:
    """Every risk is in the list, those for which a plan is refused first; an outage ends, and is only told."""
    assert set(RISKS) == set(Risk)
    assert [risk for risk, row in RISKS.items() if row.refused] == list(RISKS)[:4]
    assert {risk for risk, row in RISKS.items() if not row.refused} == {Risk.WIDE, Risk.OUTAGE}


def test_the_guide_tells_every_price() -> None:
    """Each number of the list stands in the guide's table."""
    table = GUIDE.read_text(encoding="utf-8").split("## What a remedy costs", 1)[1]
    assert all(f"({row.cost})" in table for row in KINDS.values())
