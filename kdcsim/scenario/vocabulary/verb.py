"""Verb: one thing that a step can do - the shape of its mapping, and how its target reads in a label."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kdcsim.scenario.vocabulary.kind import Sort, Text
from kdcsim.scenario.vocabulary.named import Named, Place, Session, SessionName
from kdcsim.scenario.vocabulary.shape import Key, Shape
from kdcsim.world import action
from kdcsim.world.action import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """One verb: its shape, the action it makes, and its target as a label tells it."""

    shape: Shape[Action]
    makes: type[Action]
    target: Callable[[Any], str]

    @property
    def name(self) -> str:
        """The word in the file."""
        return self.shape.name


def key(name: str, kind: Any, sentence: str, example: str = "", *, required: bool = False, feeds: str = "") -> Key:
    """A key of a verb."""
    return Key(name=name, kind=kind, sentence=sentence, example=example, required=required, feeds=feeds or None)


def verb(
    makes: type[Action],
    sentence: str,
    target: Callable[[Any], str],
    *keys: Key,
    shorthand: str | None = None,
    make: Callable[..., Action] | None = None,
) -> Verb:
    """A verb that is named like its action; ``make`` takes the place of the action's own constructor."""
    shape = Shape(name=_word(makes.__name__), sentence=sentence, make=make or makes, keys=keys, shorthand=shorthand)
    return Verb(shape=shape, makes=makes, target=target)


def _word(name: str) -> str:
    """``SetSupportedEtypes`` is ``set_supported_etypes``."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


HOST, DC, MACHINE = Named(Sort.HOST), Named(Sort.DC), Named(Sort.MACHINE)
ACCOUNT, DOMAIN, MESSAGE = Named(Sort.ACCOUNT), Named(Sort.DOMAIN), Named(Sort.MESSAGE)
A_PASSWORD = Text("a password")

VIA = key("via", DC, "at which DC; the host's own if nothing is said", "DC-2008", feeds="dc")
AT_DC = key(
    "via", DC, "at which DC alone, until the DCs replicate; everywhere if nothing is said", "DC-2008", feeds="dc"
)
FAR = key("far_via", DC, "at which DC of the domain that a referral leads to", "FAB-DC", feeds="far_dc")
FROM = key("from", HOST, "the client", "SERVER-1", required=True, feeds="host")
AS = key("as", Session(), "as which logon session", "LocalSystem", required=True, feeds="session")
TO = key("to", Place(), "the service", "HUB-1/MSExchangeTransport", required=True, feeds="service")
SERVICE = key("service", Place(), "the service", "HUB-1/MSExchangeTransport", required=True)
CARRIES = key("message", MESSAGE, "what is delivered if the service accepts", "Alice to Bob")


def on(sentence: str, kind: Named = MACHINE, feeds: str = "machine") -> Key:
    """The machine that a verb is about."""
    return key("on", kind, sentence, "HUB-1", required=True, feeds=feeds)


def whose(sentence: str = "whose; a computer's ends with $") -> Key:
    """The account that a verb is about."""
    return key("account", ACCOUNT, sentence, "svc_web", required=True)


def in_session(make: Callable[..., Action]) -> Callable[..., Action]:
    """Let a maker take a session by name: its LUID depends on the host."""

    def made(*, host: str, session: SessionName, **told: Any) -> Action:
        return make(host=host, session=session.on(host), **told)

    return made


def placed(make: Callable[..., Action]) -> Callable[..., Action]:
    """Let a maker take HOST/service in one word."""

    def made(*, service: tuple[str, str], **told: Any) -> Action:
        return make(host=service[0], service=service[1], **told)

    return made


def or_unset(make: Callable[..., Action], argument: str) -> Callable[..., Action]:
    """Let a maker take the word ``unset`` for None."""

    def made(**told: Any) -> Action:
        value = told.pop(argument)
        return make(**told, **{argument: None if value == UNSET else value})

    return made


UNSET = "unset"
"""The word for an attribute that is not there."""

__all__ = [
    "ACCOUNT",
    "AS",
    "AT_DC",
    "A_PASSWORD",
    "CARRIES",
    "DC",
    "DOMAIN",
    "FAR",
    "FROM",
    "HOST",
    "SERVICE",
    "TO",
    "UNSET",
    "VIA",
    "Verb",
    "action",
    "in_session",
    "key",
    "on",
    "or_unset",
    "placed",
    "verb",
    "whose",
]
