"""Render: a klist page as text, with the TABs, the trailing blanks and the unpadded times of the real tool."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from kdcsim.report.as_klist.voice import CACHE_WORDS, FLAG_WORDS, Voice, etype_words

if TYPE_CHECKING:
    from kdcsim.report.as_klist.page import KlistPage, KlistTicket

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def render(page: KlistPage, voice: Voice) -> str:
    """Write a page in a voice."""
    lines = list(_head(page, voice))
    for number, ticket in enumerate(page.tickets):
        body = list(_ticket(ticket, voice))
        lines += [voice.first.format(number=number) + body[0], *(voice.indent + line for line in body[1:]), ""]
    return "\n".join(lines) + "\n"


def luid_words(luid: int) -> str:
    """Write a LUID as ``high:low``, the low half in hex without padding."""
    return f"{luid >> 32:x}:{luid & 0xFFFFFFFF:#x}"


def local_time(seconds: int | None) -> str:
    """Write a time as ``M/D/YYYY H:MM:SS (local)``; a ticket that cannot be renewed has ``0``."""
    if seconds is None:
        return "0"
    t = _EPOCH + timedelta(seconds=seconds)
    return f"{t.month}/{t.day}/{t.year} {t.hour}:{t.minute:02}:{t.second:02} (local)"


def _head(page: KlistPage, voice: Voice) -> Iterator[str]:
    yield ""
    if voice.logon_ids and page.current is not None:
        yield f"Current LogonId is {luid_words(page.current)}"
        if page.targeted is not None:
            yield f"Targeted LogonId is {luid_words(page.targeted)}"
        yield ""
    yield f"Cached Tickets: ({len(page.tickets)})"
    yield ""


def _ticket(ticket: KlistTicket, voice: Voice) -> Iterator[str]:
    if voice.client and ticket.client is not None:
        yield f"Client: {ticket.client}{voice.at}{ticket.client_realm or ''}"
    if ticket.server is not None:
        yield f"Server: {ticket.server}{voice.at}{ticket.server_realm or ''}"
    if ticket.etype is not None:
        yield f"KerbTicket Encryption Type: {etype_words(ticket.etype)}"
    if voice.flags and ticket.flags is not None:
        yield f"Ticket Flags {ticket.flags:#x} -> {_words(ticket.flags, FLAG_WORDS)}"
    if voice.start_time and ticket.start_time is not None:
        yield f"Start Time: {local_time(ticket.start_time)}"
    pad = "   " if voice.start_time else " "
    if ticket.end_time is not None:
        yield f"End Time:{pad}{local_time(ticket.end_time)}"
    yield f"Renew Time: {local_time(ticket.renew_time)}"
    if voice.session_key and ticket.session_etype is not None:
        yield f"Session Key Type: {etype_words(ticket.session_etype)}"
    if voice.cache_flags and ticket.cache_flags is not None:
        flags = ticket.cache_flags
        yield f"Cache Flags: {flags:#x} -> {_words(flags, CACHE_WORDS)}" if flags else "Cache Flags: 0"
    if voice.kdc_called and ticket.kdc_called is not None:
        yield f"Kdc Called: {ticket.kdc_called}"


def _words(value: int, table: tuple[tuple[int, str], ...]) -> str:
    """Every word with a blank after it: the real tool prints one after the last as well."""
    return "".join(f"{word} " for bit, word in table if value & bit)
