"""The saved page in a real browser: everything can be reached, nothing is cut, nothing leaves."""

from __future__ import annotations

import pytest

from kdcsim.scenario import source
from tests.web.browser import NARROW, WIDE, Page
from tests.web.conftest import Saved
from tests.web.hostile import SCRIPT

RIGHT, LEFT, ENTER, ESCAPE, TAB = "\ue014", "\ue012", "\ue007", "\ue00c", "\ue004"
VIEWS = {
    "story": "#b=S3&s=submit",
    "arrow": "#b=S3&s=submit&a=1",
    "start": "#b=S0&s=",
    "boot": "#b=S0&s=boot%20HUB-1",
    "compare": "#b=S4&s=submit-again&c=S3",
    "internet": "#b=S5",
    "refused": "#b=S12b",
}


BROKEN_NAMES = """
return [...document.querySelectorAll('.branch b')].filter(b => b.getClientRects().length &&
  b.parentElement.clientWidth > b.scrollWidth + 40 && b.getBoundingClientRect().height > 26).map(b => b.textContent);
"""


@pytest.fixture(autouse=True)
def _quiet(page: Page) -> object:
    """Whatever a test does, the console stays silent and no request leaves the page."""
    yield
    assert page.complaints() == []
    assert page.requests() == []


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_nothing_is_cut(page: Page, exchange: str, view: str, width: int) -> None:
    """Every main view fits the window, wide and narrow, with all details open."""
    page.sized(width).open(exchange + VIEWS[view])
    assert page.cut() == []
    page.js("document.querySelectorAll('details').forEach(d => { d.open = true })")
    page.settle()
    assert page.cut() == []
    assert page.overlaps() == []


@pytest.mark.parametrize("name", source.built_in_names())
def test_every_story_fits(page: Page, saved: Saved, name: str) -> None:
    """Every built-in story opens at its own default view without a cut, without overlaps, wide and narrow."""
    for width in (WIDE, NARROW):
        page.sized(width).open(saved(name))
        assert page.cut() == []
        assert page.overlaps() == []
        assert page.js(BROKEN_NAMES) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("view", ["story", "arrow", "compare"])
def test_no_serious_fault_for_anybody(page: Page, exchange: str, view: str, width: int, dark: bool) -> None:
    """An accessibility checker finds nothing serious, with everything unfolded, in both themes, wide and narrow."""
    page.sized(width).dark(dark).open(exchange + VIEWS[view])
    page.js("document.querySelectorAll('details').forEach(d => { d.open = true })")
    assert page.faults() == []


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_hostile_pages_are_for_everybody_too(page: Page, hostile_story: str, width: int) -> None:
    """Names that are hostile or long cost nobody the page."""
    page.sized(width).open(hostile_story)
    assert page.faults() == []
    assert page.overlaps() == []


def test_the_picture_is_where_one_looks(page: Page, exchange: str) -> None:
    """Verdict and the head of the picture stand on the first screen, at 1280 and on a phone."""
    for width, most in ((WIDE, 560), (NARROW, 700)):
        page.sized(width).open(exchange)
        assert page.js("return document.querySelector('.lanes').getBoundingClientRect().top") < most


@pytest.mark.parametrize("width", [1024, 736])
def test_fields_and_bytes_have_room(page: Page, exchange: str, width: int) -> None:
    """Fields stay legible beside or above their bytes, at widths between, and inside sealed parts."""
    for view in ("arrow", "compare"):
        page.sized(width).open(exchange + VIEWS[view])
        page.js("if (!document.querySelector('.opened')) document.querySelector('[data-arrow=\"1\"]').click()")
        page.js("document.querySelectorAll('.opened details').forEach(d => { d.open = true })")
        page.settle()
        assert min(page.js("return [...document.querySelectorAll('.tree')].map(t => t.clientWidth)")) >= 200
        assert page.cut() == []


def test_the_slider_follows_the_mouse(page: Page, exchange: str) -> None:
    """One long drag with a real mouse goes through the steps: the slider is not replaced under it."""
    page.open(exchange)
    before = page.one("#time")
    page.drag("#time", 0.99, 0.02)
    assert "the beginning" in page.text(".where")
    page.drag("#time", 0.02, 0.6)
    assert "step 5 of 8" in page.text(".where") or "step 4 of 8" in page.text(".where")
    assert page.one("#time") == before


