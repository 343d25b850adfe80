"""Action: the verbs of a story, as frozen data.

A host is named by its name, a logon session by its LUID (``0x3e7``), a service by ``HOST/service``, a DC by its name.
Only `kdcsim.world.advance` plays them. A change of the directory at a named ``dc`` stays there until the DCs replicate;
without a
``dc`` it is everywhere at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class Boot:
    """Start a host: every session is made anew, its keys too, and machine sessions get a TGT. ``dc``: from which DC."""

    host: str
    dc: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RestartKdc:
    """Start the KDC service of a DC anew: settings that are read at KDC start are read."""

    dc: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StartService:
    """Start a service under the account it is set to."""

    host: str
    service: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StopService:
    """Stop a service."""

    host: str
    service: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetServiceAccount:
    """Set the account a service runs as, and start it again under that account. ``password`` for a domain account."""

    host: str
    service: str
    account: str
    password: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogOn:
    """Log a user on to a host with a password: a new interactive session named after the user."""

    host: str
    user: str
    password: str | None = None
    dc: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestTicket:
    """Ask for a service ticket as one session. ``forward_to`` asks for a TGT to forward to that service instead."""

    host: str
    session: int
    spn: str | None = None
    forward_to: str | None = None
    dc: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Authenticate:
    """Do a new AS exchange as one session, whatever its cache holds."""

    host: str
    session: int
    dc: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Connect:
    """Connect to a service with Kerberos as one session; ``message`` is delivered if the service accepts."""

    host: str
    session: int
    to_host: str
    to_service: str
    spn: str | None = None
    dc: str | None = None
    message: str | None = None
    mutual: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectAnonymously:
    """Connect to a service without any credential, as internet mail does."""

    source: str
    to_host: str
    to_service: str
    message: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRegistry:
    """Set a REG_DWORD on a host or a DC, by setting name or full path."""

    machine: str
    name: str
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteRegistry:
    """Delete a registry value; deleting what is not there changes nothing."""

    machine: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeTickets:
    """``klist purge -li``: throw away the tickets of one session, and nothing else."""

    host: str
    session: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeMachinePassword:
    """Let a host change its machine password at a named DC."""

    host: str
    dc: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePassword:
    """Set the password of an account at a named DC."""

    account: str
    password: str
    dc: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replicate:
    """Bring the replicas of a domain together: all of them, or one DC's changes to another."""

    domain: str | None = None
    source: str | None = None
    to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSupportedEtypes:
    """Set or clear msDS-SupportedEncryptionTypes of an account (None clears it)."""

    account: str
    value: int | None
    dc: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallUpdate:
    """Install a named update on a host or a DC; refused where it was not built for the OS."""

    machine: str
    kb: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseFunctionalLevel:
    """Raise a domain's functional level; going from below 2008 to 2008 or later resets krbtgt."""

    domain: str
    level: str
    dc: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PromoteDc:
    """Add a DC to a domain, with a replica of what the others hold."""

    dc: str
    domain: str
    os: str
    update: str = "rtm"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoteDc:
    """Take a DC out of its domain."""

    dc: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Let time pass."""

    seconds: int


Action = (
    Boot
    | RestartKdc
    | StartService
    | StopService
    | SetServiceAccount
    | LogOn
    | RequestTicket
    | Authenticate
    | Connect
    | ConnectAnonymously
    | SetRegistry
    | DeleteRegistry
    | PurgeTickets
    | ChangeMachinePassword
    | ChangePassword
    | Replicate
    | SetSupportedEtypes
    | InstallUpdate
    | RaiseFunctionalLevel
    | PromoteDc
    | DemoteDc
    | Wait
)
"""Every verb."""


def user_luid(host: str, user: str) -> int:
    """The LUID of a user's or service account's session on a host: stable, and apart from the built-in ones."""
    digest = sha256(f"{host.upper()}\n{user.lower()}".encode()).digest()
    return 0x20000 + int.from_bytes(digest[:8], "big") % (0x100000 - 0x20000)
