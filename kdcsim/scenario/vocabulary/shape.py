"""Shape: a mapping with known keys - the row of the vocabulary that validation, schema and reference page share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from kdcsim.scenario import codes
from kdcsim.scenario.faults import did_you_mean, listing
from kdcsim.scenario.node import Entry, MapNode, Node, ScalarNode, is_null
from kdcsim.scenario.vocabulary.kind import Kind, Reading, Schema

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key: its kind of value, a sentence, an example, and the argument of `Shape.make` that it feeds."""

    name: str
    kind: Kind[Any]
    sentence: str
    example: str = ""
    required: bool = False
    feeds: str | None = None

    @property
    def argument(self) -> str:
        """The argument that takes the value."""
        return self.feeds or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape(Kind[T]):
    """A mapping with known keys, made into a value by ``make``.

    ``shorthand`` is the key that a bare value stands for; ``located`` hands the place to ``make`` as ``span``;
    ``lenient`` makes the value of what could be read, so that the rest can be judged too.
    """

    name: str
    sentence: str
    keys: tuple[Key, ...]
    make: Callable[..., T]
    shorthand: str | None = None
    located: bool = False
    lenient: bool = False

    @property
    def words(self) -> str:
        """What a person would call it."""
        return f"{self.name} ({', '.join(key.name for key in self.keys[:4])} ...)" if len(self.keys) > 4 else self.name

    def read(self, node: Node, reading: Reading) -> T | None:
        """Read every key, note every fault, and make the value if there was none."""
        before = reading.faults.errors
        entries = self._entries(node, reading)
        if entries is None:
            return None
        by_name = {key.name: key for key in self.keys}
        values: dict[str, Any] = {"span": node.span} if self.located else {}
        guessed: list[str | None] = []
        for name, entry in entries.items():
            key = by_name.get(name)
            if key is None:
                guessed.append(self._unknown(entry, by_name, reading))
            else:
                values[key.argument] = key.kind.read(entry.value, reading)
        self._missing(node, entries, reading, guessed)
        if self.lenient:
            values = {name: value for name, value in values.items() if value is not None}
        return self.make(**values) if self.lenient or reading.faults.errors == before else None

    def schema(self) -> Schema:
        """A reference; `definition` holds the body."""
        return {"$ref": f"#/$defs/{self.name}"}

    def definition(self) -> Schema:
        """An object with these properties."""
        body: Schema = {
            "description": self.sentence,
            "type": "object",
            "additionalProperties": False,
            "properties": {key.name: {**key.kind.schema(), "description": key.sentence} for key in self.keys},
        }
        required = [key.name for key in self.keys if key.required]
        if required:
            body["required"] = required
        if self.shorthand is None:
            return body
        short = next(key for key in self.keys if key.name == self.shorthand)
        return {"anyOf": [body, short.kind.schema()]}

    def _entries(self, node: Node, reading: Reading) -> Mapping[str, Entry] | None:
        if isinstance(node, MapNode):
            return node.entries
        if is_null(node) and not any(key.required for key in self.keys):
            return {}
        if self.shorthand is not None and not is_null(node):
            return {self.shorthand: Entry(ScalarNode(self.shorthand, True, node.span), node)}
        self.refuse(node, reading)
        return None

    def _unknown(self, entry: Entry, known: Mapping[str, Key], reading: Reading) -> str | None:
        """Note a key that means nothing here; the help line is what was probably meant."""
        said = entry.key.text
        message = f"`{said[:60]}` means nothing in {self.name}"
        help = did_you_mean(said, known)
        reading.faults.error(codes.UNKNOWN_KEY, message, entry.key.span, help=help, note=listing(known))
        return help

    def _missing(
        self, node: Node, entries: Mapping[str, Entry], reading: Reading, guessed: Sequence[str | None]
    ) -> None:
        for key in self.keys:
            if key.required and key.name not in entries and f"did you mean `{key.name}`?" not in guessed:
                help = f"add `{key.name}: {key.example}`" if key.example else f"add `{key.name}`"
                reading.faults.error(
                    codes.MISSING_KEY, f"{self.name} needs `{key.name}`: {key.sentence}", node.span, help=help
                )
