"""Accounts: names and attributes change, and no key comes or goes with them."""

from __future__ import annotations

from dataclasses import replace

from kdcsim.ad.directory import Account, AccountKind
from kdcsim.world.action import (
    FLAGS,
    CreateAccount,
    DeleteAccount,
    RenameAccount,
    SetFlag,
    SetOsVersion,
    SetSpn,
    SetSupportedEtypes,
    SetUpn,
)
from kdcsim.world.effects.dc_choice import first_dc
from kdcsim.world.effects.outcome import Effect, Stage, impossible
from kdcsim.world.effects.replica import attribute_fact, find_account, key_fact, with_account
from kdcsim.world.found import told_account
from kdcsim.world.state import Dc

_FIXED = "krbtgt cannot be deleted and not be renamed (Microsoft, Active Directory accounts: KRBTGT account)"


def set_supported_etypes(stage: Stage, action: SetSupportedEtypes) -> Effect:
    """Set or clear msDS-SupportedEncryptionTypes; no key comes or goes with it."""
    shown = "cleared" if action.value is None else f"{action.value:#x}"
    dc, account = find_account(stage.world, action.account, action.dc)
    words = f"msDS-SupportedEncryptionTypes of {account.name} is {shown}; no key was made or lost by that"
    changed = replace(account, supported_etypes=action.value)
    return _changed(stage, dc, changed, action.dc, words, "msDS-SupportedEncryptionTypes", shown)


def set_flag(stage: Stage, action: SetFlag) -> Effect:
    """Set or clear one flag."""
    column = FLAGS.get(action.flag)
    if column is None:
        return impossible(stage.world, f"there is no flag {action.flag!r}; there are {', '.join(FLAGS)}")
    dc, account = find_account(stage.world, action.account, action.dc)
    changed = replace(account, **{column: action.value})  # type: ignore[arg-type]
    shown = "set" if action.value else "cleared"
    return _changed(stage, dc, changed, action.dc, f"{action.flag} of {account.name} is {shown}", action.flag, shown)


def set_os_version(stage: Stage, action: SetOsVersion) -> Effect:
    """Write operatingSystemVersion, which a KDC reads before it believes a computer's attribute."""
    dc, account = find_account(stage.world, action.account, action.dc)
    shown = action.version or "cleared"
    words = f"operatingSystemVersion of {account.name} is {shown}"
    changed = replace(account, os_version=action.version)
    return _changed(stage, dc, changed, action.dc, words, "operatingSystemVersion", shown)


def set_upn(stage: Stage, action: SetUpn) -> Effect:
    """Set or clear the UPN; the salt of the keys stays until the next password change (msktutil issue 156)."""
    dc, account = find_account(stage.world, action.account, action.dc)
    shown = action.upn or "cleared"
    words = f"userPrincipalName of {account.name} is {shown}; its keys keep the salt {account.salt!r}"
    return _changed(stage, dc, replace(account, upn=action.upn), action.dc, words, "userPrincipalName", shown)


def set_spn(stage: Stage, action: SetSpn) -> Effect:
    """Add and remove SPNs; a duplicate is allowed unless the check is asked for, and makes the SPN unusable."""
    dc, account = find_account(stage.world, action.account, action.dc)
    takers = _takers(dc, account, action.add)
    if takers and action.checked:
        return impossible(stage.world, f"duplicate SPN: {'; '.join(takers)}; nothing was changed")
    gone = {spn.lower() for spn in action.remove}
    kept = tuple(spn for spn in account.spns if spn.lower() not in gone)
    held = {spn.lower() for spn in kept}
    spns = (*kept, *(spn for spn in action.add if spn.lower() not in held))
    words = f"the SPNs of {account.name} changed"
    if takers:
        words += f"; now claimed twice: {'; '.join(takers)}"
    return _changed(stage, dc, replace(account, spns=spns), action.dc, words, "spns", " ".join(spns))


def _takers(dc: Dc, account: Account, spns: tuple[str, ...]) -> tuple[str, ...]:
    """Who has these SPNs already."""
    found = []
    for spn in spns:
        owners = [o for o in dc.directory.by_spn.get(spn.lower(), ()) if o != account.name.lower()]
        found += [f"{spn} ({dc.directory.accounts[o].name})" for o in owners]
    return tuple(found)


def rename_account(stage: Stage, action: RenameAccount) -> Effect:
    """Rename an account. Its keys stay, and with them the salt that was made of the old name."""
    world = stage.world
    dc, account = find_account(world, action.account, action.dc)
    if account.kind is AccountKind.KRBTGT:
        return impossible(world, f"{_FIXED}; it keeps its name")
    if any(host.account.lower() == account.name.lower() for host in world.hosts.values()):
        return impossible(world, f"{account.name} is a host's own account: kdcsim renames no hosts")
    if dc.directory.get(action.to) is not None:
        return impossible(world, f"there is an account {action.to} already")
    spread = action.dc is None
    world = with_account(world, dc, replace(account, deleted=True), spread=spread)
    renamed = replace(account, name=action.to)
    world = with_account(world, dc, renamed, spread=spread)
    words = f"{account.name} is called {action.to}; its keys keep the salt {account.salt!r}"
    return Effect(world=world, sentence=words, changes=(attribute_fact(renamed, "sAMAccountName", action.to),))


def create_account(stage: Stage, action: CreateAccount) -> Effect:
    """Create an account; its keys are those that the DC's OS writes."""
    world, plan = stage.world, action.account
    domain = world.domain(action.domain)
    dc = first_dc(world, domain.dns, action.dc)
    if dc.directory.get(plan.name) is not None:
        return impossible(world, f"there is an account {plan.name} already")
    number = 2000 + world.turn
    account = told_account(plan, dc.os, domain, number, world.chance, world.assumptions)
    world = with_account(world, dc, account, spread=action.dc is None)
    words = f"{account.name} was created at {dc.name}"
    return Effect(world=world, sentence=words, changes=(key_fact(world, dc, account),))


def delete_account(stage: Stage, action: DeleteAccount) -> Effect:
    """Delete an account; other replicas learn of it when they replicate."""
    dc, account = find_account(stage.world, action.account, action.dc)
    if account.kind is AccountKind.KRBTGT:
        return impossible(stage.world, f"{_FIXED}; nothing was deleted")
    words = f"{account.name} was deleted"
    return _changed(stage, dc, replace(account, deleted=True), action.dc, words, "deleted", "yes")


def _changed(
    stage: Stage, dc: Dc, account: Account, named: str | None, words: str, attribute: str, value: str
) -> Effect:
    world = with_account(stage.world, dc, account, spread=named is None)
    return Effect(world=world, sentence=words, changes=(attribute_fact(account, attribute, value),))