def test_the_picture_is_complete(page: Page, exchange: str) -> None:
    """Who is there and silent is shown: the Hub's LocalSystem beside NetworkService, the 2003 DC; rest by name."""
    page.open(exchange)
    silent = page.js("return [...document.querySelectorAll('.head.silent')].map(h => h.getAttribute('data-lane'))")
    assert "HUB-1/0x3e7" in silent and "DC-2003" in silent
    page.click('[data-arrow="0"]')
    assert "Who chose what" in page.text(".opened") and "which etype seals the ticket?" in page.text(".opened")
    page.sized(NARROW).open(exchange)
    assert not page.all(".head.silent") and "LocalSystem 0x3e7 on HUB-1" in page.text(".silents")


def test_the_signs_are_explained_beside_the_picture(page: Page, exchange: str) -> None:
    """Etypes, cut and refusal have a line below the lanes; ticks, grades, salts and key cards are explained there."""
    page.open(exchange)
    assert "AES256 (18)" in page.text(".signs") and "comes to nothing" in page.text(".signs")
    page.click(".legend > summary")
    told = page.text(".legend")
    assert all(word in told for word in ("lab", "disputed", "assumed", "grey", "salt", "key card", "double line"))


def test_it_opens_where_the_story_is(page: Page, exchange: str) -> None:
    """Without a fragment the page shows the branch and the step that the story is about."""
    page.open(exchange)
    assert "S3" in page.text(".lead h2")
    assert "does not open here" in page.text(".arrow.cut")
    assert page.one(".arrow.cut .cross").is_displayed()


def test_stepping_through(page: Page, exchange: str) -> None:
    """Buttons, slider and arrow keys move through time; the picture follows."""
    page.open(exchange + "#b=S0&s=")
    assert "Nothing has happened yet" in page.text(".stage")
    page.click("#forth")
    assert "step 1 of 5" in page.text(".where")
    page.press(RIGHT)
    page.press(LEFT)
    page.press(RIGHT)
    assert "step 2 of 5" in page.text(".where")
    assert len(page.all(".arrow")) == 8
    page.js("const t = document.getElementById('time'); t.value = 4; t.dispatchEvent(new Event('input'))")
    assert "step 5 of 5" in page.text(".where")
    assert "submit" in page.driver.current_url


def test_bytes_and_fields_point_at_each_other(page: Page, exchange: str) -> None:
    """Touching a field lights its bytes, touching a byte its field."""
    page.open(exchange + VIEWS["arrow"])
    fields = {f.text.split("\n")[0]: f for f in page.all(".field")}
    realm = next(f for name, f in fields.items() if name.startswith("realm"))
    realm.click()
    lit = "".join(b.text for b in page.all(".byte.lit"))
    assert bytes.fromhex(lit).endswith(b"CONTOSO.COM")
    page.all(".byte.lit")[-1].click()
    assert "CONTOSO.COM" in page.text(".field.lit")


def test_an_encrypted_part_opens(page: Page, exchange: str) -> None:
    """A sealed part says which key did not open it and which did; inside stands what that key shows, but no key."""
    page.open(exchange + VIEWS["arrow"])
    assert "does not open with the key of NetworkService (0x3e4) on HUB-1, salt “”" in page.text(".shut")
    page.click("details.box summary")
    assert "open with the key of account HUB-1$" in page.text("details.box summary")
    inside = page.text("details.box .inside")
    assert "SERVER-1$" in inside and "fingerprint" in inside and "**" in inside


def test_key_cards_show_the_bug(page: Page, exchange: str) -> None:
    """The pair of cards shows one password, two salts, two keys; the salts' first difference is marked."""
    page.open(exchange)
    left, right = page.text(".card.left"), page.text(".card.right")
    assert "the same on both sides" in left and "the same on both sides" in right
    assert "computer, lower case" in left and "nobody told this session its salt" in right
    assert page.text(".card.left .fingerprint") != page.text(".card.right .fingerprint")
    assert page.all(".card .part.differs")
    assert page.text(".sign") == "\u2260"


