"""Node: a YAML text as a small tree of values that know their place.

The YAML library ends here. Only plain YAML passes: one document, no tags, anchors or aliases, no key twice, and sizes
within reason. Scalars stay text; `kdcsim.scenario.scalar` says what a plain one means.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kdcsim.diagnostic import Span
from kdcsim.scenario import codes
from kdcsim.scenario.faults import LINE_BREAK, Faults

MOST_NODES = 50_000
MOST_DEPTH = 40


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """One value. ``plain``: written without quotes, so that it may mean a number."""

    text: str
    plain: bool
    span: Span


@dataclass(frozen=True, slots=True)
class ListNode:
    """Values in order."""

    items: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Entry:
    """A key and its value."""

    key: ScalarNode
    value: Node


@dataclass(frozen=True, slots=True)
class MapNode:
    """Named values, in the order of the file."""

    entries: Mapping[str, Entry]
    span: Span

    def get(self, name: str) -> Node | None:
        """The value of a key."""
        entry = self.entries.get(name)
        return entry.value if entry else None


Node = ScalarNode | ListNode | MapNode


def is_null(node: Node) -> bool:
    """Whether nothing stands there: an empty plain scalar, ``null`` or ``~``."""
    return isinstance(node, ScalarNode) and node.plain and node.text in ("", "null", "Null", "NULL", "~")


def is_empty(node: Node) -> bool:
    """Whether nothing stands there, in any spelling."""
    return is_null(node) or (isinstance(node, MapNode) and not node.entries)


def compose(text: str, file: str, faults: Faults) -> Node | None:
    """Read a YAML text; None (and a fault) when it cannot be read."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError
    from ruamel.yaml.reader import ReaderError

    builder = _Builder(file, faults)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            if not builder.take(event):
                return None
    except ReaderError as error:
        before = LINE_BREAK.split(text[: error.position])
        span = Span(file=file, line=len(before), column=len(before[-1]) + 1)
        faults.error(
            codes.NOT_YAML, f"a character that YAML does not allow: U+{_code_point(error.character):04X}", span
        )
        return None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        span = (
            Span(file=file, line=mark.line + 1, column=mark.column + 1) if mark else Span(file=file, line=1, column=1)
        )
        faults.error(codes.NOT_YAML, str(error.problem or error.context), span, help=_yaml_help(str(error.problem)))
        return None
    except (YAMLError, ValueError, LookupError, AttributeError, TypeError, AssertionError, OverflowError) as error:
        # the library's scanner lets a few hostile escapes and directives escape as these
        faults.error(codes.NOT_YAML, f"the YAML reader gave up: {error or type(error).__name__}", builder.here)
        return None
    return builder.root


def _code_point(character: str | int) -> int:
    return character if isinstance(character, int) else ord(character)


def _yaml_help(problem: str) -> str | None:
    if "\\t" in problem or "tab" in problem:
        return "indent with spaces, never with tabs"
    if "mapping values are not allowed" in problem:
        return "a text with `: ` in it needs quotes, and keys of one mapping need the same indentation"
    return None


@dataclass(slots=True)
class _Open:
    start: Any
    mapping: bool
    items: list[Node] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    key: ScalarNode | None = None


class _Builder:
    """Makes nodes of YAML events, without recursion: depth is a number, not a stack."""

    def __init__(self, file: str, faults: Faults) -> None:
        self.root: Node | None = None
        self.here = Span(file=file, line=1, column=1)
        self._file, self._faults = file, faults
        self._open: list[_Open] = []
        self._nodes = 0

    def take(self, event: Any) -> bool:
        """Take one event; False ends the reading."""
        kind = type(event).__name__
        if kind.startswith(("Stream", "Document")):
            return not (kind == "DocumentStartEvent" and self.root is not None) or self._refuse(
                event, "a second document"
            )
        self.here = self._span(event.start_mark, event.end_mark)
        if kind == "AliasEvent":
            return self._refuse(event, "an alias")
        if kind.endswith("EndEvent"):
            return self._close(event)
        self._nodes += 1
        if self._nodes > MOST_NODES or len(self._open) >= MOST_DEPTH:
            note = f"at most {MOST_NODES} values, nested {MOST_DEPTH} deep"
            self._faults.error(codes.TOO_LARGE, "this file is larger than any story needs", self.here, note=note)
            return False
        if event.anchor is not None:
            return self._refuse(event, "an anchor")
        if event.tag is not None:
            return self._refuse(event, "a tag")
        if kind == "ScalarEvent":
            return self._put(ScalarNode(event.value, event.implicit[0], self._scalar_span(event)))
        self._open.append(_Open(event.start_mark, kind == "MappingStartEvent"))
        return True

    def _close(self, event: Any) -> bool:
        done = self._open.pop()
        if done.mapping:
            span = self._collection_span(done, event.end_mark, (e.key.span for e in done.entries.values()))
            return self._put(MapNode(done.entries, span))
        return self._put(ListNode(tuple(done.items), self._collection_span(done, event.end_mark, iter(()))))

    def _put(self, node: Node) -> bool:
        if not self._open:
            self.root = node
            return True
        top = self._open[-1]
        if not top.mapping:
            top.items.append(node)
        elif top.key is None:
            if not isinstance(node, ScalarNode):
                return self._refuse(None, "a key that is not a single word", node.span)
            top.key = node
        else:
            self._enter(top, top.key, node)
            top.key = None
        return True

    def _enter(self, top: _Open, key: ScalarNode, value: Node) -> None:
        first = top.entries.get(key.text)
        if first is not None:
            note = f"the first one is in line {first.key.span.line}"
            self._faults.error(codes.DUPLICATE_KEY, f"`{key.text}` is told twice here", key.span, note=note)
        top.entries[key.text] = Entry(key, value)

    def _refuse(self, event: Any, what: str, span: Span | None = None) -> bool:
        place = span or self._span(event.start_mark, event.end_mark)
        shares = "branches and `extends` share what stories have in common"
        help = shares if what in ("an alias", "an anchor") else None
        self._faults.error(codes.NOT_PLAIN, f"{what} is not used here", place, help=help)
        return False

    def _scalar_span(self, event: Any) -> Span:
        if event.value == "" and event.implicit[0] and self._open and self._open[-1].key is not None:
            return self._open[-1].key.span
        return self.here

    def _collection_span(self, done: _Open, end: Any, keys: Iterator[Span]) -> Span:
        if done.start.line == end.line:
            return self._span(done.start, end)
        return next(keys, None) or Span(file=self._file, line=done.start.line + 1, column=done.start.column + 1)

    def _span(self, start: Any, end: Any) -> Span:
        length = end.column - start.column if end.line == start.line else 1
        return Span(file=self._file, line=start.line + 1, column=start.column + 1, length=max(length, 1))
