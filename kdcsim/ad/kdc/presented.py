"""Presented: the ticket and authenticator that come with a TGS request, opened and checked (RFC 4120 3.2.3, 3.3.3)."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from kdcsim.ad.kdc.draft import Draft
from kdcsim.ad.kdc.kdc import SKEW_SECONDS, Kdc
from kdcsim.ad.kdc.naming import joined
from kdcsim.ad.kdc.opened import Opened, open_ticket
from kdcsim.ad.kdc.padata import value_of
from kdcsim.ad.kdc.quirk import Quirk
from kdcsim.ad.kdc.standing import owner_of
from kdcsim.ad.supported import etypes_of
from kdcsim.errors import CryptoError, MalformedMessage
from kdcsim.krb5.crypto import verify_checksum
from kdcsim.krb5.key import Key
from kdcsim.krb5.messages import ApReq, Authenticator, EncTicketPart, KdcReq, decode, encode_body
from kdcsim.krb5.numbers import ErrorCode, KdcOption, KeyUsage, PaDataType, TicketFlag
from kdcsim.krb5.sealing import opened as unsealed

_AUTHENTICATOR, _CHECKSUM = int(KeyUsage.TGS_REQ_AUTHENTICATOR), int(KeyUsage.TGS_REQ_AUTHENTICATOR_CHECKSUM)
_INVALID = int(TicketFlag.INVALID)
_VALIDATE, _SAME_TICKET = int(KdcOption.VALIDATE), int(KdcOption.RENEW | KdcOption.VALIDATE)


@dataclass(frozen=True, slots=True)
class Shown:
    """A ticket that opened, and an authenticator that fits it."""

    opened: Opened
    authenticator: Authenticator
    sealed: bytes
    """The cipher that the authenticator came in."""

    @property
    def ticket(self) -> EncTicketPart:
        """The ticket's sealed part."""
        return self.opened.part

    @property
    def key(self) -> Key:
        """The key that both sides share now: the authenticator's subkey, or the session key."""
        return self.authenticator.subkey or self.opened.part.key


def presented(draft: Draft, message: KdcReq) -> Shown | int:
    """Open what came in PA-TGS-REQ, or say which error it is."""
    raw = value_of(message, PaDataType.TGS_REQ)
    if raw is None:
        return int(ErrorCode.KDC_ERR_PADATA_TYPE_NOSUPP)
    request = decode(ApReq, raw)
    kdc, options = draft.kdc, message.req_body.kdc_options
    opened = open_ticket(kdc, request.ticket, any_service=bool(options & _SAME_TICKET))
    if isinstance(opened, int):
        return opened
    part, account = opened.part, opened.account
    draft.client_name, draft.client_realm = joined(part.cname), part.crealm
    draft.client_account = owner_of(kdc, opened)
    draft.opened += (("TGT", 2, opened.key, f"account {account.name}", account.salt),)
    return _authenticated(draft, message, request, opened)


def _authenticated(draft: Draft, message: KdcReq, request: ApReq, opened: Opened) -> Shown | int:
    if opened.part.key.etype not in etypes_of(draft.kdc.view.enabled):
        return int(ErrorCode.KDC_ERR_ETYPE_NOSUPP)
    raw = message.body_bytes if message.body_bytes is not None else encode_body(message.req_body)
    return authenticated(draft, opened, request.authenticator.cipher, message.req_body.kdc_options, raw)


def authenticated(draft: Draft, opened: Opened, sealed: bytes, options: int, body: bytes) -> Shown | int:
    """Open and check the authenticator that comes with a TGT; ``body`` are the octets of the request's body."""
    kdc, ticket = draft.kdc, opened.part
    try:
        authenticator = unsealed(Authenticator, sealed, ticket.key, _AUTHENTICATOR)
    except (CryptoError, MalformedMessage):
        return int(ErrorCode.KRB_AP_ERR_BAD_INTEGRITY)
    if draft.pattern is None:
        draft.opened += (("authenticator", 7, ticket.key, "TGT session key", None),)
    digest = sha256(sealed).digest()
    draft.authenticator = digest
    fault = _fault(kdc, options, body, ticket, authenticator, draft.now)
    if fault is None and digest in kdc.seen and not kdc.has(Quirk.FORGET_REPLAYS):
        fault = ErrorCode.KRB_AP_ERR_REPEAT
    return Shown(opened, authenticator, sealed) if fault is None else int(fault)


def _fault(
    kdc: Kdc, options: int, body: bytes, ticket: EncTicketPart, authenticator: Authenticator, now: int
) -> ErrorCode | None:
    """What is wrong with a TGT and its authenticator, in the order of RFC 4120 3.2.3 and 3.3.3."""
    if authenticator.cname.components != ticket.cname.components or authenticator.crealm != ticket.crealm:
        return ErrorCode.KRB_AP_ERR_BADMATCH
    if abs(authenticator.ctime - now) > SKEW_SECONDS and not kdc.has(Quirk.IGNORE_SKEW):
        return ErrorCode.KRB_AP_ERR_SKEW
    late = ticket.starttime is not None and ticket.starttime > now + SKEW_SECONDS
    if (late or ticket.flags & _INVALID) and not options & _VALIDATE:
        return ErrorCode.KRB_AP_ERR_TKT_NYV
    if ticket.endtime <= now:
        return ErrorCode.KRB_AP_ERR_TKT_EXPIRED
    return _body_fault(kdc, body, ticket, authenticator)


def _body_fault(kdc: Kdc, body: bytes, ticket: EncTicketPart, authenticator: Authenticator) -> ErrorCode | None:
    """Check the body's checksum when there is one; Windows serves a request without (peers.md section 3)."""
    over = authenticator.cksum
    if over is None:
        return ErrorCode.KRB_AP_ERR_INAPP_CKSUM if kdc.has(Quirk.DEMAND_CHECKSUM) else None
    try:
        verify_checksum(ticket.key, _CHECKSUM, body, over.cksumtype, over.checksum)
    except CryptoError:
        return ErrorCode.KRB_AP_ERR_MODIFIED
    return None
