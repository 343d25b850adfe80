"""Greedy: where the cheapest plan is out of reach, some plan - by what leaves the fewest misses, then by price.

What it finds is thinned out: a remedy without which the goal is reached too is dropped.
"""

from __future__ import annotations

from collections.abc import Hashable
from heapq import heappop, heappush

from kdcsim.study.goal import misses_of
from kdcsim.study.plan.search import Node, Search

FEW = 12
"""For one state looked at in the search for the cheapest plan, one in so many is opened here."""

LEAST = 6


def greedy(search: Search, *, risky: bool = False) -> Node | None:
    """Follow what removes the most misses; None when that leads nowhere within the effort.

    With ``risky`` also what is refused.
    """
    queue: list[tuple[int, int, tuple[int, ...], Node]] = [(_left(search, search.root), 0, (), search.root)]
    search.seen.clear()
    left: dict[Hashable, int] = {}
    met: set[Hashable] = set()
    opened = 0
    while queue and opened < max(LEAST, search.terms.states // FEW):
        _, _, _, node = heappop(queue)
        state = search.states.of(node.world)
        if state in met or search.breaks(node) is not None:
            continue
        met.add(state)
        opened += 1
        for child in search.children(node):
            if not risky and search.terms.refused(search.used(child)):
                continue
            after = search.states.of(child.world)
            if after not in left:
                left[after] = _left(search, child)
            if not left[after] and search.breaks(child) is None:
                return _thinned(search, child)
            heappush(queue, (left[after], child.cost, child.used, child))
    return None


def _left(search: Search, node: Node) -> int:
    return sum(1 for _ in misses_of(search.goal, node.caches))


def _thinned(search: Search, node: Node) -> Node:
    """The node without the remedies that it does not need, the dearest of them first."""
    for number in sorted(node.used, key=lambda n: -search.catalogue[n].cost):
        without = search.along(tuple(n for n in node.used if n != number))
        if isinstance(without, Node) and search.reached(without):
            node = without
    return node
