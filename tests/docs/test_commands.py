"""Every command and code block in README and docs runs.

A ``console`` block is run line by line in a folder of its own, in the order of the page; a ``yaml`` or ``python`` block
with ``title=name`` is first written to that file; a ``python`` block without a title is executed. A command line may
end in ``# exit 1``: that is then what it must exit with.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from kdcsim.entrypoints.cli.app import app

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
FENCE = re.compile(r"^```(?P<info>[^\n]*)\n(?P<body>.*?)^```", re.MULTILINE | re.DOTALL)
EXIT = re.compile(r"\s+# exit (\d+)$")
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_what_a_page_shows_works(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader can type what the page shows and gets what it promises."""
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    monkeypatch.chdir(tmp_path)
    for block in FENCE.finditer(page.read_text(encoding="utf-8")):
        language, _, rest = block["info"].strip().partition(" ")
        title = rest.removeprefix("title=") if rest.startswith("title=") else None
        if title is not None:
            target = tmp_path / title
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(block["body"], encoding="utf-8")
        elif language == "python":
            exec(compile(block["body"], str(page), "exec"), {"__name__": "docs"})
        elif language == "console":
            _run_lines(block["body"])


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """A relative link points at a file that exists."""
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


def _run_lines(body: str) -> None:
    for line in body.splitlines():
        if not line.startswith("$ "):
            continue
        told = EXIT.search(line)
        expected = int(told[1]) if told else 0
        words = shlex.split(EXIT.sub("", line[2:]), comments=True)
        if words[0] == "make":
            assert set(words[1:]) <= TARGETS, line
        elif words[0] == "kdcsim":
            result = CliRunner().invoke(app, words[1:])
            assert result.exit_code == expected, f"{line}\n{result.output}"
        else:
            assert words[0] in ("pip", "cd", "git", "python", "kinit", "kvno", "pytest"), f"nobody runs {line!r}"
