"""Locks and keys: dora is barred by three flags, and remedies made for the purpose lift some and set others.

A puzzle is a line such as ``2-a 3-b 8-a-b-c+w``: keys by price, each with the bars that it lifts and sets. ``a``, ``b``
and ``c`` bar dora, who has to get a ticket; ``w`` bars eve, who has to go on getting hers; ``v`` bars eve too, ``x``
the service, ``y`` and ``z`` nobody. ``?`` marks a risk that nobody has allowed, ``!`` and ``#`` a key that cannot be
turned: for a session that is not there, for an account that nobody knows. What a search makes of it is held against
every order of every choice of keys, tried one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import permutations
from typing import NamedTuple

import pytest

from kdcsim.scenario.load import load
from kdcsim.scenario.model import Scenario
from kdcsim.study.goal import All, Goal, misses, read_goal
from kdcsim.study.plan.alternatives import alternatives, dead_ends
from kdcsim.study.plan.greedy import greedy
from kdcsim.study.plan.plan import Terms
from kdcsim.study.plan.search import Search
from kdcsim.study.plan.watch import Watch
from kdcsim.study.remedy import Kind, Remedy, Risk
from kdcsim.study.run import BranchRun, play
from kdcsim.world.action import Action, PurgeTickets, RequestTicket, SetFlag, Wait, user_luid
from kdcsim.world.advance import advance
from kdcsim.world.state import World

FREE = Terms(runners_up=0)
STORY = """\
kdcsim: 1
title: barred three times
start: 2024-01-08T08:00:00Z
domains:
  corp.test:
    functional_level: 2016
    dcs: {DC1: {os: 2019, update: 2022-11}}
    accounts:
      dora: {password: Winter-24-x}
      eve: {password: Summer-24-x}
      svc: {password: Print-1, spns: [HTTP/prt]}
hosts:
  PC: {os: 11, domain: corp.test}
steps:
  - boot: PC
  - log_on: {on: PC, user: dora, password: Winter-24-x}
  - log_on: {on: PC, user: eve, password: Summer-24-x}
  - purge_tickets: {on: PC, session: dora}
  - set_flag: {account: dora, flag: disabled}
  - set_flag: {account: dora, flag: locked}
  - set_flag: {account: dora, flag: expired}
