"""Fix: the whole question - is anything wrong, what is the least that ends it, and what does not."""

from __future__ import annotations

from dataclasses import replace
from math import factorial

from kdcsim.reason import Assumed
from kdcsim.scenario.model import Scenario
from kdcsim.study.decide import Foreseeable
from kdcsim.study.goal import All, Goal, attempt_words, misses, who_tries
from kdcsim.study.plan.plan import DeadEnd, Fix, Order, Plan, Terms
from kdcsim.study.plan.proof import Reading, another_world, fails_under, readings, replay
from kdcsim.study.plan.search import Node, Search
from kdcsim.study.remedy import Remedy, remedies
from kdcsim.study.run import BranchRun
from kdcsim.world.state import World

PAIRS = 4000
"""How many pairs of remedies are tried for runners-up, at most."""


def fix(scenario: Scenario, run: BranchRun, goal: Goal | All, terms: Terms | None = None) -> Fix:
    """Find the cheapest plan that brings the end of a branch to a goal, with runners-up and dead ends."""
    terms = _fair(goal, Terms() if terms is None else terms)
    left = misses(goal, run.end)
    told = Fix(run=run, goal=goal, terms=terms, misses=left)
    if not left:
        return told
    offer = tuple(r for r in remedies(run.end, _attempts(goal, run.end)) if terms.permits(r))
    search = Search(start=run.end, goal=goal, offer=offer, terms=terms)
    nodes = list(search.solutions(lambda node: not terms.refused(_used(offer, node))))
    cheapest = next((n.cost for n in nodes if not terms.refused(_used(offer, n))), None)
    dead = _dead_ends(search)
    if terms.runners_up or cheapest is None:
        nodes += _alternatives(search, [frozenset(n.used) for n in nodes])
    proved = _Prover(scenario, run, goal, search)
    plans = [p for n in sorted(nodes, key=lambda n: (n.cost, n.used)) if (p := proved.plan(n, terms)) is not None]
    shown = terms.runners_up + 1
    return replace(
        told,
        plans=tuple(p for p in plans if not p.refused)[:shown],
        refused=_one_each(plans)[:shown],
        dead_ends=dead,
        offered=len(offer),
        states=len(search.seen),
        sequences=cheaper_sequences([r.cost for r in offer], cheapest),
        exhaustive=not search.truncated,
    )


def cheaper_sequences(costs: list[int], below: int | None) -> int:
    """Count the sequences of different remedies that cost less than ``below`` (None: all of up to three)."""
    table: dict[tuple[int, int], int] = {(0, 0): 1}
    for cost in costs:
        for (size, total), ways in list(table.items()):
            if (below is None and size < 3) or (below is not None and total + cost < below):
                key = (size + 1, total + cost)
                table[key] = table.get(key, 0) + ways
    return sum(ways * factorial(size) for (size, _), ways in table.items() if size)


def _fair(goal: Goal | All, terms: Terms) -> Terms:
    """A goal that only forbids would be reached by breaking everything: with it, what works has to go on working."""
    goals = goal.goals if isinstance(goal, All) else (goal,)
    return replace(terms, keep_working=True) if any(g.forbids for g in goals) else terms


def _one_each(plans: list[Plan]) -> tuple[Plan, ...]:
    """The cheapest refused plan for each remedy that is refused."""
    found: dict[tuple[str, ...], Plan] = {}
    for plan in plans:
        risky = tuple(sorted(r.sentence for r in plan.remedies if set(r.risks) & set(plan.refused)))
        if plan.refused:
            found.setdefault(risky, plan)
    return tuple(found.values())


def _attempts(goal: Goal | All, world: World) -> tuple[Foreseeable, ...]:
    goals = goal.goals if isinstance(goal, All) else (goal,)
    return tuple(dict.fromkeys(a for g in goals for a in g.attempts(world)))


def _used(offer: tuple[Remedy, ...], node: Node) -> tuple[Remedy, ...]:
    return tuple(offer[number] for number in node.used)


def _dead_ends(search: Search) -> tuple[DeadEnd, ...]:
    """Every remedy that does not do it alone: what it leaves, and whether it changed anything at all."""
    root, before = Node(world=search.start), search.states.of(search.start)
    found = []
    for number, remedy in enumerate(search.offer):
        child = search.child(root, number)
        if child is None or search.reached(child.world):
            continue
        left = misses(search.goal, child.world, first=True)
        changes = search.states.of(child.world) != before
        found.append(DeadEnd(remedy=remedy, miss=left[0], changes=changes))
    return tuple(found)


