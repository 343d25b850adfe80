"""The price list: in order, complete, and told in the guide as it is."""

from __future__ import annotations

from pathlib import Path

from kdcsim.study.remedy import KINDS, Kind

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "guides" / "ci.md"


def test_every_kind_has_a_price_and_the_list_is_sorted() -> None:
    """The cheapest come first: so they are offered."""
    assert set(KINDS) == set(Kind)
    costs = [row.cost for row in KINDS.values()]
    assert costs == sorted(costs)


def test_the_guide_tells_every_price() -> None:
    """Each number of the list stands in the guide's table."""
    table = GUIDE.read_text(encoding="utf-8").split("## What a remedy costs", 1)[1]
    assert all(f"({row.cost})" in table for row in KINDS.values())
