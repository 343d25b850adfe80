"""Read: a lesson's YAML becomes a Lesson; what is wrong with it is said with its line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from kdcsim.errors import KdcsimError
from kdcsim.scenario.faults import Faults
from kdcsim.scenario.node import ListNode, MapNode, Node, ScalarNode, compose
from kdcsim.study.lesson.model import Ask, Lesson, Mend, Moment, Offer, Part, Say

KINDS: tuple[tuple[str, type], ...] = (("ask", Ask), ("mend", Mend), ("say", Say))


def read_lesson(text: str, file: str) -> Lesson:
    """Read a lesson. Raises KdcsimError (or ScenarioError) naming file and line."""
    faults = Faults()
    faults.knows(file, text)
    root = compose(text, file, faults)
    faults.check()
    told = _mapping(root, file)
    parts = told.pop("parts", ())
    wanted = {f.name for f in fields(Lesson)} - {"parts"}
    if told.keys() != wanted:
        raise KdcsimError(f"{file}: a lesson has {', '.join(sorted(wanted))} and parts")
    if not isinstance(parts, ListNode):
        raise KdcsimError(f"{file}: `parts` is a list")
    words = {name: _text(value) for name, value in told.items()}
    return Lesson(
        number=int(words["number"]),
        minutes=int(words["minutes"]),
        title=words["title"],
        scenario=words["scenario"],
        intro=words["intro"],
        takeaway=words["takeaway"],
        parts=tuple(_part(each, file) for each in parts.items),
    )


def _part(node: Node, file: str) -> Part:
    told = _mapping(node, file)
    for name, kind in KINDS:
        if name in told:
            text = _text(told.pop(name))
            unknown = told.keys() - {f.name for f in fields(kind)}
            if unknown:
                raise KdcsimError(f"{node.span}: {', '.join(sorted(unknown))} mean nothing beside `{name}`")
            made: Part = kind(text=text, **_values(told, file))
            return made
    raise KdcsimError(f"{node.span}: a part says, asks or mends something")


def _values(told: Mapping[str, Node], file: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, node in told.items():
        if name == "at":
            found[name] = _moment(_text(node))
        elif name == "offers":
            found[name] = tuple(_offer(_mapping(each, file)) for each in _items(node))
        elif name == "also":
            found[name] = tuple(_text(each) for each in _items(node))
        else:
            found[name] = _text(node) == "true" if name == "without_rc4" else _text(node)
    return found


def _offer(told: Mapping[str, Node]) -> Offer:
    return Offer(text=_text(told["say"]), do=_text(told["do"]))


def _moment(text: str) -> Moment:
    branch, _, step = text.partition("/")
    return Moment(branch=branch, step=step or None)


def _mapping(node: Node | None, file: str) -> dict[str, Node]:
    if not isinstance(node, MapNode):
        raise KdcsimError(f"{file if node is None else node.span}: a mapping must stand here")
    return {name: entry.value for name, entry in node.entries.items()}


def _items(node: Node) -> tuple[Node, ...]:
    if not isinstance(node, ListNode):
        raise KdcsimError(f"{node.span}: a list must stand here")
    return node.items


def _text(node: Node) -> str:
    if not isinstance(node, ScalarNode):
        raise KdcsimError(f"{node.span}: a text must stand here")
    return node.text.rstrip("\n")
