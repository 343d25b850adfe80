"""Faults: everything found wrong with a scenario, collected so that a person hears of all of it at once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

from kdcsim.diagnostic import Diagnostic, Severity, Span
from kdcsim.errors import ScenarioError
from kdcsim.scenario.codes import Code

LINE_BREAK = re.compile("\r\n|\n|\r")
"""What YAML 1.2 counts as the end of a line."""


class Faults:
    """A growing list of diagnostics over the files of one scenario. ``errors`` counts those that stop it."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, Span | None, str], Diagnostic] = {}
        self._places: set[tuple[str, Span | None]] = set()
        self._lines: dict[str, list[str]] = {}
        self.errors = 0

    def knows(self, file: str, text: str) -> None:
        """Remember a file's text, so that its lines can be shown."""
        self._lines[file] = LINE_BREAK.split(text)

    def error(
        self, code: Code, message: str, span: Span | None = None, *, help: str | None = None, note: str | None = None
    ) -> None:
        """Note a fault that stops the scenario."""
        self.errors += 1
        self._add(Diagnostic(code=code.number, message=message, span=span, help=help, note=note))

    def warning(
        self, code: Code, message: str, span: Span | None = None, *, help: str | None = None, note: str | None = None
    ) -> None:
        """Note a doubt."""
        warning = Severity.WARNING
        self._add(Diagnostic(code=code.number, message=message, span=span, severity=warning, help=help, note=note))

    def told(self, code: Code, span: Span) -> bool:
        """Whether a fault of this kind was noted at this place already."""
        return (code.number, span) in self._places

    def sorted(self) -> tuple[Diagnostic, ...]:
        """Everything found, by place, each with the line it speaks of."""
        with_lines = (self._with_line(each) for each in self._found.values())
        return tuple(sorted(with_lines, key=_by_place))

    def check(self) -> None:
        """Raise `ScenarioError` with everything found if anything stops the scenario."""
        if self.errors:
            raise ScenarioError(self.sorted())

    def _add(self, told: Diagnostic) -> None:
        self._places.add((told.code, told.span))
        self._found.setdefault((told.code, told.span, told.message), told)

    def _with_line(self, told: Diagnostic) -> Diagnostic:
        if told.span is None:
            return told
        lines = self._lines.get(told.span.file, [])
        text = lines[told.span.line - 1] if told.span.line <= len(lines) else None
        return Diagnostic(
            code=told.code,
            message=told.message,
            span=told.span,
            severity=told.severity,
            help=told.help,
            note=told.note,
            line_text=text,
        )


def _by_place(told: Diagnostic) -> tuple[str, int, int, str, str]:
    if told.span is None:
        return ("", 0, 0, told.code, told.message)
    return (told.span.file, told.span.line, told.span.column, told.code, told.message)


def did_you_mean(said: str, names: Iterable[str]) -> str | None:
    """A help line that offers the closest name, without regard to case."""
    by_low = {name.lower(): name for name in names}
    close = get_close_matches(said.lower()[:80], by_low, n=1, cutoff=0.6)
    return f"did you mean `{by_low[close[0]]}`?" if close else None


def listing(names: Iterable[str], most: int = 24) -> str:
    """A note line that lists what is allowed."""
    all_names = list(names)
    shown = ", ".join(all_names[:most])
    return f"allowed: {shown}" + (" ..." if len(all_names) > most else "") if all_names else "there are none here"
