"""Prover: puts the remedies of a plan into the best order, and replays them with real messages.

Of orders that cost the same, one is chosen that a client cannot spoil by trying again in between: a ticket that it
gets half-way lies in its cache when the last step is done.
"""

from __future__ import annotations

from itertools import permutations

from kdcsim.reason import Assumed
from kdcsim.scenario.model import Scenario
from kdcsim.study.goal import All, Goal, misses
from kdcsim.study.plan.plan import Order, Plan, Terms
from kdcsim.study.plan.proof import Reading, another_world, fails_under, readings, replay
from kdcsim.study.plan.search import Node, Search
from kdcsim.study.plan.watch import Broken
from kdcsim.study.remedy import Kind, Remedy
from kdcsim.study.run import BranchRun

MOST_ORDERED = 4
"""Up to so many remedies every order is looked at."""
RETRIED = "a client that tries again in between caches the bad ticket again"
LATE = (Kind.PURGE, Kind.RENEW_TGT, Kind.WAIT)
"""What throws tickets away comes last, other things being equal."""


class Prover:
    """Replays plans; worlds under other seeds and readings are played once."""

    def __init__(self, scenario: Scenario, run: BranchRun, goal: Goal | All, search: Search) -> None:
        self.run, self.goal, self.search = run, goal, search
        self.seed = run.start.seed
        self.other = another_world(scenario, run.branch, self.seed + 1)
        self._readings: tuple[Reading, ...] | None = None

    def plan(self, node: Node, terms: Terms) -> Plan | None:
        """The plan behind a node, if replay under two seeds proves it."""
        order, survives = self._ordered(node)
        used = tuple(self.search.catalogue[number] for number in order)
        own = replay(self.run.end, self.seed, used, self.goal, self.search.watch)
        other = replay(self.other, self.seed + 1, used, self.goal, self.search.watch)
        if not (own.holds and other.holds):
            return None
        return Plan(
            remedies=used,
            proofs=(own.proof, other.proof),
            refused=terms.refused(used),
            order=self._notes(order),
            fails_under=self._fails_under(used),
            survives_retries=survives,
        )

    def _ordered(self, node: Node) -> tuple[tuple[int, ...], bool]:
        """The first order that reaches the goal whoever tries in between, else the one that was found."""
        orders = [node.used]
        if len(node.used) <= MOST_ORDERED:
            orders = sorted(permutations(node.used), key=self._lateness)
        for order in orders:
            if self._survives(order) and self._fault(order) is None:
                return order, True
        return node.used, False

    def _lateness(self, order: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
        """How late the others stand: least where all that throws tickets away comes behind them."""
        return sum(place for place, n in enumerate(order) if self.search.catalogue[n].kind not in LATE), order

    def _survives(self, order: tuple[int, ...]) -> bool:
        used = tuple(self.search.catalogue[number] for number in order)
        return replay(self.run.end, self.seed, used, self.goal, retrying=True).holds

    def _fails_under(self, used: tuple[Remedy, ...]) -> tuple[Assumed, ...]:
        """The readings under which the trouble is there too, and is not ended."""
        if self._readings is None:
            told = readings(self.run, self.seed)
            self._readings = tuple(r for r in told if misses(self.goal, r.world, first=True))
        return fails_under(self._readings, used, self.goal)

    def _notes(self, order: tuple[int, ...]) -> tuple[Order, ...]:
        """Which neighbours may not change places, and what would come of it."""
        if len(order) > 5:
            return ()
        found = []
        for place in range(len(order) - 1):
            swapped = [*order]
            swapped[place], swapped[place + 1] = swapped[place + 1], swapped[place]
            fault = self._fault(tuple(swapped)) or (None if self._survives(tuple(swapped)) else RETRIED)
            if fault is not None:
                first, then = (self.search.catalogue[n] for n in order[place : place + 2])
                found.append(Order(first=first, then=then, breaks=fault))
        return tuple(found)

    def _fault(self, order: tuple[int, ...]) -> str | None:
        """What is wrong with an order; None when it reaches the goal and breaks nothing."""
        end = self.search.along(order)
        if end is None:
            return "it cannot be done"
        if isinstance(end, Broken):
            return str(end)
        return None if self.search.reached(end) else "the goal is not reached"
