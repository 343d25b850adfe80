"""Expectations about logon sessions: the tickets in their caches, and the salts their AES keys are made with."""

from __future__ import annotations

from collections.abc import Iterator

from kdcsim.ad.host.session import AES_ETYPES, CachedTicket, LogonSession
from kdcsim.scenario.model import CacheExpected, Expectation, SaltExpected
from kdcsim.study import wording
from kdcsim.study.finding import Finding
from kdcsim.study.run import Played


def cache_findings(branch: str, played: Played, expected: Expectation) -> Iterator[Finding]:
    """Hold each expected cache content against the world after the step."""
    for wanted in expected.cache:
        session = _session(played, wanted.host, wanted.session)
        ticket = session.ticket_for(wanted.server, played.after.now) if session else None
        hoped, said = _hoped(wanted), _cached(ticket)
        where = f"the cache of {wording.session(wanted.session)} on {wanted.host}"
        holds = _cache_holds(wanted, ticket)
        yield Finding(
            branch=branch,
            step=played.step.label,
            kind="cache",
            expected=hoped,
            found=said,
            holds=holds,
            span=expected.span,
            sentence=f"{where} has {said} for {wanted.server}" + ("" if holds else f", expected {hoped}"),
        )


def salt_findings(branch: str, played: Played, expected: Expectation) -> Iterator[Finding]:
    """Hold each expected salt against the session's current AES key."""
    for wanted in expected.salts:
        found = _salt(wanted, played)
        hoped = "no AES key" if wanted.salt is None else f"salt {wording.salt(wanted.salt)}"
        said = "no AES key" if found is None else f"salt {wording.salt(found)}"
        holds = found == wanted.salt
        yield Finding(
            branch=branch,
            step=played.step.label,
            kind="salt",
            expected=hoped,
            found=said,
            holds=holds,
            span=expected.span,
            sentence=f"{wording.session(wanted.session)} on {wanted.host} has {said}"
            + ("" if holds else f", expected {hoped}"),
        )


def _session(played: Played, host: str, luid: int) -> LogonSession | None:
    found = played.after.hosts.get(host.upper())
    return found.sessions.get(luid) if found else None


def _cache_holds(wanted: CacheExpected, ticket: CachedTicket | None) -> bool:
    if ticket is None or not wanted.present:
        return (ticket is not None) == wanted.present
    ticket_ok = wanted.etype in (None, ticket.ticket.enc_part.etype)
    return ticket_ok and wanted.session_etype in (None, ticket.session_key.etype)


def _hoped(wanted: CacheExpected) -> str:
    if not wanted.present:
        return "no ticket"
    parts = [] if wanted.etype is None else [wording.etype(wanted.etype)]
    parts += [] if wanted.session_etype is None else [f"session key {wording.etype(wanted.session_etype)}"]
    return "a ticket" + (f" of {', '.join(parts)}" if parts else "")


def _cached(ticket: CachedTicket | None) -> str:
    if ticket is None:
        return "no ticket"
    etypes = wording.etype(ticket.ticket.enc_part.etype), wording.etype(ticket.session_key.etype)
    return f"a ticket of {etypes[0]}, session key {etypes[1]}"


def _salt(wanted: SaltExpected, played: Played) -> str | None:
    session = _session(played, wanted.host, wanted.session)
    keys = [session.key(etype) for etype in AES_ETYPES] if session else []
    return next((key.salt for key in keys if key is not None), None)
