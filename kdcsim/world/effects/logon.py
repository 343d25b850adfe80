"""Logon: hosts boot, sessions are made, and their keys with them."""

from __future__ import annotations

from dataclasses import replace

from kdcsim.ad.directory import computer_salt, user_salt
from kdcsim.ad.host.host import Host
from kdcsim.ad.host.initiator import Client, authenticate
from kdcsim.ad.host.session import BUILTIN, BuiltinSession, LogonSession
from kdcsim.ad.policy import SaltQuestion
from kdcsim.reason import Assumed
from kdcsim.world.action import Authenticate, Boot, LogOn, user_luid
from kdcsim.world.effects.dc_choice import chosen_dc
from kdcsim.world.effects.outcome import Effect, Stage
from kdcsim.world.network import carry
from kdcsim.world.record import Learned, Outcome
from kdcsim.world.state import Domain, World


def boot(stage: Stage, action: Boot) -> Effect:
    """Make every session anew, start the services, and let the machine sessions get their TGTs."""
    world, host = stage.world, stage.world.host(action.host)
    domain = world.domain(host.domain)
    sessions = {b.luid: builtin_session(b, host, domain, world) for b in BUILTIN}
    services = tuple(replace(s, session=None) for s in host.services)
    host = replace(
        host, loaded=host.registry, sessions=sessions, services=services, booted_at=world.now, accepted=frozenset()
    )
    effect = Effect(
        world=world.with_host(host), sentence=f"{host.name} started; its logon sessions and their keys were made anew"
    )
    for builtin in BUILTIN:
        if builtin.machine:
            effect = authenticated(replace(stage, world=effect.world), host.name, builtin.luid, action.dc).after(effect)
    failed = effect.error is not None
    words = f"{host.name} started; its logon sessions and their keys were made anew"
    world = start_all_services(effect.world, host.name)
    return replace(effect, world=world, sentence=words, outcome=Outcome.REFUSED if failed else Outcome.DONE)


def authenticate_again(stage: Stage, action: Authenticate) -> Effect:
    """Do a new AS exchange as one session."""
    return authenticated(stage, action.host, action.session, action.dc)


def log_on(stage: Stage, action: LogOn) -> Effect:
    """Make an interactive session for a user and let it prove itself."""
    world, host = stage.world, stage.world.host(action.host)
    session = user_session(world, host, action.user, action.password or "", user_luid(host.name, action.user))
    world = world.with_host(host.with_session(replace(session, logon_time=world.now)))
    effect = authenticated(replace(stage, world=world), host.name, session.luid, action.dc)
    if effect.error is None:
        return replace(effect, sentence=f"{action.user} logged on to {host.name} as session {session.luid:#x}")
    kept = {luid: s for luid, s in effect.world.host(host.name).sessions.items() if luid != session.luid}
    without = effect.world.with_host(replace(effect.world.host(host.name), sessions=kept))
    return replace(effect, world=without)


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


def user_session(world: World, host: Host, user: str, password: str, luid: int) -> LogonSession:
    """A session of a domain user or service account, with keys from the password that was typed."""
    domain = world.domain(host.domain)
    name = user.split("\\")[-1]
    return LogonSession(
        luid=luid,
        name=name,
        sid="S-1-5-21",
        logon_type="Interactive",
        account=name,
        realm=domain.realm,
        password=password,
        salt=SaltQuestion(
            host=host.name,
            session=name,
            fallback=world.assumptions.leaning("salt-fallback"),
            guesses=(("empty", ""), ("user-form", user_salt(domain.realm, name)), ("no-aes-key", None)),
        ),
    ).rederived()


def authenticated(stage: Stage, host_name: str, luid: int, dc_name: str | None) -> Effect:
    """Let one session do an AS exchange, and say what it learned of its salt."""
    world, host = stage.world, stage.world.host(host_name)
    session = host.sessions.get(luid)
    if session is None or session.account is None:
        words = f"{host.name} has no session {luid:#x} that can authenticate"
        return Effect(world=world, sentence=words, outcome=Outcome.IMPOSSIBLE)
    dc = chosen_dc(world, host, dc_name)
    chance = stage.chance.at("host", host.name, f"{luid:#x}")
    client = Client(session=session, view=host.view(world.assumptions), now=world.now, chance=chance)
    told, carried = carry(world, host, authenticate(client), dc, chance)
    world = carried.world.with_host(carried.world.host(host.name).with_session(told.session))
    learned = Learned(
        host=host.name,
        session=luid,
        salt=told.session.salt.told if told.session.salt else None,
        salt_from=told.salt_news,
    )
    who = f"{session.name} on {host.name}"
    words = f"{who} got a TGT from {dc.name}" if told.ticket else f"{who} was refused a TGT by {dc.name}"
    news = (
        f"; it {told.salt_news}"
        if told.salt_news.startswith("was")
        else f"; {told.salt_news}"
        if told.salt_news
        else ""
    )
    salt = told.session.salt_decision()
    return Effect(
        world=world,
        sentence=words + news,
        outcome=Outcome.ISSUED if told.ticket else Outcome.REFUSED,
        error=told.error,
        said_by=dc.name if told.error is not None else None,
        exchanges=carried.exchanges,
        learned=(learned,),
        decisions=told.decisions if salt is None else (*told.decisions, salt),
    )


def start_all_services(world: World, host_name: str) -> World:
    """Start every service of a host under the account it is set to."""
    for service in world.host(host_name).services:
        host = world.host(host_name)
        luid = next((b.luid for b in BUILTIN if b.name.lower() == service.runs_as.lower()), None)
        if luid is None:
            session = user_session(
                world, host, service.runs_as, service.password or "", user_luid(host.name, service.name)
            )
            session = replace(session, logon_type="Service", logon_time=world.now)
            host, luid = host.with_session(session), session.luid
        world = world.with_host(host.with_service(replace(service, session=luid)))
    return world
