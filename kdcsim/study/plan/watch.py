"""Watch: what works now and has to go on working - with the tickets that are held, and with fresh ones.

Between the actions of one remedy a service may be down for its restart: it answers nobody, and that is no answer that
breaks a pair. Nothing else is let pass, for no moment.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from kdcsim.errors import WorldError
from kdcsim.study.decide import Foreseeable, foresee, logons_of, pairs_of
from kdcsim.study.goal import Caches, Tickets, attempt_words, who_tries
from kdcsim.study.remedy import Remedy
from kdcsim.world.action import Action, Connect, PurgeTickets, StopService
from kdcsim.world.record import Outcome
from kdcsim.world.state import World

GOOD = (Outcome.ACCEPTED, Outcome.ISSUED)
HARMLESS = (PurgeTickets, StopService)
"""What is not looked at by itself between two actions: a purge is seen in what comes of it, and so is a restart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A pair that worked and does not any more, with which tickets, and what broke it."""

    attempt: Foreseeable
    tickets: Tickets
    who: str = ""
    remedy: Remedy | None = None

    def by(self, remedy: Remedy) -> Broken:
        """The same, with the remedy that broke it."""
        return replace(self, remedy=remedy)

    def __str__(self) -> str:
        words = f"{attempt_words(self.attempt, self.who)}: broken"
        words += " once it needs a fresh ticket" if self.tickets is Tickets.FRESH else ""
        return words if self.remedy is None else f"{words}, by '{self.remedy.sentence}'"


@dataclass(slots=True, kw_only=True)
class Watch:
    """The attempts that work in the start world, by the tickets that they work with.

    Worlds share what they have in common: an attempt is foreseen once for each set of parts that it depends on.
    """

    held: tuple[Foreseeable, ...] = ()
    fresh: tuple[Foreseeable, ...] = ()
    every_moment: bool = True
    _known: dict[tuple[object, ...], tuple[tuple[object, ...], bool]] = field(default_factory=dict)

    @classmethod
    def of(cls, start: World, tried: Iterable[Action], *, every_moment: bool = True) -> Watch:
        """Try every logon and every pair of a world twice; ``tried`` are actions of its story: its names count too."""
        caches = Caches(start)
        attempts = (*(pair.attempt() for pair in pairs_of(start, tried)), *logons_of(start))
        held, fresh = (
            tuple(a for a in attempts if works(caches.world(tickets), a)) for tickets in (Tickets.HELD, Tickets.FRESH)
        )
        return cls(held=held, fresh=fresh, every_moment=every_moment)

    def broken(self, caches: Caches, *, between: bool = False) -> Broken | None:
        """The first that does not work any more; ``between`` lets pass who restarts."""
        for tickets, watched in ((Tickets.HELD, self.held), (Tickets.FRESH, self.fresh)):
            for attempt in watched:
                if not self._works(caches, tickets, attempt) and not (between and restarts(caches.held, attempt)):
                    return Broken(attempt=attempt, tickets=tickets, who=who_tries(attempt, caches.held))
        return None

    def broken_between(self, way: Iterable[tuple[Action, World]]) -> Broken | None:
        """The first that does not work between the actions of one remedy."""
        if not self.every_moment:
            return None
        told = (Caches(world) for action, world in way if not isinstance(action, HARMLESS))
        return next((b for caches in told if (b := self.broken(caches, between=True)) is not None), None)

    def _works(self, caches: Caches, tickets: Tickets, attempt: Foreseeable) -> bool:
        parts = _parts(caches.held, attempt)
        key = (attempt, tickets, caches.held.now, *map(id, parts))
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = (parts, works(caches.world(tickets), attempt))
        return known[1]


def _parts(world: World, attempt: Foreseeable) -> tuple[object, ...]:
    """What an attempt depends on: both hosts, the DC that is asked (with trusts, every one), and levels."""
    dcs = list(world.dcs.values())
    if len(world.domains) == 1:
        dcs = [dc for dc in dcs if attempt.dc is None or dc.name == attempt.dc.upper()]
    levels = tuple(world.domains.values())
    hosts = (world.hosts.get(attempt.host.upper()), world.hosts.get(getattr(attempt, "to_host", "").upper()))
    settled = (part for dc in dcs for part in (dc.directory, dc.registry, dc.loaded, dc.update, dc.updates))
    return (*hosts, *settled, *levels)


def works(world: World, attempt: Foreseeable) -> bool:
    """Whether an attempt works; one at a DC that is gone is nobody's any more."""
    if attempt.dc is not None and attempt.dc.upper() not in world.dcs:
        return True
    try:
        return foresee(world, attempt).outcome in GOOD
    except WorldError:
        return False


def restarts(world: World, attempt: Foreseeable) -> bool:
    """Whether the service that is asked for is down."""
    if not isinstance(attempt, Connect):
        return False
    service = world.host(attempt.to_host).service(attempt.to_service)
    return service is not None and service.session is None
