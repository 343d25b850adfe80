"""What if: a branch played once more with something changed - a DC from the start, or actions before its main step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from kdcsim.ad.policy import GENERATIONS
from kdcsim.address import Address, address
from kdcsim.diagnostic import Span
from kdcsim.errors import WorldError
from kdcsim.scenario.model import Branch, Scenario, Step
from kdcsim.study.central import central_step
from kdcsim.study.finding import BranchVerdict, Verdict
from kdcsim.study.judge import leaned_on
from kdcsim.study.run import BranchRun, Run, play
from kdcsim.world.action import Action, SetServiceAccount
from kdcsim.world.found import is_builtin
from kdcsim.world.plan import DcPlan, WorldPlan

MOST_ACTIONS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class DcChange:
    """Another build for a DC from the start, and registry values it starts with (None takes one away)."""

    os: str | None = None
    update: str | None = None
    registry: Mapping[str, int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """What is changed: DCs by name, and the actions to play before the crucial step (``before`` names another)."""

    dcs: Mapping[str, DcChange] = field(default_factory=dict)
    actions: tuple[Action, ...] = ()
    before: str | None = None


def play_what_if(scenario: Scenario, name: str, change: WhatIf, seed: int | None = None) -> Verdict:
    """Play one branch with the change. Raises WorldError when it names what does not exist.

    The branch keeps its name and its steps; those that were put in are labelled ``what if 1``, ``what if 2`` ...
    Nothing is expected of the changed branch: its expectations were made for the world as told.
    """
    told = next(b for b in scenario.branches if b.name == name)
    used = scenario.seed if seed is None else seed
    at = change.before or _crucial(scenario, name, used)
    actions = tuple(_with_password(each, told.plan) for each in change.actions)
    plan, places = _changed(told.plan, change.dcs), _still_told(told.places, change.dcs)
    branch = replace(_with_actions(told, actions, at), plan=plan, places=places)
    run = play(replace(scenario, branches=(branch,)), used)
    verdict = BranchVerdict(run=run.branches[0], findings=(), leaned_on=leaned_on(run.branches[0]))
    return Verdict(run=Run(scenario=scenario, seed=used, branches=run.branches), branches=(verdict,))


def _with_password(action: Action, plan: WorldPlan) -> Action:
    """Give a service that is switched to an account of the domain the password that the plan tells of it."""
    if not isinstance(action, SetServiceAccount) or action.password is not None or is_builtin(action.account):
        return action
    name = action.account.casefold()
    told = [a.password for domain in plan.domains for a in domain.accounts if a.name.casefold() == name]
    told += [s.password for host in plan.hosts for s in host.services if s.runs_as.casefold() == name]
    password = next((each for each in told if each is not None), None)
    if password is None:
        raise WorldError(f"no password of an account {action.account!r} is told")
    return replace(action, password=password)


def crucial_step(run: BranchRun) -> str | None:
    """The label of the step that a branch is about."""
    found = central_step(run)
    return None if found is None else found.step.label


def _crucial(scenario: Scenario, name: str, seed: int) -> str | None:
    return crucial_step(play(scenario, seed, name).branches[0])


def _with_actions(branch: Branch, actions: tuple[Action, ...], at: str | None) -> Branch:
    """The branch with the actions put in before the one labelled ``at``; at the end when there is none."""
    if len(actions) > MOST_ACTIONS:
        raise WorldError(f"{len(actions)} changes are more than {MOST_ACTIONS}")
    put_in = tuple(
        Step(label=f"what if {n}", action=each, span=branch.span, title=None) for n, each in enumerate(actions, 1)
    )
    own = [s.label for s in branch.steps]
    if at in own:
        place = own.index(at)
        return replace(branch, steps=(*branch.steps[:place], *put_in, *branch.steps[place:]))
    inherited = [s.label for s in branch.inherited]
    if at in inherited:
        place = inherited.index(at)
        return replace(branch, inherited=(*branch.inherited[:place], *put_in, *branch.inherited[place:]))
    return replace(branch, steps=(*branch.steps, *put_in))


def _changed(plan: WorldPlan, dcs: Mapping[str, DcChange]) -> WorldPlan:
    named = {name.upper(): change for name, change in dcs.items()}
    known = {dc.name.upper() for domain in plan.domains for dc in domain.dcs}
    for name in named:
        if name not in known:
            raise WorldError(f"there is no DC {name!r}")
    domains = tuple(
        replace(domain, dcs=tuple(_dc(dc, named.get(dc.name.upper())) for dc in domain.dcs)) for domain in plan.domains
    )
    return replace(plan, domains=domains)


def _still_told(places: Mapping[Address, Span], dcs: Mapping[str, DcChange]) -> Mapping[Address, Span]:
    """The places of what is still as a line tells it; what was changed here stands on no line."""
    gone: set[str] = set()
    for name, change in dcs.items():
        changed: list[tuple[str, ...]] = [("os",)] if change.os else []
        changed += [("update",)] if change.os or change.update else []
        changed += [("registry", value) for value in change.registry]
        gone |= {address("dc", name, *what).casefold() for what in changed}
    return {fact: span for fact, span in places.items() if fact.casefold() not in gone}


def _dc(dc: DcPlan, change: DcChange | None) -> DcPlan:
    if change is None:
        return dc
    os = change.os or dc.os
    update = change.update or (dc.update if (os, dc.update) in GENERATIONS else "rtm")
    if (os, update) not in GENERATIONS:
        raise WorldError(f"there is no update level {update!r} for {os!r}")
    registry = {name: value for name, value in {**dc.registry, **change.registry}.items() if value is not None}
    return replace(dc, os=os, update=update, registry=registry)
