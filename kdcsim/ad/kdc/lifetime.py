"""Lifetime: which flags a ticket gets and how long it lives (RFC 4120 2, 3.1.3 and 3.3.3; MS-KILE 3.3.5.1)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kdcsim.ad.directory import Account
from kdcsim.ad.kdc.kdc import PROTECTED_SECONDS, RENEW_SECONDS, SKEW_SECONDS, TICKET_SECONDS, Kdc
from kdcsim.ad.kdc.quirk import Quirk
from kdcsim.krb5.messages import EncTicketPart, KdcReqBody
from kdcsim.krb5.numbers import ErrorCode, KdcOption, TicketFlag

_COPIED = (
    (int(KdcOption.FORWARDABLE), int(TicketFlag.FORWARDABLE)),
    (int(KdcOption.PROXIABLE), int(TicketFlag.PROXIABLE)),
    (int(KdcOption.RENEWABLE), int(TicketFlag.RENEWABLE)),
)
_DELEGABLE = int(TicketFlag.FORWARDABLE | TicketFlag.PROXIABLE)
_RENEWABLE = int(TicketFlag.RENEWABLE)
_RENEWABLE_OK = int(KdcOption.RENEWABLE_OK)
_POSTDATED, _ALLOW_POSTDATE = int(KdcOption.POSTDATED), int(KdcOption.ALLOW_POSTDATE)
_DORMANT = int(TicketFlag.POSTDATED | TicketFlag.INVALID)
_MAY_POSTDATE = int(TicketFlag.MAY_POSTDATE)


@dataclass(frozen=True, slots=True)
class Span:
    """The flags and times of a ticket, in seconds since the epoch; ``start_time`` None: it begins now."""

    flags: int
    auth_time: int
    end_time: int
    renew_till: int | None
    start_time: int | None = None


def may_delegate(kdc: Kdc, client: Account) -> bool:
    """Whether a client's tickets may be forwarded: no sensitive account's, no Protected User's (MS-KILE 3.3.5.6)."""
    return not client.not_delegated and not is_protected(kdc, client)


def is_protected(kdc: Kdc, client: Account) -> bool:
    """Whether this KDC knows Protected Users, and the client is one."""
    return client.protected and kdc.view.generation.protects_users


def first_flags(kdc: Kdc, body: KdcReqBody, client: Account, more: int) -> int:
    """The flags of an initial ticket; ``more`` are those that follow from how the client proved itself."""
    flags = flags_asked(body) | more
    return flags if may_delegate(kdc, client) else flags & ~_DELEGABLE


def first_span(kdc: Kdc, body: KdcReqBody, client: Account, now: int, flags: int) -> Span | int:
    """The times of an initial ticket with these flags, and the flags as they then are."""
    fault = _time_fault(kdc, body, now)
    if fault is not None:
        return fault
    short = is_protected(kdc, client)
    life = PROTECTED_SECONDS if short else TICKET_SECONDS
    end = _end(kdc, body, now + life)
    renew, flags = _renew(kdc, body, flags, now, now + (PROTECTED_SECONDS if short else RENEW_SECONDS), end)
    return _postdated(kdc, body, Span(flags, now, end, renew), (body.from_time or now) + life, _MAY_POSTDATE)


def next_span(kdc: Kdc, body: KdcReqBody, tgt: EncTicketPart, now: int, more: int) -> Span | int:
    """Flags and times of a ticket that a TGT brings: within what the TGT has."""
    fault = _time_fault(kdc, body, now)
    if fault is not None:
        return fault
    flags = flags_asked(body, tgt.flags) | (tgt.flags & int(TicketFlag.PRE_AUTHENT)) | more
    end = _end(kdc, body, min(now + TICKET_SECONDS, tgt.endtime))
    latest = min((body.from_time or now) + TICKET_SECONDS, tgt.endtime)
    limit = tgt.renew_till if tgt.renew_till is not None and tgt.flags & _RENEWABLE else None
    if limit is None:
        bare = Span(flags & ~_RENEWABLE, tgt.authtime, end, None)
        return _postdated(kdc, body, bare, latest, tgt.flags)
    renew, flags = _renew(kdc, body, flags, now, min(now + RENEW_SECONDS, limit), end)
    return _postdated(kdc, body, Span(flags, tgt.authtime, end, renew), latest, tgt.flags)


