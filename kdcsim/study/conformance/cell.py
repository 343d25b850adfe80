"""Cell: one value of a table that knows where it stands, and how a fault in it is told."""

from __future__ import annotations

from dataclasses import dataclass

from kdcsim.diagnostic import Diagnostic, Severity, Span
from kdcsim.scenario.codes import Code


@dataclass(frozen=True, slots=True)
class Cell:
    """One value and its place; line and column count from 1."""

    text: str
    line: int
    column: int


def fault(
    code: Code, message: str, cell: Cell, file: str, help: str | None = None, severity: Severity = Severity.ERROR
) -> Diagnostic:
    """Say what is wrong with a cell."""
    span = Span(file=file, line=cell.line, column=cell.column, length=max(len(cell.text), 1))
    return Diagnostic(code=code.number, message=message, span=span, help=help, severity=severity)
