"""Proof: a plan replayed with real messages - under the story's own seed, another one, and other readings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

from kdcsim.ad.assumption import NAMES
from kdcsim.errors import WorldError
from kdcsim.reason import Assumed
from kdcsim.scenario.model import Branch, Scenario
from kdcsim.study.decide import Foreseeable
from kdcsim.study.goal import All, Caches, Goal, Miss, Tickets, misses
from kdcsim.study.judge import leaned_on
from kdcsim.study.plan.plan import Proof
from kdcsim.study.plan.watch import GOOD, Watch, restarts
from kdcsim.study.remedy import Remedy
from kdcsim.study.run import BranchRun, play
from kdcsim.world.advance import advance
from kdcsim.world.record import Record
from kdcsim.world.state import World

ALWAYS_ASKED = ("registry-reload",)
"""Readings that no rule of a ladder names, because they decide when a value is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """A replay: the proof so far, and what still keeps the goal from being reached."""

    proof: Proof
    misses: tuple[Miss, ...]
    broken: tuple[Record, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the goal was reached and nothing broke on the way."""
        return not self.misses and not self.broken


def replay(
    start: World,
    seed: int,
    remedies: tuple[Remedy, ...],
    goal: Goal | All,
    watch: Watch | None = None,
    *,
    retrying: bool = False,
) -> Replayed:
    """Play remedies and every attempt of the goal with real messages.

    ``watch`` is tried after every action. With ``retrying`` clients try what the goal wants after every action too, and
    keep what they get in their caches.
    """
    world, done, kept = start, list[Record](), list[Record]()
    broken: list[Record] = []
    for number, remedy in enumerate(remedies, 1):
        for place, action in enumerate(remedy.actions, 1):
            world, record = advance(world, action, f"fix {number}.{place}")
            done.append(record)
            last = place == len(remedy.actions)
            for one in _kept(world, watch, f"kept {number}.{place}", between=not last):
                kept.append(one)
                if one.outcome not in GOOD:
                    broken.append(one)
            world = _retried(world, goal, f"retry {number}.{place}") if retrying else world
    tried: list[Record] = []

    def attempt(at: World, action: Foreseeable) -> Record:
        tried.append(advance(at, action, f"proof {len(tried)}")[1])
        return tried[-1]

    left = misses(goal, world, attempt)
    proof = Proof(seed=seed, actions=tuple(done), attempts=tuple(tried), kept=tuple(kept))
    return Replayed(proof=proof, misses=left, broken=tuple(broken))


def _kept(world: World, watch: Watch | None, label: str, *, between: bool) -> Iterator[Record]:
    """What is watched, tried with real messages; who restarts between two actions is not asked."""
    if watch is None or (between and not watch.every_moment):
        return
    caches = Caches(world)
    for tickets, watched in ((Tickets.HELD, watch.held), (Tickets.FRESH, watch.fresh)):
        for attempt in watched:
            at = caches.world(tickets)
            if attempt.dc is not None and attempt.dc.upper() not in at.dcs:
                continue
            if not (between and restarts(at, attempt)):
                yield advance(at, attempt, label)[1]


def _retried(world: World, goal: Goal | All, label: str) -> World:
    """The world after clients have tried again what the goal wants, whatever came of it."""
    goals = goal.goals if isinstance(goal, All) else (goal,)
    for number, action in enumerate(a for g in goals if not g.forbids for a in g.attempts(world)):
        with suppress(WorldError):
            world = advance(world, action, f"{label}.{number}")[0]
    return world


def another_world(scenario: Scenario, branch: Branch, seed: int) -> World:
    """The world in which a branch ends under another seed: other keys, other bytes, the same story."""
    run = play(scenario, seed, branch.name).branch(branch.name)
    assert run is not None, "the branch is one of the scenario's"
    return run.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Another reading of an open question, and the world that the story leads to under it."""

    assumed: Assumed
    world: World


def readings(run: BranchRun, seed: int) -> tuple[Reading, ...]:
    """Play a branch under every other reading of each assumption that it leaned on."""
    names = dict.fromkeys([*(a.name for a in leaned_on(run)), *ALWAYS_ASKED])
    chosen = run.start.assumptions
    others = [Assumed(n, value) for n in names for value in NAMES[n].readings if value != chosen[n]]
    return tuple(Reading(assumed=a, world=_under(run, seed, a)) for a in others)


def fails_under(told: tuple[Reading, ...], remedies: tuple[Remedy, ...], goal: Goal | All) -> tuple[Assumed, ...]:
    """The readings under which these remedies do not reach the goal."""
    failing = []
    for reading in told:
        try:
            holds = replay(reading.world, reading.world.seed, remedies, goal).holds
        except WorldError:
            holds = False
        if not holds:
            failing.append(reading.assumed)
    return tuple(failing)


def _under(run: BranchRun, seed: int, assumed: Assumed) -> World:
    plan = replace(run.branch.plan, assumptions={**run.branch.plan.assumptions, assumed.name: assumed.value})
    steps = tuple(p.step for p in run.played)
    branch = replace(run.branch, plan=plan, parent=None, inherited=(), steps=steps)
    story = Scenario(name="", file="", title="", story="", branches=(branch,))
    return another_world(story, branch, seed)
