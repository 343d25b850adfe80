"""Coverage: which rules had a say when stories were played, and where to see each of them at work.

A rule counts as hit where it decided or narrowed something, not where it was passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kdcsim.ad.policy import LADDERS
from kdcsim.scenario.load import load_file
from kdcsim.scenario.source import built_in_names
from kdcsim.study.observed import rungs_of
from kdcsim.study.run import Run, play

RULES: tuple[str, ...] = tuple(dict.fromkeys(rule.name for ladder in LADDERS for rule in ladder.rules))
"""Every rule of every ladder, in the order of the ladders."""


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """One place where a rule had its say."""

    scenario: str
    branch: str
    step: str
    named: bool = False
    """Whether the step expects this very rule to have its say: the story is about it."""


def hits(run: Run) -> dict[str, Hit]:
    """The step of a scenario that shows each rule best: one that names it, else one that expects, else any."""
    found: dict[str, tuple[tuple[bool, bool], Hit]] = {}
    for branch in run.branches:
        for played in branch.played:
            told = played.step.expectation
            for rung in rungs_of(played):
                named = told is not None and rung.rule in told.because
                worth = named, told is not None
                if rung.rule not in found or found[rung.rule][0] < worth:
                    where = Hit(run.scenario.name, branch.branch.name, played.step.label, named)
                    found[rung.rule] = worth, where
    return {rule: where for rule, (_, where) in found.items()}


def coverage(runs: Iterable[Run]) -> dict[str, tuple[Hit, ...]]:
    """Every rule of every ladder, with one hit for each scenario that shows it, those about it first."""
    found: dict[str, list[Hit]] = {name: [] for name in RULES}
    for run in runs:
        for rule, where in hits(run).items():
            found.setdefault(rule, []).append(where)
    return {rule: tuple(sorted(places, key=lambda hit: (not hit.named, hit))) for rule, places in found.items()}


def library_coverage() -> dict[str, tuple[Hit, ...]]:
    """Coverage by all built-in scenarios, played."""
    return coverage(play(load_file(name)) for name in built_in_names())


def never_hit(covered: Mapping[str, tuple[Hit, ...]]) -> tuple[str, ...]:
    """The rules that no scenario shows."""
    return tuple(rule for rule, places in covered.items() if not places)
