"""The verb ``test``: play whole folders of stories, like a test runner."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kdcsim.entrypoints.cli.console import color_option, error_paper, paper, result, talk
from kdcsim.entrypoints.cli.under import chosen_readings, tried_readings, under_option
from kdcsim.errors import ScenarioError

if TYPE_CHECKING:
    from kdcsim.diagnostic import Diagnostic
    from kdcsim.study.finding import Verdict

SUFFIXES = (".yaml", ".yml")
SHAPES = ("text", "json", "junit", "github", "sarif")


@click.command(short_help="Play whole folders of stories, like a test runner.")
@click.argument("places", metavar="[DIR|FILE...]", nargs=-1)
@click.option("--format", "shape", type=click.Choice(SHAPES), default="text", help="How to print.")
@click.option("--seed", type=int, default=None, help="Play with other random bytes than the scenarios' own seeds give.")
@under_option()
@color_option
@click.pass_context
def test(ctx: click.Context, places: tuple[str, ...], shape: str, seed: int | None, color: str) -> None:
    """Play every scenario of folders and files; without any, the built-in ones.

    Exit code 0: everything holds; 1: an expectation does not; 2: a file cannot be played.
    """
    from kdcsim.entrypoints.cli.playing import judged
    from kdcsim.report.as_diagnostics import as_diagnostic_text
    from kdcsim.report.as_text import as_test_line

    verdicts: list[Verdict] = []
    broken: list[tuple[str, tuple[Diagnostic, ...]]] = []
    for name in _names(places):
        try:
            verdicts.append(judged(name, seed=seed))
        except ScenarioError as error:
            broken.append((name, error.diagnostics))
            talk(as_diagnostic_text(error.diagnostics, error_paper()).rstrip("\n"))
            continue
        if shape == "text":
            tried = tried_readings((verdicts[-1],))
            result(as_test_line(verdicts[-1], paper(color), tried=tried[0] if tried else ()))
    result(_told(tuple(verdicts), tuple(broken), shape))
    ctx.exit(2 if broken else 0 if all(v.holds for v in verdicts) else 1)


def _told(verdicts: tuple[Verdict, ...], broken: tuple[tuple[str, tuple[Diagnostic, ...]], ...], shape: str) -> str:
    """The whole in one of the formats for machines, or the last line for people."""
    if shape == "json":
        from kdcsim.report.as_json import as_json

        return as_json(verdicts, under=chosen_readings().chosen, tried=tried_readings(verdicts))
    if shape == "junit":
        from kdcsim.report.as_junit import as_junit

        return as_junit(verdicts, broken)
    if shape == "github":
        from kdcsim.report.as_github import as_github

        return as_github(verdicts, broken)
    if shape == "sarif":
        from kdcsim.report.as_sarif import as_sarif

        return as_sarif(verdicts, broken)
    from kdcsim.study import wording

    failed = sum(not v.holds for v in verdicts)
    counts = [wording.count(len(verdicts), "scenario") + " played"]
    counts += [f"{failed} failed"] if failed else []
    counts += [f"{len(broken)} could not be played"] if broken else []
    return ", ".join(counts) + "\n"


def _names(places: tuple[str, ...]) -> list[str]:
    """Every scenario that was meant, folders in the order of their files' names."""
    from kdcsim.scenario.source import built_in_names

    found: list[str] = [] if places else list(built_in_names())
    for place in places:
        path = Path(place)
        if not path.is_dir():
            found.append(place)
            continue
        inside = sorted(p.as_posix() for p in path.rglob("*") if p.suffix in SUFFIXES and p.is_file())
        if not inside:
            raise click.UsageError(f"there is no scenario (*.yaml) in {place}")
        found += inside
    if not found:
        raise click.UsageError("there is nothing to test")
    return found
