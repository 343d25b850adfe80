"""As conformance: how a file of observations compares - a count and every difference, as text or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from kdcsim.reason import Decision, Rung
from kdcsim.report.paper import Paper
from kdcsim.study.conformance import Conformance, Difference, NotPlayed

SCHEMA = 1


def as_conformance(found: Conformance, paper: Paper) -> str:
    """Write differences with their ladders, rows that were not played, and the count as the last line."""
    lines: list[str] = []
    for row, of_row in _by_row(found.differ):
        lines += _difference(found.file, row, of_row, paper)
    lines += [line for each in found.not_played for line in _not_played(found.file, each, paper)]
    return "\n".join([*lines, _count(found, paper)]) + "\n"


def as_conformance_json(found: Conformance) -> str:
    """Write the whole as one JSON document."""
    document = {
        "kdcsim": SCHEMA,
        "rows": found.rows,
        "agree": found.agree,
        "differ": [
            {
                "row": each.row,
                "line": each.line,
                "field": each.field,
                "expected": each.expected,
                "found": each.found,
                "why": [_decision(d) for d in each.decisions],
            }
            for each in found.differ
        ],
        "not_played": [
            {
                "row": each.row,
                "line": each.line,
                "why": each.why,
                "faults": [{"code": f.code, "message": f.message, "at": str(f.span)} for f in each.faults],
            }
            for each in found.not_played
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _by_row(differ: tuple[Difference, ...]) -> Iterator[tuple[Difference, list[Difference]]]:
    rows: dict[int, list[Difference]] = {}
    for each in differ:
        rows.setdefault(each.line, []).append(each)
    yield from ((of_row[0], of_row) for of_row in rows.values())


def _difference(file: str, row: Difference, of_row: list[Difference], paper: Paper) -> Iterator[str]:
    yield f"{paper.bad('differs')} {paper.strong(row.row)}  {paper.faint(f'{file}:{row.line}')}"
    for each in of_row:
        yield f"    {each.field}: seen {paper.strong(each.expected)}, here {paper.strong(each.found)}"
    for decision in row.decisions:
        yield f"    {decision.reason.ladder}: {_value(decision)}"
        for rung in decision.reason.rungs:
            yield from paper.wrapped(f"{rung.rule}: {rung.sentence}{_changes(rung)}", 8, 2)
            yield from (paper.faint(line) for line in paper.wrapped(f"{rung.grade}: {rung.source}", 12))
        for assumed in decision.reason.assumed:
            yield f"        {paper.doubtful(f'assumed: {assumed.name} = {assumed.value}')}"
    yield ""


def _not_played(file: str, each: NotPlayed, paper: Paper) -> Iterator[str]:
    yield f"{paper.doubtful('not played')} {paper.strong(each.row or '?')}  {paper.faint(f'{file}:{each.line}')}"
    yield from paper.wrapped(each.why, 4)
    yield ""


def _count(found: Conformance, paper: Paper) -> str:
    rows = len({each.line for each in found.differ})
    said = [f"{found.rows} rows", paper.good(f"{found.agree} agree")]
    said.append(paper.bad(f"{rows} differ") if rows else "0 differ")
    missing = len(found.not_played)
    said.append(paper.doubtful(f"{missing} not played") if missing else "0 not played")
    return ", ".join(said)


def _changes(rung: Rung) -> str:
    return f" ({', '.join(rung.removed)})" if rung.removed else ""


def _value(decision: Decision[Any]) -> str:
    value = decision.value
    return f"refused with {value.error}" if hasattr(value, "error") else str(value)


def _decision(decision: Decision[Any]) -> dict[str, Any]:
    return {
        "ladder": decision.reason.ladder,
        "value": _value(decision),
        "rungs": [
            {
                "rule": rung.rule,
                "sentence": rung.sentence,
                "source": rung.source,
                "grade": rung.grade.value,
                "facts": [str(fact) for fact in rung.facts],
                "removed": list(rung.removed),
            }
            for rung in decision.reason.rungs
        ],
        "assumed": [{"name": a.name, "value": a.value} for a in decision.reason.assumed],
    }
