"""Actions on a member host: it starts, its services run, its secrets move."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Boot:
    """Start a host: every session is made anew, its keys too, and machine sessions get a TGT. ``dc``: from which DC."""

    host: str
    dc: str | None = None


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
class ExportKeytab:
    """Give a service a keytab: keys of an account, made by a tool with a salt that it was told or guessed.

    Without a ``password`` the keys are those of the directory; without a ``salt`` it is the right one. ``kvno`` None:
    the account's own at this moment. ``keep`` leaves the keytab's older entries behind the new ones; ``named`` makes
    the service ask the keytab for one name and version only. The KDC sees nothing of it.
    """

    host: str
    service: str
    account: str
    password: str | None = None
    salt: str | None = None
    etypes: tuple[int, ...] = (18, 17, 23)
    kvno: int | None = None
    keep: bool = False
    named: bool = False
    dc: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveKeytab:
    """Take a service's keytab away: it works with the keys of the account it is set to again."""

    host: str
    service: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreSnapshot:
    """Put a host back to a snapshot: its machine password is that of ``changes`` password changes ago. It is off then.

    The directory knows nothing of it.
    """

    host: str
    changes: int = 1
