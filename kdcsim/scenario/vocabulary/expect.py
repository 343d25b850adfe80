"""The vocabulary of expectations: what a step must come to, in the log, the cache and the mail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kdcsim.scenario.model import CacheExpected, EventExpected, Expectation, SaltExpected
from kdcsim.scenario.node import Node, ScalarNode, is_null
from kdcsim.scenario.vocabulary.kind import Kind, ListOf, NamesOf, OneOf, Reading, Schema, Sort, Text, Truth, Whole
from kdcsim.scenario.vocabulary.named import Named, Session, SessionName
from kdcsim.scenario.vocabulary.shape import Key, Shape
from kdcsim.scenario.vocabulary.windows import OUTCOME, RULE, Error, Etype

NO_AES_KEY = "no-aes-key"
ON_HOST = Key(name="on", kind=Named(Sort.HOST), sentence="on which host", example="HUB-1", required=True, feeds="host")
SESSION = Key(name="session", kind=Session(), sentence="which logon session", example="NetworkService", required=True)


@dataclass(frozen=True, slots=True)
class Salt(Kind[str]):
    """A salt as a text (which may be empty), or that there is no AES key."""

    words: str = f"a salt, or {NO_AES_KEY}"

    def read(self, node: Node, reading: Reading) -> str | None:
        """Read it."""
        if not isinstance(node, ScalarNode) or is_null(node):
            return self.refuse(node, reading, help='the empty salt is written ""')
        return node.text

    def schema(self) -> Schema:
        """A text."""
        return {"type": "string"}


def _event(*, fields: tuple[tuple[str, str], ...] = (), during: bool = True, **told: Any) -> EventExpected:
    return EventExpected(fields=dict(fields), during=during, **told)


def _cache(*, host: str, session: SessionName, **told: Any) -> CacheExpected:
    return CacheExpected(host=host, session=session.on(host), **told)


def _salt(*, host: str, session: SessionName, salt: str) -> SaltExpected:
    return SaltExpected(host=host, session=session.on(host), salt=None if salt == NO_AES_KEY else salt)


EVENT = Shape(
    name="event",
    sentence="An event that a log must hold (or, with `count: 0`, must not).",
    make=_event,
    keys=(
        Key(name="on", kind=Named(Sort.MACHINE), sentence="whose log", example="DC-2003", required=True),
        Key(name="id", kind=Whole(1, 65535, "an event id"), sentence="the event's number", example="27", required=True),
        Key(name="log", kind=Text("the name of a log"), sentence="which log, if it matters", example="Security"),
        Key(
            name="with",
            kind=NamesOf(Text(), Text("a field"), "an event field"),
            sentence="what fields must contain, as Microsoft names them",
            example="{TargetUserSid: S-1-0-0}",
            feeds="fields",
        ),
        Key(name="count", kind=Whole(0, 100_000), sentence="how many; at least one if nothing is said", example="0"),
        Key(
            name="during",
            kind=OneOf("a stretch of the story", {"step": True, "branch": False}),
            sentence="`step`: written by this step (so if nothing is said); `branch`: since the story began",
            example="branch",
        ),
    ),
)
CACHE = Shape(
    name="cache",
    sentence="A ticket that a session's cache must hold (or, with `present: false`, must not).",
    make=_cache,
    keys=(
        ON_HOST,
        SESSION,
        Key(name="server", kind=Text("a service"), sentence="for which service", example="host/hub-1", required=True),
        Key(name="etype", kind=Etype(), sentence="what the ticket is sealed with", example="AES256"),
        Key(name="session_etype", kind=Etype(), sentence="the etype of its session key", example="RC4"),
        Key(name="present", kind=Truth(), sentence="false: it must not be there", example="false"),
    ),
)
SALT = Shape(
    name="salt",
    sentence="The salt that a session's AES key is made with.",
    make=_salt,
    keys=(
        ON_HOST,
        SESSION,
        Key(name="salt", kind=Salt(), sentence=f"the salt as a text, or `{NO_AES_KEY}`", example='""', required=True),
    ),
)
EXPECT = Shape(
    name="expect",
    sentence="What the step must come to; what is not told is not looked at.",
    make=Expectation,
    located=True,
    shorthand="outcome",
    keys=(
        Key(
            name="outcome",
            kind=OUTCOME,
            sentence="how it ends; a step that could not be done fails unless it says `impossible`",
            example="refused",
        ),
        Key(name="error", kind=Error(), sentence="with which Kerberos error", example="KRB_AP_ERR_MODIFIED"),
        Key(
            name="said_by",
            kind=Text("a DC or HOST/service"),
            sentence="who refuses",
            example="HUB-1/MSExchangeTransport",
        ),
        Key(name="ticket_etype", kind=Etype(), sentence="what the service ticket is sealed with", example="AES256"),
        Key(name="session_etype", kind=Etype(), sentence="the etype of the session key", example="RC4"),
        Key(name="reply_etype", kind=Etype(), sentence="what the KDC's reply is sealed with", example="RC4"),
        Key(name="delivered", kind=Truth(), sentence="whether the message arrives", example="false"),
        Key(name="message_in", kind=Text("a place"), sentence="where the message lies afterwards", example="Drafts"),
        Key(name="events", kind=ListOf(EVENT), sentence="what the logs hold", example="[{on: DC-2003, id: 27}]"),
        Key(name="cache", kind=ListOf(CACHE), sentence="what ticket caches hold"),
        Key(name="salts", kind=ListOf(SALT), sentence="which salts the sessions' AES keys are made with"),
        Key(
            name="because",
            kind=ListOf(RULE, single=True),
            sentence="rules that must have had a say in it",
            example="[account-declares]",
        ),
    ),
)
