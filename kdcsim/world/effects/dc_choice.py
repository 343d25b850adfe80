"""Which DC answers: the one a step names, else the host's own, else the first of the domain."""

from __future__ import annotations

from kdcsim.ad.host.host import Host
from kdcsim.errors import WorldError
from kdcsim.world.state import Dc, World


def chosen_dc(world: World, host: Host, named: str | None) -> Dc:
    """Find the DC for a host. Raises WorldError when the domain has none left."""
    if named is not None:
        return world.dc(named)
    if host.dc is not None and host.dc.upper() in world.dcs:
        return world.dc(host.dc)
    return first_dc(world, host.domain)


def first_dc(world: World, domain: str, named: str | None = None) -> Dc:
    """Find a DC of a domain: the named one, else the first."""
    if named is not None:
        return world.dc(named)
    dcs = world.dcs_of(domain)
    if not dcs:
        raise WorldError(f"no DC of {domain} is left")
    return dcs[0]
