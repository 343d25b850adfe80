"""A picture of a ladder shows every rule, in order, with its grade in words; a build shows what is new in it."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from kdcsim.ad.policy import GENERATIONS, LADDERS
from kdcsim.report.as_ladder import as_ladder, news


@pytest.mark.parametrize("ladder", LADDERS, ids=lambda each: each.name)
def test_every_rule_is_drawn(ladder: object) -> None:
    """Well-formed SVG with all rules from the first to the last."""
    drawn = as_ladder(ladder)  # type: ignore[arg-type]
    words = [e.text or "" for e in ElementTree.fromstring(drawn).iter() if e.tag.endswith("}text")]
    rules = ladder.rules  # type: ignore[attr-defined]
    names = [w.split(". ", 1)[1] for w in words if w[:1].isdigit() and ". " in w[:4]]
    assert names == [rule.name for rule in rules]
    assert all(any(w.startswith(rule.grade.value) for w in words) for rule in rules)


def test_a_build_tells_what_is_new() -> None:
    """An update is told by its difference to the one before, a release by its difference to the release before."""
    assert "default supported = 0x27" in news(GENERATIONS["2022", "2022-11-08"])
    assert news(GENERATIONS["2000", "rtm"]) == ()
    assert any("enforcement" in each for each in news(GENERATIONS["2022", "2026-04"]))
    assert "reads attribute = yes" in news(GENERATIONS["2008", "rtm"])
    assert "new in 2022 2026-04" in as_ladder(LADDERS[0], GENERATIONS["2022", "2026-04"])
