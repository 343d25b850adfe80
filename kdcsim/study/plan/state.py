"""State: what of a world can make a difference to a decision, as one hashable value.

Updates that touch no part of Kerberos, the clocks of messages and the bytes of tickets are left out: worlds that
differ in nothing else are one state to the search. Each DC is held against what it knew itself in the start world.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import TypeVar

from kdcsim.ad.directory import Account, Directory
from kdcsim.ad.host.host import Host
from kdcsim.ad.host.session import CachedTicket, LogonSession
from kdcsim.ad.policy import UPDATES
from kdcsim.ad.settings import Registry
from kdcsim.world.state import Dc, World

P = TypeVar("P")


class States:
    """Makes states of worlds; parts that two worlds share are looked at once."""

    def __init__(self, start: World) -> None:
        self._start = {dc.name: dc.directory.accounts for dc in start.dcs.values()}
        self._known: dict[tuple[int, str], tuple[object, Hashable]] = {}

    def of(self, world: World) -> Hashable:
        """The state of a world."""
        hosts = tuple(self._remember(host, self._host) for host in world.hosts.values())
        dcs = tuple(self._remember(dc, self._dc) for dc in world.dcs.values())
        levels = tuple(domain.level for domain in world.domains.values())
        arrived = tuple(message.delivered for message in world.messages.values())
        return (world.now, hosts, dcs, _later(world), levels, arrived)

    def _remember(self, part: P, make: Callable[[P], Hashable], of: str = "") -> Hashable:
        """The state of a part, which is kept: so long its id is nobody else's."""
        key = (id(part), of)
        if key not in self._known:
            self._known[key] = (part, make(part))
        return self._known[key][1]

    def _host(self, host: Host) -> Hashable:
        sessions = tuple(self._remember(s, _session) for s in host.sessions.values())
        return (
            host.name,
            _registry(host.registry),
            _registry(host.loaded),
            _effects(host.updates),
            host.services,
            host.password_number,
            host.passwords_made,
            host.previous_password,
            host.clock_offset,
            sessions,
        )

    def _dc(self, dc: Dc) -> Hashable:
        accounts = self._remember(dc.directory, lambda directory: self._changed(directory, dc.name), dc.name)
        registry, loaded = _registry(dc.registry), _registry(dc.loaded)
        return (dc.name, dc.os, dc.update, registry, loaded, _effects(dc.updates), dc.clock_offset, accounts)

    def _changed(self, directory: Directory, dc: str) -> Hashable:
        """The accounts that are not what this very DC had in the start world, whatever their version."""
        start = self._start.get(dc, {})
        return frozenset(
            mine
            for key, account in directory.accounts.items()
            if account is not (old := start.get(key))
            and (mine := self._remember(account, _account)) != (old and self._remember(old, _account))
        )


def _later(world: World) -> Hashable:
    """Where replicas do not agree about an account: who has the later version, for that one wins in the end."""
    found = []
    for domain in world.domains.values():
        replicas = [dc.directory.accounts for dc in world.dcs_of(domain.dns)]
        if all(each is replicas[0] for each in replicas):
            continue
        for key in sorted({key for each in replicas for key in each}):
            versions = [each[key].changed for each in replicas if key in each]
            order = sorted(set(versions))
            if len(order) > 1:
                found.append((domain.dns, key, tuple(order.index(v) for v in versions)))
    return tuple(found)


def _account(account: Account) -> Hashable:
    return replace(account, changed=0)


def _session(session: LogonSession) -> Hashable:
    tickets = tuple(sorted(_ticket(t) for t in session.tickets))
    return (session.luid, session.account, session.password_number, session.salt, session.keys, session.named, tickets)


def _ticket(ticket: CachedTicket) -> tuple[str, int, int, int, int]:
    sealed = ticket.ticket.enc_part
    return (ticket.server.lower(), sealed.etype, ticket.session_key.etype, sealed.kvno or 0, ticket.end_time)


def _effects(updates: tuple[str, ...]) -> Hashable:
    return tuple(sorted(kb for kb in updates if UPDATES[kb].effect is not None))


def _registry(registry: Registry) -> Hashable:
    return tuple(sorted(registry.values.items()))
