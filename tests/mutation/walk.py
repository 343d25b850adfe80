"""Walk: finds every mutant of a module, in the order of its text."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from tests.mutation.mutant import Edit, Key, Mutant, told
from tests.mutation.operators import deletable, guards, opposite, returns_nothing, shorter, wrongs

LEFT_ALONE = frozenset({"decorator_list", "annotation", "returns", "type_params", "bases"})
"""Fields of a node in which nothing is done wrong."""
UNREAD_CALLS = frozenset({"TypeVar", "NewType", "field", "lru_cache", "cast", "super"})
UNREAD_KEYWORDS = frozenset({"strict", "maxsize", "source", "list_source", "grade", "applies", "under"})
ROWS = frozenset({"replace", "Generation", "ClientGeneration"})
"""Calls whose keyword arguments are columns of a row."""
NOTHING = ast.Constant(None)


def mutants_of(source: str, file: str) -> tuple[ast.Module, tuple[Mutant, ...]]:
    """Every mutant of a module's text, and the tree that they edit."""
    tree = ast.parse(source)
    walk = _Walk(file=file, lines=source.splitlines())
    walk.children(tree, _At())
    return tree, tuple(walk.found)


@dataclass(frozen=True, slots=True)
class _At:
    """Where the walk is.

    ``scope`` names the function or table, ``inside`` says whether a function is around, ``shown`` is the expression
    that tells of a small piece, and ``settled`` that other mutants tell of a condition's being turned round.
    """

    scope: tuple[str, ...] = ()
    line: int = 0
    inside: bool = False
    shown: ast.AST | None = None
    settled: bool = False


@dataclass(slots=True)
class _Walk:
    file: str
    lines: list[str]
    found: list[Mutant] = field(default_factory=list)
    names: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def children(self, node: ast.AST, at: _At) -> None:
        """Walk everything below a node."""
        for name, value in ast.iter_fields(node):
            if name not in LEFT_ALONE:
                for index, child in _each(value):
                    if not _left_alone(child):
                        self._one(Edit(node, name, index, None), child, at)

    def _one(self, place: Edit, node: ast.AST, at: _At) -> None:
        match node:
            case ast.stmt():
                at = _At(scope=_scope(node, at), line=node.lineno, inside=at.inside)
                self._statement(place, node, at)
            case ast.expr():
                at = replace(at, settled=_settled(place, at))
                self._wrongs(place, node, at)
                self._expression(place, node, at)
                keeps = isinstance(node, (ast.Tuple, ast.List, ast.Starred)) and at.shown is not None
                at = at if keeps else replace(at, shown=node)
            case ast.keyword():
                at = replace(at, shown=node)
            case ast.comprehension(ifs=ifs):
                for index, test in enumerate(ifs):
                    self._add(at, Edit(node, "ifs", index, None), test, None, "if ")
        within = at
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            self.children(node.args, at)
            within = replace(at, inside=True)
        self.children(node, within)

    def _statement(self, place: Edit, node: ast.stmt, at: _At) -> None:
        match node:
            case ast.If(test=test) if guards(node):
                self._add(at, Edit(node, "test", None, ast.Constant(False)), test, ast.Constant(False), "if ")
            case ast.If(test=test) | ast.While(test=test) if (other := opposite(test)) is not None:
                self._add(at, Edit(node, "test", None, other), test, other, "if ")
            case ast.Match(cases=cases) if len(cases) > 1:
                for index, case in enumerate(cases):
                    self._add(at, Edit(node, "cases", index, None), case.pattern, None, "case ")
            case ast.Return(value=value) if not returns_nothing(value):
                self._add(at, Edit(node, "value", None, None), node, ast.Return(value=None))
            case _ if deletable(node):
                self._add(at, replace(place, new=ast.Pass()), node, ast.Pass())

    def _wrongs(self, place: Edit, node: ast.expr, at: _At) -> None:
        small = isinstance(node, (ast.Constant, ast.Name)) and at.shown is not None
        if isinstance(node, ast.Name) and _one_of_two(place.parent):
            return  # taken for its neighbour already
        if _is_number(node) and isinstance(place.parent, (ast.Tuple, ast.List)) and len(place.parent.elts) > 1:
            return  # left out already
        for other in wrongs(node, hexadecimal=self._hexadecimal(node), settled=at.settled):
            edit = replace(place, new=other)
            if small:  # told with what is around it
                assert at.shown is not None
                with edit.done():
                    now = told(at.shown)
                self._named(at, edit, told(at.shown), now)
            else:
                self._add(at, edit, node, other)

    def _expression(self, place: Edit, node: ast.expr, at: _At) -> None:
        match node:
            case ast.Lambda(body=body) if not returns_nothing(body):
                self._add(at, Edit(node, "body", None, NOTHING), node, NOTHING, "lambda ")
            case ast.Call(func=ast.Name(id=called), keywords=keywords) if called in ROWS:
                for index, told_of in enumerate(keywords):
                    if told_of.arg not in (None, *UNREAD_KEYWORDS) and not _is_flag(told_of.value):
                        self._add(at, Edit(node, "keywords", index, None), told_of, None)
            case ast.Tuple(elts=elts, ctx=ast.Load()) | ast.List(elts=elts, ctx=ast.Load()) | ast.Set(elts=elts):
                self._items(place, node, elts, at)
            case ast.Dict(keys=keys, values=values) if not at.inside and len(keys) > 1:
                for index, key in enumerate(keys):
                    rest = ast.Dict(keys=_without(keys, index), values=_without(values, index))
                    self._add(at, replace(place, new=rest), key or values[index], None, "entry ")

    def _items(self, place: Edit, node: ast.expr, elts: list[ast.expr], at: _At) -> None:
        parent = place.parent
        ladder = isinstance(parent, ast.Call) and isinstance(parent.func, ast.Name) and parent.func.id == "Ladder"
        numbers = len(elts) > 1 and all(map(_is_number, elts))
        loop = isinstance(parent, (ast.For, ast.comprehension)) and place.field == "iter"
        table = not at.inside and isinstance(parent, (ast.Assign, ast.AnnAssign))
        every = ladder or numbers or loop or table or isinstance(parent, ast.Compare)
        for index, items, new in shorter(elts, swapped=ladder or numbers):
            if every or (not new and isinstance(items[0], ast.Starred)):
                was, now = (ast.Tuple(elts=each, ctx=ast.Load()) if new else each[0] for each in (items, new or [None]))
                self._add(at, Edit(node, "elts", index, new), was, now, "item ")

    def _add(self, at: _At, edit: Edit, was: ast.AST | None, now: ast.AST | None, word: str = "") -> None:
        self._named(at, edit, word + told(was), told(now))

    def _named(self, at: _At, edit: Edit, was: str, now: str) -> None:
        scope = ".".join(at.scope) or "module"
        self.names[scope, was, now] += 1
        key = Key(self.file, scope, was, now, self.names[scope, was, now])
        self.found.append(Mutant(key=key, line=at.line, anywhere=not at.inside, edit=edit))

    def _hexadecimal(self, node: ast.expr) -> bool:
        if not isinstance(node, ast.Constant):
            return False
        return self.lines[node.lineno - 1].encode()[node.col_offset :][:2].lower() == b"0x"


