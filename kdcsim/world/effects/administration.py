"""Administration: what people do to a machine - its registry, its updates, its clock - and time itself."""

from __future__ import annotations

from dataclasses import replace

from kdcsim.ad.policy import UPDATES
from kdcsim.ad.settings import Registry, find
from kdcsim.address import address
from kdcsim.reason import Fact
from kdcsim.world.action import ClockSkew, DeleteRegistry, InstallUpdate, SetRegistry, Wait
from kdcsim.world.effects.outcome import Effect, Stage, impossible
from kdcsim.world.state import MICRO, World


def set_registry(stage: Stage, action: SetRegistry) -> Effect:
    """Write a value; who reads it, and when, is another matter."""
    changed = _registry(stage.world, action.machine).with_value(action.name, action.value)
    world = _with_registry(stage.world, action.machine, changed)
    return Effect(
        world=world,
        sentence=f"{action.name} = {action.value} on {action.machine}{_when(stage.world, action)}",
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
        sentence=f"{action.name} removed on {action.machine}{_when(stage.world, action)}",
        changes=(_fact(action.machine, action.name, "absent"),),
    )


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


def clock_skew(stage: Stage, action: ClockSkew) -> Effect:
    """Set a machine's clock; everybody else's goes on as it was."""
    world, seconds = stage.world, action.seconds
    if action.machine.upper() in world.dcs:
        world = world.with_dc(replace(world.dc(action.machine), clock_offset=seconds))
    else:
        world = world.with_host(replace(world.host(action.machine), clock_offset=seconds))
    how = "right" if seconds == 0 else f"{_duration(abs(seconds))} {'ahead' if seconds > 0 else 'behind'}"
    fact = Fact(address("machine", action.machine, "clock"), f"{seconds:+d} s")
    return Effect(world=world, sentence=f"the clock of {action.machine} is {how}", changes=(fact,))


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


def _when(world: World, action: SetRegistry | DeleteRegistry) -> str:
    setting = find(action.name)
    if setting is None:
        return "; nothing reads a value at that path"
    return f"; it is read {setting.read_on(dc=action.machine.upper() in world.dcs)}"


def _fact(machine: str, name: str, value: str) -> Fact:
    return Fact(address("host", machine, "registry", name), value)
