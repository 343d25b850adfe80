"""Machine account: what a host does to its own account when it sets up its secure channel (MS-KILE 3.4.3.1)."""

from __future__ import annotations

from dataclasses import replace

from kdcsim.ad.host.host import Host
from kdcsim.world.effects.outcome import Effect
from kdcsim.world.effects.replica import attribute_fact, with_account
from kdcsim.world.state import Dc


def attribute_written(effect: Effect, host: Host, dc: Dc, *, spread: bool) -> Effect:
    """Let a host write its own msDS-SupportedEncryptionTypes where it differs: policy's bits, else its build's.

    XP and 2003 never do (note 76), nothing is written where the schema has no such attribute, and a value that
    somebody set by hand is overwritten.
    """
    world = effect.world
    account = world.dc(dc.name).directory.get(host.account)
    wanted = host.attribute(world.assumptions)
    if account is None or wanted is None or account.supported_etypes == wanted:
        return effect
    if not world.knows_attribute(dc.domain):
        return effect
    changed = replace(account, supported_etypes=wanted)
    fact = attribute_fact(account, "msDS-SupportedEncryptionTypes", f"{wanted:#x}")
    before = "not set" if account.supported_etypes is None else f"{account.supported_etypes:#x}"
    words = f"{effect.sentence}; it wrote its own msDS-SupportedEncryptionTypes: {wanted:#x} (was {before})"
    world = with_account(world, dc, changed, spread=spread)
    return replace(effect, world=world, sentence=words, changes=(*effect.changes, fact))