def _alternatives(search: Search, found: list[frozenset[int]]) -> list[Node]:
    """Every other plan of one or two remedies of which no part is a plan already."""
    root, before, known = Node(world=search.start), search.states.of(search.start), list(found)
    nodes: list[Node] = []
    first: list[Node] = []
    for number in range(len(search.offer)):
        child = search.child(root, number)
        if child is None or not _affordable(search, child) or search.states.of(child.world) == before:
            continue
        if search.broken(child.world) is not None:
            continue
        if search.reached(child.world):
            if frozenset(child.used) not in known:
                nodes.append(child)
                known.append(frozenset(child.used))
        else:
            first.append(child)
    return nodes + _second(search, first, known)


def _second(search: Search, first: list[Node], known: list[frozenset[int]]) -> list[Node]:
    nodes: list[Node] = []
    useful = range(len(search.offer)) if len(first) * len(search.offer) <= PAIRS else [n.used[0] for n in first]
    seen = {search.states.of(node.world) for node in first}
    for node in first[: max(1, PAIRS // max(1, len(useful)))]:
        for number in useful:
            both = frozenset((*node.used, number))
            if number in node.used or any(solution <= both for solution in known):
                continue
            child = search.child(node, number)
            if child is None or not _affordable(search, child):
                continue
            state = search.states.of(child.world)
            if state in seen:
                continue
            seen.add(state)
            if search.reached(child.world) and search.broken(child.world) is None:
                nodes.append(child)
                known.append(both)
    return nodes


def _affordable(search: Search, node: Node) -> bool:
    return search.terms.max_cost is None or node.cost <= search.terms.max_cost


class _Prover:
    """Replays plans; worlds under other seeds and readings are played once."""

    def __init__(self, scenario: Scenario, run: BranchRun, goal: Goal | All, search: Search) -> None:
        self.run, self.goal, self.search = run, goal, search
        self.seed = run.start.seed
        self.other = another_world(scenario, run.branch, self.seed + 1)
        self._readings: tuple[Reading, ...] | None = None

    def plan(self, node: Node, terms: Terms) -> Plan | None:
        """The plan behind a node, if replay under two seeds proves it."""
        used = _used(self.search.offer, node)
        watched = self.search.watched
        own = replay(self.run.end, self.seed, used, self.goal, watched)
        other = replay(self.other, self.seed + 1, used, self.goal, watched)
        if not (own.holds and other.holds):
            return None
        return Plan(
            remedies=used,
            proofs=(own.proof, other.proof),
            refused=terms.refused(used),
            order=self._order(node),
            fails_under=self._fails_under(used),
        )

    def _fails_under(self, used: tuple[Remedy, ...]) -> tuple[Assumed, ...]:
        if self._readings is None:
            self._readings = readings(self.run, self.seed)
        return fails_under(self._readings, self.search.reached, used, self.goal)

    def _order(self, node: Node) -> tuple[Order, ...]:
        """Which neighbours may not change places, and what would come of it."""
        if len(node.used) < 2 or len(node.used) > 5:
            return ()
        found = []
        for place in range(len(node.used) - 1):
            swapped = [*node.used]
            swapped[place], swapped[place + 1] = swapped[place + 1], swapped[place]
            breaks = self._breaks(tuple(swapped))
            if breaks is not None:
                first, then = (self.search.offer[n] for n in node.used[place : place + 2])
                found.append(Order(first=first, then=then, breaks=breaks))
        return tuple(found)

    def _breaks(self, order: tuple[int, ...]) -> str | None:
        at = Node(world=self.search.start)
        for number in order:
            after = self.search.child(at, number)
            if after is None:
                return f"it cannot be done: {self.search.offer[number].sentence}"
            broken = self.search.broken(after.world)
            if broken is not None:
                words = attempt_words(broken, who_tries(broken, self.search.start))
                return f"{words}: broken after '{self.search.offer[number].sentence}'"
            at = after
        return None if self.search.reached(at.world) else "the goal is not reached"
