"""Fix: the whole question - is anything wrong, what is the least that ends it, and what does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from math import factorial

from kdcsim.scenario.model import Scenario
from kdcsim.study.compare import compare
from kdcsim.study.goal import All, Goal, misses
from kdcsim.study.plan.alternatives import alternatives, dead_ends
from kdcsim.study.plan.greedy import greedy
from kdcsim.study.plan.obstacle import obstacles
from kdcsim.study.plan.plan import Fix, Plan, Rejected, Terms
from kdcsim.study.plan.prover import Prover
from kdcsim.study.plan.search import Node, Search
from kdcsim.study.plan.watch import Broken
from kdcsim.study.run import BranchRun

MOST_REJECTED = 3


def fix(scenario: Scenario, run: BranchRun, goal: Goal | All, terms: Terms | None = None) -> Fix:
    """Find the cheapest plan that brings the end of a branch to a goal, with runners-up and dead ends."""
    terms = _fair(goal, Terms() if terms is None else terms)
    left = misses(goal, run.end)
    told = Fix(run=run, goal=goal, terms=terms, misses=left)
    if not left:
        return told
    search = Search(start=run.end, goal=goal, terms=terms, tried=tuple(p.step.action for p in run.played))
    nodes, cheapest = _found(search)
    states = len(search.made)
    if terms.runners_up or cheapest is None:
        nodes += alternatives(search, [frozenset(n.used) for n in nodes])
    proposed, refused = _proved(Prover(scenario, run, goal, search), nodes)
    told = replace(
        told,
        plans=tuple(plan for _, plan in proposed),
        refused=refused,
        dead_ends=dead_ends(search),
        offered=len(search.catalogue),
        states=states,
        sequences=cheaper_sequences([r.cost for r in search.catalogue], cheapest),
        exhaustive=not search.truncated,
        capped=search.capped,
    )
    if not proposed:
        return replace(told, obstacles=obstacles(search, left), rejected=tuple(_rejected(search, None)))
    node, plan = proposed[0]
    effect = compare(run.end, node.world, search.tried)
    return replace(told, effect=effect, rejected=tuple(_rejected(search, plan.cost)))


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
    """A goal that only forbids would be reached by breaking everything: with it, what works has to go on working.

    Unless more is asked for, that is after each remedy; a password is set before its services are told.
    """
    if terms.keep_working:
        return terms
    goals = goal.goals if isinstance(goal, All) else (goal,)
    return replace(terms, keep_working=True, every_moment=False) if any(g.forbids for g in goals) else terms


def _found(search: Search) -> tuple[list[Node], int | None]:
    """What the search comes to, and the price of the cheapest that is not refused; where it runs out, any plan."""

    def proper(node: Node) -> bool:
        return not search.terms.refused(search.used(node))

    nodes = list(search.solutions(proper))
    cheapest = next((n.cost for n in nodes if proper(n)), None)
    if cheapest is None and search.truncated:
        some = greedy(search) or greedy(search, risky=True)
        nodes += [] if some is None else [some]
        cheapest = next((n.cost for n in nodes if proper(n)), None)
    return nodes, cheapest


def _proved(prover: Prover, nodes: list[Node]) -> tuple[list[tuple[Node, Plan]], tuple[Plan, ...]]:
    """The plans to propose, with their nodes, and the cheapest refused plan for each remedy that is refused."""
    search = prover.search
    shown = search.terms.runners_up + 1
    proposed: list[tuple[Node, Plan]] = []
    refused: dict[tuple[str, ...], Plan] = {}
    for node in sorted(nodes, key=lambda n: (n.cost, n.used)):
        risks = set(search.terms.refused(search.used(node)))
        risky = tuple(sorted(r.sentence for r in search.used(node) if risks & set(r.risks)))
        if risky in refused or len(refused if risks else proposed) >= shown:
            continue
        plan = prover.plan(node, search.terms)
        if plan is not None and risks:
            refused[risky] = plan
        elif plan is not None:
            proposed.append((node, plan))
    return proposed, tuple(refused.values())


def _rejected(search: Search, below: int | None) -> Iterator[Rejected]:
    """Plans, none dearer, that would do if nothing had to go on working, each with the first pair that it breaks."""
    if not search.terms.keep_working:
        return
    most = search.terms.max_cost if below is None else below
    free = Search(
        start=search.start,
        goal=search.goal,
        terms=replace(search.terms, keep_working=False, max_cost=most, states=max(1, search.terms.states // 2)),
        tried=search.tried,
    )
    for node in islice(free.solutions(lambda _: False), MOST_REJECTED):
        broken = free.along(node.used, search.watch)
        if isinstance(broken, Broken) and not search.terms.refused(free.used(node)):
            yield Rejected(remedies=free.used(node), breaks=str(broken))
