"""Initiator: how a logon session gets a ticket for a service - in its own realm, or by referral in another."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kdcsim.ad.host.authentication import authenticate
from kdcsim.ad.host.client import Client
from kdcsim.ad.host.dialogue import Dialogue, Outgoing, Told
from kdcsim.ad.host.replies import error_in, kdc_rep, opened
from kdcsim.ad.host.requests import reply_usages, tgs_req
from kdcsim.ad.host.session import CachedTicket
from kdcsim.ad.policy import ForwardQuestion, client_list, forwarded_list
from kdcsim.ad.supported import mask_of
from kdcsim.krb5.numbers import ErrorCode, KdcOption
from kdcsim.krb5.principal import PrincipalName, krbtgt
from kdcsim.reason import Decision

__all__ = ["Client", "ask", "authenticate"]

REFERRALS = 10
"""How many referrals a client follows (RFC 6806 section 8 asks for a limit; ten is what MIT krb5 takes)."""


def ask(client: Client, service: PrincipalName, *, forward: bool = False) -> Dialogue[Told]:
    """Get a service ticket: from the cache, or by a TGS exchange, with an AS exchange before it where there is no TGT.

    ``forward`` asks for a TGT to forward; ``service`` is then the service it is for, whose session key decides the
    etype that is asked (MS-KILE 3.2.5.6).
    """
    decisions: tuple[Decision[Any], ...] = ()
    tgt = client.session.tgt(client.session.realm, client.now)
    news = ""
    if tgt is None:
        told = yield from authenticate(client)
        if told.ticket is None:
            return told
        client, tgt = replace(client, session=told.session), told.ticket
        decisions, news = told.decisions, told.salt_news
    if forward:
        told = yield from _ask_forwarded(client, tgt, service)
    else:
        cached = client.session.ticket_for("/".join(service.components), client.now)
        if cached is not None:
            return Told(session=client.session, ticket=cached, decisions=decisions, salt_news=news)
        told = yield from _follow(client, tgt, service)
    return replace(told, decisions=(*decisions, *told.decisions), salt_news=news)


def _follow(client: Client, tgt: CachedTicket, service: PrincipalName) -> Dialogue[Told]:
    """Ask for a service ticket, and go on to the next realm as long as a referral comes instead (RFC 6806 8)."""
    realm, seen = client.session.realm, set[str]()
    decisions: tuple[Decision[Any], ...] = ()
    for hop in range(REFERRALS):
        label = "tgs" if hop == 0 else f"tgs-{hop}"
        told = yield from _ask_once(client, tgt, service, None, label, realm=realm)
        decisions = (*decisions, *told.decisions)
        told = replace(told, decisions=decisions)
        onward = None if told.ticket is None else _referred(told.ticket, service, realm)
        if onward is None:
            return told
        assert told.ticket is not None
        if onward.lower() in seen:
            break
        seen.add(realm.lower())
        client, tgt, realm = replace(client, session=told.session), told.ticket, onward
    return Told(session=client.session, error=int(ErrorCode.KDC_ERR_PATH_NOT_ACCEPTED), decisions=decisions)


def _referred(ticket: CachedTicket, service: PrincipalName, realm: str) -> str | None:
    """The realm that a referral points to; None when the ticket is what was asked for."""
    asked = "/".join(service.components).lower()
    if not ticket.is_tgt or ticket.server.lower() == asked:
        return None
    onward = ticket.server.split("/", 1)[1]
    return None if onward.lower() == realm.lower() else onward


def _ask_once(
    client: Client,
    tgt: CachedTicket,
    service: PrincipalName,
    etypes: tuple[int, ...] | None,
    label: str,
    options: int = 0,
    realm: str | None = None,
) -> Dialogue[Told]:
    realm = realm or client.session.realm
    view = replace(client.view, tgt_session=tgt.session_key.etype)
    offered = client_list(view)
    mask = mask_of(offered.value) if view.generation.sends_supported else None
    request = tgs_req(
        client,
        tgt,
        service,
        offered.value if etypes is None else etypes,
        label,
        view.generation.options | options,
        mask,
        realm,
    )
    reply = yield Outgoing(data=request.data, realm=realm)
    error = error_in(reply)
    if error is not None:
        return Told(session=client.session, error=error.error_code, decisions=(offered,))
    message = kdc_rep(reply)
    if message is None:
        return Told(session=client.session, error=int(ErrorCode.KRB_AP_ERR_MSG_TYPE), decisions=(offered,))
    ticket = opened(message, tgt.session_key, request.nonce, reply_usages("TGS"))
    if ticket is None:
        return Told(session=client.session, error=int(ErrorCode.KRB_AP_ERR_BAD_INTEGRITY), decisions=(offered,))
    session = client.session if options & KdcOption.FORWARDED else client.session.with_ticket(ticket)
    return Told(session=session, ticket=ticket, decisions=(offered,))


def _ask_forwarded(client: Client, tgt: CachedTicket, service: PrincipalName) -> Dialogue[Told]:
    """Ask a TGT to forward: first with the one etype of the service's session key, then with the whole list."""
    options = int(KdcOption.FORWARDED)
    target = krbtgt(client.session.realm)
    shared = client.session.ticket_for("/".join(service.components), client.now)
    etype = None if shared is None else shared.session_key.etype
    first = forwarded_list(ForwardQuestion(client=client.view, shared=etype), client_list(client.view).value)
    if first.value == (etype,):
        told = yield from _ask_once(client, tgt, target, first.value, "forward-single", options)
        if told.error != ErrorCode.KDC_ERR_ETYPE_NOSUPP:
            return replace(told, decisions=(first, *told.decisions))
    told = yield from _ask_once(client, tgt, target, None, "forward", options)
    return replace(told, decisions=(first, *told.decisions))
