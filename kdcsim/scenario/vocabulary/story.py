"""The story's vocabulary: what stands at the top of a file, in a branch, and in a step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kdcsim.diagnostic import Span
from kdcsim.scenario import codes
from kdcsim.scenario.faults import did_you_mean, listing
from kdcsim.scenario.model import Expectation
from kdcsim.scenario.node import MapNode, Node, ScalarNode, is_null
from kdcsim.scenario.vocabulary.expect import EXPECT
from kdcsim.scenario.vocabulary.kind import Kept, Kind, ListOf, NamesOf, OneOf, Reading, Reference, Schema, Text, Whole
from kdcsim.scenario.vocabulary.named import BRANCH_NAME, SCENARIO_NAME, STEP_ID
from kdcsim.scenario.vocabulary.shape import Key, Shape
from kdcsim.scenario.vocabulary.verbs import BY_NAME, VERBS, Verb
from kdcsim.scenario.vocabulary.world import WORLD, WORLD_KEYS
from kdcsim.world.action import Action

PARAGRAPH = Text("a text", paragraph=True)
STEP_KEYS = (
    Key(name="id", kind=STEP_ID, sentence="a name for the step; made of its verb and target if nothing is said"),
    Key(name="title", kind=PARAGRAPH, sentence="what the reader is told"),
    Key(name="expect", kind=EXPECT, sentence="what it must come to", example="{outcome: accepted}"),
)
_STEP_WORDS = {key.name: key for key in STEP_KEYS}


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldStep:
    """A step as told: what could be read of it, and the names it speaks of."""

    span: Span
    verb: Verb | None = None
    action: Action | None = None
    id: str | None = None
    id_span: Span | None = None
    title: str | None = None
    expectation: Expectation | None = None
    references: tuple[Reference, ...] = ()
    spans: tuple[tuple[str, Span], ...] = ()

    def at(self, key: str) -> Span:
        """Where the value of one of its verb's keys stands; the verb if it is not told."""
        return next((span for name, span in self.spans if name == key), self.span)


class StepKind(Kind[ToldStep]):
    """A mapping with exactly one verb, and perhaps id, title and expect. A step that cannot be played is still told."""

    words = "a step such as `boot: HUB-1`"

    def read(self, node: Node, reading: Reading) -> ToldStep | None:
        """Read it; its references are looked up in the world of each branch that plays it."""
        if not isinstance(node, MapNode):
            return self.refuse(node, reading, help="write `- verb: target`")
        own = Reading(reading.faults)
        verb, action, span = self._action(node, own)
        body = node.get(verb.name) if verb is not None else None
        parts = body.entries.values() if isinstance(body, MapNode) else ()
        id = self._word("id", node, own)
        title = self._word("title", node, own)
        expectation = self._word("expect", node, own)
        id_node = node.get("id")
        return ToldStep(
            span=span,
            verb=verb,
            action=action,
            id=id if isinstance(id, str) else None,
            id_span=id_node.span if id_node else None,
            title=title if isinstance(title, str) else None,
            expectation=expectation if isinstance(expectation, Expectation) else None,
            references=tuple(own.references),
            spans=tuple((entry.key.text, entry.value.span) for entry in parts),
        )

    def schema(self) -> Schema:
        """A reference; `definition` holds the body."""
        return {"$ref": "#/$defs/step"}

    def definition(self) -> Schema:
        """One alternative for each verb."""
        words = {key.name: {**key.kind.schema(), "description": key.sentence} for key in STEP_KEYS}
        alternatives = []
        for verb in VERBS:
            properties = {verb.name: {**verb.shape.schema(), "description": verb.shape.sentence}, **words}
            alternatives.append({"properties": properties, "required": [verb.name], "additionalProperties": False})
        return {"description": "One verb, and perhaps id, title and expect.", "type": "object", "oneOf": alternatives}

    def _word(self, name: str, node: MapNode, reading: Reading) -> object:
        value = node.get(name)
        return None if value is None else _STEP_WORDS[name].kind.read(value, reading)

    def _action(self, node: MapNode, reading: Reading) -> tuple[Verb | None, Action | None, Span]:
        told = [entry for name, entry in node.entries.items() if name not in _STEP_WORDS]
        known = [entry for entry in told if entry.key.text in BY_NAME]
        for entry in told:
            if entry.key.text not in BY_NAME:
                help = did_you_mean(entry.key.text, (*BY_NAME, *_STEP_WORDS))
                message = f"`{entry.key.text[:60]}` is not a verb"
                reading.faults.error(codes.UNKNOWN_VERB, message, entry.key.span, help=help, note=listing(BY_NAME))
        if not told:
            reading.faults.error(codes.NOT_ONE_VERB, "this step has no verb", node.span, note=listing(BY_NAME))
        for entry in known[1:]:
            message = f"a step has one verb: `{known[0].key.text}` or `{entry.key.text}`?"
            reading.faults.error(
                codes.NOT_ONE_VERB, message, entry.key.span, help="write two steps, each with its own `- `"
            )
        if not known:
            return None, None, node.span
        verb = BY_NAME[known[0].key.text]
        return verb, verb.shape.read(known[0].value, reading), known[0].key.span


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldBranch:
    """A branch as told; ``given`` is still a tree, to be laid over the world."""

    span: Span
    title: str | None = None
    after: str | None = None
    after_span: Span | None = None
    given: Node | None = None
    steps: tuple[ToldStep, ...] = ()
    why: str | None = None
    cure: str | None = None
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldStory:
    """The top of a file as told, without its world."""

    span: Span
    kdcsim: int = 1
    extends: str | None = None
    title: str = ""
    theme: str | None = None
    story: str = ""
    cause: str | None = None
    tell: str | None = None
    cure: str | None = None
    sources: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    seed: int = 7
    steps: tuple[ToldStep, ...] = ()
    branches: tuple[tuple[str, ToldBranch], ...] = ()


