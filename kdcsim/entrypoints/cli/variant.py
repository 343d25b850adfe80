"""Variant: a scenario as somebody says it on the command line - by name and branch, with steps or settings on top."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kdcsim.scenario.model import Scenario
    from kdcsim.study.run import BranchRun

ADDED = "with-what-was-added"


def split(said: str) -> tuple[str, str | None]:
    """Split ``NAME:BRANCH``; a drive letter or a colon in a path that exists is no branch."""
    if Path(said).exists() or ":" not in said:
        return said, None
    name, _, branch = said.rpartition(":")
    return name, branch


def run_of(said: str, steps: tuple[str, ...] = ()) -> BranchRun:
    """The branch that ``NAME:BRANCH`` names as it was played, with more steps in the language of scenarios."""
    from kdcsim.entrypoints.cli.playing import moment
    from kdcsim.study.run import play

    name, branch = split(said)
    run, _ = moment(name, branch, None)
    if not steps:
        return run
    from kdcsim.scenario.dump import flow

    told = "".join(f"      - {step}\n" for step in steps)
    after = f"    after: {flow(run.branch.name)}\n"
    scenario = overlaid(name, f"branches:\n  {ADDED}:\n{after}    steps:\n{told}")
    found = play(scenario, None, ADDED).branch(ADDED)
    assert found is not None, "the branch was just written"
    return found


def overlaid(name: str, text: str) -> Scenario:
    """A scenario with something laid over it, in the language of scenarios."""
    from kdcsim.scenario.load import load_overlaid

    return load_overlaid(name, text)
