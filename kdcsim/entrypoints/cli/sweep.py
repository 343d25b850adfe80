"""The verb ``sweep``: one story under every combination of some settings."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from kdcsim.entrypoints.cli.console import color_option, paper, result

if TYPE_CHECKING:
    from kdcsim.study.sweep import Row, Setting

PATIENCE_SECONDS = 0.5


@click.command()
@click.argument("name", metavar="NAME|FILE[:BRANCH]")
@click.option("--vary", "told", metavar="KEY=A,B,C", multiple=True, required=True, help="A setting and its values.")
@click.option("--jobs", type=click.IntRange(1), default=1, help="How many processes work on it.")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", help="How to print.")
@color_option
def sweep(name: str, told: tuple[str, ...], jobs: int, shape: str, color: str) -> None:
    """Play a story under every combination of settings, and print what each branch comes to.

    KEY is a path into the scenario, such as hosts/HUB-1/os, or the name of an open question, such as salt-fallback; the
    value `absent` takes a setting out.
    """
    from kdcsim.study.sweep import read_setting

    settings = tuple(read_setting(each) for each in told)
    rows = tuple(_told(_rows(name, settings, jobs), settings))
    if shape == "json":
        from kdcsim.report.as_sweep import as_sweep_json

        result(as_sweep_json(settings, rows))
    else:
        from kdcsim.report.as_sweep import as_sweep_text

        result(as_sweep_text(settings, rows, paper(color)))


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
    from kdcsim.entrypoints.cli.playing import known_branch
    from kdcsim.entrypoints.cli.variant import overlaid, split
    from kdcsim.study.sweep import overlay, row_of

    story, branch = split(name)
    scenario = overlaid(story, overlay(settings, values))
    return row_of(scenario, values, None if branch is None else known_branch(scenario, branch))


def _told(rows: Iterator[Row], settings: tuple[Setting, ...]) -> Iterator[Row]:
    """Say how far it is, on a terminal and only when it takes a while."""
    from kdcsim.study.sweep import combinations

    count, since = len(combinations(settings)), time.monotonic()
    for number, row in enumerate(rows, 1):
        if sys.stderr.isatty() and time.monotonic() - since > PATIENCE_SECONDS:
            end = "\n" if number == count else ""
            click.echo(f"\r{number} of {count} combinations", err=True, nl=False)
            click.echo(end, err=True, nl=False)
        yield row
