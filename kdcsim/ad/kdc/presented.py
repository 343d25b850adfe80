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
from kdcsim.krb5.sealing import unseal

_AUTHENTICATOR, _CHECKSUM = int(KeyUsage.TGS_REQ_AUTHENTICATOR), int(KeyUsage.TGS_REQ_AUTHENTICATOR_CHECKSUM)
_INVALID = int(TicketFlag.INVALID)
_SAME_TICKET = int(KdcOption.RENEW | KdcOption.VALIDATE)


@dataclass(frozen=True, slots=True)
class Shown:
    """A ticket that opened, and an authenticator that fits it."""

    opened: Opened
    authenticator: Authenticator

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
    kdc, ticket = draft.kdc, opened.part
    if ticket.key.etype not in etypes_of(kdc.view.enabled):
        return int(ErrorCode.KDC_ERR_ETYPE_NOSUPP)
    try:
        authenticator = unseal(Authenticator, request.authenticator, ticket.key, _AUTHENTICATOR)
    except (CryptoError, MalformedMessage):
        return int(ErrorCode.KRB_AP_ERR_BAD_INTEGRITY)
    draft.opened += (("authenticator", 7, ticket.key, "TGT session key", None),)
    digest = sha256(request.authenticator.cipher).digest()
    draft.authenticator = digest
    fault = _fault(kdc, message, ticket, authenticator, draft.now)
    if fault is None and digest in kdc.seen and not kdc.has(Quirk.FORGET_REPLAYS):
        fault = ErrorCode.KRB_AP_ERR_REPEAT
    return Shown(opened, authenticator) if fault is None else int(fault)


def _fault(
    kdc: Kdc, message: KdcReq, ticket: EncTicketPart, authenticator: Authenticator, now: int
) -> ErrorCode | None:
    """What is wrong with a TGT and its authenticator, in the order of RFC 4120 3.2.3 and 3.3.3."""
    if authenticator.cname.components != ticket.cname.components or authenticator.crealm != ticket.crealm:
        return ErrorCode.KRB_AP_ERR_BADMATCH
    if abs(authenticator.ctime - now) > SKEW_SECONDS and not kdc.has(Quirk.IGNORE_SKEW):
        return ErrorCode.KRB_AP_ERR_SKEW
    validates = message.req_body.kdc_options & int(KdcOption.VALIDATE)
    late = ticket.starttime is not None and ticket.starttime > now + SKEW_SECONDS
    if not validates and (late or ticket.flags & _INVALID):
        return ErrorCode.KRB_AP_ERR_TKT_NYV
    if ticket.endtime <= now:
        return ErrorCode.KRB_AP_ERR_TKT_EXPIRED
    return _body_fault(kdc, message, ticket, authenticator)


def _body_fault(kdc: Kdc, message: KdcReq, ticket: EncTicketPart, authenticator: Authenticator) -> ErrorCode | None:
    """Check the body's checksum when there is one; Windows serves a request without (peers.md section 3)."""
    if authenticator.cksum is None:
        return ErrorCode.KRB_AP_ERR_INAPP_CKSUM if kdc.has(Quirk.DEMAND_CHECKSUM) else None
    raw = message.body_bytes if message.body_bytes is not None else encode_body(message.req_body)
    kind, value = authenticator.cksum.cksumtype, authenticator.cksum.checksum
    try:
        verify_checksum(ticket.key, _CHECKSUM, raw, kind, value)
    except CryptoError:
        return ErrorCode.KRB_AP_ERR_MODIFIED
    return None
