"""Conformance: observations of real DCs, each played as real exchanges and compared with what was seen.

The text of a file comes in, a value goes out; whoever calls reads the file.
"""

from __future__ import annotations

from dataclasses import replace

from kdcsim.ad.assumption import Assumptions
from kdcsim.diagnostic import Diagnostic
from kdcsim.errors import ScenarioError
from kdcsim.study.conformance.finding import Conformance, Difference, NotPlayed, differences
from kdcsim.study.conformance.playing import Stage
from kdcsim.study.conformance.reading import read
from kdcsim.study.conformance.row import DcSettings, Row
from kdcsim.study.conformance.table import raw_rows

__all__ = ["Conformance", "Difference", "NotPlayed", "conform"]

MOST_QUOTED = 500
NO_TGT = "no DC of this domain can give a TGT that this DC would take: no etype is left"


def conform(text: str, file: str, assumptions: Assumptions | None = None) -> Conformance:
    """Play every row of an observations file.

    A row with a fault is not played, and says why. Raises ScenarioError when the file as a whole cannot be read.
    """
    try:
        return _conform(text, file, assumptions)
    except ScenarioError as error:
        raise ScenarioError(_quoting(error.diagnostics, text)) from None


def _conform(text: str, file: str, assumptions: Assumptions | None) -> Conformance:
    readings = assumptions or Assumptions()
    stages: dict[DcSettings, Stage] = {}
    rows = agree = 0
    differ: list[Difference] = []
    not_played: list[NotPlayed] = []
    for raw in raw_rows(text, file):
        rows += 1
        row = read(raw, file)
        if not isinstance(row, Row):
            why = "; ".join(fault.message for fault in row)
            faults = _quoting(row, text)
            not_played.append(NotPlayed(row=raw.cells["id"].text, line=raw.line, why=why, faults=faults))
            continue
        if row.dc not in stages:
            stages[row.dc] = Stage.of(row.dc, readings)
        seen = stages[row.dc].play(row)
        if seen is None:
            not_played.append(NotPlayed(row=row.id, line=row.line, why=NO_TGT))
            continue
        found = tuple(differences(row, seen))
        differ += found
        agree += not found
    return Conformance(file=file, rows=rows, agree=agree, differ=tuple(differ), not_played=tuple(not_played))


def _quoting(faults: tuple[Diagnostic, ...], text: str) -> tuple[Diagnostic, ...]:
    """Put the line beside each fault, so that a caret can stand under it; a line too long to print is left out."""
    lines = text.split("\n") if faults else []
    quoted = []
    for each in faults:
        line = lines[each.span.line - 1] if each.span is not None and each.span.line <= len(lines) else ""
        quoted.append(replace(each, line_text=line) if 0 < len(line) <= MOST_QUOTED else each)
    return tuple(quoted)
