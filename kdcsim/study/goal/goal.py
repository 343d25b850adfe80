"""Goals, one class each: a sentence, the attempts that test it, and the fault of an attempt if it has one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from kdcsim.ad.exchange import Exchange
from kdcsim.ad.supported import STRENGTH
from kdcsim.reason import Rung
from kdcsim.scenario.model import Step
from kdcsim.study import wording
from kdcsim.study.decide import Foreseeable, logons_of, pairs_of
from kdcsim.study.goal.caches import Caches, Tickets
from kdcsim.study.goal.words import attempt_words, failure
from kdcsim.world.action import Connect, RequestTicket
from kdcsim.world.chronicle import events_of
from kdcsim.world.record import Outcome, Record
from kdcsim.world.state import World

Trials = Iterator[tuple[Tickets, World, Foreseeable]]
"""With which tickets, in which world, what is tried."""
GOOD = (Outcome.ACCEPTED, Outcome.ISSUED)


class Goal(Protocol):
    """What every goal can tell of itself."""

    @property
    def sentence(self) -> str:
        """The goal in words, in the syntax that reads it back."""

    @property
    def forbids(self) -> bool:
        """Whether it only says what must not be: what cannot even be attempted is then no fault."""

    def attempts(self, world: World) -> tuple[Foreseeable, ...]:
        """What has to be tried in a world to see whether the goal is reached."""

    def trials(self, caches: Caches) -> Trials:
        """The same, with which tickets: what is to last has to work without those that lie in caches."""

    def fault(self, record: Record, world: World) -> str | None:
        """What is wrong with an attempt; None when it is as it should be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authenticates:
    """One connection or ticket request succeeds. ``who`` names the session in sentences."""

    action: Foreseeable
    who: str = field(default="", compare=False)

    @property
    def forbids(self) -> bool:
        """Whether it only says what must not be."""
        return False

    @property
    def sentence(self) -> str:
        """The goal in words."""
        return attempt_words(self.action, self.who)

    def attempts(self, world: World) -> tuple[Foreseeable, ...]:
        """The one attempt."""
        return (self.action,)

    def trials(self, caches: Caches) -> Trials:
        """With the tickets that are held, and when they have run out."""
        yield from _lasting(self.attempts(caches.held), caches)

    def fault(self, record: Record, world: World) -> str | None:
        """How it was refused."""
        return None if record.outcome in GOOD else failure(record)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """A message arrives: it has arrived already, or one of the connections that carry it succeeds."""

    message: str
    carriers: tuple[Connect, ...]

    @property
    def forbids(self) -> bool:
        """Whether it only says what must not be."""
        return False

    @property
    def sentence(self) -> str:
        """The goal in words."""
        return f'"{self.message}" is delivered'

    def attempts(self, world: World) -> tuple[Foreseeable, ...]:
        """The last connection that carried it; nothing when it lies there already."""
        return () if world.messages[self.message].delivered else self.carriers[-1:]

    def trials(self, caches: Caches) -> Trials:
        """With the tickets that are held, and when they have run out."""
        yield from _lasting(self.attempts(caches.held), caches)

    def fault(self, record: Record, world: World) -> str | None:
        """How it was refused."""
        return None if record.outcome is Outcome.ACCEPTED else failure(record)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoEtype:
    """No ticket, session key or pre-authentication of some etypes, whoever goes wherever by whichever DC."""

    name: str
    etypes: tuple[int, ...]
    where: tuple[str, ...] = ("tickets", "session keys", "pre-authentication")

    @property
    def forbids(self) -> bool:
        """Whether it only says what must not be."""
        return True

    @property
    def sentence(self) -> str:
        """The goal in words."""
        return f"no {self.name} {'anywhere' if len(self.where) == 3 else self.where[0]}"

    def attempts(self, world: World) -> tuple[Foreseeable, ...]:
        """Every session's own logon at every DC, for a TGT is a ticket too, and every pair."""
        pairs = pairs_of(world) if self.where != ("pre-authentication",) else ()
        return (*logons_of(world), *(p.attempt() for p in pairs))

    def trials(self, caches: Caches) -> Trials:
        """With fresh tickets: those that lie in caches hide what a KDC would give."""
        fresh = caches.world(Tickets.FRESH)
        yield from ((Tickets.FRESH, fresh, action) for action in self.attempts(fresh))

    def fault(self, record: Record, world: World) -> str | None:
        """Where such an etype shows."""
        found = self._found(record)
        if found is None:
            return None
        exchange, what = found
        whom = exchange.service_name if what != "pre-authentication" else exchange.client_name
        return f"{_KIND[what]} {wording.etype(_etype(exchange, what))} for {whom} at {exchange.dc}"

    def rung(self, record: Record) -> Rung | None:
        """The rule that led to that etype: what took the stronger ones away, else what chose among those left."""
        found = self._found(record)
        if found is None:
            return None
        exchange, what = found
        made = {d.reason.ladder: d.reason for d in (*record.decisions, *exchange.decisions)}
        if what == "pre-authentication":
            reason = made.get("after-hint") or made.get("first-request")
            return None if reason is None else reason.decided
        reason = made.get("ticket" if what == "tickets" else "session")
        if reason is None:
            return None
        stronger = {f"etype {int(each)}" for each in STRENGTH[: STRENGTH.index(self.etypes[0])]}
        taken = next((r for r in reversed(reason.narrowed) if stronger.intersection(r.removed)), reason.decided)
        declared = made.get("declared")
        return declared.decided if declared is not None and taken.rule == "target-supports" else taken

    def _found(self, record: Record) -> tuple[Exchange, str] | None:
        for exchange in record.exchanges:
            for what in self.where:
                if _etype(exchange, what) in self.etypes and (what == "pre-authentication" or exchange.issued):
                    return exchange, what
        return None


