"""Replica: how a change gets into the directory - at one DC, or at once into all of them."""

from __future__ import annotations

from dataclasses import fields, replace

from kdcsim.ad.directory import Account, Directory
from kdcsim.address import address
from kdcsim.errors import WorldError
from kdcsim.reason import Fact
from kdcsim.world.state import Dc, World


def find_account(world: World, name: str, dc_name: str | None) -> tuple[Dc, Account]:
    """Find an account, ``name`` or ``domain\\name``, at a named DC or the first that knows it. Raises WorldError."""
    domain, _, bare = name.rpartition("\\")
    dcs = [world.dc(dc_name)] if dc_name else list(world.dcs.values())
    for dc in dcs:
        if domain and world.domain(domain).dns != dc.domain:
            continue
        account = dc.directory.get(bare)
        if account is not None:
            return dc, account
    raise WorldError(f"there is no account {name!r}")


def with_account(world: World, dc: Dc, account: Account, *, spread: bool) -> World:
    """Put a changed account into one replica, or what changed of it at once into all of its domain.

    Attributes replicate one by one (MS-DRSR, AttributeStamp): what another replica holds of its own, keys above
    all, stays there when an attribute beside them is spread. Of versions that differ the later one stays the later.
    """
    key, replicas = account.name.lower(), world.dcs_of(dc.domain) if spread else (world.dc(dc.name),)
    before = world.dc(dc.name).directory.accounts.get(key)
    held = [each.directory.accounts.get(key) for each in replicas]
    versions = sorted({old.changed for old in held if old is not None}) or [0]
    for each, old in zip(replicas, held, strict=True):
        new = account if before is None or old is None or each.name == dc.name else _carried(before, account, old)
        place = world.turn + 1 + (versions.index(old.changed) if old is not None else 0)
        world = world.with_dc(replace(each, directory=each.directory.with_account(replace(new, changed=place))))
    return replace(world, turn=world.turn + len(versions))


def _carried(before: Account, after: Account, other: Account) -> Account:
    """Another replica's version of an account, with what a change made of this one's."""
    moved = {f.name: value for f in fields(Account) if (value := getattr(after, f.name)) != getattr(before, f.name)}
    return replace(other, **moved)


def everywhere(world: World, domain: str) -> World:
    """Give every DC of a domain the union of all replicas."""
    dcs = world.dcs_of(domain)
    union: Directory = dcs[0].directory
    for dc in dcs[1:]:
        union = union.merged(dc.directory)
    for dc in dcs:
        world = world.with_dc(replace(world.dc(dc.name), directory=union))
    return world


def key_fact(world: World, dc: Dc, account: Account) -> Fact:
    """Which keys an account has at a DC now."""
    now = world.dc(dc.name).directory.get(account.name)
    etypes = () if now is None else tuple(str(k.etype) for k in now.keys.usable(check_marker=True))
    return Fact(address("account", account.name, "keys"), " ".join(etypes) + f" at {dc.name}")


def attribute_fact(account: Account, attribute: str, value: str) -> Fact:
    """What an attribute of an account is now."""
    return Fact(address("account", account.name, attribute), value)
