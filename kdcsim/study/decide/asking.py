"""Asking: how a session comes by a service ticket, by decisions - from its cache, or through its TGT."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from kdcsim.ad.directory import Account, NotUnique
from kdcsim.ad.exchange import Exchange
from kdcsim.ad.host.client import Client
from kdcsim.ad.host.session import LogonSession
from kdcsim.ad.kdc import Kdc
from kdcsim.ad.kdc.naming import named_client
from kdcsim.ad.kdc.opened import open_ticket
from kdcsim.ad.kdc.standing import needs_user_to_user, ticket_fault
from kdcsim.ad.policy import client_list, judge
from kdcsim.ad.supported import etypes_of
from kdcsim.krb5.numbers import ErrorCode
from kdcsim.krb5.principal import PrincipalName
from kdcsim.reason import Decision
from kdcsim.study.decide.login import key_of, login
from kdcsim.study.decide.sealed import Ticket

MICRO = 1_000_000


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
        client_name="",  # until the TGT has been opened
        client_realm=kdc.realm,
        service_name=spn,
        options=client.view.generation.options,
        requested=etypes,
    )


def _granted(kdc: Kdc, told: Exchange, tgt: Ticket) -> tuple[Exchange, Ticket | None]:
    """What a KDC makes of a TGS-REQ: it opens the TGT, looks the service up, and judges.

    A TGT that lay in a cache is opened by trial; one that this KDC has just made is as it wants it.
    """
    opened = None if tgt.cached is None else open_ticket(kdc, tgt.cached.ticket)
    if isinstance(opened, int):
        return replace(told, error=opened), None
    owner = named_client(kdc, PrincipalName(components=(tgt.client,)))
    told = replace(told, client_name=tgt.client, client_account=owner if isinstance(owner, Account) else None)
    if tgt.session_etype not in etypes_of(kdc.view.enabled):
        return replace(told, error=int(ErrorCode.KDC_ERR_ETYPE_NOSUPP)), None
    account = found_service(kdc, told.service_name)
    if not isinstance(account, Account):
        return replace(told, error=account), None
    told = replace(told, service_account=account, available=kdc.available(account))
    fault = None if opened is None else ticket_fault(kdc, opened, told.client_account, told.at // MICRO)
    if fault is not None:
        return replace(told, error=int(fault.code), status=fault.status), None
    if needs_user_to_user(kdc, account):
        return replace(told, error=int(ErrorCode.KDC_ERR_MUST_USE_USER2USER)), None
    verdict = judge(kdc.question(account, told.requested))
    told = replace(told, decisions=verdict.decisions)
    if verdict.refusal is not None:
        refusal = verdict.refusal
        return replace(told, error=int(refusal.error), reset_would_help=refusal.reset_would_help), None
    assert verdict.etypes is not None
    etype, session = verdict.etypes
    told = replace(
        told,
        ticket_etype=etype,
        session_etype=session,
        reply_etype=tgt.session_etype,
        service_supported=verdict.declared.value.mask,
    )
    key = key_of(kdc, account, etype).key
    return told, Ticket(etype=etype, session_etype=session, client=tgt.client, key=key)


def found_service(kdc: Kdc, spn: str) -> Account | int:
    """Find the account behind an SPN, or the error that says why there is none."""
    found = kdc.directory.service(spn)
    if isinstance(found, Account):
        return int(ErrorCode.KDC_ERR_SERVICE_REVOKED) if found.disabled else found
    if isinstance(found, NotUnique):
        return int(ErrorCode.KDC_ERR_PRINCIPAL_NOT_UNIQUE)
    return int(ErrorCode.KDC_ERR_S_PRINCIPAL_UNKNOWN)
