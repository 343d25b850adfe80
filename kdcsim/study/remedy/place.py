"""Place: where a command is typed, and how an account is written there."""

from __future__ import annotations

from kdcsim.world.state import Dc, Domain, World


def at(line: str, machine: str, who: str | None = None) -> str:
    """A line that is typed on a machine, as somebody if that matters."""
    return f"{line}        # on {machine}" + ("" if who is None else f", as {who}")


def windows(world: World, machine: str) -> bool:
    """Whether a host or a DC runs Windows."""
    if machine.upper() in world.dcs:
        return world.dc(machine).generation.family == "windows"
    return world.host(machine).generation.windows


def named_account(world: World, host: str, account: str) -> str:
    """An account as Windows writes it: ``CONTOSO\\svc_web``; a host's own domain where none is said."""
    domain, _, bare = account.rpartition("\\")
    return f"{world.domain(domain or world.host(host).domain).netbios}\\{bare}"


def home(world: World, account: str, dc: str | None) -> tuple[Domain, Dc]:
    """The domain of an account, and the DC at which it is changed: the one that was named, else the first."""
    told, _, bare = account.rpartition("\\")
    if dc is not None:
        there = world.dc(dc)
    elif told:
        there = world.dcs_of(world.domain(told).dns)[0]
    else:
        knowing = (each for each in world.dcs.values() if each.directory.get(bare) is not None)
        there = next(knowing, next(iter(world.dcs.values())))
    return world.domain(there.domain), there
