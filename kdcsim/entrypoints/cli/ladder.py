"""The verb ``ladder``: the rules that answer one question, as a KDC build walks them - in words, or drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kdcsim.entrypoints.cli.console import color_option, paper, result, written

if TYPE_CHECKING:
    from kdcsim.ad.policy import Generation


@click.command(short_help="Show the rules that answer one question, as a KDC build walks them.")
@click.argument("name", required=False)
@click.option("--build", default=None, metavar="BUILD", help='A KDC build, such as 2003, 2025 or "2022 2026-04".')
@click.option("--format", "shape", type=click.Choice(["text", "svg"]), default=None, help="How to print.")
@click.option("-o", "--output", type=click.Path(dir_okay=False), default=None, help="Write to this file.")
@color_option
def ladder(name: str | None, build: str | None, shape: str | None, output: str | None, color: str) -> None:
    """Show the rules that answer one question, in the order in which they are asked.

    With --build the rules that can never speak in that KDC build are struck off. Without a NAME the ladders are listed.
    """
    from kdcsim.ad.policy import KDC_LADDERS, LADDERS
    from kdcsim.report.as_ladder import as_ladder, as_ladder_text

    known = {each.name: each for each in LADDERS}
    if name is None:
        result("".join(f"{each.name:14} {each.question}\n" for each in LADDERS))
        return
    if name not in known:
        raise click.BadParameter(f"there is no ladder {name!r}; there are {', '.join(known)}", param_hint="NAME")
    row = None if build is None else _build(build)
    if row is not None and known[name] not in KDC_LADDERS:
        raise click.UsageError(f"{name} is walked by hosts, not by KDCs: leave --build out")
    drawn = shape == "svg" or (shape is None and output is not None and output.endswith(".svg"))
    told = as_ladder(known[name], row) if drawn else as_ladder_text(known[name], paper(color), row)
    if output is None:
        result(told)
    else:
        written(output, told)


def _build(text: str) -> Generation:
    """Find a build by its name; an OS alone is its release."""
    from kdcsim.ad.policy import GENERATIONS

    os, _, update = text.strip().partition(" ")
    found = GENERATIONS.get((os, update.strip() or "rtm"))
    if found is None:
        levels = [level for known, level in GENERATIONS if known == os]
        systems = dict.fromkeys(known for known, _ in GENERATIONS)
        hint = f"{os} has {', '.join(levels)}" if levels else f"there are {', '.join(systems)}"
        raise click.BadParameter(f"there is no KDC build {text!r}; {hint}", param_hint="--build")
    return found
