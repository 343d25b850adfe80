"""Outcome: what became of each mutant, kept between runs under ``build``."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.mutation.mutant import Key

KILLED, TIMEOUT = "killed", "timeout"
SURVIVED, UNREACHED = "survived", "unreached"
AFRESH = "afresh"
"""Not an outcome yet: the mutant has to be imported."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One mutant: killed by a test, ended by its time limit, alive after its tests, or not reached by any test."""

    key: Key
    how: str
    test: str = ""
    seconds: float = 0.0

    @property
    def lives(self) -> bool:
        """Whether no test noticed."""
        return self.how in (SURVIVED, UNREACHED)


@dataclass(frozen=True, slots=True)
class Book:
    """A file to which outcomes are added as they come; the last word on a mutant counts."""

    file: Path

    def write(self, told: Outcome) -> None:
        """Add an outcome."""
        with self.file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(told)) + "\n")

    def read(self) -> dict[Key, Outcome]:
        """Read what has been written; nothing when there is no such file."""
        if not self.file.exists():
            return {}
        rows = [json.loads(line) for line in self.file.read_text(encoding="utf-8").splitlines()]
        found = [Outcome(Key(**row["key"]), row["how"], row["test"], row.get("seconds", 0)) for row in rows]
        return {each.key: each for each in found}

    def begin(self, kept: Iterable[Outcome]) -> None:
        """Begin anew with these."""
        self.file.unlink(missing_ok=True)
        for each in kept:
            self.write(each)
