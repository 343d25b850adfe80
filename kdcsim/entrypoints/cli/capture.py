"""The verb ``capture``: a whole story as files for Wireshark."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from kdcsim.entrypoints.cli.console import talk


@click.command()
@click.argument("scenario", metavar="SCENARIO")
@click.option("-o", "--output", metavar="DIR", required=True, type=click.Path(path_type=Path), help="Where to write.")
@click.option("--branch", metavar="NAME", default=None, help="Which branch; the one the story is about, if not given.")
@click.option("--seed", type=int, default=None, help="Play with this seed.")
@click.option("--overwrite", is_flag=True, help="Replace the capture that DIR holds.")
def capture(scenario: str, output: Path, branch: str | None, seed: int | None, overwrite: bool) -> None:
    """Write a story as a packet capture, with keytabs per key holder, ticket caches and event logs.

    In Wireshark: Preferences, Protocols, KRB5, and one of the keytabs. Which of them opens a ticket is the story.
    """
    from kdcsim.entrypoints.cli.playing import moment
    from kdcsim.entrypoints.wire.capture import PACKETS, write_capture

    if (output / PACKETS).exists() and not overwrite:
        raise click.UsageError(f"{output} holds a capture already; choose another directory, or say --overwrite")
    run, _ = moment(scenario, branch, None, seed)
    write_capture(((p.after, p.record) for p in run.played), run.end, output)
    count = sum(len(p.record.exchanges) + len(p.record.calls) for p in run.played)
    talk(f"branch {run.branch.name}: {count} exchanges in {output / PACKETS}")
    keytabs = sorted((output / "keytabs").glob("directory-*.keytab"))
    words = ["tshark", "-r", str(output / PACKETS), "-o", "kerberos.decrypt:TRUE"]
    talk(shlex.join([*words, *(word for keytab in keytabs for word in ("-K", str(keytab)))]))
