"""Absence: an action names a logon session that its host does not have - said by the name of whose it would be."""

from __future__ import annotations

from kdcsim.ad.host.host import Host
from kdcsim.ad.host.session import BUILTIN
from kdcsim.world.action import user_luid
from kdcsim.world.state import World


def absent(world: World, host: Host, luid: int) -> str:
    """Say that a session is not there, or has no identity on the network."""
    session = host.sessions.get(luid)
    if session is not None:
        return f"{session.name} on {host.name} has no identity on the network"
    if not host.sessions:
        return f"{host.name} has not been started"
    name = owner_of(world, host, luid)
    return f"{host.name} has no session {luid:#x}" if name is None else f"{name} is not logged on to {host.name}"


def owner_of(world: World, host: Host, luid: int) -> str | None:
    """The user or service whose session a LUID stands for, there or not; None when it is nobody's of this world."""
    if luid in host.sessions:
        return host.sessions[luid].name
    builtin = next((each.name for each in BUILTIN if each.luid == luid), None)
    if builtin is not None:
        return builtin
    named = (
        *(service.name for service in host.services),
        *(account.name for dc in world.dcs.values() for account in dc.directory.accounts.values()),
    )
    ways = ("", *(f"{name}\\" for domain in world.domains.values() for name in (domain.netbios, domain.dns)))
    return next((name for name in named for way in ways if user_luid(host.name, way + name) == luid), None)
