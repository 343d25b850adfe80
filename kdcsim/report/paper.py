"""Paper: what a text report is printed on - how wide it is, and whether it takes colours."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from textwrap import wrap


def clean(text: str) -> str:
    """Take out what a terminal would act on: control characters, escapes, marks that turn the direction of writing.

    Blanks of every width become plain ones: mail programs and web pages put no-break spaces where a tool had a TAB.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in "\n\t" else _instead(c) for c in text)


def _instead(character: str) -> str:
    return " " if unicodedata.category(character) == "Zs" else "\ufffd"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """The page. Without colours the marks are the bare words, so nothing is ever said by colour alone."""

    width: int = 100
    color: bool = False

    def good(self, text: str) -> str:
        """Something that holds."""
        return self._ink("32", text)

    def bad(self, text: str) -> str:
        """Something that fails or differs."""
        return self._ink("31;1", text)

    def doubtful(self, text: str) -> str:
        """Something to be warned of."""
        return self._ink("33", text)

    def strong(self, text: str) -> str:
        """A heading."""
        return self._ink("1", text)

    def faint(self, text: str) -> str:
        """Something for those who want to know more."""
        return self._ink("2", text)

    def name(self, text: str) -> str:
        """The name of a rule, an option, a place."""
        return self._ink("36", text)

    def wrapped(self, text: str, indent: int, hang: int = 0) -> list[str]:
        """Break a sentence into lines that fit; ``hang`` indents all but the first further."""
        return wrap(
            " ".join(text.split()),
            self.width,
            initial_indent=" " * indent,
            subsequent_indent=" " * (indent + hang),
            break_long_words=False,
            break_on_hyphens=False,
        ) or [""]

    def _ink(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.color and text else text