def test_what_a_newcomer_asks_is_answered(page: Page, exchange: str) -> None:
    """Which key opened what, why the keys differ, why RC4 and internet mail work, what to change and where."""
    page.open(exchange)
    body = page.text()
    assert "DC-2008 for account HUB-1$" in body and "NetworkService (0x3e4) on HUB-1" in body
    assert "The salts differ, so the keys differ" in body
    assert "An RC4 ticket would have opened" in body
    assert "Remove DefaultEncryptionType on HUB-1 and restart it." in body
    assert "is never told the salt" in body
    page.click('[data-branch="S5"]')
    assert "no ticket is shown, so nothing has to be opened" in page.text(".arrows")
    assert "Nobody shows a ticket, so nobody has to open one." in page.text(".reasons")


def test_branches_are_compared(page: Page, exchange: str) -> None:
    """Another branch can stand beside this one, with the arrows and rules that differ."""
    page.open(exchange)
    page.choose("#branch", "S4")
    page.choose("#against", "S3")
    assert len(page.all(".sides .lanes")) == 2
    assert len(page.all(".sides .arrow.cut")) == 1
    changed = page.text(".compare")
    assert "rules changed" in changed and "local-system-knows-machine-salt" in changed


def test_a_permalink_leads_back(page: Page, exchange: str) -> None:
    """The address holds branch, step, opened arrow and comparison; the back of a link is the same view."""
    page.open(exchange)
    page.click('[data-branch="S9"]')
    page.click(".arrow.aes256")
    address, words = page.driver.current_url, page.text(".stage")
    page.open(address)
    assert page.text(".stage") == words and page.all(".opened")
    page.js("location.hash = '#b=nowhere&s=never&a=x%&c=%E0%A4%A'")
    assert page.all(".lanes") or "Nothing" in page.text(".stage")


def test_the_keyboard_is_enough(page: Page, exchange: str) -> None:
    """With keys alone: another branch, another step, an arrow opened and closed, and the focus stays where it was."""
    page.open(exchange)
    page.press("]")
    assert page.text(".lead h2").startswith("S4")
    page.press("[")
    for _ in range(80):
        page.press(TAB)
        if page.js("return document.activeElement.hasAttribute('data-arrow')"):
            break
    else:
        pytest.fail("no arrow can be reached with Tab")
    page.press(ENTER)
    assert page.all(".opened")
    assert page.js("return document.activeElement.getAttribute('aria-expanded')") == "true"
    page.press(ESCAPE)
    assert not page.all(".opened")


def test_logs_and_klist_are_those_of_the_step(page: Page, exchange: str) -> None:
    """Below stands what the administrator sees: the event on the Hub, the tickets on the Mailbox server."""
    page.open(exchange)
    assert "4625" in page.text(".events") and "new" in page.text(".events")
    page.js("[...document.querySelectorAll('.tabs button')].find(b => b.textContent.startsWith('SERVER-1')).click()")
    assert "AES-256-CTS-HMAC-SHA1-96" in page.text(".screens") and "HOST/hub-1.contoso.com" in page.text(".screens")


def test_settings_say_where_they_come_from(page: Page, exchange: str) -> None:
    """The world names the line, the step, or the default that each setting comes from."""
    page.open(exchange)
    hub = page.text('[data-name="HUB-1"]')
    assert "exchange-2007.yaml:96:9" in hub and "default of 2008" in hub and "rc4" in hub.casefold()


def test_hostile_names_are_harmless_and_legible(page: Page, hostile_story: str) -> None:
    """Scripts in names are words, hidden letters are shown, and 50 hosts, 200 steps and a long SPN fit a phone."""
    for width in (WIDE, NARROW):
        page.sized(width).open(hostile_story)
        assert page.js("return document.querySelectorAll('img, iframe, script:not([type])').length") == 1
        body = page.text()
        assert SCRIPT in body and "\u2039U+202E\u203a" in body and "\u202e" not in body
        assert "step 200 of 200" in body
        assert page.cut() == []
        assert len(page.all(".machine")) == 51
    page.press(LEFT)
    assert "step 199 of 200" in page.text(".where")


