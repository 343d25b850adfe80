"""Connection: a session shows a ticket to a service, or somebody comes without any."""

from __future__ import annotations

from dataclasses import replace

from kdcsim.ad.directory import Account
from kdcsim.ad.host.acceptor import Acceptance, Acceptor, accept
from kdcsim.ad.host.call import Call
from kdcsim.ad.host.host import Host
from kdcsim.ad.host.initiator import Client
from kdcsim.ad.host.requests import Shown, ap_req
from kdcsim.ad.host.session import CachedTicket, LogonSession
from kdcsim.errors import CryptoError, MalformedMessage
from kdcsim.krb5.messages import ApRep, EncApRepPart, decode
from kdcsim.krb5.numbers import ErrorCode, KeyUsage
from kdcsim.krb5.sealing import unseal
from kdcsim.world.action import Connect, ConnectAnonymously
from kdcsim.world.effects.outcome import Effect, Stage, impossible
from kdcsim.world.effects.tickets import asked
from kdcsim.world.record import Outcome
from kdcsim.world.state import World


def connect(stage: Stage, action: Connect) -> Effect:
    """Get a ticket for the service, show it, and deliver the message if the service accepts."""
    target = stage.world.host(action.to_host)
    listening = _listening(target, action.to_service)
    if isinstance(listening, str):
        return _undelivered(impossible(stage.world, listening), action.message)
    spn = action.spn or f"HOST/{target.fqdn}"
    effect, told = asked(stage, action.host, action.session, spn, (action.dc, action.far_dc))
    if told is None or told.ticket is None:
        return _undelivered(effect, action.message)
    return _shown(replace(stage, world=effect.world), action, spn, told.ticket, listening.luid).after(effect)


def connect_anonymously(stage: Stage, action: ConnectAnonymously) -> Effect:
    """Come without a credential: nothing has to be opened, so nothing can fail to open."""
    world, target = stage.world, stage.world.host(action.to_host)
    listening = _listening(target, action.to_service)
    if isinstance(listening, str):
        return _undelivered(impossible(world, listening), action.message)
    call = Call(
        at=world.now,
        from_host=action.source,
        from_session=None,
        from_address="192.0.2.25",
        to_host=target.name,
        to_service=action.to_service,
        to_session=listening.luid,
        spn=None,
        client=None,
        client_realm=None,
    )
    words = (
        f"{action.source} connected to {action.to_service} on {target.name} without a ticket; no authentication needed"
    )
    effect = Effect(world=world, sentence=words, outcome=Outcome.ACCEPTED, calls=(call,))
    return _delivered(effect, action.message)


def _shown(stage: Stage, action: Connect, spn: str, ticket: CachedTicket, luid: int) -> Effect:
    """Show the ticket to a session as it is now: one that connects to itself may just have learned its salt."""
    world, host, target = stage.world, stage.world.host(action.host), stage.world.host(action.to_host)
    session, listening = host.sessions[action.session], target.sessions[luid]
    chance = stage.chance.at("call", host.name, f"{session.luid:#x}", target.name, action.to_service)
    client = Client(session=session, view=host.view(world.assumptions), now=host.clock(world.now), chance=chance)
    shown = ap_req(client, ticket, chance, mutual=action.mutual)
    acceptor = Acceptor(
        session=listening,
        holder=f"session {listening.name} on {target.name}",
        seen=target.accepted,
        modified_code=target.generation.modified_code,
        no_key_code=int(ErrorCode.KRB_AP_ERR_NOKEY) if listening.named else target.generation.no_key_code,
        checks_kvno=listening.named,
        allowed=target.view(world.assumptions).accepts,
    )
    accepted = accept(acceptor, shown.data, now=target.clock(world.now), chance=chance)
    error = accepted.error
    if error is None and action.mutual and not _mutual_holds(accepted.reply, ticket, shown):
        error = int(ErrorCode.KRB_AP_ERR_MUT_FAIL)
    call = _call(stage.world, action, spn, ticket, shown, accepted, host, listening)
    if accepted.digest is not None:
        target = replace(target, accepted=target.accepted | {accepted.digest})
    salt = listening.salt_decision()
    effect = Effect(
        world=world.with_host(target),
        sentence=_told(action, session, listening, accepted, error),
        outcome=Outcome.ACCEPTED if error is None else Outcome.REFUSED,
        error=error,
        said_by=None if error is None else f"{target.name}/{action.to_service}",
        calls=(replace(call, error=error),),
        decisions=() if salt is None else (salt,),
    )
    return _delivered(effect, action.message) if error is None else _undelivered(effect, action.message)


