"""Explained: a record as a failure message - what came of it, then the ladder of rules that led there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kdcsim.reason import Decision
from kdcsim.study import wording
from kdcsim.study.finding import BranchVerdict
from kdcsim.world.record import Record


def explained(record: Record) -> str:
    """Say what came of an action, and by which rules, from the client's first choice to the acceptor's keys."""
    error = "" if record.error is None else f", {wording.error(record.error)} by {record.said_by}"
    lines = [f"{type(record.action).__name__}: {record.outcome.value}{error}", f"  {record.sentence}"]
    for decision in (*record.decisions, *(d for e in record.exchanges for d in e.decisions)):
        lines += _ladder(decision)
    for call in record.calls:
        for attempt in call.attempts:
            key, said = attempt.key, "opened it" if attempt.opened else "did not open it"
            salt = "" if key.salt is None else f" with salt {wording.salt(key.salt)}"
            lines.append(f"  key {wording.etype(key.etype)}{salt}: {said}")
    return "\n".join(lines)


def explained_branch(verdict: BranchVerdict) -> str:
    """Explain each step in which something does not hold."""
    steps = dict.fromkeys(f.step for f in verdict.failed)
    played = (verdict.run.at(step) for step in steps)
    return "\n\n".join(explained(each.record) for each in played if each is not None)


def _ladder(decision: Decision[Any]) -> Iterator[str]:
    rung = decision.reason.decided
    facts = "".join(f"; {fact}" for fact in rung.facts)
    yield f"  {decision.reason.ladder}: {decision.value} by {rung.rule} - {rung.sentence} [{rung.source}]{facts}"
