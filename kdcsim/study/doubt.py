"""Doubt: whether a branch would end otherwise under another reading of what nobody knows - found by playing it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kdcsim.ad.assumption import NAMES
from kdcsim.reason import Assumed
from kdcsim.study.brief import branch_brief
from kdcsim.study.finding import BranchVerdict
from kdcsim.study.judge import judge_branch
from kdcsim.study.run import BranchRun, Run, play


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """One other reading of an assumption: whether the branch ends the same under it, and what came of it if not."""

    assumed: Assumed
    reading: str
    same: bool
    holds: bool
    brief: str


def doubts(run: Run, branch: BranchVerdict) -> Iterator[Doubt]:
    """Play a branch under every other reading of every assumption it leaned on, one at a time."""
    for assumed in branch.leaned_on:
        known = NAMES.get(assumed.name)
        for reading in known.readings if known is not None else ():
            if reading != assumed.value:
                yield _doubt(run, branch, assumed, reading)


def _doubt(run: Run, branch: BranchVerdict, assumed: Assumed, reading: str) -> Doubt:
    told = branch.run.branch
    plan = replace(told.plan, assumptions={**told.plan.assumptions, assumed.name: reading})
    alone = replace(run.scenario, branches=(replace(told, plan=plan),))
    (other,) = play(alone, run.seed).branches
    return Doubt(
        assumed=assumed,
        reading=reading,
        same=ends(other) == ends(branch.run),
        holds=judge_branch(other).holds,
        brief=branch_brief(other),
    )


def ends(run: BranchRun) -> tuple[tuple[str, int | None, bool | None], ...]:
    """What an administrator would notice of each step."""
    return tuple((p.record.outcome, p.record.error, p.record.delivered) for p in run.own)
