"""Network: carries bytes between host and DC - the only place where they meet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

from kdcsim.ad.exchange import Exchange
from kdcsim.ad.host.dialogue import Dialogue
from kdcsim.ad.host.host import Host
from kdcsim.ad.host.session import LogonSession
from kdcsim.ad.kdc import Kdc, answer
from kdcsim.chance import Chance
from kdcsim.errors import WorldError
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


def dc_of_realm(world: World, host: Host, realm: str, named: tuple[Dc, ...]) -> Dc:
    """Which DC answers for a realm: the one that was named for it, else the host's own, else the first."""
    domain = world.domain(realm)
    own = (world.dcs[host.dc.upper()],) if host.dc is not None and host.dc.upper() in world.dcs else ()
    for dc in (*named, *own, *world.dcs_of(domain.dns)):
        if dc.domain.lower() == domain.dns.lower():
            return world.dc(dc.name)
    raise WorldError(f"no DC of {domain.dns} is left")


def carry(
    world: World, host: Host, luid: int, dialogue: Dialogue[T], dc: Dc, chance: Chance, far_dc: Dc | None = None
) -> tuple[T, Carried]:
    """Drive the dialogue of one logon session to its end; ``dc`` and ``far_dc`` answer each for its own realm.

    A DC remembers the authenticators it has seen.
    """
    exchanges: list[Exchange] = []
    named = (dc,) if far_dc is None else (dc, far_dc)
    reply: bytes | None = None
    while True:
        try:
            outgoing = dialogue.send(reply) if reply is not None else next(dialogue)
        except StopIteration as end:
            return end.value, Carried(world=world, exchanges=tuple(exchanges))
        asked = dc_of_realm(world, host, outgoing.realm, named)
        drawn = chance.at("kdc", asked.name, str(len(exchanges)))
        kdc, now = kdc_of(world, asked), asked.clock(world.now)
        exchange = answer(kdc, outgoing.data, now=now, chance=drawn, client_address=host.address)
        exchanges.append(replace(exchange, client_session=luid))
        if exchange.authenticator is not None:
            world = world.with_dc(replace(asked, seen=asked.seen | {exchange.authenticator}))
        reply = exchange.reply


def remember_kdcs(session: LogonSession, before: LogonSession, exchanges: tuple[Exchange, ...]) -> LogonSession:
    """Note on new tickets the DNS name of the DC that gave them (``Kdc Called: DC01.contoso.com`` of klist)."""
    old, gave = set(before.tickets), {x.realm.lower(): f"{x.dc}.{x.realm.lower()}" for x in exchanges}
    return replace(
        session,
        tickets=tuple(
            t if t in old else replace(t, kdc_called=gave.get(t.server_realm.lower(), "")) for t in session.tickets
        ),
    )
