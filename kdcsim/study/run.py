"""Run: a scenario played - every branch, every record, every world between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kdcsim.scenario.model import Branch, Scenario, Step
from kdcsim.world.advance import advance
from kdcsim.world.found import found
from kdcsim.world.record import Record
from kdcsim.world.state import World

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """One step as it was played: before, what happened, after."""

    step: Step
    record: Record
    before: World
    after: World


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchRun:
    """One branch as it was played; ``inherited`` are the steps before the fork, ``own`` the branch's own."""

    branch: Branch
    start: World
    inherited: tuple[Played, ...]
    own: tuple[Played, ...]

    @property
    def played(self) -> tuple[Played, ...]:
        """Every step from the beginning."""
        return self.inherited + self.own

    @property
    def end(self) -> World:
        """The world after the last step."""
        return self.played[-1].after if self.played else self.start

    def at(self, label: str) -> Played | None:
        """Find a step by label."""
        return next((p for p in self.played if p.step.label == label), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A scenario as it was played under one seed."""

    scenario: Scenario
    seed: int
    branches: tuple[BranchRun, ...]

    def branch(self, name: str) -> BranchRun | None:
        """Find a branch by name."""
        return next((b for b in self.branches if b.branch.name == name), None)


def play(scenario: Scenario, seed: int | None = None, only: str | None = None) -> Run:
    """Play a scenario's branches in order.

    ``only`` plays one branch, or the trunk; a fork takes over its parent's worlds as values.
    """
    used = scenario.seed if seed is None else seed
    return Run(scenario=scenario, seed=used, branches=tuple(playing(scenario, used, only)))


def playing(scenario: Scenario, seed: int | None = None, only: str | None = None) -> Iterator[BranchRun]:
    """Play as `play` does, each branch only when it is asked for."""
    used = scenario.seed if seed is None else seed
    memory: dict[str | None, BranchRun] = {}
    for branch in scenario.branches if only is None else scenario.lines:
        if only is None or branch.name == only:
            run = memory[branch.name] = _play_branch(branch, used, memory)
            yield run


def _play_branch(branch: Branch, seed: int, memory: dict[str | None, BranchRun]) -> BranchRun:
    parent = memory.get(branch.parent)
    if parent is not None and parent.branch.plan == branch.plan:
        shared = parent.played[: len(branch.inherited)]
        if tuple(p.step for p in shared) == branch.inherited:
            end = shared[-1].after if shared else parent.start
            own = tuple(_play_steps(end, branch.steps))
            return BranchRun(branch=branch, start=parent.start, inherited=shared, own=own)
    start = found(branch.plan, seed)
    inherited = tuple(_play_steps(start, branch.inherited))
    end = inherited[-1].after if inherited else start
    return BranchRun(branch=branch, start=start, inherited=inherited, own=tuple(_play_steps(end, branch.steps)))


def _play_steps(world: World, steps: tuple[Step, ...]) -> Iterator[Played]:
    for step in steps:
        after, record = advance(world, step.action, step.label)
        yield Played(step=step, record=record, before=world, after=after)
        world = after
