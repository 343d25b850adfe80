"""Call: one AP exchange between a logon session on one host and a service on another."""

from __future__ import annotations

from dataclasses import dataclass

from kdcsim.ad.exchange import Sealed
from kdcsim.ad.host.session import SessionKey


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
    answered_as: str | None = None
    """The account that the session which answered runs as: the name that it gives itself in an error."""

    @property
    def anonymous(self) -> bool:
        """Whether no credential was shown at all."""
        return not self.request
