"""The price list: in order, complete, and told in the guide as it is."""

from __future__ import annotations

from pathlib import Path

from kdcsim.study.remedy import KINDS, RISKS, Kind, Risk, remedies
from kdcsim.world.action import RequestTicket, user_luid
from tests.study.plan.test_puzzles import barred

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "guides" / "ci.md"


def test_every_kind_has_a_price_and_the_list_is_sorted() -> None:
    """The cheapest come first: so they are offered."""
    assert set(KINDS) == set(Kind)
    costs = [row.cost for row in KINDS.values()]
    assert costs == sorted(costs)


def test_every_source_is_drawn_from_and_the_cheapest_comes_first() -> None:
    """Hosts, accounts, flags, passwords and domains."""
    _, run, _ = barred()
    asked = RequestTicket(host="PC", session=user_luid("PC", "dora"), spn="HTTP/prt")
    kinds = [remedy.kind for remedy in remedies(run.end, [asked])]
    assert kinds == sorted(kinds, key=list(KINDS).index)
    assert {Kind.REGISTRY, Kind.ETYPES, Kind.ACCOUNT_FLAG, Kind.PASSWORD, Kind.DC_SETTING} <= set(kinds)


def test_what_cannot_be_undone_or_makes_somebody_stronger_or_weaker_is_refused() -> None:
    """Every risk is in the list, those for which a plan is refused first; an outage ends, and is only told."""
    assert set(RISKS) == set(Risk)
    assert [risk for risk, row in RISKS.items() if row.refused] == list(RISKS)[:4]
    assert {risk for risk, row in RISKS.items() if not row.refused} == {Risk.WIDE, Risk.OUTAGE}


def test_the_guide_tells_every_price() -> None:
    """Each number of the list stands in the guide's table."""
    table = GUIDE.read_text(encoding="utf-8").split("## What a remedy costs", 1)[1]
    assert all(f"({row.cost})" in table for row in KINDS.values())
