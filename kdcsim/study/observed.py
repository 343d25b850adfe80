"""Observed: what one played step came to, in the terms in which expectations are told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kdcsim.ad.exchange import Exchange
from kdcsim.ad.host.call import Call
from kdcsim.ad.host.session import CachedTicket
from kdcsim.ad.policy import Refusal
from kdcsim.errors import MalformedMessage
from kdcsim.krb5 import messages as m
from kdcsim.krb5.numbers import ErrorCode, PaDataType
from kdcsim.reason import Decision, Rung
from kdcsim.study.run import Played
from kdcsim.world.action import Authenticate, Boot, Connect, LogOn, RequestTicket


def call_of(played: Played) -> Call | None:
    """The last AP exchange of the step in which a ticket was shown."""
    return next((c for c in reversed(played.record.calls) if not c.anonymous), None)


def needs_salt(call: Call) -> bool:
    """Whether an AP exchange was about a key that is made with a salt: RC4 keys are made with none."""
    return not call.attempts or any(a.key.salt is not None for a in call.attempts)


def ticket_etype(played: Played) -> int | None:
    """The etype of the ticket that was shown or issued last, or that lay in the cache already."""
    call, exchange, cached = call_of(played), _issued(played), _cached(played)
    if call is not None:
        return call.ticket_etype
    if exchange is not None:
        return exchange.ticket_etype
    return None if cached is None else cached.ticket.enc_part.etype


def session_etype(played: Played) -> int | None:
    """The etype of the session key in that ticket."""
    call, exchange, cached = call_of(played), _issued(played), _cached(played)
    if call is not None:
        return call.session_etype
    if exchange is not None:
        return exchange.session_etype
    return None if cached is None else cached.session_key.etype


def reply_etype(played: Played) -> int | None:
    """The etype of the key that sealed the last reply."""
    exchange = _issued(played)
    return None if exchange is None else exchange.reply_etype


def decisions_of(played: Played) -> Iterator[Decision[Any]]:
    """Every decision of the step: the hosts' own first, then the KDCs'."""
    yield from played.record.decisions
    for exchange in played.record.exchanges:
        yield from exchange.decisions


def rungs_of(played: Played) -> Iterator[Rung]:
    """Every rung that decided or narrowed something in the step."""
    for decision in decisions_of(played):
        yield from decision.reason.rungs


def client_of(played: Played, exchange: Exchange) -> tuple[str, int | None]:
    """Whose exchange it was: a host and its logon session, or the client's name when it came from no host here."""
    host = next((h for h in played.after.hosts.values() if h.address == exchange.client_address), None)
    return (exchange.client_name, None) if host is None else (host.name, exchange.client_session)


def refusing(exchange: Exchange) -> Decision[Any] | None:
    """The decision that was the refusal; None when something else than an etype stood in the way."""
    return next((d for d in reversed(exchange.decisions) if isinstance(d.value, Refusal)), None)


def asks_back(exchange: Exchange) -> bool:
    """Whether the KDC answered with a question and not with a refusal: prove yourself first."""
    return exchange.error == ErrorCode.KDC_ERR_PREAUTH_REQUIRED


def salt_told(exchange: Exchange) -> str | None:
    """The AES salt that a KDC's answer carries in ETYPE-INFO2, if it does."""
    try:
        if exchange.issued:
            entries = m.decode(m.KdcRep, exchange.reply).padata or ()
        else:
            data = m.decode(m.KrbError, exchange.reply).e_data
            entries = m.decode(m.MethodData, data).entries if data else ()
        hints = [m.decode(m.EtypeInfo2, e.padata_value) for e in entries if e.padata_type == PaDataType.ETYPE_INFO2]
    except MalformedMessage:
        return None
    return next((e.salt for hint in hints for e in hint.entries if e.salt is not None), None)


def message_of(played: Played) -> str | None:
    """The name of the message that the step carried."""
    return getattr(played.step.action, "message", None)


def _issued(played: Played) -> Exchange | None:
    kind = "AS" if isinstance(played.step.action, Authenticate | Boot | LogOn) else None
    issued = [e for e in played.record.exchanges if e.issued and kind in (None, e.kind)]
    return issued[-1] if issued else None


def _cached(played: Played) -> CachedTicket | None:
    action = played.step.action
    if not isinstance(action, RequestTicket | Connect) or action.spn is None:
        return None
    host = played.after.hosts.get(action.host.upper())
    session = host.sessions.get(action.session) if host else None
    return session.ticket_for(action.spn, played.after.now) if session else None
