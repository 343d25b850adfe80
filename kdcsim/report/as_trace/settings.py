"""Settings: what is in force on a machine, and who said so - a line, a step, or the build.

Law of the room: nothing is worked out here that policy works out; a KDC is asked for its own view, and the ladder for
what it makes of an account that declares nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from kdcsim.ad.directory import AccountKind
from kdcsim.ad.host.host import Host
from kdcsim.ad.policy import KdcView, Question, Target, declared
from kdcsim.ad.settings import (
    CATALOGUE,
    DEFAULT_DOMAIN_SUPPORTED,
    DEFAULT_DOMAIN_SUPPORTED_POLICIES,
    DEFAULT_ENCRYPTION_TYPE,
    FILTER_LSA,
    FILTER_POLICIES,
    KDC_EXTRA_LOG_LEVEL,
    RC4_PHASE,
    SAMBA_DEFAULT,
    SAMBA_FORCED_RC4,
    ReadWhen,
    Setting,
    find,
    normal,
)
from kdcsim.ad.supported import ETYPE_BITS, bit_names
from kdcsim.address import Address, address, parts
from kdcsim.reason import Decision
from kdcsim.study import wording
from kdcsim.study.origin import names_of
from kdcsim.world.state import Dc, World

Json = dict[str, Any]
FILTERS = (FILTER_POLICIES, FILTER_LSA)
MASKS = (*FILTERS, DEFAULT_DOMAIN_SUPPORTED, DEFAULT_DOMAIN_SUPPORTED_POLICIES, SAMBA_DEFAULT)
FUTURE = 0x7FFFFFE0
"""What the policy box "Future encryption types" sets: bits 5 to 30 (KB977321; DISA STIG V-254473)."""

NOWHERE = "changed here"
"""Where a fact comes from that no line and no step tells: somebody asked what if."""


@dataclass(slots=True)
class Sources:
    """Where facts came from so far, whatever the spelling of their addresses: the words for their origin."""

    _told: dict[str, str] = field(default_factory=dict)

    def note(self, fact: str, words: str) -> None:
        """Remember who set a fact last."""
        self._told[_canonical(fact)] = words

    def of(self, default: str, *names: str) -> str:
        """The origin of the first of these addresses that somebody told, else the default."""
        found = (self._told.get(_canonical(name)) for name in names)
        return next((words for words in found if words is not None), default)

    def of_setting(self, default: str, machine: str, setting: Setting) -> str:
        """The origin of a registry value; a file may have told it by its path or by its name alone."""
        return self.of(default, *(address("host", machine, "registry", x) for x in (setting.full, setting.name)))


def _canonical(fact: str) -> str:
    kind, *rest = parts(Address(fact))
    if len(rest) == 3 and rest[1] == "registry":
        found = find(rest[2])
        return address("machine", rest[0], "registry", found.key if found else normal(rest[2])).casefold()
    return address("machine" if kind in ("dc", "host") else kind, *rest).casefold()


def setting_fact(name: str, value: str, origin: str, note: str = "") -> Json:
    """One line of a machine: a name, its value, who said so, and what is to be known about it."""
    return {"name": name, "value": value, "origin": origin, **({"note": note} if note else {})}


def mask(value: int) -> str:
    """A mask as people check it: in hex, with the names of its bits; the policy's box for the future by its name."""
    future = value & FUTURE == FUTURE
    names = bit_names(value & ~FUTURE if future else value)
    return f"{value:#x} {', '.join((*names, 'future etypes') if future else names)}".strip()


def kdc_beliefs(dc: Dc, world: World, sources: Sources) -> Iterator[Json]:
    """What the KDC of a DC works by: its build, the filter it loaded, and what it assumes where nothing is declared."""
    view = dc.view(world.domain(dc.domain), world.assumptions)
    row = view.generation
    build = f"default of {row.name}"
    yield setting_fact("etypes it can do", mask(row.implemented), build)
    yield _filtered(dc, view, sources, build)
    decision = declared(Question(view, Target(name="anybody", kind=AccountKind.USER), ()))
    decided = decision.reason.decided
    rule = f"rule {decided.rule}: {decided.sentence}"
    origin = _origin(decision, build, sources)
    yield setting_fact("assumed of accounts that declare none", mask(decision.value.mask), origin, rule)
    if row.reads_attribute is False:
        yield setting_fact("reads msDS-SupportedEncryptionTypes", "no", build)


