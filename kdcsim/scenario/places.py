"""Places: where each fact of a world at its start was told - the line of the file that says so.

Facts have the addresses that rules and steps use; what no line tells is a default, and has no place. The tree is
the one the plan was read from, so that what a branch or a base file lays over it keeps its own place.
"""

from __future__ import annotations

from collections.abc import Iterator

from kdcsim.ad.settings import find
from kdcsim.address import Address, address
from kdcsim.diagnostic import Span
from kdcsim.scenario.node import MapNode, Node, ScalarNode

MACHINE_KEYS = ("os", "update", "updates", "dc", "joined_at", "domain", "clock", "etypes")
ACCOUNT_FACTS = {
    "supported_etypes": "msDS-SupportedEncryptionTypes",
    "os_version": "operatingSystemVersion",
    "password_set_on": "keys",
    "hash_only": "keys",
    "flags": "flags",
    "workstations": "workstations",
    "upn": "upn",
    "spns": "spns",
    "salt": "salt",
}
"""What rules call the facts that an account's keys tell."""
TRUST_FACTS = {"supported_etypes": "msDS-SupportedEncryptionTypes", "selective": "selective"}
"""The same for the account that a domain holds of another; with ``other_`` before it for the other's of this one."""

Told = Iterator[tuple[Address, Span]]


def places(tree: Node) -> dict[Address, Span]:
    """The place of every fact that a world's tree tells."""
    return dict(_world(tree)) if isinstance(tree, MapNode) else {}


def _world(root: MapNode) -> Told:
    for name, span, node in _children(root.get("hosts")):
        yield address("host", name), span
        yield from _machine("host", name, node)
        for service, place, _ in _children(_below(node, "services")):
            yield address("host", name, "service", service), place
        yield from _account(f"{name.upper()}$", node)
    for name, _, node in _children(root.get("domains")):
        for key, place in _keys(node, "functional_level", "krbtgt_set_on"):
            yield address("domain", name, key), place
        for dc, span, inner in _children(_below(node, "dcs")):
            yield address("dc", dc), span
            yield address("dc", dc, "os"), span
            yield from _machine("dc", dc, inner)
            yield from _account(f"{dc.upper()}$", inner)
        for account, span, inner in _children(_below(node, "accounts")):
            yield address("account", account), span
            yield from _account(account, inner)
    for name, span, node in _children(root.get("trusts")):
        yield address("trust", name), span
        yield from _trust_accounts(span, node)


def _trust_accounts(span: Span, node: Node) -> Told:
    """Each end holds an account that is named after the other's realm."""
    for end, prefix in (("other", ""), ("domain", "other_")):
        realm = _below(node, end)
        if isinstance(realm, ScalarNode):
            yield address("account", realm.text.upper()), span
            for key, fact in TRUST_FACTS.items():
                for _, place in _keys(node, prefix + key):
                    yield address("account", realm.text.upper(), fact), place


def _machine(kind: str, name: str, node: Node) -> Told:
    for key, place in _keys(node, *MACHINE_KEYS):
        yield address(kind, name, key), place
    for value, place, _ in _children(_below(node, "registry")):
        setting = find(value)
        yield address(kind, name, "registry", setting.name if setting else value), place


def _account(name: str, node: Node) -> Told:
    for key, place in _keys(node, *ACCOUNT_FACTS):
        yield address("account", name, ACCOUNT_FACTS[key]), place


def _below(node: Node, name: str) -> Node | None:
    return node.get(name) if isinstance(node, MapNode) else None


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
