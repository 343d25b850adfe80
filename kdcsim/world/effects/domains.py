"""Domains: levels rise, DCs come and go and start anew, replicas come together."""

from __future__ import annotations

from dataclasses import replace

from kdcsim.ad.policy import GENERATIONS, UPDATE_LEVELS
from kdcsim.address import address
from kdcsim.reason import Fact
from kdcsim.world.action import (
    DemoteDc,
    InstallCumulativeUpdate,
    PromoteDc,
    RaiseFunctionalLevel,
    RebootDc,
    Replicate,
    RestartKdc,
)
from kdcsim.world.effects.dc_choice import first_dc
from kdcsim.world.effects.outcome import Effect, Stage, impossible
from kdcsim.world.effects.passwords import krbtgt_reset
from kdcsim.world.effects.replica import everywhere, with_account
from kdcsim.world.found import dc_account
from kdcsim.world.plan import DcPlan
from kdcsim.world.state import FUNCTIONAL_LEVELS, Dc

_HIGHEST = {"2000": 0, "2003": 2, "2008": 3, "2008R2": 4, "2012": 5, "2012R2": 6, "2016": 7, "2019": 7, "2022": 7}


def replicate(stage: Stage, action: Replicate) -> Effect:
    """Bring replicas together: everywhere, or one DC's changes to another."""
    world = stage.world
    if action.source is not None and action.to is not None:
        source, to = world.dc(action.source), world.dc(action.to)
        world = world.with_dc(replace(to, directory=to.directory.merged(source.directory)))
        return Effect(world=world, sentence=f"{source.name} replicated to {to.name}")
    domains = [world.domain(action.domain)] if action.domain else list(world.domains.values())
    for domain in domains:
        world = everywhere(world, domain.dns)
    return Effect(world=world, sentence="the DCs replicated: every replica holds the latest version of every account")


def restart_kdc(stage: Stage, action: RestartKdc) -> Effect:
    """Let a KDC read its settings anew."""
    dc = stage.world.dc(action.dc)
    words = f"the KDC on {dc.name} started and read its settings"
    return Effect(world=stage.world.with_dc(dc.restarted()), sentence=words, kdcs_started=(dc.name,))


def reboot_dc(stage: Stage, action: RebootDc) -> Effect:
    """Start a DC anew, and its KDC with it."""
    dc = stage.world.dc(action.dc)
    words = f"{dc.name} started; its KDC read its settings"
    return Effect(world=stage.world.with_dc(dc.restarted()), sentence=words, kdcs_started=(dc.name,))


def install_cumulative_update(stage: Stage, action: InstallCumulativeUpdate) -> Effect:
    """Bring a DC to an update level; it starts anew, so its KDC reads its settings."""
    world, dc = stage.world, stage.world.dc(action.dc)
    if (dc.os, action.update) not in GENERATIONS:
        levels = ", ".join(update for os, update in GENERATIONS if os == dc.os)
        return impossible(world, f"there is no update {action.update} for {dc.os}; there are {levels}")
    if UPDATE_LEVELS.index(action.update) <= UPDATE_LEVELS.index(dc.update):
        return impossible(world, f"{dc.name} stands at {dc.update} already; updates are cumulative")
    world = world.with_dc(replace(dc, update=action.update).restarted())
    fact = Fact(address("dc", dc.name, "update"), action.update)
    words = f"{dc.name} was updated to {action.update} and started anew"
    return Effect(world=world, sentence=words, changes=(fact,), kdcs_started=(dc.name,))


def raise_functional_level(stage: Stage, action: RaiseFunctionalLevel) -> Effect:
    """Raise a domain's level; reaching 2008 resets krbtgt, and only that DC has the new key until it replicates."""
    world = stage.world
    domain = world.domain(action.domain)
    wanted = FUNCTIONAL_LEVELS[action.level]
    if wanted <= domain.behavior_version:
        return impossible(world, f"{domain.dns} already stands at functional level {domain.level}")
    too_old = [dc.name for dc in world.dcs_of(domain.dns) if _highest(dc.os) < wanted]
    if too_old:
        return impossible(world, f"functional level {action.level} needs newer DCs than {', '.join(too_old)}")
    resets = domain.behavior_version < FUNCTIONAL_LEVELS["2008"] <= wanted
    raised = replace(domain, level=action.level)
    world = replace(world, domains={**world.domains, domain.dns.lower(): raised})
    words = f"{domain.dns} now stands at functional level {action.level}"
    if resets:
        dc = first_dc(world, domain.dns, action.dc)
        world = krbtgt_reset(world, dc, spread=False)
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
    if _highest(action.os) < domain.behavior_version:
        return impossible(world, f"{action.os} is too old for functional level {domain.level}")
    peer = first_dc(world, domain.dns)
    number = 1000 + len(peer.directory.accounts)
    account = dc_account(DcPlan(name=action.dc, os=action.os), domain, number, world.chance, world.assumptions)
    new = Dc(
        name=action.dc.upper(),
        domain=domain.dns,
        os=action.os,
        update=action.update,
        address=f"10.0.0.{10 + len(world.dcs)}",
        directory=peer.directory,
    )
    world = with_account(world.with_dc(new), new, account, spread=False)
    words = f"{new.name} ({action.os}) is a DC of {domain.dns}"
    return Effect(world=everywhere(world, domain.dns), sentence=words, kdcs_started=(new.name,))


def demote_dc(stage: Stage, action: DemoteDc) -> Effect:
    """Take a DC out; the last one of a domain stays."""
    world, dc = stage.world, stage.world.dc(action.dc)
    if len(world.dcs_of(dc.domain)) == 1:
        return impossible(world, f"{dc.name} is the last DC of {dc.domain}")
    world = everywhere(world, dc.domain)
    world = replace(world, dcs={name: other for name, other in world.dcs.items() if name != dc.name})
    left = world.dcs_of(dc.domain)[0]
    gone = left.directory.get(f"{dc.name}$")
    if gone is not None:
        world = with_account(world, left, replace(gone, deleted=True), spread=True)
    return Effect(world=world, sentence=f"{dc.name} is no DC any more")


def _highest(os: str) -> int:
    """The highest functional level a DC of this OS can take part in."""
    return _HIGHEST.get(os, 10)
