"""Search: cheapest first over worlds, with one visit to each state; goals are judged by decisions.

An action is played with `advance`, because most change no byte and the rest are cheap; what an attempt would come to is
only foreseen, because that is asked in every state.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush

from kdcsim.errors import WorldError
from kdcsim.study.decide import foresee, pairs_of
from kdcsim.study.goal import All, Goal, misses
from kdcsim.study.plan.plan import Terms
from kdcsim.study.plan.state import States
from kdcsim.study.remedy import Remedy
from kdcsim.world.action import Connect, RequestTicket
from kdcsim.world.advance import advance
from kdcsim.world.record import Outcome
from kdcsim.world.state import World

GOOD = (Outcome.ACCEPTED, Outcome.ISSUED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A world that some remedies lead to. ``used`` are their numbers in the offer, in order."""

    world: World
    used: tuple[int, ...] = ()
    cost: int = 0


@dataclass(slots=True)
class Search:
    """One search: what is offered, what is wanted, and what has been seen."""

    start: World
    goal: Goal | All
    offer: tuple[Remedy, ...]
    terms: Terms
    states: States = field(init=False)
    seen: dict[Hashable, int] = field(default_factory=dict)
    expanded: int = 0
    truncated: bool = False
    watched: tuple[Connect | RequestTicket, ...] = ()

    def __post_init__(self) -> None:
        self.states = States(self.start)
        if self.terms.keep_working:
            tries = (pair.attempt() for pair in pairs_of(self.start))
            self.watched = tuple(t for t in tries if foresee(self.start, t).outcome in GOOD)

    def solutions(self, accept: Callable[[Node], bool]) -> Iterator[Node]:
        """Give nodes that reach the goal, cheapest first; stop after the first that ``accept`` takes."""
        queue: list[tuple[int, int, tuple[int, ...], Node]] = []
        found: list[frozenset[int]] = []
        root = Node(world=self.start)
        heappush(queue, (0, 0, (), root))
        self.seen[self.states.of(self.start)] = 0
        while queue:
            _, _, _, node = heappop(queue)
            if any(solution <= set(node.used) for solution in found):
                continue
            if self.broken(node.world) is not None:
                continue
            if node.used and self.reached(node.world):
                found.append(frozenset(node.used))
                yield node
                if accept(node):
                    return
                continue
            if self.expanded >= self.terms.states:
                self.truncated = True
                return
            self.expanded += 1
            for child in self._children(node):
                heappush(queue, (child.cost, len(child.used), child.used, child))

    def _children(self, node: Node) -> Iterator[Node]:
        for number in range(len(self.offer)):
            child = None if number in node.used else self.child(node, number)
            if child is None or (self.terms.max_cost is not None and child.cost > self.terms.max_cost):
                continue
            state = self.states.of(child.world)
            if state in self.seen and self.seen[state] <= child.cost:
                continue
            self.seen[state] = child.cost
            yield child

    def child(self, node: Node, number: int) -> Node | None:
        """The world after one more remedy; None when it cannot be done there."""
        remedy, world = self.offer[number], node.world
        for place, action in enumerate(remedy.actions):
            try:
                world, record = advance(world, action, f"remedy {len(node.used)}.{place}")
            except WorldError:
                return None
            if record.outcome is Outcome.IMPOSSIBLE:
                return None
        return Node(world=world, used=(*node.used, number), cost=node.cost + remedy.cost)

    def reached(self, world: World) -> bool:
        """Whether a world is as the goal wants it, by decisions."""
        return not misses(self.goal, world, first=True)

    def broken(self, world: World) -> Connect | RequestTicket | None:
        """The first of the watched pairs that does not work any more."""
        for attempt in self.watched:
            if attempt.dc is not None and attempt.dc not in world.dcs:
                continue
            if foresee(world, attempt).outcome not in GOOD:
                return attempt
        return None
