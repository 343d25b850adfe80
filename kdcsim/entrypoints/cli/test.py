"""The verb ``test``: play whole folders of stories, like a test runner."""

from __future__ import annotations

from pathlib import Path

import click

from kdcsim.entrypoints.cli.console import color_option, error_paper, paper, result, talk
from kdcsim.errors import ScenarioError

SUFFIXES = (".yaml", ".yml")
SHAPES = ("text", "json", "junit", "github", "sarif")


@click.command()
@click.argument("places", metavar="[DIR|FILE...]", nargs=-1)
@click.option("--format", "shape", type=click.Choice(SHAPES), default="text", help="How to print.")
@click.option("--seed", type=int, default=None, help="Play with other random bytes than the scenarios' own seeds give.")
@color_option
@click.pass_context
def test(ctx: click.Context, places: tuple[str, ...], shape: str, seed: int | None, color: str) -> None:
    """Play every scenario of folders and files; without any, the built-in ones.

    Exit code 0: everything holds; 1: an expectation does not; 2: a file cannot be played.
    """
    from kdcsim.entrypoints.cli.playing import judged
    from kdcsim.report.as_diagnostics import as_diagnostic_text
    from kdcsim.report.as_text import as_test_line
    from kdcsim.study import wording

    verdicts, broken = [], []
    for name in _names(places):
        try:
            verdicts.append(judged(name, seed=seed))
        except ScenarioError as error:
            broken.append((name, error.diagnostics))
            talk(as_diagnostic_text(error.diagnostics, error_paper()).rstrip("\n"))
            continue
        if shape == "text":
            result(as_test_line(verdicts[-1], paper(color)))
    if shape == "json":
        from kdcsim.report.as_json import as_json

        result(as_json(tuple(verdicts)))
    elif shape == "junit":
        from kdcsim.report.as_junit import as_junit

        result(as_junit(tuple(verdicts), tuple(broken)))
    elif shape == "github":
        from kdcsim.report.as_github import as_github

        result(as_github(tuple(verdicts), tuple(broken)))
    elif shape == "sarif":
        from kdcsim.report.as_sarif import as_sarif

        result(as_sarif(tuple(verdicts), tuple(broken)))
    else:
        failed = sum(not v.holds for v in verdicts)
        counts = [wording.count(len(verdicts), "scenario") + " played"]
        counts += [f"{failed} failed"] if failed else []
        counts += [f"{len(broken)} could not be played"] if broken else []
        result(", ".join(counts) + "\n")
    ctx.exit(2 if broken else 0 if all(v.holds for v in verdicts) else 1)


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
