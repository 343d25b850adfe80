"""The goal of a scenario: what it states, else that everything its story tried and was refused succeeds."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from kdcsim.errors import WorldError
from kdcsim.scenario.model import Scenario
from kdcsim.study.central import central_branch
from kdcsim.study.decide import Foreseeable
from kdcsim.study.goal.goal import All, Authenticates, Goal
from kdcsim.study.goal.misses import misses
from kdcsim.study.goal.syntax import read_goal
from kdcsim.study.goal.words import who_tries
from kdcsim.study.run import BranchRun
from kdcsim.world.action import Connect, RequestTicket


def goal_of(scenario: Scenario, run: BranchRun, stated: tuple[str, ...] = ()) -> Goal | All:
    """The goal for a branch: ``stated`` goals, else the scenario's own, else that all that was tried works."""
    texts = stated or scenario.goals
    goals: tuple[Goal | All, ...] = tuple(read_goal(text, run) for text in texts)
    if not goals:
        goals = tuple(Authenticates(action=action, who=who_tries(action, run.end)) for action in tries_of(run))
    flat = tuple(g for goal in goals for g in (goal.goals if isinstance(goal, All) else (goal,)))
    if len(flat) == 1:
        return flat[0]
    return All(goals=flat, name="" if texts else f"everything works that branch {run.branch.name} tried")


def branch_to_mend(scenario: Scenario, runs: Sequence[BranchRun], stated: tuple[str, ...] = ()) -> BranchRun:
    """The branch that a story is about, if it misses the goal; else the first that does."""
    about = central_branch(runs)
    for run in (about, *runs):
        with suppress(WorldError):
            if misses(goal_of(scenario, run, stated), run.end, first=True):
                return run
    return about


def tries_of(run: BranchRun) -> tuple[Foreseeable, ...]:
    """Every connection and ticket request that the branch's steps tried, each once, the latest way it was tried."""
    tried: dict[tuple[object, ...], Foreseeable] = {}
    for played in run.played:
        action = played.step.action
        if isinstance(action, Connect):
            key = ("connect", action.host, action.session, action.to_host, action.to_service, action.spn)
            tried.pop(key, None)
            tried[key] = action
        elif isinstance(action, RequestTicket) and action.spn is not None:
            tried[("ticket", action.host, action.session, action.spn)] = action
    return tuple(tried.values())
