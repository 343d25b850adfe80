"""Survey: which test runs which statements of the mutated modules, and how long each test takes.

The statements get a probe each and the suite is run once, with every cache emptied between tests, so that a test is
known to use what it would find in a cache.
"""

from __future__ import annotations

import ast
import builtins
import functools
import importlib
import json
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.mutation.serving import ROOT, Serving, module_name

SUITE = (
    *("tests/ad", "tests/exhaustive", "tests/lessons", "tests/world", "tests/properties"),
    *("tests/testing/test_asserts.py", "tests/study", "tests/library", "tests/scenario", "tests/report"),
    *(f"tests/entrypoints/test_{name}.py" for name in ("annotations", "cli", "explain", "reference", "remedies")),
)
"""The tests that are asked: all but those of the protocol, of real peers, of browsers and servers."""
OPTIONS = (
    *("-p", "no:cacheprovider", "-p", "no:logging", "--tb=no", "-s", "-q", "--import-mode=importlib"),
    *("-p", "_hypothesis_pytestplugin", "-p", "kdcsim.testing.plugin"),
)
"""Plugins are named and not looked for: pytest would load kdcsim by itself, to rewrite its asserts."""
PROBE = "__reached__"
WIDTH = 10_000
"""More lines than any module has."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found: the seconds and statements of each test, and the statements that run at import."""

    seconds: Mapping[str, float]
    reached: Mapping[str, frozenset[int]]
    early: frozenset[int]
    failed: tuple[str, ...] = ()
    """Tests that fail without any mutant: they are not asked."""
    stale: Mapping[str, frozenset[int]] = field(default_factory=dict)
    """Statements that a file of tests runs while it is collected: what it holds is of the right program."""

    def is_stale(self, test: str, spot: int) -> bool:
        """Whether a test has used a statement before it was asked."""
        return spot in self.stale.get(test.split("::")[0], ())


def test_files() -> list[str]:
    """The files of the suite."""
    folders = [ROOT / name for name in SUITE]
    found = [file for each in folders for file in ([each] if each.is_file() else each.rglob("test_*.py"))]
    return sorted(str(file.relative_to(ROOT)) for file in found)


def make_survey(trees: Mapping[str, ast.Module], files: Mapping[str, Path]) -> str:
    """Run files of tests with probes, and write what was found of each; to be called in a process of its own."""
    Serving({file: probed(tree, at * WIDTH) for at, (file, tree) in enumerate(trees.items())}).begin()
    plugin = _Surveyor(remembered_caches())
    for file in trees:
        importlib.import_module(module_name(file))
    early = set(plugin.now)
    pytest.main([*OPTIONS, *files], plugins=[plugin])
    for file, into in files.items():
        held = [test for test in plugin.seconds if test.split("::")[0] == file]
        right = [test for test in held if test not in plugin.failed]
        found = {
            "seconds": {test: plugin.seconds[test] for test in right},
            "reached": {test: plugin.reached[test] for test in right},
            "early": sorted(early),
            "failed": [test for test in held if test in plugin.failed],
            "stale": {file: plugin.stale.get(file, [])},
        }
        into.write_text(json.dumps(found), encoding="utf-8")
    return "done"


def read_survey(files: Sequence[Path]) -> Survey:
    """Put together what `make_survey` found, part by part."""
    told = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    return Survey(
        seconds={test: spent for part in told for test, spent in part["seconds"].items()},
        reached={test: frozenset(lines) for part in told for test, lines in part["reached"].items()},
        early=frozenset(line for part in told for line in part["early"]),
        failed=tuple(test for part in told for test in part["failed"]),
        stale={file: frozenset(lines) for part in told for file, lines in part["stale"].items()},
    )


def remembered_caches() -> list[Any]:
    """Every ``lru_cache`` that is made from now on."""
    caches: list[Any] = []
    make = functools.lru_cache

    def remembering(*args: Any, **kwargs: Any) -> Any:
        made = make(*args, **kwargs)
        if hasattr(made, "cache_clear"):
            caches.append(made)
            return made

        def decorate(function: Callable[..., Any]) -> Any:
            caches.append(made(function))
            return caches[-1]

        return decorate

    functools.lru_cache = remembering
    return caches


def probed(tree: ast.Module, base: int) -> ast.Module:
    """The same module, with a probe before every statement of its functions."""
    tree = deepcopy(tree)
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            node.body = _probed(node.body, base)
    return tree


class _Surveyor:
    def __init__(self, caches: list[Any]) -> None:
        self.caches = caches
        self.seconds: dict[str, float] = {}
        self.reached: dict[str, list[int]] = {}
        self.stale: dict[str, list[int]] = {}
        self.failed: set[str] = set()
        self.now: set[int] = set()
        setattr(builtins, PROBE, self.now)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self.stale[report.nodeid] = sorted(self.now)
        self.now.clear()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        for cache in self.caches:
            cache.cache_clear()
        self.now.clear()
        start = time.process_time()
        result = yield
        self.seconds[item.nodeid] = round(time.process_time() - start, 4)
        self.reached[item.nodeid] = sorted(self.now)
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.add(report.nodeid)


def _probed(body: list[ast.stmt], base: int) -> list[ast.stmt]:
    made: list[ast.stmt] = []
    for node in body:
        for name in ("body", "orelse", "finalbody"):
            if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and getattr(
                node, name, None
            ):
                setattr(node, name, _probed(getattr(node, name), base))
        for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
            part.body = _probed(part.body, base)
        text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        made += [node] if text else [_probe(node, base), node]
    return made


def _probe(node: ast.stmt, base: int) -> ast.stmt:
    call = f"{PROBE}.add({base + node.lineno})"
    probe = ast.parse(call).body[0]
    for part in ast.walk(probe):
        ast.copy_location(part, node)
    return probe
