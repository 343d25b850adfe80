"""Plan: a world as somebody tells it, before its keys are made. `kdcsim.world.found` turns a plan into a `World`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kdcsim.ad.directory import AccountKind, TrustDirection


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPlan:
    """A user, service or other account. ``password_set_on`` is the OS of the DC that wrote its keys (None: newest DC).

    ``hash_only``: only an NT hash was ever stored (migration, SAMR hash set, password older than functional level
    2008). What the other columns mean stands in `Account`.
    """

    name: str
    kind: AccountKind = AccountKind.USER
    password: str | None = None
    upn: str | None = None
    spns: tuple[str, ...] = ()
    supported_etypes: int | None = None
    os_version: str | None = None
    password_set_on: str | None = None
    hash_only: bool = False
    des_only: bool = False
    no_preauth: bool = False
    protected: bool = False
    disabled: bool = False
    expired: bool = False
    locked: bool = False
    outside_logon_hours: bool = False
    password_expired: bool = False
    smartcard_required: bool = False
    workstations: tuple[str, ...] = ()
    trusted_for_delegation: bool = False
    not_delegated: bool = False
    trusted_to_authenticate: bool = False
    delegates_to: tuple[str, ...] = ()
    acted_for_by: tuple[str, ...] = ()
    allowed_to_authenticate: bool = False
    salt: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DcPlan:
    """A DC to found a domain with. ``clock_offset``: how many seconds its clock is ahead."""

    name: str
    os: str
    update: str = "rtm"
    registry: Mapping[str, int] = field(default_factory=dict)
    updates: tuple[str, ...] = ()
    supported_etypes: int | None = None
    clock_offset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainPlan:
    """A domain with its DCs and accounts. ``krbtgt_set_on``: OS of the DC that last set krbtgt's password."""

    dns: str
    netbios: str
    level: str
    dcs: tuple[DcPlan, ...]
    accounts: tuple[AccountPlan, ...] = ()
    krbtgt_set_on: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicePlan:
    """A service on a host: LocalSystem, NetworkService, LocalService, or a domain account with the password it got."""

    name: str
    runs_as: str
    password: str | None = None
    spns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HostPlan:
    """A member host. ``supported_etypes`` is what it writes itself at boot, if not what its build and policy have it
    write; with ``clears_supported`` it writes nothing and leaves the attribute unset.

    ``etypes`` narrows what it offers as a client (krb5.conf, or a tool's option); ``clock_offset`` is how many seconds
    its clock is ahead.
    """

    name: str
    os: str
    domain: str
    dc: str | None = None
    joined_at: str | None = None
    registry: Mapping[str, int] = field(default_factory=dict)
    updates: tuple[str, ...] = ()
    services: tuple[ServicePlan, ...] = ()
    spns: tuple[str, ...] = ()
    supported_etypes: int | None = None
    clears_supported: bool = False
    os_version: str | None = None
    etypes: tuple[int, ...] | None = None
    clock_offset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustPlan:
    """A trust between two domains; ``direction`` as ``domain`` sees it (``outbound``: ``domain`` trusts ``other``).

    ``supported_etypes`` stands on the trust account in ``domain``, ``other_supported_etypes`` on the one in ``other``;
    ``selective`` and ``other_selective`` are told in the same way.
    """

    domain: str
    other: str
    direction: TrustDirection = TrustDirection.BOTH
    password: str | None = None
    supported_etypes: int | None = None
    other_supported_etypes: int | None = None
    selective: bool = False
    other_selective: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePlan:
    """A message, where it lies, and where it goes when a service accepts it."""

    name: str
    lies_in: str
    goes_to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldPlan:
    """Everything that is there at the start. ``start`` is seconds since the epoch."""

    start: int
    domains: tuple[DomainPlan, ...]
    hosts: tuple[HostPlan, ...] = ()
    messages: tuple[MessagePlan, ...] = ()
    assumptions: Mapping[str, str] = field(default_factory=dict)
    trusts: tuple[TrustPlan, ...] = ()
