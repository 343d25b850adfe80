"""Actions between a client and a service."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Connect:
    """Connect to a service with Kerberos as one session; ``message`` is delivered if the service accepts.

    ``dc`` answers for its own realm, ``far_dc`` for the realm that a referral leads to.
    """

    host: str
    session: int
    to_host: str
    to_service: str
    spn: str | None = None
    dc: str | None = None
    message: str | None = None
    mutual: bool = True
    far_dc: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectAnonymously:
    """Connect to a service without any credential, as internet mail does."""

    source: str
    to_host: str
    to_service: str
    message: str | None = None
