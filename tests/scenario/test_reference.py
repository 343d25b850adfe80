"""The reference page of scenario files says what the vocabulary says."""

from __future__ import annotations

from pathlib import Path

from kdcsim.report.as_vocabulary import as_vocabulary
from kdcsim.scenario.codes import CODES
from kdcsim.scenario.schema import SHAPES

PAGE = Path(__file__).resolve().parents[2] / "docs/reference/scenario.md"


def test_the_page_is_current() -> None:
    """It is written by `kdcsim.report.as_vocabulary`: write it again after a change of the vocabulary."""
    assert PAGE.read_text(encoding="utf-8") == as_vocabulary()


def test_the_page_has_every_shape_every_key_and_every_code() -> None:
    """Nothing that a file can say is left out."""
    page = as_vocabulary()
    for shape in SHAPES:
        assert f"# {shape.name}\n" in page
        assert all(f"`{key.name}`" in page for key in shape.keys)
    assert all(f"| {number} |" in page for number in CODES)
