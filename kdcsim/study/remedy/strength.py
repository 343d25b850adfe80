"""Strength: what an account is taken to support at a DC, and whether a change makes that weaker.

An account that declares nothing is what the DC assumes of it: RC4 on old builds, AES alone on those of 2026. The
ladder that answers for a ticket answers here too.
"""

from __future__ import annotations

from dataclasses import replace

from kdcsim.ad.directory import Account, AccountKind, KeyStore
from kdcsim.ad.policy import Question, Target, declared
from kdcsim.ad.supported import AES, AES_SK, DES, RC4
from kdcsim.world.state import Dc, World

ANYBODY = Account(name="anybody", kind=AccountKind.USER, keys=KeyStore(kvno=1), salt="")
"""An account that declares nothing."""


def taken(world: World, dc: Dc, account: Account) -> int:
    """The mask that this DC works with for an account: as declared or assumed, within what the DC allows."""
    view = dc.view(world.domain(dc.domain), world.assumptions)
    target = Target(
        name=account.name,
        kind=account.kind,
        supported=account.supported_etypes,
        os_version=account.os_version,
        des_only=account.des_only,
        protected=account.protected,
    )
    mask = declared(Question(kdc=view, target=target, client_etypes=())).value.mask
    return mask & (view.enabled | AES_SK)


def weakens(before: int, after: int) -> bool:
    """Whether AES goes, or RC4 or DES comes."""
    has_aes = AES | AES_SK
    return bool(before & has_aes and not after & has_aes) or bool(after & (RC4 | DES) & ~before)


def account_weakens(world: World, dc: Dc, before: Account, after: Account) -> bool:
    """Whether a changed account is weaker than it was, in the eyes of this DC."""
    return weakens(taken(world, dc, before), taken(world, dc, after))


def dc_weakens(world: World, before: Dc, after: Dc) -> bool:
    """Whether a DC with other settings, and its KDC restarted, allows or assumes something weaker than it did."""
    view = before.view(world.domain(before.domain), world.assumptions)
    later = after.restarted().view(world.domain(before.domain), world.assumptions)
    assumed = taken(world, before, ANYBODY), taken(world, replace(after, loaded=after.registry), ANYBODY)
    return weakens(view.enabled, later.enabled) or weakens(*assumed)
