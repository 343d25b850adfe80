"""The page of rules is what the ladders and the library make of it today."""

from __future__ import annotations

from pathlib import Path

from kdcsim.report.as_rules import as_rules, shown_by
from kdcsim.study.coverage import library_coverage

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "rules.md"


def page() -> str:
    """The page as it would be written now: every rule beside a scenario that shows it."""
    covered = library_coverage()
    return as_rules(shown_by((rule, hits[0].scenario) for rule, hits in covered.items() if hits))


def test_the_page_of_rules_is_current() -> None:
    """Whoever moves a rule or a story writes the page anew: ``python -m tests.library.test_rules_page``."""
    assert PAGE.read_text(encoding="utf-8") == page()


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
