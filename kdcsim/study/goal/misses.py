"""Misses: what keeps a world from a goal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kdcsim.errors import WorldError
from kdcsim.reason import Rung
from kdcsim.study.decide import Foreseeable, foresee
from kdcsim.study.goal.caches import Caches, Tickets
from kdcsim.study.goal.goal import All, Goal, NoEtype
from kdcsim.world.record import Outcome, Record
from kdcsim.world.state import World

Attempt = Callable[[World, Foreseeable], Record]
"""How an attempt is made: `foresee`, or a play with real messages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """An attempt that does not come to what the goal wants, with which tickets, and why in one sentence.

    ``rung`` is the rule behind it where the outcome is no error that tells it.
    """

    goal: str
    action: Foreseeable
    sentence: str
    record: Record
    tickets: Tickets = Tickets.HELD
    rung: Rung | None = None


def misses(goal: Goal | All, world: World, attempt: Attempt = foresee, *, first: bool = False) -> tuple[Miss, ...]:
    """Everything that keeps a world from a goal; nothing when it is reached. ``first`` stops at the first."""
    found = misses_of(goal, Caches(world), attempt)
    if first:
        return tuple(one for one in (next(found, None),) if one is not None)
    return tuple(found)


def misses_of(goal: Goal | All, caches: Caches, attempt: Attempt = foresee) -> Iterator[Miss]:
    """Give the misses one by one: what fails with the tickets that are held is not told again with fresh ones."""
    if isinstance(goal, All):
        for each in goal.goals:
            yield from misses_of(each, caches, attempt)
        return
    told: set[Foreseeable] = set()
    for tickets, world, action in goal.trials(caches):
        if action in told:
            continue
        record = _made(world, action, attempt)
        if record.outcome is Outcome.IMPOSSIBLE:
            fault = None if goal.forbids else record.sentence
        else:
            fault = goal.fault(record, world)
        if fault is not None:
            told.add(action)
            if tickets is Tickets.FRESH and not goal.forbids:
                fault += ", once the tickets in caches have run out"
            yield Miss(
                goal=goal.sentence,
                action=action,
                sentence=fault,
                record=record,
                tickets=tickets,
                rung=goal.rung(record) if isinstance(goal, NoEtype) else None,
            )


def _made(world: World, action: Foreseeable, attempt: Attempt) -> Record:
    """The attempt; where a host or DC that it names is gone, that is what comes of it."""
    try:
        return attempt(world, action)
    except WorldError as gone:
        return Record(label="gone", action=action, at=world.now, outcome=Outcome.IMPOSSIBLE, sentence=str(gone))
