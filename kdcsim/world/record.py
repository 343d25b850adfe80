"""Record: what one action left behind; a trace is a tuple of records.

Nothing here was logged while it happened: events, reports and pictures are all computed from these values.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kdcsim.ad.exchange import Exchange, Sealed
from kdcsim.ad.host.session import SessionKey
from kdcsim.reason import Decision, Fact
from kdcsim.world.action import Action


class Outcome(StrEnum):
    """How an action ended: a closed list."""

    DONE = "done"
    ISSUED = "issued"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One key that an acceptor tried on a ticket, and whether it opened."""

    key: SessionKey
    opened: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One AP exchange between a session on one host and a service on another. ``error`` is None when it was accepted.

    ``request`` and ``reply`` are the bytes that crossed the network; both are empty for an anonymous connection.
    """

    at: int
    from_host: str
    from_session: int | None
    from_address: str
    to_host: str
    to_service: str
    to_session: int | None
    spn: str | None
    client: str | None
    client_realm: str | None
    request: bytes = b""
    reply: bytes = b""
    error: int | None = None
    ticket_etype: int | None = None
    session_etype: int | None = None
    mutual: bool = False
    attempts: tuple[Attempt, ...] = ()
    sealed: tuple[Sealed, ...] = ()
    service_account: str | None = None
    """The account whose key the KDC sealed the ticket with, as the KDC knew it."""

    @property
    def anonymous(self) -> bool:
        """Whether no credential was shown at all."""
        return not self.request


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """A session learned (or failed to learn) a salt in an AS exchange."""

    host: str
    session: int
    salt: str | None
    salt_from: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What one step left behind. ``error`` is a Kerberos error code; ``said_by`` names who refused (a DC or HOST/service).

    ``sentence`` says in words what came of it; ``changes`` are the facts that are different now (their new values).
    """

    label: str
    action: Action
    at: int
    outcome: Outcome
    sentence: str
    error: int | None = None
    said_by: str | None = None
    exchanges: tuple[Exchange, ...] = ()
    calls: tuple[Call, ...] = ()
    learned: tuple[Learned, ...] = ()
    decisions: tuple[Decision[Any], ...] = ()
    changes: tuple[Fact, ...] = ()
    delivered: bool | None = None
    """Whether the step's message arrived; None when the step carried none."""
