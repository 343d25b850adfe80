"""The rules page says what the ladders say, all of it, and nothing else."""

from __future__ import annotations

import re

from kdcsim.ad.assumption import TABLE
from kdcsim.ad.policy import GENERATIONS, LADDERS
from kdcsim.report.as_rules import as_rules, shown_by


def test_every_rule_build_and_assumption_has_a_row() -> None:
    """One row each, in the order of the ladders, with as many cells as the table has columns."""
    page = as_rules({"domain-default": "domain-default-set"})
    rows = re.findall(r"^\| (\d+) \| `([^`]+)` \|", page, re.M)
    assert [name for _, name in rows] == [rule.name for ladder in LADDERS for rule in ladder.rules]
    assert all(f"| {build.name} |" in page for build in GENERATIONS.values())
    assert all(f"| `{each.name}` | `{each.default}` |" in page for each in TABLE)
    assert "`domain-default-set` |" in page
    for block in re.split(r"\n\n", page):
        widths = {len(re.findall(r"(?<!\\)\|", line)) for line in block.split("\n") if line.startswith("|")}
        assert len(widths) <= 1


def test_names_of_rules_are_unique_and_have_sources() -> None:
    """A rule can be asked for by its name alone."""
    names = [rule.name for ladder in LADDERS for rule in ladder.rules]
    assert len(names) == len(set(names))
    assert all(rule.source and rule.sentence and rule.applies for ladder in LADDERS for rule in ladder.rules)


def test_the_first_scenario_that_hits_a_rule_stands() -> None:
    """The page does not change when a later scenario hits the same rule."""
    assert shown_by([("a", "one"), ("b", "one"), ("a", "two")]) == {"a": "one", "b": "one"}


def test_the_table_of_builds_says_what_is_assumed() -> None:
    """0x27 is no default of a build that enforces the removal of RC4."""
    page = as_rules({})
    assert "| 2022 2026-07 | 0x18 |" in page
    assert "| 2022 2026-04 | 0x18 (phase absent or 2); 0x27 (phase 0 or 1) |" in page
    assert "| 2022 2025-01 | 0x27 |" in page
