"""The third door in a real browser: the built documentation, with saved stories embedded."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.lacking import lacking
from tests.web.browser import NARROW, WIDE, Page

ROOT = Path(__file__).resolve().parents[2]
MAKE = ROOT / "docs" / "site" / "make_site.py"
RIGHT = "\ue014"
TO_LOOK_AT = ("index.html", "stories.html")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documentation, built once, with warnings as errors."""
    if not all(find_spec(name) for name in ("furo", "myst_parser", "sphinx")):
        lacking("Sphinx is not installed, which builds the documentation; `make docs` installs it")
    target = tmp_path_factory.mktemp("docs") / "site"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    made = subprocess.run([sys.executable, str(MAKE), str(target)], env=environment, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    return target


@pytest.fixture(autouse=True)
def _quiet(page: Page, site: Path) -> Iterator[None]:
    """Whatever a test does, the console stays silent, and nothing outside of the site's folder is asked for."""
    page.asked()
    yield
    page.driver.switch_to.default_content()
    assert page.complaints() == []
    inside = (site.as_uri() + "/", "data:", "about:", "blob:")
    assert [address for address in page.asked() if not address.startswith(inside)] == []


def _open(page: Page, site: Path, name: str) -> Page:
    page.driver.get((site / name).as_uri())
    page.wait("return document.readyState === 'complete'")
    return page


def _into_story(page: Page, name: str) -> None:
    """Go into the frame in which a story is shown; it is loaded when somebody comes near."""
    frame = page.one(f'iframe[title="{name}"]')
    page.js("arguments[0].scrollIntoView({block: 'start'})", frame)
    page.driver.switch_to.frame(frame)
    page.wait("return document.documentElement.getAttribute('data-ready') === 'yes'")


def test_everybody_finds_where_to_begin(page: Page, site: Path) -> None:
    """The front page asks who is there; each answer leads to a page of this site."""
    _open(page, site, "index.html")
    heads = page.js("return [...document.querySelectorAll('h2')].map(h => h.firstChild.data)")
    rows = page.js("return [...document.querySelectorAll('tbody tr')].map(r => r.querySelector('a').href)")
    assert "Who are you?" in heads and len(rows) >= 7
    assert all((site / address.removeprefix(site.as_uri() + "/")).is_file() for address in rows)
    page.click("tbody tr a")
    page.wait("return document.querySelector('h1').textContent.includes('from a symptom to a cure')")


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_story_is_there_at_first_sight(page: Page, site: Path, width: int) -> None:
    """In its frame a story shows the step where it breaks, with the cut arrow, before anybody touches anything."""
    _open(page.sized(width), site, "stories.html")
    _into_story(page, "exchange-2007")
    cut = page.js("const b = document.querySelector('.arrow.cut').getBoundingClientRect(); return [b.top, innerHeight]")
    assert 0 < cut[0] < cut[1] and "does not open here" in page.text(".arrow.cut")


def test_a_story_is_stepped_through(page: Page, site: Path) -> None:
    """Inside the frame: steps by button and key, a sealed part opened, key cards compared, another branch."""
    _open(page, site, "stories.html")
    _into_story(page, "exchange-2007")
    page.click('[data-arrow="1"]')
    page.click("details.box summary")
    assert "open with the key of account HUB-1$" in page.text("details.box summary")
    assert "SERVER-1$" in page.text("details.box .inside")
    left, right = page.text(".card.left"), page.text(".card.right")
    assert "the same on both sides" in left and "the same on both sides" in right
    assert page.text(".card.left .fingerprint") != page.text(".card.right .fingerprint")
    assert page.all(".card .part.differs")
    page.choose("#branch", "S0")
    page.click("#back")
    before = page.text(".where")
    page.press(RIGHT)
    assert page.text(".where") != before and "step 5 of 5" in page.text(".where")


def test_every_story_opens_alone(page: Page, site: Path) -> None:
    """Beside each frame stands a link to the same story as a page of its own."""
    _open(page, site, "stories.html")
    frames = page.js("return [...document.querySelectorAll('iframe')].map(f => f.src)")
    links = page.js("return [...document.querySelectorAll('article a')].map(a => a.href)")
    assert len(frames) == 3 and set(frames) <= set(links)
    page.open(frames[1])
    assert "A small office" in page.text("h1")


def test_no_page_scrolls_sideways(page: Page, site: Path) -> None:
    """Every page fits a window of 1280 and one of 390 pixels; what is wide scrolls within itself."""
    pages = sorted(p.relative_to(site).as_posix() for p in site.rglob("*.html") if "stories/" not in p.as_posix())
    assert len(pages) > 30
    wide = []
    for name in pages:
        _open(page.sized(WIDE), site, name)
        for width in (WIDE, NARROW):
            page.sized(width)
            if page.js("return document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                wide.append((name, width))
    assert wide == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", TO_LOOK_AT)
def test_no_serious_fault_for_anybody(page: Page, site: Path, name: str, dark: bool) -> None:
    """The accessibility checker finds nothing serious, wide and narrow, in both themes."""
    _open(page.sized(WIDE).dark(dark), site, name)
    assert page.faults() == []
    assert page.sized(NARROW).faults() == []


@pytest.mark.parametrize("name", ["ladders", "ladders-by-build"])
def test_a_ladder_leads_to_itself_alone(page: Page, site: Path, name: str) -> None:
    """A picture that is small on a phone opens by itself."""
    _open(page, site, f"reference/{name}.html")
    pairs = page.js("return [...document.querySelectorAll('article img')].map(i => [i.src, i.closest('a').href])")
    assert len(pairs) > 10 and all(shown == leads for shown, leads in pairs)


def test_nobody_reads_field_names(site: Path) -> None:
    """The page of KDC builds speaks in words, and says where it begins."""
    told = (site / "reference" / "generations.html").read_text(encoding="utf-8")
    assert "here it begins" in told and " = yes" not in told and "november 2022 bug" not in told
