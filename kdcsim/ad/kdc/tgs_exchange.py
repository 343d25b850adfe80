"""The TGS exchange: a ticket-granting ticket is shown, a service ticket comes back (RFC 4120 3.3; MS-KILE 3.3.5.7)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256

from kdcsim.ad.directory import Account, KeyStore, StoredKey
from kdcsim.ad.exchange import Exchange, Sealed
from kdcsim.ad.kdc.issue import Grant, ReplyKey, flags_asked, issue, times
from kdcsim.ad.kdc.kdc import SKEW_SECONDS, Kdc, is_krbtgt
from kdcsim.ad.kdc.naming import found_service, joined
from kdcsim.ad.kdc.referral import opening_keys, referral_for, referral_name, refers
from kdcsim.ad.kdc.refusal import refused
from kdcsim.ad.policy import judge
from kdcsim.ad.supported import etypes_of
from kdcsim.chance import Chance
from kdcsim.errors import CryptoError, IntegrityError, MalformedMessage
from kdcsim.krb5.crypto import verify_checksum
from kdcsim.krb5.messages import (
    ApReq,
    Authenticator,
    EncTicketPart,
    KdcReq,
    KdcReqBody,
    decode,
    encode_body,
)
from kdcsim.krb5.numbers import ErrorCode, KdcOption, KeyUsage, PaDataType, TicketFlag
from kdcsim.krb5.sealing import unseal


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """A TGT that opened, and an authenticator that fits it."""

    told: Exchange
    ticket: EncTicketPart
    authenticator: Authenticator


def answer_tgs(kdc: Kdc, told: Exchange, message: KdcReq, chance: Chance) -> Exchange:
    """Answer a TGS-REQ."""
    body = message.req_body
    told = replace(told, kind="TGS", service_name=joined(body.sname), options=body.kdc_options, requested=body.etypes)
    shown = _open(kdc, told, message)
    if isinstance(shown, Exchange):
        return shown
    told = shown.told
    found = found_service(kdc, body)
    if found == ErrorCode.KDC_ERR_S_PRINCIPAL_UNKNOWN:
        found = referral_for(kdc, body.sname) or found
    if not isinstance(found, Account):
        return refused(kdc, told, body, found)
    told = replace(told, service_account=found, available=kdc.available(found))
    return _grant(kdc, replace(shown, told=told), body, found, _padata_mask(message), chance)


def _open(kdc: Kdc, told: Exchange, message: KdcReq) -> _Shown | Exchange:
    body = message.req_body
    raw = next((p.padata_value for p in message.padata or () if p.padata_type == PaDataType.TGS_REQ), None)
    if raw is None:
        return refused(kdc, told, body, ErrorCode.KDC_ERR_PADATA_TYPE_NOSUPP)
    try:
        request = decode(ApReq, raw)
    except MalformedMessage:
        return refused(kdc, told, body, ErrorCode.KRB_ERR_GENERIC)
    if not kdc.is_own_krbtgt(request.ticket.sname):
        return refused(kdc, told, body, ErrorCode.KRB_AP_ERR_NOT_US)
    opens = opening_keys(kdc, request.ticket.realm)
    if opens is None:
        return refused(kdc, told, body, ErrorCode.KRB_AP_ERR_NOT_US)
    owner, stores = opens
    ticket = _opened_ticket(kdc, stores, request)
    if isinstance(ticket, int):
        return refused(kdc, told, body, ticket)
    part, key = ticket
    holder = Sealed(part="TGT", usage=2, key=key.key, holder=f"account {owner.name}", salt=key.salt)
    ours = part.crealm.lower() == kdc.realm.lower()
    told = replace(
        told,
        client_name=joined(part.cname),
        client_realm=part.crealm,
        client_account=kdc.directory.get(joined(part.cname)) if ours else None,
        sealed=(*told.sealed, holder),
    )
    return _authenticated(kdc, told, message, request, part)


def _opened_ticket(kdc: Kdc, stores: tuple[KeyStore, ...], request: ApReq) -> tuple[EncTicketPart, StoredKey] | int:
    """Open the TGT with the current key or one before it; a TGT that opens with none is MODIFIED."""
    etype = request.ticket.enc_part.etype
    keys = [k for store in stores for k in store.usable(check_marker=kdc.check_marker) if k.etype == etype]
    if not keys:
        return int(ErrorCode.KRB_AP_ERR_NOKEY)
    for key in keys:
        try:
            return unseal(EncTicketPart, request.ticket.enc_part, key.key, KeyUsage.TICKET), key
        except (IntegrityError, MalformedMessage):
            continue
    return int(ErrorCode.KRB_AP_ERR_MODIFIED)


def _authenticated(
    kdc: Kdc, told: Exchange, message: KdcReq, request: ApReq, ticket: EncTicketPart
) -> _Shown | Exchange:
    body, now = message.req_body, told.at // 1_000_000
    if ticket.key.etype not in etypes_of(kdc.view.enabled):
        return refused(kdc, told, body, ErrorCode.KDC_ERR_ETYPE_NOSUPP)
    try:
        authenticator = unseal(Authenticator, request.authenticator, ticket.key, KeyUsage.TGS_REQ_AUTHENTICATOR)
    except (CryptoError, MalformedMessage):
        return refused(kdc, told, body, ErrorCode.KRB_AP_ERR_BAD_INTEGRITY)
    sealed = Sealed(part="authenticator", usage=7, key=ticket.key, holder="TGT session key")
    digest = sha256(request.authenticator.cipher).digest()
    told = replace(told, sealed=(*told.sealed, sealed), authenticator=digest)
    error = _fault(message, ticket, authenticator, now)
    if error is None and digest in kdc.seen:
        error = ErrorCode.KRB_AP_ERR_REPEAT
    if error is not None:
        return refused(kdc, told, body, error)
    return _Shown(told=told, ticket=ticket, authenticator=authenticator)


def _fault(message: KdcReq, ticket: EncTicketPart, authenticator: Authenticator, now: int) -> ErrorCode | None:
    """What is wrong with a TGT and its authenticator, in the order of RFC 4120 3.2.3 and 3.3.3."""
    if authenticator.cname.components != ticket.cname.components or authenticator.crealm != ticket.crealm:
        return ErrorCode.KRB_AP_ERR_BADMATCH
    if abs(authenticator.ctime - now) > SKEW_SECONDS:
        return ErrorCode.KRB_AP_ERR_SKEW
    if ticket.starttime is not None and ticket.starttime > now + SKEW_SECONDS:
        return ErrorCode.KRB_AP_ERR_TKT_NYV
    if ticket.endtime <= now:
        return ErrorCode.KRB_AP_ERR_TKT_EXPIRED
    return _body_fault(message, ticket, authenticator)


def _body_fault(message: KdcReq, ticket: EncTicketPart, authenticator: Authenticator) -> ErrorCode | None:
    """Check the body's checksum when there is one; Windows serves a request without (peers.md section 3)."""
    if authenticator.cksum is None:
        return None
    raw = message.body_bytes if message.body_bytes is not None else encode_body(message.req_body)
    try:
        verify_checksum(
            ticket.key,
            KeyUsage.TGS_REQ_AUTHENTICATOR_CHECKSUM,
            raw,
            authenticator.cksum.cksumtype,
            authenticator.cksum.checksum,
        )
    except CryptoError:
        return ErrorCode.KRB_AP_ERR_MODIFIED
    return None


