"""Issue: seal a ticket and the reply that brings it - after policy has chosen the etypes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kdcsim.ad.directory import Account
from kdcsim.ad.exchange import Exchange, Sealed
from kdcsim.ad.kdc.kdc import RENEW_SECONDS, TICKET_SECONDS, Kdc, is_krbtgt
from kdcsim.ad.policy import Verdict
from kdcsim.chance import Chance
from kdcsim.krb5.crypto import profile, random_to_key
from kdcsim.krb5.key import Key
from kdcsim.krb5.messages import (
    AuthorizationDataEntry,
    EncKdcRepPart,
    EncTicketPart,
    KdcRep,
    KdcReqBody,
    LastReqEntry,
    PaData,
    Ticket,
    TransitedEncoding,
    encode,
)
from kdcsim.krb5.numbers import KdcOption, KeyUsage, MessageType, PaDataType, TicketFlag
from kdcsim.krb5.principal import PrincipalName
from kdcsim.krb5.sealing import seal

CONFOUNDER = 16
"""Enough for every etype; `seal` takes what it needs."""

_COPIED = (
    (KdcOption.FORWARDABLE, TicketFlag.FORWARDABLE),
    (KdcOption.PROXIABLE, TicketFlag.PROXIABLE),
    (KdcOption.RENEWABLE, TicketFlag.RENEWABLE),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What is to be issued, to whom, and how long; times in seconds since the epoch."""

    client: PrincipalName
    client_realm: str
    service: PrincipalName
    account: Account
    verdict: Verdict
    flags: int
    auth_time: int
    end_time: int
    renew_till: int | None
    authorization: tuple[AuthorizationDataEntry, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyKey:
    """The key that seals the reply's own part, and whose it is."""

    key: Key
    usage: int
    tag: int
    holder: str
    kvno: int | None = None
    salt: str | None = None


def times(
    now: int, body: KdcReqBody, flags: int, limit: int | None, life: int = TICKET_SECONDS
) -> tuple[int, int | None]:
    """End time and renew-till: what was asked, within the policy and within ``limit`` (the TGT's end)."""
    end = now + life
    if body.till > now:
        end = min(end, body.till)
    if limit is not None:
        end = min(end, limit)
    renew = None
    if flags & TicketFlag.RENEWABLE:
        renew = now + RENEW_SECONDS
        if body.rtime is not None and body.rtime > now:
            renew = min(renew, body.rtime)
    return end, renew


def flags_asked(body: KdcReqBody, allowed: int = 0xFFFFFFFF) -> int:
    """The ticket flags that the options ask for, as far as ``allowed`` (the TGT's flags) permits."""
    flags = 0
    for option, flag in _COPIED:
        if body.kdc_options & option and allowed & flag:
            flags |= flag
    return int(flags)


def issue(
    kdc: Kdc,
    told: Exchange,
    body: KdcReqBody,
    grant: Grant,
    reply: ReplyKey,
    padata: tuple[PaData, ...],
    chance: Chance,
) -> Exchange:
    """Seal ticket and reply. The session key and every confounder are drawn by name."""
    etypes = grant.verdict.etypes
    assert etypes is not None, "a refused verdict reached the sealing"
    ticket_etype, session_etype = etypes
    stored = kdc.key(grant.account, ticket_etype)
    assert stored is not None, f"policy chose etype {ticket_etype}, and {grant.account.name} has no such key"
    session = random_to_key(session_etype, chance.at("session-key").draw(profile(session_etype).seed_size))
    ticket = Ticket(
        realm=kdc.realm,
        sname=grant.service,
        enc_part=seal(
            _ticket_part(told, grant, session),
            stored.key,
            KeyUsage.TICKET,
            chance.at("ticket-confounder").draw(CONFOUNDER),
            kvno=grant.account.keys.kvno,
        ),
    )
    enc_part = seal(
        _reply_part(kdc, told, body, grant, session),
        reply.key,
        reply.usage,
        chance.at("reply-confounder").draw(CONFOUNDER),
        kvno=reply.kvno,
        tag=reply.tag,
    )
    message = KdcRep(
        msg_type=int(MessageType.AS_REP if told.kind == "AS" else MessageType.TGS_REP),
        padata=padata or None,
        crealm=grant.client_realm,
        cname=grant.client,
        ticket=ticket,
        enc_part=enc_part,
    )
    sealed = (
        Sealed(part="ticket", usage=2, key=stored.key, holder=f"account {grant.account.name}", salt=stored.salt),
        Sealed(part="reply", usage=reply.usage, key=reply.key, holder=reply.holder, salt=reply.salt),
    )
    return replace(
        told,
        reply=encode(message),
        ticket_etype=ticket_etype,
        session_etype=session_etype,
        reply_etype=reply.key.etype,
        service_account=grant.account,
        service_supported=grant.verdict.declared.value.mask,
        sealed=(*told.sealed, *sealed),
    )


def _ticket_part(told: Exchange, grant: Grant, session: Key) -> EncTicketPart:
    return EncTicketPart(
        flags=grant.flags,
        key=session,
        crealm=grant.client_realm,
        cname=grant.client,
        transited=TransitedEncoding(tr_type=1, contents=b""),
        authtime=grant.auth_time,
        starttime=told.at // 1_000_000,
        endtime=grant.end_time,
        renew_till=grant.renew_till,
        authorization_data=grant.authorization,
    )


def _reply_part(kdc: Kdc, told: Exchange, body: KdcReqBody, grant: Grant, session: Key) -> EncKdcRepPart:
    return EncKdcRepPart(
        key=session,
        last_req=(LastReqEntry(lr_type=0, lr_value=told.at // 1_000_000),),
        nonce=body.nonce,
        flags=grant.flags,
        authtime=grant.auth_time,
        starttime=told.at // 1_000_000,
        endtime=grant.end_time,
        renew_till=grant.renew_till,
        srealm=kdc.realm,
        sname=grant.service,
        encrypted_pa_data=_announced(kdc, body, grant),
    )


def _announced(kdc: Kdc, body: KdcReqBody, grant: Grant) -> tuple[PaData, ...] | None:
    """PA-SUPPORTED-ENCTYPES (165) inside the reply, when canonicalization is asked (MS-KILE 3.3.5.6, 3.3.5.7)."""
    if not kdc.view.generation.knows_supported_padata or not body.kdc_options & KdcOption.CANONICALIZE:
        return None
    mask = grant.verdict.declared.value.mask
    if is_krbtgt(grant.account):
        mask = 0x7 if kdc.view.functional_level < 3 else 0x1F
    value = (mask & 0xFFFFFFFF).to_bytes(4, "little")
    return (PaData(padata_type=int(PaDataType.SUPPORTED_ENCTYPES), padata_value=value),)
