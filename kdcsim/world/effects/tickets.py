"""Tickets: a session asks for one, or throws its cache away."""

from __future__ import annotations

from dataclasses import replace

from kdcsim.ad.host.dialogue import Told
from kdcsim.ad.host.initiator import Client, ask
from kdcsim.krb5.numbers import NameType
from kdcsim.krb5.principal import PrincipalName
from kdcsim.world.absence import absent
from kdcsim.world.action import PurgeTickets, RequestTicket
from kdcsim.world.effects.dc_choice import chosen_dc
from kdcsim.world.effects.outcome import Effect, Stage, impossible
from kdcsim.world.network import carry, remember_kdcs
from kdcsim.world.record import Learned, Outcome


def request_ticket(stage: Stage, action: RequestTicket) -> Effect:
    """Ask for a service ticket, or for a TGT to forward to a service."""
    wanted = action.forward_to or action.spn
    if wanted is None:
        return impossible(stage.world, "no service was named")
    forward = action.forward_to is not None
    effect, told = asked(stage, action.host, action.session, wanted, (action.dc, action.far_dc), forward=forward)
    if told is None or told.ticket is None:
        return effect
    etype = told.ticket.ticket.enc_part.etype
    what = f"a TGT to forward to {wanted}" if action.forward_to else f"a ticket for {wanted}"
    words = f"got {what}: ticket etype {etype}, session key {told.ticket.session_key.etype}"
    return replace(effect, sentence=words, outcome=Outcome.ISSUED)


def purge_tickets(stage: Stage, action: PurgeTickets) -> Effect:
    """``klist purge``: the tickets go, the keys stay."""
    host = stage.world.host(action.host)
    session = host.sessions.get(action.session)
    if session is None:
        return impossible(stage.world, absent(stage.world, host, action.session))
    count = len(session.tickets)
    world = stage.world.with_host(host.with_session(session.purged()))
    return Effect(
        world=world, sentence=f"{count} ticket(s) of {session.name} on {host.name} purged; its keys are as they were"
    )


def asked(
    stage: Stage,
    host_name: str,
    luid: int,
    service: str,
    dcs: tuple[str | None, str | None],
    *,
    forward: bool = False,
) -> tuple[Effect, Told | None]:
    """Let one session get a ticket for a service; ``dcs`` are the near and the far one, where they are named.

    The effect says how it was refused, if it was.
    """
    world, host = stage.world, stage.world.host(host_name)
    session = host.sessions.get(luid)
    if session is None or session.account is None:
        return impossible(world, absent(world, host, luid)), None
    near, far = chosen_dc(world, host, dcs[0]), None if dcs[1] is None else world.dc(dcs[1])
    chance = stage.chance.at("host", host.name, f"{luid:#x}")
    client = Client(session=session, view=host.view(world.assumptions), now=host.clock(world.now), chance=chance)
    name = PrincipalName(name_type=int(NameType.SRV_INST), components=tuple(service.split("/")))
    told, carried = carry(world, host, luid, ask(client, name, forward=forward), near, chance, far)
    kept = remember_kdcs(told.session, session, carried.exchanges)
    dc = carried.exchanges[-1].dc if carried.exchanges else near.name
    world = carried.world.with_host(carried.world.host(host.name).with_session(kept))
    effect = Effect(
        world=world,
        sentence="" if told.error is None else f"{dc} refused {session.name} on {host.name} a ticket for {service}",
        outcome=Outcome.REFUSED if told.error is not None else Outcome.DONE,
        error=told.error,
        said_by=dc if told.error is not None else None,
        exchanges=carried.exchanges,
        learned=_learned(host.name, luid, told),
        decisions=told.decisions,
    )
    return effect, told


def _learned(host: str, luid: int, told: Told) -> tuple[Learned, ...]:
    if not told.salt_news:
        return ()
    salt = told.session.salt.told if told.session.salt else None
    return (Learned(host=host, session=luid, salt=salt, salt_from=told.salt_news),)