def _each(value: Any) -> Iterator[tuple[int | None, ast.AST]]:
    if isinstance(value, ast.AST):
        yield None, value
    elif isinstance(value, list):
        yield from ((at, child) for at, child in enumerate(value) if isinstance(child, ast.AST))


def _left_alone(node: ast.AST) -> bool:
    match node:
        case ast.Assert() | ast.Import() | ast.ImportFrom() | ast.Pass() | ast.JoinedStr() | ast.arguments():
            return True
        case ast.Constant(value=str() | bytes()):
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name == "__all__" or (not name.isupper() and name[:1].isupper())  # an alias of types
        case ast.Call(func=ast.Name(id=name)) if name in UNREAD_CALLS:
            return True
        case ast.keyword(arg=str(arg)) if arg in UNREAD_KEYWORDS:
            return True
        case ast.Attribute(value=ast.Name(id="Grade")):
            return True
    return False


def _settled(place: Edit, at: _At) -> bool:
    match place.parent:
        case ast.BoolOp() | ast.comprehension():
            return place.field in ("values", "ifs")
        case ast.IfExp():
            return place.field == "test"
        case ast.If():
            return place.field == "test" and guards(place.parent)
        case ast.UnaryOp(op=ast.Not()):
            return True
    return False


def _scope(node: ast.stmt, at: _At) -> tuple[str, ...]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return (*at.scope, name)
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)) if not at.inside:
            return (*at.scope, name)
    return at.scope


def _one_of_two(parent: ast.AST) -> bool:
    return isinstance(parent, ast.IfExp) or (isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.BitOr))


def _is_flag(node: ast.expr) -> bool:
    """Whether a column is turned round anyway."""
    return isinstance(node, ast.Constant) and isinstance(node.value, bool)


def _is_number(node: ast.expr) -> bool:
    inner = node.operand if isinstance(node, ast.UnaryOp) else node
    return isinstance(inner, ast.Constant) and isinstance(inner.value, int) and not isinstance(inner.value, bool)


def _without(items: list[Any], index: int) -> list[Any]:
    return [*items[:index], *items[index + 1 :]]
