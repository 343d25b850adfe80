"""The vocabulary of the world: domains, trusts, hosts and messages at the start, and the plan they become."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kdcsim.ad.assumption import TABLE
from kdcsim.scenario.faults import listing
from kdcsim.scenario.node import MapNode, Node
from kdcsim.scenario.vocabulary.domain import DOMAIN, TRUST, Pairs, default_netbios, named
from kdcsim.scenario.vocabulary.host import HOST, MESSAGE
from kdcsim.scenario.vocabulary.kind import Kind, NamesOf, OneOf, Reading, Schema
from kdcsim.scenario.vocabulary.moment import Moment
from kdcsim.scenario.vocabulary.named import DOMAIN_NAME, FREE_NAME, MACHINE_NAME
from kdcsim.scenario.vocabulary.shape import Key, Shape
from kdcsim.world.plan import DomainPlan, HostPlan, MessagePlan, TrustPlan, WorldPlan

DEFAULT_START = 1349870400
"""2012-10-10T12:00:00Z, five days before the post that this project began with."""


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
    trusts: Pairs[TrustPlan] = (),
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
        trusts=tuple(plan for _, plan in trusts),
    )


def _with_passwords(host: HostPlan, passwords: Mapping[str, str | None]) -> HostPlan:
    """Give a service the password of its account, unless it was told another."""
    known = tuple(
        s if s.password is not None else replace(s, password=passwords.get(s.runs_as.split("\\")[-1].lower()))
        for s in host.services
    )
    return host if known == host.services else replace(host, services=known)


def _as_domain(dns: str, plan: DomainPlan) -> DomainPlan:
    return replace(plan, dns=dns, netbios=plan.netbios or default_netbios(dns))


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
        Key(
            name="trusts",
            kind=NamesOf(TRUST, FREE_NAME, "a name"),
            sentence="the trusts between them; the name is for people",
            example="{partner: {domain: contoso.com, other: fabrikam.com}}",
        ),
        Key(name="hosts", kind=NamesOf(HOST, MACHINE_NAME, "a name"), sentence="the member hosts"),
        Key(name="messages", kind=NamesOf(MESSAGE, FREE_NAME, "a name"), sentence="messages and other work"),
    ),
)
WORLD_KEYS = tuple(key.name for key in WORLD.keys)
