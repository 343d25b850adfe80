"""Registry: values that nothing on their machine reads, and values that can mean nothing.

A value that does nothing is a doubt, not a fault: administrators have such values too, and a story may be about just
that. Every build counts that the machine has from then on, for an update may bring the one that reads it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kdcsim.ad.policy import CLIENTS, GENERATIONS, ClientGeneration, Enforcement, Generation
from kdcsim.ad.settings import (
    DEFAULT_DOMAIN_SUPPORTED,
    FILTER_LSA,
    FILTER_POLICIES,
    RC4_PHASE,
    SAMBA_DEFAULT,
    Setting,
    find,
)
from kdcsim.diagnostic import Span
from kdcsim.scenario import codes
from kdcsim.scenario.check.names import entries, parts
from kdcsim.scenario.faults import Faults
from kdcsim.scenario.node import MapNode, Node, ScalarNode
from kdcsim.scenario.scalar import as_integer
from kdcsim.scenario.vocabulary import ToldStep
from kdcsim.world.action import Action, InstallCumulativeUpdate, PromoteDc, SetRegistry
from kdcsim.world.plan import WorldPlan

Build = Generation | ClientGeneration


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLine:
    """One line of a story: its world as a tree and as a plan, and every step that it plays."""

    tree: Node
    plan: WorldPlan | None
    steps: Sequence[ToldStep]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One value as told; ``after`` counts the steps before it in its line."""

    machine: str
    setting: Setting
    value: int | None
    name_span: Span
    value_span: Span
    after: int = 0


@dataclass(frozen=True, slots=True)
class Unread:
    """Why a build does not read a setting, and what to do instead."""

    why: str
    help: str | None = None


def check_registry(lines: Sequence[StoryLine], faults: Faults) -> None:
    """Check the values that stand in each world at its start, and those that steps set.

    A value that some line of the story has a reader for is no doubt.
    """
    doubts: dict[Span, tuple[str, str | None]] = {}
    read: set[Span] = set()
    for line in lines:
        for told in _told(line):
            _impossible(told, faults)
            builds = list(_builds(told, line))
            unread = [why for why in (_unread(told.setting, each) for each in builds) if why is not None]
            if not builds or len(unread) < len(builds):
                read.add(told.name_span)
                continue
            what = f"{told.setting.name} does nothing on {told.machine}"
            message = f"{what}, which runs {_named(builds[0])}: {unread[0].why}"
            doubts.setdefault(told.name_span, (message, unread[0].help))
    for span, (message, help) in doubts.items():
        if span not in read:
            faults.warning(codes.PATH_NOBODY_READS, message, span, help=help)


def _told(line: StoryLine) -> Iterator[Told]:
    world = line.tree if isinstance(line.tree, MapNode) else None
    machines = [] if world is None else entries(world.get("hosts"))
    machines += [
        dc for domain in ([] if world is None else entries(world.get("domains"))) for dc in parts(domain, "dcs")
    ]
    for machine in machines:
        for each in parts(machine, "registry"):
            setting = find(each.key.text)
            if setting is not None:
                yield Told(
                    machine=machine.key.text,
                    setting=setting,
                    value=as_integer(each.value) if isinstance(each.value, ScalarNode) else None,
                    name_span=each.key.span,
                    value_span=each.value.span,
                )
    for number, step in enumerate(line.steps):
        action = step.action
        setting = find(action.name) if isinstance(action, SetRegistry) else None
        if isinstance(action, SetRegistry) and setting is not None:
            yield Told(
                machine=action.machine,
                setting=setting,
                value=action.value,
                name_span=step.at("name"),
                value_span=step.at("value"),
                after=number,
            )


def _impossible(told: Told, faults: Faults) -> None:
    meant = told.setting.values
    if meant and told.value is not None and told.value not in meant:
        listed = f"{', '.join(map(str, meant[:-1]))} or {meant[-1]}"
        message = f"{told.setting.name} is {listed}, not {told.value}"
        faults.error(codes.OUT_OF_RANGE, message, told.value_span, help=told.setting.sentence)


