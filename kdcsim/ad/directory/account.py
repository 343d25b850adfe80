"""Account: one security principal of a domain, with the attributes that Kerberos reads."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kdcsim.ad.directory.keystore import KeyStore


class AccountKind(StrEnum):
    """What an account is: it decides salts, defaults and whether its attribute is read."""

    USER = "user"
    COMPUTER = "computer"
    DC = "dc"
    KRBTGT = "krbtgt"
    GMSA = "gmsa"
    TRUST = "trust"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account as one replica holds it. ``changed`` orders versions for replication (higher wins)."""

    name: str
    kind: AccountKind
    keys: KeyStore
    salt: str
    sid: str = "S-1-0-0"
    older: tuple[KeyStore, ...] = ()
    upn: str | None = None
    spns: tuple[str, ...] = ()
    supported_etypes: int | None = None
    os_version: str | None = None
    des_only: bool = False
    no_preauth: bool = False
    protected: bool = False
    disabled: bool = False
    trusted_for_delegation: bool = False
    changed: int = 0
    deleted: bool = False
