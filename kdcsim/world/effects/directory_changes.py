"""Directory changes: passwords, attributes, levels, DCs coming and going - each at one DC, until it replicates."""

from __future__ import annotations

from dataclasses import replace

from kdcsim.ad.directory import Account, Directory
from kdcsim.ad.policy import GENERATIONS
from kdcsim.address import address
from kdcsim.errors import WorldError
from kdcsim.reason import Fact
from kdcsim.world.action import (
    ChangeMachinePassword,
    ChangePassword,
    DemoteDc,
    PromoteDc,
    RaiseFunctionalLevel,
    Replicate,
    SetSupportedEtypes,
)
from kdcsim.world.effects.dc_choice import chosen_dc, first_dc
from kdcsim.world.effects.outcome import Effect, Stage, impossible
from kdcsim.world.found import dc_account, machine_password, written_on
from kdcsim.world.plan import DcPlan
from kdcsim.world.state import FUNCTIONAL_LEVELS, Dc, World


def change_machine_password(stage: Stage, action: ChangeMachinePassword) -> Effect:
    """The machine changes its own password at one DC; its sessions make their keys anew, with the salts they know."""
    world, host = stage.world, stage.world.host(action.host)
    dc = chosen_dc(world, host, action.dc)
    number = host.password_number + 1
    password = machine_password(world.chance, host.name, number)
    account = dc.directory.get(host.account)
    if account is None:
        return impossible(world, f"{dc.name} knows no account {host.account}")
    world = _written(world, dc, account, password, spread=action.dc is None)
    sessions = {
        luid: replace(
            s, password=password, previous_password=host.password, password_number=number, tickets=s.tickets
        ).rederived()
        if s.account == host.account
        else s
        for luid, s in host.sessions.items()
    }
    host = replace(host, password=password, previous_password=host.password, password_number=number, sessions=sessions)
    words = f"{host.name} changed its machine password at {dc.name}; its sessions rekeyed with the salts they know"
    return Effect(world=world.with_host(host), sentence=words, changes=(_key_fact(world, dc, account),))


def change_password(stage: Stage, action: ChangePassword) -> Effect:
    """Set an account's password at one DC."""
    dc, account = _account(stage.world, action.account, action.dc)
    world = _written(stage.world, dc, account, action.password, spread=action.dc is None)
    words = f"the password of {account.name} was set at {dc.name}"
    return Effect(world=world, sentence=words, changes=(_key_fact(world, dc, account),))


def set_supported_etypes(stage: Stage, action: SetSupportedEtypes) -> Effect:
    """Set or clear msDS-SupportedEncryptionTypes; no key comes or goes with it."""
    dc, account = _account(stage.world, action.account, action.dc)
    changed = replace(account, supported_etypes=action.value, changed=stage.world.turn + 1)
    world = _with_account(stage.world, dc, changed, spread=action.dc is None)
    shown = "cleared" if action.value is None else f"{action.value:#x}"
    fact = Fact(address("account", account.name, "msDS-SupportedEncryptionTypes"), shown)
    words = f"msDS-SupportedEncryptionTypes of {account.name} is {shown}; no key was made or lost by that"
    return Effect(world=world, sentence=words, changes=(fact,))


def replicate(stage: Stage, action: Replicate) -> Effect:
    """Bring replicas together: everywhere, or one DC's changes to another."""
    world = stage.world
    if action.source is not None and action.to is not None:
        source, to = world.dc(action.source), world.dc(action.to)
        world = world.with_dc(replace(to, directory=to.directory.merged(source.directory)))
        return Effect(world=world, sentence=f"{source.name} replicated to {to.name}")
    domains = [world.domain(action.domain)] if action.domain else list(world.domains.values())
    for domain in domains:
        for dc in world.dcs_of(domain.dns)[:1]:
            world = _everywhere(world, dc)
    return Effect(world=world, sentence="the DCs replicated: every replica holds the latest version of every account")


def raise_functional_level(stage: Stage, action: RaiseFunctionalLevel) -> Effect:
    """Raise a domain's level; reaching 2008 resets krbtgt, and only that DC has the new key until it replicates."""
    world = stage.world
    domain = world.domain(action.domain)
    wanted = FUNCTIONAL_LEVELS[action.level]
    if wanted <= domain.behavior_version:
        return impossible(world, f"{domain.dns} already stands at functional level {domain.level}")
    too_old = [dc.name for dc in world.dcs_of(domain.dns) if _os_level(dc.os) < wanted]
    if too_old:
        return impossible(world, f"functional level {action.level} needs newer DCs than {', '.join(too_old)}")
    resets = domain.behavior_version < FUNCTIONAL_LEVELS["2008"] <= wanted
    raised = replace(domain, level=action.level)
    world = replace(world, domains={**world.domains, domain.dns.lower(): raised})
    words = f"{domain.dns} now stands at functional level {action.level}"
    if resets:
        dc = first_dc(world, domain.dns, action.dc)
        krbtgt = dc.directory.krbtgt()
        number = krbtgt.keys.kvno + 1
        password = machine_password(world.chance, f"krbtgt@{domain.dns}", number)
        world = _written(world, dc, krbtgt, password, spread=False)
        words += f"; krbtgt got a new password at {dc.name}"
    return Effect(world=world, sentence=words, changes=(Fact(address("domain", domain.dns, "level"), action.level),))