def _filtered(dc: Dc, view: KdcView, sources: Sources, build: str) -> Json:
    name = "etypes switched on"
    if view.filter is None:
        return setting_fact(name, mask(view.enabled & ETYPE_BITS), build)
    by = FILTER_POLICIES if view.filter_policies is not None and view.generation.reads_filter else FILTER_LSA
    origin = f"SupportedEncryptionTypes = {view.filter:#x}, loaded at KDC start"
    if dc.registry.get(by) == view.filter:
        origin = f"{sources.of_setting('told by the scenario', dc.name, by)}; {origin}"
    return setting_fact(name, mask(view.enabled & ETYPE_BITS), origin)


def _origin(decision: Decision[Any], build: str, sources: Sources) -> str:
    """Who made a decision come out so: the first fact it read, other than of the account, that somebody told."""
    for fact in decision.reason.decided.facts:
        if not fact.address.startswith("account/"):
            told = sources.of("", *(n for n in names_of(fact.address) if not n.endswith("/os")))
            if told:
                return f"{fact.address.rpartition('/')[2]}: {told}"
    return build


def dc_registry(dc: Dc, world: World, sources: Sources) -> Iterator[Json]:
    """The registry of a DC: each value, who wrote it, and when its KDC reads it."""
    row, phase_live = dc.generation, world.assumptions["phase-read"] == "live"
    unread = {
        FILTER_POLICIES: not row.reads_filter,
        FILTER_LSA: not row.reads_lsa_filter or not row.reads_filter,
        DEFAULT_DOMAIN_SUPPORTED: not row.reads_domain_default or row.reads_smb_conf,
        DEFAULT_DOMAIN_SUPPORTED_POLICIES: not row.disputed_default_path,
        RC4_PHASE: not row.knows_phase,
        SAMBA_DEFAULT: not row.reads_smb_conf,
        SAMBA_FORCED_RC4: not row.reads_smb_conf,
    }
    for setting in (*CATALOGUE, DEFAULT_DOMAIN_SUPPORTED_POLICIES):
        value, loaded = dc.registry.get(setting), dc.loaded.get(setting)
        live = setting.read is ReadWhen.LIVE or (setting is RC4_PHASE and phase_live)
        when = "not read by this build" if unread.get(setting) else f"read {ReadWhen.LIVE if live else setting.read}"
        yield from _value(dc.name, setting, value, value if live else loaded, sources, when)
    yield from _unknown(dc.name, dc.registry.values, sources)


def host_registry(host: Host, world: World, sources: Sources) -> Iterator[Json]:
    """The registry of a member: what LSA reads, and what nothing on a member reads."""
    live = world.assumptions["registry-reload"] == "live"
    for setting in (*CATALOGUE, DEFAULT_DOMAIN_SUPPORTED_POLICIES):
        value, loaded = host.registry.get(setting), host.loaded.get(setting)
        read, when = setting.client, f"read {setting.read_on(dc=False)}"
        yield from _value(host.name, setting, value, loaded if read and not live else value, sources, when)
    yield from _unknown(host.name, host.registry.values, sources)


def _value(
    machine: str, setting: Setting, value: int | None, read: int | None, sources: Sources, when: str
) -> Iterator[Json]:
    if value is None and read is None:
        return
    where = sources.of_setting(NOWHERE, machine, setting)
    if value != read:
        where += f"; not read yet, at start it was {_shown(setting, read)}"
    name = setting.name if setting not in FILTERS else f"{setting.name} ({_key(setting)})"
    yield setting_fact(name, _shown(setting, value), where, when)


def _unknown(machine: str, values: Any, sources: Sources) -> Iterator[Json]:
    known = {setting.key for setting in (*CATALOGUE, DEFAULT_DOMAIN_SUPPORTED_POLICIES)}
    for path, value in values.items():
        if path not in known:
            where = sources.of(NOWHERE, address("host", machine, "registry", path))
            yield setting_fact(path, f"{value:#x}", where, "read by nothing")


def _key(setting: Setting) -> str:
    return "policy" if setting is FILTER_POLICIES else "Lsa"


def _shown(setting: Setting, value: int | None) -> str:
    if value is None:
        return "absent"
    if setting in MASKS:
        return mask(value)
    if setting is DEFAULT_ENCRYPTION_TYPE and value:
        return wording.etype(value)
    return f"{value:#x}" if setting is KDC_EXTRA_LOG_LEVEL else f"{value}"
