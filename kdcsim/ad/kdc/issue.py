"""Issue: seal a ticket and the reply that brings it - after policy has chosen the etypes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kdcsim.ad.directory import Account, StoredKey
from kdcsim.ad.exchange import Exchange, Sealed
from kdcsim.ad.kdc.draft import Draft
from kdcsim.ad.kdc.kdc import Kdc, is_ticket_granting
from kdcsim.ad.kdc.lifetime import Span
from kdcsim.ad.kdc.pac import Buffers, PacKeys, pac_level, sign
from kdcsim.ad.kdc.quirk import Quirk
from kdcsim.ad.policy import Verdict
from kdcsim.chance import Chance
from kdcsim.krb5.crypto import profile, random_to_key
from kdcsim.krb5.key import Key
from kdcsim.krb5.messages import (
    AuthorizationData,
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
from kdcsim.krb5.numbers import AuthDataType, KeyUsage, MessageType
from kdcsim.krb5.principal import PrincipalName
from kdcsim.krb5.sealing import seal

CONFOUNDER = 16
"""Enough for every etype; `seal` takes what it needs."""
RC4 = 23
NOT_TRANSITED = TransitedEncoding(tr_type=1, contents=b"")
UNSIGNED = b"\0"
"""What stands for the PAC in a ticket over which a ticket signature is made (MS-PAC 2.8.3)."""

_AS_REP, _TGS_REP = int(MessageType.AS_REP), int(MessageType.TGS_REP)
_IF_RELEVANT, _PAC = int(AuthDataType.IF_RELEVANT), int(AuthDataType.WIN2K_PAC)
_TICKET = int(KeyUsage.TICKET)


@dataclass(slots=True, kw_only=True)
class Grant:
    """What is to be issued and to whom. ``pac`` are the buffers without signatures; None: no PAC.

    ``sealed_with`` is the session key of a user-to-user ticket, in place of the account's own key.
    """

    client: PrincipalName
    client_realm: str
    service: PrincipalName
    account: Account
    verdict: Verdict
    span: Span
    pac: Buffers | None = None
    authorization: tuple[AuthorizationDataEntry, ...] = ()
    transited: TransitedEncoding = NOT_TRANSITED
    sealed_with: Key | None = None


@dataclass(slots=True, kw_only=True)
class ReplyKey:
    """The key that seals the reply's own part, and whose it is."""

    key: Key
    usage: int
    tag: int
    holder: str
    kvno: int | None = None
    salt: str | None = None


def issue(
    draft: Draft,
    body: KdcReqBody,
    grant: Grant,
    reply: ReplyKey,
    padata: tuple[PaData, ...],
    sealed_padata: tuple[PaData, ...],
    chance: Chance,
) -> Exchange:
    """Seal ticket and reply. The session key and every confounder are drawn by name."""
    etypes = grant.verdict.etypes
    assert etypes is not None, "a refused verdict reached the sealing"
    ticket_etype, session_etype = etypes
    stored, kvno = _ticket_key(draft.kdc, grant, ticket_etype)
    session = random_to_key(session_etype, chance.at("session-key").draw(profile(session_etype).seed_size))
    bare = Quirk.NO_KVNO in draft.kdc.quirks
    part = _ticket_part(draft, grant, session, stored.key)
    drawn = chance.at("ticket-confounder").draw(CONFOUNDER)
    enc_part = seal(part, stored.key, _TICKET, drawn, kvno=None if bare else kvno)
    told = seal(
        _reply_part(draft, body, grant, session, sealed_padata),
        reply.key,
        reply.usage,
        chance.at("reply-confounder").draw(CONFOUNDER),
        kvno=None if bare else reply.kvno,
        tag=reply.tag,
    )
    message = KdcRep(
        msg_type=_AS_REP if draft.kind == "AS" else _TGS_REP,
        padata=padata or None,
        crealm=grant.client_realm,
        cname=grant.client,
        ticket=Ticket(realm=draft.kdc.realm, sname=grant.service, enc_part=enc_part),
        enc_part=told,
    )
    draft.sealed = (
        *draft.sealed,
        Sealed(part="ticket", usage=2, key=stored.key, holder=f"account {grant.account.name}", salt=stored.salt),
        Sealed(part="reply", usage=reply.usage, key=reply.key, holder=reply.holder, salt=reply.salt),
    )
    draft.ticket_etype, draft.session_etype, draft.reply_etype = stored.etype, session_etype, reply.key.etype
    draft.service_account, draft.service_supported = grant.account, grant.verdict.declared.value.mask
    return draft.finished(encode(message))