"""
FLAGS = {
    "a": ("dora", "disabled"),
    "b": ("dora", "locked"),
    "c": ("dora", "expired"),
    "v": ("eve", "locked"),
    "w": ("eve", "disabled"),
    "x": ("svc", "disabled"),
    "y": ("svc", "locked"),
    "z": ("svc", "expired"),
}
KIND = {
    "1": Kind.PURGE,
    "2": Kind.REGISTRY,
    "3": Kind.CLOCK,
    "4": Kind.RESTART_SERVICE,
    "5": Kind.ETYPES,
    "6": Kind.KEYTAB,
    "8": Kind.PASSWORD,
    "R": Kind.RENEW_TGT,
    "W": Kind.WAIT,
}
PUZZLES = (
    "2-a 3-b 5-c 6-a-b 8-a-b-c",
    "1-a+w 2-b-c 3-a 5-w",
    "1-a+w-w 2-b-c 3-a 8-a-b",
    "2-a-b? 3-c 4-a 5-b? 8-c",
    "1! 2-a-b 3-c 4-c! 5-c#",
    "1+a 2-a 2-b-c+a 3-c",
    "1-a 2-a-b 3-c 4-a-b-c 8-b-c",
    "2-a-b+z 3-c-z 4-a-b-c",
)


class Key(NamedTuple):
    """One key: the bars that each of its actions changes, and whether it can be turned."""

    remedy: Remedy
    changes: tuple[tuple[str, bool], ...]
    turns: bool


class Way(NamedTuple):
    """Keys in an order in which they can be turned, their price, and the bars that stand then."""

    order: tuple[int, ...]
    cost: int
    bars: frozenset[str]

    @property
    def opens(self) -> bool:
        """Whether dora gets her ticket."""
        return not self.bars & set("abc")


def keys_of(puzzle: str) -> tuple[Key, ...]:
    """Read a puzzle."""
    return tuple(_key(text) for text in puzzle.split())


def _key(text: str) -> Key:
    pairs = re.findall(r"([-+])([abcv-z])", text)
    changes = tuple((flag, sign == "+") for sign, flag in pairs)
    actions: list[Action] = [SetFlag(account=FLAGS[f][0], flag=FLAGS[f][1], value=value) for f, value in changes]
    if "!" in text:
        actions.append(PurgeTickets(host="PC", session=0x99))
    if "#" in text:
        actions.append(SetFlag(account="nobody", flag="locked", value=False))
    risks = (Risk.WEAKER,) if "?" in text else ()
    made = Remedy(kind=KIND[text[0]], subject="dora", sentence=text, actions=tuple(actions), commands=(), risks=risks)
    return Key(made, changes, not {"!", "#"} & set(text))


def _ways(keys: Sequence[Key], *, guarded: bool = False, every_moment: bool = True) -> Iterator[Way]:
    """Every order of every choice of keys; with ``guarded`` only those that never bar eve."""
    for size in range(1, len(keys) + 1):
        for order in permutations(range(len(keys)), size):
            bars, fine = set("abc"), True
            for number in order:
                for flag, value in keys[number].changes:
                    bars = bars | {flag} if value else bars - {flag}
                    fine = fine and not (guarded and every_moment and "w" in bars)
                fine = fine and keys[number].turns and not (guarded and "w" in bars)
            if fine:
                yield Way(order, sum(keys[n].remedy.cost for n in order), frozenset(bars))


@cache
def barred() -> tuple[Scenario, BranchRun, Goal | All]:
    """The story, how it ended, and what dora wants."""
    scenario = load(STORY, "barred.yaml")
    run = play(scenario).branches[0]
    return scenario, run, read_goal("dora@PC gets a ticket for HTTP/prt", run)


def barring(world: World, bars: str) -> World:
    """The world with more bars."""
    for bar in bars:
        world, _ = advance(world, SetFlag(account=FLAGS[bar][0], flag=FLAGS[bar][1], value=True), "barred")
    return world


def lay(patch: pytest.MonkeyPatch, keys: Sequence[Key]) -> None:
    """Lay out keys: they are all that is offered, in any world."""
    every = tuple(key.remedy for key in keys)
    patch.setattr("kdcsim.study.plan.search.remedies", lambda world, attempts: every)


def _search(terms: Terms = FREE, *, guarded: bool = False) -> Search:
    """A search that watches nobody but eve, if anybody."""
    _, run, goal = barred()
    search = Search(start=run.end, goal=goal, terms=terms)
    if guarded:
        eve = RequestTicket(host="PC", session=user_luid("PC", "eve"), spn="HTTP/prt", dc="DC1")
        search.watch = Watch(held=(eve,), fresh=(eve,), every_moment=terms.every_moment)
    return search


@pytest.mark.parametrize("guarded", [False, True])
@pytest.mark.parametrize("puzzle", PUZZLES)
def test_every_least_choice_of_keys_is_found(puzzle: str, guarded: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cheapest first, none that contains another, and for each way that opens one that needs no more keys."""
    keys = keys_of(puzzle)
    lay(monkeypatch, keys)
    search = _search(guarded=guarded)
    nodes = list(search.solutions(lambda _: False))
    ways = [way for way in _ways(keys, guarded=guarded) if way.opens]
    told = [frozenset(node.used) for node in nodes]
    assert {node.used for node in nodes} <= {way.order for way in ways}
    assert [node.cost for node in nodes] == sorted(sum(keys[n].remedy.cost for n in node.used) for node in nodes)
    assert not [one for one, other in permutations(told, 2) if one <= other]
    assert all(any(one <= set(way.order) for one in told) for way in ways)
    assert not search.truncated
    assert not search.capped


