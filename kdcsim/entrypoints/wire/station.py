"""Station: one DC of a world at work - bytes of one request in, bytes of the reply out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from threading import Lock

from kdcsim.ad.exchange import Exchange
from kdcsim.ad.kdc import Kdc, Quirk, answer, field_too_long, too_big
from kdcsim.chance import Chance
from kdcsim.entrypoints.wire.clock import Clock
from kdcsim.entrypoints.wire.replay import ReplayCache
from kdcsim.world.network import kdc_of
from kdcsim.world.state import World

DATAGRAM_BYTES = 1465
"""The longest reply that Windows sends over UDP (MaxDatagramReplySize, KB837361)."""

Journal = Callable[[Exchange], None]


@dataclass(slots=True, kw_only=True)
class Estate:
    """The world that all stations share. It changes only when somebody changes a password over the wire."""

    world: World
    clock: Clock
    lock: Lock = field(default_factory=Lock)
    turn: int = 0

    def become(self, world: World) -> None:
        """Go on with another world."""
        self.world = world
        self.turn += 1


@dataclass(slots=True, kw_only=True)
class Station:
    """A DC that answers. ``journal`` is told every exchange; ``number`` sets the workers' random bytes apart."""

    estate: Estate
    dc: str
    journal: Journal | None = None
    number: int = 0
    quirks: frozenset[Quirk] = frozenset()
    count: int = 0
    _kdc: Kdc | None = None
    _turn: int = -1
    _seen: ReplayCache = field(default_factory=ReplayCache)
    _chance: Chance | None = None

    @property
    def kdc(self) -> Kdc:
        """The KDC as it stands; made anew only after the world has changed."""
        if self._kdc is None or self._turn != self.estate.turn:
            self._turn = self.estate.turn
            made = kdc_of(self.estate.world, self.estate.world.dc(self.dc))
            self._kdc = replace(made, seen=self._seen, quirks=self.quirks)
        return self._kdc

    def respond(self, request: bytes, client_address: str, *, datagram: bool) -> bytes:
        """Answer one request; a reply that is too long for a datagram becomes KRB_ERR_RESPONSE_TOO_BIG."""
        now = self.estate.world.dc(self.dc).clock(self.estate.clock.now())
        told = answer(self.kdc, request, now=now, chance=self._drawn(), client_address=client_address)
        if self.journal is not None:
            self.journal(told)
        if datagram and len(told.reply) > DATAGRAM_BYTES:
            return too_big(self.kdc, told)  # the client comes again over TCP with the same authenticator
        if told.authenticator is not None:
            self._seen.add(told.authenticator, now)
        return told.reply

    def too_long(self) -> bytes:
        """The answer to a message that is longer than any request (RFC 4120 7.2.2)."""
        now = self.estate.world.dc(self.dc).clock(self.estate.clock.now())
        return field_too_long(self.kdc, now)

    def _drawn(self) -> Chance:
        if self._chance is None:
            self._chance = self.estate.world.chance.at("wire", self.dc, str(self.number))
        self.count += 1
        return self._chance.at(str(self.count))
