"""References: every name that a world or its steps speak of must exist at that moment of the story."""

from __future__ import annotations

from collections.abc import Iterable

from kdcsim.scenario import codes
from kdcsim.scenario.check.names import Names
from kdcsim.scenario.faults import Faults, did_you_mean, listing
from kdcsim.scenario.vocabulary import Reference, Sort, ToldStep
from kdcsim.world.action import DemoteDc, PromoteDc


def check_references(references: Iterable[Reference], names: Names, faults: Faults, where: str = "") -> None:
    """Note every name that leads nowhere. ``where`` names the branch whose world it is, if that matters."""
    for each in references:
        if not names.has(each.sort, each.name):
            _unknown(each, names, faults, where)


def check_path(steps: Iterable[ToldStep], names: Names, faults: Faults, where: str = "") -> None:
    """Check a line of steps in order: a promoted DC exists from then on, a demoted one no longer."""
    for step in steps:
        check_references(step.references, names, faults, where)
        if isinstance(step.action, PromoteDc):
            names = names.with_dc(step.action.dc)
        elif isinstance(step.action, DemoteDc):
            names = names.without_dc(step.action.dc)


def _unknown(each: Reference, names: Names, faults: Faults, where: str) -> None:
    known = names.spelled(each.sort)
    message = f"there is no {each.sort.value} `{each.name[:60]}` {where or 'in this world'}"
    hint = did_you_mean(each.name, known)
    if hint is None and each.sort is Sort.SERVICE:
        host = each.name.partition("/")[0]
        same_host = [name for name in known if name.lower().startswith(f"{host.lower()}/")]
        known = same_host or known
    faults.error(codes.UNKNOWN_REFERENCE, message, each.span, help=hint, note=listing(known))
