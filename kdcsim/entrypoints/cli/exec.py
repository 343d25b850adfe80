"""The verb ``exec``: run any command against the DCs of a story, in a private environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kdcsim.entrypoints.cli.console import talk

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CANNOT_RUN, NOT_FOUND, SIGNALLED = 126, 127, 128
"""Exit codes as a shell gives them."""


class Wrapping(click.Command):
    """A command whose last words are another command, with its options: behind ``--``, or from the second word on."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read our own words, and leave the others as they are."""
        own, others = self._split(args)
        return super().parse_args(ctx, [*own, "--", *others] if others else own)

    def _split(self, args: list[str]) -> tuple[list[str], list[str]]:
        takes_value = {
            name
            for param in self.params
            if isinstance(param, click.Option) and not param.is_flag
            for name in (*param.opts, *param.secondary_opts)
        }
        words, place = 0, 0
        while place < len(args):
            word = args[place]
            if word == "--":
                return args[:place], args[place + 1 :] if words else []
            if not word.startswith("-"):
                words += 1
                if words == 2:
                    return args[:place], args[place:]
            place += 2 if word in takes_value else 1
        return args, []


@click.command(name="exec", cls=Wrapping)
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
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from kdcsim.entrypoints.cli.playing import moment
    from kdcsim.entrypoints.wire.clock import Clock
    from kdcsim.entrypoints.wire.environment import command_at, merged, write_environment
    from kdcsim.entrypoints.wire.quirks import quirks_named
    from kdcsim.entrypoints.wire.server import Server

    code = _missing(command[0])
    if code:
        ctx.exit(code)
    run, played = moment(scenario, branch, step, seed)
    world = run.end if played is None else played.after
    clock = Clock() if wall_clock else Clock.starting_at(world.now)
    shifted = command_at(command, clock.shift)
    if shifted is None:
        talk("note: faketime is not installed, so the KDC shows today's date instead of the scenario's")
        clock, shifted = Clock(), list(command)
    with (
        TemporaryDirectory(prefix="kdcsim-") as directory,
        Server(world=world, clock=clock, dcs=dcs, quirks=quirks_named(quirks)) as server,
    ):
        ctx.exit(_exit_code(shifted, merged(write_environment(server, Path(directory)))))


def _missing(program: str) -> int:
    """Say what is wrong with a program that cannot be run; 0 when nothing is."""
    import shutil
    from pathlib import Path

    if shutil.which(program) is not None:
        return 0
    if "/" in program and Path(program).exists():
        talk(f"error: {program} cannot be run: it is not an executable file")
        return CANNOT_RUN
    talk(f"error: there is no command {program!r}")
    return NOT_FOUND


def _exit_code(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run a command to its end; its exit code, or what a shell would make of the signal that ended it."""
    import subprocess

    try:
        code = subprocess.run(command, env=environment, check=False).returncode
    except OSError as error:
        talk(f"error: {command[0]} cannot be run: {error.strerror}")
        return CANNOT_RUN
    return SIGNALLED - code if code < 0 else code
