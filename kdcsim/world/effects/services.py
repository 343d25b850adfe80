"""Services: they start and stop, run as somebody, and may work with a keytab."""

from __future__ import annotations

from dataclasses import replace

from kdcsim.ad.directory import Account
from kdcsim.ad.host.host import Host, Service
from kdcsim.ad.host.session import BUILTIN, LogonSession, SessionKey
from kdcsim.address import address
from kdcsim.krb5.crypto import string_to_key
from kdcsim.krb5.numbers import EType
from kdcsim.reason import Fact
from kdcsim.world.action import (
    ExportKeytab,
    RemoveKeytab,
    SetServiceAccount,
    StartService,
    StopService,
    user_luid,
)
from kdcsim.world.effects.outcome import Effect, Stage, impossible
from kdcsim.world.effects.replica import find_account
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
    host, luid = _started(stage.world, host, service)
    words = f"{service.name} on {host.name} runs as {host.sessions[luid].name} ({luid:#x})"
    return Effect(world=stage.world.with_host(host), sentence=words)


def start_all_services(world: World, host_name: str) -> World:
    """Start every service of a host under the account it is set to."""
    for service in world.host(host_name).services:
        host, _ = _started(world, world.host(host_name), service)
        world = world.with_host(host)
    return world


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
    return _set_up(stage, host, changed, f"{service.name} on {host.name} is set to {action.account}", fact)


def export_keytab(stage: Stage, action: ExportKeytab) -> Effect:
    """Make keys as a tool makes them, and let a service work with those alone."""
    host = stage.world.host(action.host)
    service = host.service(action.service)
    if service is None:
        return impossible(stage.world, f"{host.name} has no service {action.service}")
    _, account = find_account(stage.world, action.account, action.dc)
    keys = _exported(host, account, action)
    if isinstance(keys, str):
        return impossible(stage.world, keys)
    older = service.keytab or () if action.keep else ()
    changed = replace(
        service, keytab=(*keys, *older), keytab_account=account.name, keytab_named=action.named, session=None
    )
    held = ", ".join(f"etype {k.etype}" + (f" (salt {k.salt!r})" if k.salt is not None else "") for k in keys)
    words = f"{service.name} on {host.name} works with a keytab for {account.name}, kvno {keys[0].kvno}: {held}"
    fact = Fact(address("host", host.name, "service", service.name, "keytab"), " ".join(str(k.etype) for k in keys))
    return _set_up(stage, host, changed, words, fact)


def remove_keytab(stage: Stage, action: RemoveKeytab) -> Effect:
    """Let a service work with the keys of its account again."""
    host = stage.world.host(action.host)
    service = host.service(action.service)
    if service is None or service.keytab is None:
        return impossible(stage.world, f"{action.service} on {host.name} has no keytab")
    changed = replace(service, keytab=None, keytab_account=None, keytab_named=False)
    fact = Fact(address("host", host.name, "service", service.name, "keytab"), "absent")
    return _set_up(stage, host, changed, f"{service.name} on {host.name} has no keytab any more", fact)


def _set_up(stage: Stage, host: Host, service: Service, words: str, fact: Fact) -> Effect:
    """Put a changed service in its place, and start it again if the host runs."""
    world = stage.world.with_host(host.with_service(replace(service, session=None)))
    if host.sessions:
        running, luid = _started(world, world.host(host.name), service)
        world = world.with_host(running)
        if service.keytab is None:
            words = f"{service.name} on {host.name} runs as {running.sessions[luid].name} ({luid:#x})"
    return Effect(world=world, sentence=words, changes=(fact,))


def _exported(host: Host, account: Account, action: ExportKeytab) -> tuple[SessionKey, ...] | str:
    """The entries of the keytab, strongest as asked; or why the tool cannot make them."""
    kvno = account.keys.kvno if action.kvno is None else action.kvno
    stored = account.keys.usable(check_marker=False)
    password = action.password
    if password is None and account.name == host.account:
        password = host.password
    if password is None and action.salt is None:
        held = {k.etype: k for k in stored}
        chosen = [held[e] for e in action.etypes if e in held]
        if not chosen:
            return f"{account.name} has no key of these etypes"
        return tuple(SessionKey(key=k.key, salt=k.salt, salt_rule="", kvno=kvno) for k in chosen)
    if password is None:
        return f"a keytab with a salt of its own needs the password of {account.name}"
    right = next((k.salt for k in stored if k.salt is not None), account.salt)
    salt = right if action.salt is None else action.salt
    return tuple(
        SessionKey(
            key=string_to_key(e, password, salt),
            salt=None if e == EType.RC4_HMAC else salt,
            salt_rule="",
            kvno=kvno,
        )
        for e in action.etypes
    )


def _started(world: World, host: Host, service: Service) -> tuple[Host, int]:
    """The host with the service running, and the session behind it."""
    if service.keytab is not None:
        session = _keytab_session(world, host, service)
    else:
        builtin = next((b for b in BUILTIN if b.name.lower() == service.runs_as.lower()), None)
        if builtin is not None and builtin.luid in host.sessions:
            return host.with_service(replace(service, session=builtin.luid)), builtin.luid
        luid = user_luid(host.name, service.name)
        made = user_session(world, host, service.runs_as, service.password or "", luid)
        session = replace(made, logon_type="Service", logon_time=world.now)
    return host.with_session(session).with_service(replace(service, session=session.luid)), session.luid


def _keytab_session(world: World, host: Host, service: Service) -> LogonSession:
    assert service.keytab is not None
    account = service.keytab_account or host.account
    return LogonSession(
        luid=user_luid(host.name, f"{service.name} keytab"),
        name=account,
        sid="S-1-5-21",
        logon_type="Service",
        account=account,
        realm=world.domain(host.domain).realm,
        fixed_keys=service.keytab,
        keys=service.keytab,
        logon_time=world.now,
        named=service.keytab_named,
    )