_KIND = {"tickets": "a ticket of", "session keys": "a session key of", "pre-authentication": "a timestamp under"}


def _etype(exchange: Exchange, what: str) -> int | None:
    if what == "tickets":
        return exchange.ticket_etype
    return exchange.session_etype if what == "session keys" else exchange.preauth_etype


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """A machine does not log an event, whoever asks it for whatever."""

    event: int
    machine: str
    tries: tuple[Foreseeable, ...] = ()
    """What the story tries besides: tickets to forward are asked by nobody else."""

    @property
    def forbids(self) -> bool:
        """Whether it only says what must not be."""
        return True

    @property
    def sentence(self) -> str:
        """The goal in words."""
        return f"no event {self.event} on {self.machine}"

    def attempts(self, world: World) -> tuple[Foreseeable, ...]:
        """Everything that involves the machine: its pairs and logons, and what the story tries."""
        name = self.machine.upper()
        pairs = (p.attempt() for p in pairs_of(world) if name in (p.dc, p.service.host, p.client.host))
        return (*(a for a in logons_of(world) if name in (a.dc, a.host)), *pairs, *self.tries)

    def trials(self, caches: Caches) -> Trials:
        """With fresh tickets, and what the story tries also with the tickets that it leads to."""
        fresh = caches.world(Tickets.FRESH)
        yield from ((Tickets.FRESH, fresh, action) for action in self.attempts(fresh))
        yield from ((Tickets.HELD, caches.held, action) for action in self.tries)
        if any(isinstance(action, RequestTicket) and action.forward_to is not None for action in self.tries):
            again = caches.world(Tickets.REFILLED, self.tries)
            yield from ((Tickets.REFILLED, again, action) for action in self.tries)

    def fault(self, record: Record, world: World) -> str | None:
        """The event, if it is there."""
        known = world.dcs.get(self.machine.upper()) or world.hosts.get(self.machine.upper())
        if known is None:
            return None
        for event in events_of(record, world):
            if event.id == self.event and event.computer.lower() == known.fqdn.lower():
                return f"event {event.id} on {self.machine}"
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepsHold:
    """What steps of the story expect of their outcome holds when they are tried again."""

    steps: tuple[Step, ...]

    @property
    def forbids(self) -> bool:
        """Whether it only says what must not be."""
        return False

    @property
    def sentence(self) -> str:
        """The goal in words."""
        return "expectations hold"

    def attempts(self, world: World) -> tuple[Foreseeable, ...]:
        """The steps that try something."""
        return tuple(s.action for s in self.steps if isinstance(s.action, Foreseeable))

    def trials(self, caches: Caches) -> Trials:
        """With the tickets that are held: they are part of what a step expects."""
        yield from ((Tickets.HELD, caches.held, action) for action in self.attempts(caches.held))

    def fault(self, record: Record, world: World) -> str | None:
        """The first stated part that does not hold."""
        for step in self.steps:
            if step.action == record.action and (fault := _unexpected(step, record)) is not None:
                return fault
        return None


def _unexpected(step: Step, record: Record) -> str | None:
    wanted = step.expectation
    if wanted is None:
        return None
    issued = [e for e in record.exchanges if e.issued]
    shown = record.calls[-1] if record.calls else (issued[-1] if issued else None)
    ticket = None if shown is None else shown.ticket_etype
    session = None if shown is None else shown.session_etype
    stated = (
        ("outcome", wanted.outcome, record.outcome.value),
        ("error", wanted.error, record.error or 0),
        ("ticket etype", wanted.ticket_etype, ticket),
        ("session key etype", wanted.session_etype, session),
    )
    for name, hoped, found in stated:
        if hoped is not None and found is not None and hoped != found:
            return f"{step.label}: the {name} is {found}, expected {hoped}"
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class All:
    """Several goals at once; ``name`` says them shorter."""

    goals: tuple[Goal, ...]
    name: str = ""

    @property
    def sentence(self) -> str:
        """The goals in words."""
        return self.name or " and ".join(goal.sentence for goal in self.goals)


def _lasting(attempts: tuple[Foreseeable, ...], caches: Caches) -> Trials:
    for action in attempts:
        yield Tickets.HELD, caches.held, action
        yield Tickets.FRESH, caches.world(Tickets.FRESH), action
