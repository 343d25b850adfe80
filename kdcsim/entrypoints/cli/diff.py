"""The verb ``diff``: who comes to something else, and by which rule."""

from __future__ import annotations

import click

from kdcsim.entrypoints.cli.console import color_option, paper, result


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

    Tries every logon session with every service at every DC, with empty ticket caches. Exit code 0: nothing breaks; 1:
    something does; 2: bad input.
    """
    from kdcsim.entrypoints.cli.variant import run_of
    from kdcsim.study.compare import compare_runs

    found = compare_runs(run_of(before), run_of(after or before, steps))
    if shape == "json":
        from kdcsim.report.as_diff import as_diff_json

        result(as_diff_json(found))
    else:
        from kdcsim.report.as_diff import as_diff_text

        result(as_diff_text(found, paper(color), verbose=verbose))
    if found.breaks and not exit_zero:
        ctx.exit(1)
