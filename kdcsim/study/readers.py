"""Readers: which rules may read an assumption - found in the code of the rules, so that no list can go stale.

A rule reads one when its name stands in the rule's function, or in a function or property of `kdcsim.ad.policy` that it
uses, however deep.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
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
    return tuple(dict.fromkeys(rule.name for rule in rules if assumption in _read_in(rule.judge.__code__)))


@cache
def _read_in(code: CodeType) -> frozenset[str]:
    """Every assumption that a piece of code names, itself or through what it uses."""
    found: set[str] = set()
    todo, done = [code], {code}
    while todo:
        each = todo.pop()
        found |= {constant for constant in _texts(each) if constant in NAMES}
        found |= {name for field in each.co_names for name in HANDED_IN.get(field, ())}
        for used in (*_inner(each), *(code for name in each.co_names for code in _named().get(name, ()))):
            if used not in done:
                done.add(used)
                todo.append(used)
    return frozenset(found)


def _texts(code: CodeType) -> Iterator[str]:
    for constant in code.co_consts:
        if isinstance(constant, str):
            yield constant
        elif isinstance(constant, tuple | frozenset):
            yield from (each for each in constant if isinstance(each, str))


def _inner(code: CodeType) -> Iterator[CodeType]:
    yield from (constant for constant in code.co_consts if isinstance(constant, CodeType))


@cache
def _named() -> dict[str, tuple[CodeType, ...]]:
    """The code behind every function, method and property of the policy room, by its bare name."""
    found: dict[str, list[CodeType]] = {}
    modules = [module for name, module in sorted(sys.modules.items()) if name.startswith(f"{ROOM}.")]
    for module in modules:
        for name, member in getmembers(module):
            if isfunction(member):
                found.setdefault(name, []).append(member.__code__)
            elif isclass(member) and member.__module__.startswith(ROOM):
                for inner, code in _methods(member):
                    found.setdefault(inner, []).append(code)
    return {name: tuple(dict.fromkeys(codes)) for name, codes in found.items()}


def _methods(each: type) -> Iterator[tuple[str, CodeType]]:
    """Methods and properties by name; what ``__post_init__`` works out goes by the names of the fields it sets."""
    for name, member in vars(each).items():
        function = member.fget if isinstance(member, property) else member
        if isfunction(function):
            yield name, function.__code__
            if name == "__post_init__":
                yield from ((text, function.__code__) for text in _texts(function.__code__) if text.isidentifier())
