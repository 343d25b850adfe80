"""Trial: tests against one mutant, until one of them fails.

Where a function is wrong, its code is exchanged in a process that has already collected the suite. Where a table or
something else that runs at import is wrong, kdcsim is imported afresh from the wrong tree.
"""

from __future__ import annotations

import ast
import gc
import signal
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import CodeType, FunctionType
from typing import Any

import pytest

from tests.mutation.mutant import Mutant
from tests.mutation.outcome import AFRESH, KILLED, SURVIVED
from tests.mutation.serving import PACKAGE, Serving, compiled
from tests.mutation.survey import OPTIONS

Place = tuple[str, str, int]
Functions = Mapping[Place, Sequence[FunctionType]]
FIRST_FILES = 4
"""How many test files a fresh import is tried with before the rest is collected."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A mutant and the tests that are asked about it, in order, with the seconds each should take."""

    mutant: Mutant
    tree: ast.Module
    tests: tuple[tuple[str, float], ...]


def functions_by_place() -> Functions:
    """Every function of kdcsim that has been imported, by file, name and line."""
    found: dict[Place, list[FunctionType]] = {}
    for each in gc.get_objects():
        if isinstance(each, FunctionType) and each.__code__.co_filename.startswith(str(PACKAGE)):
            found.setdefault(_place(each.__code__), []).append(each)
    return found


def tried_in_place(trial: Trial, items: Mapping[str, pytest.Item], functions: Functions, caches: Sequence[Any]) -> str:
    """Exchange the code of the function that is wrong, and run the tests that were collected before."""
    with trial.mutant.edit.done():
        code = compiled(PACKAGE / trial.mutant.key.file, trial.tree)
    exchanged = 0
    for each, function in ((code, f) for code in _codes(code) for f in functions.get(_place(code), ())):
        if function.__code__ != each:
            if function.__code__.co_freevars != each.co_freevars:
                return AFRESH
            function.__code__ = each
            exchanged += 1
    if not exchanged:
        return AFRESH
    for cache in caches:
        cache.cache_clear()
    chosen = [items[name] for name, _ in trial.tests]
    for at, (item, (name, seconds)) in enumerate(zip(chosen, trial.tests, strict=True)):
        _limit(seconds)
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=chosen[at + 1] if at + 1 < len(chosen) else None)
        if item.session.testsfailed:
            return f"{KILLED} {name}"
    return SURVIVED


def tried_afresh(trial: Trial) -> str:
    """Import kdcsim with the wrong in it, and run the tests: first those of a few files, then the rest."""
    with trial.mutant.edit.done():
        Serving({trial.mutant.key.file: trial.tree}).begin()
        files = list(dict.fromkeys(name.split("::")[0] for name, _ in trial.tests))
        for chosen in (files[:FIRST_FILES], files[FIRST_FILES:]):
            tests = {name: seconds for name, seconds in trial.tests if name.split("::")[0] in chosen}
            if not tests:
                continue
            plugin = _Chosen(tests)
            _limit(20.0)
            code = pytest.main([*OPTIONS, "-x", *chosen], plugins=[plugin])
            if code != pytest.ExitCode.OK:
                return f"{KILLED} {plugin.failed or chosen[0]}"
    return SURVIVED


class _Chosen:
    """Runs some tests of a session only, each for a limited time."""

    def __init__(self, seconds: Mapping[str, float]) -> None:
        self.seconds = seconds
        self.failed = ""

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        order = {name: at for at, name in enumerate(self.seconds)}
        items[:] = sorted((i for i in items if i.nodeid in order), key=lambda i: order[i.nodeid])

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        _limit(self.seconds[item.nodeid])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed = report.nodeid

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.failed = report.nodeid


def _limit(seconds: float) -> None:
    """End this process when it works much longer than a test should; the signal says so."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, 4.0 + 8.0 * seconds)


def _place(code: CodeType) -> Place:
    return code.co_filename, code.co_qualname, code.co_firstlineno


def _codes(code: CodeType) -> Iterator[CodeType]:
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield each
            yield from _codes(each)
