"""A real Chromium, driven headless. Tests that need one are skipped where there is none, except in CI."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.lacking import lacking

ROOT = Path(__file__).resolve().parents[2]
AXE = Path(os.environ.get("KDCSIM_BROWSER", ROOT / "build" / "browser")) / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
WIDE, NARROW = 1280, 390
CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")


def needed() -> None:
    """Skip where there is no browser; in CI, fail."""
    try:
        import selenium  # noqa: F401
    except ModuleNotFoundError:
        selenium_here = False
    else:
        selenium_here = True
    if CHROMIUM and DRIVER and selenium_here:
        return
    lacking("Chromium, chromedriver and selenium are not installed; .ci/browser installs them")


class Page:
    """One page with the questions that every test asks of it."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    def open(self, address: str) -> Page:
        """Go to an address, as a fresh page, and wait until the viewer has drawn it."""
        self.driver.get("about:blank")
        self.driver.get(address)
        self.wait("return document.documentElement.getAttribute('data-ready') === 'yes'")
        return self

    def wait(self, script: str, seconds: float = 20) -> None:
        """Wait until a script says yes."""
        from selenium.webdriver.support.ui import WebDriverWait

        WebDriverWait(self.driver, seconds, poll_frequency=0.05).until(lambda d: d.execute_script(script))

    def js(self, script: str, *arguments: object) -> Any:
        """Run a script and give its value."""
        return self.driver.execute_script(script, *arguments)

    def all(self, selector: str) -> list[Any]:
        """Every element that a CSS selector finds."""
        found: list[Any] = self.driver.find_elements("css selector", selector)
        return found

    def one(self, selector: str) -> Any:
        """The first element that a CSS selector finds."""
        return self.driver.find_element("css selector", selector)

    def click(self, selector: str) -> None:
        """Click an element where it is."""
        self.js("arguments[0].scrollIntoView({block: 'center'})", self.one(selector))
        self.one(selector).click()

    def choose(self, selector: str, value: str) -> None:
        """Choose an option of a select."""
        from selenium.webdriver.support.ui import Select

        Select(self.one(selector)).select_by_value(value)

    def press(self, *keys: str) -> None:
        """Press keys one after another, wherever the focus is."""
        from selenium.webdriver.common.action_chains import ActionChains

        for key in keys:
            ActionChains(self.driver).send_keys(key).perform()

    def text(self, selector: str = "body") -> str:
        """What a person can read there."""
        return str(self.one(selector).text)

    def sized(self, width: int, height: int = 900) -> Page:
        """Make the window that wide."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        return self

    def dark(self, on: bool = True) -> Page:
        """Prefer dark, or light."""
        features = [{"name": "prefers-color-scheme", "value": "dark" if on else "light"}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        return self

    def settle(self) -> None:
        """Wait until panes have taken the room that they have."""
        self.driver.execute_async_script(
            "const done = arguments[0]; setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(done)), 60)"
        )

    def complaints(self) -> list[str]:
        """What the console says above a whisper."""
        return [e["message"] for e in self.driver.get_log("browser") if e["level"] in ("SEVERE", "WARNING")]

    def requests(self) -> list[str]:
        """Every address that was asked for over a network."""
        return [u for u in self.asked() if not u.startswith(("data:", "about:", "file:", "blob:"))]

    def asked(self) -> list[str]:
        """Every address that was asked for, of files too."""
        found = []
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                found.append(message["params"]["request"]["url"])
        return found

    def cut(self) -> list[str]:
        """Whatever reaches beyond the right edge of the window or of its own box; a narrow screen may scroll a log."""
        return list(self.js(CUT))

    def overlaps(self) -> list[str]:
        """Pieces of text that lie on each other."""
        return list(self.js(OVERLAPS))

    def drag(self, selector: str, start: float, end: float) -> None:
        """Press the mouse on an element at a part of its width, and drag it to another, in small steps."""
        from selenium.webdriver.common.action_chains import ActionChains

        element = self.one(selector)
        self.js("arguments[0].scrollIntoView({block: 'center'})", element)
        wide = element.size["width"]
        chain = ActionChains(self.driver, duration=10)
        chain.move_to_element_with_offset(element, int(wide * (start - 0.5)), 0).click_and_hold()
        for n in range(1, 9):
            chain.move_to_element_with_offset(element, int(wide * (start + (end - start) * n / 8 - 0.5)), 0)
        chain.release().perform()

    def faults(self) -> list[str]:
        """What axe-core calls serious or critical in this document; the checker must be installed."""
        if not AXE.is_file():
            lacking("axe-core, which finds faults of access, is not there; .ci/browser installs it")
        self.js(AXE.read_text(encoding="utf-8"))
        found = self.driver.execute_async_script(
            "const done = arguments[0], how = {resultTypes: ['violations'], iframes: false, preload: false};"
            "axe.run(document, how).then(r => done(r.violations))"
        )
        bad = [v for v in found if v["impact"] in ("serious", "critical")]
        return [f"{v['id']}: {n['html'][:120]} {n['failureSummary'][:300]}" for v in bad for n in v["nodes"]]


CUT = """
const wide = document.documentElement.clientWidth, found = [];
for (const each of document.querySelectorAll('.hex, .tree' + (wide > 1000 ? ', pre' : ''))) {
  if (each.clientWidth && each.scrollWidth > each.clientWidth + 1) {
    found.push(each.className + ' holds ' + each.scrollWidth + ' in ' + each.clientWidth);
  }
}
for (const each of document.querySelectorAll('.byte, .field')) {
  const box = each.getBoundingClientRect();
  if (box.width && box.width < 12) found.push(each.textContent + ' is ' + Math.round(box.width) + ' wide');
}
for (const each of document.querySelectorAll('body *')) {
  const box = each.getBoundingClientRect();
  if (box.width && box.right > wide + 1 && !each.closest('.hex, .tree, pre, .sr, textarea')) {
    found.push(each.tagName + '.' + each.getAttribute('class') + ' ends at ' + Math.round(box.right));
  }
}
if (document.documentElement.scrollWidth > wide) found.push('the page scrolls sideways');
return found.slice(0, 10);
"""


OVERLAPS = """
const told = [], found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let node; (node = walk.nextNode());) {
  const box = node.parentElement;
  if (!node.data.trim() || box.closest('.hex, .sr, option, textarea, script, noscript')) continue;
  if (!box.checkVisibility({visibilityProperty: true})) continue;
  const range = document.createRange();
  range.selectNodeContents(node);
  for (const r of range.getClientRects()) if (r.width > 1 && r.height > 1) told.push([r, node]);
}
const hidden = (r, node) => {
  for (let e = node.parentElement; e; e = e.parentElement) {
    const b = e.getBoundingClientRect(), o = getComputedStyle(e).overflowY;
    if (o !== 'visible' && (r.top > b.bottom - 4 || r.bottom < b.top + 4)) return true;
  }
  return false;
};
const seen = told.filter(([r, node]) => !hidden(r, node)).sort((a, b) => a[0].top - b[0].top);
for (let i = 0; i < seen.length; i++) {
  for (let j = i + 1; j < seen.length && seen[j][0].top < seen[i][0].bottom - 5; j++) {
    const a = seen[i][0], b = seen[j][0];
    if (seen[i][1] !== seen[j][1] && Math.min(a.right, b.right) - Math.max(a.left, b.left) > 3) {
      found.push(seen[i][1].data.slice(0, 40) + ' / ' + seen[j][1].data.slice(0, 40));
    }
  }
}
return found.slice(0, 10);
"""


@contextmanager
def chromium() -> Iterator[Page]:
    """A browser with a profile of its own, gone afterwards."""
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        for flag in (*FLAGS, f"--user-data-dir={profile}", f"--window-size={WIDE},900"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(str(DRIVER)))
        try:
            yield Page(driver).sized(WIDE)
        finally:
            driver.quit()
