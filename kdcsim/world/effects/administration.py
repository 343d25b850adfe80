"""Administration: what people do to hosts, services and registries."""

from __future__ import annotations

from dataclasses import replace

from kdcsim.ad.host.session import BUILTIN
from kdcsim.ad.policy import UPDATES
from kdcsim.ad.settings import Registry, find
from kdcsim.address import address
from kdcsim.reason import Fact
from kdcsim.world.action import (
    DeleteRegistry,
    InstallUpdate,
    RestartKdc,
    SetRegistry,
    SetServiceAccount,
    StartService,
    StopService,
    Wait,
    user_luid,
)
from kdcsim.world.effects.logon import user_session
from kdcsim.world.effects.outcome import Effect, Stage, impossible
from kdcsim.world.state import MICRO, World


def set_registry(stage: Stage, action: SetRegistry) -> Effect:
    """Write a value; who reads it, and when, is another matter."""
    changed = _registry(stage.world, action.machine).with_value(action.name, action.value)
    world = _with_registry(stage.world, action.machine, changed)
    return Effect(
        world=world,
        sentence=f"{action.name} = {action.value} on {action.machine}{_when(action.name)}",
        changes=(_fact(action.machine, action.name, str(action.value)),),
    )


def delete_registry(stage: Stage, action: DeleteRegistry) -> Effect:
    """Delete a value; deleting what is not there changes nothing."""
    before = _registry(stage.world, action.machine)
    after = before.without(action.name)
    if after == before:
        return Effect(world=stage.world, sentence=f"{action.name} was not set on {action.machine}")
    return Effect(
        world=_with_registry(stage.world, action.machine, after),
        sentence=f"{action.name} removed on {action.machine}{_when(action.name)}",
        changes=(_fact(action.machine, action.name, "absent"),),
    )


def restart_kdc(stage: Stage, action: RestartKdc) -> Effect:
    """Let a KDC read its settings anew."""
    dc = stage.world.dc(action.dc)
    world = stage.world.with_dc(replace(dc, loaded=dc.registry))
    return Effect(world=world, sentence=f"the KDC on {dc.name} started and read its settings")


def install_update(stage: Stage, action: InstallUpdate) -> Effect:
    """Install an update where it was built for; say plainly when it touches no part of Kerberos."""
    world, update = stage.world, UPDATES[action.kb]
    is_dc = action.machine.upper() in world.dcs
    os = world.dc(action.machine).os if is_dc else world.host(action.machine).os
    if os not in update.applies_to:
        built = ", ".join(update.applies_to)
        return impossible(
            world, f"{update.kb} was built for {built}, not for {os}: it does not install on {action.machine}"
        )
    effect = "nothing in Kerberos changes" if update.effect is None else "it takes effect at the next start"
    if is_dc:
        dc = world.dc(action.machine)
        world = world.with_dc(replace(dc, updates=(*dc.updates, update.kb)))
    else:
        host = world.host(action.machine)
        world = world.with_host(replace(host, updates=(*host.updates, update.kb)))
    return Effect(
        world=world,
        sentence=f"{update.kb} installed on {action.machine}: {update.sentence}; {effect} [{update.source}]",
        changes=(Fact(address("machine", action.machine, "update"), update.kb),),
    )


def start_service(stage: Stage, action: StartService) -> Effect:
    """Start a service under the account it is set to."""
    host = stage.world.host(action.host)
    service = host.service(action.service)
    if service is None:
        return impossible(stage.world, f"{host.name} has no service {action.service}")
    if not host.sessions:
        return impossible(stage.world, f"{host.name} has not been started")
    builtin = next((b for b in BUILTIN if b.name.lower() == service.runs_as.lower()), None)
    if builtin is not None:
        luid, session = builtin.luid, host.sessions[builtin.luid]
    else:
        luid = user_luid(host.name, service.name)
        session = user_session(stage.world, host, service.runs_as, service.password or "", luid)
        session = replace(session, logon_type="Service", logon_time=stage.world.now)
    host = host.with_session(session).with_service(replace(service, session=luid))
    words = f"{service.name} on {host.name} runs as {session.name} ({luid:#x})"
    return Effect(world=stage.world.with_host(host), sentence=words)


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
    changed = replace(service, runs_as=action.account, password=action.password, session=None)
    world = stage.world.with_host(host.with_service(changed))
    fact = Fact(address("host", host.name, "service", service.name, "runs-as"), action.account)
    if not host.sessions:
        return Effect(
            world=world, sentence=f"{service.name} on {host.name} is set to {action.account}", changes=(fact,)
        )
    started = start_service(replace(stage, world=world), StartService(host=host.name, service=service.name))
    return replace(started, changes=(fact,))


def wait(stage: Stage, action: Wait) -> Effect:
    """Let time pass; nothing else happens by itself."""
    world = replace(stage.world, now=stage.world.now + action.seconds * MICRO)
    return Effect(world=world, sentence=f"{_duration(action.seconds)} passed")


def _duration(seconds: int) -> str:
    for unit, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= unit and seconds % unit == 0:
            count = seconds // unit
            return f"{count} {name}{'' if count == 1 else 's'}"
    return f"{seconds} seconds"


def _registry(world: World, machine: str) -> Registry:
    return world.dc(machine).registry if machine.upper() in world.dcs else world.host(machine).registry


def _with_registry(world: World, machine: str, registry: Registry) -> World:
    if machine.upper() in world.dcs:
        return world.with_dc(replace(world.dc(machine), registry=registry))
    return world.with_host(replace(world.host(machine), registry=registry))


def _when(name: str) -> str:
    setting = find(name)
    return "; nothing reads a value at that path" if setting is None else f"; it is read {setting.read}"


def _fact(machine: str, name: str, value: str) -> Fact:
    return Fact(address("host", machine, "registry", name), value)
