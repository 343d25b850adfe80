"""Finding: how a file of observations compares with what happens here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kdcsim.diagnostic import Diagnostic
from kdcsim.krb5.numbers import ErrorCode
from kdcsim.reason import Decision
from kdcsim.study.conformance.playing import Seen
from kdcsim.study.conformance.row import ExpectedEvent, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherValue:
    """One field that came out otherwise."""

    field: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One row that came out otherwise: in which fields, and the decisions that made it so."""

    row: str
    line: int
    fields: tuple[OtherValue, ...]
    decisions: tuple[Decision[Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotPlayed:
    """A row that was not played, and why. ``faults`` is empty when nothing is wrong with the row itself."""

    row: str
    line: int
    why: str
    faults: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Conformance:
    """The whole: rows in the file, rows that agree in everything they state, and the others.

    Every row is counted once: it agrees, differs, or was not played. ``warnings`` stop nothing.
    """

    file: str
    rows: int
    agree: int
    differ: tuple[Difference, ...] = ()
    not_played: tuple[NotPlayed, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()

    @property
    def played(self) -> int:
        """How many rows were played and compared."""
        return self.rows - len(self.not_played)

    @property
    def holds(self) -> bool:
        """Whether every row that could be played agrees."""
        return not self.differ

    @property
    def faults(self) -> tuple[Diagnostic, ...]:
        """Everything that is wrong with single rows, in the order of the file."""
        return tuple(fault for each in self.not_played for fault in each.faults)


def difference(row: Row, seen: Seen) -> Difference | None:
    """Compare what a row states with what was seen; what it leaves empty is not stated."""
    other = tuple(
        OtherValue(field=field, expected=expected, found=found or "nothing")
        for field, expected, found in _fields(row, seen)
        if expected is not None and expected != found
    )
    if not other:
        return None
    decisions = tuple(d for x in seen.said.exchanges for d in x.decisions)
    return Difference(row=row.id, line=row.line, fields=other, decisions=decisions)


def _fields(row: Row, seen: Seen) -> Iterator[tuple[str, str | None, str | None]]:
    told = row.expected
    yield "outcome", told.outcome, seen.outcome
    yield "error", _error(told.error), _error(seen.error)
    yield "ticket_etype", _number(told.ticket_etype), _number(seen.ticket_etype)
    yield "session_etype", _number(told.session_etype), _number(seen.session_etype)
    missing = [event for event in told.events if not _logged(event, seen.events)]
    if missing:
        yield "events", _events(told.events), _events(seen.events) or "none"


def _logged(event: ExpectedEvent, found: tuple[ExpectedEvent, ...]) -> bool:
    """Whether an event was logged. Others may be there too: an observer writes down what struck him."""
    return any(
        each.id == event.id and each.at_start is event.at_start and event.outcome in ("", each.outcome)
        for each in found
    )


def _events(events: tuple[ExpectedEvent, ...]) -> str:
    return ";".join(str(event) for event in events)


def _error(code: int | None) -> str | None:
    return None if code is None else ErrorCode(code).name


def _number(etype: int | None) -> str | None:
    return None if etype is None else str(etype)
