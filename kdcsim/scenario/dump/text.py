"""Text: a tree as YAML 1.2, in blocks, with short mappings and lists on one line."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator
from typing import Any

from kdcsim.scenario.dump.tree import Hex, Tree

WIDTH = 118
PARAGRAPHS = ("story", "cause", "tell", "cure", "why")
"""Keys whose line breaks mean nothing, so that they can be folded."""

_PLAIN = re.compile(r"[A-Za-z0-9_./$\\](?:[A-Za-z0-9_./$\\@()+'-]| (?=[A-Za-z0-9_./$\\@(+'-]))*")
_WORDS = ("null", "true", "false")
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def yaml_text(tree: dict[str, Any]) -> str:
    """Write a tree."""
    return "\n".join(_block(tree, 0)) + "\n"


def flow(tree: Tree) -> str:
    """Write a tree on one line."""
    if isinstance(tree, dict):
        return "{" + ", ".join(f"{_scalar(name)}: {flow(value)}" for name, value in tree.items()) + "}"
    if isinstance(tree, list):
        return "[" + ", ".join(flow(value) for value in tree) + "]"
    return _scalar(tree)


def _block(tree: dict[str, Any] | list[Any], indent: int) -> Iterator[str]:
    if isinstance(tree, list):
        for value in tree:
            yield from _item(value, indent)
        return
    for name, value in tree.items():
        yield from _entry(name, value, indent)


def _entry(name: str, value: Tree, indent: int) -> Iterator[str]:
    start = f"{' ' * indent}{_scalar(name)}:"
    line = f"{start} {flow(value)}"
    if name in PARAGRAPHS and isinstance(value, str) and len(line) > WIDTH and _foldable(value):
        yield f"{start} >"
        margin = " " * (indent + 2)
        yield from textwrap.wrap(
            value,
            WIDTH,
            initial_indent=margin,
            subsequent_indent=margin,
            break_long_words=False,
            break_on_hyphens=False,
        )
    elif isinstance(value, dict | list) and value and (len(line) > WIDTH or indent == 0):
        yield start
        yield from _block(value, indent + 2)
    else:
        yield line


def _item(value: Tree, indent: int) -> Iterator[str]:
    """One value of a list; a mapping begins behind the dash."""
    if not isinstance(value, dict) or not value:
        yield f"{' ' * indent}- {flow(value)}"
        return
    first, *others = _block(value, indent + 2)
    yield f"{' ' * indent}- {first.lstrip()}"
    yield from others


def _foldable(text: str) -> bool:
    return text == " ".join(text.split()) and not _UNPRINTABLE.search(text)


def _scalar(value: Tree) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, Hex):
        return f"{int(value):#x}"
    if isinstance(value, str):
        return _text(value)
    return str(value)


def _text(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return _UNPRINTABLE.sub(_escaped, json.dumps(text, ensure_ascii=False))


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"
