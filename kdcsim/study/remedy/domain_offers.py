"""What can be done to DCs and domains: settings of the KDC, updates, replication, DCs and levels."""

from __future__ import annotations

from collections.abc import Iterator

from kdcsim.ad.policy import GENERATIONS, UPDATE_LEVELS, UPDATES
from kdcsim.ad.settings import CATALOGUE, DEFAULT_DOMAIN_SUPPORTED, FILTER_LSA, FILTER_POLICIES, ReadWhen
from kdcsim.ad.supported import RC4
from kdcsim.study.remedy.kind import Kind, Risk
from kdcsim.study.remedy.scope import Scope, newest
from kdcsim.world.action import (
    Action,
    DeleteRegistry,
    DemoteDc,
    InstallCumulativeUpdate,
    InstallUpdate,
    PromoteDc,
    RaiseFunctionalLevel,
    RebootDc,
    Replicate,
    RestartKdc,
    SetRegistry,
)
from kdcsim.world.state import FUNCTIONAL_LEVELS, Dc, World

Told = tuple[Kind, str, str, tuple[Action, ...], tuple[Risk, ...], str]
_LIMITS = (FILTER_LSA, FILTER_POLICIES, DEFAULT_DOMAIN_SUPPORTED)
_HIGHEST = {"2019": "2016", "2022": "2016"}


def offers(world: World, scope: Scope) -> Iterator[Told]:
    """Give every remedy on the DCs of a scope, and on their domains."""
    for dc in scope.dcs:
        yield from _settings(dc)
        yield from _updates(dc)
    for domain in dict.fromkeys(dc.domain for dc in scope.dcs):
        yield from _domain(world, domain)


def _settings(dc: Dc) -> Iterator[Told]:
    restart = RestartKdc(dc=dc.name)
    for setting in CATALOGUE:
        value = dc.registry.get(setting)
        if value is None:
            continue
        delete = DeleteRegistry(machine=dc.name, name=setting.full)
        words = f"remove {setting.name} (now {value:#x}) on {dc.name}"
        about = f"{dc.name} {setting.name}"
        risks = (Risk.WEAKER,) if setting in _LIMITS and not value & RC4 else ()
        if setting.read is ReadWhen.LIVE:
            yield Kind.DC_SETTING, about, words, (delete,), risks, ""
        else:
            yield Kind.DC_SETTING, about, f"{words} and restart its KDC", (delete, restart), risks, ""
    if dc.generation.reads_domain_default:
        name = "DefaultDomainSupportedEncTypes"
        change = SetRegistry(machine=dc.name, name=name, value=0x38)
        yield Kind.DC_SETTING, f"{dc.name} {name}", f"set {name} to 0x38 on {dc.name}", (change,), (), "AES is assumed"
    if dc.generation.reads_attribute and dc.registry.get(FILTER_POLICIES) != 0x18:
        limit = SetRegistry(machine=dc.name, name=FILTER_POLICIES.full, value=0x18)
        words = f"allow AES alone on {dc.name} by policy (SupportedEncryptionTypes 0x18) and restart its KDC"
        yield Kind.DC_SETTING, f"{dc.name} policy", words, (limit, restart), (), ""
    if dc.loaded != dc.registry:
        yield Kind.RESTART_KDC, dc.name, f"restart the KDC on {dc.name}", (restart,), (), "settings wait to be read"


def _updates(dc: Dc) -> Iterator[Told]:
    for kb, row in UPDATES.items():
        if dc.os in row.applies_to and kb not in dc.updates:
            install = InstallUpdate(machine=dc.name, kb=kb)
            note = f"{row.sentence} [{row.source}]"
            words = f"install {kb} on {dc.name}"
            if row.effect is None:
                yield Kind.UPDATE, f"{kb} on {dc.name}", words, (install,), (), note
            else:
                restarted = (install, RebootDc(dc=dc.name))
                yield Kind.UPDATE, f"{kb} on {dc.name}", f"{words} and restart it", restarted, (), note
    later = UPDATE_LEVELS[UPDATE_LEVELS.index(dc.update) + 1 :]
    for update in later:
        if (dc.os, update) in GENERATIONS:
            install_all = InstallCumulativeUpdate(dc=dc.name, update=update)
            words = f"bring {dc.name} to the update level {update}"
            yield Kind.MONTHLY_UPDATE, f"{dc.name} {update}", words, (install_all,), (), ""


def _domain(world: World, domain: str) -> Iterator[Told]:
    dcs = world.dcs_of(domain)
    if any(dc.directory.accounts != dcs[0].directory.accounts for dc in dcs[1:]):
        yield Kind.REPLICATE, domain, f"let the DCs of {domain} replicate", (Replicate(domain=domain),), (), ""
    for dc in dcs if len(dcs) > 1 else ():
        aes_stays = any(other.generation.writes_aes for other in dcs if other.name != dc.name)
        risks = () if aes_stays or not dc.generation.writes_aes else (Risk.WEAKER,)
        yield Kind.RETIRE_DC, dc.name, f"retire {dc.name}", (DemoteDc(dc=dc.name),), risks, ""
    best = newest(dcs)
    if not best.generation.writes_aes:
        promote = PromoteDc(dc="DC-NEW", domain=domain, os="2008R2")
        yield Kind.PROMOTE_DC, "DC-NEW", f"add a 2008 R2 DC to {domain}", (promote,), (), ""
    now = world.domain(domain).behavior_version
    can = min((_HIGHEST.get(dc.os, dc.os) for dc in dcs), key=lambda level: FUNCTIONAL_LEVELS[level])
    if FUNCTIONAL_LEVELS[can] > now:
        raised = RaiseFunctionalLevel(domain=domain, level=can)
        words = f"raise {domain} to functional level {can}, and let the DCs replicate"
        yield Kind.RAISE_LEVEL, domain, words, (raised, Replicate(domain=domain)), (), "there is no way back"
