"""Obstacles: where there is no plan, which part of the goal nothing touches, and which parts are against each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kdcsim.study.goal import All, Goal, Miss, attempt_words, misses_of, who_tries
from kdcsim.study.plan.greedy import greedy
from kdcsim.study.plan.plan import Obstacle
from kdcsim.study.plan.search import Node, Search
from kdcsim.study.plan.watch import Broken

EFFORT = 6
"""For one state of the search itself, one in so many is looked beyond for each part of the goal."""


def obstacles(search: Search, left: tuple[Miss, ...]) -> tuple[Obstacle, ...]:
    """Look at every part of the goal that is missed, by itself and whatever it breaks."""
    goals = search.goal.goals if isinstance(search.goal, All) else (search.goal,)
    return tuple(_obstacle(search, goal, left) for goal in goals if any(m.goal == goal.sentence for m in left))


def _obstacle(search: Search, goal: Goal, left: tuple[Miss, ...]) -> Obstacle:
    terms = replace(search.terms, keep_working=False, states=max(1, search.terms.states // EFFORT))
    told = Obstacle(goal=goal.sentence, misses=tuple(m for m in left if m.goal == goal.sentence))
    alone = Search(start=search.start, goal=goal, terms=terms, tried=search.tried)
    node = greedy(alone) or greedy(alone, risky=True)
    if node is None:
        return told
    return replace(told, remedies=alone.used(node), loses=next(_lost(search, alone, node), ""))


def _lost(search: Search, alone: Search, node: Node) -> Iterator[str]:
    """What the other parts of the goal and what has to go on working say of it."""
    for miss in misses_of(search.goal, node.caches):
        yield f"{attempt_words(miss.action, who_tries(miss.action, node.world))}: {miss.sentence}"
    broken = alone.along(node.used, search.watch)
    if isinstance(broken, Broken):
        yield str(broken)
