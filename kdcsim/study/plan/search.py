"""Search: cheapest first over worlds, with one visit to each state; goals are judged by decisions.

An action is played with `advance`, because most change no byte and the rest are cheap; what an attempt would come to is
only foreseen, because that is asked in every state. What can be done is asked in every state anew: a domain's level
can be raised once its old DC has gone.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush

from kdcsim.errors import WorldError
from kdcsim.study.goal import All, Caches, Goal, misses_of
from kdcsim.study.plan.plan import Terms
from kdcsim.study.plan.state import States
from kdcsim.study.plan.watch import Broken, Watch
from kdcsim.study.remedy import Remedy, remedies
from kdcsim.world.action import Action
from kdcsim.world.advance import advance
from kdcsim.world.record import Outcome
from kdcsim.world.state import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A world that some remedies lead to. ``used`` are their numbers in the catalogue, in order.

    ``way`` are the worlds between the actions of the last remedy, each after its action.
    """

    world: World
    caches: Caches
    used: tuple[int, ...] = ()
    cost: int = 0
    way: tuple[tuple[Action, World], ...] = ()


@dataclass(slots=True)
class Search:
    """One search: what is wanted, what may be done, and what has been seen.

    ``catalogue`` holds every remedy that was offered in any state, those of the start first. ``tried`` are the actions
    of the story. ``seen`` are the states that were looked beyond, ``made`` all that were met. ``truncated`` says that
    the effort ran out, ``capped`` that dearer sequences were left out.
    """

    start: World
    goal: Goal | All
    terms: Terms
    tried: tuple[Action, ...] = ()
    states: States = field(init=False)
    watch: Watch = field(init=False)
    root: Node = field(init=False)
    catalogue: list[Remedy] = field(default_factory=list)
    seen: dict[Hashable, list[frozenset[int]]] = field(default_factory=dict)
    made: set[Hashable] = field(default_factory=set)
    expanded: int = 0
    truncated: bool = False
    capped: bool = False
    _numbers: dict[Remedy, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.states = States(self.start)
        self.watch = Watch()
        if self.terms.keep_working:
            self.watch = Watch.of(self.start, self.tried, every_moment=self.terms.every_moment)
        self.root = Node(world=self.start, caches=Caches(self.start))
        self.offer(self.start)

    def offer(self, world: World) -> tuple[int, ...]:
        """What can be done in a world, as numbers of the catalogue."""
        goals = self.goal.goals if isinstance(self.goal, All) else (self.goal,)
        attempts = dict.fromkeys(a for g in goals for a in g.attempts(world))
        found = []
        for remedy in remedies(world, attempts):
            if self.terms.permits(remedy):
                if remedy not in self._numbers:
                    self._numbers[remedy] = len(self.catalogue)
                    self.catalogue.append(remedy)
                found.append(self._numbers[remedy])
        return tuple(found)

    def used(self, node: Node) -> tuple[Remedy, ...]:
        """The remedies that lead to a node."""
        return tuple(self.catalogue[number] for number in node.used)

    def solutions(self, accept: Callable[[Node], bool]) -> Iterator[Node]:
        """Give nodes that reach the goal, cheapest first; stop after the first that ``accept`` takes."""
        queue: list[tuple[int, int, tuple[int, ...], Node]] = [(0, 0, (), self.root)]
        found: list[frozenset[int]] = []
        while queue:
            _, _, _, node = heappop(queue)
            if any(solution <= set(node.used) for solution in found) or self._known(node):
                continue
            if self.breaks(node) is not None:
                continue
            self.seen.setdefault(self.states.of(node.world), []).append(frozenset(node.used))
            if node.used and self.reached(node):
                found.append(frozenset(node.used))
                yield node
                if accept(node):
                    return
                continue
            if self.expanded >= self.terms.states:
                self.truncated = True
                return
            self.expanded += 1
            for child in self.children(node):
                heappush(queue, (child.cost, len(child.used), child.used, child))

    def children(self, node: Node) -> Iterator[Node]:
        """The nodes one remedy further whose state was not reached as cheaply; each remedy is used once."""
        for number in self.offer(node.world):
            if number in node.used:
                continue
            if self.terms.max_cost is not None and node.cost + self.catalogue[number].cost > self.terms.max_cost:
                self.capped = True
                continue
            child = self.child(node, number)
            if child is not None and not self._known(child):
                self.made.add(self.states.of(child.world))
                yield child

    def child(self, node: Node, number: int) -> Node | None:
        """The world after one more remedy; None when it cannot be done there."""
        remedy, world = self.catalogue[number], node.world
        way: list[tuple[Action, World]] = []
        for place, action in enumerate(remedy.actions):
            try:
                world, record = advance(world, action, f"remedy {len(node.used)}.{place}")
            except WorldError:
                return None
            if record.outcome is Outcome.IMPOSSIBLE:
                return None
            way.append((action, world))
        cost = node.cost + remedy.cost
        return Node(world=world, caches=Caches(world), used=(*node.used, number), cost=cost, way=tuple(way[:-1]))

    def along(self, order: tuple[int, ...], watch: Watch | None = None) -> Node | Broken | None:
        """The node behind remedies in an order, or what breaks on the way; None when one cannot be done.

        ``watch`` watches instead of this search's own.
        """
        node = self.root
        for number in order:
            after = self.child(node, number)
            if after is None:
                return None
            broken = _breaks(self.watch if watch is None else watch, after)
            if broken is not None:
                return broken.by(self.catalogue[number])
            node = after
        return node

    def reached(self, node: Node) -> bool:
        """Whether a node is as the goal wants it, by decisions."""
        return next(misses_of(self.goal, node.caches), None) is None

    def breaks(self, node: Node) -> Broken | None:
        """What breaks in a node, or between the actions that lead to it."""
        return _breaks(self.watch, node)

    def _known(self, node: Node) -> bool:
        """Whether this state was reached before, and so as cheaply, with the same remedies left to use."""
        used = frozenset(node.used)
        return any(before <= used for before in self.seen.get(self.states.of(node.world), ()))


def _breaks(watch: Watch, node: Node) -> Broken | None:
    return watch.broken(node.caches) or watch.broken_between(node.way)
