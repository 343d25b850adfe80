"""The library as people read it: every story is whole, on its shelf, and can be played before and after."""

from __future__ import annotations

from pathlib import Path

import pytest

from kdcsim.ad.policy import LADDERS
from tests.library.runs import LESSONS, NAMES, ROOT, THEMES, incidents, scenario

FILES = sorted((ROOT / "scenarios").rglob("*.yaml"))
WARNED = {"value-in-the-wrong-key": ["KS204"]}
"""Stories that are about a mistake kdcsim warns of."""
RULES = {rule.name for ladder in LADDERS for rule in ladder.rules}


def test_there_are_enough_incidents_and_names_are_unique() -> None:
    """A name is a file's stem, whatever shelf it stands on."""
    stems = [path.stem for path in FILES]
    assert sorted(stems) == sorted(set(stems)) == sorted(NAMES)
    assert len(incidents()) >= 26
    assert {path.parent.name for path in FILES} - {LESSONS} == set(THEMES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_story_stands_on_the_shelf_that_it_names(path: Path) -> None:
    """And begins with a line that says how to play it."""
    assert scenario(path.stem).theme == path.parent.name
    text = path.read_text(encoding="utf-8")
    assert f"kdcsim run {path.stem}" in text.splitlines()[0] + text.splitlines()[1]
    assert max(len(line) for line in text.splitlines() if "HKLM" not in line) <= 160


@pytest.mark.parametrize("name", incidents())
def test_a_story_says_what_cause_tell_and_cure_are(name: str) -> None:
    """Each is a paragraph, and the sources are documents."""
    told = scenario(name)
    assert 20 < len(told.title) <= 100
    assert len(told.story) > 150
    for part in (told.cause, told.tell, told.cure):
        assert part is not None
        assert len(part) > 60
    assert len(told.sources) >= 1
    assert all(len(source) > 10 for source in told.sources)
    assert [each.code for each in told.warnings] == WARNED.get(name, [])


@pytest.mark.parametrize("name", incidents())
def test_a_story_goes_wrong_and_is_put_right(name: str) -> None:
    """The incident is played, and so is its cure: one step that fails and one that works, in different branches."""
    outcomes = {
        (branch.name, step.expectation.outcome)
        for branch in scenario(name).branches
        for step in branch.steps
        if step.expectation is not None
    }
    bad = {branch for branch, outcome in outcomes if outcome in ("refused", "impossible")}
    good = {branch for branch, outcome in outcomes if outcome in ("accepted", "issued", "done")}
    if name == "noise-of-a-2003-dc":  # nothing fails there: that is the point
        assert good
        return
    assert bad
    assert good


@pytest.mark.parametrize("name", incidents())
def test_every_branch_says_why_and_expects_something(name: str) -> None:
    """A branch that fails says what to do, or another one plays it."""
    for branch in scenario(name).branches:
        assert any(step.expectation for step in branch.steps), branch.name
        assert branch.name == "trunk" or branch.why, branch.name
        assert branch.title
        for step in branch.steps:
            assert set(() if step.expectation is None else step.expectation.because) <= RULES


def test_at_least_ten_stories_have_a_goal() -> None:
    """They are what `kdcsim fix` is measured by."""
    assert sum(bool(scenario(name).goals) for name in NAMES) >= 10
