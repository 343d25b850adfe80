"""Extending: a file laid over another one."""

from __future__ import annotations

from pathlib import Path

import pytest

from kdcsim.errors import ScenarioError
from kdcsim.scenario.load import load, load_file
from tests.scenario.small_story import BOOTED


def test_a_file_is_laid_over_the_one_it_extends(tmp_path: Path) -> None:
    """World and branches are the base; what is told here merges, replaces, takes out."""
    (tmp_path / "base.yaml").write_text(
        BOOTED + "branches:\n  one: {steps: [wait: 1 h]}\n  two: {steps: [wait: 2 h]}\n"
    )
    (tmp_path / "over.yaml").write_text(
        "kdcsim: 1\nextends: base\ntitle: over\nhosts: {PC-1: {os: 7}}\nbranches: {one: null, three: {after: two}}\n"
    )
    scenario = load_file(f"{tmp_path}/over.yaml")
    assert (scenario.name, scenario.title) == ("over", "over")
    assert [b.name for b in scenario.branches] == ["two", "three"]
    assert scenario.branches[0].plan.hosts[0].os == "7"
    assert [step.label for step in scenario.branches[1].inherited] == ["boot PC-1", "boot WEB-1", "wait 2 h"]


def test_a_fault_in_the_base_is_shown_in_the_base(tmp_path: Path) -> None:
    """Places name the file that the words stand in."""
    (tmp_path / "base.yaml").write_text(BOOTED.replace("os: 2003", "os: 2002"))
    (tmp_path / "over.yaml").write_text("kdcsim: 1\nextends: base\n")
    with pytest.raises(ScenarioError) as raised:
        load_file(f"{tmp_path}/over.yaml")
    (fault,) = raised.value.diagnostics
    assert fault.span is not None
    assert (Path(fault.span.file).name, fault.span.line) == ("base.yaml", 7)
    assert fault.line_text == "      DC-1: {os: 2002}"


def test_a_circle_of_files_is_a_fault(tmp_path: Path) -> None:
    """Two files that extend each other never end."""
    (tmp_path / "a.yaml").write_text("kdcsim: 1\nextends: b\n" + BOOTED.split("\n", 1)[1])
    (tmp_path / "b.yaml").write_text("kdcsim: 1\nextends: a\n")
    with pytest.raises(ScenarioError) as raised:
        load_file(f"{tmp_path}/a.yaml")
    assert [each.code for each in raised.value.diagnostics] == ["KS022"]


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "nowhere"])
def test_a_base_is_a_name_and_never_a_path(name: str) -> None:
    """Beside the file, or in the library, and nowhere else."""
    with pytest.raises(ScenarioError) as raised:
        load(BOOTED + f"extends: {name}\n", "story.yaml")
    assert "KS002" in [each.code for each in raised.value.diagnostics]


def test_a_built_in_scenario_can_be_extended() -> None:
    """The library is there for everybody."""
    scenario = load("kdcsim: 1\nextends: exchange-2007\ntitle: mine\n", "mine.yaml")
    assert "S13" in [b.name for b in scenario.branches]