def _call(
    world: World,
    action: Connect,
    spn: str,
    ticket: CachedTicket,
    shown: Shown,
    accepted: Acceptance,
    host: Host,
    listening: LogonSession,
) -> Call:
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
        client_realm=ticket.client_realm,
        request=shown.data,
        reply=accepted.reply,
        ticket_etype=ticket.ticket.enc_part.etype,
        session_etype=ticket.session_key.etype,
        mutual=action.mutual,
        attempts=accepted.attempts,
        sealed=accepted.sealed,
        service_account=_owner(world, host, spn),
        answered_as=listening.account or world.host(action.to_host).account,
    )


def _owner(world: World, host: Host, spn: str) -> str | None:
    """The account that bears the SPN, as the client's own domain knows it, or else another one."""
    own = world.dcs_of(host.domain)
    for dc in (*own[:1], *world.dcs.values()):
        found = dc.directory.service(spn)
        if isinstance(found, Account):
            return found.name
    return None


def _mutual_holds(reply: bytes, ticket: CachedTicket, shown: Shown) -> bool:
    """Whether the service proved that it opened the ticket: its reply repeats the authenticator's time."""
    try:
        part = unseal(EncApRepPart, decode(ApRep, reply).enc_part, ticket.session_key, KeyUsage.AP_REP_ENC_PART)
    except (CryptoError, MalformedMessage):
        return False
    return part.ctime == shown.ctime and part.cusec == shown.cusec


def _told(
    action: Connect, session: LogonSession, listening: LogonSession, accepted: Acceptance, error: int | None
) -> str:
    where = f"{action.to_service} on {action.to_host}, running as {listening.name} ({listening.luid:#x}),"
    if error is None:
        return f"{where} opened the ticket of {session.name} on {action.host} and accepted it"
    if not accepted.attempts and any(key.etype == accepted.ticket_etype for key in listening.keys):
        return f"{where} may not open a ticket of etype {accepted.ticket_etype}, or not with the versions it has"
    if not accepted.attempts:
        return f"{where} holds no key of etype {accepted.ticket_etype}"
    if not any(a.opened for a in accepted.attempts):
        what = f"its etype {accepted.ticket_etype} key"
        return f"{where} could not open the ticket of {session.name} on {action.host} with {what}"
    return f"{where} opened the ticket of {session.name} on {action.host} and refused it"


def _listening(host: Host, service_name: str) -> LogonSession | str:
    """The session behind a service, or why nothing answers."""
    service = host.service(service_name)
    if service is None:
        return f"{host.name} has no service {service_name}"
    if not host.sessions:
        return f"{host.name} has not been started"
    if service.session is None or service.session not in host.sessions:
        return f"{service_name} on {host.name} is stopped"
    return host.sessions[service.session]


def _delivered(effect: Effect, name: str | None) -> Effect:
    if name is None:
        return effect
    message = replace(effect.world.messages[name], delivered=True)
    world = replace(effect.world, messages={**effect.world.messages, name: message})
    return replace(effect, world=world, delivered=True)


def _undelivered(effect: Effect, name: str | None) -> Effect:
    return effect if name is None else replace(effect, delivered=False)
