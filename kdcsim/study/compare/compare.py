"""Comparing two worlds: classes on both sides, one attempt for each pair of classes, and what differs between them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace
from typing import TypeVar

from kdcsim.ad.host.session import CachedTicket
from kdcsim.study.compare.classes import Classes
from kdcsim.study.compare.difference import Change, Difference
from kdcsim.study.compare.outcome import ABSENT, Outcome, outcome_of
from kdcsim.study.decide import Client, Pair, Service, clients_of, foresee, services_of
from kdcsim.study.goal import without_tickets
from kdcsim.study.run import BranchRun
from kdcsim.world.action import Action
from kdcsim.world.state import World

M = TypeVar("M")
Both = tuple[Hashable, Hashable]


def compare(before: World, after: World, tried: Iterable[Action] = ()) -> Difference:
    """Hold two worlds against each other: every session of either, every service of either, every DC of either.

    ``tried`` are actions of the stories that led there: the names by which they reached a service count too.
    """
    tried = tuple(tried)
    sides = (_Side(without_tickets(before)), _Side(without_tickets(after)))
    clients = sorted({*clients_of(before), *clients_of(after)})
    services = sorted({*services_of(before, tried), *services_of(after, tried)})
    changes: list[Change] = []
    total = 0
    for dc in sorted({*before.dcs, *after.dcs}):
        asking = [c for c in clients if any(side.asks(c, dc) for side in sides)]
        total += len(asking) * len(services)
        changes += _at(sides, dc, asking, services)
    told = {(c, s, e.sign) for e in changes for c in e.clients for s in e.services}
    held = _held((before, after), clients, services, told)
    return Difference(changes=(*_merged(changes), *_merged(held)), total=total)


def compare_runs(before: BranchRun, after: BranchRun) -> Difference:
    """Hold the ends of two branches against each other, by every name that their steps used too."""
    tried = (played.step.action for run in (before, after) for played in run.played)
    return compare(before.end, after.end, tried)


class _Side:
    """One of the two worlds, with the outcomes that are known already."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.classes = Classes(world)
        self._known: dict[Hashable, Outcome] = {}

    def asks(self, client: Client, dc: str) -> bool:
        """Whether the session's host is in the domain of a DC."""
        host, there = self.world.hosts.get(client.host), self.world.dcs.get(dc)
        return host is not None and there is not None and host.domain.lower() == there.domain.lower()

    def client(self, client: Client, dc: str) -> Hashable:
        """The class of a client at a DC; None where there is no such thing."""
        return self.classes.client(client, self.world.dcs[dc]) if self.asks(client, dc) else None

    def service(self, service: Service, dc: str) -> Hashable:
        """The class of a service at a DC; None where there is no such thing."""
        return self.classes.service(service, self.world.dcs[dc]) if dc in self.world.dcs else None

    def outcome(self, pair: Pair, kind: tuple[Hashable, Hashable]) -> Outcome:
        """What a pair of these classes comes to."""
        if None in kind:
            return ABSENT
        key = (pair.dc, kind)
        if key not in self._known:
            self._known[key] = outcome_of(foresee(self.world, pair.attempt()), self.world)
        return self._known[key]


def _at(sides: tuple[_Side, _Side], dc: str, clients: list[Client], services: list[Service]) -> Iterable[Change]:
    old, new = sides
    asking = _grouped(clients, lambda c: (old.client(c, dc), new.client(c, dc)))
    serving = _grouped(services, lambda s: (old.service(s, dc), new.service(s, dc)))
    for theirs, group in asking.items():
        for kinds, offered in serving.items():
            pair = Pair(client=group[0], service=offered[0], dc=dc)
            before = old.outcome(pair, (theirs[0], kinds[0]))
            after = new.outcome(pair, (theirs[1], kinds[1]))
            if before != after:
                yield Change(clients=tuple(group), services=tuple(offered), dcs=(dc,), before=before, after=after)


def _held(
    worlds: tuple[World, World], clients: list[Client], services: list[Service], told: set[tuple[Client, Service, str]]
) -> list[Change]:
    """What works in one world and not in the other by the tickets that lie in caches, where fresh ones do not tell."""
    found = []
    for client in clients:
        names = {t.server.lower() for world in worlds for t in _tickets(world, client)}
        for service in (s for s in services if s.spn.lower() in names):
            before, after = (_with_ticket(world, client, service) for world in worlds)
            if ABSENT in (before, after) or before.good == after.good:
                continue
            change = Change(clients=(client,), services=(service,), dcs=(), before=before, after=after, held=True)
            if (client, service, change.sign) not in told:
                found.append(change)
    return found


def _tickets(world: World, client: Client) -> tuple[CachedTicket, ...]:
    host = world.hosts.get(client.host)
    session = None if host is None else host.sessions.get(client.session)
    return () if session is None else session.tickets


def _with_ticket(world: World, client: Client, service: Service) -> Outcome:
    """What an attempt comes to with what lies in the cache; the DC is the host's own, if one is asked at all."""
    if client.host not in world.hosts or client.session not in world.host(client.host).sessions:
        return ABSENT
    if service.host and service.host not in world.hosts:
        return ABSENT
    pair = Pair(client=client, service=service, dc="")
    return outcome_of(foresee(world, replace(pair.attempt(), dc=None)), world)


def _grouped(members: Iterable[M], kind: Callable[[M], Both]) -> dict[Both, list[M]]:
    groups: dict[Both, list[M]] = {}
    for member in members:
        groups.setdefault(kind(member), []).append(member)
    return groups


def _merged(changes: list[Change]) -> Iterable[Change]:
    """Join what happens to the same sessions and services in the same way, first over DCs, then over services."""
    at: dict[Hashable, Change] = {}
    for c in changes:
        key = (c.clients, c.services, c.before, c.after)
        known = at.get(key)
        at[key] = c if known is None else replace(known, dcs=known.dcs + c.dcs)
    over: dict[Hashable, Change] = {}
    for c in at.values():
        share = (c.clients, c.dcs, c.before, c.after)
        known = over.get(share)
        over[share] = c if known is None else replace(known, services=tuple(sorted(known.services + c.services)))
    joined: dict[Hashable, Change] = {}
    for c in over.values():
        same = (c.services, c.dcs, c.before, c.after)
        known = joined.get(same)
        joined[same] = c if known is None else replace(known, clients=tuple(sorted(known.clients + c.clients)))
    return sorted(joined.values(), key=lambda c: ("-~+".index(c.sign), c.clients, c.services, c.dcs))
