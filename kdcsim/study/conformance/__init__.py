"""Conformance: observations of real DCs, each played as real exchanges and compared with what was seen.

The text of a file comes in, a value goes out; whoever calls reads the file.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from kdcsim.ad.assumption import Assumptions
from kdcsim.diagnostic import Diagnostic, Severity
from kdcsim.errors import ScenarioError
from kdcsim.study.conformance import codes
from kdcsim.study.conformance.cell import Cell, fault
from kdcsim.study.conformance.finding import Conformance, Difference, NotPlayed, OtherValue, difference
from kdcsim.study.conformance.playing import NO_TGT, Stage, cannot_be_asked
from kdcsim.study.conformance.reading import read
from kdcsim.study.conformance.row import DcSettings, Row
from kdcsim.study.conformance.table import RawRow, cut, lines_of

__all__ = ["Conformance", "Difference", "NotPlayed", "OtherValue", "conform", "unreadable"]

MOST_QUOTED = 500


def conform(text: str, file: str, assumptions: Assumptions | None = None) -> Conformance:
    """Play every row of an observations file.

    A row with a fault is not played, and says why. Raises ScenarioError when the file as a whole cannot be read.
    """
    lines = lines_of(text)
    try:
        table = cut(text, lines, file)
        play = _Play(file=file, lines=lines, readings=assumptions or Assumptions(), warnings=list(table.warnings))
        for raw in table.rows:
            play.row(raw)
        if not play.rows:
            words = "there are columns and no rows"
            raise ScenarioError((fault(codes.NO_ROWS, words, Cell("", 1, 1), file),))
    except ScenarioError as error:
        raise ScenarioError(_quoting(error.diagnostics, lines)) from None
    return play.result()


def unreadable(file: str, why: str) -> ScenarioError:
    """A file whose text nobody could read."""
    return ScenarioError((Diagnostic(code=codes.UNREADABLE.number, message=f"{file}: {why}"),))


@dataclass(slots=True, kw_only=True)
class _Play:
    """A file while its rows are played, one after the other."""

    file: str
    lines: tuple[str, ...]
    readings: Assumptions
    warnings: list[Diagnostic]
    rows: int = 0
    agree: int = 0
    differ: list[Difference] = field(default_factory=list)
    not_played: list[NotPlayed] = field(default_factory=list)
    stages: dict[DcSettings, Stage] = field(default_factory=dict)
    first: dict[str, int] = field(default_factory=dict)

    def row(self, raw: RawRow) -> None:
        """Play one row and keep what came of it."""
        self.rows += 1
        self._name(raw)
        row = read(raw, self.file)
        if not isinstance(row, Row):
            why = "; ".join(each.message for each in row)
            faults = _quoting(row, self.lines)
            name = raw.cells["id"].text.strip()
            self.not_played.append(NotPlayed(row=name, line=raw.line, why=why, faults=faults))
            return
        why_not = cannot_be_asked(row)
        seen = None if why_not else self._stage(row.dc).play(row)
        if seen is None:
            self.not_played.append(NotPlayed(row=row.id, line=row.line, why=why_not or NO_TGT))
            return
        found = difference(row, seen)
        if found is None:
            self.agree += 1
        else:
            self.differ.append(found)

    def result(self) -> Conformance:
        """Everything that came of the rows."""
        return Conformance(
            file=self.file,
            rows=self.rows,
            agree=self.agree,
            differ=tuple(self.differ),
            not_played=tuple(self.not_played),
            warnings=_quoting(tuple(self.warnings), self.lines),
        )

    def _stage(self, dc: DcSettings) -> Stage:
        if dc not in self.stages:
            self.stages[dc] = Stage.of(dc, self.readings)
        return self.stages[dc]

    def _name(self, raw: RawRow) -> None:
        """Warn of an id that another row has."""
        cell = raw.cells["id"]
        name = cell.text.strip()
        first = self.first.setdefault(name, raw.line)
        if name and first != raw.line:
            words = f"the id {name!r} is also that of line {first}"
            self.warnings.append(fault(codes.ID_TWICE, words, cell, self.file, severity=Severity.WARNING))


def _quoting(faults: tuple[Diagnostic, ...], lines: tuple[str, ...]) -> tuple[Diagnostic, ...]:
    """Put the line beside each fault, so that a caret can stand under it; a line too long to print is left out."""
    quoted = []
    for each in faults:
        assert each.span is not None, "every fault of a file has its place"
        line = lines[each.span.line - 1]
        quoted.append(replace(each, line_text=line) if 0 < len(line) <= MOST_QUOTED else each)
    return tuple(quoted)
