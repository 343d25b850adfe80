"""Scenario: a whole story as a text; ``load`` of it is the same story."""

from __future__ import annotations

from typing import Any

from kdcsim.scenario.dump.step import step_tree
from kdcsim.scenario.dump.text import yaml_text
from kdcsim.scenario.dump.world import world_tree
from kdcsim.scenario.lines import TRUNK
from kdcsim.scenario.model import Branch, Scenario, Step

_PROSE = ("theme", "story", "cause", "tell", "cure", "sources", "goals")
_ASIDE = ("why", "cure", "cites")


def dump(scenario: Scenario) -> str:
    """Write a scenario. Every world is told as it is, so the file extends no other."""
    base = scenario.branches[0].plan
    trunk = _trunk(scenario)
    tree: dict[str, Any] = {"kdcsim": 1, "title": scenario.title}
    tree |= _said(scenario, _PROSE)
    if scenario.seed != 7:
        tree["seed"] = scenario.seed
    tree |= world_tree(base)
    if trunk:
        tree["steps"] = [step_tree(step) for step in trunk]
    lines = {branch.name: branch for branch in scenario.branches}
    branches = {name: _branch(each, lines, base, trunk) for name, each in lines.items() if name != TRUNK}
    if branches:
        tree["branches"] = branches
    return yaml_text(tree)


def _trunk(scenario: Scenario) -> tuple[Step, ...]:
    """The steps before all branches: shown as a branch of their own, or what the first forks inherit."""
    first = scenario.branches[0]
    if first.name == TRUNK:
        return first.steps
    return max((b.inherited for b in scenario.branches if b.parent is None), key=len, default=())


def _branch(branch: Branch, lines: dict[str, Branch], base: Any, trunk: tuple[Step, ...]) -> dict[str, Any]:
    parent = lines.get(branch.parent or "")
    before = trunk if parent is None else (*parent.inherited, *parent.steps)
    tree: dict[str, Any] = {"title": branch.title}
    if len(branch.inherited) < len(before):
        tree["after"] = f"{branch.parent or TRUNK}/{branch.inherited[-1].label}"
    elif branch.parent not in (None, TRUNK):
        tree["after"] = branch.parent
    tree |= _said(branch, _ASIDE)
    plan = base if parent is None else parent.plan
    if branch.plan != plan:
        tree["given"] = _difference(world_tree(plan), world_tree(branch.plan))
    if branch.steps:
        tree["steps"] = [step_tree(step) for step in branch.steps]
    return tree


def _said(value: Any, names: tuple[str, ...]) -> dict[str, Any]:
    told = {name: getattr(value, name) for name in names}
    return {name: list(each) if isinstance(each, tuple) else each for name, each in told.items() if each}


def _difference(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """What has to be laid over one tree to get the other: the other way of an overlay."""
    tree: dict[str, Any] = {name: None for name in before if name not in after}
    for name, value in after.items():
        old = before.get(name)
        if isinstance(old, dict) and isinstance(value, dict):
            changed = _difference(old, value)
            if changed:
                tree[name] = changed
        elif name not in before or old != value:
            tree[name] = value
    return tree
