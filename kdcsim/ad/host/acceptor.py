"""Acceptor: what a service makes of an AP-REQ, with the keys of the logon session it runs in.

It tries its current key of the ticket's etype, then older ones, then answers MODIFIED (41); it answers NOKEY (45)
when it holds no key of that etype at all (MS-KILE 3.4.5). Other acceptors answer other codes: MIT krb5 31, and 44 or 45
(measured, peers.md section 4).
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from kdcsim.ad.exchange import Sealed
from kdcsim.ad.host.call import Attempt
from kdcsim.ad.host.requests import CONFOUNDER, MICRO
from kdcsim.ad.host.session import LogonSession
from kdcsim.ad.supported import etypes_of
from kdcsim.chance import Chance
from kdcsim.errors import CryptoError, IntegrityError, MalformedMessage
from kdcsim.krb5.key import Key
from kdcsim.krb5.messages import ApRep, ApReq, Authenticator, EncApRepPart, EncTicketPart, KrbError, decode, encode
from kdcsim.krb5.numbers import ApOption, ErrorCode, KeyUsage
from kdcsim.krb5.principal import PrincipalName
from kdcsim.krb5.sealing import seal, unseal

SKEW_SECONDS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """What came of an AP-REQ. ``error`` is None when it was accepted; ``digest`` is for the replay cache."""

    reply: bytes
    error: int | None = None
    attempts: tuple[Attempt, ...] = ()
    sealed: tuple[Sealed, ...] = ()
    client: str | None = None
    client_realm: str | None = None
    ticket_etype: int | None = None
    session_etype: int | None = None
    digest: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptor:
    """A service that listens: its session's keys, what it has seen, and the codes it answers to a bad ticket.

    A service with a named credential looks its key up by version as well (``checks_kvno``) and answers
    ``version_code`` where only the version is missing. ``allowed`` are the etype bits that its host's policy lets it
    open (None: any); a ticket of another etype is refused with ``modified_code`` before any key is tried.
    """

    session: LogonSession
    holder: str
    seen: frozenset[bytes]
    modified_code: int = int(ErrorCode.KRB_AP_ERR_MODIFIED)
    no_key_code: int = int(ErrorCode.KRB_AP_ERR_NOKEY)
    version_code: int = int(ErrorCode.KRB_AP_ERR_BADKEYVER)
    checks_kvno: bool = False
    allowed: int | None = None


def accept(acceptor: Acceptor, request: bytes, *, now: int, chance: Chance) -> Acceptance:
    """Take an AP-REQ. ``now`` is microseconds since the epoch."""
    try:
        message = decode(ApReq, request)
    except MalformedMessage:
        return _refuse(acceptor, None, now, int(ErrorCode.KRB_AP_ERR_MSG_TYPE))
    etype = message.ticket.enc_part.etype
    if not may_open(acceptor.session, etype, acceptor.allowed):
        return _refuse(acceptor, message, now, acceptor.modified_code)
    attempts, part, key = _open(acceptor, message, etype)
    if part is None or key is None:
        code = acceptor.modified_code if attempts else _missing(acceptor, etype)
        return _refuse(acceptor, message, now, code, attempts)
    sealed: tuple[Sealed, ...] = (
        Sealed(part="ticket", usage=2, key=key.key.key, holder=acceptor.holder, salt=key.key.salt),
    )
    try:
        authenticator = unseal(Authenticator, message.authenticator, part.key, KeyUsage.AP_REQ_AUTHENTICATOR)
    except (CryptoError, MalformedMessage):
        return _refuse(acceptor, message, now, int(ErrorCode.KRB_AP_ERR_BAD_INTEGRITY), attempts, sealed)
    sealed = (*sealed, Sealed(part="authenticator", usage=11, key=part.key, holder="session key"))
    digest = sha256(message.authenticator.cipher).digest()
    error = _fault(part, authenticator, now // MICRO)
    if error is None and digest in acceptor.seen:
        error = ErrorCode.KRB_AP_ERR_REPEAT
    if error is not None:
        return _refuse(acceptor, message, now, int(error), attempts, sealed)
    mutual = bool(message.ap_options & ApOption.MUTUAL_REQUIRED)
    return Acceptance(
        reply=_mutual_reply(authenticator, part.key, chance) if mutual else b"",
        attempts=attempts,
        sealed=(*sealed, Sealed(part="reply", usage=12, key=part.key, holder="session key")) if mutual else sealed,
        client="/".join(part.cname.components),
        client_realm=part.crealm,
        ticket_etype=etype,
        session_etype=part.key.etype,
        digest=digest,
    )


def may_open(session: LogonSession, etype: int, allowed: int | None) -> bool:
    """Whether policy lets a session use a key that it holds; where it holds none there is nothing to forbid."""
    if allowed is None or etype in etypes_of(allowed):
        return True
    return not any(key.etype == etype for key in session.keys)


def _wanted(acceptor: Acceptor, held: int | None, asked: int | None) -> bool:
    """Whether a key's version is one that this acceptor tries: any, unless it looks keys up by version."""
    return not acceptor.checks_kvno or held is None or asked is None or held == asked


