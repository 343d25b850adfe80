"""Overlay: one tree laid over another, as `given` and `extends` do it.

The whole law: mappings merge key by key, null takes a key out, everything else replaces what was there. Every value
keeps the place where it was written.
"""

from __future__ import annotations

from kdcsim.scenario import codes
from kdcsim.scenario.faults import Faults, did_you_mean
from kdcsim.scenario.node import Entry, MapNode, Node, is_null


def overlaid(base: Node, over: Node, faults: Faults, *, lenient: bool = False) -> Node:
    """Lay ``over`` on ``base``. With ``lenient`` it is no fault to take out what is not there."""
    if not isinstance(base, MapNode) or not isinstance(over, MapNode):
        return over
    entries = dict(base.entries)
    for name, entry in over.entries.items():
        below = entries.get(name)
        if is_null(entry.value):
            if below is not None or not lenient:
                _take_out(entries, entry, faults)
        elif below is None:
            entries[name] = Entry(entry.key, _without_nulls(entry.value)) if lenient else entry
        else:
            entries[name] = Entry(entry.key, overlaid(below.value, entry.value, faults, lenient=lenient))
    return MapNode(entries, over.span)


def _without_nulls(node: Node) -> Node:
    """A tree that lies on nothing: there is nothing below to take out."""
    if not isinstance(node, MapNode):
        return node
    kept = {n: Entry(e.key, _without_nulls(e.value)) for n, e in node.entries.items() if not is_null(e.value)}
    return MapNode(kept, node.span)


def _take_out(entries: dict[str, Entry], entry: Entry, faults: Faults) -> None:
    name = entry.key.text
    if entries.pop(name, None) is None:
        hint = did_you_mean(name, entries)
        faults.error(codes.NOTHING_TO_DELETE, f"there is no `{name}` here to take out", entry.key.span, help=hint)
