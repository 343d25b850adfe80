"""Initiator: how a logon session gets its tickets - the AS and TGS exchanges seen from the client.

Where the salt is learned, and where it is not: error 25 and AES replies carry it, an RC4 reply carries nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from kdcsim.ad.host.dialogue import Dialogue, Outgoing, Told
from kdcsim.ad.host.requests import DEFAULT_OPTIONS, as_req, reply_usages, tgs_req
from kdcsim.ad.host.session import CachedTicket, LogonSession
from kdcsim.ad.policy import ClientView, HintedQuestion, after_hint, client_list, first_request
from kdcsim.ad.supported import mask_of
from kdcsim.chance import Chance
from kdcsim.errors import CryptoError, KdcsimError, MalformedMessage
from kdcsim.krb5.key import Key
from kdcsim.krb5.messages import (
    EncKdcRepPart,
    EtypeInfo,
    EtypeInfo2,
    KdcRep,
    KrbError,
    MethodData,
    PaData,
    decode,
    peek,
)
from kdcsim.krb5.numbers import ErrorCode, KdcOption, MessageType, PaDataType
from kdcsim.krb5.principal import PrincipalName, krbtgt
from kdcsim.krb5.sealing import unseal
from kdcsim.reason import Decision

MICRO = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """Who asks: a session, its host's settings, the moment, and the chance of this step."""

    session: LogonSession
    view: ClientView
    now: int
    chance: Chance


@dataclass(frozen=True, slots=True)
class Hint:
    """What a KDC said of an account's etypes, with the salt if one was told."""

    etypes: tuple[int, ...]
    salt: str | None


def authenticate(client: Client) -> Dialogue[Told]:
    """Do an AS exchange: the first request as policy has it, and one more if the KDC names etypes."""
    session = client.session
    assert session.account is not None, "an anonymous session asked for a TGT"
    offered, start = client_list(client.view), first_request(client.view)
    decisions: tuple[Decision[Any], ...] = (offered, start)
    etype = start.value if start.value is not None and session.key(start.value) else None
    request = as_req(client, offered.value, etype, "first")
    reply = yield Outgoing(data=request.data, realm=session.realm)
    error = _error(reply)
    if error is not None and error.error_code in (ErrorCode.KDC_ERR_PREAUTH_REQUIRED, ErrorCode.KDC_ERR_PREAUTH_FAILED):
        hint = _hint(error)
        if hint.salt is not None:
            session = session.told(hint.salt, f"error {error.error_code} from {session.realm}")
        pick = after_hint(HintedQuestion(client=client.view, hinted=hint.etypes, offered=offered.value))
        decisions = (*decisions, pick)
        # a timestamp that was wrong is only worth repeating if the hint changed the key it is made with
        again = pick.value is not None and (
            error.error_code == ErrorCode.KDC_ERR_PREAUTH_REQUIRED
            or _changed(client.session, session, etype, pick.value)
        )
        if not again or pick.value is None or session.key(pick.value) is None:
            return Told(session=session, error=error.error_code, decisions=decisions)
        client = replace(client, session=session)
        etype = pick.value
        request = as_req(client, offered.value, etype, "second")
        reply = yield Outgoing(data=request.data, realm=session.realm)
        error = _error(reply)
    if error is not None:
        return Told(session=session, error=error.error_code, decisions=decisions)
    return _received_tgt(client, reply, request.nonce, decisions)


def ask(client: Client, service: PrincipalName, *, forward: bool = False) -> Dialogue[Told]:
    """Get a service ticket: from the cache, or by a TGS exchange, with an AS exchange before it where there is no TGT.

    ``forward`` asks for a TGT to forward; ``service`` is then the service it is for, whose session key decides the
    etype that is asked (MS-KILE 3.2.5.6).
    """
    decisions: tuple[Decision[Any], ...] = ()
    tgt = client.session.tgt(client.session.realm, client.now)
    news = ""
    if tgt is None:
        told = yield from authenticate(client)
        if told.ticket is None:
            return told
        client, tgt, decisions, news = (
            replace(client, session=told.session),
            told.ticket,
            told.decisions,
            told.salt_news,
        )
    if forward:
        told = yield from _ask_forwarded(client, tgt, service)
    else:
        cached = client.session.ticket_for("/".join(service.components), client.now)
        if cached is not None:
            return Told(session=client.session, ticket=cached, decisions=decisions, salt_news=news)
        told = yield from _ask_once(client, tgt, service, None, "tgs")
    return replace(told, decisions=(*decisions, *told.decisions), salt_news=news)


def _ask_once(
    client: Client,
    tgt: CachedTicket,
    service: PrincipalName,
    etypes: tuple[int, ...] | None,
    label: str,
    options: int = 0,
) -> Dialogue[Told]:
    offered = client_list(client.view)
    list_used = offered.value if etypes is None else etypes
    mask = mask_of(offered.value) if client.view.generation.sends_supported else None
    request = tgs_req(client, tgt, service, list_used, label, DEFAULT_OPTIONS | options, mask)
    reply = yield Outgoing(data=request.data, realm=client.session.realm)
    error = _error(reply)
    if error is not None:
        return Told(session=client.session, error=error.error_code, decisions=(offered,))
    told = _received(client, reply, request.nonce, reply_usages("TGS"), tgt.session_key, (offered,))
    forwarded = options & KdcOption.FORWARDED
    if told.ticket is None or forwarded:
        return told
    return replace(told, session=told.session.with_ticket(told.ticket))


