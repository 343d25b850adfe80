"""The verb ``sweep``: one story under every combination of some settings."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from kdcsim.entrypoints.cli.console import color_option, paper, result, written

if TYPE_CHECKING:
    from kdcsim.study.sweep import Row, Setting

PATIENCE_SECONDS = 0.5
BAR = 30
SHAPES = ("text", "json", "svg", "html")


@click.command()
@click.argument("name", metavar="NAME|FILE[:BRANCH]")
@click.option("--vary", "told", metavar="KEY=A,B,C", multiple=True, required=True, help="A setting and its values.")
@click.option("--jobs", type=click.IntRange(1), default=1, help="How many processes work on it.")
@click.option("--format", "shape", type=click.Choice(SHAPES), default="text", help="How to print.")
@click.option("-o", "--output", metavar="FILE", default=None, help="Write it to a file.")
@color_option
def sweep(name: str, told: tuple[str, ...], jobs: int, shape: str, output: str | None, color: str) -> None:
    """Play a story under every combination of settings, and print what each branch comes to.

    KEY is a path into the scenario, such as hosts/HUB-1/os, or the name of an open question, such as salt-fallback; the
    value `absent` takes a setting out. `svg` and `html` draw the grid. A combination that cannot be, such as an update
    of another OS, is told so in its place; a value that cannot be in any combination is an error.
    """
    from kdcsim.study.sweep import never_possible, read_settings

    settings = read_settings(told)
    rows = tuple(_told(_rows(name, settings, jobs), settings))
    wrong = never_possible(settings, rows)
    if wrong is not None:
        _played(name, settings, wrong.values)
    text = _shown(name, settings, rows, shape, color if output is None else "never")
    if output is None:
        result(text)
    else:
        written(output, text)


def _shown(name: str, settings: tuple[Setting, ...], rows: tuple[Row, ...], shape: str, color: str) -> str:
    if shape in ("svg", "html"):
        from kdcsim.entrypoints.cli.variant import overlaid, split
        from kdcsim.report.as_sweep_chart import as_sweep_html, as_sweep_svg

        title = overlaid(split(name)[0], "").title
        return (as_sweep_svg if shape == "svg" else as_sweep_html)(title, settings, rows)
    if shape == "json":
        from kdcsim.report.as_sweep import as_sweep_json

        return as_sweep_json(settings, rows)
    from kdcsim.report.as_sweep import as_sweep_text

    return as_sweep_text(settings, rows, paper(color))


def _rows(name: str, settings: tuple[Setting, ...], jobs: int) -> Iterator[Row]:
    from kdcsim.study.sweep import combinations

    work = [(name, settings, values) for values in combinations(settings)]
    if jobs == 1 or len(work) == 1:
        yield from (_row(*each) for each in work)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    with ProcessPoolExecutor(max_workers=min(jobs, len(work)), mp_context=get_context("spawn")) as pool:
        yield from pool.map(_row, *zip(*work, strict=True))


def _row(name: str, settings: tuple[Setting, ...], values: tuple[str, ...]) -> Row:
    from kdcsim.errors import ScenarioError
    from kdcsim.study.sweep import Row

    try:
        return _played(name, settings, values)
    except ScenarioError as error:
        return Row(values=values, fault=error.diagnostics[0].message)


def _played(name: str, settings: tuple[Setting, ...], values: tuple[str, ...]) -> Row:
    from kdcsim.entrypoints.cli.playing import known_branch
    from kdcsim.entrypoints.cli.variant import overlaid, split
    from kdcsim.study.sweep import overlay, row_of

    story, branch = split(name)
    scenario = overlaid(story, overlay(settings, values))
    return row_of(scenario, values, None if branch is None else known_branch(scenario, branch))


def _told(rows: Iterator[Row], settings: tuple[Setting, ...]) -> Iterator[Row]:
    """Say how far it is, on a terminal and only when it takes a while."""
    from kdcsim.study.sweep import combinations

    count, since, shown = len(combinations(settings)), time.monotonic(), False
    try:
        for number, row in enumerate(rows, 1):
            if sys.stderr.isatty() and time.monotonic() - since > PATIENCE_SECONDS:
                click.echo(f"\r{bar(number, count)}", err=True, nl=False)
                shown = True
            yield row
    finally:
        if shown:
            click.echo("\r" + " " * len(bar(count, count)) + "\r", err=True, nl=False)


def bar(done: int, count: int) -> str:
    """How far it is: a bar, the numbers, and the part of the whole."""
    full, part = BAR * done // count, 100 * done // count
    return f"[{'#' * full}{'-' * (BAR - full)}] {done:>{len(str(count))}} of {count} combinations {part:>3}%"
