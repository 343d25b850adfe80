"""Draft: an Exchange while it is being made.

The one value here that changes: copying a frozen Exchange at every step costs more than sealing a ticket does.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from kdcsim.ad.directory import Account
from kdcsim.ad.exchange import Exchange, Sealed
from kdcsim.ad.kdc.kdc import Kdc
from kdcsim.krb5.key import Key
from kdcsim.reason import Decision

Opening = tuple[str, int, Key, str, str | None]
"""The fields of a `Sealed`, in its order."""


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
    opened: tuple[Opening, ...] = ()
    authenticator: bytes | None = None
    reply: bytes = b""
    error: int | None = None
    status: int | None = None
    reset_would_help: bool = False
    pattern: Draft | None = None
    """The draft of a request in the same words, which says whatever this one leaves out."""
    now: int = field(init=False)
    """The time in seconds since the epoch."""

    def __post_init__(self) -> None:
        self.now = self.at // 1_000_000

    def finished(self, reply: bytes, error: int | None = None, *, reset_would_help: bool = False) -> Draft:
        """Close the exchange with its reply."""
        self.reply, self.error, self.reset_would_help = reply, error, reset_would_help
        return self

    def like(self, at: int, client_address: str, request: bytes) -> Draft:
        """Begin the draft of a request in the same words as this one, on which a ticket and a reply were sealed."""
        return Draft(
            kdc=self.kdc,
            at=at,
            client_address=client_address,
            request=request,
            kind=self.kind,
            opened=self.opened[:-2],
            pattern=self,
        )

    def exchange(self) -> Exchange:
        """The exchange, frozen. A KDC on a socket that keeps no journal never makes one."""
        return self._whole() if self.pattern is None else self._filled(self.pattern)._whole()

    def _filled(self, pattern: Draft) -> Draft:
        return replace(
            pattern,
            at=self.at,
            client_address=self.client_address,
            request=self.request,
            reply=self.reply,
            error=self.error,
            reply_etype=self.reply_etype,
            opened=self.opened,
            authenticator=self.authenticator,
        )

    def _whole(self) -> Exchange:
        return Exchange(
            dc=self.kdc.view.name,
            realm=self.kdc.realm,
            kind=self.kind,
            at=self.at,
            client_address=self.client_address,
            request=self.request,
            reply=self.reply,
            client_name=self.client_name,
            client_realm=self.client_realm,
            service_name=self.service_name,
            options=self.options,
            error=self.error,
            status=self.status,
            requested=self.requested,
            available=self.available,
            reset_would_help=self.reset_would_help,
            ticket_etype=self.ticket_etype,
            session_etype=self.session_etype,
            reply_etype=self.reply_etype,
            preauth_etype=self.preauth_etype,
            client_account=self.client_account,
            service_account=self.service_account,
            service_supported=self.service_supported,
            decisions=self.decisions,
            sealed=tuple(
                Sealed(part=part, usage=usage, key=key, holder=holder, salt=salt)
                for part, usage, key, holder, salt in self.opened
            ),
            authenticator=self.authenticator,
        )