def renewed_span(ticket: EncTicketPart, now: int) -> Span | int:
    """The same ticket with a new end, as long after now as the old one was long, within its renew-till."""
    if not ticket.flags & _RENEWABLE or ticket.renew_till is None:
        return int(ErrorCode.KDC_ERR_BADOPTION)
    if ticket.renew_till <= now:
        return int(ErrorCode.KRB_AP_ERR_TKT_EXPIRED)
    start = ticket.authtime if ticket.starttime is None else ticket.starttime
    end = min(now + ticket.endtime - start, ticket.renew_till)
    return Span(ticket.flags & ~int(TicketFlag.INITIAL), ticket.authtime, end, ticket.renew_till)


def validated_span(ticket: EncTicketPart, now: int) -> Span | int:
    """The same ticket, valid from now on; only a ticket that is not yet valid can be validated."""
    if not ticket.flags & int(TicketFlag.INVALID):
        return int(ErrorCode.KDC_ERR_BADOPTION)
    if ticket.starttime is not None and ticket.starttime > now + SKEW_SECONDS:
        return int(ErrorCode.KRB_AP_ERR_TKT_NYV)
    flags = ticket.flags & ~int(TicketFlag.INVALID)
    return Span(flags, ticket.authtime, ticket.endtime, ticket.renew_till, ticket.starttime)


def flags_asked(body: KdcReqBody, allowed: int = 0xFFFFFFFF) -> int:
    """The ticket flags that the options ask for, as far as ``allowed`` (the TGT's flags) permits."""
    options, flags = body.kdc_options, 0
    for option, flag in _COPIED:
        if options & option and allowed & flag:
            flags |= flag
    return flags


def _time_fault(kdc: Kdc, body: KdcReqBody, now: int) -> int | None:
    """Postdated tickets are not supported (MS-KILE 3.1.5.4); a late start unasked is refused by RFC 4120 3.1.3."""
    asks = body.kdc_options & _POSTDATED
    late = body.from_time is not None and body.from_time > now + SKEW_SECONDS and not asks
    if late or ((asks or _minds(kdc, body)) and not kdc.has(Quirk.POSTDATES)):
        return int(ErrorCode.KDC_ERR_CANNOT_POSTDATE)
    if 0 < body.till <= now and not kdc.has(Quirk.IGNORE_TILL):
        return int(ErrorCode.KDC_ERR_NEVER_VALID)
    return None


def _minds(kdc: Kdc, body: KdcReqBody) -> bool:
    return bool(body.kdc_options & _ALLOW_POSTDATE) and kdc.view.assumptions["allow-postdate"] == "refused"


def _postdated(kdc: Kdc, body: KdcReqBody, span: Span, latest: int, allowed: int) -> Span | int:
    """The ticket as a KDC makes it that postdates: dormant until it is validated (RFC 4120 2.4, 3.1.3, 3.3.3)."""
    if not kdc.has(Quirk.POSTDATES):
        return span
    flags = span.flags | (_MAY_POSTDATE if body.kdc_options & _ALLOW_POSTDATE and allowed & _MAY_POSTDATE else 0)
    if not body.kdc_options & _POSTDATED or body.from_time is None:
        return replace(span, flags=flags)
    if not allowed & _MAY_POSTDATE:
        return int(ErrorCode.KDC_ERR_CANNOT_POSTDATE)
    end = _end(kdc, body, latest)
    if end <= body.from_time:
        return int(ErrorCode.KDC_ERR_NEVER_VALID)
    return replace(span, flags=flags | _DORMANT, start_time=body.from_time, end_time=end)


def _end(kdc: Kdc, body: KdcReqBody, limit: int) -> int:
    asked = body.till > 0 and not kdc.has(Quirk.IGNORE_TILL)
    return min(limit, body.till) if asked else limit


def _renew(kdc: Kdc, body: KdcReqBody, flags: int, now: int, limit: int, end: int) -> tuple[int | None, int]:
    """Renew-till and flags; RENEWABLE-OK asks for it when the end that was wished for is too far (RFC 4120 3.1.3)."""
    if kdc.has(Quirk.ALWAYS_RENEWABLE):
        return limit, flags | _RENEWABLE
    if flags & _RENEWABLE:
        wished = body.rtime if body.rtime is not None and body.rtime > now else limit
        return min(limit, wished), flags
    if body.kdc_options & _RENEWABLE_OK and (body.till == 0 or body.till > end):
        return min(limit, body.till or limit), flags | _RENEWABLE
    return None, flags