def _ask_forwarded(client: Client, tgt: CachedTicket, service: PrincipalName) -> Dialogue[Told]:
    """Ask a TGT to forward: first with the one etype of the service's session key, then with the whole list."""
    options = int(KdcOption.FORWARDED)
    target = krbtgt(client.session.realm)
    shared = client.session.ticket_for("/".join(service.components), client.now)
    if shared is not None and _asks_single(client.view):
        etypes: tuple[int, ...] = (shared.session_key.etype,)
        told = yield from _ask_once(client, tgt, target, etypes, "forward-single", options)
        if told.error != ErrorCode.KDC_ERR_ETYPE_NOSUPP:
            return told
    return (yield from _ask_once(client, tgt, target, None, "forward", options))


def _asks_single(view: ClientView) -> bool:
    """Whether this client asks a forwarded TGT with one etype: 7 and later do, Vista and 2008 by assumption."""
    since = view.generation.single_etype_forward
    if since == "vista-and-later":
        return view.assumptions["forwarded-tgt-single-etype"] == "vista-and-later"
    return since == "7-and-later"


def _received_tgt(client: Client, reply: bytes, nonce: int, decisions: tuple[Decision[Any], ...]) -> Told:
    message = _kdc_rep(reply)
    if message is None:
        return Told(session=client.session, error=int(ErrorCode.KRB_AP_ERR_MSG_TYPE), decisions=decisions)
    session, salt = client.session, _salt_in(message.padata or ())
    if salt is not None:
        session = session.told(salt, f"AS reply of {session.realm}")
    key = session.key(message.enc_part.etype)
    usages = reply_usages("AS")
    told = _opened(client, message, None if key is None else key.key, nonce, usages, decisions)
    session = session if told.ticket is None else session.with_ticket(told.ticket)
    return replace(told, session=session, salt_news=_salt_news(session, message.enc_part.etype))


def _salt_news(session: LogonSession, etype: int) -> str:
    if session.salt is None:
        return ""
    if session.salt.told is None:
        return f"the reply came under etype {etype} and carried no salt"
    return f"was told the salt {session.salt.told!r} by {session.salt.told_by}"


def _received(
    client: Client, reply: bytes, nonce: int, usages: Iterable[int], key: Key, decisions: tuple[Decision[Any], ...]
) -> Told:
    message = _kdc_rep(reply)
    if message is None:
        return Told(session=client.session, error=int(ErrorCode.KRB_AP_ERR_MSG_TYPE), decisions=decisions)
    return _opened(client, message, key, nonce, usages, decisions)


def _opened(
    client: Client,
    message: KdcRep,
    key: Key | None,
    nonce: int,
    usages: Iterable[int],
    decisions: tuple[Decision[Any], ...],
) -> Told:
    """Open the client's part of a reply; a reply that does not open or answers another request is not believed."""
    part: EncKdcRepPart | None = None
    for usage in usages if key is not None else ():
        assert key is not None
        try:
            part = unseal(EncKdcRepPart, message.enc_part, key, usage)
            break
        except (CryptoError, MalformedMessage):
            continue
    if part is None or part.nonce != nonce:
        return Told(session=client.session, error=int(ErrorCode.KRB_AP_ERR_BAD_INTEGRITY), decisions=decisions)
    ticket = CachedTicket(
        server="/".join(part.sname.components),
        server_realm=part.srealm,
        client="/".join(message.cname.components),
        client_realm=message.crealm,
        ticket=message.ticket,
        session_key=part.key,
        flags=part.flags,
        auth_time=part.authtime * MICRO,
        start_time=(part.starttime or part.authtime) * MICRO,
        end_time=part.endtime * MICRO,
        renew_till=None if part.renew_till is None else part.renew_till * MICRO,
        kdc_called="",
    )
    return Told(session=client.session, ticket=ticket, decisions=decisions)


def _kdc_rep(reply: bytes) -> KdcRep | None:
    try:
        return decode(KdcRep, reply)
    except MalformedMessage:
        return None


def _error(reply: bytes) -> KrbError | None:
    if peek(reply) != MessageType.KRB_ERROR:
        return None
    try:
        return decode(KrbError, reply)
    except MalformedMessage:
        return None


def _hint(error: KrbError) -> Hint:
    """Read ETYPE-INFO2, or ETYPE-INFO, out of an error's e-data."""
    try:
        entries = decode(MethodData, error.e_data or b"").entries
    except KdcsimError:
        return Hint((), None)
    for entry in entries:
        if entry.padata_type == PaDataType.ETYPE_INFO2:
            return _hint2(entry)
    for entry in entries:
        if entry.padata_type == PaDataType.ETYPE_INFO:
            return _hint1(entry)
    return Hint((), None)


def _hint2(entry: PaData) -> Hint:
    try:
        told = decode(EtypeInfo2, entry.padata_value).entries
    except MalformedMessage:
        return Hint((), None)
    return Hint(tuple(e.etype for e in told), next((e.salt for e in told if e.salt is not None), None))


def _hint1(entry: PaData) -> Hint:
    try:
        told = decode(EtypeInfo, entry.padata_value).entries
    except MalformedMessage:
        return Hint((), None)
    salt = next((e.salt for e in told if e.salt), None)
    return Hint(tuple(e.etype for e in told), None if salt is None else salt.decode("utf-8", "surrogateescape"))


def _salt_in(padata: tuple[PaData, ...]) -> str | None:
    for entry in padata:
        if entry.padata_type == PaDataType.ETYPE_INFO2:
            return _hint2(entry).salt
        if entry.padata_type == PaDataType.PW_SALT:
            return entry.padata_value.decode("utf-8", "surrogateescape")
    return None


def _changed(before: LogonSession, after: LogonSession, used: int | None, pick: int) -> bool:
    return used != pick or before.key(pick) != after.key(pick)
