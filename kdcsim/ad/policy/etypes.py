"""Etypes: narrowing lists of them, with the words for what went missing.

The lists are few and short and the questions many: every answer here is kept.
"""

from __future__ import annotations

from functools import lru_cache

from kdcsim.ad.supported import etypes_of

Etypes = tuple[int, ...]


@lru_cache(maxsize=4096)
def etype_list(etypes: Etypes) -> str:
    """Write etypes as events do: decimal, signed, blank-separated."""
    return " ".join(str(int(e)) for e in etypes)


@lru_cache(maxsize=4096)
def removed_from(before: Etypes, after: Etypes) -> tuple[str, ...]:
    """Say which etypes went missing, as ``-18``-free words for a reason."""
    return tuple(f"etype {int(e)}" for e in before if e not in after)


@lru_cache(maxsize=4096)
def in_mask(etypes: Etypes, mask: int) -> Etypes:
    """Keep the etypes that a mask names, in their order."""
    named = etypes_of(mask)
    return tuple(int(e) for e in etypes if e in named)


@lru_cache(maxsize=4096)
def common(etypes: Etypes, others: Etypes) -> Etypes:
    """Keep the etypes that the other list has too, in their order."""
    return tuple(int(e) for e in etypes if e in others)


@lru_cache(maxsize=4096)
def with_mask(etypes: Etypes, mask: int) -> Etypes:
    """Add the etypes that a mask names, at the end."""
    return (*etypes, *(e for e in etypes_of(mask) if e not in etypes))


def first_of(wanted: Etypes, usable: Etypes) -> int | None:
    """The first etype of a client's list that is usable."""
    for etype in wanted:
        if etype in usable:
            return int(etype)
    return None
