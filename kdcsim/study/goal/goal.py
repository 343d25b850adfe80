"""Goals, one class each: a sentence, the attempts that test it, and the fault of an attempt if it has one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from kdcsim.ad.exchange import Exchange
from kdcsim.ad.host.session import BUILTIN
from kdcsim.errors import WorldError
from kdcsim.scenario.model import Step
from kdcsim.study import wording
from kdcsim.study.decide import Foreseeable, Pair, clients_of, foresee, pairs_of
from kdcsim.world.action import Authenticate, Connect, PurgeTickets, user_luid
from kdcsim.world.advance import advance
from kdcsim.world.chronicle import events_of
from kdcsim.world.record import Outcome, Record
from kdcsim.world.state import World

Attempt = Callable[[World, Foreseeable], Record]
"""How an attempt is made: `foresee`, or a play with real messages."""
_BUILTIN = frozenset(each.luid for each in BUILTIN)
GOOD = (Outcome.ACCEPTED, Outcome.ISSUED, Outcome.DONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """An attempt that does not come to what the goal wants, and why in one sentence."""

    goal: str
    action: Foreseeable
    sentence: str
    record: Record


class Goal(Protocol):
    """What every goal can tell of itself."""

    @property
    def sentence(self) -> str:
        """The goal in words, in the syntax that reads it back."""

    @property
    def forbids(self) -> bool:
        """Whether it only says what must not be: attempts are then made with empty ticket caches.

        Tickets that lie in caches hide what a KDC would give.
        """

    def attempts(self, world: World) -> tuple[Foreseeable, ...]:
        """What has to be tried in a world to see whether the goal is reached."""

    def fault(self, record: Record, world: World) -> str | None:
        """What is wrong with an attempt; None when it is as it should be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authenticates:
    """One connection or ticket request succeeds; ``who`` is the session's name, where somebody said it."""

    action: Foreseeable
    who: str = ""

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
        """Every pair with fresh tickets, and every session's own logon at every DC."""
        logons = _logons(world) if "pre-authentication" in self.where else ()
        pairs = pairs_of(world) if self.where != ("pre-authentication",) else ()
        return (*logons, *(p.attempt() for p in pairs))

    def fault(self, record: Record, world: World) -> str | None:
        """Where such an etype shows."""
        for exchange in record.exchanges:
            for what in self.where:
                etype = _etype(exchange, what)
                if etype in self.etypes and (what == "pre-authentication" or exchange.issued):
                    whom = exchange.service_name if what != "pre-authentication" else exchange.client_name
                    return f"{_KIND[what]} {wording.etype(etype)} for {whom} at {exchange.dc}"
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
        return (*(a for a in _logons(world) if name in (a.dc, a.host)), *pairs, *self.tries)

    def fault(self, record: Record, world: World) -> str | None:
        """The event, if it is there."""
        known = world.dcs.get(self.machine.upper()) or world.host(self.machine)
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
        if hoped is not None and hoped != found and not (name != "outcome" and found is None):
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


def misses(goal: Goal | All, world: World, attempt: Attempt = foresee, *, first: bool = False) -> tuple[Miss, ...]:
    """Everything that keeps a world from a goal; nothing when it is reached. ``first`` stops at the first."""
    found = _misses(goal, world, attempt)
    if first:
        return tuple(one for one in (next(found, None),) if one is not None)
    return tuple(found)


def _misses(goal: Goal | All, world: World, attempt: Attempt) -> Iterator[Miss]:
    if isinstance(goal, All):
        for each in goal.goals:
            yield from _misses(each, world, attempt)
        return
    world = without_tickets(world) if goal.forbids else world
    for action in goal.attempts(world):
        record = _made(world, action, attempt)
        gone = record.outcome is Outcome.IMPOSSIBLE
        fault = record.sentence if gone else goal.fault(record, world)
        if fault is not None:
            yield Miss(goal=goal.sentence, action=action, sentence=fault, record=record)


def _made(world: World, action: Foreseeable, attempt: Attempt) -> Record:
    """The attempt; where a host or DC that it names is gone, that is what comes of it."""
    try:
        return attempt(world, action)
    except WorldError as gone:
        return Record(label="gone", action=action, at=world.now, outcome=Outcome.IMPOSSIBLE, sentence=str(gone))


def failure(record: Record) -> str:
    """Say how an attempt failed."""
    if record.error is None:
        return record.sentence
    return f"{record.said_by} answers {wording.error(record.error)}"


def attempt_words(action: Foreseeable, who: str = "") -> str:
    """Say an attempt in the syntax of goals; ``who`` is the session's name where it is known."""
    via = "" if action.dc is None else f" via {action.dc}"
    who = f"{who or wording.session(action.session).split(' ')[0]}@{action.host}"
    if isinstance(action, Connect):
        spn = "" if action.spn is None else f" as {action.spn}"
        return f"{who} reaches {action.to_host}/{action.to_service}{spn}{via}"
    if isinstance(action, Authenticate):
        return f"{who} logs on{via}"
    return f"{who} gets a ticket for {action.spn or action.forward_to}{via}"


def who_tries(action: Foreseeable, world: World) -> str:
    """The name of the session that tries it; nothing where there is no such session, or goals cannot say its name."""
    host = world.hosts.get(action.host.upper())
    session = None if host is None else host.sessions.get(action.session)
    named = session is not None and (
        action.session in _BUILTIN or action.session == user_luid(action.host, session.name)
    )
    return session.name if session is not None and named else ""


def without_message(action: Foreseeable) -> Foreseeable:
    """The same attempt without its message: whether it can be made does not depend on what it carries."""
    return replace(action, message=None) if isinstance(action, Connect) else action


def without_tickets(world: World) -> World:
    """The world after every session has thrown its tickets away."""
    for client in clients_of(world):
        if world.host(client.host).sessions[client.session].tickets:
            world = advance(world, PurgeTickets(host=client.host, session=client.session), "fresh")[0]
    return world


def _logons(world: World) -> tuple[Authenticate, ...]:
    return tuple(
        Authenticate(host=client.host, session=client.session, dc=dc.name)
        for client in clients_of(world)
        for dc in world.dcs_of(world.host(client.host).domain)
    )


def pair_goal(pair: Pair) -> Authenticates:
    """The goal that a pair authenticates."""
    return Authenticates(action=pair.attempt())
