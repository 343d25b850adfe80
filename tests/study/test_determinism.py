"""Same scenario and seed, same bytes."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from kdcsim.scenario.load import load_file
from kdcsim.scenario.model import Branch, Scenario, Step
from kdcsim.study.run import BranchRun, play
from kdcsim.world.action import SetRegistry

SCENARIO = load_file("exchange-2007")
NEUTRAL = SetRegistry(machine="DC-2008", name=r"HKLM\SOFTWARE\Nobody\ReadsThis", value=1)


def _bytes(run: BranchRun) -> dict[str, tuple[bytes, ...]]:
    """Every message of every step, by label."""
    found: dict[str, tuple[bytes, ...]] = {}
    for played in run.played:
        exchanges = [data for x in played.record.exchanges for data in (x.request, x.reply)]
        calls = [data for c in played.record.calls for data in (c.request, c.reply)]
        found[played.step.label] = (*exchanges, *calls)
    return found


def _alone(scenario: Scenario, branch: Branch) -> BranchRun:
    return play(replace(scenario, branches=(branch,))).branches[0]


@pytest.mark.parametrize("branch", SCENARIO.branches, ids=lambda b: b.name)
def test_an_added_step_changes_no_other_steps_bytes(branch: Branch) -> None:
    """Chance is by label and time is a number in the world, so a neutral step can stand anywhere."""
    before = _bytes(_alone(SCENARIO, branch))
    assert any(before.values())
    added = Step(label="added by the test", action=NEUTRAL, span=branch.span)
    for place in range(len(branch.steps) + 1):
        steps = (*branch.steps[:place], added, *branch.steps[place:])
        after = _bytes(_alone(SCENARIO, replace(branch, steps=steps)))
        assert {label: data for label, data in after.items() if label != added.label} == before


def test_a_fork_is_played_like_the_whole_line() -> None:
    """A branch that takes over its parent's world comes out like one that is played from the beginning."""
    together = play(SCENARIO)
    for branch in SCENARIO.branches:
        forked = together.branch(branch.name)
        assert forked is not None
        assert _bytes(forked) == _bytes(_alone(SCENARIO, branch))


def test_another_seed_gives_other_bytes_and_the_same_outcomes() -> None:
    """The seed moves keys and confounders, never a verdict."""
    first, second = play(SCENARIO, seed=1), play(SCENARIO, seed=2)
    for one, other in zip(first.branches, second.branches, strict=True):
        assert [p.record.outcome for p in one.played] == [p.record.outcome for p in other.played]
        assert _bytes(one) != _bytes(other)


@pytest.mark.parametrize("format", ["text", "json"])
def test_run_prints_the_same_bytes_under_any_hash_seed(format: str) -> None:
    """`kdcsim run` prints the same bytes twice, in two processes with different hash seeds."""
    command = [sys.executable, "-m", "kdcsim", "run", "exchange-2007", "--format", format, "-v"]
    printed = {
        subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True).stdout
        for seed in ("1", "1", "31337")
    }
    assert len(printed) == 1
