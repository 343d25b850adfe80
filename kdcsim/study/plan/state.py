"""State: what of a world can make a difference to a decision, as one hashable value.

Updates that touch no part of Kerberos, the clocks of messages and the bytes of tickets are left out: worlds that
differ in nothing else are one state to the search.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

from kdcsim.ad.directory import Account, Directory
from kdcsim.ad.host.host import Host
from kdcsim.ad.host.session import CachedTicket, LogonSession
from kdcsim.ad.policy import UPDATES
from kdcsim.ad.settings import Registry
from kdcsim.world.state import Dc, World


class States:
    """Makes states of worlds; parts that two worlds share are looked at once."""

    def __init__(self, start: World) -> None:
        self._start = start
        self._known: dict[int, tuple[object, Hashable]] = {}

    def of(self, world: World) -> Hashable:
        """The state of a world."""
        hosts = tuple(self._remember(host, self._host) for host in world.hosts.values())
        dcs = tuple(self._remember(dc, self._dc) for dc in world.dcs.values())
        levels = tuple(domain.level for domain in world.domains.values())
        arrived = tuple(message.delivered for message in world.messages.values())
        return (world.now, hosts, dcs, levels, arrived)

    def _remember(self, part: object, make: object) -> Hashable:
        known = self._known.get(id(part))
        if known is None or known[0] is not part:
            known = (part, make(part))  # type: ignore[operator]
            self._known[id(part)] = known
        return known[1]

    def _host(self, host: Host) -> Hashable:
        sessions = tuple(self._remember(s, _session) for s in host.sessions.values())
        return (
            host.name,
            _registry(host.registry),
            _registry(host.loaded),
            _effects(host.updates),
            host.services,
            host.password_number,
            host.clock_offset,
            sessions,
        )

    def _dc(self, dc: Dc) -> Hashable:
        accounts = self._remember(dc.directory, self._directory)
        registry, loaded = _registry(dc.registry), _registry(dc.loaded)
        return (dc.name, dc.os, dc.update, registry, loaded, _effects(dc.updates), dc.clock_offset, accounts)

    def _directory(self, directory: Directory) -> Hashable:
        """The accounts that are not what they were in the start world, whatever their turn."""
        known = {id(a) for dc in self._start.dcs.values() for a in dc.directory.accounts.values()}
        return tuple(self._remember(a, _account) for a in directory.accounts.values() if id(a) not in known)


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
