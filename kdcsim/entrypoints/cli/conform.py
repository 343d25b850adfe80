"""The verb ``conform``: hold the simulator to what real DCs were seen to do."""

from __future__ import annotations

from pathlib import Path

import click

from kdcsim.entrypoints.cli.console import color_option, error_paper, paper, result, talk


class Unreadable(click.ClickException):
    """A file that no row can be read from."""

    exit_code = 2


@click.command()
@click.argument("file", metavar="FILE.csv", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", help="How to print.")
@color_option
@click.pass_context
def conform(ctx: click.Context, file: Path, shape: str, color: str) -> None:
    """Play every row of an observations file as real exchanges, and compare.

    Exit code 0: every row that could be played agrees; 1: one does not; 2: something is wrong with the file or a row.
    """
    from kdcsim.report.as_conformance import as_conformance, as_conformance_json
    from kdcsim.report.as_diagnostics import as_diagnostic_text
    from kdcsim.study.conformance import conform as compare

    found = compare(_text(file), str(file))
    result(as_conformance_json(found) if shape == "json" else as_conformance(found, paper(color)))
    if found.faults:
        talk(as_diagnostic_text(found.faults, error_paper()).rstrip("\n"))
    ctx.exit(2 if found.faults else 0 if found.holds else 1)


def _text(file: Path) -> str:
    from kdcsim.study.conformance.table import MAX_CHARACTERS

    try:
        with file.open("rb") as opened:
            raw = opened.read(MAX_CHARACTERS + 1)
        if len(raw) > MAX_CHARACTERS:
            raise Unreadable(f"{file} is larger than {MAX_CHARACTERS} bytes")
        return raw.decode("utf-8-sig")
    except OSError as error:
        raise Unreadable(f"cannot read {file}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise Unreadable(f"{file} is not UTF-8 text (byte {error.start})") from None
