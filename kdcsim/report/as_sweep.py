"""As sweep: a grid over settings - a mark and letters in every cell, never a colour alone."""

from __future__ import annotations

import json
from collections.abc import Sequence

from kdcsim.report.paper import Paper
from kdcsim.study.sweep import Cell, Row, Setting, headings

WORKS, FAILS, CANNOT_BE = "ok", "x", "-"


def as_sweep_text(settings: Sequence[Setting], rows: Sequence[Row], paper: Paper) -> str:
    """Write the grid: a row for each combination, a column for each branch."""
    branches = next(([cell.branch for cell in row.cells] for row in rows if row.cells), [])
    names = headings(tuple(settings))
    head = [*names, *branches]
    table = [[*row.values, *(map(_mark, row.cells) if row.cells else [CANNOT_BE] * len(branches))] for row in rows]
    widths = [max(len(line[n]) for line in [head, *table]) for n in range(len(head))]
    lines = [paper.strong("  ".join(word.ljust(w) for word, w in zip(head, widths, strict=True)))]
    for row, line in zip(rows, table, strict=True):
        words = [word.ljust(width) for word, width in zip(line, widths, strict=True)]
        inks: list[bool | None] = [None] * len(row.values)
        inks += [cell.works for cell in row.cells] or [None] * len(branches)
        lines.append("  ".join(_inked(word, ink, paper) for word, ink in zip(words, inks, strict=True)))
    lines += ["", f"{WORKS} works, with the ticket's etype; {FAILS} fails, with the error; ! an expectation fails"]
    lines += [f"{CANNOT_BE} cannot be: {combination(names, row)}: {row.fault}" for row in rows if row.fault]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def as_sweep_json(settings: Sequence[Setting], rows: Sequence[Row]) -> str:
    """Write the same grid as one JSON document."""
    document = {
        "kdcsim": 1,
        "settings": [{"path": s.name, "values": list(s.values)} for s in settings],
        "rows": [
            {
                "values": list(row.values),
                "branches": {c.branch: {"works": c.works, "said": c.said, "holds": c.holds} for c in row.cells},
                **({"fault": row.fault} if row.fault else {}),
            }
            for row in rows
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def combination(names: Sequence[str], row: Row) -> str:
    """The values of a row, each with the name of its setting."""
    return ", ".join(f"{name}={value}" for name, value in zip(names, row.values, strict=True))


def _mark(cell: Cell) -> str:
    return f"{WORKS if cell.works else FAILS} {cell.said}{'' if cell.holds else ' !'}"


def _inked(word: str, works: bool | None, paper: Paper) -> str:
    return word if works is None else (paper.good(word) if works else paper.bad(word))
