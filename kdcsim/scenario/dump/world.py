"""World: a plan as a file tells it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from kdcsim.scenario.dump.tree import told
from kdcsim.scenario.vocabulary.account import ACCOUNT, FLAGS
from kdcsim.scenario.vocabulary.domain import DC, DOMAIN, TRUST, default_netbios
from kdcsim.scenario.vocabulary.host import HOST, MESSAGE, SERVICE
from kdcsim.scenario.vocabulary.world import WORLD
from kdcsim.world.plan import AccountPlan, DcPlan, DomainPlan, HostPlan, WorldPlan


def world_tree(plan: WorldPlan) -> dict[str, Any]:
    """Everything that is there at the start."""
    claimed = Counter(_spns(plan))
    domains = {each.dns: _domain(each, claimed) for each in plan.domains}
    hosts = {each.name: _host(each) for each in plan.hosts}
    messages = {each.name: told(MESSAGE, each) for each in plan.messages}
    trusts = {f"trust {number}": told(TRUST, each) for number, each in enumerate(plan.trusts, start=1)}
    return told(
        WORLD,
        plan,
        assume=dict(plan.assumptions) or None,
        domains=domains,
        trusts=trusts or None,
        hosts=hosts or None,
        messages=messages or None,
    )


def account_tree(plan: AccountPlan, claimed: Counter[str] | None = None) -> dict[str, Any]:
    """An account; ``claimed`` counts who claims which SPN in its world."""
    flags: list[Any] = [name for name, column in FLAGS.items() if getattr(plan, column)]
    twice = claimed is not None and any(claimed[spn.lower()] > 1 for spn in plan.spns)
    return told(ACCOUNT, plan, flags=flags or None, duplicate_spns="allowed" if twice else None)


def _domain(plan: DomainPlan, claimed: Counter[str]) -> dict[str, Any]:
    accounts = {each.name: account_tree(each, claimed) for each in plan.accounts}
    return told(
        DOMAIN,
        plan,
        netbios=None if plan.netbios == default_netbios(plan.dns) else plan.netbios,
        dcs={each.name: _dc(each) for each in plan.dcs},
        accounts=accounts or None,
    )


def _dc(plan: DcPlan) -> dict[str, Any]:
    return told(DC, plan, registry=dict(plan.registry) or None)


def _host(plan: HostPlan) -> dict[str, Any]:
    special: dict[str, Any] = {"supported_etypes": "unset"} if plan.clears_supported else {}
    services = {each.name: told(SERVICE, each) for each in plan.services}
    return told(HOST, plan, registry=dict(plan.registry) or None, services=services or None, **special)


def _spns(plan: WorldPlan) -> Iterator[str]:
    """Every claim to an SPN, once for each account that makes it."""
    for domain in plan.domains:
        members = [host for host in plan.hosts if host.domain.lower() == domain.dns.lower()]
        for name in (*(dc.name for dc in domain.dcs), *(host.name for host in members)):
            yield from (f"host/{name}".lower(), f"host/{name}.{domain.dns}".lower())
        for host in members:
            own = (*host.spns, *(spn for service in host.services for spn in service.spns))
            yield from {spn.lower() for spn in own}
        for account in domain.accounts:
            yield from {spn.lower() for spn in account.spns}
