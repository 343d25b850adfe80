"""The picture of a sweep in a real browser: its style is let through, words stay in their cells, a phone scrolls it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.web.browser import NARROW, WIDE, Page

DCS = "domains/corp.example/dcs/DC01"
OUTSIDE = """
const picture = document.querySelector('svg').getBoundingClientRect();
return [...document.querySelectorAll('svg text')].filter(t => {
  const box = t.getBoundingClientRect();
  return box.right > picture.right + 1 || box.left < picture.left - 1 || box.bottom > picture.bottom + 1;
}).map(t => t.textContent);
"""


@pytest.fixture(scope="module")
def grid(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A sweep over two settings, as an address."""
    file: Path = tmp_path_factory.mktemp("sweep") / "grid.html"
    vary = ["--vary", f"{DCS}/update=2022-11,2025-01,2026-07", "--vary", f"{DCS}/os=2019,2022,2025"]
    command = [
        sys.executable,
        "-m",
        "kdcsim",
        "sweep",
        "phase-one-until-july",
        *vary,
        "--format",
        "html",
        "-o",
        str(file),
    ]
    assert subprocess.run(command, timeout=120).returncode in (0, 1)
    return file.as_uri()


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_grid_can_be_read(page: Page, grid: str, width: int, dark: bool) -> None:
    """Every text lies within the picture and over no other, the style is let through, and nobody is shut out."""
    page.sized(width).dark(dark).driver.get(grid)
    page.wait("return document.readyState === 'complete'")
    assert page.js(OUTSIDE) == []
    assert page.overlaps() == []
    assert page.faults() == []
    assert page.js("return getComputedStyle(document.querySelector('svg text')).fontFamily").startswith("ui-monospace")
    assert page.js("return document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.complaints() == []
    assert page.requests() == []
