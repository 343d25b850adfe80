"""Decisions: which ladder decided what, rung by rung, as the viewer unfolds it."""

from __future__ import annotations

from typing import Any

from kdcsim.reason import Decision, Rung
from kdcsim.report.as_trace.pool import Pool
from kdcsim.study.why import said

Json = dict[str, Any]


def decision_told(decision: Decision[Any], pool: Pool) -> Json:
    """One decision; its rungs are numbers of the pool."""
    reason = decision.reason
    return {
        "ladder": reason.ladder,
        "value": said(decision),
        "rungs": [pool.put(rung_told(r)) for r in reason.rungs],
        "passed": list(reason.passed),
    }


def rung_told(rung: Rung) -> Json:
    """One rung: the rule, its sentence and source, what it read and what it took away."""
    return {
        "rule": rung.rule,
        "sentence": rung.sentence,
        "source": rung.source,
        "grade": rung.grade.value,
        "facts": [{"address": str(f.address), "value": f.value} for f in rung.facts],
        "removed": list(rung.removed),
        "assumed": [f"{a.name} = {a.value}" for a in rung.assumed],
    }
