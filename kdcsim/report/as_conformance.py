"""As conformance: how a file of observations compares - a count and every difference, as text or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from kdcsim.diagnostic import Diagnostic
from kdcsim.reason import Decision, Rung
from kdcsim.report.paper import Paper
from kdcsim.study.conformance import Conformance, Difference, NotPlayed

SCHEMA = 1


def as_conformance(found: Conformance, paper: Paper) -> str:
    """Write differences with their ladders, rows that were not played, and the count as the last line."""
    lines: list[str] = []
    for differs in found.differ:
        lines += _difference(found.file, differs, paper)
    lines += [line for each in found.not_played for line in _not_played(found.file, each, paper)]
    return "\n".join([*lines, _count(found, paper)]) + "\n"


def as_conformance_json(found: Conformance) -> str:
    """Write the whole as one JSON document; ``diagnostics`` only where something in the file is doubtful."""
    document = {
        "kdcsim": SCHEMA,
        "rows": found.rows,
        "agree": found.agree,
        "differ": [
            {
                "row": each.row,
                "line": each.line,
                "fields": [{"field": f.field, "expected": f.expected, "found": f.found} for f in each.fields],
                "why": [_decision(d) for d in each.decisions],
            }
            for each in found.differ
        ],
        "not_played": [
            {"row": each.row, "line": each.line, "why": each.why, "faults": [_fault(f) for f in each.faults]}
            for each in found.not_played
        ],
    }
    return _json(document, found.warnings)


def as_unreadable_json(diagnostics: tuple[Diagnostic, ...]) -> str:
    """Write the same document for a file that no row could be read from."""
    return _json({"kdcsim": SCHEMA, "rows": 0, "agree": 0, "differ": [], "not_played": []}, diagnostics)


def _json(document: dict[str, Any], diagnostics: tuple[Diagnostic, ...]) -> str:
    if diagnostics:
        document["diagnostics"] = [{"severity": d.severity.value, **_fault(d), "help": d.help} for d in diagnostics]
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _fault(told: Diagnostic) -> dict[str, Any]:
    return {"code": told.code, "message": told.message, "at": None if told.span is None else str(told.span)}


def _difference(file: str, differs: Difference, paper: Paper) -> Iterator[str]:
    yield f"{paper.bad('differs')} {paper.strong(differs.row)}  {paper.faint(f'{file}:{differs.line}')}"
    for each in differs.fields:
        yield f"    {each.field}: seen {paper.strong(each.expected)}, here {paper.strong(each.found)}"
    for decision in differs.decisions:
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
    rows = len(found.differ)
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