def _ticket_key(kdc: Kdc, grant: Grant, etype: int) -> tuple[StoredKey, int | None]:
    """The key that seals the ticket and its version; a user-to-user ticket's key has none (RFC 4120 3.3.3)."""
    if grant.sealed_with is not None:
        return StoredKey(key=grant.sealed_with), None
    stored = kdc.key(grant.account, etype)
    assert stored is not None, f"policy chose etype {etype}, and {grant.account.name} has no such key"
    return stored, grant.account.keys.kvno


def _ticket_part(draft: Draft, grant: Grant, session: Key, key: Key) -> EncTicketPart:
    span = grant.span
    part = EncTicketPart(
        flags=span.flags,
        key=session,
        crealm=grant.client_realm,
        cname=grant.client,
        transited=grant.transited,
        authtime=span.auth_time,
        starttime=None if Quirk.NO_STARTTIME in draft.kdc.quirks else draft.now,
        endtime=span.end_time,
        renew_till=span.renew_till,
        authorization_data=grant.authorization or None,
    )
    return part if grant.pac is None else _with_pac(draft.kdc, part, grant, grant.pac, key)


def _with_pac(kdc: Kdc, part: EncTicketPart, grant: Grant, pac: Buffers, key: Key) -> EncTicketPart:
    """Put the signed PAC first among the authorization data (MS-KILE 3.3.5.6.3)."""
    level = pac_level(kdc.view.generation)
    keys = PacKeys(key, signing_key(kdc))
    if is_ticket_granting(grant.account):
        return _authorized(part, grant, sign(pac, keys))
    ticket = encode(_authorized(part, grant, UNSIGNED)) if level.ticket_checksum else None
    return _authorized(part, grant, sign(pac, keys, ticket=ticket, full=level.full_checksum))


def _authorized(part: EncTicketPart, grant: Grant, pac: bytes) -> EncTicketPart:
    return replace(part, authorization_data=(pac_entry(pac), *grant.authorization))


def pac_entry(pac: bytes) -> AuthorizationDataEntry:
    """A PAC as an element of authorization data: inside AD-IF-RELEVANT (MS-PAC 2.1, MS-KILE 3.3.5.6.3)."""
    inner = AuthorizationDataEntry(ad_type=_PAC, ad_data=pac)
    return AuthorizationDataEntry(ad_type=_IF_RELEVANT, ad_data=encode(AuthorizationData(entries=(inner,))))


def signing_key(kdc: Kdc) -> Key:
    """krbtgt's key for PAC signatures: its strongest, RC4 below functional level 2008, where an older DC verifies."""
    krbtgt = kdc.directory.krbtgt()
    keys = kdc.keys(krbtgt)
    old = next((k for k in keys if k.etype == RC4), None) if kdc.view.functional_level < 3 else None
    return (old or keys[0]).key


def _reply_part(
    draft: Draft, body: KdcReqBody, grant: Grant, session: Key, sealed_padata: tuple[PaData, ...]
) -> EncKdcRepPart:
    span, quirks = grant.span, draft.kdc.quirks
    return EncKdcRepPart(
        key=session,
        last_req=(LastReqEntry(lr_type=0, lr_value=draft.now),),
        nonce=body.nonce ^ 1 if Quirk.WRONG_NONCE in quirks else body.nonce,
        flags=span.flags,
        authtime=span.auth_time,
        starttime=None if Quirk.NO_STARTTIME in quirks else draft.now,
        endtime=span.end_time,
        renew_till=span.renew_till,
        srealm=draft.kdc.realm,
        sname=grant.service,
        encrypted_pa_data=sealed_padata or None,
    )
