"""The verbs that answer what-if: fix and diff, their exit codes and their two formats."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from kdcsim.entrypoints.cli.app import app
from kdcsim.scenario.source import read


def _run(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def test_fix_tells_the_plan_the_refused_and_the_dead_ends() -> None:
    """One page says what to do, what not to do, and what does nothing."""
    told = _run("fix", "exchange-2007")
    assert told.exit_code == 0
    for words in (
        "Plan (cost 4, proved by",
        "order matters",
        "also works",
        "run as LocalSystem",
        "KB948963 on DC-2003",
    ):
        assert words in told.output
    assert "no cheaper plan among" in told.output


def test_fix_in_json_carries_the_same_plan() -> None:
    """The schema is versioned and commands are there to be copied."""
    told = json.loads(_run("fix", "exchange-2007", "--format", "json").output)
    assert told["kdcsim"] == 1
    assert [r["kind"] for r in told["plans"][0]["remedies"]] == ["registry", "renew-tgt"]
    assert told["plans"][0]["remedies"][0]["commands"][0].startswith("reg delete")
    assert told["search"]["exhaustive"] is True


def test_fix_of_what_works_needs_nothing() -> None:
    """Exit code 0, and the words for it."""
    told = _run("fix", "exchange-2007", "--branch", "S9")
    assert told.exit_code == 0
    assert "No changes needed" in told.output


def test_fix_without_a_plan_fails() -> None:
    """Exit code 1 when every way is forbidden or too dear."""
    told = _run("fix", "exchange-2007", "--forbid", "registry", "--max-cost", "4")
    assert told.exit_code == 1
    assert "No plan" in told.output


def test_a_written_plan_plays(tmp_path: Path) -> None:
    """The branch that is written extends the story and holds."""
    story = tmp_path / "exchange-2007.yaml"
    story.write_text(read("exchange-2007").text, encoding="utf-8")
    target = tmp_path / "mended.yaml"
    assert _run("fix", str(story), "--write", str(target)).exit_code == 0
    assert _run("run", str(target), "--branch", "fixed").exit_code == 0


def test_bad_words_are_usage_errors() -> None:
    """A goal, a kind or a branch that nobody knows is bad input."""
    assert _run("fix", "exchange-2007", "--goal", "make it work").exit_code == 2
    assert _run("fix", "exchange-2007", "--allow", "privlege").exit_code == 2
    assert _run("diff", "exchange-2007:S33").exit_code == 2


def test_diff_fails_when_something_breaks() -> None:
    """Exit code 1 for a break, 0 for none, 0 when asked to look only."""
    assert _run("diff", "exchange-2007:S3", "exchange-2007:S9").exit_code == 0
    told = _run("diff", "exchange-2007:S9", "exchange-2007:S3")
    assert told.exit_code == 1
    assert "4 break" in told.output
    assert _run("diff", "exchange-2007:S9", "exchange-2007:S3", "--exit-zero").exit_code == 0


def test_diff_plays_steps_on_top() -> None:
    """One scenario and a list of actions are a comparison too."""
    told = _run("diff", "exchange-2007:S9", "--do", "set_registry: {on: HUB-1, name: DefaultEncryptionType, value: 23}")
    assert told.exit_code == 0
    assert "stay the same" in told.output
    assert "after:  exchange-2007, branch S9 with 1 step on top" in told.output
    same = json.loads(_run("diff", "exchange-2007:S9", "exchange-2007:S9", "--format", "json").output)
    assert same["changes"] == []


def test_diff_says_which_branches_it_compared() -> None:
    """A name alone means one branch: who meant the trunk sees that it was not compared."""
    told = _run("diff", "exchange-2007", "exchange-2007:S3").output.splitlines()
    assert told[:2] == ["before: exchange-2007, branch S3", "after:  exchange-2007, branch S3"]


def test_diff_of_one_world_with_nothing_is_a_usage_error() -> None:
    """One story and no step on top: nothing is compared with itself in silence."""
    told = _run("diff", "exchange-2007:S9")
    assert told.exit_code == 2 and "--do" in told.output


def test_sweep_prints_a_grid() -> None:
    """Marks and letters, a row for each combination, a column for the branch."""
    told = _run(
        "sweep", "exchange-2007:S3", "--vary", "salt-fallback=empty,no-aes-key", "--vary", "registry-reload=live,boot"
    )
    assert told.exit_code == 0
    lines = told.output.splitlines()
    assert lines[0].split() == ["salt-fallback", "registry-reload", "S3"]
    assert [line.split()[:4] for line in lines[1:5]] == [
        ["empty", "live", "x", "41"],
        ["empty", "boot", "x", "41"],
        ["no-aes-key", "live", "x", "45"],
        ["no-aes-key", "boot", "x", "45"],
    ]


def test_sweep_in_two_processes_is_the_same() -> None:
    """Jobs change the time it takes, and nothing else."""
    words = ("sweep", "exchange-2007:S9", "--vary", "hosts/HUB-1/os=2008 SP2,2008 R2", "--format", "json")
    assert json.loads(_run(*words).output) == json.loads(_run(*words, "--jobs", "2").output)


def test_sweep_says_what_it_cannot_vary() -> None:
    """A path that the scenario does not have is bad input, with its diagnostics."""
    assert _run("sweep", "exchange-2007", "--vary", "hosts/HUB-1").exit_code == 2
    assert _run("sweep", "exchange-2007", "--vary", "hostz/HUB-1/os=2008 SP2").exit_code == 2
