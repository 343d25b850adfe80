"""The verb ``run``: play stories, and tell what came of them and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kdcsim.entrypoints.cli.console import color_option, paper, result, talk, written
from kdcsim.entrypoints.cli.under import chosen_readings, tried_readings, under_option

if TYPE_CHECKING:
    from kdcsim.study.finding import Verdict

SHAPES = ["text", "json", "junit", "html", "mermaid", "trace"]
PICTURES = ("html", "mermaid", "trace")


@click.command(short_help="Play stories, and tell what came of them and why.")
@click.argument("names", metavar="NAME|FILE...", nargs=-1, required=True)
@click.option("--format", "shape", type=click.Choice(SHAPES), default="text", help="How to print.")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False), default=None, help="Write to this file, not to stdout."
)
@click.option("--seed", type=int, default=None, help="Play with other random bytes than the scenario's own seed gives.")
@click.option("--branch", metavar="NAME", default=None, help="Play one branch only, and tell its story in full.")
@under_option()
@click.option(
    "-v", "--verbose", count=True, help="-v tells every decision, -vv every message with the keys that open it."
)
@click.option("--show-keys", is_flag=True, help="Print key bytes as well; without it a key is only a fingerprint.")
@click.option("-q", "--quiet", is_flag=True, help="One line per scenario, and the findings that do not hold.")
@color_option
@click.pass_context
def run(
    ctx: click.Context,
    names: tuple[str, ...],
    shape: str,
    output: str | None,
    seed: int | None,
    branch: str | None,
    verbose: int,
    show_keys: bool,
    quiet: bool,
    color: str,
) -> None:
    """Play scenarios, by file or by built-in name, and hold them against what they expect.

    Exit code 0: every expectation holds; 1: one does not; 2: a scenario cannot be played.
    """
    from kdcsim.entrypoints.cli.playing import judged

    verdicts = tuple(judged(name, seed=seed, branch=branch) for name in names)
    told = _told(names, verdicts, shape, verbose, show_keys, quiet, color if output is None else "never")
    if output is None:
        result(told)
    else:
        written(output, told)
    if show_keys and shape != "junit":
        talk("note: this output holds key bytes of a simulated domain")
    if not all(v.holds for v in verdicts):
        ctx.exit(1)


def _told(
    names: tuple[str, ...],
    verdicts: tuple[Verdict, ...],
    shape: str,
    verbose: int,
    show_keys: bool,
    quiet: bool,
    color: str,
) -> str:
    if shape in PICTURES:
        return _picture(names, verdicts, shape)
    if shape == "json":
        from kdcsim.report.as_json import as_json

        chosen = chosen_readings().chosen
        return as_json(verdicts, show_keys=show_keys, under=chosen, tried=tried_readings(verdicts))
    if shape == "junit":
        from kdcsim.report.as_junit import as_junit

        return as_junit(verdicts)
    from kdcsim.report.as_text import as_test_line, as_text

    page, words = paper(color), chosen_readings().words
    tried = tried_readings(verdicts) or ((),) * len(verdicts)
    if quiet:
        return "".join(as_test_line(v, page, tried=each) for v, each in zip(verdicts, tried, strict=True))
    return "\n".join(
        as_text(v, page, called=f"{name}{words}", detail=verbose, show_keys=show_keys, tried=each)
        for name, v, each in zip(names, verdicts, tried, strict=True)
    )


def _picture(names: tuple[str, ...], verdicts: tuple[Verdict, ...], shape: str) -> str:
    """The formats that draw one story: a page, a diagram, or the trace that both are made of."""
    if len(names) != 1:
        raise click.UsageError(f"--format {shape} draws one story at a time")
    if shape == "mermaid":
        from kdcsim.report.as_mermaid import as_mermaid

        return as_mermaid(verdicts[0])
    from kdcsim.entrypoints.viewing import page_of, trace_of

    return trace_of(verdicts[0]) + "\n" if shape == "trace" else page_of(verdicts[0], names[0])
