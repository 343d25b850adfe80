"""Readers: which rules may read an assumption - found in the code of the rules, so that no list can go stale.

A rule reads one when its name stands in the rule's function, or in a function or property of `kdcsim.ad.policy` that it
uses, however deep. What a view works out once, in ``__post_init__``, is told apart field by field.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from dis import get_instructions
from functools import cache
from inspect import getmembers, isclass, isfunction
from types import CodeType
from typing import Any

from kdcsim.ad.assumption import NAMES
from kdcsim.ad.policy import LADDERS
from kdcsim.reason import Ladder

ROOM = "kdcsim.ad.policy"
HANDED_IN: dict[str, tuple[str, ...]] = {
    "keys_lean_on": ("aes-keys-below-2008", "marker-check"),
    "settings_lean_on": ("registry-reload",),
    "fallback": ("salt-fallback", "user-salt-fallback"),
    "computes": ("local-system-salt",),
}
"""Readings that whoever asks puts into the question, by the question's field."""
_LADDERS: tuple[Ladder[Any, Any, Any], ...] = LADDERS


@cache
def readers_of(assumption: str) -> tuple[str, ...]:
    """The names of the rules that may read it, in the order of the ladders."""
    rules = (rule for ladder in _LADDERS for rule in ladder.rules)
    return tuple(dict.fromkeys(rule.name for rule in rules if assumption in read_in(rule.judge.__code__)))


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of code: the constants that stand in it, and the names that it uses."""

    constants: frozenset[object]
    names: frozenset[str]


@cache
def read_in(code: CodeType) -> frozenset[str]:
    """Every assumption that a piece of code names, itself or through what it uses."""
    found: set[str] = set()
    todo = list(_pieces(code))
    done = set(todo)
    while todo:
        each = todo.pop()
        found |= NAMES.keys() & each.constants
        found |= {name for field in each.names for name in HANDED_IN.get(field, ())}
        for used in (piece for name in each.names for piece in _named().get(name, ())):
            if used not in done:
                done.add(used)
                todo.append(used)
    return frozenset(found)


def _pieces(code: CodeType) -> Iterator[_Piece]:
    """A function as a whole, and what is defined inside it."""
    yield _Piece(frozenset(_constants(code)), frozenset(code.co_names))
    for inner in _inner(code):
        yield from _pieces(inner)


def _constants(code: CodeType) -> Iterator[object]:
    for constant in code.co_consts:
        if isinstance(constant, tuple | frozenset):
            yield from constant
        else:
            yield constant


def _inner(code: CodeType) -> Iterator[CodeType]:
    yield from (constant for constant in code.co_consts if isinstance(constant, CodeType))


@cache
def _named() -> dict[str, tuple[_Piece, ...]]:
    """The code behind every function, method and property of the policy room, by its bare name."""
    found: dict[str, list[_Piece]] = {}
    modules = [module for name, module in sorted(sys.modules.items()) if name.startswith(f"{ROOM}.")]
    for module in modules:
        for name, member in getmembers(module):
            if isfunction(member):
                found.setdefault(name, []).extend(_pieces(member.__code__))
            elif isclass(member) and member.__module__.startswith(ROOM):
                for inner, piece in _methods(member):
                    found.setdefault(inner, []).append(piece)
    return {name: tuple(dict.fromkeys(pieces)) for name, pieces in found.items()}


def _methods(each: type) -> Iterator[tuple[str, _Piece]]:
    """Methods and properties by name; what ``__post_init__`` works out goes by the names of the fields it sets."""
    for name, member in vars(each).items():
        function = member.fget if isinstance(member, property) else member
        if isfunction(function):
            yield from ((name, piece) for piece in _pieces(function.__code__))
            if name == "__post_init__":
                yield from _fields_set(function.__code__)


def _fields_set(code: CodeType) -> Iterator[tuple[str, _Piece]]:
    """Each field with the names used between its own and the next; what comes before the first serves them all."""
    shared: set[str] = set()
    fields: list[tuple[str, set[str]]] = []
    for step in get_instructions(code):
        if step.opname == "LOAD_CONST" and isinstance(step.argval, str) and step.argval.isidentifier():
            fields.append((step.argval, set()))
        elif step.argval in code.co_names:
            (fields[-1][1] if fields else shared).add(step.argval)
    yield from ((name, _Piece(frozenset(), frozenset(shared | used))) for name, used in fields)
