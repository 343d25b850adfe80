"""Trust: the accounts that two domains hold of each other, and the keys of each way.

A trust object holds the password itself (trustAuthIncoming, trustAuthOutgoing: MS-ADTS 6.1.6.9.1), so a KDC can make
every key it knows of it, whatever DC the password was set on; how many it uses is for policy to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from kdcsim.ad.directory import Account, AccountKind, KeyStore, TrustDirection, keys_written, trust_salt
from kdcsim.chance import Chance
from kdcsim.world.password import machine_password
from kdcsim.world.plan import TrustPlan
from kdcsim.world.state import Domain

_MIRRORED = {
    TrustDirection.INBOUND: TrustDirection.OUTBOUND,
    TrustDirection.OUTBOUND: TrustDirection.INBOUND,
    TrustDirection.BOTH: TrustDirection.BOTH,
}


def trust_accounts(
    plans: tuple[TrustPlan, ...], here: Domain, domains: Mapping[str, Domain], chance: Chance, number: int
) -> Iterator[Account]:
    """The trust accounts that one domain holds, numbered from ``number``."""
    for plan in plans:
        ends = (plan.domain.lower(), plan.other.lower())
        if here.dns not in ends:
            continue
        first = here.dns == ends[0]
        there = domains[ends[1] if first else ends[0]]
        direction = plan.direction if first else _MIRRORED[plan.direction]
        supported = plan.supported_etypes if first else plan.other_supported_etypes
        selective = plan.selective if first else plan.other_selective
        password = trust_password(chance, here, there, 1) if plan.password is None else plan.password
        made = _trust_account(here, there, direction, supported, password, f"{here.sid}-{number}")
        yield replace(made, selective=selective)
        number += 1


def trust_password(chance: Chance, here: Domain, there: Domain, number: int) -> str:
    """The password that both ends share, made up by name."""
    return machine_password(chance, "trust " + " ".join(sorted((here.dns, there.dns))), number)


def trust_keys(here: Domain, there: Domain, password: str, kvno: int) -> tuple[KeyStore, KeyStore]:
    """The keys that seal this domain's referrals to the other, and those that open the other's."""
    sealing = keys_written(password, trust_salt(there.realm, here.realm), kvno=kvno, writes_aes=True, marker=False)
    opening = keys_written(password, trust_salt(here.realm, there.realm), kvno=kvno, writes_aes=True, marker=False)
    return sealing, opening


def _trust_account(
    here: Domain, there: Domain, direction: TrustDirection, supported: int | None, password: str, sid: str
) -> Account:
    sealing, opening = trust_keys(here, there, password, 1)
    return Account(
        name=there.realm,
        kind=AccountKind.TRUST,
        keys=sealing,
        incoming=opening,
        salt=trust_salt(there.realm, here.realm),
        sid=sid,
        supported_etypes=supported,
        direction=direction,
    )
