"""Referral: where a KDC sends a client whose service lives in a realm that it has a trust with (MS-KILE 3.3.5.7.5).

A referral is a TGT for ``krbtgt/OTHER.REALM``, sealed with the trust account's key; the other realm's KDC opens it with
the same key from its own side.
"""

from __future__ import annotations

from kdcsim.ad.directory import Account, AccountKind, KeyStore
from kdcsim.ad.kdc.kdc import Kdc
from kdcsim.krb5.numbers import NameType
from kdcsim.krb5.principal import KRBTGT, PrincipalName


def referral_for(kdc: Kdc, name: PrincipalName | None) -> Account | None:
    """The trust that leads to a service: by the DNS suffix of its host, or named outright as ``krbtgt/OTHER``."""
    if name is None or len(name.components) < 2:
        return None
    host = name.components[1].split(":", 1)[0].lower()
    exact = name.components[0].lower() == KRBTGT
    for trust in sorted(kdc.directory.trusts(), key=lambda t: -len(t.name)):
        domain = trust.name.lower()
        if refers(trust) and (host == domain or (not exact and host.endswith("." + domain))):
            return trust
    return None


def referral_name(trust: Account) -> PrincipalName:
    """The name of the ticket-granting service of the other realm."""
    return PrincipalName(name_type=int(NameType.SRV_INST), components=(KRBTGT, trust.name.upper()))


def refers(account: Account) -> bool:
    """Whether tickets for this account are referrals that its direction allows."""
    return account.kind is AccountKind.TRUST and (account.direction is None or account.direction.refers)


def opening_keys(kdc: Kdc, realm: str) -> tuple[Account, tuple[KeyStore, ...]] | None:
    """Whose keys open a TGT that a realm sealed: krbtgt's for this realm's own, the trust's for another's."""
    if realm.lower() == kdc.realm.lower():
        krbtgt = kdc.directory.krbtgt()
        return krbtgt, (krbtgt.keys, *krbtgt.older)
    trust = kdc.directory.trust(realm)
    if trust is None or not (trust.direction is None or trust.direction.accepts):
        return None
    return trust, (trust.incoming or trust.keys, *trust.older)
