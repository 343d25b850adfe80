"""Cause: why an attempt does not come to what is wanted, in one sentence that names the rule."""

from __future__ import annotations

from typing import Any

from kdcsim.reason import Decision, Rung
from kdcsim.study import wording
from kdcsim.study.goal import Miss
from kdcsim.study.plan.plan import DeadEnd
from kdcsim.world.record import Record


def cause_of(miss: Miss) -> str:
    """Say why, from the last decision that mattered."""
    salted = _salts(miss.record)
    rung = _rung(miss.record)
    said = "" if rung is None else f"; {rung.sentence} ({rung.rule})"
    return f"{miss.sentence}{salted}{said}"


def dead_end_of(end: DeadEnd) -> str:
    """Say why a remedy does not do it alone."""
    if not end.changes:
        note = end.remedy.note or "every session and account is as it was"
        return f"changes nothing here: {note}"
    return f"still {cause_of(end.miss)}"


def _salts(record: Record) -> str:
    """Which salt the keys that were tried are made with, where that is the trouble."""
    if record.error is None or not record.calls:
        return ""
    tried = [a.key for a in record.calls[-1].attempts if a.key.salt is not None]
    if not tried:
        return ""
    return f": its {wording.etype(tried[0].etype)} key is made with the salt {wording.salt(tried[0].salt)}"


def _rung(record: Record) -> Rung | None:
    if record.calls:
        salt = next((d for d in reversed(record.decisions) if d.reason.ladder == "salt"), None)
        salted = any(a.key.salt is not None for a in record.calls[-1].attempts)
        if salt is not None and (salted or not record.calls[-1].attempts):
            settled: Rung = salt.reason.decided
            return settled
    made: list[Decision[Any]] = [d for e in record.exchanges for d in e.decisions]
    decided: Rung | None = made[-1].reason.decided if made else None
    return decided
