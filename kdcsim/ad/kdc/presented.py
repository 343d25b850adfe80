"""Presented: the ticket and authenticator that come with a TGS request, opened and checked (RFC 4120 3.2.3, 3.3.3)."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from kdcsim.ad.directory import Account, AccountKind, KeyStore
from kdcsim.ad.kdc.draft import Draft
from kdcsim.ad.kdc.kdc import SKEW_SECONDS, Kdc
from kdcsim.ad.kdc.naming import joined
from kdcsim.ad.kdc.pac import Buffers, split, verify_server
from kdcsim.ad.kdc.padata import value_of
from kdcsim.ad.kdc.quirk import Quirk
from kdcsim.ad.supported import etypes_of
from kdcsim.errors import CryptoError, MalformedMessage
from kdcsim.krb5.crypto import verify_checksum
from kdcsim.krb5.key import Key
from kdcsim.krb5.messages import (
    ApReq,
    Authenticator,
    AuthorizationData,
    AuthorizationDataEntry,
    EncTicketPart,
    KdcReq,
    Ticket,
    decode,
    encode_body,
)
from kdcsim.krb5.numbers import AuthDataType, ErrorCode, KdcOption, KeyUsage, PaDataType, TicketFlag
from kdcsim.krb5.sealing import unseal

_AUTHENTICATOR, _CHECKSUM = int(KeyUsage.TGS_REQ_AUTHENTICATOR), int(KeyUsage.TGS_REQ_AUTHENTICATOR_CHECKSUM)
_TICKET = int(KeyUsage.TICKET)
_INVALID = int(TicketFlag.INVALID)
_SAME_TICKET = int(KdcOption.RENEW | KdcOption.VALIDATE)


@dataclass(frozen=True, slots=True)
class Opened:
    """A ticket of ours (or a referral to us) that opened: its part, the key, the account, and its PAC."""

    ticket: Ticket
    part: EncTicketPart
    key: Key
    account: Account
    pac: Buffers | None
    others: tuple[AuthorizationDataEntry, ...]


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
    draft.client_account = kdc.directory.get(draft.client_name) if part.crealm == kdc.realm else None
    draft.opened += (("TGT", 2, opened.key, f"account {account.name}", account.salt),)
    return _authenticated(draft, message, request, opened)


def open_ticket(kdc: Kdc, ticket: Ticket, *, any_service: bool = False) -> Opened | int:
    """Open a ticket with the current key of its account or an older one; one that opens with none is MODIFIED.

    A TGT is ours by name and by realm; one that another realm made for us opens with that trust's key. A ticket for
    another service is taken only where ``any_service`` says so (to renew it, or as evidence).
    """
    account = _issuer(kdc, ticket, any_service)
    if isinstance(account, int):
        return account
    kept = ("opened", account.name, ticket.enc_part.cipher)
    found = kdc.memory.get(kept)
    if found is None or found.ticket != ticket:
        found = _opened(kdc, ticket, account)
        if isinstance(found, int):
            return found
        kdc.remembered(kept, lambda: found)
    known: Opened = found
    return known


def _opened(kdc: Kdc, ticket: Ticket, account: Account) -> Opened | int:
    etype = ticket.enc_part.etype
    keys = [k.key for s in _stores(account) for k in s.usable(check_marker=kdc.check_marker) if k.etype == etype]
    if not keys:
        return int(ErrorCode.KRB_AP_ERR_NOKEY)
    for key in keys:
        try:
            part = unseal(EncTicketPart, ticket.enc_part, key, _TICKET)
        except (CryptoError, MalformedMessage):
            continue
        return _with_pac(ticket, part, key, account)
    return int(ErrorCode.KRB_AP_ERR_MODIFIED)


def _issuer(kdc: Kdc, ticket: Ticket, any_service: bool) -> Account | int:
    if kdc.is_own_krbtgt(ticket.sname):
        if kdc.is_own_realm(ticket.realm):
            return kdc.directory.krbtgt()
        trust = kdc.directory.trust(ticket.realm)
        accepts = trust is not None and (trust.direction is None or trust.direction.accepts)
        return trust if trust is not None and accepts else int(ErrorCode.KRB_AP_ERR_NOKEY)
    if any_service:
        found = kdc.service(ticket.sname, ticket.realm)
        if isinstance(found, Account):
            return found
    return int(ErrorCode.KRB_AP_ERR_NOT_US)


def _stores(account: Account) -> tuple[KeyStore, ...]:
    if account.kind is AccountKind.TRUST:
        return (account.incoming or account.keys, account.keys, *account.older)
    return (account.keys, *account.older)


def _with_pac(ticket: Ticket, part: EncTicketPart, key: Key, account: Account) -> Opened | int:
    """Take the PAC out of a ticket; one that the ticket's key did not sign is MODIFIED (MS-KILE 3.3.5.7)."""
    raw, others = pac_in(part.authorization_data or ())
    if raw is None:
        return Opened(ticket, part, key, account, None, others)
    try:
        buffers = split(raw)
    except MalformedMessage:
        return int(ErrorCode.KRB_AP_ERR_MODIFIED)
    if not verify_server(raw, buffers, key):
        return int(ErrorCode.KRB_AP_ERR_MODIFIED)
    return Opened(ticket, part, key, account, buffers, others)


def pac_in(
    entries: tuple[AuthorizationDataEntry, ...],
) -> tuple[bytes | None, tuple[AuthorizationDataEntry, ...]]:
    """Find the PAC among authorization data; give it, and the elements that hold none."""
    found, others = None, []
    for entry in entries:
        if entry.ad_type == AuthDataType.IF_RELEVANT and found is None:
            try:
                inner = decode(AuthorizationData, entry.ad_data).entries
            except MalformedMessage:
                inner = ()
            found = next((i.ad_data for i in inner if i.ad_type == AuthDataType.WIN2K_PAC), None)
            if found is not None:
                continue
        others.append(entry)
    return found, tuple(others)


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
