"""One story: one of a few lines, as it was played, and its steps by their names."""

from __future__ import annotations

from functools import cache

from kdcsim.scenario.load import load
from kdcsim.study.run import BranchRun, Played, play


@cache
def branch_of(text: str, file: str) -> BranchRun:
    """The one branch of a story, played once."""
    (found,) = play(load(text, file)).branches
    return found


def step_of(run: BranchRun, label: str) -> Played:
    """One step, which must be there."""
    found = run.at(label)
    assert found is not None, f"no step {label}"
    return found
