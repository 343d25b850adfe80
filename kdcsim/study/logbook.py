"""Logbook: what the event logs of a machine hold at a moment of a story."""

from __future__ import annotations

from kdcsim.ad.eventlog import Event
from kdcsim.study.run import BranchRun, Played
from kdcsim.world.chronicle import events_of


def events_up_to(run: BranchRun, played: Played | None) -> tuple[Event, ...]:
    """Every event of the branch up to and with a step; None: to its end."""
    found: list[Event] = []
    for each in run.played:
        found += events_of(each.record, each.after)
        if each is played:
            break
    return tuple(found)


def events_on(run: BranchRun, played: Played | None, machine: str) -> tuple[Event, ...]:
    """Those of them that lie on one machine."""
    return tuple(e for e in events_up_to(run, played) if is_on(e, machine))


def is_on(event: Event, machine: str) -> bool:
    """Whether an event lies on a machine, named by its short name or its DNS name."""
    return event.computer.split(".", 1)[0].casefold() == machine.split(".", 1)[0].casefold()
