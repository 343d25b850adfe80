"""Logon: hosts boot, people come and go, and sessions are made with their keys."""

from __future__ import annotations

from dataclasses import replace

from kdcsim.ad.directory import computer_salt, user_salt
from kdcsim.ad.host.host import Host
from kdcsim.ad.host.session import BUILTIN, LOCAL_SYSTEM, BuiltinSession, LogonSession
from kdcsim.ad.policy import SaltQuestion
from kdcsim.reason import Assumed
from kdcsim.world.absence import absent
from kdcsim.world.action import Authenticate, Boot, LogOff, LogOn, RestoreSnapshot, RunAs, user_luid
from kdcsim.world.effects.authentication import authenticated
from kdcsim.world.effects.dc_choice import chosen_dc
from kdcsim.world.effects.machine_account import attribute_written
from kdcsim.world.effects.outcome import Effect, Stage, impossible
from kdcsim.world.effects.services import start_all_services
from kdcsim.world.effects.user_session import user_session
from kdcsim.world.found import machine_password
from kdcsim.world.record import Outcome
from kdcsim.world.state import Domain, World


def boot(stage: Stage, action: Boot) -> Effect:
    """Make every session anew, start the services, and let the machine sessions get their TGTs."""
    world, host = stage.world, stage.world.host(action.host)
    domain = world.domain(host.domain)
    present = [b for b in BUILTIN if host.generation.windows or b.luid == LOCAL_SYSTEM]
    sessions = {b.luid: builtin_session(b, host, domain, world) for b in present}
    services = tuple(replace(s, session=None) for s in host.services)
    host = replace(
        host, loaded=host.registry, sessions=sessions, services=services, booted_at=world.now, accepted=frozenset()
    )
    effect = Effect(
        world=world.with_host(host), sentence=f"{host.name} started; its logon sessions and their keys were made anew"
    )
    for builtin in present:
        if builtin.machine:
            effect = authenticated(replace(stage, world=effect.world), host.name, builtin.luid, action.dc).after(effect)
    failed = effect.error is not None
    words = f"{host.name} started; its logon sessions and their keys were made anew"
    effect = replace(effect, sentence=words, outcome=Outcome.REFUSED if failed else Outcome.DONE)
    if not failed:
        dc = chosen_dc(effect.world, host, action.dc)
        effect = attribute_written(effect, effect.world.host(host.name), dc, spread=action.dc is None)
    return start_all_services(replace(stage, world=effect.world), host.name, action.dc, effect)


def authenticate_again(stage: Stage, action: Authenticate) -> Effect:
    """Do a new AS exchange as one session."""
    return authenticated(stage, action.host, action.session, action.dc)


def log_on(stage: Stage, action: LogOn) -> Effect:
    """Make an interactive session for a user and let it prove itself."""
    world, host = stage.world, stage.world.host(action.host)
    if not host.sessions:
        return impossible(world, f"{host.name} has not been started")
    world, session = _entered(world, host, action)
    effect = authenticated(replace(stage, world=world), host.name, session.luid, action.dc)
    if effect.error is None:
        return replace(effect, sentence=f"{action.user} logged on to {host.name} as session {session.luid:#x}")
    kept = {luid: s for luid, s in effect.world.host(host.name).sessions.items() if luid != session.luid}
    without = effect.world.with_host(replace(effect.world.host(host.name), sessions=kept))
    return replace(effect, world=without)


def run_as(stage: Stage, action: RunAs) -> Effect:
    """Start a program as another user: like a logon, or without any proof before the first ticket."""
    if not action.net_only:
        told = LogOn(host=action.host, user=action.user, password=action.password, dc=action.dc)
        return log_on(stage, told)
    world, host = stage.world, stage.world.host(action.host)
    if not host.sessions:
        return impossible(world, f"{host.name} has not been started")
    world, session = _entered(world, host, action)
    words = f"a program runs as {action.user} on {host.name}, session {session.luid:#x}; the password is unchecked"
    return Effect(world=world, sentence=words)


def _entered(world: World, host: Host, action: LogOn | RunAs) -> tuple[World, LogonSession]:
    session = user_session(world, host, action.user, action.password or "", user_luid(host.name, action.user))
    session = replace(session, logon_time=world.now)
    return world.with_host(host.with_session(session)), session


def log_off(stage: Stage, action: LogOff) -> Effect:
    """End a session; built-in ones end only with the host."""
    world, host = stage.world, stage.world.host(action.host)
    session = host.sessions.get(action.session)
    if session is None:
        return impossible(world, absent(world, host, action.session))
    if any(b.luid == action.session for b in BUILTIN):
        return impossible(world, f"{session.name} is there as long as {host.name} runs")
    kept = {luid: s for luid, s in host.sessions.items() if luid != action.session}
    world = world.with_host(replace(host, sessions=kept))
    return Effect(world=world, sentence=f"{session.name} logged off {host.name}; its tickets and keys are gone")


def restore_snapshot(stage: Stage, action: RestoreSnapshot) -> Effect:
    """Put a host back: an older machine password, and everything in memory gone. The directory stays as it is."""
    world, host = stage.world, stage.world.host(action.host)
    number = host.password_number - action.changes
    if action.changes < 1 or number < 1:
        had = host.password_number - 1
        return impossible(world, f"{host.name} has changed its password {had} time(s): no snapshot is that old")
    older = machine_password(world.chance, host.name, number - 1) if number > 1 else None
    restored = replace(
        host,
        password=machine_password(world.chance, host.name, number),
        previous_password=older,
        password_number=number,
        sessions={},
        services=tuple(replace(s, session=None) for s in host.services),
        booted_at=None,
    )
    words = f"{host.name} is back at a snapshot with machine password {number}; the directory holds a later one"
    return Effect(world=world.with_host(restored), sentence=words)


def builtin_session(builtin: BuiltinSession, host: Host, domain: Domain, world: World) -> LogonSession:
    """One of the three built-in sessions, with keys made from what it knows at this moment."""
    if not builtin.machine:
        return LogonSession(
            luid=builtin.luid,
            name=builtin.name,
            sid=builtin.sid,
            logon_type=builtin.logon_type,
            account=None,
            realm=domain.realm,
            logon_time=world.now,
        )
    return LogonSession(
        luid=builtin.luid,
        name=builtin.name,
        sid=builtin.sid,
        logon_type=builtin.logon_type,
        account=host.account,
        realm=domain.realm,
        password=host.password,
        previous_password=host.previous_password,
        password_number=host.password_number,
        salt=machine_salt_question(builtin, host, domain, world),
        logon_time=world.now,
        retries_previous=host.retries_previous(builtin),
        implemented=host.generation.implemented,
    ).rederived()


def machine_salt_question(builtin: BuiltinSession, host: Host, domain: Domain, world: World) -> SaltQuestion:
    """What decides the salt of a machine session that has not been told one yet."""
    leaning: Assumed | None = world.assumptions.leaning("local-system-salt") if builtin.knows_machine_salt else None
    return SaltQuestion(
        host=host.name,
        session=builtin.name,
        machine_salt=computer_salt(domain.realm, host.name, domain.dns),
        computes=leaning,
        update=host.salt_update,
        fallback=world.assumptions.leaning("salt-fallback"),
        guesses=(("empty", ""), ("user-form", user_salt(domain.realm, host.account)), ("no-aes-key", None)),
    )
