"""Effort: how much is looked at, at most, in each part of the answer."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

import pytest

from kdcsim.study.goal import misses
from kdcsim.study.plan import Terms, fix
from kdcsim.study.plan.alternatives import alternatives
from kdcsim.study.plan.greedy import greedy
from kdcsim.study.plan.obstacle import obstacles
from kdcsim.study.plan.search import Node, Search
from kdcsim.study.plan.watch import Watch
from kdcsim.world.action import Authenticate, user_luid
from tests.study.plan.test_puzzles import barred, keys_of, lay

MADE: list[Counting] = []
HOPELESS = "1+v 1-a 1+x 1+y 1+z"
"""Two bars stay: 32 states, and no plan."""


class Counting(Search):
    """A search that counts the pairs that are tried and the nodes that are opened."""

    pairs: int
    opened: list[object]

    def __post_init__(self) -> None:
        self.pairs, self.opened = 0, []
        MADE.append(self)
        super().__post_init__()

    def child(self, node: Node, number: int) -> Node | None:
        """Play one remedy more."""
        self.pairs += bool(node.used)
        return super().child(node, number)

    def children(self, node: Node) -> Iterator[Node]:
        """Open a node."""
        self.opened.append(self.states.of(node.world))
        return super().children(node)


def _search(patch: pytest.MonkeyPatch, puzzle: str, states: int = 400) -> Counting:
    _, run, goal = barred()
    lay(patch, keys_of(puzzle))
    return Counting(start=run.end, goal=goal, terms=Terms(states=states))


@pytest.mark.parametrize(
    ("puzzle", "most", "pairs"),
    [
        ("1+x 2+y 3+z 4+v", 16, 12),
        ("1+x 2+y 3+z 4+v", 15, 9),
        ("1+x 2+y 3+z 4+v", 3, 3),
        ("1+x 2+y 3+a", 9, 4),
        ("1+x 2+y 3+a", 6, 4),
        ("1+x 2+y 3+a", 5, 2),
        ("1+x 2+y 3+a 4+b", 7, 2),
        ("3+a", 5, 0),
        ("", 5, 0),
    ],
)
def test_so_many_pairs_are_tried_and_those_of_the_cheapest(
    puzzle: str, most: int, pairs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If they are too many, only of remedies that change something by themselves."""
    search = _search(monkeypatch, puzzle)
    monkeypatch.setattr("kdcsim.study.plan.alternatives.PAIRS", most)
    assert alternatives(search, []) == []
    assert search.pairs == pairs


@pytest.mark.parametrize(("states", "opened"), [(1, 6), (72, 6), (120, 10), (400, 32)])
def test_one_state_in_twelve_is_opened_by_what_it_misses(
    states: int, opened: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And six at least."""
    search = _search(monkeypatch, HOPELESS, states)
    assert greedy(search) is None
    assert len(search.opened) == len(set(search.opened)) == opened


@pytest.mark.parametrize(("states", "opened"), [(1, 6), (720, 10)])
def test_a_part_of_the_goal_is_looked_at_with_a_sixth_of_the_effort(
    states: int, opened: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once without risks, and once with them."""
    search = _search(monkeypatch, HOPELESS, states)
    monkeypatch.setattr("kdcsim.study.plan.obstacle.Search", Counting)
    _, run, goal = barred()
    (told,) = obstacles(search, misses(goal, run.end))
    assert told.remedies == ()
    assert MADE[-1] is not search
    assert len(MADE[-1].opened) == 2 * opened


def test_three_plans_at_most_are_told_to_be_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cheapest of those that bar eve."""
    search = _search(monkeypatch, "1-a-b-c+w 2-a-b-c+w 3-a-b-c+w 4-a-b-c+w")
    eve = Authenticate(host="PC", session=user_luid("PC", "eve"), dc="DC1")
    search.terms, search.watch = Terms(keep_working=True), Watch(held=(eve,))
    told = import_module("kdcsim.study.plan.fix")._rejected(search, None)
    assert [one.cost for one in told] == [1, 2, 3]


@pytest.mark.parametrize(("states", "expanded"), [(1, 1), (3, 1), (10, 5)])
def test_half_the_effort_goes_to_what_is_rejected(states: int, expanded: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same search with nobody guarded."""
    monkeypatch.setattr(import_module("kdcsim.study.plan.fix"), "Search", Counting)
    scenario, run, goal = barred()
    lay(monkeypatch, keys_of(HOPELESS))
    told = fix(scenario, run, goal, Terms(keep_working=True, states=states, runners_up=0))
    assert told.best is None
    guarded, free = MADE[-2:]
    assert (guarded.terms.keep_working, free.terms.keep_working) == (True, False)
    assert free.expanded == expanded
