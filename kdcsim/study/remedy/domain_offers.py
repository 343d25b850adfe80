"""What can be done to DCs and domains: settings, clocks, updates, replication, krbtgt, trusts, DCs, levels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from kdcsim.ad.policy import GENERATIONS, OS_LEVELS, UPDATE_LEVELS, UPDATES
from kdcsim.ad.settings import CATALOGUE, DEFAULT_DOMAIN_SUPPORTED, FILTER_POLICIES, SAMBA_DEFAULT, ReadWhen
from kdcsim.ad.supported import AES, etypes_of
from kdcsim.study.remedy.kind import Kind, Risk
from kdcsim.study.remedy.scope import Scope, newest
from kdcsim.study.remedy.strength import dc_weakens
from kdcsim.study.remedy.told import Told
from kdcsim.world.action import (
    ClockSkew,
    DeleteRegistry,
    DemoteDc,
    InstallCumulativeUpdate,
    InstallUpdate,
    PromoteDc,
    RaiseFunctionalLevel,
    RebootDc,
    Replicate,
    RestartKdc,
    RotateKrbtgt,
    RotateTrustPassword,
    SetRegistry,
)
from kdcsim.world.state import FUNCTIONAL_LEVELS, MICRO, Dc, Domain, World

_HIGHEST = {"2019": "2016", "2022": "2016"}
_NEEDS = {"2012": "2003", "2012R2": "2003", "2016": "2003", "2019": "2008", "2022": "2008", "2025": "2016"}
"""The lowest functional level a DC of this OS joins (Microsoft Learn, "Active Directory functional levels")."""
NEW = "DC-NEW"


def offers(world: World, scope: Scope) -> Iterator[Told]:
    """Give every remedy on the DCs of a scope, and on their domains."""
    for dc in scope.dcs:
        stands = (Risk.OUTAGE,) if len(world.dcs_of(dc.domain)) == 1 else ()
        yield from _settings(world, dc, stands)
        yield from _updates(dc, stands)
    for name in dict.fromkeys(dc.domain for dc in scope.dcs):
        domain = world.domain(name)
        yield from _secrets(world, domain)
        yield from _retired(world, domain)
        yield from _promoted(world, domain)
        yield from _raised(world, domain)
    yield from _trusts(world, scope)


def _settings(world: World, dc: Dc, stands: tuple[Risk, ...]) -> Iterator[Told]:
    restart = RestartKdc(dc=dc.name)
    for setting in CATALOGUE:
        value = dc.registry.get(setting)
        if value is None:
            continue
        delete = DeleteRegistry(machine=dc.name, name=setting.full)
        words = f"remove {setting.name} (now {value:#x}) on {dc.name}"
        about = f"{dc.name} {setting.name}"
        weaker = dc_weakens(world, dc, replace(dc, registry=dc.registry.without(setting.full)))
        risks = (Risk.WEAKER,) if weaker else ()
        if setting.read is ReadWhen.LIVE:
            yield Told(Kind.DC_SETTING, about, words, (delete,), risks)
        else:
            words = f"{words} and restart its KDC"
            yield Told(Kind.DC_SETTING, about, words, (delete, restart), (*risks, *stands))
    if dc.generation.reads_domain_default:
        name = (SAMBA_DEFAULT if dc.generation.reads_smb_conf else DEFAULT_DOMAIN_SUPPORTED).name
        change = SetRegistry(machine=dc.name, name=name, value=0x38)
        words, note = f"set {name} to 0x38 on {dc.name}", "AES is assumed"
        yield Told(Kind.DC_SETTING, f"{dc.name} {name}", words, (change,), (Risk.WIDE,), note)
    if dc.generation.reads_filter and dc.registry.get(FILTER_POLICIES) != 0x18:
        limit = SetRegistry(machine=dc.name, name=FILTER_POLICIES.full, value=0x18)
        words = f"allow AES alone on {dc.name} by policy (SupportedEncryptionTypes 0x18) and restart its KDC"
        yield Told(Kind.DC_SETTING, f"{dc.name} policy", words, (limit, restart), (Risk.WIDE, *stands))
    if dc.loaded != dc.registry:
        words, note = f"restart the KDC on {dc.name}", "settings wait to be read"
        yield Told(Kind.RESTART_KDC, dc.name, words, (restart,), stands, note)
    if dc.clock_offset:
        words, right = f"let {dc.name} take its time from the domain", ClockSkew(machine=dc.name, seconds=0)
        yield Told(Kind.CLOCK, dc.name, words, (right,))


def _updates(dc: Dc, stands: tuple[Risk, ...]) -> Iterator[Told]:
    for kb, row in UPDATES.items():
        if dc.os in row.applies_to and kb not in dc.updates:
            install = InstallUpdate(machine=dc.name, kb=kb)
            about, words, note = f"{kb} on {dc.name}", f"install {kb} on {dc.name}", f"{row.sentence} [{row.source}]"
            if row.effect is None:
                yield Told(Kind.UPDATE, about, words, (install,), note=note)
            else:
                restarted = (install, RebootDc(dc=dc.name))
                yield Told(Kind.UPDATE, about, f"{words} and restart it", restarted, stands, note)
    for update in UPDATE_LEVELS[UPDATE_LEVELS.index(dc.update) + 1 :]:
        if (dc.os, update) in GENERATIONS:
            install_all = InstallCumulativeUpdate(dc=dc.name, update=update)
            words = f"bring {dc.name} to the update level {update}"
            yield Told(Kind.MONTHLY_UPDATE, f"{dc.name} {update}", words, (install_all,), stands)


def _secrets(world: World, domain: Domain) -> Iterator[Told]:
    """Replication, and a new password for a krbtgt that has no AES key somewhere."""
    dcs, name = world.dcs_of(domain.dns), domain.dns
    if any(dc.directory.accounts != dcs[0].directory.accounts for dc in dcs[1:]):
        yield Told(Kind.REPLICATE, name, f"let the DCs of {name} replicate", (Replicate(domain=name),))
    best = newest(dcs)
    keys = [{k.etype for k in dc.directory.krbtgt().keys.usable(check_marker=True)} for dc in dcs]
    if best.generation.writes_aes and any(held.isdisjoint(etypes_of(AES)) for held in keys):
        rotated = (RotateKrbtgt(domain=name, dc=best.name), Replicate(domain=name))
        words = f"give krbtgt of {name} a new password at {best.name}, and let the DCs replicate"
        note = "TGTs that are out still open with the key before; a second rotation a day later ends those"
        yield Told(Kind.KRBTGT, name, words, rotated, note=note)


def _trusts(world: World, scope: Scope) -> Iterator[Told]:
    """Both ends of a trust get a new password; each trust is told of once."""
    seen: set[frozenset[str]] = set()
    for dc in scope.dcs:
        for trust in dc.directory.trusts():
            other = next((d for d in world.domains.values() if d.realm == trust.name.upper()), None)
            if other is None or frozenset((dc.domain, other.dns)) in seen:
                continue
            seen.add(frozenset((dc.domain, other.dns)))
            rotated = (RotateTrustPassword(domain=dc.domain, other=other.dns), Replicate())
            words = f"give both ends of the trust between {dc.domain} and {other.dns} a new password"
            yield Told(Kind.TRUST_PASSWORD, f"{dc.domain} {other.dns}", words, rotated)


def _retired(world: World, domain: Domain) -> Iterator[Told]:
    dcs = world.dcs_of(domain.dns)
    for dc in dcs if len(dcs) > 1 else ():
        aes_stays = any(other.generation.writes_aes for other in dcs if other.name != dc.name)
        risks = () if aes_stays or not dc.generation.writes_aes else (Risk.WEAKER,)
        yield Told(Kind.RETIRE_DC, dc.name, f"retire {dc.name}", (DemoteDc(dc=dc.name),), (Risk.IRREVERSIBLE, *risks))


def _promoted(world: World, domain: Domain) -> Iterator[Told]:
    """Newer DCs that the level lets in: each of them where no DC writes AES keys, else the newest alone."""
    best = newest(world.dcs_of(domain.dns))
    if best.os not in OS_LEVELS:
        return
    levels = OS_LEVELS[OS_LEVELS.index(best.os) + 1 :]
    fitting = [os for os in levels if FUNCTIONAL_LEVELS[_NEEDS.get(os, "2000")] <= domain.behavior_version]
    for os in fitting if not best.generation.writes_aes else fitting[-1:]:
        promote = PromoteDc(dc=NEW, domain=domain.dns, os=os, update=_update_of(os, world))
        yield Told(Kind.PROMOTE_DC, f"{NEW} {os}", f"add a DC of {os} to {domain.dns}", (promote,))


def _update_of(os: str, world: World) -> str:
    """The update level that a DC of an OS is installed with today: the latest there is."""
    today = datetime.fromtimestamp(world.now // MICRO, UTC).strftime("%Y-%m")
    known = [update for update in UPDATE_LEVELS if (os, update) in GENERATIONS]
    return [update for update in known if update == "rtm" or update[:7] <= today][-1]


def _raised(world: World, domain: Domain) -> Iterator[Told]:
    dcs, name = world.dcs_of(domain.dns), domain.dns
    levels = [_HIGHEST.get(dc.os, dc.os) for dc in dcs if dc.os in OS_LEVELS]
    can = min(levels, key=lambda level: FUNCTIONAL_LEVELS[level], default=domain.level)
    if FUNCTIONAL_LEVELS[can] > domain.behavior_version:
        raised = RaiseFunctionalLevel(domain=name, level=can)
        words = f"raise {name} to functional level {can}, and let the DCs replicate"
        yield Told(Kind.RAISE_LEVEL, name, words, (raised, Replicate(domain=name)), (Risk.IRREVERSIBLE,))