def _builds(told: Told, line: StoryLine) -> Iterator[Build]:
    """The build of a machine when the value is there, and each later one."""
    if line.plan is None:
        return
    name = told.machine.lower()
    hosts = {each.name.lower(): each.os for each in line.plan.hosts}
    if name in hosts:
        yield CLIENTS[hosts[name]]
        return
    dcs = {dc.name.lower(): (dc.os, dc.update) for domain in line.plan.domains for dc in domain.dcs}
    build = dcs.get(name)
    for number, step in enumerate(line.steps):
        if number == told.after and build in GENERATIONS:
            yield GENERATIONS[build]
        changed = _changed(step.action, name, build)
        if changed != build and number >= told.after and changed in GENERATIONS:
            yield GENERATIONS[changed]
        build = changed if changed in GENERATIONS else build


def _changed(action: Action | None, dc: str, build: tuple[str, str] | None) -> tuple[str, str] | None:
    if isinstance(action, PromoteDc) and action.dc.lower() == dc:
        return action.os, action.update
    if isinstance(action, InstallCumulativeUpdate) and action.dc.lower() == dc and build is not None:
        return build[0], action.update
    return build


def _named(build: Build) -> str:
    return build.os if isinstance(build, ClientGeneration) else build.name


def _unread(setting: Setting, build: Build) -> Unread | None:
    """Why a build does not read a setting; None when it does."""
    return _by_host(setting, build) if isinstance(build, ClientGeneration) else _by_dc(setting, build)


def _by_host(setting: Setting, build: ClientGeneration) -> Unread | None:
    if not setting.client:
        return Unread("only a KDC reads it", "set it on a DC")
    if not build.windows:
        return Unread("it is no Windows, and reads no registry", "say what it offers with `etypes`")
    return _filter(setting, build.reads_filter, build.reads_lsa_filter)


def _by_dc(setting: Setting, build: Generation) -> Unread | None:
    if not setting.kdc:
        return Unread("it is a client's setting, and no KDC reads it", "set it on the host that asks")
    if build.reads_smb_conf is not setting.smb_conf:
        if build.reads_smb_conf:
            same = f"its own word for it is `{SAMBA_DEFAULT.name}`" if setting is DEFAULT_DOMAIN_SUPPORTED else None
            return Unread("Samba reads smb.conf, and no registry", same)
        same = f"Windows' own word for it is {DEFAULT_DOMAIN_SUPPORTED.name}" if setting is SAMBA_DEFAULT else None
        return Unread("only Samba reads smb.conf", same)
    if setting is DEFAULT_DOMAIN_SUPPORTED and not build.reads_domain_default:
        return Unread("it came with the updates of November 2022", "give the DC `update: 2022-11` or a later one")
    if setting is RC4_PHASE:
        return _phase(build)
    return _filter(setting, build.reads_filter, build.reads_lsa_filter)


def _phase(build: Generation) -> Unread | None:
    match build.enforcement:
        case Enforcement.NEVER:
            return Unread("it came with the updates of January 2026", "give the DC `update: 2026-01` or `2026-04`")
        case Enforcement.ALWAYS:
            why = "since the updates of July 2026 it is not read any more"
            return Unread(why, "declare the etypes on the account, or set DefaultDomainSupportedEncTypes")
        case _:
            return None


def _filter(setting: Setting, reads: bool, reads_lsa: bool) -> Unread | None:
    """Which SupportedEncryptionTypes counts: none before Vista and 2008, and on 2025 only that of the policy."""
    if setting is FILTER_LSA and reads and not reads_lsa:
        return Unread("this build passes over the one under Lsa", f"set it under {FILTER_POLICIES.path}")
    if setting in (FILTER_LSA, FILTER_POLICIES) and not reads:
        return Unread("this build does not know it")
    return None
