"""Foresee: an action that asks for something, answered with the record it would leave - without the bytes."""

from __future__ import annotations

from dataclasses import replace

from kdcsim.ad.directory import Account
from kdcsim.ad.host.call import Call
from kdcsim.ad.host.client import Client
from kdcsim.ad.host.host import Host
from kdcsim.ad.host.session import LogonSession
from kdcsim.ad.kdc import Kdc
from kdcsim.study.decide.asking import Asked, ask
from kdcsim.study.decide.login import login
from kdcsim.study.decide.sealed import Ticket
from kdcsim.study.decide.showing import listening_session, shown
from kdcsim.world.absence import absent
from kdcsim.world.action import Authenticate, Connect, RequestTicket
from kdcsim.world.advance import advance
from kdcsim.world.effects.dc_choice import chosen_dc
from kdcsim.world.network import kdc_of
from kdcsim.world.record import Outcome, Record
from kdcsim.world.state import Dc, World

Foreseeable = Connect | RequestTicket | Authenticate
FORESEEN = "foreseen"
_SHOWN = b"foreseen"


def foresee(world: World, action: Foreseeable) -> Record:
    """Say what an action would come to in this world. No byte is sealed, and the world stays as it is.

    The record's exchanges and calls carry no messages; everything else is as `advance` would have it.
    """
    if not _decidable(world, action):
        return advance(world, action, FORESEEN)[1]
    match action:
        case Authenticate():
            return _authenticate(world, action)
        case RequestTicket():
            return _request(world, action)
        case Connect():
            return _connect(world, action)


def _decidable(world: World, action: Foreseeable) -> bool:
    """Whether decisions suffice: one realm, clocks that agree, no named keytab entry, no TGT to be had by a TGS-REQ."""
    if isinstance(action, RequestTicket) and (action.forward_to is not None or action.spn is None):
        return False
    if not isinstance(action, Authenticate) and (action.spn or "").lower().startswith("krbtgt"):
        return False
    host = world.host(action.host)
    session = host.sessions.get(action.session)
    if session is None or session.account is None:
        return True  # nothing is asked of any DC
    if isinstance(action, Connect):
        target = world.host(action.to_host)
        listening = listening_session(target, action.to_service)
        if isinstance(listening, str):
            return True
        if target.clock_offset or listening.named:
            return False
    dc = chosen_dc(world, host, action.dc)
    if session.realm.lower() != dc.domain.lower():
        return False
    return not (dc.directory.trusts() or host.clock_offset or dc.clock_offset)


def _authenticate(world: World, action: Authenticate) -> Record:
    host = world.host(action.host)
    session = host.sessions.get(action.session)
    if session is None or session.account is None:
        words = absent(world, host, action.session)
        return _record(world, action, Outcome.IMPOSSIBLE, words)
    client, kdc, dc = _parties(world, host, session, action.dc)
    told = login(client, kdc, host.address)
    salt = told.session.salt_decision()
    record = _record(
        world,
        action,
        Outcome.ISSUED if told.tgt else Outcome.REFUSED,
        f"{session.name} on {host.name} {'got' if told.tgt else 'was refused'} a TGT by {dc.name}",
    )
    return replace(
        record,
        error=told.error,
        said_by=None if told.error is None else dc.name,
        exchanges=told.exchanges,
        decisions=told.decisions if salt is None else (*told.decisions, salt),
    )


def _request(world: World, action: RequestTicket) -> Record:
    assert action.spn is not None
    return _asked(world, action, action.spn)[0]


def _connect(world: World, action: Connect) -> Record:
    target = world.host(action.to_host)
    listening = listening_session(target, action.to_service)
    carried = None if action.message is None else False
    if isinstance(listening, str):
        return replace(_record(world, action, Outcome.IMPOSSIBLE, listening), delivered=carried)
    spn = action.spn or f"HOST/{target.fqdn}"
    record, asked = _asked(world, action, spn)
    if asked is None or asked.ticket is None:
        return replace(record, delivered=carried)
    if (target.name, listening.luid) == (world.host(action.host).name, action.session):
        listening = asked.session  # it may have learned its salt when it asked
    seen = shown(asked.ticket, listening, target.generation, target.view(world.assumptions).accepts)
    call = _call(world, action, spn, asked.ticket, listening)
    salt = listening.salt_decision()
    opened = seen.error is None
    verb = "opened" if opened else "could not open"
    return replace(
        record,
        outcome=Outcome.ACCEPTED if opened else Outcome.REFUSED,
        sentence=f"{action.to_service} on {target.name}, running as {listening.name}, {verb} the ticket",
        error=seen.error,
        said_by=None if opened else f"{target.name}/{action.to_service}",
        calls=(replace(call, attempts=seen.attempts, error=seen.error),),
        decisions=record.decisions if salt is None else (*record.decisions, salt),
        delivered=None if action.message is None else opened,
    )


def _asked(world: World, action: Connect | RequestTicket, spn: str) -> tuple[Record, Asked | None]:
    host = world.host(action.host)
    session = host.sessions.get(action.session)
    if session is None or session.account is None:
        words = absent(world, host, action.session)
        return _record(world, action, Outcome.IMPOSSIBLE, words), None
    client, kdc, dc = _parties(world, host, session, action.dc)
    asked = ask(client, kdc, spn, host.address)
    issued = asked.ticket is not None
    words = f"a ticket for {spn}" if issued else f"{dc.name} refused {session.name} on {host.name} a ticket for {spn}"
    record = _record(world, action, Outcome.ISSUED if issued else Outcome.REFUSED, words)
    said_by = None if asked.error is None else dc.name
    exchanges, decisions = asked.exchanges, asked.decisions
    return replace(record, error=asked.error, said_by=said_by, exchanges=exchanges, decisions=decisions), asked


def _call(world: World, action: Connect, spn: str, ticket: Ticket, listening: LogonSession) -> Call:
    host = world.host(action.host)
    return Call(
        at=world.now,
        from_host=host.name,
        from_session=action.session,
        from_address=host.address,
        to_host=action.to_host,
        to_service=action.to_service,
        to_session=listening.luid,
        spn=spn,
        client=ticket.client,
        client_realm=host.sessions[action.session].realm,
        request=_SHOWN,
        ticket_etype=ticket.etype,
        session_etype=ticket.session_etype,
        mutual=action.mutual,
        service_account=_owner(world, host, spn),
        answered_as=listening.account or world.host(action.to_host).account,
    )


def _owner(world: World, host: Host, spn: str) -> str | None:
    for dc in (*world.dcs_of(host.domain)[:1], *world.dcs.values()):
        found = dc.directory.service(spn)
        if isinstance(found, Account):
            return found.name
    return None


def _parties(world: World, host: Host, session: LogonSession, dc_name: str | None) -> tuple[Client, Kdc, Dc]:
    dc = chosen_dc(world, host, dc_name)
    client = Client(session=session, view=host.view(world.assumptions), now=world.now, chance=world.chance.at(FORESEEN))
    return client, kdc_of(world, dc), dc


def _record(world: World, action: Foreseeable, outcome: Outcome, sentence: str) -> Record:
    return Record(label=FORESEEN, action=action, at=world.now, outcome=outcome, sentence=sentence)
