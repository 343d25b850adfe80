"""The world's vocabulary: domains, DCs, accounts, hosts, services, messages - and the plans they become."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from kdcsim.ad.assumption import TABLE
from kdcsim.ad.directory import AccountKind
from kdcsim.scenario.faults import listing
from kdcsim.scenario.node import MapNode, Node
from kdcsim.scenario.vocabulary.kind import Kind, ListOf, NamesOf, OneOf, Reading, Schema, Sort, Text, Truth
from kdcsim.scenario.vocabulary.moment import Moment
from kdcsim.scenario.vocabulary.named import (
    ACCOUNT_NAME,
    DOMAIN_NAME,
    FREE_NAME,
    MACHINE_NAME,
    SERVICE_NAME,
    SPN,
    Named,
    RunsAs,
)
from kdcsim.scenario.vocabulary.shape import Key, Shape
from kdcsim.scenario.vocabulary.windows import (
    CLIENT_OS,
    DC_OS,
    DWORD,
    KB,
    LEVEL,
    UPDATE_LEVEL,
    Mask,
    RegistryName,
)
from kdcsim.world.plan import AccountPlan, DcPlan, DomainPlan, HostPlan, MessagePlan, ServicePlan, WorldPlan

T = TypeVar("T")
P = TypeVar("P", AccountPlan, DcPlan, HostPlan, MessagePlan, ServicePlan)

DEFAULT_START = 1349870400
"""2012-10-10T12:00:00Z, five days before the post that this project began with."""

FLAGS: dict[str, str] = {
    "protected": "protected",
    "des-only": "des_only",
    "no-preauth": "no_preauth",
    "disabled": "disabled",
    "trusted-for-delegation": "trusted_for_delegation",
}
"""Account flags by the name in the file, and the column of the plan that each one sets."""

KINDS = {each.value: each for each in (AccountKind.USER, AccountKind.COMPUTER, AccountKind.GMSA)}
REGISTRY = NamesOf(DWORD, RegistryName(), "a registry value")
SPNS = Key(
    name="spns",
    kind=ListOf(SPN, single=True),
    sentence="service principal names beside those that Windows makes itself",
    example="[HTTP/web.contoso.com]",
)
UPDATES = Key(name="updates", kind=ListOf(KB, single=True), sentence="updates that are installed", example="[KB948963]")


Pairs = tuple[tuple[str, T], ...]


def named(pairs: Pairs[P]) -> tuple[P, ...]:
    """Give plans the names that stood before them."""
    return tuple(replace(plan, name=name) for name, plan in pairs)


def _account(*, flags: tuple[str, ...] = (), duplicate_spns: str = "refused", **told: Any) -> AccountPlan:
    told.update(dict.fromkeys(flags, True))
    return AccountPlan(name="", **told)


ACCOUNT = Shape(
    name="account",
    sentence="A user or service account. Computers make theirs themselves when they are told as hosts.",
    make=_account,
    keys=(
        Key(
            name="password",
            kind=Text("a password"),
            sentence="the password; without one, one is made up",
            example="Pa$$w0rd",
        ),
        Key(name="kind", kind=OneOf("a kind of account", KINDS), sentence="what it is; `user` if nothing is said"),
        Key(name="upn", kind=Text("a user principal name"), sentence="userPrincipalName", example="alice@contoso.com"),
        SPNS,
        Key(
            name="supported_etypes",
            kind=Mask(),
            sentence="msDS-SupportedEncryptionTypes; absent if nothing is said",
            example="0x18",
        ),
        Key(
            name="password_set_on",
            kind=DC_OS,
            sentence="the OS of the DC that wrote its keys; the newest DC's if nothing is said",
            example="2003",
        ),
        Key(
            name="hash_only",
            kind=Truth(),
            sentence="only an NT hash was ever stored: migrated, or older than functional level 2008",
            example="true",
        ),
        Key(
            name="flags",
            kind=ListOf(OneOf("an account flag", FLAGS), single=True),
            sentence="account flags and Protected Users",
            example="[no-preauth]",
        ),
        Key(
            name="os_version",
            kind=Text("a version"),
            sentence="operatingSystemVersion, for kind computer",
            example="6.0",
        ),
        Key(name="salt", kind=Text("a salt"), sentence="the salt of its keys, where it is not the usual one"),
        Key(
            name="duplicate_spns",
            kind=OneOf("a choice", {"allowed": "allowed"}),
            sentence="`allowed`: this account may claim an SPN that another one has, because the story is about that",
            example="allowed",
        ),
    ),
)


def _dc(*, registry: Pairs[int] = (), **told: Any) -> DcPlan:
    return DcPlan(name="", registry=dict(registry), **told)


DC = Shape(
    name="dc",
    sentence="A domain controller.",
    shorthand="os",
    make=_dc,
    keys=(
        Key(name="os", kind=DC_OS, sentence="its Windows; service packs may be named", example="2008", required=True),
        Key(
            name="update",
            kind=UPDATE_LEVEL,
            sentence="how far it is patched; `rtm` if nothing is said",
            example="2022-11",
        ),
        Key(
            name="registry",
            kind=REGISTRY,
            sentence="REG_DWORD values",
            example="{DefaultDomainSupportedEncTypes: 0x18}",
        ),
        UPDATES,
        Key(name="supported_etypes", kind=Mask(), sentence="what its own account declares, where that is unusual"),
    ),
)


def _domain(
    *, dcs: Pairs[DcPlan] = (), accounts: Pairs[AccountPlan] = (), netbios: str = "", **told: Any
) -> DomainPlan:
    return DomainPlan(dns="", netbios=netbios, dcs=named(dcs), accounts=named(accounts), **told)


DOMAIN = Shape(
    name="domain",
    sentence="A domain with its DCs and accounts.",
    make=_domain,
    keys=(
        Key(name="netbios", kind=MACHINE_NAME, sentence="its NetBIOS name; the first label if nothing is said"),
        Key(
            name="functional_level",
            kind=LEVEL,
            sentence="the functional level, never above the oldest DC",
            example="2003",
            required=True,
            feeds="level",
        ),
        Key(name="dcs", kind=NamesOf(DC, MACHINE_NAME, "a name"), sentence="its domain controllers", required=True),
        Key(name="accounts", kind=NamesOf(ACCOUNT, ACCOUNT_NAME, "a name"), sentence="users and service accounts"),
        Key(
            name="krbtgt_set_on",
            kind=DC_OS,
            sentence="the OS of the DC that last set krbtgt's password; the newest DC's if nothing is said",
            example="2003",
        ),
    ),
)
SERVICE = Shape(
    name="service",
    sentence="A service on a host. It runs when the host has booted.",
    shorthand="runs_as",
    make=partial(ServicePlan, name=""),
    keys=(
        Key(
            name="runs_as",
            kind=RunsAs(),
            sentence="LocalSystem, NetworkService, LocalService, or an account of the domain",
            example="NetworkService",
            required=True,
        ),
        Key(
            name="password",
            kind=Text("a password"),
            sentence="the password it was given; the account's if nothing is said",
        ),
        SPNS,
    ),
)


def _host(
    *,
    supported_etypes: int | str | None = None,
    registry: Pairs[int] = (),
    services: Pairs[ServicePlan] = (),
    **told: Any,
) -> HostPlan:
    return HostPlan(
        name="",
        supported_etypes=supported_etypes if isinstance(supported_etypes, int) else None,
        clears_supported=supported_etypes == "unset",
        registry=dict(registry),
        services=named(services),
        **told,
    )


HOST = Shape(
    name="host",
    sentence="A member of a domain.",
    make=_host,
    keys=(
        Key(
            name="os",
            kind=CLIENT_OS,
            sentence="its Windows; service packs may be named",
            example="2008 SP2",
            required=True,
        ),
        Key(
            name="domain",
            kind=Named(Sort.DOMAIN),
            sentence="the domain it has joined",
            example="contoso.com",
            required=True,
        ),
        Key(name="dc", kind=Named(Sort.DC), sentence="the DC it asks if a step names none", example="DC-2008"),
        Key(
            name="joined_at",
            kind=Named(Sort.DC),
            sentence="the DC at which its machine password was last set; the newest if nothing is said",
            example="DC-2008",
        ),
        Key(name="registry", kind=REGISTRY, sentence="REG_DWORD values", example="{DefaultEncryptionType: 23}"),
        UPDATES,
        Key(name="services", kind=NamesOf(SERVICE, SERVICE_NAME, "a name"), sentence="its services"),
        SPNS,
        Key(
            name="supported_etypes",
            kind=Mask(may_be_unset=True),
            sentence="what its computer account declares, if not what its Windows writes; `unset` for nothing",
            example="0x7",
        ),
        Key(name="os_version", kind=Text("a version"), sentence="operatingSystemVersion of its account", example="6.0"),
    ),
)
MESSAGE = Shape(
    name="message",
    sentence="A message (or any work) that waits in one place until a service accepts it.",
    make=partial(MessagePlan, name=""),
    keys=(
        Key(name="lies_in", kind=Text("a place"), sentence="where it lies", example="Drafts", required=True),
        Key(name="goes_to", kind=Text("a place"), sentence="where it goes", example="Bob's Inbox", required=True),
    ),
)


class Assume(Kind[dict[str, str]]):
    """Readings of open questions, each checked against the table of assumptions."""

    words = "a mapping from assumptions to readings"
    _names = OneOf("an open question that kdcsim knows", {each.name: each for each in TABLE})

    def read(self, node: Node, reading: Reading) -> dict[str, str] | None:
        """Read every choice."""
        if not isinstance(node, MapNode):
            return self.refuse(node, reading)
        chosen = {}
        for entry in node.entries.values():
            told = self._names.read(entry.key, reading)
            if told is None:
                continue
            readings = {name: name for name in told.readings}
            value = OneOf(f"a reading of {told.name}", readings, note=f"{told.sentence}; {listing(readings)}").read(
                entry.value, reading
            )
            if value is not None:
                chosen[told.name] = value
        return chosen

    def schema(self) -> Schema:
        """An object with one enumeration for each assumption."""
        properties = {each.name: {"enum": [*each.readings], "description": each.sentence} for each in TABLE}
        return {"type": "object", "additionalProperties": False, "properties": properties}


def _world(
    *,
    start: int = DEFAULT_START,
    assume: Mapping[str, str] | None = None,
    domains: Pairs[DomainPlan] = (),
    hosts: Pairs[HostPlan] = (),
    messages: Pairs[MessagePlan] = (),
) -> WorldPlan:
    passwords = {a.name.lower(): a.password for _, domain in domains for a in domain.accounts}
    return WorldPlan(
        start=start,
        domains=tuple(_as_domain(dns, plan) for dns, plan in domains),
        hosts=tuple(_with_passwords(host, passwords) for host in named(hosts)),
        messages=named(messages),
        assumptions=assume or {},
    )


def _with_passwords(host: HostPlan, passwords: Mapping[str, str | None]) -> HostPlan:
    """Give a service the password of its account, unless it was told another."""
    known = tuple(
        s if s.password is not None else replace(s, password=passwords.get(s.runs_as.split("\\")[-1].lower()))
        for s in host.services
    )
    return host if known == host.services else replace(host, services=known)


def _as_domain(dns: str, plan: DomainPlan) -> DomainPlan:
    return replace(plan, dns=dns, netbios=plan.netbios or dns.split(".")[0].upper()[:15])


WORLD = Shape(
    name="world",
    sentence="Everything that is there at the start.",
    make=_world,
    keys=(
        Key(name="start", kind=Moment(), sentence="when the story begins", example="2012-10-10T12:00:00Z"),
        Key(
            name="assume",
            kind=Assume(),
            sentence="which reading holds where nobody knows",
            example="{salt-fallback: empty}",
        ),
        Key(name="domains", kind=NamesOf(DOMAIN, DOMAIN_NAME, "a DNS name"), sentence="the domains", required=True),
        Key(name="hosts", kind=NamesOf(HOST, MACHINE_NAME, "a name"), sentence="the member hosts"),
        Key(name="messages", kind=NamesOf(MESSAGE, FREE_NAME, "a name"), sentence="messages and other work"),
    ),
)
WORLD_KEYS = tuple(key.name for key in WORLD.keys)
