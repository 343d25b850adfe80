"""DER as a tree, so that tests can bend one element and keep all lengths around it right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(slots=True)
class Node:
    """One element; ``long_form`` writes its length with one byte more than needed."""

    tag: int
    content: bytes = b""
    children: list[Node] = field(default_factory=list)
    long_form: bool = False

    def dump(self) -> bytes:
        """Write the element."""
        content = b"".join(child.dump() for child in self.children) if self.tag & 0x20 else self.content
        size = len(content)
        width = 0 if size < 0x80 else (size.bit_length() + 7) // 8
        width += self.long_form
        length = size.to_bytes(width, "big") if width else b""
        return bytes([self.tag, 0x80 | width if width else size]) + length + content

    def walk(self) -> Iterator[Node]:
        """This element and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()

    def find(self, *path: int) -> Node:
        """Go down by tags."""
        here = self
        for tag in path:
            here = next(child for child in here.children if child.tag == tag)
        return here


def parse(data: bytes) -> Node:
    """Read exactly one element."""
    (node,) = _parse_all(data)
    return node


def _parse_all(data: bytes) -> list[Node]:
    nodes, i = [], 0
    while i < len(data):
        tag, size, start = data[i], data[i + 1], i + 2
        if size & 0x80:
            width = size & 0x7F
            size, start = int.from_bytes(data[start : start + width], "big"), start + width
        content = data[start : start + size]
        nodes.append(Node(tag, children=_parse_all(content)) if tag & 0x20 else Node(tag, content))
        i = start + size
    return nodes