@pytest.mark.parametrize("puzzle", PUZZLES)
def test_a_search_ends_with_the_cheapest_that_nobody_has_to_allow(puzzle: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is refused is found on the way, and does not end it."""
    keys = keys_of(puzzle)
    lay(monkeypatch, keys)
    search = _search()
    costs = [node.cost for node in search.solutions(lambda node: not FREE.refused(search.used(node)))]
    risky = {n for n, key in enumerate(keys) if key.remedy.risks}
    fair = [way.cost for way in _ways(keys) if way.opens and risky.isdisjoint(way.order)]
    assert costs[-1:] == sorted(fair)[:1] or not fair
    assert all(cost <= costs[-1] for cost in costs)


@pytest.mark.parametrize("most", [4, 5])
@pytest.mark.parametrize("puzzle", PUZZLES[:5])
def test_what_is_too_dear_is_left_out_and_said_to_be(puzzle: str, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bound itself is not too dear."""
    keys = keys_of(puzzle)
    lay(monkeypatch, keys)
    search = _search(replace(FREE, max_cost=most))
    costs = [node.cost for node in search.solutions(lambda _: True)]
    cheapest = min((way.cost for way in _ways(keys) if way.opens), default=99)
    assert costs == ([cheapest] if cheapest <= most else [])
    assert search.capped or costs or sum(key.remedy.cost for key in keys if key.turns) <= most


@pytest.mark.parametrize("guarded", [False, True])
@pytest.mark.parametrize("puzzle", PUZZLES)
def test_what_one_or_two_keys_do_is_told_beside_the_best(
    puzzle: str, guarded: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing that contains a plan, and of two ways into one world the cheaper."""
    keys = keys_of(puzzle)
    lay(monkeypatch, keys)
    ways = [way for way in _ways(keys, guarded=guarded) if way.opens]
    best = frozenset(min(ways, key=lambda way: (way.cost, way.order)).order) if ways else frozenset({-1})
    nodes = alternatives(_search(guarded=guarded), [best])
    told = [frozenset(node.used) for node in nodes]
    assert {node.used for node in nodes} <= {way.order for way in ways if len(way.order) <= 2}
    assert not [one for one, other in permutations([best, *told], 2) if one <= other]
    ends = {way.order: (way.cost, way.bars) for way in ways}
    for way in (way for way in ways if len(way.order) <= 2):
        at_least = [ends[node.used] for node in nodes]
        part = any(one <= set(way.order) for one in (best, *told))
        assert part or any(bars == way.bars and cost <= way.cost for cost, bars in at_least), way
    pairs = [ends[node.used][1] for node in nodes if len(node.used) == 2]
    assert len(pairs) == len(set(pairs))


@pytest.mark.parametrize("most", [5, 8])
@pytest.mark.parametrize("puzzle", PUZZLES[:4])
def test_what_is_too_dear_is_no_runner_up(puzzle: str, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """All others are told as without a bound."""
    lay(monkeypatch, keys_of(puzzle))
    every = [node.used for node in alternatives(_search(), []) if node.cost <= most]
    assert [node.used for node in alternatives(_search(replace(FREE, max_cost=most)), [])] == every


@pytest.mark.parametrize("puzzle", PUZZLES)
def test_every_key_that_does_not_do_it_alone_is_told_with_what_it_changes(
    puzzle: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that cannot be turned is no dead end."""
    keys = keys_of(puzzle)
    lay(monkeypatch, keys)
    alone = [(keys[way.order[0]].remedy, way) for way in _ways(keys) if len(way.order) == 1 and not way.opens]
    told = dead_ends(_search())
    assert [(end.remedy, end.changes) for end in told] == [(one, way.bars != set("abc")) for one, way in alone]
    assert all(end.miss.record.error == 18 for end in told)
    assert [misses(barred()[2], end.world)[0].sentence for end in told] == [end.miss.sentence for end in told]


@pytest.mark.parametrize("risky", [False, True])
@pytest.mark.parametrize("puzzle", PUZZLES[:5])
def test_where_the_cheapest_is_out_of_reach_some_plan_is_found(
    puzzle: str, risky: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It opens, no key of it is idle, and what is refused is in it only if that is asked for."""
    keys = keys_of(puzzle)
    lay(monkeypatch, keys)
    fair = {n for n, key in enumerate(keys) if risky or not key.remedy.risks}
    orders = [way.order for way in _ways(keys, guarded=True) if way.opens and fair.issuperset(way.order)]
    node = greedy(_search(guarded=True), risky=risky)
    assert (node is None) == (not orders)
    if node is not None:
        assert node.used in orders
        assert not [n for n in node.used if tuple(m for m in node.used if m != n) in orders]


def test_an_order_of_the_same_keys_is_not_looked_at_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two keys that do not open: the start, either, and both; neither a second time, nor one that changes nothing."""
    lay(monkeypatch, keys_of("2-a 3-b 3-w"))
    search = _search()
    assert search.catalogue == [key.remedy for key in keys_of("2-a 3-b 3-w")]
    assert list(search.solutions(lambda _: False)) == []
    assert search.expanded == 4
    assert len(search.made) == 3


def test_a_plan_is_not_looked_beyond(monkeypatch: pytest.MonkeyPatch) -> None:
    """The start and the key that does not open are."""
    lay(monkeypatch, keys_of("2-a-b-c 3-a"))
    search = _search()
    assert [node.used for node in search.solutions(lambda _: False)] == [(0,)]
    assert search.expanded == 2


def test_each_remedy_is_used_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Though the clock goes on whenever somebody waits."""
    wait = replace(keys_of("1-a")[0].remedy, actions=(Wait(seconds=60),))
    monkeypatch.setattr("kdcsim.study.plan.search.remedies", lambda world, attempts: (wait,))
    search = _search(replace(FREE, states=9))
    assert list(search.solutions(lambda _: False)) == []
    assert search.expanded == 2


@pytest.mark.parametrize("states", [1, 2, 3, 4])
def test_effort_is_bounded_and_that_is_said(states: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many states are looked beyond, and no more."""
    lay(monkeypatch, keys_of("2-a 3-b"))
    search = _search(replace(FREE, states=states))
    assert list(search.solutions(lambda _: False)) == []
    assert search.expanded == states
    assert search.truncated == (states < 4)


def test_what_leaves_the_fewest_misses_is_followed_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two dear keys, each of which brings one of two tickets, before any number of cheap ones that bring none."""
    lay(monkeypatch, keys_of("1+y 1-y 1+z 1-z 5-w 8-a-b-c"))
    _, run, _ = barred()
    goal = read_goal("dora@PC gets a ticket for HTTP/prt and eve@PC gets a ticket for HTTP/prt", run)
    node = greedy(Search(start=barring(run.end, "w"), goal=goal, terms=replace(FREE, states=1)))
    assert node is not None
    assert node.used == (4, 5)


def test_what_is_refused_is_left_out_unless_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Though it is cheaper."""
    lay(monkeypatch, keys_of("2-a-b-c? 3-a-b-c"))
    fair, risky = greedy(_search()), greedy(_search(), risky=True)
    assert fair is not None
    assert risky is not None
    assert (fair.used, risky.used) == ((1,), (0,))


def test_a_key_that_is_idle_in_the_end_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first brings eve her ticket at once, the last brings it too."""
    lay(monkeypatch, keys_of("2-w 3-c 8-a-b-w"))
    _, run, _ = barred()
    goal = read_goal("dora@PC gets a ticket for HTTP/prt and eve@PC gets a ticket for HTTP/prt", run)
    node = greedy(Search(start=barring(run.end, "w"), goal=goal, terms=FREE))
    assert node is not None
    assert set(node.used) == {1, 2}


def test_no_keys_at_all_are_no_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing is barred, nobody is told to do nothing."""
    lay(monkeypatch, keys_of("2-a"))
    _, run, _ = barred()
    search = Search(start=run.end, goal=read_goal("eve@PC gets a ticket for HTTP/prt", run), terms=FREE)
    assert all(node.used for node in search.solutions(lambda _: False))
