"""Authentication: one session does an AS exchange, and what it learned of its salt is noted."""

from __future__ import annotations

from kdcsim.ad.host.initiator import Client, authenticate
from kdcsim.world.absence import absent
from kdcsim.world.effects.dc_choice import chosen_dc
from kdcsim.world.effects.outcome import Effect, Stage
from kdcsim.world.network import carry, remember_kdcs
from kdcsim.world.record import Learned, Outcome


def authenticated(stage: Stage, host_name: str, luid: int, dc_name: str | None) -> Effect:
    """Let one session do an AS exchange, and say what it learned of its salt."""
    world, host = stage.world, stage.world.host(host_name)
    session = host.sessions.get(luid)
    if session is None or session.account is None:
        return Effect(world=world, sentence=absent(world, host, luid), outcome=Outcome.IMPOSSIBLE)
    chance = stage.chance.at("host", host.name, f"{luid:#x}")
    client = Client(session=session, view=host.view(world.assumptions), now=host.clock(world.now), chance=chance)
    told, carried = carry(world, host, luid, authenticate(client), chosen_dc(world, host, dc_name), chance)
    kept = remember_kdcs(told.session, session, carried.exchanges)
    world = carried.world.with_host(carried.world.host(host.name).with_session(kept))
    dc = carried.exchanges[-1].dc
    learned = Learned(
        host=host.name,
        session=luid,
        salt=told.session.salt.told if told.session.salt else None,
        salt_from=told.salt_news,
    )
    who = f"{session.name} on {host.name}"
    words = f"{who} got a TGT from {dc}" if told.ticket else f"{who} was refused a TGT by {dc}"
    news = (
        f"; it {told.salt_news}"
        if told.salt_news.startswith("was")
        else f"; {told.salt_news}"
        if told.salt_news
        else ""
    )
    salt = told.session.salt_decision()
    return Effect(
        world=world,
        sentence=words + news,
        outcome=Outcome.ISSUED if told.ticket else Outcome.REFUSED,
        error=told.error,
        said_by=dc if told.error is not None else None,
        exchanges=carried.exchanges,
        learned=(learned,),
        decisions=told.decisions if salt is None else (*told.decisions, salt),
    )
