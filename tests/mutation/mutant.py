"""Mutant: one edit of a module's syntax tree, with a name that outlives the moving of lines."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

LONGEST = 110


@dataclass(frozen=True, slots=True)
class Edit:
    """One place of a tree and what to put there.

    ``index`` is the place in a list, if it is one; ``new`` takes the place of one item, a list that of as many as it
    has, and None or an empty list takes the item out.
    """

    parent: ast.AST
    field: str
    index: int | None
    new: Any

    @contextmanager
    def done(self) -> Iterator[None]:
        """Do the edit, and undo it."""
        old = getattr(self.parent, self.field)
        setattr(self.parent, self.field, self._edited(old))
        try:
            yield
        finally:
            setattr(self.parent, self.field, old)

    def _edited(self, old: Any) -> Any:
        if self.index is None:
            return self.new
        put = self.new if isinstance(self.new, list) else [] if self.new is None else [self.new]
        return [*old[: self.index], *put, *old[self.index + max(len(put), 1) :]]


@dataclass(frozen=True, slots=True)
class Key:
    """The name of a mutant: file, function or table, and the code as it was and as it is."""

    file: str
    scope: str
    was: str
    now: str
    nth: int = 1

    def __str__(self) -> str:
        again = "" if self.nth == 1 else f" (no. {self.nth})"
        return f"{self.file} {self.scope}: {self.was} -> {self.now}{again}"


@dataclass(frozen=True, slots=True)
class Mutant:
    """One wrong: its name, the line of the statement it is in, and the edit. ``anywhere``: it works at import."""

    key: Key
    line: int
    anywhere: bool
    edit: Edit


def told(node: ast.AST | None) -> str:
    """A piece of code on one line, not too long for a table."""
    if node is None:
        return "nothing"
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 4]} ..."
