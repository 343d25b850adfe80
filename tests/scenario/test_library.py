"""The library: every built-in scenario loads, and can be read by a person. tests/library looks closer."""

from __future__ import annotations

import pytest

from kdcsim.scenario.load import load_file
from kdcsim.scenario.source import built_in_names


@pytest.mark.parametrize("name", built_in_names())
def test_a_built_in_scenario_loads_and_tells_its_story(name: str) -> None:
    """A paragraph, a source, and expectations in every branch."""
    scenario = load_file(name)
    assert scenario.name == name
    assert len(scenario.story) > 100
    assert scenario.sources
    for branch in scenario.branches:
        assert any(step.expectation for step in branch.steps), branch.name


def test_the_seed_story_has_all_its_situations() -> None:
    """S0 to S13 of the first issue, as forks of one world."""
    names = [branch.name for branch in load_file("exchange-2007").branches]
    assert {f"S{number}" for number in range(14)} <= set(names)
