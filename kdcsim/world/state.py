"""World: now, seed, domains, DCs, hosts, messages - one frozen value.

A fork of a story is an assignment. Mappings are built once and never written to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from kdcsim.ad.assumption import Assumptions
from kdcsim.ad.directory import Directory
from kdcsim.ad.host.host import Host
from kdcsim.ad.policy import GENERATIONS, Generation, KdcView
from kdcsim.ad.settings import (
    DEFAULT_DOMAIN_SUPPORTED,
    DEFAULT_DOMAIN_SUPPORTED_POLICIES,
    FILTER_LSA,
    FILTER_POLICIES,
    KDC_EXTRA_LOG_LEVEL,
    KDC_USE_REQUESTED,
    RC4_PHASE,
    SAMBA_DEFAULT,
    SAMBA_FORCED_RC4,
    Registry,
)
from kdcsim.chance import Chance
from kdcsim.errors import WorldError

MICRO = 1_000_000
"""Microseconds in a second: ``World.now`` counts microseconds since the epoch."""

FUNCTIONAL_LEVELS: dict[str, int] = {
    "2000": 0,
    "2003": 2,
    "2008": 3,
    "2008R2": 4,
    "2012": 5,
    "2012R2": 6,
    "2016": 7,
    "2025": 10,
}
"""msDS-Behavior-Version by the name people use (MS-ADTS 6.1.4.3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """A domain. ``level`` is a key of `FUNCTIONAL_LEVELS`."""

    dns: str
    netbios: str
    level: str
    sid: str

    @property
    def realm(self) -> str:
        """The Kerberos realm."""
        return self.dns.upper()

    @property
    def behavior_version(self) -> int:
        """The functional level as the directory counts it."""
        return FUNCTIONAL_LEVELS[self.level]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dc:
    """A domain controller. ``loaded`` is its registry as the KDC read it when it started.

    ``clock_offset`` is how far its clock is ahead, in seconds; ``seen`` is its KDC's replay cache.
    """

    name: str
    domain: str
    os: str
    update: str
    address: str
    directory: Directory
    registry: Registry = field(default_factory=Registry)
    loaded: Registry = field(default_factory=Registry)
    updates: tuple[str, ...] = ()
    seen: frozenset[bytes] = frozenset()
    clock_offset: int = 0

    def clock(self, now: int) -> int:
        """What its own clock says, in microseconds."""
        return now + self.clock_offset * MICRO

    def restarted(self) -> Dc:
        """The DC with its KDC started anew: settings read, replay cache empty."""
        return replace(self, loaded=self.registry, seen=frozenset())

    @property
    def generation(self) -> Generation:
        """What this DC's KDC build believes."""
        return GENERATIONS[self.os, self.update]

    @property
    def fqdn(self) -> str:
        """The DC's DNS name."""
        return f"{self.name.lower()}.{self.domain.lower()}"

    def view(self, domain: Domain, assumptions: Assumptions) -> KdcView:
        """What policy needs to know of this KDC: live values from the registry, the others as loaded at its start."""
        live, build = self.registry, self.generation
        phase = live if assumptions["phase-read"] == "live" else self.loaded
        log_level = live.get(KDC_EXTRA_LOG_LEVEL)
        return KdcView(
            name=self.name,
            generation=build,
            functional_level=domain.behavior_version,
            domain_default=live.get(SAMBA_DEFAULT if build.reads_smb_conf else DEFAULT_DOMAIN_SUPPORTED),
            domain_default_policies=live.get(DEFAULT_DOMAIN_SUPPORTED_POLICIES),
            filter_policies=self.loaded.get(FILTER_POLICIES),
            filter_lsa=self.loaded.get(FILTER_LSA),
            phase=phase.get(RC4_PHASE),
            use_requested=bool(live.get(KDC_USE_REQUESTED)),
            forced_rc4_session=bool(live.get(SAMBA_FORCED_RC4)),
            extra_log_level=2 if log_level is None else log_level,
            assumptions=assumptions,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A piece of mail (or of any work) that waits in one place until a service accepts it."""

    name: str
    lies_in: str
    goes_to: str
    delivered: bool = False

    @property
    def place(self) -> str:
        """Where it is now."""
        return self.goes_to if self.delivered else self.lies_in


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything there is. ``now`` is microseconds since the epoch; ``turn`` orders directory changes."""

    now: int
    seed: int
    domains: Mapping[str, Domain]
    dcs: Mapping[str, Dc]
    hosts: Mapping[str, Host]
    messages: Mapping[str, Message] = field(default_factory=dict)
    assumptions: Assumptions = field(default_factory=Assumptions)
    turn: int = 0

    @property
    def chance(self) -> Chance:
        """The root of this world's chance."""
        return Chance(seed=self.seed)

    def domain(self, name: str) -> Domain:
        """Find a domain by DNS name, realm or NetBIOS name."""
        low = name.lower()
        for domain in self.domains.values():
            if low in (domain.dns.lower(), domain.netbios.lower()):
                return domain
        raise WorldError(f"there is no domain {name!r}")

    def dc(self, name: str) -> Dc:
        """Find a DC by name."""
        found = self.dcs.get(name.upper())
        if found is None:
            raise WorldError(f"there is no DC {name!r}")
        return found

    def host(self, name: str) -> Host:
        """Find a member host by name."""
        found = self.hosts.get(name.upper())
        if found is None:
            raise WorldError(f"there is no host {name!r}")
        return found

    def dcs_of(self, domain: str) -> tuple[Dc, ...]:
        """The DCs of a domain, in the order in which they were named."""
        return tuple(dc for dc in self.dcs.values() if dc.domain.lower() == domain.lower())

    def knows_attribute(self, domain: str) -> bool:
        """Whether the schema has msDS-SupportedEncryptionTypes: it came with the first 2008 DC (MS-ADA2 2.481)."""
        dcs = self.dcs_of(domain)
        if any(dc.generation.reads_attribute for dc in dcs):
            return True
        return any(a.supported_etypes is not None for dc in dcs for a in dc.directory.accounts.values())

    def with_dc(self, dc: Dc) -> World:
        """Put in or replace a DC."""
        return replace(self, dcs={**self.dcs, dc.name.upper(): dc})

    def with_host(self, host: Host) -> World:
        """Put in or replace a host."""
        return replace(self, hosts={**self.hosts, host.name.upper(): host})
