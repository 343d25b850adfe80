"""Console: results on stdout, talk on stderr, and what this terminal can show."""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

if TYPE_CHECKING:
    from kdcsim.report.paper import Paper

WIDTH, NARROWEST, WIDEST = 100, 72, 120
ASCII = str.maketrans(
    {"—": "-", "–": "-", "…": "...", "→": "->", "←": "<-", "·": "-", "“": '"', "”": '"', "‘": "'", "’": "'", "×": "x"}
)

_COLOUR = re.compile(r"(\x1b\[[0-9;]*m)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")

color_option = click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="When to use colours."
)


def paper(color: str = "auto") -> Paper:
    """The paper that stdout is. Width and colours follow a terminal; anything else gets 100 columns of plain text."""
    from kdcsim.report.paper import Paper

    return Paper(width=_width(sys.stdout), color=_colored(color, sys.stdout))


def error_paper() -> Paper:
    """The paper that stderr is."""
    from kdcsim.report.paper import Paper

    return Paper(width=_width(sys.stderr), color=_colored("auto", sys.stderr))


def result(text: str) -> None:
    """Write a result to stdout, in letters that its encoding has.

    What a terminal would act on is taken out of pages; JSON and XML meant for machines keep every character.
    """
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    for_machines = text.startswith(("{", "[", "<")) and not sys.stdout.isatty()
    sys.stdout.write(fitting(text if for_machines else harmless(text), encoding))
    sys.stdout.flush()


def talk(text: str) -> None:
    """Say something to a person without getting into the result."""
    encoding = getattr(sys.stderr, "encoding", None) or "utf-8"
    click.echo(fitting(harmless(text), encoding), err=True)


class NotWritten(click.FileError):
    """A file that cannot or must not be written: bad input, like every other wrong name."""

    exit_code = 2

    def format_message(self) -> str:
        """Say which, and why."""
        return f"cannot write {self.ui_filename}: {self.message}"


def written(output: str, told: str) -> None:
    """Write a result to a file, and say so. Raises NotWritten."""
    try:
        Path(output).write_text(told, encoding="utf-8", newline="\n")
    except OSError as error:
        raise NotWritten(output, error.strerror or str(error)) from None
    talk(f"wrote {output} ({len(told.encode()) // 1024 + 1} KiB)")


def let_go(stream: TextIO) -> None:
    """Whoever read this has gone; do not fail a second time while closing it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def harmless(text: str) -> str:
    """Take out control characters and marks that turn the direction of writing; colours of our own stay."""
    if text.isascii() and "\x1b" not in text and not _CONTROL.search(text):
        return text
    return "".join(
        part if _COLOUR.fullmatch(part) else "".join(c if c.isprintable() or c in "\n\t" else "\ufffd" for c in part)
        for part in _COLOUR.split(text)
    )


def fitting(text: str, encoding: str) -> str:
    """Replace what an encoding cannot write: by ASCII that says the same, else by a question mark."""
    try:
        text.encode(encoding)
        return text
    except UnicodeEncodeError:
        return text.translate(ASCII).encode(encoding, "replace").decode(encoding)


def _width(stream: TextIO) -> int:
    if not stream.isatty():
        return WIDTH
    return min(max(shutil.get_terminal_size().columns, NARROWEST), WIDEST)


def _colored(wanted: str, stream: TextIO) -> bool:
    if wanted != "auto":
        return wanted == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"
