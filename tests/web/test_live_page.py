"""The live page in a real browser: flip toggles, break and mend the story, take a lesson."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from tests.web.browser import NARROW, WIDE, Page

HUB = '[data-toggle="default_encryption_type|HUB-1"]'


@pytest.fixture(autouse=True)
def _quiet(page: Page, server: str) -> object:
    """The console stays silent, and nobody but this server is asked."""
    yield
    assert page.complaints() == []
    assert {urlsplit(u).netloc for u in page.requests()} <= {urlsplit(server).netloc}


def _toggled(page: Page) -> None:
    page.wait("return document.documentElement.getAttribute('data-toggled') !== 'no'")


def test_flipping_toggles_shows_what_changed(page: Page, server: str) -> None:
    """Two toggles cure the story; the arrows and the rules that changed are told; everything can be put back."""
    page.open(server)
    assert page.all(".arrow.cut")
    page.choose(HUB, "null")
    page.click('[data-toggle="reboot|HUB-1"]')
    page.wait("return !document.querySelector('.arrow.cut')")
    report = page.text(".report")
    assert "before: KRB_AP_ERR_MODIFIED" in report and "after: delivered" in report
    assert "arrows changed" in report and "rules changed" in report and "salt-told-by-kdc" in report
    page.click("#sides")
    assert len(page.all(".sides .lanes")) == 2 and len(page.all(".sides .arrow.cut")) == 1
    page.click("#reset")
    page.wait("return document.querySelectorAll('.lanes .arrow.cut').length === 1 && !document.querySelector('.sides')")


def test_a_link_holds_the_toggles(page: Page, server: str) -> None:
    """A permalink of a changed story opens it changed."""
    page.open(server)
    page.choose('[data-toggle="service_account|HUB-1/MSExchangeTransport"]', "LocalSystem")
    page.wait("return !document.querySelector('.arrow.cut')")
    address = page.driver.current_url
    page.open(address)
    page.wait("return !document.querySelector('.arrow.cut')")
    assert "LocalSystem (0x3e7) opened" in page.text(".brief")
    page.click('[data-branch="S7"]')
    assert page.all(".arrow.cut") and "w=" not in page.driver.current_url


def _write(page: Page, old: str, new: str) -> None:
    page.js(
        "const a = document.getElementById('yaml'); a.value = a.value.split(arguments[0]).join(arguments[1]);"
        "a.dispatchEvent(new Event('input'))",
        old,
        new,
    )


def test_breaking_and_mending_the_story(page: Page, server: str) -> None:
    """A fault is shown at its line with a way out; mended, the story plays as edited."""
    page.open(server)
    page.click("#editing > summary")
    _write(page, "MSExchangeTransport: NetworkService", "MSExchangeTransport: NetworkServce")
    page.wait("return Number(document.documentElement.getAttribute('data-faults')) > 0")
    assert "did you mean `NetworkService`?" in page.text("#diagnostics")
    assert page.js("return document.querySelector('.gutter .error').textContent") == "61"
    _write(page, "MSExchangeTransport: NetworkServce", "MSExchangeTransport: LocalSystem")
    page.wait("return document.documentElement.getAttribute('data-faults') === '0'")
    page.click("#play")
    page.wait("return document.querySelector('.eyebrow').textContent.includes('edited')")
    page.click('[data-branch="S3"]')
    assert "LocalSystem (0x3e7) opened" in page.text(".brief")


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_lesson_beside_the_picture(page: Page, server: str, width: int) -> None:
    """Lesson 5 can be taken with the page alone: looked at, answered wrong and right, repaired."""
    page.sized(width).open(f"{server}?lesson=5")
    assert "same name, two key rings" in page.text(".lesson h2")
    assert page.cut() == []
    page.click('[data-part="5"] [data-choice="another password"]')
    page.wait("return document.querySelector('[data-part=\"5\"] .reply.bad')")
    page.click('[data-part="5"] [data-choice="another salt"]')
    page.wait("return document.querySelector('[data-part=\"5\"] .reply.good')")
    page.click('[data-part="9"] [data-choice="Remove DefaultEncryptionType on HUB-1, restart HUB-1."]')
    page.wait("return document.querySelector('[data-part=\"9\"] .reply.good')")
    assert "delivered" in page.text('[data-part="9"] .reply')
    page.click('[data-part="6"] .look')
    assert "boot HUB-1" in page.text(".stage")


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_live_page_fits(page: Page, server: str, width: int) -> None:
    """With every panel open nothing is cut, and the accessibility checker finds nothing serious."""
    page.sized(width).open(server)
    page.choose(HUB, "null") if width == WIDE else None
    page.js("document.querySelectorAll('details').forEach(d => { d.open = true })")
    assert page.cut() == []
    assert page.faults() == []


def test_every_lesson_opens(page: Page, server: str) -> None:
    """All ten can be chosen from the page."""
    page.open(server)
    assert len(page.all("#lessons option")) == 11
    page.choose("#lessons", "8")
    page.wait("return document.querySelector('.lesson h2') && document.querySelector('.eyebrow, h1')")
    page.wait(
        "return document.querySelector('h1') && document.querySelector('h1').textContent.includes('small company')"
    )
