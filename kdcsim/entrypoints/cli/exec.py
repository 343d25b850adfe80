"""The verb ``exec``: run any command against the DCs of a story, in a private environment."""

from __future__ import annotations

import click

from kdcsim.entrypoints.cli.console import talk


@click.command(name="exec", context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.option("--at", "step", metavar="STEP", default=None, help="After which step; the last, if none is named.")
@click.option("--branch", metavar="NAME", default=None, help="In which branch.")
@click.option("--seed", type=int, default=None, help="Play with this seed.")
@click.option("--dc", "dcs", metavar="NAME", multiple=True, help="Which DC answers; all, if not given.")
@click.option("--quirk", "quirks", metavar="NAME", multiple=True, help="A misbehaviour of the KDC.")
@click.option("--wall-clock", is_flag=True, help="Keep today's date even where faketime is installed.")
@click.argument("scenario", metavar="SCENARIO")
@click.argument("command", metavar="-- CMD ...", nargs=-1, required=True, type=click.UNPROCESSED)
@click.pass_context
def execute(
    ctx: click.Context,
    step: str | None,
    branch: str | None,
    seed: int | None,
    dcs: tuple[str, ...],
    quirks: tuple[str, ...],
    wall_clock: bool,
    scenario: str,
    command: tuple[str, ...],
) -> None:
    """Run a command with a KDC of a story, its own krb5.conf, ticket cache and keytab - and the story's clock.

    KDCSIM_KDC, KDCSIM_REALM and KDCSIM_DIR tell the command where it is. The exit code is the command's.
    """
    import subprocess
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from kdcsim.entrypoints.cli.playing import moment
    from kdcsim.entrypoints.cli.serve import known_quirks
    from kdcsim.entrypoints.wire.clock import Clock
    from kdcsim.entrypoints.wire.environment import command_at, merged, write_environment
    from kdcsim.entrypoints.wire.server import Server

    command = command[1:] if command[0] == "--" else command
    if not command:
        raise click.UsageError("no command was given")
    run, played = moment(scenario, branch, step, seed)
    world = run.end if played is None else played.after
    clock = Clock() if wall_clock else Clock.starting_at(world.now)
    shifted = command_at(command, clock.shift)
    if shifted is None:
        talk("note: faketime is not installed, so the KDC shows today's date instead of the scenario's")
        clock, shifted = Clock(), list(command)
    with (
        TemporaryDirectory(prefix="kdcsim-") as directory,
        Server(world=world, clock=clock, dcs=dcs, quirks=known_quirks(quirks)) as server,
    ):
        variables = write_environment(server, Path(directory))
        try:
            code = subprocess.run(shifted, env=merged(variables), check=False).returncode
        except FileNotFoundError:
            raise click.ClickException(f"there is no command {command[0]!r}") from None
    ctx.exit(128 - code if code < 0 else code)
