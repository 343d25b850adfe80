"""The reference page of kdcsim.testing is what its docstrings say, and names all of it."""

from __future__ import annotations

import inspect
from pathlib import Path

from kdcsim import testing
from kdcsim.testing import strategies
from kdcsim.testing.reference import reference

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "testing.md"
ANEW = "write it anew: python -m kdcsim.testing.reference > docs/reference/testing.md"


def test_the_page_is_current() -> None:
    """Whoever changes a name or a docstring writes the page anew."""
    assert PAGE.read_text(encoding="utf-8") == reference(), ANEW


def test_every_public_name_is_on_it() -> None:
    """What can be imported is told of, with a sentence."""
    page = reference()
    public = [n for n, f in inspect.getmembers(strategies, inspect.isfunction) if f.__module__ == strategies.__name__]
    for name in (*testing.__all__, *(n for n in public if not n.startswith("_"))):
        assert f"\n### {name}\n" in page
