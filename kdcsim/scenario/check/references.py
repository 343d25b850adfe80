"""References: every name that a world or its steps speak of must exist at that moment of the story."""

from __future__ import annotations

from collections.abc import Iterable

from kdcsim.ad.host.session import BUILTIN
from kdcsim.scenario import codes
from kdcsim.scenario.check.names import Names
from kdcsim.scenario.faults import Faults, did_you_mean, listing
from kdcsim.scenario.vocabulary import Reference, Sort, ToldStep
from kdcsim.world.action import Action, CreateAccount, DeleteAccount, DemoteDc, PromoteDc, RenameAccount


def check_references(references: Iterable[Reference], names: Names, faults: Faults, where: str = "") -> None:
    """Note every name that leads nowhere. ``where`` names the branch whose world it is, if that matters."""
    for each in references:
        if not names.has(each.sort, each.name):
            _unknown(each, names, faults, where)


def check_path(steps: Iterable[ToldStep], names: Names, faults: Faults, where: str = "") -> None:
    """Check a line of steps in order: DCs and accounts come, go and change their names on the way."""
    for step in steps:
        check_references(step.references, names, faults, where)
        if step.action is not None:
            names = names_after(step.action, names)


def names_after(action: Action, names: Names) -> Names:
    """The names that can be spoken of when an action has been played."""
    match action:
        case PromoteDc():
            return names.with_dc(action.dc)
        case DemoteDc():
            return names.without_dc(action.dc)
        case CreateAccount():
            return names.with_account(action.account.name)
        case RenameAccount():
            return names.without_account(action.account).with_account(action.to)
        case DeleteAccount():
            return names.without_account(action.account)
        case _:
            return names


def _unknown(each: Reference, names: Names, faults: Faults, where: str) -> None:
    builtin = [session.name for session in BUILTIN] if each.sort in (Sort.RUNS_AS, Sort.SESSION) else []
    known = [*builtin, *names.spelled(each.sort)]
    hint = did_you_mean(each.name, known)
    if hint is not None and hint == did_you_mean(each.name, builtin):
        article = "a" if each.sort is Sort.SESSION else "an"
        message = f"`{each.name[:60]}` is not {article} {each.sort.value}"
        faults.error(codes.UNKNOWN_VALUE, message, each.span, help=hint, note=_NOTES[each.sort])
    elif not faults.told(codes.UNKNOWN_REFERENCE, each.span):
        message = f"there is no {each.sort.value} `{each.name[:60]}` {where or 'in this world'}"
        faults.error(codes.UNKNOWN_REFERENCE, message, each.span, help=hint, note=listing(known))


_NOTES = {
    Sort.RUNS_AS: "LocalSystem, NetworkService, LocalService (anonymous on the network), or a domain account",
    Sort.SESSION: "LocalSystem, NetworkService, LocalService, a LUID, a user, or a service with an account",
}
