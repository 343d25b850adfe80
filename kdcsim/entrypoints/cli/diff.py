"""The verb ``diff``: who comes to something else, and by which rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kdcsim.entrypoints.cli.console import color_option, paper, result

if TYPE_CHECKING:
    from kdcsim.study.run import BranchRun


@click.command()
@click.argument("before", metavar="NAME[:BRANCH]")
@click.argument("after", metavar="[NAME[:BRANCH]]", required=False)
@click.option("--do", "steps", metavar="STEP", multiple=True, help="A step to play on top.")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", help="How to print.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even when something breaks.")
@click.option("-v", "--verbose", is_flag=True, help="Name every session and service.")
@color_option
@click.pass_context
def diff(
    ctx: click.Context,
    before: str,
    after: str | None,
    steps: tuple[str, ...],
    shape: str,
    exit_zero: bool,
    verbose: bool,
    color: str,
) -> None:
    """Hold two worlds against each other: the ends of two stories or branches, or of one with steps on top.

    A name without a branch means the branch that the story is about.

    Tries every logon session with every service at every DC, with empty ticket caches. Exit code 0: nothing breaks; 1:
    something does; 2: bad input.
    """
    from kdcsim.entrypoints.cli.variant import run_of
    from kdcsim.study.compare import compare_runs

    if after is None and not steps:
        raise click.UsageError(f"{before} against what? Name a second story or branch, or steps on top with --do")
    one = run_of(before)
    other = one if after is None else run_of(after)
    found = compare_runs(one, run_of(after or before, steps) if steps else other)
    if shape == "json":
        from kdcsim.report.as_diff import as_diff_json

        result(as_diff_json(found))
    else:
        from kdcsim.report.as_diff import as_diff_text

        names = _side(before, one), _side(after or before, other, steps)
        result(as_diff_text(found, names, paper(color), verbose=verbose))
    if found.breaks and not exit_zero:
        ctx.exit(1)


def _side(said: str, run: BranchRun, steps: tuple[str, ...] = ()) -> str:
    """What was compared: the branch that was meant, also where none was named."""
    from kdcsim.entrypoints.cli.variant import split

    more = f" with {len(steps)} step{'' if len(steps) == 1 else 's'} on top" if steps else ""
    return f"{split(said)[0]}, branch {run.branch.name}{more}"
