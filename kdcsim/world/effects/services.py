"""Services: they start, stop, and run as somebody."""

from __future__ import annotations

from dataclasses import replace

from kdcsim.ad.directory import AccountKind
from kdcsim.ad.host.host import Host, Service
from kdcsim.ad.host.session import BUILTIN, LogonSession, SessionKey
from kdcsim.address import address
from kdcsim.reason import Fact
from kdcsim.world.action import SetServiceAccount, StartService, StopService, user_luid
from kdcsim.world.effects.authentication import authenticated
from kdcsim.world.effects.dc_choice import first_dc
from kdcsim.world.effects.outcome import Effect, Stage, impossible
from kdcsim.world.effects.user_session import user_session
from kdcsim.world.state import World


def start_service(stage: Stage, action: StartService) -> Effect:
    """Start a service under the account it is set to."""
    host = stage.world.host(action.host)
    service = host.service(action.service)
    if service is None:
        return impossible(stage.world, f"{host.name} has no service {action.service}")
    if not host.sessions:
        return impossible(stage.world, f"{host.name} has not been started")
    return started(stage, host.name, service)


def start_all_services(stage: Stage, host_name: str, dc: str | None, effect: Effect) -> Effect:
    """Start every service of a host, after what ``effect`` has done; the sentence names those that did not start."""
    for service in stage.world.host(host_name).services:
        one = started(replace(stage, world=effect.world), host_name, service, dc)
        words = effect.sentence if one.error is None else f"{effect.sentence}; {one.sentence}"
        kept = replace(one, outcome=effect.outcome, error=effect.error, said_by=effect.said_by, sentence=words)
        effect = kept.after(effect)
    return effect


def stop_service(stage: Stage, action: StopService) -> Effect:
    """Stop a service."""
    host = stage.world.host(action.host)
    service = host.service(action.service)
    if service is None:
        return impossible(stage.world, f"{host.name} has no service {action.service}")
    world = stage.world.with_host(host.with_service(replace(service, session=None)))
    return Effect(world=world, sentence=f"{service.name} on {host.name} stopped")


def set_service_account(stage: Stage, action: SetServiceAccount) -> Effect:
    """Give a service another account, and start it again under that one if the host runs."""
    host = stage.world.host(action.host)
    service = host.service(action.service)
    if service is None:
        return impossible(stage.world, f"{host.name} has no service {action.service}")
    changed = replace(service, runs_as=action.account, password=action.password)
    fact = Fact(address("host", host.name, "service", service.name, "runs-as"), action.account)
    return set_up(stage, host, changed, f"{service.name} on {host.name} is set to {action.account}", fact)


def set_up(stage: Stage, host: Host, service: Service, words: str, fact: Fact) -> Effect:
    """Put a changed service in its place, and start it again if the host runs."""
    world = stage.world.with_host(host.with_service(replace(service, session=None)))
    if not host.sessions:
        return Effect(world=world, sentence=words, changes=(fact,))
    effect = started(replace(stage, world=world), host.name, service)
    told = words if service.keytab is not None else effect.sentence
    return replace(effect, sentence=told, changes=(fact,))


def started(stage: Stage, host_name: str, service: Service, dc: str | None = None) -> Effect:
    """Start one service. Under an account of the domain it logs on first, and stays down when it is refused."""
    world, host = stage.world, stage.world.host(host_name)
    builtin = next((b for b in BUILTIN if b.name.lower() == service.runs_as.lower()), None)
    if service.keytab is None and builtin is not None and builtin.luid in host.sessions:
        return _running(world, host, service, host.sessions[builtin.luid])
    fixed = _fixed_session(world, host, service)
    if fixed is not None:
        return _running(world, host, service, fixed)
    luid = user_luid(host.name, service.name)
    made = user_session(world, host, service.runs_as, service.password or "", luid)
    session = replace(made, logon_type="Service", logon_time=world.now)
    effect = authenticated(replace(stage, world=world.with_host(host.with_session(session))), host.name, luid, dc)
    after = effect.world.host(host.name)
    if effect.error is None:
        return _running(effect.world, after, service, after.sessions[luid]).after(effect)
    left = replace(after, sessions={key: s for key, s in after.sessions.items() if key != luid})
    world = effect.world.with_host(left.with_service(replace(service, session=None)))
    words = f"{service.name} on {host.name} did not start: {session.name} was refused"
    return replace(effect, world=world, sentence=words)


def _running(world: World, host: Host, service: Service, session: LogonSession) -> Effect:
    host = host.with_session(session).with_service(replace(service, session=session.luid))
    words = f"{service.name} on {host.name} runs as {session.name} ({session.luid:#x})"
    return Effect(world=world.with_host(host), sentence=words)


def _fixed_session(world: World, host: Host, service: Service) -> LogonSession | None:
    """The session of a service that makes no keys itself: from a keytab, or of a password that the directory manages.

    Outside Windows a service without a keytab has no keys at all.
    """
    if service.keytab is not None:
        name, keys = service.keytab_account or host.account, service.keytab
    else:
        managed = _managed(world, host, service)
        if managed is None and host.generation.windows:
            return None
        name, keys = service.runs_as.rpartition("\\")[2], managed or ()
    return LogonSession(
        luid=user_luid(host.name, service.name),
        name=name,
        sid="S-1-5-21",
        logon_type="Service",
        account=name,
        realm=world.domain(host.domain).realm,
        fixed_keys=keys,
        keys=keys,
        logon_time=world.now,
        named=service.keytab_named,
    )


def _managed(world: World, host: Host, service: Service) -> tuple[SessionKey, ...] | None:
    """The keys of a group managed service account: the host is handed its password (msDS-ManagedPassword, MS-ADTS)."""
    account = first_dc(world, host.domain).directory.get(service.runs_as.rpartition("\\")[2])
    if account is None or account.kind is not AccountKind.GMSA:
        return None
    stores = (account.keys, *account.older[:1])
    return tuple(
        SessionKey(key=k.key, salt=k.salt, salt_rule="", kvno=store.kvno)
        for store in stores
        for k in store.usable(check_marker=False)
    )
