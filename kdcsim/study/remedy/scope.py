"""Scope: which machines, sessions and accounts a set of attempts touches - nobody else is offered a remedy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kdcsim.ad.directory import Account
from kdcsim.ad.host.host import Host
from kdcsim.ad.policy import OS_LEVELS
from kdcsim.study.decide import Foreseeable
from kdcsim.world.action import Connect, RequestTicket
from kdcsim.world.state import Dc, World


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An SPN that somebody asks for, the account that opens its ticket (None: nobody does), and ``at`` which host."""

    spn: str
    opened_by: str | None
    at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What remedies may be about, each in a stable order.

    ``asking`` are the sessions that get tickets, ``opening`` those that open them, as host and LUID.
    """

    hosts: tuple[Host, ...]
    dcs: tuple[Dc, ...]
    accounts: tuple[Account, ...]
    wanted: tuple[Wanted, ...]
    asking: frozenset[tuple[str, int]] = frozenset()
    opening: frozenset[tuple[str, int]] = frozenset()


def scope_of(world: World, attempts: Iterable[Foreseeable]) -> Scope:
    """Collect everything that attempts touch: both hosts, the DCs of their domains, the accounts on both sides."""
    tried = tuple(attempts)
    names = dict.fromkeys(n.upper() for a in tried for n in (a.host, getattr(a, "to_host", a.host)))
    hosts = tuple(world.host(name) for name in names)
    domains = dict.fromkeys(host.domain.lower() for host in hosts)
    dcs = tuple(dc for domain in domains for dc in world.dcs_of(domain))
    wanted = tuple(dict.fromkeys(w for a in tried if (w := _wanted(world, a)) is not None))
    return Scope(
        hosts=hosts,
        dcs=dcs,
        accounts=_accounts(hosts, dcs, wanted, _askers(world, tried)),
        wanted=wanted,
        asking=frozenset((a.host.upper(), a.session) for a in tried),
        opening=frozenset(place for a in tried if (place := _opening(world, a)) is not None),
    )


def newest(dcs: Iterable[Dc]) -> Dc:
    """The DC whose OS is the newest: what it writes, all later ones can read."""
    return max(dcs, key=lambda dc: OS_LEVELS.index(dc.os) if dc.os in OS_LEVELS else -1)


def held_by(world: World, domain: str, name: str) -> Account | None:
    """An account as the newest DC of a domain holds it; ``name`` may say its own domain, ``domain\\name``."""
    told, _, bare = name.rpartition("\\")
    return newest(world.dcs_of(world.domain(told or domain).dns)).directory.get(bare)


def _opening(world: World, action: Foreseeable) -> tuple[str, int] | None:
    if not isinstance(action, Connect):
        return None
    host = world.host(action.to_host)
    service = host.service(action.to_service)
    return None if service is None or service.session is None else (host.name, service.session)


def _wanted(world: World, action: Foreseeable) -> Wanted | None:
    if isinstance(action, RequestTicket) and action.spn is not None:
        return Wanted(spn=action.spn, opened_by=None)
    if not isinstance(action, Connect):
        return None
    host = world.host(action.to_host)
    service = host.service(action.to_service)
    running = None if service is None or service.session is None else host.sessions.get(service.session)
    opened_by = None if running is None else running.account
    return Wanted(spn=action.spn or f"HOST/{host.fqdn}", opened_by=opened_by, at=host.name)


def _askers(world: World, attempts: tuple[Foreseeable, ...]) -> tuple[str, ...]:
    """The accounts whose sessions ask: a user is mended like a service."""
    sessions = [world.host(a.host).sessions.get(a.session) for a in attempts]
    return tuple(dict.fromkeys(s.account for s in sessions if s is not None and s.account is not None))


def _accounts(
    hosts: tuple[Host, ...], dcs: tuple[Dc, ...], wanted: tuple[Wanted, ...], askers: tuple[str, ...]
) -> tuple[Account, ...]:
    found: dict[str, Account] = {}
    for dc in dcs:
        names = [host.account for host in hosts] + [w.opened_by for w in wanted if w.opened_by is not None]
        names += askers
        owners = [o.name for w in wanted if isinstance(o := dc.directory.service(w.spn), Account)]
        for name in (*names, *owners):
            account = dc.directory.get(name)
            if account is not None:
                found.setdefault(account.name.lower(), account)
    return tuple(found.values())
