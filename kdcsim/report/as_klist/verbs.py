"""Verbs: the answers of klist that are no ticket list - sessions, tgt, purge, and a call that failed - read as values.

Layouts: fact sheet "how the real tools print", section 2.1 (Microsoft's command reference and public samples).
"""

from __future__ import annotations

import re

from kdcsim.report.as_klist.parse import parse
from kdcsim.study.evidence import (
    CacheSeen,
    CallFailedSeen,
    PurgeSeen,
    SessionSeen,
    SessionsSeen,
    TicketSeen,
)

SESSION = re.compile(r"\[\d+\]\s+Session\s+\S+\s+([0-9a-f]+):0x([0-9a-f]+)\s+(.*?)\s+(\w+:\S+)", re.IGNORECASE)
TGT = re.compile(r"Cached TGT:", re.IGNORECASE)
FAILED = re.compile(r"Error calling API |klist failed with ", re.IGNORECASE)
_CALL = re.compile(r"Error calling API (\S+)(?:\s*\((\w+) substatus\))?\s*:\s*(0x[0-9a-f]+|-?\d+)", re.IGNORECASE)
_STATUS = re.compile(r"klist failed with (0x[0-9a-f]+|-?\d+)", re.IGNORECASE)
_FETCHED = re.compile(r"A ticket to (\S+) has been retrieved successfully", re.IGNORECASE)
_KEY_TYPE = re.compile(r"KeyType\s+(0x[0-9a-f]+|-?\d+)", re.IGNORECASE)


def read_cache(text: str) -> CacheSeen:
    """Read the list of tickets of one session."""
    page = parse(text)
    fetched = _FETCHED.search(text)
    tickets = tuple(
        TicketSeen(
            server=t.server or None,
            etype=t.etype,
            session_etype=t.session_etype,
            client=t.client,
            kdc_called=t.kdc_called,
            flags=t.flags,
        )
        for t in page.tickets
    )
    return CacheSeen(
        current=page.current,
        targeted=page.targeted,
        tickets=tickets,
        announced=page.announced,
        fetched=fetched[1] if fetched else None,
    )


def read_tgt(text: str) -> CacheSeen:
    """Read ``klist tgt``: it names the etype of the session key, never that of the ticket."""
    page = parse(text)
    service, realm = _value(text, "ServiceName"), _value(text, "TargetDomainName") or _value(text, "DomainName")
    key, flags = _KEY_TYPE.search(text), re.search(r"Ticket Flags\s*:\s*0x([0-9a-f]+)", text, re.IGNORECASE)
    ticket = TicketSeen(
        server="/".join(part for part in (service or "krbtgt", realm) if part),
        session_etype=_number(key[1]) if key else None,
        client=_value(text, "ClientName"),
        flags=int(flags[1], 16) if flags else None,
    )
    return CacheSeen(current=page.current, targeted=page.targeted, tickets=(ticket,), tool="klist tgt")


def read_sessions(text: str) -> SessionsSeen:
    """Read ``klist sessions``: one row per logon session."""
    rows = (
        SessionSeen(luid=(int(m[1], 16) << 32) | int(m[2], 16), account=m[3], package=m[4])
        for m in SESSION.finditer(text)
    )
    return SessionsSeen(sessions=tuple(rows))


def read_purge(text: str) -> PurgeSeen:
    """Read the answer of ``klist purge``."""
    page = parse(text)
    return PurgeSeen(luid=page.current if page.targeted is None else page.targeted)


def read_failure(text: str) -> CallFailedSeen:
    """Read a klist that failed; the sub status is hexadecimal for some calls and decimal for others."""
    page, call, status = parse(text), _CALL.search(text), _STATUS.search(text)
    return CallFailedSeen(
        call=(call[2] or call[1]) if call else None,
        substatus=_number(call[3]) if call else None,
        status=_number(status[1]) if status else None,
        luid=page.current if page.targeted is None else page.targeted,
    )


def _value(text: str, label: str) -> str | None:
    found = re.search(rf"^[>|\s]*{re.escape(label)}\s*:[ \t]*(\S.*?)\s*$", text, re.IGNORECASE | re.MULTILINE)
    return found[1] if found else None


def _number(text: str) -> int:
    return int(text, 16 if "x" in text.lower() else 10) & 0xFFFFFFFF
