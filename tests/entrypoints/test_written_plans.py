"""``fix --write``: a file that plays wherever it lies, and never one that a person wrote before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from kdcsim.entrypoints.cli.app import app
from kdcsim.entrypoints.cli.fix import fix as fix_command
from kdcsim.report.as_branch import FIRST, as_branch
from kdcsim.scenario.load import load
from kdcsim.study.goal import goal_of
from kdcsim.study.judge import judge
from kdcsim.study.plan import Plan, Proof, Terms, fix
from kdcsim.study.remedy import Kind, Remedy, Risk
from kdcsim.study.run import play
from kdcsim.world.record import Outcome
from tests.study.remedy.estates import CLOCK, KRBTGT, MERGER, NAS, OLD_DOMAIN, offered, told

STORIES = (
    *(NAS, CLOCK, KRBTGT, OLD_DOMAIN, MERGER),
    *("exchange-2007", "trust-without-aes", "service-keeps-an-old-password"),
    *("linux-with-an-old-version-number", "duplicate-spn", "restored-from-a-snapshot", "trust-reset-again-and-again"),
    *("renamed-account", KRBTGT.replace("  - restart_kdc: DC01\n", ""), CLOCK.replace("level: 2016", "level: 2012")),
)


def _run(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def _remedies() -> dict[Kind, list[tuple[str, Remedy]]]:
    found: dict[Kind, list[tuple[str, Remedy]]] = {}
    for story in STORIES:
        for remedy in offered(story):
            found.setdefault(remedy.kind, []).append((story, remedy))
    return found


def test_every_kind_of_remedy_can_be_written_and_played() -> None:
    """Whatever a plan is made of: the file loads, and its steps do what the remedy's actions do."""
    found = _remedies()
    assert set(found) == set(Kind)
    for pairs in found.values():
        for story, remedy in pairs[:3]:
            scenario = told(story)
            run = play(scenario).branches[0]
            base = fix(scenario, run, goal_of(scenario, run), Terms(max_cost=0, runners_up=0))
            proof = Proof(seed=7, actions=(), attempts=())
            plan = Plan(remedies=(remedy,), proofs=(proof,))
            text = as_branch(scenario, replace(base, plans=(plan,), misses=()))
            written = play(load(text, "written.yaml")).branches[0]
            assert tuple(p.step.action for p in written.own) == remedy.actions, remedy.sentence
            wrong = [p for p in written.own if p.record.outcome is Outcome.IMPOSSIBLE]
            assert not wrong or story in ("restored-from-a-snapshot", "service-keeps-an-old-password"), remedy.sentence


@pytest.mark.parametrize("story", [NAS, CLOCK, "exchange-2007", "service-keeps-an-old-password", "renamed-account"])
def test_a_written_plan_holds_in_any_folder(story: str, tmp_path: Path) -> None:
    """Nothing is extended: file names with spaces, two suffixes and another folder are all the same."""
    name = story
    if "\n" in story:
        name = str(tmp_path / "my estate.kdc.yaml")
        Path(name).write_text(story, encoding="utf-8")
    target = tmp_path / "else where" / "a plan.yaml"
    target.parent.mkdir()
    assert _run("fix", name, "--write", str(target)).exit_code == 0
    assert "extends:" not in target.read_text(encoding="utf-8")
    shown = _run("run", str(target))
    assert shown.exit_code == 0, shown.output
    assert _run("fix", name, "--write", str(target)).exit_code == 0, "its own file may be written again"


def test_passwords_of_services_are_kept() -> None:
    """A service that is given a new password has to be told it in the file too."""
    scenario = told(NAS)
    run = play(scenario).branches[0]
    text = as_branch(scenario, fix(scenario, run, goal_of(scenario, run), Terms(runners_up=0)))
    assert text.startswith(FIRST)
    assert judge(play(load(text, "x.yaml"))).holds


def test_nothing_that_a_person_wrote_is_written_over(tmp_path: Path) -> None:
    """Neither the story itself nor any other file; the search is not even begun."""
    story = tmp_path / "nas.yaml"
    story.write_text(NAS, encoding="utf-8")
    other = tmp_path / "other.yaml"
    other.write_text("kdcsim: 1\n", encoding="utf-8")
    for target in (story, other, tmp_path, tmp_path / "nowhere" / "x.yaml"):
        shown = _run("fix", str(story), "--write", str(target))
        assert shown.exit_code == 2, target
        assert shown.stderr.startswith("error: ")
    assert story.read_text(encoding="utf-8") == NAS
    assert other.read_text(encoding="utf-8") == "kdcsim: 1\n"


def test_a_branch_may_be_named_behind_the_story() -> None:
    """As diff and sweep take it; two different ones are a contradiction."""
    assert "No changes needed" in _run("fix", "exchange-2007:S9").output
    assert _run("fix", "exchange-2007:S9", "--branch", "S3").exit_code == 2


def test_a_cost_is_no_debt() -> None:
    """A negative bound is wrong usage."""
    assert _run("fix", "exchange-2007", "--max-cost", "-5").exit_code == 2


def test_the_help_names_every_kind_and_risk() -> None:
    """What --allow and --forbid take stands where people look for it."""
    with click.Context(fix_command) as context:
        words = " ".join(fix_command.get_help(context).replace(",", " ").replace(";", " ").replace(".", " ").split())
    for name in (*Kind, *Risk):
        assert f" {name.value} " in words, name
