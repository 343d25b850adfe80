"""Offer: every remedy that applies in a world, within a scope, in the order of the price list."""

from __future__ import annotations

from collections.abc import Iterable

from kdcsim.errors import WorldError
from kdcsim.study.decide import Foreseeable
from kdcsim.study.remedy import directory_offers, domain_offers, flag_offers, host_offers, password_offers
from kdcsim.study.remedy.command import commands
from kdcsim.study.remedy.kind import KINDS
from kdcsim.study.remedy.remedy import Remedy
from kdcsim.study.remedy.scope import Scope, scope_of
from kdcsim.study.remedy.told import Told
from kdcsim.world.action import Action, ExportKeytab
from kdcsim.world.advance import advance
from kdcsim.world.state import World

_SOURCES = (
    host_offers.offers,
    directory_offers.offers,
    flag_offers.offers,
    password_offers.offers,
    domain_offers.offers,
)


def remedies(world: World, attempts: Iterable[Foreseeable]) -> tuple[Remedy, ...]:
    """Give every remedy that has something to do with what is attempted, cheapest kinds first."""
    scope = scope_of(world, attempts)
    found = [_made(world, told) for source in _SOURCES for told in source(world, scope)]
    order = list(KINDS)
    return tuple(sorted(found, key=lambda r: order.index(r.kind)))


def _made(world: World, told: Told) -> Remedy:
    typed: list[str] = []
    versions_move = any(isinstance(action, ExportKeytab) for action in told.actions[1:])
    for action in told.actions:
        typed += commands(action, world)
        world = _after(world, action) if versions_move else world
    return Remedy(
        kind=told.kind,
        subject=told.subject,
        sentence=told.sentence,
        actions=told.actions,
        commands=tuple(dict.fromkeys(typed)),
        risks=told.risks,
        note=told.note,
    )


def _after(world: World, action: Action) -> World:
    """The world in which the next command is typed: a keytab is made of the version that a password change gave."""
    try:
        return advance(world, action, "typed")[0]
    except WorldError:
        return world


__all__ = ["Scope", "remedies"]