def test_print_leaves_out_the_controls(page: Page, exchange: str) -> None:
    """On paper there is no button to press; verdict and picture come first, signs are kept, and paper is white."""
    page.dark().open(exchange)
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        assert not page.one(".player").is_displayed() and page.one(".lanes").is_displayed()
        assert page.one(".card.right").is_displayed() and page.one(".signs").is_displayed()
        top = "return document.querySelector(arguments[0]).getBoundingClientRect().top"
        assert page.js(top, ".brief") < page.js(top, ".lanes") < page.js(top, ".world")
        colour = "return getComputedStyle(document.querySelector(arguments[0])).color"
        page.driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia",
            {"media": "print", "features": [{"name": "prefers-color-scheme", "value": "dark"}]},
        )
        assert page.js(colour, ".chip.aes256") == "rgb(11, 110, 117)" and page.js(colour, "h2") == "rgb(0, 0, 0)"
    finally:
        page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_the_focus_stays(page: Page, exchange: str) -> None:
    """After Enter on a branch, a tick, a machine or an arrow of a comparison, the focus is where it was."""
    for view, target in (
        ("#b=S3", '[data-branch="S4"]'),
        ("#b=S3", '[data-focus="tick 4"]'),
        ("#b=S3", '[data-focus="tab DC-2008"]'),
        (VIEWS["compare"], '[data-focus="arrow before1"]'),
        (VIEWS["compare"], '[data-focus="arrow after1"]'),
    ):
        page.open(exchange + view)
        name = page.one(target).get_attribute("data-focus")
        page.js("arguments[0].focus()", page.one(target))
        page.press(ENTER)
        assert page.js("return document.activeElement.getAttribute('data-focus')") == name
    assert page.all(".opened")
    page.press(ESCAPE)
    assert not page.all(".opened") and page.all(".sides")
    assert page.js("return document.activeElement.getAttribute('data-focus')") == "arrow after1"
    page.press(ESCAPE)
    assert not page.all(".sides") and page.js("return document.activeElement.id") == "against"


def test_keys_mean_what_they_do_in_place(page: Page, exchange: str) -> None:
    """In a pane of bytes an arrow key scrolls; brackets typed with AltGr change the branch; a link skips ahead."""
    page.open(exchange + VIEWS["arrow"])
    page.js("document.querySelector('.hex').focus()")
    page.press(LEFT)
    assert "step 8 of 8" in page.text(".where")
    page.js(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: ']', bubbles: true, ctrlKey: true, "
        "altKey: true, modifierAltGraph: true}))"
    )
    assert page.text(".lead h2").startswith("S4")
    page.open(exchange)
    page.press(TAB)
    assert page.js("return document.activeElement.className") == "skip"
    page.press(ENTER)
    assert page.js("return document.activeElement.id") == "stage" and "b=S3" in page.driver.current_url


def test_names_are_read_out_with_their_spaces(page: Page, exchange: str) -> None:
    """What a screen reader says of a machine is words, not one word."""
    page.open(exchange)
    names = [each.accessible_name for each in page.all(".machine > summary, .tabs button, .branch")]
    assert "SERVER-1, 2008, takes part" in names and "HUB-1, 1 new" in names
    assert "ends badly: S3, transport as NetworkService" in names


def test_what_was_unfolded_stays_so(page: Page, exchange: str) -> None:
    """Opening an arrow closes no event, a step closes no machine, and a closed list of branches stays closed."""
    page.open(exchange)
    for summary in (".events summary", '[data-name="DC-2003"] > summary', ".branches > summary"):
        page.click(summary)
    page.click('[data-arrow="1"]')
    page.press(LEFT)
    page.press(RIGHT)
    assert page.js("return document.querySelector('.events details').open")
    assert page.js("return document.querySelector('[data-name=\"DC-2003\"]').open")
    assert not page.js("return document.querySelector('.branches').open")


def test_screens_keep_their_layout(page: Page, exchange: str) -> None:
    """Event texts and klist keep the tabs and the lines of the real tools."""
    page.open(exchange)
    page.click(".events summary")
    assert "\t" in page.js("return document.querySelector('.events pre').textContent")
    style = page.js(
        "const s = getComputedStyle(document.querySelector('.events pre')); return [s.whiteSpace, s.tabSize]"
    )
    assert style[1] == "8" and "pre" in style[0] and "1 ticket" in page.text(".screens")
    assert "1 tickets" not in page.text(".screens")


def test_a_comparison_aligns_the_pair_that_matters(page: Page, exchange: str) -> None:
    """S4 beside S3: the AP-REQ is one line with both sides, shown to two sessions of one host."""
    page.open(exchange + VIEWS["compare"])
    row = page.js(
        "return [...document.querySelectorAll('.diff tr')].filter(r => r.textContent.startsWith('AP-REQ')).map("
        "r => [...r.children].map(c => c.textContent))"
    )
    assert len(row) == 1 and "NetworkService" in row[0][1] and "LocalSystem" in row[0][2]