def _story(**told: Any) -> ToldStory:
    return ToldStory(**{name: value for name, value in told.items() if name not in WORLD_KEYS})


def _branch(*, after: tuple[str, Span] | None = None, **told: Any) -> ToldBranch:
    where, span = after or (None, None)
    return ToldBranch(after=where, after_span=span, **told)


class After(Kind[tuple[str, Span]]):
    """Where a branch forks, with the place of the word: it is looked up when every branch is known."""

    words = "a branch, branch/step or `trunk`"

    def read(self, node: Node, reading: Reading) -> tuple[str, Span] | None:
        """Read it."""
        if not isinstance(node, ScalarNode) or is_null(node):
            return self.refuse(node, reading)
        return node.text, node.span

    def schema(self) -> Schema:
        """A text."""
        return {"type": ["string", "number"]}


STEP = StepKind()
STEPS = Key(name="steps", kind=ListOf(STEP), sentence="what happens, in order", example="[{boot: HUB-1}]")
BRANCH = Shape(
    name="branch",
    sentence="A line of the story that forks from another.",
    make=_branch,
    located=True,
    lenient=True,
    keys=(
        Key(
            name="title", kind=PARAGRAPH, sentence="the situation in a few words", example="transport as NetworkService"
        ),
        Key(
            name="after",
            kind=After(),
            sentence="where it forks: at the end of a branch, at a step of it (S1/submit), or at the trunk's end",
            example="S1",
        ),
        Key(
            name="given",
            kind=Kept(WORLD),
            sentence="how its world differs: laid over the world, null takes out; earlier steps are played again there",
            example="{hosts: {HUB-1: {os: 2008R2}}}",
        ),
        STEPS,
        Key(name="why", kind=PARAGRAPH, sentence="why it ends as it does"),
        Key(name="cure", kind=PARAGRAPH, sentence="what to do about it"),
        Key(name="cites", kind=ListOf(PARAGRAPH, single=True), sentence="sources", example="[KB2002141]"),
    ),
)
STORY = Shape(
    name="scenario",
    sentence="A story of domains, hosts and steps, and what must come of it.",
    make=_story,
    located=True,
    lenient=True,
    keys=(
        Key(
            name="kdcsim",
            kind=OneOf("a version of this vocabulary", {"1": 1}),
            sentence="the version of this vocabulary",
            example="1",
            required=True,
        ),
        Key(
            name="extends",
            kind=SCENARIO_NAME,
            sentence="another scenario to build on: everything here is laid over it",
            example="exchange-2007",
        ),
        Key(name="title", kind=PARAGRAPH, sentence="one line", example="Exchange 2007 on 2008 SP2", required=True),
        Key(name="theme", kind=PARAGRAPH, sentence="which shelf it stands on", example="2003-era"),
        Key(name="story", kind=PARAGRAPH, sentence="the paragraph that a person can read"),
        Key(name="cause", kind=PARAGRAPH, sentence="what is really wrong"),
        Key(name="tell", kind=PARAGRAPH, sentence="how to recognise it"),
        Key(name="cure", kind=PARAGRAPH, sentence="what to do about it"),
        Key(name="sources", kind=ListOf(PARAGRAPH, single=True), sentence="where it is known from"),
        Key(
            name="goals",
            kind=ListOf(PARAGRAPH, single=True),
            sentence="what `kdcsim fix` is to reach from here",
            example="[alice@PC-1 reaches WEB-1/httpd]",
        ),
        Key(name="seed", kind=Whole(0, 2**63 - 1), sentence="the seed of chance; 7 if nothing is said", example="7"),
        *(Key(name=key.name, kind=Kept(key.kind), sentence=key.sentence, example=key.example) for key in WORLD.keys),
        STEPS,
        Key(name="branches", kind=NamesOf(BRANCH, BRANCH_NAME, "a name"), sentence="lines that fork from the trunk"),
    ),
)
