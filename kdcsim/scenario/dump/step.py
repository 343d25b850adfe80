"""Step: an action, and what is expected of it, as a file tells them."""

from __future__ import annotations

from typing import Any

from kdcsim.scenario.dump.tree import told
from kdcsim.scenario.dump.world import account_tree
from kdcsim.scenario.model import Expectation, SaltExpected, Step
from kdcsim.scenario.vocabulary import VERBS
from kdcsim.scenario.vocabulary.expect import CACHE, EVENT, EXPECT, NO_AES_KEY, SALT
from kdcsim.scenario.vocabulary.named import Place
from kdcsim.scenario.vocabulary.verb import UNSET
from kdcsim.world.action import Action, CreateAccount

_BY_ACTION = {verb.makes: verb for verb in VERBS}
_CLEARS = ("value", "version", "upn")
"""Keys whose None is a word of its own."""


def step_tree(step: Step) -> dict[str, Any]:
    """A step; its label is told only where it is not the one that it would have by itself."""
    tree = action_tree(step.action)
    if " " not in step.label:
        tree["id"] = step.label
    if step.title is not None:
        tree["title"] = step.title
    if step.expectation is not None:
        tree["expect"] = _expected(step.expectation)
    return tree


def action_tree(action: Action) -> dict[str, Any]:
    """An action as ``{verb: {...}}``."""
    verb = _BY_ACTION[type(action)]
    special: dict[str, Any] = {}
    for key in verb.shape.keys:
        if isinstance(key.kind, Place):
            special[key.name] = _place(action)
        elif key.name in _CLEARS and getattr(action, key.argument) is None:
            special[key.name] = UNSET
    if isinstance(action, CreateAccount):
        special |= {"account": action.account.name, "with": account_tree(action.account)}
    return {verb.name: told(verb.shape, action, **special)}


def _place(action: Any) -> str:
    prefix = "to_" if hasattr(action, "to_host") else ""
    return f"{getattr(action, prefix + 'host')}/{getattr(action, prefix + 'service')}"


def _expected(expectation: Expectation) -> dict[str, Any]:
    events: list[Any] = [told(EVENT, e, **{"with": dict(e.fields) or None}) for e in expectation.events]
    cache: list[Any] = [told(CACHE, each) for each in expectation.cache]
    salts: list[Any] = [_salt(each) for each in expectation.salts]
    return told(EXPECT, expectation, events=events or None, cache=cache or None, salts=salts or None)


def _salt(expected: SaltExpected) -> dict[str, Any]:
    return told(SALT, expected, salt=NO_AES_KEY if expected.salt is None else expected.salt)
