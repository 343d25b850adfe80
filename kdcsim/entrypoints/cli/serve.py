"""The verb ``serve``: the DCs of a story on loopback ports, for real Kerberos clients."""

from __future__ import annotations

import sys
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TextIO

import click

from kdcsim.entrypoints.cli.console import let_go, result, talk

if TYPE_CHECKING:
    from collections.abc import Callable

    from kdcsim.ad.exchange import Exchange
    from kdcsim.entrypoints.wire.clock import Clock
    from kdcsim.entrypoints.wire.server import Server
    from kdcsim.world.state import World

CLOCKS = "wall, scenario (starts at the scenario's time), frozen (stands still there), or +SECONDS / -SECONDS"


def _or_the_list(ctx: click.Context, _: click.Parameter, names: tuple[str, ...]) -> tuple[str, ...]:
    """``--quirk list`` needs no scenario and starts nothing."""
    if "list" in names and not ctx.resilient_parsing:
        from kdcsim.ad.kdc import Quirk

        width = max(len(quirk.value) for quirk in Quirk)
        result("".join(f"{quirk.value.ljust(width)}  {quirk.sentence}\n" for quirk in Quirk))
        ctx.exit()
    return names


@click.command()
@click.argument("scenario", metavar="SCENARIO")
@click.option("--at", "step", metavar="STEP", default=None, help="After which step; the last, if none is named.")
@click.option("--branch", metavar="NAME", default=None, help="In which branch.")
@click.option("--seed", type=int, default=None, help="Play with this seed.")
@click.option("--listen", metavar="HOST:PORT", default="127.0.0.1:8888", show_default=True, help="The first DC's port.")
@click.option("--dc", "dcs", metavar="NAME", multiple=True, help="Which DC; may be given several times. All, if not.")
@click.option(
    "--write-config", metavar="DIR", type=click.Path(path_type=Path), help="Write krb5.conf and keytabs here."
)
@click.option("--clock", metavar="CLOCK", default="wall", show_default=True, help=CLOCKS)
@click.option("--log", type=click.Choice(["text", "json", "none"]), default="text", help="One line an exchange.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, help="How many processes answer.")
@click.option(
    "--quirk",
    "quirks",
    metavar="NAME",
    multiple=True,
    is_eager=True,
    callback=_or_the_list,
    help="A misbehaviour; 'list' names them all.",
)
@click.option("--allow-remote", is_flag=True, help="Listen on an address that is not loopback.")
def serve(
    scenario: str,
    step: str | None,
    branch: str | None,
    seed: int | None,
    listen: str,
    dcs: tuple[str, ...],
    write_config: Path | None,
    clock: str,
    log: str,
    workers: int,
    quirks: tuple[str, ...],
    allow_remote: bool,
) -> None:
    """Let the DCs of a story answer real Kerberos clients, over UDP and TCP."""
    from kdcsim.entrypoints.cli.playing import moment
    from kdcsim.entrypoints.wire.quirks import quirks_named
    from kdcsim.entrypoints.wire.server import Server

    run, played = moment(scenario, branch, step, seed)
    world = run.end if played is None else played.after
    host, port = address(listen)
    server = Server(
        world=world,
        clock=told_clock(clock, world),
        host=host,
        port=port,
        dcs=dcs,
        journal=_journal(log),
        quirks=quirks_named(quirks),
        allow_remote=allow_remote,
    )
    _run(server, workers, write_config, talk if log == "json" else result)


def address(text: str) -> tuple[str, int]:
    """Read HOST:PORT."""
    host, colon, port = text.rpartition(":")
    if not colon or not port.isdigit() or int(port) > 65535:
        raise click.BadParameter(f"{text!r} is not HOST:PORT")
    return host, int(port)


def told_clock(text: str, world: World) -> Clock:
    """Read what a person says of the clock."""
    from kdcsim.entrypoints.wire.clock import Clock

    match text:
        case "wall":
            return Clock()
        case "scenario":
            return Clock.starting_at(world.now)
        case "frozen":
            return Clock(frozen=world.now)
    try:
        return Clock(shift=int(text) * 1_000_000)
    except ValueError:
        raise click.BadParameter(f"{text!r} is no clock: {CLOCKS}") from None


def _journal(log: str) -> Callable[[Exchange], None] | None:
    if log == "none":
        return None
    if log == "json":
        from kdcsim.entrypoints.wire.journal import as_journal_line

        return _until_nobody_reads(lambda told: result(as_journal_line(told) + "\n"), sys.stdout)
    return _until_nobody_reads(lambda told: talk(_line(told)), sys.stderr)


def _until_nobody_reads(write: Callable[[Exchange], None], stream: TextIO) -> Callable[[Exchange], None]:
    """A journal whose reader may go: ``head -1`` must not cost a client its answer."""
    lock, reading = Lock(), True

    def tell(told: Exchange) -> None:
        nonlocal reading
        with lock:
            if not reading:
                return
            try:
                write(told)
            except OSError:
                reading = False
                let_go(stream)
                if stream is not sys.stderr:
                    talk("note: nobody reads the log any more; the KDCs answer on without it")

    return tell


def _line(told: Exchange) -> str:
    from kdcsim.ad.kdc.kpasswd import Result
    from kdcsim.krb5.numbers import ErrorCode, EType

    if told.result is not None:
        outcome = f"password change: {Result(told.result).name}"
    elif told.error is not None:
        outcome = f"{ErrorCode(told.error).name} ({told.error})"
    else:
        ticket, session = (EType(e or 0).label for e in (told.ticket_etype, told.session_etype))
        outcome = f"ticket {ticket}, session key {session}"
    return f"{told.dc}  {told.kind}  {told.client_name or '-'} -> {told.service_name or '-'}  {outcome}"


def _run(server: Server, workers: int, directory: Path | None, show: Callable[[str], None]) -> None:
    import signal
    from threading import Event

    from kdcsim.entrypoints.cli.announcing import announce
    from kdcsim.entrypoints.wire.settled import settle
    from kdcsim.entrypoints.wire.workers import Workers

    stopped, fallen = Event(), None
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    crowd = Workers(server=server, count=workers) if workers > 1 else None
    (crowd or server).start()
    try:
        announce(server, directory, show)
        settle()
        if crowd is not None:
            fallen = crowd.relay(stopped.is_set)
        else:
            stopped.wait()
    finally:
        (crowd or server).stop()
    if fallen is not None:
        raise click.ClickException(f"{fallen}; nobody answers any more, so start again")
