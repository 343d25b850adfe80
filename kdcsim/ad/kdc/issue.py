"""Issue: seal a ticket and the reply that brings it - after policy has chosen the etypes."""

from __future__ import annotations

from typing import Any

from kdcsim.ad.kdc.draft import Draft
from kdcsim.ad.kdc.form import Form, Shape
from kdcsim.ad.kdc.grant import Grant, ReplyKey
from kdcsim.ad.kdc.lifetime import Span
from kdcsim.ad.kdc.pac import signed
from kdcsim.ad.kdc.quirk import Quirk
from kdcsim.ad.kdc.sealing import Sealing, sealing_of
from kdcsim.chance import Chance
from kdcsim.krb5.crypto import encrypt, profile, random_to_key
from kdcsim.krb5.key import Key
from kdcsim.krb5.messages import PaData, uint32_size
from kdcsim.krb5.numbers import KeyUsage, MessageType

CONFOUNDER = 16
"""Enough for every etype."""

_AS_REP, _TGS_REP = int(MessageType.AS_REP), int(MessageType.TGS_REP)
_TICKET = int(KeyUsage.TICKET)


def issue(
    draft: Draft,
    grant: Grant,
    span: Span,
    reply: ReplyKey,
    nonce: int,
    chance: Chance,
    first: tuple[PaData, ...] = (),
) -> Draft:
    """Seal ticket and reply. Session key and confounders are drawn by name; ``first`` comes before what is told."""
    kdc, now = draft.kdc, draft.now
    sealing = grant.sealing
    if sealing is None:
        sealing = grant.sealing = sealing_of(kdc, grant, now)
    stored, session_etype = sealing.stored, sealing.session_etype
    drawn = chance.at("session key and confounders").draw(2 * CONFOUNDER + sealing.seed_size)
    key = random_to_key(session_etype, drawn[2 * CONFOUNDER :]).value
    if kdc.has(Quirk.WRONG_NONCE):
        nonce ^= 1
    values = [each.padata_value for each in (*first, *grant.told)]
    form = _form(draft, grant, span, reply, (*first, *grant.told), uint32_size(nonce))
    times = form.times(span, now)
    part = _ticket_part(form, (key, *times), sealing, now if grant.pac is not None and grant.pac.at_logon else None)
    told = form.told.filled((key, now, nonce, *times, *values))
    draft.opened += (
        ("ticket", 2, stored.key, sealing.holder, stored.salt),
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


def _form(draft: Draft, grant: Grant, span: Span, reply: ReplyKey, told: tuple[PaData, ...], nonce_size: int) -> Form:
    """The messages to fill in: those that this grant was written in before, or that another of the same shape was."""
    renewable = span.renew_till is not None
    kept = (span.flags, renewable, reply.key.etype, nonce_size, *[len(each.padata_value) for each in told])
    form = grant.forms.get(kept)
    if form is None:
        form = grant.forms[kept] = _shaped(draft, grant, span, reply, told, nonce_size)
    return form


def _shaped(draft: Draft, grant: Grant, span: Span, reply: ReplyKey, told: tuple[PaData, ...], nonce_size: int) -> Form:
    sealing = grant.sealing
    assert sealing is not None
    shape = Shape(
        msg_type=_AS_REP if draft.kind == "AS" else _TGS_REP,
        client=grant.client,
        client_realm=grant.client_realm,
        service=grant.service,
        flags=span.flags,
        renewable=span.renew_till is not None,
        session_etype=sealing.session_etype,
        ticket=(sealing.stored.key.etype, sealing.kvno),
        reply=(reply.key.etype, reply.kvno, reply.tag),
        padata=grant.padata,
        sealed_padata=tuple((each.padata_type, len(each.padata_value)) for each in told),
        authorization=grant.authorization,
        transited=grant.transited,
        pac_size=0 if sealing.layout is None else len(sealing.layout.data),
        nonce_size=nonce_size,
    )
    return draft.kdc.remembered(shape, lambda: Form(draft.kdc, shape))


def _confounder(key: Key, drawn: bytes) -> bytes:
    return drawn[: profile(key.etype).confounder_size]


def _ticket_part(form: Form, values: tuple[Any, ...], sealing: Sealing, auth_time: int | None) -> bytes:
    """The ticket's part before it is sealed, with the signed PAC first among the authorization data."""
    if sealing.layout is None:
        return form.ticket.filled(values)
    ticket = form.unsigned.filled(values) if sealing.signs_ticket else b""
    return form.ticket.filled((*values, signed(sealing.layout, sealing.keys, auth_time=auth_time, ticket=ticket)))