def _grant(
    kdc: Kdc, shown: _Shown, body: KdcReqBody, account: Account, supported: int | None, chance: Chance
) -> Exchange:
    told, tgt = shown.told, shown.ticket
    forwarded = bool(body.kdc_options & KdcOption.FORWARDED)
    if forwarded and not (tgt.flags & TicketFlag.FORWARDABLE and is_krbtgt(account)):
        return refused(kdc, told, body, ErrorCode.KDC_ERR_BADOPTION)
    verdict = judge(kdc.question(account, body.etypes, supported if forwarded else None))
    told = replace(told, decisions=(*told.decisions, *verdict.decisions))
    if verdict.refusal is not None:
        return refused(kdc, told, body, verdict.refusal.error, reset_would_help=verdict.refusal.reset_would_help)
    assert body.sname is not None
    flags = flags_asked(body, tgt.flags) | int(tgt.flags & TicketFlag.PRE_AUTHENT)
    flags |= int(TicketFlag.FORWARDED) if forwarded else 0
    flags |= int(TicketFlag.OK_AS_DELEGATE) if account.trusted_for_delegation else 0
    end, renew = times(told.at // 1_000_000, body, flags, tgt.endtime)
    grant = Grant(
        client=tgt.cname,
        client_realm=tgt.crealm,
        service=referral_name(account) if refers(account) else body.sname,
        account=account,
        verdict=verdict,
        flags=flags,
        auth_time=tgt.authtime,
        end_time=end,
        renew_till=None if renew is None or tgt.renew_till is None else min(renew, tgt.renew_till),
        authorization=tgt.authorization_data,
    )
    return issue(kdc, told, body, grant, _reply_key(shown), (), chance)


def _reply_key(shown: _Shown) -> ReplyKey:
    subkey = shown.authenticator.subkey
    if subkey is not None:
        usage = int(KeyUsage.TGS_REP_ENC_PART_SUBKEY)
        return ReplyKey(key=subkey, usage=usage, tag=26, holder="authenticator subkey")
    usage = int(KeyUsage.TGS_REP_ENC_PART_SESSION_KEY)
    return ReplyKey(key=shown.ticket.key, usage=usage, tag=26, holder="TGT session key")


def _padata_mask(message: KdcReq) -> int | None:
    """The client's PA-SUPPORTED-ENCTYPES (MS-KILE 2.2.8), four little-endian bytes."""
    for entry in message.padata or ():
        if entry.padata_type == PaDataType.SUPPORTED_ENCTYPES and len(entry.padata_value) == 4:
            return int.from_bytes(entry.padata_value, "little")
    return None
