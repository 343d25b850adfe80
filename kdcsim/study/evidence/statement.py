"""Statement: one sentence about something seen, its part in the answer, and its source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

S = TypeVar("S")


class Part(StrEnum):
    """The four parts of an answer, in their order."""

    WHAT = "what it is"
    PROVES = "what it proves"
    NOT = "what it does not prove"
    NEXT = "look at next"


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer and where it is known from; without a source it repeats what was shown."""

    part: Part
    sentence: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Remark(Generic[S]):
    """A statement that is made when something seen has a certain look: a row of a table."""

    part: Part
    when: Callable[[S], bool]
    sentence: str
    source: str

    def of(self, seen: S) -> tuple[Statement, ...]:
        """The statement, if it applies."""
        return (Statement(self.part, self.sentence, self.source),) if self.when(seen) else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The answer about one thing that was seen; ``words`` are what `kdcsim explain` knows of what it contains."""

    kind: str
    name: str
    statements: tuple[Statement, ...]
    words: tuple[str, ...]
    count: int = 1

    def part(self, part: Part) -> tuple[Statement, ...]:
        """One of the four parts."""
        return tuple(each for each in self.statements if each.part is part)

    @property
    def sources(self) -> tuple[str, ...]:
        """Every source once, in the order of the statements."""
        told = (source for each in self.statements for source in each.source.split("; "))
        return tuple(dict.fromkeys(source for source in told if source))
