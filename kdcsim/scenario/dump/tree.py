"""Tree: values as a file tells them - the other way of the vocabulary's kinds.

A key is left out where the value is what it would be anyway.
"""

from __future__ import annotations

from dataclasses import MISSING, fields
from datetime import UTC, datetime
from typing import Any

from kdcsim.ad.host.session import BUILTIN
from kdcsim.krb5.numbers import ErrorCode, EType
from kdcsim.scenario.vocabulary.kind import Kind, ListOf, OneOf
from kdcsim.scenario.vocabulary.moment import Clock, Duration, Moment, clock_written, written
from kdcsim.scenario.vocabulary.named import Session
from kdcsim.scenario.vocabulary.shape import Shape
from kdcsim.scenario.vocabulary.windows import Error, Etype, Mask

Tree = dict[str, Any] | list[Any] | str | int | bool | None
"""What YAML can hold. ``Hex`` is an integer that is written in hexadecimal."""

_SESSIONS = {each.luid: each.name for each in BUILTIN}
_ERRORS = {int(member): member.name for member in ErrorCode}
_LABELS = {int(each): each.label for each in EType}


class Hex(int):
    """An integer that people read in hexadecimal: a mask, a LUID."""


def told(shape: Shape[Any], value: Any, /, **special: Tree) -> dict[str, Any]:
    """A value's keys. ``special`` holds keys that are not simply a field of the value; None leaves one out."""
    plain = {f.name: _default(f) for f in fields(value)}
    tree: dict[str, Any] = {}
    for key in shape.keys:
        if key.name in special:
            said = special[key.name]
        else:
            found = getattr(value, key.argument, None)
            left_out = found is None or (found == plain.get(key.argument, MISSING) and not key.required)
            said = None if left_out else as_told(key.kind, found)
        if said is not None:
            tree[key.name] = said
    return tree


def as_told(kind: Kind[Any], value: Any) -> Any:
    """One value as this kind reads it."""
    match kind:
        case ListOf():
            return [as_told(kind.item, each) for each in value]
        case OneOf():
            return next(name for name, choice in kind.choices.items() if choice == value)
        case Mask():
            return Hex(value)
        case Session():
            return _SESSIONS.get(value, Hex(value))
        case Etype():
            return _LABELS[value]
        case Error():
            return _ERRORS[value]
        case Duration():
            return written(value)
        case Clock():
            return clock_written(value)
        case Moment():
            return datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        case Shape():
            return told(kind, value)
    return value


def _default(field: Any) -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()
