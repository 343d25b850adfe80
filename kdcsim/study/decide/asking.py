"""Asking: how a session comes by a service ticket, by decisions - from its cache, or through its TGT."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from kdcsim.ad.directory import Account, NotUnique
from kdcsim.ad.exchange import Exchange
from kdcsim.ad.host.client import Client
from kdcsim.ad.host.session import LogonSession
from kdcsim.ad.kdc import Kdc
from kdcsim.ad.kdc.fault import Fault
from kdcsim.ad.kdc.opened import Opened, open_ticket
from kdcsim.ad.kdc.standing import needs_user_to_user, ticket_fault
from kdcsim.ad.policy import client_list, judge
from kdcsim.ad.supported import etypes_of
from kdcsim.krb5.numbers import ErrorCode
from kdcsim.reason import Decision
from kdcsim.study.decide.login import login
from kdcsim.study.decide.sealed import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A service ticket or an error, with the exchanges that it would take."""

    session: LogonSession
    ticket: Ticket | None = None
    error: int | None = None
    exchanges: tuple[Exchange, ...] = ()
    decisions: tuple[Decision[Any], ...] = ()


def ask(client: Client, kdc: Kdc, spn: str, address: str) -> Asked:
    """Foresee how a session gets a ticket for a service from one KDC."""
    cached = client.session.tgt(client.session.realm, client.now)
    tgt = None if cached is None else Ticket.of(cached)
    exchanges: tuple[Exchange, ...] = ()
    decisions: tuple[Decision[Any], ...] = ()
    if tgt is None:
        first = login(client, kdc, address)
        exchanges, decisions = first.exchanges, first.decisions
        if first.tgt is None:
            return Asked(session=first.session, error=first.error, exchanges=exchanges, decisions=decisions)
        client, tgt = replace(client, session=first.session), first.tgt
    held = client.session.ticket_for(spn, client.now)
    if held is not None:
        return Asked(session=client.session, ticket=Ticket.of(held), exchanges=exchanges, decisions=decisions)
    offered = client_list(replace(client.view, tgt_session=tgt.session_etype))
    exchange, ticket = _granted(kdc, _request(client, kdc, spn, offered.value, address), tgt)
    return Asked(
        session=client.session,
        ticket=ticket,
        error=exchange.error,
        exchanges=(*exchanges, exchange),
        decisions=(*decisions, offered),
    )


def _request(client: Client, kdc: Kdc, spn: str, etypes: tuple[int, ...], address: str) -> Exchange:
    return Exchange(
        dc=kdc.view.name,
        realm=kdc.realm,
        kind="TGS",
        at=client.now,
        client_address=address,
        request=b"",
        reply=b"",
        client_name=client.session.account or "",
        client_realm=kdc.realm,
        service_name=spn,
        options=client.view.generation.options,
        requested=etypes,
    )


def _granted(kdc: Kdc, told: Exchange, tgt: Ticket) -> tuple[Exchange, Ticket | None]:
    """What a KDC makes of a TGS-REQ: it opens the TGT, looks the service up, and judges."""
    unread = _unreadable(kdc, tgt)
    if unread is not None:
        return replace(told, client_name="", error=unread), None
    told = replace(told, client_account=kdc.directory.get(told.client_name))
    if tgt.session_etype not in etypes_of(kdc.view.enabled):
        return replace(told, error=int(ErrorCode.KDC_ERR_ETYPE_NOSUPP)), None
    account = found_service(kdc, told.service_name)
    if not isinstance(account, Account):
        return replace(told, error=account), None
    told = replace(told, service_account=account, available=kdc.available(account))
    fault = _fault(kdc, tgt, told.client_account, told.at // 1_000_000)
    if fault is not None:
        return replace(told, error=int(fault.code), status=fault.status), None
    if needs_user_to_user(kdc, account):
        return replace(told, error=int(ErrorCode.KDC_ERR_MUST_USE_USER2USER)), None
    verdict = judge(kdc.question(account, told.requested))
    told = replace(told, decisions=(*told.decisions, *verdict.decisions))
    if verdict.refusal is not None:
        refusal = verdict.refusal
        return replace(told, error=int(refusal.error), reset_would_help=refusal.reset_would_help), None
    assert verdict.etypes is not None
    etype, session = verdict.etypes
    stored = kdc.key(account, etype)
    assert stored is not None, f"policy chose etype {etype}, and {account.name} has no such key"
    told = replace(
        told,
        ticket_etype=etype,
        session_etype=session,
        reply_etype=tgt.session_etype,
        service_supported=verdict.declared.value.mask,
    )
    return told, Ticket(etype=etype, session_etype=session, key=stored.key)


def _fault(kdc: Kdc, tgt: Ticket, owner: Account | None, now: int) -> Fault | None:
    """What a KDC has against a TGT that lay in a cache; one that it has just made is as it wants it."""
    opened = None if tgt.cached is None else open_ticket(kdc, tgt.cached.ticket)
    return ticket_fault(kdc, opened, owner, now) if isinstance(opened, Opened) else None


def found_service(kdc: Kdc, spn: str) -> Account | int:
    """Find the account behind an SPN, or the error that says why there is none."""
    found = kdc.directory.service(spn)
    if isinstance(found, Account):
        return int(ErrorCode.KDC_ERR_SERVICE_REVOKED) if found.disabled else found
    if isinstance(found, NotUnique):
        return int(ErrorCode.KDC_ERR_PRINCIPAL_NOT_UNIQUE)
    return int(ErrorCode.KDC_ERR_S_PRINCIPAL_UNKNOWN)


def _unreadable(kdc: Kdc, tgt: Ticket) -> int | None:
    """Why a KDC cannot open a TGT: it has no key of that etype, or none that fits."""
    krbtgt = kdc.directory.krbtgt()
    stores = (krbtgt.keys, *krbtgt.older)
    keys = [k.key for s in stores for k in s.usable(check_marker=kdc.check_marker) if k.etype == tgt.etype]
    if not keys:
        return int(ErrorCode.KRB_AP_ERR_NOKEY)
    return None if any(tgt.opens(key) for key in keys) else int(ErrorCode.KRB_AP_ERR_MODIFIED)
