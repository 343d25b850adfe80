"""Expectations about event logs: which records a step, or the branch so far, must have left - or must not have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kdcsim.scenario.model import EventExpected, Expectation
from kdcsim.study import wording
from kdcsim.study.finding import Finding
from kdcsim.study.logbook import events_up_to, is_on
from kdcsim.study.run import BranchRun, Played
from kdcsim.world.chronicle import events_of

if TYPE_CHECKING:
    from kdcsim.ad.eventlog import Event


def event_findings(run: BranchRun, played: Played, expected: Expectation) -> Iterator[Finding]:
    """Hold each expected event against the logs, counted over the step or over the branch so far."""
    for wanted in expected.events:
        events = events_of(played.record, played.after) if wanted.during else events_up_to(run, played)
        on_machine = [e for e in events if is_on(e, wanted.on)]
        number = sum(_fits(e, wanted) for e in on_machine)
        holds = number > 0 if wanted.count is None else number == wanted.count
        hoped = "at least one" if wanted.count is None else str(wanted.count)
        yield Finding(
            branch=run.branch.name,
            step=played.step.label,
            kind="event",
            expected=f"{hoped} of event {wanted.id} on {wanted.on}{_conditions(wanted)}",
            found=str(number),
            holds=holds,
            span=expected.span,
            sentence=_sentence(wanted, number, hoped, on_machine, holds),
        )


def _fits(event: Event, wanted: EventExpected) -> bool:
    if event.id != wanted.id or (wanted.log is not None and event.log.casefold() != wanted.log.casefold()):
        return False
    return all(text in (event.field(name) or "") for name, text in wanted.fields.items())


def _conditions(wanted: EventExpected) -> str:
    said = [f"{name} has {text!r}" for name, text in wanted.fields.items()]
    return f" where {' and '.join(said)}" if said else ""


def _sentence(wanted: EventExpected, number: int, hoped: str, seen: list[Event], holds: bool) -> str:
    when = "this step" if wanted.during else "the story so far"
    told = f"{wording.count(number, 'event')} {wanted.id} on {wanted.on}{_conditions(wanted)} in {when}"
    if holds:
        return told
    ids = ", ".join(str(i) for i in dict.fromkeys(e.id for e in seen)) or "nothing"
    return f"{told}, expected {hoped} (its logs have {ids})"
