"""Offer: every remedy that applies in a world, within a scope, in the order of the price list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kdcsim.study.decide import Foreseeable
from kdcsim.study.remedy import directory_offers, domain_offers, host_offers
from kdcsim.study.remedy.command import commands
from kdcsim.study.remedy.kind import KINDS, Kind, Risk
from kdcsim.study.remedy.remedy import Remedy
from kdcsim.study.remedy.scope import Scope, scope_of
from kdcsim.world.action import Action
from kdcsim.world.state import World

_SOURCES = (host_offers.offers, directory_offers.offers, domain_offers.offers)


def remedies(world: World, attempts: Iterable[Foreseeable]) -> tuple[Remedy, ...]:
    """Give every remedy that has something to do with what is attempted, cheapest kinds first."""
    scope = scope_of(world, attempts)
    found = [_made(world, told) for source in _SOURCES for told in source(world, scope)]
    order = list(KINDS)
    return tuple(sorted(found, key=lambda r: order.index(r.kind)))


Told = tuple[Kind, str, str, tuple[Action, ...], tuple[Risk, ...], str]
"""Kind, subject, sentence, actions, risks, note."""
Source = Iterator[Told]


def _made(world: World, told: Told) -> Remedy:
    kind, subject, sentence, actions, risks, note = told
    typed = tuple(line for action in actions for line in commands(action, world))
    return Remedy(
        kind=kind, subject=subject, sentence=sentence, actions=actions, commands=typed, risks=risks, note=note
    )


__all__ = ["Scope", "remedies"]
