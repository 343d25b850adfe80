"""No shortcut: the outcome of the story comes from bytes, and no line of code knows how it is to end."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import kdcsim

PACKAGE = Path(kdcsim.__file__).parent
NAMED = re.compile(r"network[_ ]?service|0x0*3e4\b", re.IGNORECASE)
NUMBER = 0x3E4


def deciding(tree: ast.AST) -> Iterator[ast.AST]:
    """Everything that a decision is made of: conditions, comparisons, cases, filters."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.If, ast.IfExp, ast.While, ast.Assert)):
            yield node.test
        elif isinstance(node, (ast.Compare, ast.BoolOp)):
            yield node
        elif isinstance(node, ast.match_case):
            yield node.pattern
            if node.guard is not None:
                yield node.guard
        elif isinstance(node, ast.comprehension):
            yield from node.ifs


def speaks_of_it(node: ast.AST) -> bool:
    """Whether something in an expression names NetworkService or its LUID."""
    for part in ast.walk(node):
        if isinstance(part, ast.Constant):
            if isinstance(part.value, str) and NAMED.search(part.value):
                return True
            if part.value == NUMBER and not isinstance(part.value, bool):
                return True
        if isinstance(part, ast.Name) and NAMED.search(part.id):
            return True
        if isinstance(part, ast.Attribute) and NAMED.search(part.attr):
            return True
    return False


def test_nothing_is_decided_by_the_name_of_network_service() -> None:
    """No condition, comparison or filter under kdcsim/ names NetworkService, NETWORK_SERVICE or 0x3e4."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text())
        found += [f"{path.relative_to(PACKAGE)}:{getattr(n, 'lineno', 0)}" for n in deciding(tree) if speaks_of_it(n)]
    assert not found, f"outcomes are decided by name in {', '.join(found)}"


def test_the_test_would_see_it() -> None:
    """The shapes that such a shortcut could take are all caught."""
    for shortcut in (
        "if session.luid == 0x3e4: fail()",
        "x = 41 if service.runs_as == 'NetworkService' else None",
        "ok = [s for s in sessions if s != NETWORK_SERVICE]",
        "match luid:\n    case 996: fail()",
        "while name.lower() in ('network service',): pass",
    ):
        assert any(speaks_of_it(node) for node in deciding(ast.parse(shortcut))), shortcut
    assert not any(speaks_of_it(node) for node in deciding(ast.parse("if luid == LOCAL_SYSTEM: pass")))


def test_the_two_machine_sessions_differ_in_data_alone() -> None:
    """What sets them apart stands in the table of built-in sessions, as columns."""
    from kdcsim.ad.host.session import BUILTIN

    machine = [b for b in BUILTIN if b.machine]
    assert [b.knows_machine_salt for b in machine] == [True, False]
