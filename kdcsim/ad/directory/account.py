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


class TrustDirection(StrEnum):
    """Who trusts whom, seen from the domain that holds the trust account (MS-ADTS 6.1.6.7.12, trustDirection)."""

    INBOUND = "inbound"
    """The other domain trusts this one: users of this one are referred there."""
    OUTBOUND = "outbound"
    """This domain trusts the other one: users of that one come here."""
    BOTH = "two-way"

    @property
    def refers(self) -> bool:
        """Whether this domain's KDC gives referrals to the other one."""
        return self is not TrustDirection.OUTBOUND

    @property
    def accepts(self) -> bool:
        """Whether this domain's KDC opens the other one's referrals."""
        return self is not TrustDirection.INBOUND


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account as one replica holds it. ``changed`` orders versions for replication (higher wins).

    A trust account (kind TRUST, named like the other realm) has a ``direction``: its ``keys`` seal referrals to the
    other realm, and ``incoming`` opens the other realm's referrals (None: ``keys`` does).
    """

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
    expired: bool = False
    """accountExpires has passed."""
    locked: bool = False
    outside_logon_hours: bool = False
    """logonHours does not allow this hour."""
    password_expired: bool = False
    """The password is older than it may be, or must be changed at the next logon; a new one ends that."""
    smartcard_required: bool = False
    """UF_SMARTCARD_REQUIRED: a password is no proof."""
    workstations: tuple[str, ...] = ()
    """userWorkstations: the NetBIOS names of the machines from which it may log on; empty: from any."""
    trusted_for_delegation: bool = False
    not_delegated: bool = False
    """UF_NOT_DELEGATED: nobody may act as this account towards others."""
    trusted_to_authenticate: bool = False
    """UF_TRUSTED_TO_AUTHENTICATE_FOR_DELEGATION: what S4U2Self gives it may be passed on (MS-SFU 3.2.5.1.2)."""
    delegates_to: tuple[str, ...] = ()
    """msDS-AllowedToDelegateTo: the SPNs to which it may act for others."""
    acted_for_by: tuple[str, ...] = ()
    """msDS-AllowedToActOnBehalfOfOtherIdentity: the accounts that may act for others towards it, by name."""
    allowed_to_authenticate: bool = False
    """Whether users behind a trust with selective authentication may ask for tickets to this account."""
    changed: int = 0
    deleted: bool = False
    direction: TrustDirection | None = None
    incoming: KeyStore | None = None
    selective: bool = False
    """TRUST_ATTRIBUTE_CROSS_ORGANIZATION: users behind this trust need Allowed-To-Authenticate of a service."""
