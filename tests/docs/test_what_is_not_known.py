"""The page about open questions and the table of assumptions name the same switches."""

from __future__ import annotations

import re
from pathlib import Path

from kdcsim.ad.assumption import NAMES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "what-is-not-known.md"


def test_every_switch_has_its_question_and_every_question_its_switch() -> None:
    """A name in the table of questions exists, and no assumption is left out of it."""
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    named = set(re.findall(r"`([a-z0-9]+(?:-[a-z0-9]+)+)`", "\n".join(rows)))
    assert named == set(NAMES)
