"""Diagnostic: what a person is told about a file, and where in it.

One value with many renderings (text with a caret, JSON, GitHub annotations, SARIF): the sentences are written where the
fault is found, the shapes live in `kdcsim.report`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad it is: an error stops the scenario, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """A place in a file: 1-based line and column, ``length`` characters on that line."""

    file: str
    line: int
    column: int
    length: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One fault or doubt: a stable code (``KS012``), a sentence, its place, and a way out."""

    code: str
    message: str
    span: Span | None = None
    severity: Severity = Severity.ERROR
    help: str | None = None
    note: str | None = None
    line_text: str | None = None
