"""A picture of a ladder shows every rule, in order, with its grade in words; a build shows what is new in it."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from kdcsim.ad.policy import GENERATIONS, KDC_LADDERS, LADDERS, TICKET, Generation, acts_in
from kdcsim.report.as_ladder import as_ladder, as_ladder_text
from kdcsim.report.paper import Paper


@pytest.mark.parametrize("ladder", LADDERS, ids=lambda each: each.name)
def test_every_rule_is_drawn(ladder: object) -> None:
    """Well-formed SVG with all rules from the first to the last."""
    drawn = as_ladder(ladder)  # type: ignore[arg-type]
    words = [e.text or "" for e in ElementTree.fromstring(drawn).iter() if e.tag.endswith("}text")]
    rules = ladder.rules  # type: ignore[attr-defined]
    names = [w.split(". ", 1)[1] for w in words if w[:1].isdigit() and ". " in w[:4]]
    assert names == [rule.name for rule in rules]
    assert all(any(w.startswith(rule.grade.value) for w in words) for rule in rules)


@pytest.mark.parametrize("ladder", LADDERS, ids=lambda each: each.name)
def test_it_brings_its_own_paper(ladder: object) -> None:
    """Dark text stands on light paper, whatever page the picture is put on: nothing is drawn outside of it."""
    root = ElementTree.fromstring(as_ladder(ladder))  # type: ignore[arg-type]
    paper = next(e for e in root.iter() if e.tag.endswith("}rect"))
    _, _, width, height = root.attrib["viewBox"].split()
    assert paper.attrib["class"] == "paper"
    assert (paper.attrib["width"], paper.attrib["height"]) == (width, height)


def test_a_build_tells_what_is_new() -> None:
    """Above the rules stands what the build has that the one before it had not."""
    drawn = as_ladder(TICKET, GENERATIONS["2022", "2026-04"])
    assert "new in 2022 2026-04" in drawn and "stops taking RC4 for granted" in drawn


@pytest.mark.parametrize("ladder", KDC_LADDERS, ids=lambda each: each.name)
@pytest.mark.parametrize("build", GENERATIONS.values(), ids=lambda each: each.name)
def test_a_build_strikes_off_what_it_never_says(ladder: object, build: Generation) -> None:
    """Every rule is there; exactly those that cannot speak in this build are struck off, in words too."""
    rules = ladder.rules  # type: ignore[attr-defined]
    drawn = ElementTree.fromstring(as_ladder(ladder, build))  # type: ignore[arg-type]
    struck = [group for group in drawn if group.get("class") == "off"]
    words = ["".join(e.text or "" for e in group if e.tag.endswith("}text")) for group in struck]
    assert len(struck) == sum(not acts_in(rule, build) for rule in rules)
    assert all("never here" in each for each in words)


def test_a_ladder_in_words() -> None:
    """What a terminal shows: the rules in order, and which are silent in a build."""
    told = as_ladder_text(TICKET, Paper(width=100), GENERATIONS["2003", "rtm"])
    assert [line.split()[1] for line in told.splitlines() if line[:4].strip().rstrip(".").isdigit()]
    assert "client-order" in told and "never here: it applies to 2008 and later" in told
