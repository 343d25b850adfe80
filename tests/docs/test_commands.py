"""Every command and code block in README and docs runs.

A ``console`` block is run line by line in a folder of its own, in the order of the page; a ``yaml`` or ``python`` block
with ``title=name`` is first written to that file; a ``python`` block without a title is executed. A command line may
end in ``# exit 1``: that is then what it must exit with. Lines below a command of ours are lines that it prints, if not
all of them. ``kdcsim serve`` runs beside the lines that follow it, in which ``export`` is obeyed; a line that needs a
program which is not installed is passed over.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from string import Template

import pytest
from click.testing import CliRunner

from kdcsim.entrypoints.cli.app import app

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
FENCE = re.compile(r"^```(?P<info>[^\n]*)\n(?P<body>.*?)^```", re.MULTILINE | re.DOTALL)
EXIT = re.compile(r"\s+# exit (\d+)$")
PEERS = ("kinit", "kvno", "tshark")
"""Programs that are run where they are installed."""
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


class Terminal:
    """What the lines of a page share: variables, and a KDC that goes on answering."""

    def __init__(self, stack: ExitStack) -> None:
        self.stack = stack
        self.variables = {**os.environ, "PYTHONPATH": str(ROOT), "PWD": str(Path.cwd()), "HOME": str(Path.cwd())}

    def export(self, words: list[str]) -> None:
        """Set variables."""
        pairs = (word.partition("=") for word in words)
        self.variables |= {name: Template(value).substitute(self.variables) for name, _, value in pairs}

    def serve(self, words: list[str]) -> None:
        """Let a KDC answer beside what follows, on a free port."""
        command = [sys.executable, "-m", "kdcsim", *words, "--listen", "127.0.0.1:0"]
        process = self.stack.enter_context(
            subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=self.variables)
        )
        self.stack.callback(process.terminate)
        assert process.stderr is not None
        assert any(line.startswith("kinit ") for line in process.stderr), "it did not start"

    def run(self, words: list[str]) -> int:
        """Run a program that meets our KDC, and no other."""
        assert words[0] == "tshark" or "KRB5_CONFIG" in self.variables
        done = subprocess.run(words, env=self.variables, capture_output=True, text=True, timeout=60, check=False)
        return done.returncode


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_what_a_page_shows_works(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader can type what the page shows and gets what it promises."""
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    monkeypatch.chdir(tmp_path)
    with ExitStack() as stack:
        _run_page(page, tmp_path, Terminal(stack))


def _run_page(page: Path, tmp_path: Path, terminal: Terminal) -> None:
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
            _run_lines(block["body"], terminal)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """A relative link points at a file that exists."""
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


def _run_lines(body: str, terminal: Terminal) -> None:
    for command in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        line, *shown = f"$ {command}".splitlines()
        told = EXIT.search(line)
        expected = int(told[1]) if told else 0
        words = shlex.split(EXIT.sub("", line[2:]), comments=True)
        if _not_installed(line):
            continue
        if words[0] == "export":
            terminal.export(words[1:])
        elif words[:2] == ["kdcsim", "serve"] and "list" not in words:
            terminal.serve(words[1:])
        elif words[0] in PEERS:
            assert terminal.run(words) == expected, line
        elif words[0] == "make":
            assert set(words[1:]) <= TARGETS, line
        elif words[0] == "kdcsim":
            printed = " ".join(_run_ours(words, expected, line).split())
            for each in shown:
                assert " ".join(each.split()) in printed, f"{line}\ndoes not print {each!r}"
        else:
            assert words[0] in ("pip", "cd", "git", "python", "pytest"), f"nobody runs {line!r}"


def _run_ours(words: list[str], expected: int, line: str) -> str:
    """Run our command; where the line goes on behind ``|``, the next one reads what this one printed."""
    told = ""
    while words:
        here = words.index("|") if "|" in words else len(words)
        assert words[0] == "kdcsim", f"nobody runs {line!r}"
        result = CliRunner().invoke(app, words[1:here], input=told)
        assert result.exit_code == (expected if here == len(words) else 0), f"{line}\n{result.output}"
        told, words = result.stdout, words[here + 1 :]
    return told


def _not_installed(line: str) -> bool:
    return any(re.search(rf"\b{name}\b", line) and shutil.which(name) is None for name in PEERS)
