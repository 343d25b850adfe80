"""The verb ``show``: what the real tools would print at a moment of a story."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from kdcsim.entrypoints.cli.console import result, talk
from kdcsim.entrypoints.cli.under import under_option

if TYPE_CHECKING:
    from kdcsim.ad.host.host import Host
    from kdcsim.ad.host.session import LogonSession
    from kdcsim.study.run import BranchRun, Played
    from kdcsim.world.state import World

LOGS = ("Security", "System")


@click.group(short_help="Show what klist, event logs or keytabs hold.")
def show() -> None:
    """Show what klist, LogonSessions, the event logs or a keytab hold at a moment of a story."""


def _moment(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that name a moment and a machine."""
    for option in (
        click.option("--host", "machine", required=True, help="The host or DC to look at."),
        click.option(
            "--at", "step", metavar="STEP", default=None, help="After which step; the last, if none is named."
        ),
        click.option("--branch", metavar="NAME", default=None, help="In which branch."),
        click.option("--seed", type=int, default=None, help="Play with this seed."),
        under_option(tries_all=False),
        click.argument("scenario", metavar="SCENARIO"),
    ):
        command = option(command)
    return command


_SESSION = click.option(
    "--session",
    default="0x3e7",
    show_default=True,
    help="A LUID such as 0x3e4, or LocalSystem, NetworkService, or a user's name.",
)


@show.command()
@_moment
@_SESSION
@click.option(
    "--like", type=click.Choice(["klist-2003", "klist-2008", "klist-2012"]), help="Speak like another version."
)
def klist(
    scenario: str, seed: int | None, branch: str | None, step: str | None, machine: str, session: str, like: str | None
) -> None:
    """Show the tickets of a logon session, as klist -li does."""
    from kdcsim.report.as_klist import VOICES, as_klist

    world = _world(scenario, seed, branch, step)
    host = _host(world, machine)
    voice = next((v for v in VOICES if v.name == like), None)
    result(as_klist(host, _session(host, session).luid, voice=voice))


@show.command()
@_moment
@click.option("--like", type=click.Choice(["1.21", "1.41"]), default="1.41", help="Speak like this version.")
def logonsessions(
    scenario: str, seed: int | None, branch: str | None, step: str | None, machine: str, like: str
) -> None:
    """Show a host's logon sessions, as Sysinternals LogonSessions does."""
    from kdcsim.report.as_logonsessions import V1_21, V1_41, as_logonsessions

    world = _world(scenario, seed, branch, step)
    host = _host(world, machine)
    voice = V1_21 if like == "1.21" else V1_41
    result(as_logonsessions(host, world.domain(host.domain).netbios, voice=voice))


@show.command()
@_moment
@click.option("--format", "shape", type=click.Choice(["text", "xml", "json"]), default="text", help="How to print.")
@click.option("--log", type=click.Choice(LOGS, case_sensitive=False), default=None, help="Only this log.")
@click.option("--id", "number", type=int, default=None, help="Only events of this number.")
def events(
    scenario: str,
    seed: int | None,
    branch: str | None,
    step: str | None,
    machine: str,
    shape: str,
    log: str | None,
    number: int | None,
) -> None:
    """Show what a machine's event logs hold after a step, oldest first."""
    from kdcsim.entrypoints.cli.playing import moment
    from kdcsim.report.as_events import as_event_json, as_event_text, as_event_xml
    from kdcsim.study.logbook import events_on

    run, played = moment(scenario, branch, step, seed)
    _say_when(run, played)
    name = _machine(run.end, machine)
    found = tuple(e for e in events_on(run, played, name) if log in (None, e.log) and number in (None, e.id))
    render = {"text": as_event_text, "xml": as_event_xml, "json": as_event_json}[shape]
    result(render(found))
    if not found:
        talk(f"the logs of {name} hold nothing that was asked for")


@show.command()
@_moment
@click.option(
    "--session", default=None, help="The keys of this logon session; without it, the account's in the directory."
)
@click.option("--show-keys", is_flag=True, help="Print key bytes, as klist -K does.")
def keytab(
    scenario: str,
    seed: int | None,
    branch: str | None,
    step: str | None,
    machine: str,
    session: str | None,
    show_keys: bool,
) -> None:
    """Show the keys of a session or of a machine account, as klist -kte shows a keytab."""
    from kdcsim.report.as_keytab import as_keytab, entries_of_account, entries_of_session

    world = _world(scenario, seed, branch, step)
    host = _host(world, machine)
    if session is not None:
        found = _session(host, session)
        entries, name = entries_of_session(found), f"{host.name}-{found.name}.keytab"
    else:
        dc = world.dc(host.dc) if host.dc else world.dcs_of(host.domain)[0]
        account = dc.directory.get(host.account)
        assert account is not None, "every host has an account"
        entries = entries_of_account(account, world.domain(host.domain).realm, world.now)
        name = f"{host.name}-from-{dc.name}.keytab"
    result(as_keytab(entries, name, show_keys=show_keys))


def _world(scenario: str, seed: int | None, branch: str | None, step: str | None) -> World:
    from kdcsim.entrypoints.cli.playing import moment

    run, played = moment(scenario, branch, step, seed)
    _say_when(run, played)
    return run.start if played is None else played.after


def _say_when(run: BranchRun, played: Played | None) -> None:
    when = "at the start" if played is None else f"after step {played.step.label}"
    talk(f"simulated by kdcsim: branch {run.branch.name}, {when}")


def _machine(world: World, said: str) -> str:
    from kdcsim.entrypoints.cli.playing import NotFound

    for name in (*world.hosts, *world.dcs):
        if name.casefold() == said.casefold():
            return name
    raise NotFound("host or DC", said, [*world.hosts, *world.dcs])


def _host(world: World, said: str) -> Host:
    from kdcsim.entrypoints.cli.playing import NotFound

    name = _machine(world, said)
    if name not in world.hosts:
        raise NotFound("host (a DC's sessions are not simulated)", said, world.hosts)
    return world.hosts[name]


def _session(host: Host, said: str) -> LogonSession:
    from kdcsim.entrypoints.cli.playing import NotFound
    from kdcsim.study.explanation import number_of

    number = number_of(said)
    for session in host.sessions.values():
        if session.luid == number or session.name.casefold() == said.casefold():
            return session
    if not host.sessions:
        raise click.ClickException(f"{host.name} has not been started, so it has no logon session")
    raise NotFound("session", said, [f"{s.luid:#x} {s.name}" for s in host.sessions.values()], f"on {host.name}")
