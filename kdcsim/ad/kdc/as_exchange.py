"""The AS exchange: a client proves itself and gets its first ticket (RFC 4120 3.1; MS-KILE 3.3.5.6)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from kdcsim.ad.directory import Account, StoredKey
from kdcsim.ad.exchange import Exchange, Sealed
from kdcsim.ad.kdc.issue import Grant, ReplyKey, flags_asked, issue, times
from kdcsim.ad.kdc.kdc import PROTECTED_SECONDS, SKEW_SECONDS, TICKET_SECONDS, Kdc
from kdcsim.ad.kdc.naming import found_service, joined
from kdcsim.ad.kdc.refusal import hint_data, method_data, refused
from kdcsim.ad.policy import (
    Refusal,
    StampQuestion,
    has_salt,
    hint,
    judge,
    reply_without_preauthentication,
    timestamp,
)
from kdcsim.chance import Chance
from kdcsim.errors import CryptoError, MalformedMessage
from kdcsim.krb5.key import EncryptedData
from kdcsim.krb5.messages import KdcReq, PaData, PaEncTsEnc, decode
from kdcsim.krb5.numbers import ErrorCode, KeyUsage, PaDataType, TicketFlag
from kdcsim.krb5.sealing import unseal


@dataclass(frozen=True, slots=True, kw_only=True)
class _Proven:
    """The client is who it says: the reply goes out under this key."""

    told: Exchange
    key: StoredKey
    flags: int


def answer_as(kdc: Kdc, told: Exchange, message: KdcReq, chance: Chance) -> Exchange:
    """Answer an AS-REQ."""
    body = message.req_body
    told = replace(
        told,
        kind="AS",
        client_name=joined(body.cname),
        service_name=joined(body.sname),
        options=body.kdc_options,
        requested=body.etypes,
    )
    if body.cname is None:
        return refused(kdc, told, body, ErrorCode.KDC_ERR_C_PRINCIPAL_UNKNOWN)
    client = kdc.directory.client(joined(body.cname))
    if not isinstance(client, Account):
        return refused(kdc, told, body, ErrorCode.KDC_ERR_C_PRINCIPAL_UNKNOWN)
    told = replace(told, client_account=client, available=kdc.available(client))
    if client.disabled:
        return refused(kdc, told, body, ErrorCode.KDC_ERR_CLIENT_REVOKED)
    proven = _prove(kdc, told, message, client)
    if isinstance(proven, Exchange):
        return proven
    return _grant(kdc, proven, message, client, chance)


def _prove(kdc: Kdc, told: Exchange, message: KdcReq, client: Account) -> _Proven | Exchange:
    stamp = _stamp(message)
    if stamp is not None:
        return _check_stamp(kdc, told, message, client, stamp)
    body = message.req_body
    question = kdc.question(client, body.etypes)
    if client.no_preauth:
        decision = reply_without_preauthentication(question)
        told = _with(told, decision)
        if isinstance(decision.value, Refusal):
            return refused(kdc, told, body, decision.value.error, reset_would_help=decision.value.reset_would_help)
        return _Proven(told=told, key=_key(kdc, client, decision.value), flags=0)
    hinted = hint(question)
    told = _with(told, hinted)
    if isinstance(hinted.value, Refusal):
        return refused(kdc, told, body, hinted.value.error, reset_would_help=hinted.value.reset_would_help)
    e_data = method_data(kdc, client, hinted.value)
    return refused(kdc, told, body, ErrorCode.KDC_ERR_PREAUTH_REQUIRED, e_data=e_data)


def _check_stamp(
    kdc: Kdc, told: Exchange, message: KdcReq, client: Account, stamp: EncryptedData
) -> _Proven | Exchange:
    body = message.req_body
    told = replace(told, preauth_etype=stamp.etype)
    decision = timestamp(StampQuestion(asked=kdc.question(client, body.etypes), etype=stamp.etype))
    told = _with(told, decision)
    if isinstance(decision.value, Refusal):
        return refused(kdc, told, body, decision.value.error, reset_would_help=decision.value.reset_would_help)
    key = _key(kdc, client, stamp.etype)
    try:
        opened = unseal(PaEncTsEnc, stamp, key.key, KeyUsage.AS_REQ_PA_ENC_TIMESTAMP)
    except (CryptoError, MalformedMessage):
        hinted = hint(kdc.question(client, body.etypes)).value
        e_data = None if isinstance(hinted, Refusal) else method_data(kdc, client, hinted)
        return refused(kdc, told, body, ErrorCode.KDC_ERR_PREAUTH_FAILED, e_data=e_data)
    sealed = Sealed(part="timestamp", usage=1, key=key.key, holder=f"account {client.name}", salt=key.salt)
    told = replace(told, sealed=(*told.sealed, sealed))
    if abs(opened.patimestamp - told.at // 1_000_000) > SKEW_SECONDS:
        return refused(kdc, told, body, ErrorCode.KRB_AP_ERR_SKEW)
    return _Proven(told=told, key=key, flags=int(TicketFlag.PRE_AUTHENT))


def _grant(kdc: Kdc, proven: _Proven, message: KdcReq, client: Account, chance: Chance) -> Exchange:
    body, told = message.req_body, proven.told
    found = found_service(kdc, body)
    if not isinstance(found, Account):
        return refused(kdc, told, body, found)
    told = replace(told, service_account=found)
    verdict = judge(kdc.question(found, body.etypes))
    told = replace(told, decisions=(*told.decisions, *verdict.decisions))
    if verdict.refusal is not None:
        told = replace(told, available=kdc.available(found))
        return refused(kdc, told, body, verdict.refusal.error, reset_would_help=verdict.refusal.reset_would_help)
    assert body.cname is not None and body.sname is not None
    flags = int(flags_asked(body) | proven.flags | TicketFlag.INITIAL)
    now = told.at // 1_000_000
    short = client.protected and kdc.view.generation.protects_users
    end, renew = times(now, body, flags, None, PROTECTED_SECONDS if short else TICKET_SECONDS)
    grant = Grant(
        client=body.cname,
        client_realm=kdc.realm,
        service=body.sname,
        account=found,
        verdict=verdict,
        flags=flags,
        auth_time=now,
        end_time=end,
        renew_till=renew,
    )
    reply = ReplyKey(
        key=proven.key.key,
        usage=int(KeyUsage.AS_REP_ENC_PART),
        tag=25,
        holder=f"account {client.name}",
        kvno=client.keys.kvno,
        salt=proven.key.salt,
    )
    return issue(kdc, told, body, grant, reply, _salt_told(kdc, client, proven.key.etype), chance)


def _salt_told(kdc: Kdc, client: Account, etype: int) -> tuple[PaData, ...]:
    """The salt beside an AS-REP: ETYPE-INFO2 if and only if the reply is AES, PW-SALT beside a DES reply.

    An RC4 reply carries nothing (Samba raw_testcase, L): a client that always uses RC4 is never told its salt.
    """
    if not has_salt(etype):
        return ()
    if etype in (17, 18):
        return hint_data(kdc, client, (etype,))
    stored = kdc.key(client, etype)
    salt = "" if stored is None else stored.salt or ""
    return (PaData(padata_type=int(PaDataType.PW_SALT), padata_value=salt.encode("utf-8", "surrogateescape")),)


def _stamp(message: KdcReq) -> EncryptedData | None:
    for entry in message.padata or ():
        if entry.padata_type == PaDataType.ENC_TIMESTAMP and entry.padata_value:
            try:
                return decode(EncryptedData, entry.padata_value)
            except MalformedMessage:
                return EncryptedData(etype=-1, cipher=b"")
    return None


def _key(kdc: Kdc, account: Account, etype: int) -> StoredKey:
    key = kdc.key(account, etype)
    assert key is not None, f"policy chose etype {etype}, and {account.name} has no such key"
    return key


def _with(told: Exchange, decision: Any) -> Exchange:
    return replace(told, decisions=(*told.decisions, decision))
