"""Central: which branch a story is about, and which step a branch is about, when nobody says so."""

from __future__ import annotations

from collections.abc import Iterable

from kdcsim.study.observed import call_of
from kdcsim.study.run import BranchRun, Played
from kdcsim.world.record import Outcome


def ends_refused(run: BranchRun) -> bool:
    """Whether the last of a branch's own steps was refused."""
    return bool(run.own) and run.own[-1].record.outcome is Outcome.REFUSED


def central_branch(runs: Iterable[BranchRun]) -> BranchRun:
    """The first branch that ends in a refusal, else the first; no branch beyond it is asked for."""
    first = None
    for run in runs:
        if ends_refused(run):
            return run
        first = first or run
    assert first is not None, "a scenario has a branch"
    return first


def central_step(run: BranchRun, failed: frozenset[str] = frozenset()) -> Played | None:
    """The first of its own steps that failed, else the last that was refused, else the last that showed a ticket."""
    first = next((p for p in run.own if p.step.label in failed), None)
    refused = next((p for p in reversed(run.own) if p.record.outcome is Outcome.REFUSED), None)
    shown = next((p for p in reversed(run.own) if call_of(p) is not None), None)
    return first or refused or shown or (run.own[-1] if run.own else None)