def promote_dc(stage: Stage, action: PromoteDc) -> Effect:
    """Add a DC: it takes over a replica, and the directory gets its account."""
    world = stage.world
    domain = world.domain(action.domain)
    if action.dc.upper() in world.dcs:
        return impossible(world, f"there is a DC {action.dc} already")
    if (action.os, action.update) not in GENERATIONS:
        return impossible(world, f"no such build: {action.os} {action.update}")
    if _os_level(action.os) < domain.behavior_version:
        return impossible(world, f"{action.os} is too old for functional level {domain.level}")
    peer = first_dc(world, domain.dns)
    number = 1000 + len(peer.directory.accounts)
    account = dc_account(DcPlan(name=action.dc, os=action.os), domain, number, world.chance, world.assumptions)
    world = replace(world, turn=world.turn + 1)
    directory = peer.directory.with_account(replace(account, changed=world.turn))
    new = Dc(
        name=action.dc.upper(),
        domain=domain.dns,
        os=action.os,
        update=action.update,
        address=f"10.0.0.{10 + len(world.dcs)}",
        directory=directory,
    )
    world = _everywhere(world.with_dc(new), new)
    return Effect(world=world, sentence=f"{new.name} ({action.os}) is a DC of {domain.dns}")


def demote_dc(stage: Stage, action: DemoteDc) -> Effect:
    """Take a DC out; the last one of a domain stays."""
    world, dc = stage.world, stage.world.dc(action.dc)
    if len(world.dcs_of(dc.domain)) == 1:
        return impossible(world, f"{dc.name} is the last DC of {dc.domain}")
    world = _everywhere(world, dc)
    rest = {name: other for name, other in world.dcs.items() if name != dc.name}
    world = replace(world, dcs=rest)
    for other in world.dcs_of(dc.domain):
        gone = other.directory.get(f"{dc.name}$")
        if gone is not None:
            world = world.with_dc(replace(other, directory=other.directory.with_account(replace(gone, deleted=True))))
    return Effect(world=world, sentence=f"{dc.name} is no DC any more")


def _written(world: World, dc: Dc, account: Account, password: str, *, spread: bool) -> World:
    """Write a new password at one DC: new keys as that DC's OS makes them, the old set goes to the history."""
    domain = world.domain(dc.domain)
    keys = written_on(dc.os, domain, world.assumptions, password, account.salt, account.keys)
    older = (account.keys, *account.older)[:2]
    return _with_account(world, dc, replace(account, keys=keys, older=older, changed=world.turn + 1), spread=spread)


def _with_account(world: World, dc: Dc, account: Account, *, spread: bool) -> World:
    """Put a changed account into one replica, or at once into all of them."""
    world = replace(world, turn=max(world.turn + 1, account.changed))
    for each in world.dcs_of(dc.domain) if spread else (dc,):
        world = world.with_dc(replace(each, directory=each.directory.with_account(account)))
    return world


def _everywhere(world: World, first: Dc) -> World:
    """Give every DC of a domain the union of all replicas."""
    dcs = world.dcs_of(first.domain)
    union: Directory = dcs[0].directory
    for dc in dcs[1:]:
        union = union.merged(dc.directory)
    for dc in dcs:
        world = world.with_dc(replace(world.dc(dc.name), directory=union))
    return world


def _account(world: World, name: str, dc_name: str | None) -> tuple[Dc, Account]:
    """Find an account, ``name`` or ``domain\\name``, at a named DC or the first that knows it."""
    domain, _, bare = name.rpartition("\\")
    dcs = [world.dc(dc_name)] if dc_name else list(world.dcs.values())
    for dc in dcs:
        if domain and world.domain(domain).dns != dc.domain:
            continue
        account = dc.directory.get(bare)
        if account is not None:
            return dc, account
    raise WorldError(f"there is no account {name!r}")


def _key_fact(world: World, dc: Dc, account: Account) -> Fact:
    now = world.dc(dc.name).directory.get(account.name)
    etypes = () if now is None else tuple(str(k.etype) for k in now.keys.usable(check_marker=True))
    return Fact(address("account", account.name, "keys"), " ".join(etypes) + f" at {dc.name}")


def _os_level(os: str) -> int:
    """The highest functional level a DC of this OS can take part in."""
    named = {"2000": 0, "2003": 2, "2008": 3, "2008R2": 4, "2012": 5, "2012R2": 6, "2016": 7, "2019": 7, "2022": 7}
    return named.get(os, 10)
