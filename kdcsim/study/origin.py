"""Origin: where each fact of a world at the start was told - the line of the scenario's file that says so.

Facts are named by their addresses; what no line tells is a default, and is not in the map.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from kdcsim.address import address
from kdcsim.diagnostic import Span
from kdcsim.scenario.faults import Faults
from kdcsim.scenario.model import Branch, Scenario
from kdcsim.scenario.node import MapNode, Node, compose

Places = Mapping[str, Span]


def told_places(scenario: Scenario, text: str) -> dict[str, Places]:
    """For each branch, the place of every fact that the file tells of its world; ``text`` is the file's."""
    root = _root(text, scenario.file)
    if root is None:
        return {}
    base = dict(_facts(root))
    found: dict[str, Places] = {}
    for branch in scenario.branches:
        found[branch.name] = {**_of_parent(branch, scenario, found, base), **_given(root, branch.name)}
    return found


@lru_cache(maxsize=8)
def _root(text: str, file: str) -> MapNode | None:
    """The tree of a file, read once for all the plays of one page."""
    root = compose(text, file, Faults())
    return root if isinstance(root, MapNode) else None


def _of_parent(branch: Branch, scenario: Scenario, found: dict[str, Places], base: Places) -> Places:
    return found.get(branch.parent or "", base)


def _given(root: MapNode, branch: str) -> dict[str, Span]:
    given = _down(root, "branches", branch, "given")
    return dict(_facts(given)) if isinstance(given, MapNode) else {}


def _down(node: Node | None, *names: str) -> Node | None:
    for name in names:
        node = node.get(name) if isinstance(node, MapNode) else None
    return node


def _facts(root: MapNode) -> Iterator[tuple[str, Span]]:
    for name, span, node in _children(root.get("hosts")):
        yield address("host", name), span
        yield from _machine("host", name, node)
        for service, place, _ in _children(_down(node, "services")):
            yield address("host", name, "service", service), place
        for key, place in _keys(node, "supported_etypes"):
            yield address("account", f"{name.upper()}$", _attribute(key)), place
    for name, _, node in _children(root.get("domains")):
        for key, place in _keys(node, "functional_level"):
            yield address("domain", name, key), place
        for dc, span, inner in _children(_down(node, "dcs")):
            yield address("dc", dc), span
            yield address("dc", dc, "os"), span
            yield from _machine("dc", dc, inner)
        for account, span, inner in _children(_down(node, "accounts")):
            yield address("account", account), span
            for key, place in _keys(inner, "supported_etypes"):
                yield address("account", account, _attribute(key)), place


def _machine(kind: str, name: str, node: Node) -> Iterator[tuple[str, Span]]:
    for key, place in _keys(node, "os", "update", "dc", "joined_at"):
        yield address(kind, name, key), place
    for value, place, _ in _children(_down(node, "registry")):
        yield address(kind, name, "registry", value), place


def _attribute(key: str) -> str:
    return {"supported_etypes": "msDS-SupportedEncryptionTypes"}.get(key, key)


def _children(node: Node | None) -> Iterator[tuple[str, Span, Node]]:
    if isinstance(node, MapNode):
        for name, entry in node.entries.items():
            yield name, entry.key.span, entry.value


def _keys(node: Node, *names: str) -> Iterator[tuple[str, Span]]:
    if isinstance(node, MapNode):
        for name in names:
            entry = node.entries.get(name)
            if entry is not None:
                yield name, entry.key.span
