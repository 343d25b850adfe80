"""Issue: seal a ticket and the reply that brings it - after policy has chosen the etypes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kdcsim.ad.directory import Account, StoredKey
from kdcsim.ad.kdc.draft import Draft
from kdcsim.ad.kdc.form import Form, Shape
from kdcsim.ad.kdc.kdc import Kdc, is_ticket_granting
from kdcsim.ad.kdc.lifetime import Span
from kdcsim.ad.kdc.pac import Buffers, Layout, PacKeys, lay_out, pac_level, signed
from kdcsim.ad.kdc.pac.container import BufferType
from kdcsim.ad.kdc.quirk import Quirk
from kdcsim.ad.policy import Verdict
from kdcsim.chance import Chance
from kdcsim.krb5.crypto import encrypt, profile, random_to_key
from kdcsim.krb5.key import Key
from kdcsim.krb5.messages import AuthorizationDataEntry, KdcReqBody, PaData, TransitedEncoding, uint32_size
from kdcsim.krb5.numbers import KeyUsage, MessageType
from kdcsim.krb5.principal import PrincipalName

CONFOUNDER = 16
"""Enough for every etype; `seal` takes what it needs."""
RC4 = 23
NOT_TRANSITED = TransitedEncoding(tr_type=1, contents=b"")

_AS_REP, _TGS_REP = int(MessageType.AS_REP), int(MessageType.TGS_REP)
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
    etypes, kdc = grant.verdict.etypes, draft.kdc
    assert etypes is not None, "a refused verdict reached the sealing"
    ticket_etype, session_etype = etypes
    stored, kvno = _ticket_key(kdc, grant, ticket_etype)
    drawn = chance.at("session key and confounders").draw(2 * CONFOUNDER + profile(session_etype).seed_size)
    key = random_to_key(session_etype, drawn[2 * CONFOUNDER :]).value
    pac = None if grant.pac is None else _pac_at_work(kdc, grant.pac, grant.account, stored.key)
    nonce = body.nonce ^ 1 if kdc.has(Quirk.WRONG_NONCE) else body.nonce
    span, values = grant.span, [each.padata_value for each in sealed_padata]
    shape = Shape(
        _AS_REP if draft.kind == "AS" else _TGS_REP,
        grant.client,
        grant.client_realm,
        grant.service,
        span.flags,
        span.renew_till is not None,
        session_etype,
        (stored.key.etype, kvno),
        (reply.key.etype, reply.kvno, reply.tag),
        padata,
        tuple([(each.padata_type, len(each.padata_value)) for each in sealed_padata]),
        grant.authorization,
        grant.transited,
        0 if pac is None else len(pac.layout.data),
        uint32_size(nonce),
    )
    form = kdc.remembered(shape, lambda: Form(kdc, shape))
    times = form.times(span, draft.now)
    part = _ticket_part(form, (key, *times), pac)
    told = form.told.filled((key, draft.now, nonce, *times, *values))
    draft.opened += (
        ("ticket", 2, stored.key, f"account {grant.account.name}", stored.salt),
        ("reply", reply.usage, reply.key, reply.holder, reply.salt),
    )
    draft.ticket_etype, draft.session_etype, draft.reply_etype = stored.key.etype, session_etype, reply.key.etype
    draft.service_account, draft.service_supported = grant.account, grant.verdict.declared.value.mask
    return draft.finished(
        form.whole(
            encrypt(stored.key, _TICKET, part, _confounder(stored.key, drawn)),
            encrypt(reply.key, reply.usage, told, _confounder(reply.key, drawn[CONFOUNDER:])),
        )
    )


def _confounder(key: Key, drawn: bytes) -> bytes:
    return drawn[: profile(key.etype).confounder_size]


def _ticket_key(kdc: Kdc, grant: Grant, etype: int) -> tuple[StoredKey, int | None]:
    """The key that seals the ticket and its version; a user-to-user ticket's key has none (RFC 4120 3.3.3)."""
    if grant.sealed_with is not None:
        return StoredKey(key=grant.sealed_with), None
    stored = kdc.key(grant.account, etype)
    assert stored is not None, f"policy chose etype {etype}, and {grant.account.name} has no such key"
    return stored, grant.account.keys.kvno


@dataclass(frozen=True, slots=True)
class _PacAtWork:
    """A PAC that is laid out and waits for its signatures."""

    layout: Layout
    keys: PacKeys
    auth_time: int | None


def _pac_at_work(kdc: Kdc, plan: PacPlan, account: Account, key: Key) -> _PacAtWork:
    keys = PacKeys(key, signing_key(kdc))
    return _PacAtWork(_layout(kdc, plan, account, keys), keys, plan.auth_time)


def _ticket_part(form: Form, values: tuple[Any, ...], pac: _PacAtWork | None) -> bytes:
    """The ticket's part before it is sealed, with the signed PAC first among the authorization data."""
    if pac is None:
        return form.ticket.filled(values)
    signs = int(BufferType.TICKET_CHECKSUM) in pac.layout.places
    ticket = form.unsigned.filled(values) if signs else b""
    return form.ticket.filled((*values, signed(pac.layout, pac.keys, auth_time=pac.auth_time, ticket=ticket)))


def _layout(kdc: Kdc, plan: PacPlan, account: Account, keys: PacKeys) -> Layout:
    def made() -> Layout:
        level = pac_level(kdc.view.generation)
        of_service = not is_ticket_granting(account)
        ticket, full = of_service and level.ticket_checksum, of_service and level.full_checksum
        return lay_out(plan.make(), keys, ticket=ticket, full=full)

    if plan.key is None:
        return made()
    return kdc.remembered(("layout", *plan.key, is_ticket_granting(account), keys.server.etype), made)


def signing_key(kdc: Kdc) -> Key:
    """krbtgt's key for PAC signatures: its strongest, RC4 below functional level 2008, where an older DC verifies."""
    return kdc.remembered(("signing key",), lambda: _signing_key(kdc))


def _signing_key(kdc: Kdc) -> Key:
    keys = kdc.keys(kdc.directory.krbtgt())
    old = next((k for k in keys if k.etype == RC4), None) if kdc.view.functional_level < 3 else None
    return (old or keys[0]).key
