"""Caches: one world with the tickets that its sessions hold, and what it is when those are gone.

What works by a ticket in a cache works until that ticket ends; what a ticket in a cache hides comes out then.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from enum import StrEnum

from kdcsim.errors import WorldError
from kdcsim.study.decide import Foreseeable, clients_of
from kdcsim.world.action import PurgeTickets
from kdcsim.world.advance import advance
from kdcsim.world.state import World


class Tickets(StrEnum):
    """With which tickets something is tried."""

    HELD = "with the tickets in caches"
    FRESH = "with fresh tickets"
    REFILLED = "with tickets that the story's steps get anew"


class Caches:
    """The worlds in which something is tried, each made when it is first asked for."""

    def __init__(self, world: World) -> None:
        self.held = world
        self._fresh: World | None = None

    def world(self, tickets: Tickets, tries: Iterable[Foreseeable] = ()) -> World:
        """The world with these tickets; ``tries`` fill the caches again, in their order."""
        if tickets is Tickets.HELD:
            return self.held
        if self._fresh is None:
            self._fresh = without_tickets(self.held)
        return self._fresh if tickets is Tickets.FRESH else _refilled(self._fresh, tries)


def without_tickets(world: World) -> World:
    """The world after every session has thrown its tickets away."""
    for client in clients_of(world):
        if world.host(client.host).sessions[client.session].tickets:
            world = advance(world, PurgeTickets(host=client.host, session=client.session), "fresh")[0]
    return world


def _refilled(world: World, tries: Iterable[Foreseeable]) -> World:
    for number, action in enumerate(tries):
        with suppress(WorldError):
            world = advance(world, action, f"again {number}")[0]
    return world
