"""Take the screenshots under docs/screenshots: `python -m tests.web.screenshots`. Each is looked at before it lands."""

from __future__ import annotations

import base64
import subprocess
import sys
import tempfile
from pathlib import Path

from kdcsim.entrypoints.viewing import page_of
from kdcsim.scenario import source
from kdcsim.scenario.load import load
from kdcsim.study.judge import judge
from kdcsim.study.run import play
from tests.web.browser import NARROW, ROOT, WIDE, Page, chromium

FOLDER = ROOT / "docs" / "screenshots"
TALLEST = 2400
IN_BOTH_THEMES = ("story", "message", "compare")
SAVED = {
    "story": ("#b=S3&s=submit", "document.querySelector('.opening').open = true"),
    "message": ("#b=S3&s=submit&a=1", "document.querySelectorAll('.opened details').forEach(d => { d.open = true })"),
    "boot": ("#b=S0&s=boot%20HUB-1", ""),
    "compare": ("#b=S4&s=submit-again&c=S3", ""),
    "internet": ("#b=S5", ""),
}


def main() -> None:
    """Take every picture, wide and narrow, light and dark."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    told = source.read("exchange-2007")
    with tempfile.TemporaryDirectory() as folder, chromium() as page:
        story = Path(folder, "story.html")
        story.write_text(page_of(judge(play(load(told.text, told.file))), told.file), encoding="utf-8")
        for name, (fragment, script) in SAVED.items():
            for width in (WIDE, NARROW):
                for dark in (False, True) if name in IN_BOTH_THEMES else (False,):
                    page.sized(width).dark(dark).open(story.as_uri() + fragment)
                    page.js(script or "return 0")
                    _take(page, name, width, dark)
        _live(page)


def _live(page: Page) -> None:
    command = [sys.executable, "-m", "kdcsim", "web", "exchange-2007", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        address = next(word for word in process.stderr.readline().split() if word.startswith("http://"))
        try:
            for width in (WIDE, NARROW):
                page.sized(width).dark(False).open(address)
                page.js(
                    "document.getElementById('whatif').open = true; document.querySelector('.opening').open = false"
                )
                page.choose('[data-toggle="default_encryption_type|HUB-1"]', "null")
                page.click('[data-toggle="reboot|HUB-1"]')
                page.wait("return !document.querySelector('.arrow.cut')")
                _take(page, "what-if", width, False)
                page.open(address)
                page.js(
                    "document.getElementById('editing').open = true; document.querySelector('.opening').open = false"
                )
                page.js(
                    "const a = document.getElementById('yaml'); a.value = a.value.replace('seed: 7', 'seeed: 7');"
                    "a.dispatchEvent(new Event('input')); a.scrollTop = 380"
                )
                page.wait("return document.documentElement.getAttribute('data-faults') === '1'")
                page.js("document.getElementById('editing').scrollIntoView()")
                _take(page, "editor", width, False, around="#editing")
                page.open(f"{address}?lesson=5")
                page.click('[data-part="3"] [data-choice="HUB-1$"]')
                page.wait("return document.querySelector('[data-part=\"3\"] .reply.good')")
                page.js("document.querySelector('#lesson').scrollTop = 0; scrollTo(0, 0)")
                _take(page, "lesson", width, False)
        finally:
            process.terminate()


def _take(page: Page, name: str, width: int, dark: bool, around: str | None = None) -> None:
    assert page.cut() == [], (name, width, page.cut())
    tall = min(int(page.js("return document.documentElement.scrollHeight")), TALLEST)
    clip = {"x": 0, "y": 0, "width": width, "height": tall, "scale": 1}
    if around is not None:
        box = page.js("const b = document.querySelector(arguments[0]).getBoundingClientRect();"
                      "return [b.top + scrollY - 12, b.height + 24]", around)  # fmt: skip
        clip = {**clip, "y": box[0], "height": box[1]}
    shot = page.driver.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True, "clip": clip})
    file = FOLDER / f"{name}-{width}{'-dark' if dark else ''}.png"
    file.write_bytes(_small(base64.b64decode(shot["data"])))


def _small(png: bytes) -> bytes:
    """Fewer colours, if Pillow is at hand: a third of the size, and nobody sees it."""
    try:
        from io import BytesIO

        from PIL import Image
    except ModuleNotFoundError:
        return png
    out = BytesIO()
    Image.open(BytesIO(png)).convert("RGB").quantize(200).save(out, "PNG", optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    main()
