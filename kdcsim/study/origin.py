"""Origin: where a fact was made so - the step that changed it last, else the line that told it of the start.

A rule reads a fact under the name that fits its question; steps and files may have set it under another. Here alone
those names meet.
"""

from __future__ import annotations

from collections.abc import Mapping

from kdcsim.ad.settings import CATALOGUE
from kdcsim.address import Address, address, parts
from kdcsim.diagnostic import Span
from kdcsim.study.run import BranchRun, Played
from kdcsim.world.action import FLAGS

Places = Mapping[Address, Span]
SETTINGS = frozenset(each.name for each in CATALOGUE)
ALSO: dict[str, tuple[tuple[str, ...], ...]] = {
    "generation": (("update",), ("os",)),
    "RC4DefaultDisablementPhase": (("registry", "RC4DefaultDisablementPhase"), ("update",)),
    "enabled-etypes": (("registry", "SupportedEncryptionTypes"), ("update",), ("os",)),
    "supported-etypes": (("msDS-SupportedEncryptionTypes",),),
    "use-des-key-only": (("flags",),),
    "protected-users": (("flags",),),
    **dict.fromkeys(FLAGS, (("flags",),)),
}
"""Facts that follow from others: what they follow from, the most telling first."""


def origin(run: BranchRun, played: Played | None, fact: Address) -> Span | None:
    """Find where a fact was made so, as of a step (None: of the end); None when nothing tells it."""
    names = [name.casefold() for name in names_of(fact)]
    for each in reversed(up_to(run, played)):
        if any(change.address.casefold() in names for change in each.record.changes):
            return each.step.span
    told = {name.casefold(): span for name, span in run.branch.places.items()}
    return next((told[name] for name in names if name in told), None)


def names_of(fact: Address) -> tuple[Address, ...]:
    """Every name under which a fact may have been set, its own first."""
    kind, *rest = parts(fact)
    if len(rest) != 2 or kind not in ("dc", "host", "account"):
        return (fact,)
    name, what = rest
    others = [(*words,) for words in ALSO.get(what, ())]
    if kind == "dc" and what in SETTINGS:
        others.append(("registry", what))
    found = [fact, *(address(kind, name, *words) for words in others)]
    if kind == "account":  # nothing tells of an attribute that is not set, but the account itself was told
        found += [address("account", name), address("host", name.removesuffix("$"))]
    if kind == "dc":  # steps speak of a DC's registry and updates as of any machine's
        machines = [address(k, name, *words) for k in ("host", "machine") for words in [*others, (what,)]]
        found += machines
    return tuple(dict.fromkeys(found))


def up_to(run: BranchRun, played: Played | None) -> tuple[Played, ...]:
    """The steps up to and with this one."""
    for number, each in enumerate(run.played, 1):
        if each is played:
            return run.played[:number]
    return run.played
