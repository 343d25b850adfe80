"""Operators: what can be done wrong with one expression or statement, as replacements of its node.

Texts, docstrings, annotations, decorators and grades are left alone: they are for people, and no rule reads them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
}
BOUNDS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
NAMES = {
    "AES": "RC4",
    "RC4": "AES",
    "DES": "RC4",
    "RC4_AND_DES": "RC4",
    "AES_SK": "AES",
    "ETYPE_BITS": "AES",
    "NO_KEY": "NO_ETYPE",
    "NO_ETYPE": "NO_KEY",
    "any": "all",
    "all": "any",
    "min": "max",
    "max": "min",
}
"""Names that are easily taken for one another."""
MEMBERS = {
    "NEVER": "ON_REQUEST",
    "ON_REQUEST": "UNLESS_ROLLED_BACK",
    "UNLESS_ROLLED_BACK": "ALWAYS",
    "ALWAYS": "UNLESS_ROLLED_BACK",
}
"""Members of `Enforcement`."""


def wrongs(node: ast.AST, *, hexadecimal: bool = False, settled: bool = False) -> Iterator[ast.AST]:
    """Everything that may stand in an expression's place by mistake.

    ``hexadecimal``: it was written as a mask. ``settled``: whoever notices that it is left out notices, too, that it is
    turned round, so only its bounds are moved. (A test that tells ``a and b`` from ``b`` has a false and b true, and
    there ``not a and b`` and ``a or b`` are wrong as well.)
    """
    match node:
        case ast.Compare():
            yield from _compared(node, settled)
        case ast.BoolOp(op=op, values=values):
            for at in range(len(values)):
                rest = [*values[:at], *values[at + 1 :]]
                yield rest[0] if len(rest) == 1 else ast.BoolOp(op=op, values=rest)
        case ast.UnaryOp(op=ast.Invert(), operand=operand):
            yield operand
        case ast.UnaryOp(op=ast.Not(), operand=operand) if not settled:
            yield operand
        case ast.BinOp(left=left, op=op, right=right):
            yield from _calculated(left, op, right)
        case ast.IfExp(body=body, orelse=orelse):
            yield body
            yield orelse
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield from (ast.Constant(n) for n in (_bits(value) if hexadecimal else (value + 1,)))
        case ast.Name(id=name, ctx=ast.Load()) if name in NAMES:
            yield ast.Name(id=NAMES[name], ctx=ast.Load())
        case ast.Attribute(value=ast.Name(id="Enforcement"), attr=name) if name in MEMBERS:
            yield ast.Attribute(value=ast.Name(id="Enforcement", ctx=ast.Load()), attr=MEMBERS[name], ctx=ast.Load())
        case ast.Call(func=ast.Name(id="reversed"), args=[only]):
            yield only


def opposite(test: ast.expr) -> ast.expr | None:
    """The opposite of a condition that no other operator turns round."""
    if isinstance(test, (ast.Compare, ast.BoolOp, ast.UnaryOp, ast.Constant)):
        return None
    return ast.UnaryOp(op=ast.Not(), operand=test)


def shorter(items: list[Any], *, swapped: bool) -> Iterator[tuple[int, list[Any], list[Any]]]:
    """Where a list can have one item less, or two neighbours exchanged: place, items there, what to put there."""
    for at, item in enumerate(items):
        yield at, [item], []
    for at in range(len(items) - 1 if swapped else 0):
        pair = items[at : at + 2]
        if ast.dump(pair[0]) != ast.dump(pair[1]):
            yield at, pair, pair[::-1]


def guards(node: ast.stmt) -> bool:
    """Whether an ``if`` only turns some cases away."""
    return isinstance(node, ast.If) and not node.orelse and isinstance(node.body[-1], (ast.Return, ast.Continue))


def returns_nothing(value: ast.expr | None) -> bool:
    """Whether a returned value is as good as none, or has wrongs of its own."""
    match value:
        case None | ast.Constant():
            return True
        case ast.Tuple(elts=[]) | ast.List(elts=[]) | ast.Dict(keys=[]):
            return True
        case ast.Compare() | ast.BoolOp() | ast.IfExp() | ast.UnaryOp(op=ast.Not()):
            return True
    return False


def deletable(node: ast.stmt) -> bool:
    """Whether a statement may be forgotten: one that does something and binds nothing."""
    match node:
        case ast.Expr(value=ast.Constant()):
            return False
        case ast.Expr() | ast.AugAssign() | ast.Continue() | ast.Break() | ast.Raise() | ast.Delete():
            return True
        case ast.Assign(targets=[ast.Subscript() | ast.Attribute()]):
            return True
    return False


def _compared(node: ast.Compare, settled: bool) -> Iterator[ast.AST]:
    for at, op in enumerate(node.ops):
        for other in COMPARED[type(op)][: 1 if isinstance(op, BOUNDS) else 0] if settled else COMPARED[type(op)]:
            ops = [*node.ops[:at], other(), *node.ops[at + 1 :]]
            yield ast.Compare(left=node.left, ops=ops, comparators=node.comparators)


def _calculated(left: ast.expr, op: ast.operator, right: ast.expr) -> Iterator[ast.AST]:
    match op:
        case ast.BitOr() | ast.Add():
            yield from (left, right)
        case ast.Sub():
            yield ast.BinOp(left=left, op=ast.Add(), right=right)
            yield left
        case _:
            yield left


def _bits(mask: int) -> tuple[int, ...]:
    """A mask without its lowest bit, and with the next one that it lacks."""
    lowest = mask & -mask
    missing = ~mask & (mask + 1)
    return tuple(dict.fromkeys(n for n in (mask & ~lowest, mask | missing) if n != mask))
