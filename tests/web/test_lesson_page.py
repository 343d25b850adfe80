"""The lessons on the live page: lists, the selector, and how to have an answer told."""

from __future__ import annotations

import pytest

from kdcsim.study.lesson import lesson, solution
from tests.web.browser import NARROW, WIDE, Page

ENTER, TAB = "\ue007", "\ue004"


def _open(page: Page, server: str, number: int) -> None:
    page.open(f"{server}?lesson={number}")
    page.wait("return document.querySelector('.lesson h2')")


def test_an_answer_can_be_had_with_the_keyboard(page: Page, server: str) -> None:
    """After two wrong answers a button tells the right one, aloud; what was told does not count as answered."""
    _open(page, server, 5)
    page.js("localStorage.removeItem('kdcsim-lessons')")
    _open(page, server, 5)
    one = '[data-part="5"] '
    assert not page.one(one + ".tell").is_displayed()
    for said in ("another password", "another account"):
        page.js("arguments[0].focus()", page.one(f'{one}[data-choice="{said}"]'))
        page.press(ENTER)
        page.wait(f"return document.querySelector('{one}.reply.bad')")
        page.js(f"document.querySelector('{one}.reply').classList.remove('bad')")
    page.wait(f"return !document.querySelector('{one}.tell').hidden")
    assert "have the answer told" in page.text(one + ".reply")
    page.js("arguments[0].focus()", page.all(one + ".answers button")[-1])
    page.press(TAB)
    assert page.js("return document.activeElement.className") == "tell"
    page.press(ENTER)
    page.wait(f"return document.querySelector('{one}.reply').textContent.includes('It is')")
    assert page.one(one + ".reply").get_attribute("aria-live") == "polite"
    (right,) = solution(lesson(5), 5).right
    assert page.text(one + ".reply") == f"It is: {right}"
    assert "5" not in page.js("return JSON.parse(localStorage.getItem('kdcsim-lessons') || '{}')")
    page.click(f'{one}[data-choice="{right}"]')
    page.wait(f"return document.querySelector('{one}.reply.good')")
    assert not page.one(one + ".tell").is_displayed()
    page.js("localStorage.removeItem('kdcsim-lessons')")


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_selector_can_be_read(page: Page, server: str, width: int) -> None:
    """The selector's own words fit into it, and it keeps its distance to the title."""
    page.sized(width)
    _open(page, server, 5)
    shown = page.js(
        "const s = document.getElementById('lessons'), c = document.createElement('canvas').getContext('2d');"
        "c.font = getComputedStyle(s).font; return [c.measureText(s.selectedOptions[0].text).width + 30, s.clientWidth,"
        "document.querySelector('.lesson h2').getBoundingClientRect().top - s.getBoundingClientRect().bottom]"
    )
    assert shown[0] <= shown[1] and shown[2] >= 4
    page.choose("#lessons", "2")
    page.wait("return document.querySelector('.lesson h2').textContent.includes('who chooses')")


def test_a_dash_at_the_start_of_a_line_is_no_list(page: Page, server: str) -> None:
    """On the page, too, only a block that begins with an item is a list."""
    _open(page, server, 10)
    told = page.js(
        "return kdcsim.paragraphs(arguments[0]).flat().map(p => [p.className, p.textContent])",
        "a client\n- MIT - talks\n\n- one\n  more\n- two",
    )
    assert told == [["", "a client - MIT - talks"], ["item", "- one more"], ["item", "- two"]]
    assert page.text(".lesson .item code") == "kdcsim serve office --branch healthy --write-config lab"
    assert "`" not in page.text(".lesson")
