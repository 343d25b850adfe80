"""The live page in a real browser: flip toggles, break and mend the story, take a lesson."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from kdcsim.ad.policy import GENERATIONS
from tests.web import hostile
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


def _played(page: Page) -> None:
    page.wait("return document.querySelector('.report .bar')")


def test_toggles_say_what_stands_there_now(page: Page, server: str) -> None:
    """Each choice names the present value; only update levels that the system has are offered."""
    page.open(server)
    first = "return document.querySelector(arguments[0]).options[0].textContent"
    assert page.js(first, HUB) == "as told: RC4 (23)"
    assert page.js(first, '[data-toggle="supported_etypes|HUB-1$"]') == "as told: 0x1f"
    assert page.js(first, '[data-toggle="service_account|HUB-1/MSExchangeTransport"]') == "as told: NetworkService"
    assert page.js(first, '[data-toggle="dcs|DC-2008|os"]') == "as told: 2008"
    wide = "const s = document.querySelector(arguments[0]); return s.clientWidth"
    assert page.js(wide, HUB) > 200  # so that the value can be read, not only the words before it
    levels = "return [...document.querySelector(arguments[0]).options].map(o => o.value)"
    assert page.js(levels, '[data-toggle="dcs|DC-2008|update"]') == [
        "",
        *(update for os, update in GENERATIONS if os == "2008"),
    ]
    page.choose('[data-toggle="dcs|DC-2008|os"]', "2022")
    page.wait("return document.querySelector('[data-toggle=\"dcs|DC-2008|update\"]').options.length > 3")
    assert "2026-04" in page.js(levels, '[data-toggle="dcs|DC-2008|update"]')


def test_a_dc_of_another_time(page: Page, server: str) -> None:
    """System, update level and phase of a DC are played; the rules that changed are told in sentences."""
    page.open(server)
    page.choose('[data-toggle="dcs|DC-2008|os"]', "2022")
    _played(page)
    page.choose('[data-toggle="dcs|DC-2008|update"]', "2026-04")
    page.choose('[data-toggle="dcs|DC-2008|phase"]', "2")
    page.wait("return /changed here.*RC4DefaultDisablementPhase/.test(document.querySelector('.world').textContent)")
    assert "2022\nchanged here" in page.text('[data-name="DC-2008"]')
    assert "rules changed" in page.text(".report")
    assert "the account declares its etypes and is taken at its word (account-declares)" in page.text(".report")


def test_the_picture_stays_in_place(page: Page, server: str) -> None:
    """Toggles stand beside the picture, what they change below it: the lanes stay on the first screen."""
    page.open(server)
    page.choose(HUB, "null")
    _played(page)
    tops = page.js(
        "return ['.lanes', '.report'].map(s => document.querySelector(s).getBoundingClientRect().top + scrollY)"
    )
    assert tops[0] < 620 and tops[1] > tops[0]


def test_a_step_that_overrules_a_toggle_is_named(page: Page, server: str) -> None:
    """Where the story itself sets again what was flipped, the page says so."""
    page.open(f"{server}#f=phase-one-until-july&b=rolled-back")
    page.choose('[data-toggle="dcs|DC01|phase"]', "2")
    _played(page)
    assert "of the story sets this again" in page.text(".report")


def test_service_accounts_have_toggles(page: Page, server: str) -> None:
    """A service account's etypes can be set, and a service can be handed to another account of the domain."""
    page.open(f"{server}#f=office&b=healthy")
    page.choose('[data-toggle="supported_etypes|svc_web"]', "4")
    _played(page)
    options = "return [...document.querySelectorAll('[data-toggle^=\"service_account|\"] option')].map(o => o.value)"
    assert "svc_web" in page.js(options)
    assert page.all('[data-toggle^="purge|"]')


def test_a_link_keeps_lesson_and_place(page: Page, server: str) -> None:
    """Choosing a lesson puts it into the address; the address opens the lesson at the same moment of the picture."""
    page.open(server)
    page.choose("#lessons", "5")
    page.wait("return document.querySelector('.lesson h2') && location.search === '?lesson=5'")
    page.wait("return document.querySelector('.lead h2').textContent.startsWith('S0')")
    page.js("kdcsim.go({branch: 'S3', step: 'submit', arrow: 1})")
    address = page.driver.current_url
    page.open(address)
    page.wait("return document.querySelector('.lesson h2')")
    assert page.text(".lead h2").startswith("S3") and page.all(".opened")
    page.choose("#lessons", "0")
    assert "lesson=" not in page.driver.current_url


def test_a_link_of_an_edited_story_warns(page: Page, server: str) -> None:
    """A link cannot hold an edited text: it opens the story as it is, and says that it was made of another."""
    page.open(server)
    page.click("#editing > summary")
    _write(page, "seed: 7", "seed: 8")
    page.wait("return document.documentElement.getAttribute('data-faults') === '0'")
    page.click("#play")
    page.wait("return document.querySelector('.eyebrow').textContent.includes('edited')")
    page.js("kdcsim.go({step: 'submit'})")
    page.open(page.driver.current_url)
    assert "another text" in page.text("#warning")
    page.js("kdcsim.go({step: 'submit'})")
    page.open(page.driver.current_url)
    assert not page.all("#warning")


def test_a_way_back_to_the_question(page: Page, server: str) -> None:
    """On a phone a button leads from the picture back to the question one came from."""
    page.sized(NARROW).open(f"{server}?lesson=5")
    page.click('[data-part="6"] .look')
    assert page.js("return document.querySelector('.stage').getBoundingClientRect().top") < 400
    page.click("#wayback")
    assert page.js("return document.activeElement.className").endswith("look") and not page.all("#wayback")
    page.sized(WIDE).open(f"{server}?lesson=5")
    page.click(".world > summary")
    assert page.one(".machines").is_displayed()
    assert page.js("return document.querySelector('.world').getBoundingClientRect().top") < 400


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_lessons_are_for_everybody(page: Page, server: str, width: int) -> None:
    """The accessibility checker finds nothing serious in a lesson, and nothing lies on anything else."""
    page.sized(width).open(f"{server}?lesson=5")
    page.wait("return document.querySelector('.lesson h2')")
    assert page.faults() == []
    assert page.overlaps() == []


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_hostile_names_in_the_editor(page: Page, server: str, width: int) -> None:
    """A pasted story of hostile names is played, shown and toggled without harm, and without a cut."""
    page.sized(width).open(server)
    page.click("#editing > summary")
    page.js(
        "const a = document.getElementById('yaml'); a.value = arguments[0]; a.dispatchEvent(new Event('input'))",
        hostile.story(hosts=8),
    )
    page.wait("return document.documentElement.getAttribute('data-faults') === '0'")
    page.click("#play")
    page.wait("return document.querySelector('h1').textContent.includes('<script>')")
    assert page.js("return document.querySelectorAll('img, iframe').length") == 0
    page.js("document.querySelectorAll('#whatif, #whatif details').forEach(d => { d.open = true })")
    assert page.cut() == [] and page.overlaps() == []
    page.js(
        "const s = document.querySelector('[data-toggle=\"supported_etypes|svc_long\"]');"
        "s.value = '4'; s.dispatchEvent(new Event('change'))"
    )
    _played(page)
    assert page.cut() == []
