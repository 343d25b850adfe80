"""The doors under test: a browser, saved stories, and a running server."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kdcsim.entrypoints.viewing import page_of, trace_of
from kdcsim.report.as_html import as_html
from kdcsim.scenario import source
from kdcsim.scenario.load import load
from kdcsim.study.judge import judge
from kdcsim.study.run import play
from tests.web import hostile
from tests.web.browser import Page, chromium, needed

Saved = Callable[[str], str]


@pytest.fixture(scope="session")
def browser() -> Iterator[Page]:
    """One browser for all tests; each opens its own page in it."""
    needed()
    with chromium() as page:
        yield page


@pytest.fixture
def page(browser: Page) -> Page:
    """The browser, wide, light, with empty logs."""
    browser.sized(1280).dark(False)
    browser.driver.get("about:blank")
    browser.complaints()
    browser.requests()
    return browser


@pytest.fixture(scope="session")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Saved:
    """Saves a built-in story as a page, and gives its address."""

    def save(name: str) -> str:
        told = source.read(name)
        return _saved(tmp_path_factory, page_of(judge(play(load(told.text, told.file))), name))

    return save


@pytest.fixture(scope="session")
def exchange(saved: Saved) -> str:
    """The saved story of 2012, as an address."""
    return saved("exchange-2007")


@pytest.fixture(scope="session")
def hostile_story(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A saved story of hostile names, 50 hosts and 200 steps."""
    text = hostile.story(hosts=50, steps=197)
    trace = trace_of(judge(play(load(text, "hostile.yaml"))))
    return _saved(tmp_path_factory, as_html(hostile.worse(trace), title=hostile.SCRIPT, plain=hostile.SCRIPT))


def _saved(folder: pytest.TempPathFactory, page: str) -> str:
    file: Path = folder.mktemp("story") / "story.html"
    file.write_text(page, encoding="utf-8")
    return file.as_uri()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A running `kdcsim web`, as an address."""
    command = [sys.executable, "-m", "kdcsim", "web", "exchange-2007", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        line = process.stderr.readline()
        while line and "http://" not in line:
            line = process.stderr.readline()
        try:
            yield next(word for word in line.split() if word.startswith("http://"))
        finally:
            process.terminate()
            process.wait(10)
