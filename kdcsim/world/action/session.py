"""Actions of a logon session: people come and go, tickets are asked and thrown away."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class LogOn:
    """Log a user on to a host with a password: a new interactive session named after the user."""

    host: str
    user: str
    password: str | None = None
    dc: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunAs:
    """Start a program as another user: a new session named after that user.

    With ``net_only`` (``runas /netonly``) nothing is proven before the first ticket is asked.
    """

    host: str
    user: str
    password: str | None = None
    dc: str | None = None
    net_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LogOff:
    """End a session: its tickets and keys are gone."""

    host: str
    session: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Authenticate:
    """Do a new AS exchange as one session, whatever its cache holds."""

    host: str
    session: int
    dc: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestTicket:
    """Ask for a service ticket as one session. ``forward_to`` asks for a TGT to forward to that service instead.

    ``dc`` answers for its own realm, ``far_dc`` for the realm that a referral leads to.
    """

    host: str
    session: int
    spn: str | None = None
    forward_to: str | None = None
    dc: str | None = None
    far_dc: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeTickets:
    """``klist purge -li``: throw away the tickets of one session, and nothing else."""

    host: str
    session: int


def user_luid(host: str, user: str) -> int:
    """The LUID of a user's or service account's session on a host: stable, and apart from the built-in ones."""
    digest = sha256(f"{host.upper()}\n{user.lower()}".encode()).digest()
    return 0x20000 + int.from_bytes(digest[:8], "big") % (0x100000 - 0x20000)
