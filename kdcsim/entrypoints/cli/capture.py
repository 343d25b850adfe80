"""The verb ``capture``: a whole story as files for Wireshark."""

from __future__ import annotations

from pathlib import Path

import click

from kdcsim.entrypoints.cli.console import talk


@click.command()
@click.argument("scenario", metavar="SCENARIO")
@click.option("-o", "--output", metavar="DIR", required=True, type=click.Path(path_type=Path), help="Where to write.")
@click.option("--branch", metavar="NAME", default=None, help="Which branch; the one the story is about, if not given.")
@click.option("--seed", type=int, default=None, help="Play with this seed.")
def capture(scenario: str, output: Path, branch: str | None, seed: int | None) -> None:
    """Write a story as a packet capture, with keytabs per key holder, ticket caches and event logs.

    In Wireshark: Preferences, Protocols, KRB5, and one of the keytabs. Which of them opens a ticket is the story.
    """
    from kdcsim.entrypoints.cli.playing import moment
    from kdcsim.entrypoints.wire.capture import write_capture

    run, _ = moment(scenario, branch, None, seed)
    write_capture(((p.after, p.record) for p in run.played), run.end, output)
    count = sum(len(p.record.exchanges) + len(p.record.calls) for p in run.played)
    talk(f"branch {run.branch.name}: {count} exchanges in {output / 'story.pcap'}")
    example = f"-K {output / 'keytabs' / 'directory-*.keytab'}"
    talk(f"tshark -r {output / 'story.pcap'} -o kerberos.decrypt:TRUE {example}")
