"""Draft: an Exchange while it is being made.

The one value here that changes: copying a frozen Exchange at every step costs more than sealing a ticket does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kdcsim.ad.directory import Account
from kdcsim.ad.exchange import Exchange, Sealed
from kdcsim.ad.kdc.kdc import Kdc
from kdcsim.reason import Decision


@dataclass(slots=True, kw_only=True)
class Draft:
    """What is known of an exchange so far; the fields are those of `Exchange`."""

    kdc: Kdc
    at: int
    client_address: str
    request: bytes
    kind: str = "?"
    client_name: str = ""
    client_realm: str = ""
    service_name: str = ""
    options: int = 0
    requested: tuple[int, ...] = ()
    available: tuple[int, ...] = ()
    preauth_etype: int | None = None
    client_account: Account | None = None
    service_account: Account | None = None
    ticket_etype: int | None = None
    session_etype: int | None = None
    reply_etype: int | None = None
    service_supported: int | None = None
    decisions: tuple[Decision[Any], ...] = ()
    sealed: tuple[Sealed, ...] = ()
    authenticator: bytes | None = None

    @property
    def now(self) -> int:
        """The time in seconds since the epoch."""
        return self.at // 1_000_000

    def finished(self, reply: bytes, error: int | None = None, *, reset_would_help: bool = False) -> Exchange:
        """Close the exchange with its reply."""
        return Exchange(
            dc=self.kdc.view.name,
            realm=self.kdc.realm,
            kind=self.kind,
            at=self.at,
            client_address=self.client_address,
            request=self.request,
            reply=reply,
            client_name=self.client_name,
            client_realm=self.client_realm,
            service_name=self.service_name,
            options=self.options,
            error=error,
            requested=self.requested,
            available=self.available,
            reset_would_help=reset_would_help,
            ticket_etype=self.ticket_etype,
            session_etype=self.session_etype,
            reply_etype=self.reply_etype,
            preauth_etype=self.preauth_etype,
            client_account=self.client_account,
            service_account=self.service_account,
            service_supported=self.service_supported,
            decisions=self.decisions,
            sealed=self.sealed,
            authenticator=self.authenticator,
        )
