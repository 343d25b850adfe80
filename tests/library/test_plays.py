"""The library as it is played: every expectation holds, every rule has its story, and it is quick."""

from __future__ import annotations

import pytest

from kdcsim.study.central import central_branch
from kdcsim.study.coverage import RULES, coverage, never_hit
from kdcsim.study.goal import goal_of
from kdcsim.study.judge import judge
from tests.library.runs import NAMES, played, scenario


@pytest.mark.parametrize("name", NAMES)
def test_every_expectation_of_the_library_holds(name: str) -> None:
    """Each file is test, demonstration and documentation at once."""
    verdict = judge(played(name))
    wrong = [f for branch in verdict.branches for f in branch.findings if not f.holds]
    assert not wrong, "\n".join(f"{f.branch}/{f.step}: {f.sentence}" for f in wrong)


def test_every_rule_is_shown_by_a_story() -> None:
    """Without exception: a rule that no story shows is one that nobody can look at."""
    covered = coverage(played(name) for name in NAMES)
    assert set(RULES) <= set(covered)
    assert not never_hit(covered)


def test_a_hit_is_a_step_that_can_be_found() -> None:
    """The page of rules links to it."""
    for places in coverage(played(name) for name in NAMES[:3]).values():
        for where in places:
            branch = played(where.scenario).branch(where.branch)
            assert branch is not None
            assert branch.at(where.step) is not None


@pytest.mark.parametrize("name", [name for name in NAMES if scenario(name).goals])
def test_a_goal_can_be_read_in_the_branch_that_the_story_is_about(name: str) -> None:
    """What `fix` takes without being told otherwise."""
    goal = goal_of(scenario(name), central_branch(played(name).branches))
    assert goal.sentence