def _missing(acceptor: Acceptor, etype: int) -> int:
    """Which error says that no key could be tried: none of that etype, or none of that version."""
    held = any(key.etype == etype for key in acceptor.session.keys)
    return acceptor.version_code if held else acceptor.no_key_code


def _open(
    acceptor: Acceptor, message: ApReq, etype: int
) -> tuple[tuple[Attempt, ...], EncTicketPart | None, Attempt | None]:
    attempts: list[Attempt] = []
    for key in acceptor.session.keys:
        if key.etype != etype or not _wanted(acceptor, key.kvno, message.ticket.enc_part.kvno):
            continue
        try:
            part = unseal(EncTicketPart, message.ticket.enc_part, key.key, KeyUsage.TICKET)
        except (IntegrityError, MalformedMessage):
            attempts.append(Attempt(key=key, opened=False))
            continue
        attempts.append(Attempt(key=key, opened=True))
        return tuple(attempts), part, attempts[-1]
    return tuple(attempts), None, None


def _fault(part: EncTicketPart, authenticator: Authenticator, now: int) -> ErrorCode | None:
    """What is wrong with a ticket that opened, in the order of RFC 4120 3.2.3."""
    if authenticator.cname.components != part.cname.components or authenticator.crealm != part.crealm:
        return ErrorCode.KRB_AP_ERR_BADMATCH
    if abs(authenticator.ctime - now) > SKEW_SECONDS:
        return ErrorCode.KRB_AP_ERR_SKEW
    if (part.starttime or part.authtime) > now + SKEW_SECONDS:
        return ErrorCode.KRB_AP_ERR_TKT_NYV
    if part.endtime + SKEW_SECONDS < now:
        return ErrorCode.KRB_AP_ERR_TKT_EXPIRED
    return None


def _mutual_reply(authenticator: Authenticator, key: Key, chance: Chance) -> bytes:
    part = EncApRepPart(
        ctime=authenticator.ctime, cusec=authenticator.cusec, seq_number=chance.at("ap-rep", "sequence").number(2**30)
    )
    confounder = chance.at("ap-rep", "confounder").draw(CONFOUNDER)
    return encode(ApRep(enc_part=seal(part, key, KeyUsage.AP_REP_ENC_PART, confounder)))


def _refuse(
    acceptor: Acceptor,
    message: ApReq | None,
    now: int,
    code: int,
    attempts: tuple[Attempt, ...] = (),
    sealed: tuple[Sealed, ...] = (),
) -> Acceptance:
    name = PrincipalName(components=("unknown",)) if message is None else message.ticket.sname
    error = KrbError(
        stime=now // MICRO, susec=now % MICRO, error_code=code, realm=acceptor.session.realm or "?", sname=name
    )
    etype = None if message is None else message.ticket.enc_part.etype
    return Acceptance(reply=encode(error), error=code, attempts=attempts, sealed=sealed, ticket_etype=etype)
