"""Kind: what a value in a scenario file may be - how it is read, and how JSON Schema says the same.

A kind either returns a value or notes a fault; it never raises. Names of things in the world are noted as references
and looked up later, when the whole world is known.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from kdcsim.diagnostic import Span
from kdcsim.scenario import codes
from kdcsim.scenario.codes import Code
from kdcsim.scenario.faults import Faults, did_you_mean, listing
from kdcsim.scenario.node import ListNode, MapNode, Node, ScalarNode, is_null
from kdcsim.scenario.scalar import as_integer, as_truth

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
Schema = dict[str, Any]


class Sort(Enum):
    """What a reference names; the value is the word people read."""

    HOST = "host"
    DC = "DC"
    MACHINE = "host or DC"
    SERVICE = "service"
    ACCOUNT = "account"
    RUNS_AS = "account a service can run as"
    SESSION = "logon session"
    MESSAGE = "message"
    DOMAIN = "domain"


@dataclass(frozen=True, slots=True)
class Reference:
    """A name of something that must exist in the world in which it is said."""

    sort: Sort
    name: str
    span: Span


@dataclass(slots=True)
class Reading:
    """What reading collects besides values: faults, and references to be looked up."""

    faults: Faults
    references: list[Reference] = field(default_factory=list)


class Kind(ABC, Generic[T_co]):
    """One kind of value."""

    if TYPE_CHECKING:  # a field in some kinds, computed in others; dataclasses would take this for a default

        @property
        def words(self) -> str:
            """What a person would call it."""
            ...

    @abstractmethod
    def read(self, node: Node, reading: Reading) -> T_co | None:
        """Read a value; None after a fault was noted."""

    @abstractmethod
    def schema(self) -> Schema:
        """The same as JSON Schema."""

    def refuse(self, node: Node, reading: Reading, help: str | None = None) -> T_co | None:
        """Note that something else stands here."""
        return self.fault(
            reading, node, codes.WRONG_TYPE, f"{self.words} must stand here, not {found(node)}", help=help
        )

    def fault(
        self,
        reading: Reading,
        node: Node,
        code: Code,
        message: str,
        *,
        help: str | None = None,
        note: str | None = None,
    ) -> T_co | None:
        """Note a fault of this value; there is no value then."""
        reading.faults.error(code, message, node.span, help=help, note=note)
        return None


def found(node: Node) -> str:
    """What stands there, in words."""
    if isinstance(node, MapNode):
        return "a mapping"
    if isinstance(node, ListNode):
        return "a list"
    return "nothing" if is_null(node) else f"`{short(node.text)}`"


def short(text: str) -> str:
    """A text that fits into a sentence."""
    flat = " ".join(text.split())
    return flat if len(flat) <= 60 else flat[:57] + "..."


@dataclass(frozen=True, slots=True)
class Text(Kind[str]):
    """A text; a plain number is taken as it is written. ``lines`` keeps a paragraph on one line."""

    words: str = "a text"
    paragraph: bool = False

    def read(self, node: Node, reading: Reading) -> str | None:
        """Read it."""
        if not isinstance(node, ScalarNode) or is_null(node):
            return self.refuse(node, reading)
        return " ".join(node.text.split()) if self.paragraph else node.text

    def schema(self) -> Schema:
        """A string, or a number that is taken as text."""
        return {"type": ["string", "number"]}


@dataclass(frozen=True, slots=True)
class Whole(Kind[int]):
    """A whole number within bounds, decimal or 0x hexadecimal."""

    least: int = 0
    most: int = 0xFFFFFFFF
    words: str = "a whole number"

    def read(self, node: Node, reading: Reading) -> int | None:
        """Read it."""
        value = as_integer(node) if isinstance(node, ScalarNode) else None
        if value is None:
            quoted = isinstance(node, ScalarNode) and not node.plain and as_integer(_unquoted(node)) is not None
            return self.refuse(node, reading, help="take the quotes away" if quoted else None)
        if not self.least <= value <= self.most:
            note = (
                f"allowed: {self.least} to {self.most:#x}"
                if self.most > 99999
                else f"allowed: {self.least} to {self.most}"
            )
            return self.fault(reading, node, codes.OUT_OF_RANGE, f"{value} is out of range", note=note)
        return value

    def schema(self) -> Schema:
        """An integer, or a hexadecimal text."""
        return {"anyOf": [{"type": "integer", "minimum": self.least, "maximum": self.most}, HEX]}


HEX: Schema = {"type": "string", "pattern": "^0x[0-9a-fA-F]+$"}
"""YAML readers of schema checkers may leave 0x17 as a text."""


def _unquoted(node: ScalarNode) -> ScalarNode:
    return ScalarNode(node.text, True, node.span)


@dataclass(frozen=True, slots=True)
class Truth(Kind[bool]):
    """True or false."""

    words: str = "true or false"

    def read(self, node: Node, reading: Reading) -> bool | None:
        """Read it; yes and no are texts in YAML 1.2."""
        value = as_truth(node) if isinstance(node, ScalarNode) else None
        if value is not None:
            return value
        guess = {"yes": "true", "on": "true", "no": "false", "off": "false"}
        meant = guess.get(node.text.lower()) if isinstance(node, ScalarNode) else None
        return self.refuse(node, reading, help=f"did you mean `{meant}`?" if meant else None)

    def schema(self) -> Schema:
        """A boolean."""
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class OneOf(Kind[T]):
    """One name of a list. ``fold`` forgives case and inner blanks."""

    words: str
    choices: Mapping[str, T]
    note: str | None = None
    fold: Callable[[str], str] = str

    def read(self, node: Node, reading: Reading) -> T | None:
        """Read it, with a guess when it is not on the list."""
        if not isinstance(node, ScalarNode) or is_null(node):
            return self.refuse(node, reading)
        said = self.fold(node.text)
        if said in self.choices:
            return self.choices[said]
        hint = did_you_mean(node.text, self.choices)
        note = self.note or listing(self.choices)
        message = f"`{short(node.text)}` is not {self.words}"
        return self.fault(reading, node, codes.UNKNOWN_VALUE, message, help=hint, note=note)

    def schema(self) -> Schema:
        """An enumeration; names that look like numbers may be numbers."""
        return {"enum": [*self.choices, *(int(name) for name in self.choices if name.isdecimal())]}


@dataclass(frozen=True, slots=True)
class ListOf(Kind[tuple[T, ...]]):
    """Values of one kind in order. A single value may stand without brackets if ``single``."""

    item: Kind[T]
    single: bool = False

    @property
    def words(self) -> str:
        """What a person would call it."""
        return f"a list ({self.item.words} each)"

    def read(self, node: Node, reading: Reading) -> tuple[T, ...] | None:
        """Read every item, also after a fault in one."""
        if is_null(node):
            return ()
        if isinstance(node, ListNode):
            values = [self.item.read(each, reading) for each in node.items]
        elif self.single:
            values = [self.item.read(node, reading)]
        else:
            return self.refuse(node, reading, help="write a list: [ ... ], or one `- ` line for each")
        return tuple(value for value in values if value is not None)

    def schema(self) -> Schema:
        """An array."""
        many: Schema = {"type": ["array", "null"], "items": self.item.schema()}
        return {"anyOf": [many, self.item.schema()]} if self.single else many


@dataclass(frozen=True, slots=True)
class NamesOf(Kind[tuple[tuple[str, T], ...]]):
    """A mapping from names to values of one kind."""

    item: Kind[T]
    name: Kind[str]
    what: str

    @property
    def words(self) -> str:
        """What a person would call it."""
        return f"a mapping from {self.what} to {self.item.words}"

    def read(self, node: Node, reading: Reading) -> tuple[tuple[str, T], ...] | None:
        """Read every entry, also after a fault in one."""
        if is_null(node):
            return ()
        if not isinstance(node, MapNode):
            return self.refuse(node, reading)
        pairs = []
        for entry in node.entries.values():
            name = self.name.read(entry.key, reading)
            value = self.item.read(entry.value, reading)
            if name is not None and value is not None:
                pairs.append((name, value))
        return tuple(pairs)

    def schema(self) -> Schema:
        """An object with free keys."""
        return {"type": ["object", "null"], "additionalProperties": self.item.schema()}


@dataclass(frozen=True, slots=True)
class Kept(Kind[Node]):
    """A part that is kept as it is and read later, after overlays; in a schema it looks like ``like``."""

    like: Kind[Any]

    @property
    def words(self) -> str:
        """What a person would call it."""
        return self.like.words

    def read(self, node: Node, reading: Reading) -> Node | None:
        """Keep it."""
        return node

    def schema(self) -> Schema:
        """What it will have to be."""
        return self.like.schema()
