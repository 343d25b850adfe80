"""Alternatives: what stands beside the cheapest plan - other plans of one or two remedies, and what does not do it."""

from __future__ import annotations

from kdcsim.study.goal import misses_of
from kdcsim.study.plan.plan import DeadEnd
from kdcsim.study.plan.search import Node, Search

PAIRS = 4000
"""How many pairs of remedies are tried for runners-up, at most."""


def dead_ends(search: Search) -> tuple[DeadEnd, ...]:
    """Every remedy that does not do it alone: what it leaves, and whether it changed anything at all."""
    before = search.states.of(search.start)
    found = []
    for number in search.offer(search.start):
        child = search.child(search.root, number)
        if child is None:
            continue
        miss = next(misses_of(search.goal, child.caches), None)
        if miss is not None:
            changes = search.states.of(child.world) != before
            found.append(DeadEnd(remedy=search.catalogue[number], miss=miss, world=child.world, changes=changes))
    return tuple(found)


def alternatives(search: Search, found: list[frozenset[int]]) -> list[Node]:
    """Every other plan of one or two remedies of which no part is a plan already."""
    before, known = search.states.of(search.start), list(found)
    nodes: list[Node] = []
    first: list[Node] = []
    for number in search.offer(search.start):
        child = search.child(search.root, number)
        if child is None or not _affordable(search, child) or search.states.of(child.world) == before:
            continue
        if search.breaks(child) is not None:
            continue
        if search.reached(child):
            if frozenset(child.used) not in known:
                nodes.append(child)
                known.append(frozenset(child.used))
        else:
            first.append(child)
    return nodes + _second(search, first, known)


def _second(search: Search, first: list[Node], known: list[frozenset[int]]) -> list[Node]:
    """Pairs, cheapest first: of those that come to one state, the cheapest that breaks nothing on its way is told."""
    nodes: list[Node] = []
    offered = search.offer(search.start)
    useful = offered if len(first) * len(offered) <= PAIRS else tuple(n.used[0] for n in first)
    seen = {search.states.of(node.world) for node in first}
    tried = first[: max(1, PAIRS // max(1, len(useful)))]
    pairs = ((node, number) for node in tried for number in useful if number not in node.used)
    for node, number in sorted(pairs, key=lambda pair: pair[0].cost + search.catalogue[pair[1]].cost):
        both = frozenset((*node.used, number))
        if any(solution <= both for solution in known):
            continue
        child = search.child(node, number)
        if child is None or not _affordable(search, child):
            continue
        state = search.states.of(child.world)
        reached = state not in seen and search.reached(child)
        if reached and search.breaks(child) is not None:
            continue
        seen.add(state)
        if reached:
            nodes.append(child)
            known.append(both)
    return nodes


def _affordable(search: Search, node: Node) -> bool:
    return search.terms.max_cost is None or node.cost <= search.terms.max_cost
