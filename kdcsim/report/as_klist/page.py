"""KlistPage: what klist shows, as values - drawn from a world, or read from somebody's console."""

from __future__ import annotations

from dataclasses import dataclass, field

from kdcsim.ad.host.host import Host
from kdcsim.ad.host.session import CachedTicket
from kdcsim.report.as_klist.render import render
from kdcsim.report.as_klist.voice import Voice, voice_of

ADMIN_LUID = 0x5097D
"""The interactive logon of whoever types klist in a story in which nobody has logged on."""
CACHE_PRIMARY = 0x1


@dataclass(frozen=True, slots=True, kw_only=True)
class KlistTicket:
    """One ticket. Times are whole seconds since the epoch, as local time; None stands for a line that is left out."""

    server: str | None = None
    server_realm: str | None = None
    etype: int | None = None
    end_time: int | None = None
    renew_time: int | None = None
    client: str | None = None
    client_realm: str | None = None
    flags: int | None = None
    start_time: int | None = None
    session_etype: int | None = None
    cache_flags: int | None = None
    kdc_called: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KlistPage:
    """One output of klist. ``current`` is the LUID of who asks, ``targeted`` the one that ``-li`` named.

    ``announced`` is the number in the head of a page that was read, None when the head is missing.
    """

    current: int | None
    targeted: int | None
    tickets: tuple[KlistTicket, ...]
    announced: int | None = field(default=None, compare=False)


def page_of(host: Host, luid: int, *, current: int = ADMIN_LUID) -> KlistPage:
    """Take a session's cache as klist would see it. Raises KeyError when the host has no such session."""
    tickets = tuple(_ticket(t) for t in reversed(host.sessions[luid].tickets))
    return KlistPage(current=current, targeted=None if luid == current else luid, tickets=tickets)


def as_klist(host: Host, luid: int, *, current: int = ADMIN_LUID, voice: Voice | None = None) -> str:
    """Write a session's ticket cache as the host's own klist does."""
    return render(page_of(host, luid, current=current), voice or voice_of(host.os))


def _ticket(held: CachedTicket) -> KlistTicket:
    return KlistTicket(
        client=held.client,
        client_realm=held.client_realm,
        server=held.server,
        server_realm=held.server_realm,
        etype=int(held.ticket.enc_part.etype),
        flags=held.flags,
        start_time=held.start_time // 1_000_000,
        end_time=held.end_time // 1_000_000,
        renew_time=None if held.renew_till is None else held.renew_till // 1_000_000,
        session_etype=int(held.session_key.etype),
        cache_flags=CACHE_PRIMARY if held.is_tgt else 0,
        kdc_called=held.kdc_called,
    )
