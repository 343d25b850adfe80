"""Actions on an account of the directory: its password, its names, its attributes."""

from __future__ import annotations

from dataclasses import dataclass

from kdcsim.world.plan import AccountPlan

FLAGS: dict[str, str] = {
    "protected": "protected",
    "des-only": "des_only",
    "no-preauth": "no_preauth",
    "disabled": "disabled",
    "expired": "expired",
    "locked": "locked",
    "outside-logon-hours": "outside_logon_hours",
    "password-expired": "password_expired",
    "smartcard-required": "smartcard_required",
    "trusted-for-delegation": "trusted_for_delegation",
    "not-delegated": "not_delegated",
    "trusted-to-authenticate": "trusted_to_authenticate",
    "allowed-to-authenticate": "allowed_to_authenticate",
}
"""Account flags, and states that are as plain, by the name that people use, and the column that each one sets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePassword:
    """Set the password of an account at a named DC."""

    account: str
    password: str
    dc: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeMachinePassword:
    """Let a host change its machine password at a named DC. It needs its secure channel for that.

    With ``rejoin`` an administrator does it (``netdom resetpwd``), whatever secret the host has left.
    """

    host: str
    dc: str | None = None
    rejoin: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HashOnlyReset:
    """Set an account's password by its NT hash alone (SAMR, migration): the RC4 key is all that is left."""

    account: str
    password: str
    dc: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSupportedEtypes:
    """Set or clear msDS-SupportedEncryptionTypes of an account (None clears it)."""

    account: str
    value: int | None
    dc: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSpn:
    """``setspn -A`` and ``-D``: add and remove SPNs of an account. ``checked`` (``setspn -S``) refuses a duplicate."""

    account: str
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    checked: bool = False
    dc: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetFlag:
    """Set or clear a flag of an account: a key of `FLAGS`. No key comes or goes with it."""

    account: str
    flag: str
    value: bool = True
    dc: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetOsVersion:
    """Write operatingSystemVersion of a computer account (None clears it)."""

    account: str
    version: str | None
    dc: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUpn:
    """Set or clear userPrincipalName of an account; the salt follows at the next password change, not before."""

    account: str
    upn: str | None
    dc: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameAccount:
    """Rename an account; the salt of its keys stays what it was until the next password change."""

    account: str
    to: str
    dc: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateAccount:
    """Create an account in a domain, as a plan describes it."""

    domain: str
    account: AccountPlan
    dc: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteAccount:
    """Delete an account."""

    account: str
    dc: str | None = None
