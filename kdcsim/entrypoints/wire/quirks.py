"""Quirks: the misbehaviours that a person names."""

from __future__ import annotations

from collections.abc import Iterable

from kdcsim.ad.kdc import Quirk
from kdcsim.errors import WorldError
from kdcsim.scenario.faults import did_you_mean


def quirks_named(names: Iterable[str]) -> frozenset[Quirk]:
    """Find quirks by name. Raises WorldError, which offers the nearest."""
    known = {quirk.value: quirk for quirk in Quirk}
    for name in names:
        if name not in known:
            hint = did_you_mean(str(name), known) or f"there are: {', '.join(known)}"
            raise WorldError(f"there is no quirk {str(name)!r}; {hint}")
    return frozenset(known[name] for name in names)
