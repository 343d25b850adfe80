"""A value and why it was chosen, inseparable: facts, rules, reasons, decisions.

Policy is a ladder: an ordered tuple of small named rules. Each looks at the question and at what is left so far, and
*answers* (the ladder ends), *narrows* (something is removed, and the reason says what), or passes. Nobody branches on a
`Reason`; it is for people.

A sweep makes millions of these, so a decision keeps only what the rules said; the rungs that people read are built
when somebody asks for them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, NamedTuple, TypeVar

from kdcsim.address import Address

Q = TypeVar("Q")
S = TypeVar("S")
V = TypeVar("V")


class Grade(StrEnum):
    """How well a rule is known."""

    DOCUMENTED = "documented"
    LAB = "lab"
    INFERRED = "inferred"
    DISPUTED = "disputed"
    ASSUMED = "assumed"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that was read on the way to a decision."""

    address: Address
    value: str

    def __str__(self) -> str:
        return f"{self.address} = {self.value}"


@dataclass(frozen=True, slots=True)
class Assumed:
    """A reading that a decision leaned on because nobody knows better."""

    name: str
    value: str


class Answer(NamedTuple, Generic[V]):
    """The ladder ends here with this value."""

    value: V
    facts: tuple[Fact, ...] = ()
    assumed: tuple[Assumed, ...] = ()


class Narrow(NamedTuple, Generic[S]):
    """The ladder goes on with this value; ``removed`` says what is gone (or, with a plus sign, what came in)."""

    value: S
    removed: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    assumed: tuple[Assumed, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule(Generic[Q, S, V]):
    """One named rule of a ladder, with its sentence, its source and how well it is known."""

    name: str
    sentence: str
    source: str
    grade: Grade
    judge: Callable[[Q, S], Answer[V] | Narrow[S] | None]
    applies: str = "every generation"
    under: str | None = None
    """The assumption without which the rule is silent: under its default reading it never has anything to say."""


@dataclass(frozen=True, slots=True)
class Ladder(Generic[Q, S, V]):
    """An ordered tuple of rules that together answer one question."""

    name: str
    question: str
    rules: tuple[Rule[Q, S, V], ...]
    shared: int = 0
    """How many rules at the head only narrow, and look at nothing that differs between requests for one target."""
    settled: tuple[Rule[Q, S, V], ...] = field(init=False, compare=False, repr=False)
    """The rules that can speak while every assumption has its default reading."""

    def __post_init__(self) -> None:
        """Set the rules of disputed readings apart: a sweep does not ask those that cannot speak."""
        object.__setattr__(self, "settled", tuple(each for each in self.rules if each.under is None))

    def asked(self, settled: bool) -> tuple[tuple[Rule[Q, S, V], ...], int]:
        """The rules to ask, and how many of them are the shared head."""
        if not settled:
            return self.rules, self.shared
        return self.settled, sum(each.under is None for each in self.rules[: self.shared])


@dataclass(frozen=True, slots=True)
class Rung:
    """What one rule did on the way: the facts it read and what it removed."""

    rule: str
    sentence: str
    source: str
    grade: Grade
    facts: tuple[Fact, ...] = ()
    removed: tuple[str, ...] = ()
    assumed: tuple[Assumed, ...] = ()


class Step(NamedTuple):
    """One rule that had something to say, and what it said."""

    rule: Rule[Any, Any, Any]
    said: Answer[Any] | Narrow[Any]

    @property
    def rung(self) -> Rung:
        """The same for people to read."""
        each, said = self
        removed = said.removed if isinstance(said, Narrow) else ()
        return Rung(each.name, each.sentence, each.source, each.grade, said.facts, removed, said.assumed)


class Reason(NamedTuple):
    """Why: the deciding rung, the narrowing rungs before it, and the rules that had nothing to say."""

    walked: Ladder[Any, Any, Any]
    steps: tuple[Step, ...]

    @property
    def ladder(self) -> str:
        """The name of the ladder."""
        return self.walked.name

    @property
    def decided(self) -> Rung:
        """What answered."""
        return self.steps[-1].rung

    @property
    def narrowed(self) -> tuple[Rung, ...]:
        """What was removed before that."""
        return tuple(step.rung for step in self.steps[:-1])

    @property
    def passed(self) -> tuple[str, ...]:
        """The rules before the answer that had nothing to say."""
        spoke = {step.rule.name for step in self.steps}
        names = [each.name for each in self.walked.rules]
        return tuple(name for name in names[: names.index(self.steps[-1].rule.name)] if name not in spoke)

    @property
    def rungs(self) -> tuple[Rung, ...]:
        """Every rung that mattered, in order."""
        return tuple(step.rung for step in self.steps)

    @property
    def assumed(self) -> tuple[Assumed, ...]:
        """The readings this decision leaned on."""
        return tuple(each for step in self.steps for each in step.said.assumed)


class Decision(NamedTuple, Generic[V]):
    """A value and why."""

    value: V
    reason: Reason


def rule(
    name: str, *, source: str, grade: Grade, applies: str = "every generation", under: str | None = None
) -> Callable[[Callable[[Q, S], Answer[V] | Narrow[S] | None]], Rule[Q, S, V]]:
    """Turn a function into a `Rule`; its docstring's first line is the sentence that people read."""

    def make(judge: Callable[[Q, S], Answer[V] | Narrow[S] | None]) -> Rule[Q, S, V]:
        assert judge.__doc__, f"rule {name} has no sentence"
        sentence = judge.__doc__.strip().split("\n", 1)[0]
        return Rule(name=name, sentence=sentence, source=source, grade=grade, judge=judge, applies=applies, under=under)

    return make


def decide(ladder: Ladder[Q, S, V], question: Q, start: S, *, settled: bool = False) -> Decision[V]:
    """Walk the ladder from ``start`` until a rule answers. The last rule of a ladder must always answer.

    ``settled``: no assumption has another reading than its default, so the rules of other readings are not asked.
    """
    return _walk(ladder, ladder.settled if settled else ladder.rules, question, start, ())


class Headway(NamedTuple, Generic[Q, S, V]):
    """A ladder walked down its shared head: what was said there, what is left, and the rules still to ask."""

    ladder: Ladder[Q, S, V]
    rules: tuple[Rule[Q, S, V], ...]
    left: S
    steps: tuple[Step, ...]

    def decide(self, question: Q) -> Decision[V]:
        """Walk the rest for one request."""
        return _walk(self.ladder, self.rules, question, self.left, self.steps)


def make_headway(ladder: Ladder[Q, S, V], question: Q, start: S, *, settled: bool = False) -> Headway[Q, S, V]:
    """Walk the shared head of a ladder once, for many requests that differ only below it."""
    rules, shared = ladder.asked(settled)
    steps: list[Step] = []
    for each in rules[:shared]:
        said = each.judge(question, start)
        assert not isinstance(said, Answer), f"{each.name} answers in the shared head of {ladder.name}"
        if said is not None:
            steps.append(Step(each, said))
            start = said.value
    return Headway(ladder, rules[shared:], start, tuple(steps))


def _walk(
    ladder: Ladder[Q, S, V], rules: tuple[Rule[Q, S, V], ...], question: Q, start: S, before: tuple[Step, ...]
) -> Decision[V]:
    steps = [*before]
    for each in rules:
        said = each.judge(question, start)
        if said is None:
            continue
        steps.append(Step(each, said))
        if isinstance(said, Answer):
            return Decision(said.value, Reason(ladder, tuple(steps)))
        start = said.value
    raise AssertionError(f"ladder {ladder.name} ended without an answer")
