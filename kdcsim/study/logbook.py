"""Logbook: what the event logs of a machine hold at a moment of a story."""

from __future__ import annotations

from kdcsim.ad.eventlog import Event
from kdcsim.study.origin import up_to
from kdcsim.study.run import BranchRun, Played
from kdcsim.world.chronicle import events_of


def events_up_to(run: BranchRun, played: Played | None) -> tuple[Event, ...]:
    """Every event of the branch up to and with a step; None: to its end."""
    return tuple(event for each in up_to(run, played) for event in events_of(each.record, each.after))


def events_on(run: BranchRun, played: Played | None, machine: str) -> tuple[Event, ...]:
    """Those of them that lie on one machine."""
    return tuple(e for e in events_up_to(run, played) if is_on(e, machine))


def is_on(event: Event, machine: str) -> bool:
    """Whether an event lies on a machine, named by its short name or its DNS name."""
    return event.computer.partition(".")[0].casefold() == machine.partition(".")[0].casefold()
