"""Dialogue: a client's side of a conversation with a KDC, without a network.

A dialogue is a generator: it yields what it wants to send, is sent the reply, and returns what came of it. Whoever
drives it (a simulated network, a loopback socket) decides which DC answers.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, TypeVar

from kdcsim.ad.host.session import CachedTicket, LogonSession
from kdcsim.reason import Decision

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """Bytes for a KDC of a realm."""

    data: bytes
    realm: str


Dialogue = Generator[Outgoing, bytes, T]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What came of a dialogue: the session as it is now, a ticket or an error, and the client's own decisions.

    ``salt_news`` says in words what the session learned of its salt (empty: nothing was at stake).
    """

    session: LogonSession
    ticket: CachedTicket | None = None
    error: int | None = None
    decisions: tuple[Decision[Any], ...] = ()
    salt_news: str = ""
