"""Network: carries bytes between host and DC - the only place where they meet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

from kdcsim.ad.exchange import Exchange
from kdcsim.ad.host.dialogue import Dialogue
from kdcsim.ad.host.host import Host
from kdcsim.ad.kdc import Kdc, answer
from kdcsim.chance import Chance
from kdcsim.world.state import Dc, World

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A world after a conversation, and the exchanges that crossed the network."""

    world: World
    exchanges: tuple[Exchange, ...]


def kdc_of(world: World, dc: Dc) -> Kdc:
    """The KDC of a DC as it stands now."""
    domain = world.domain(dc.domain)
    return Kdc(
        realm=domain.realm,
        netbios=domain.netbios,
        view=dc.view(domain, world.assumptions),
        directory=dc.directory,
        seen=dc.seen,
    )


def carry(world: World, host: Host, dialogue: Dialogue[T], dc: Dc, chance: Chance) -> tuple[T, Carried]:
    """Drive a client's dialogue against one DC to its end. The DC remembers the authenticators it has seen."""
    exchanges: list[Exchange] = []
    reply: bytes | None = None
    while True:
        try:
            outgoing = dialogue.send(reply) if reply is not None else next(dialogue)
        except StopIteration as end:
            return end.value, Carried(world=world, exchanges=tuple(exchanges))
        drawn = chance.at("kdc", dc.name, str(len(exchanges)))
        exchange = answer(kdc_of(world, dc), outgoing.data, now=world.now, chance=drawn, client_address=host.address)
        exchanges.append(exchange)
        if exchange.authenticator is not None:
            dc = replace(dc, seen=dc.seen | {exchange.authenticator})
            world = world.with_dc(dc)
        reply = exchange.reply
