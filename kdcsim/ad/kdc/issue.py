"""Issue: seal a ticket and the reply that brings it - after policy has chosen the etypes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from kdcsim.ad.directory import Account, StoredKey
from kdcsim.ad.kdc.draft import Draft
from kdcsim.ad.kdc.kdc import Kdc, is_ticket_granting
from kdcsim.ad.kdc.lifetime import Span
from kdcsim.ad.kdc.pac import Buffers, Layout, PacKeys, lay_out, pac_level, signed
from kdcsim.ad.kdc.pac.container import BufferType
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


@dataclass(slots=True)
class PacPlan:
    """Which PAC a ticket gets: how its buffers are made, and the key under which their layout is kept, if it is.

    ``auth_time`` goes into a layout that was made at another time; None leaves it as it is.
    """

    make: Callable[[], Buffers]
    key: tuple[object, ...] | None = None
    auth_time: int | None = None


@dataclass(slots=True, kw_only=True)
class Grant:
    """What is to be issued and to whom. ``pac`` None: no PAC.

    ``sealed_with`` is the session key of a user-to-user ticket, in place of the account's own key.
    """

    client: PrincipalName
    client_realm: str
    service: PrincipalName
    account: Account
    verdict: Verdict
    span: Span
    pac: PacPlan | None = None
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
) -> Draft:
    """Seal ticket and reply. Session key and confounders are drawn by name."""
    etypes = grant.verdict.etypes
    assert etypes is not None, "a refused verdict reached the sealing"
    ticket_etype, session_etype = etypes
    stored, kvno = _ticket_key(draft.kdc, grant, ticket_etype)
    seed = profile(session_etype).seed_size
    drawn = chance.at("session key and confounders").draw(2 * CONFOUNDER + seed)
    session = random_to_key(session_etype, drawn[2 * CONFOUNDER :])
    bare = draft.kdc.has(Quirk.NO_KVNO)
    part = _ticket_part(draft, grant, session, stored.key)
    enc_part = seal(part, stored.key, _TICKET, drawn[:CONFOUNDER], kvno=None if bare else kvno)
    told = seal(
        _reply_part(draft, body, grant, session, sealed_padata),
        reply.key,
        reply.usage,
        drawn[CONFOUNDER : 2 * CONFOUNDER],
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
    draft.opened += (
        ("ticket", 2, stored.key, f"account {grant.account.name}", stored.salt),
        ("reply", reply.usage, reply.key, reply.holder, reply.salt),
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
    """The ticket's sealed part, with the signed PAC first among the authorization data (MS-KILE 3.3.5.6.3)."""
    plan, kdc = grant.pac, draft.kdc
    if plan is None:
        return _part(draft, grant, session, grant.authorization)
    keys = PacKeys(key, signing_key(kdc))
    layout = _layout(kdc, plan, grant.account, keys)
    ticket = b""
    if int(BufferType.TICKET_CHECKSUM) in layout.places:
        ticket = encode(_part(draft, grant, session, (pac_entry(UNSIGNED), *grant.authorization)))
    pac = signed(layout, keys, auth_time=plan.auth_time, ticket=ticket)
    return _part(draft, grant, session, (pac_entry(pac), *grant.authorization))


def _layout(kdc: Kdc, plan: PacPlan, account: Account, keys: PacKeys) -> Layout:
    def made() -> Layout:
        level = pac_level(kdc.view.generation)
        of_service = not is_ticket_granting(account)
        ticket, full = of_service and level.ticket_checksum, of_service and level.full_checksum
        return lay_out(plan.make(), keys, ticket=ticket, full=full)

    if plan.key is None:
        return made()
    return kdc.remembered(("layout", *plan.key, is_ticket_granting(account), keys.server.etype), made)


def _part(draft: Draft, grant: Grant, session: Key, authorization: tuple[AuthorizationDataEntry, ...]) -> EncTicketPart:
    span = grant.span
    return EncTicketPart(
        flags=span.flags,
        key=session,
        crealm=grant.client_realm,
        cname=grant.client,
        transited=grant.transited,
        authtime=span.auth_time,
        starttime=None if draft.kdc.has(Quirk.NO_STARTTIME) else draft.now,
        endtime=span.end_time,
        renew_till=span.renew_till,
        authorization_data=authorization or None,
    )


def pac_entry(pac: bytes) -> AuthorizationDataEntry:
    """A PAC as an element of authorization data: inside AD-IF-RELEVANT (MS-PAC 2.1, MS-KILE 3.3.5.6.3)."""
    return AuthorizationDataEntry(ad_type=_IF_RELEVANT, ad_data=_before_pac(len(pac)) + pac)


@lru_cache(maxsize=1024)
def _before_pac(size: int) -> bytes:
    """What stands before a PAC of some size inside its AD-IF-RELEVANT."""
    inner = AuthorizationDataEntry(ad_type=_PAC, ad_data=bytes(size))
    return encode(AuthorizationData(entries=(inner,)))[: -size or None]


def signing_key(kdc: Kdc) -> Key:
    """krbtgt's key for PAC signatures: its strongest, RC4 below functional level 2008, where an older DC verifies."""
    return kdc.remembered(("signing key",), lambda: _signing_key(kdc))


def _signing_key(kdc: Kdc) -> Key:
    keys = kdc.keys(kdc.directory.krbtgt())
    old = next((k for k in keys if k.etype == RC4), None) if kdc.view.functional_level < 3 else None
    return (old or keys[0]).key


def _reply_part(
    draft: Draft, body: KdcReqBody, grant: Grant, session: Key, sealed_padata: tuple[PaData, ...]
) -> EncKdcRepPart:
    span, kdc = grant.span, draft.kdc
    return EncKdcRepPart(
        key=session,
        last_req=(LastReqEntry(lr_type=0, lr_value=draft.now),),
        nonce=body.nonce ^ 1 if kdc.has(Quirk.WRONG_NONCE) else body.nonce,
        flags=span.flags,
        authtime=span.auth_time,
        starttime=None if kdc.has(Quirk.NO_STARTTIME) else draft.now,
        endtime=span.end_time,
        renew_till=span.renew_till,
        srealm=draft.kdc.realm,
        sname=grant.service,
        encrypted_pa_data=sealed_padata or None,
    )
