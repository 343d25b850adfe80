"""The verb ``conform``: hold the simulator to what real DCs were seen to do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kdcsim.entrypoints.cli.console import color_option, error_paper, paper, result, talk
from kdcsim.entrypoints.cli.under import chosen_readings, under_option
from kdcsim.errors import ScenarioError

if TYPE_CHECKING:
    from kdcsim.study.conformance import Conformance

HOLDS, DIFFERS, NOTHING_PLAYED = 0, 1, 2


@click.command()
@click.argument("file", metavar="FILE.csv", type=click.Path(path_type=Path))
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", help="How to print.")
@under_option(tries_all=False)
@color_option
@click.pass_context
def conform(ctx: click.Context, file: Path, shape: str, color: str) -> None:
    """Play every row of an observations file as real exchanges, and compare.

    A row that cannot be played (a word that nobody knows, cells that contradict each other) is listed with why, and
    does not count.

    Exit code 0: every row that could be played agrees; 1: one does not; 2: no row could be played, or the file cannot
    be read.
    """
    from kdcsim.report.as_conformance import as_conformance, as_conformance_json, as_unreadable_json
    from kdcsim.report.as_diagnostics import as_diagnostic_text

    try:
        found = _compared(file)
    except ScenarioError as error:
        if shape == "json":
            result(as_unreadable_json(error.diagnostics))
        raise
    result(as_conformance_json(found) if shape == "json" else as_conformance(found, paper(color)))
    told = (*found.warnings, *found.faults)
    if told:
        talk(as_diagnostic_text(told, error_paper()).rstrip("\n"))
    if found.not_played:
        talk(f"{len(found.not_played)} of {found.rows} rows could not be played; nothing is said about them")
    ctx.exit(NOTHING_PLAYED if not found.played else HOLDS if found.holds else DIFFERS)


def _compared(file: Path) -> Conformance:
    from kdcsim.ad.assumption import Assumptions
    from kdcsim.study.conformance import conform as compare

    return compare(_text(file), str(file), Assumptions(chosen_readings().chosen))


def _text(file: Path) -> str:
    from kdcsim.study.conformance import unreadable
    from kdcsim.study.conformance.table import MAX_CHARACTERS

    try:
        with file.open("rb") as opened:
            raw = opened.read(MAX_CHARACTERS + 1)
        if len(raw) > MAX_CHARACTERS:
            raise unreadable(str(file), f"larger than {MAX_CHARACTERS} bytes")
        return raw.decode("utf-8-sig")
    except OSError as error:
        raise unreadable(str(file), f"cannot be read ({error.strerror})") from None
    except UnicodeDecodeError as error:
        raise unreadable(str(file), f"not UTF-8 text (byte {error.start})") from None
