"""Campaign: every mutant against tests that reach it, first those that killed its neighbours, then one of each kind."""

from __future__ import annotations

import ast
import gc
import time
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.mutation.children import CRASHED, Told, in_children, say
from tests.mutation.mutant import Key, Mutant
from tests.mutation.outcome import AFRESH, KILLED, SURVIVED, TIMEOUT, UNREACHED, Book, Outcome
from tests.mutation.survey import OPTIONS, SUITE, WIDTH, Survey, remembered_caches
from tests.mutation.trial import Trial, functions_by_place, tried_afresh, tried_in_place

BUDGET = 10.0
"""How many seconds of tests, as the survey measured them, are asked about one mutant."""
EXPLAINED_BUDGET = 0.5
"""The same for a mutant whose life has a reason."""
MOST_FILES = 12
"""From so many files of tests come those that are asked where kdcsim has to be imported afresh."""
MIRRORS: dict[str, tuple[str, ...]] = {
    "ad/policy": ("tests/ad/policy/",),
    "study/compare": ("tests/study/compare/", "tests/properties/test_differences.py"),
    "study/conformance": ("tests/study/conformance/", "tests/study/test_conformance"),
    "study/decide": ("tests/study/decide/", "tests/properties/test_decisions.py"),
    "study/evidence": ("tests/study/evidence/", "tests/study/test_evidence.py", "tests/report/test_pasted.py"),
    "study/lesson": ("tests/study/lesson/", "tests/lessons/"),
    "study/remedy": ("tests/study/remedy/", "tests/properties/test_remedies.py", "tests/entrypoints/test_remedies.py"),
}
"""The tests that are most likely to notice a wrong in a room; elsewhere those of the folder of the same name."""


@dataclass(slots=True)
class Campaign:
    """The mutants of some modules, and what is known of tests.

    ``hints`` are the tests that killed them last time; ``jobs``: how many are tried at once.
    """

    trees: Mapping[str, ast.Module]
    survey: Survey
    book: Book
    explained: Container[Key] = ()
    hints: Mapping[Key, str] = field(default_factory=dict)
    jobs: int = 2
    kills: dict[str, Counter[str]] = field(default_factory=dict)
    tried: int = 0
    lives: int = 0
    began: float = field(default_factory=time.monotonic)

    def run(self, mutants: Sequence[Mutant]) -> None:
        """Try every mutant: first those whose function can be exchanged in place, then the others."""
        inside = [each for each in mutants if self._in_place(each)]
        say(f"{len(mutants)} mutants, {len(mutants) - len(inside)} of them at import")
        list(in_children([inside], self._housed, 1, limited=False))
        done = self.book.read()
        for each in done.values():
            self._count(each)
        left = [each for each in mutants if each.key not in done or done[each.key].how == AFRESH]
        self._try((each for each in left if each.anywhere or each not in inside or each.key in done), tried_afresh)
        if lost := [each for each in inside if each.key not in self.book.read()]:
            raise SystemExit(f"the house has fallen: {len(lost)} mutants were not tried")

    def tests_of(self, mutant: Mutant) -> tuple[tuple[str, float], ...]:
        """The tests that reach a mutant, in the order in which they are asked, as far as the budget goes."""
        spot, survey = self._spot(mutant), self.survey
        near = [test for test, lines in survey.reached.items() if spot in lines and not survey.is_stale(test, spot)]
        tests = self._in_order(near, mutant)
        if not self._in_place(mutant):
            room, mirror = set(self._room(mutant.key.file)), _mirror(mutant)
            more = {t for t, lines in survey.reached.items() if any(line // WIDTH in room for line in lines)}
            more |= {t for t in survey.seconds if t.startswith(mirror)}  # they may read a table and call nothing
            tests = _of_few_files(tests + self._in_order(more - set(near), mutant))
        left = EXPLAINED_BUDGET if mutant.key in self.explained else BUDGET
        chosen: list[tuple[str, float]] = []
        for test in tests:
            if survey.seconds[test] <= left or not chosen:
                left -= survey.seconds[test]
                chosen.append((test, survey.seconds[test]))
        return tuple(chosen)

    def _in_order(self, tests: Iterable[str], mutant: Mutant) -> list[str]:
        """The test that killed it before, killers of its neighbours, quick ones of its room, then others of every kind.

        Tests of one function with other parameters are of one kind.
        """
        seconds, kills = self.survey.seconds, self.kills.setdefault(mutant.key.file, Counter())
        mirror = _mirror(mutant)
        hint, seen, order = self.hints.get(mutant.key), Counter[str](), []
        for test in sorted(tests, key=lambda t: (seconds[t], t)):
            kind = _kind(test)
            own = test.startswith(mirror)
            turn = (0, 0) if own else (-kills[kind], seen[kind])
            order.append((test != hint, -kills[test], not own, *turn, seconds[test], test))
            seen[kind] += 1
        return [test for *_, test in sorted(order)]

    def _housed(self, mutants: Sequence[Mutant]) -> str:
        """Collect the suite, and fork a child for every mutant."""
        caches = remembered_caches()
        return str(pytest.main([*OPTIONS, *SUITE], plugins=[_House(self, mutants, caches)]))

    def _try(self, mutants: Iterable[Mutant], work: Callable[[Trial], str]) -> None:
        for told in in_children(self._trials(mutants), work, self.jobs):
            self._take(_outcome(told))

    def _trials(self, mutants: Iterable[Mutant]) -> Iterator[Trial]:
        for each in mutants:
            tests = self.tests_of(each)
            if tests:
                yield Trial(each, self.trees[each.key.file], tests)
            else:
                self._take(Outcome(each.key, UNREACHED))

    def _take(self, told: Outcome) -> None:
        self.book.write(told)
        self._count(told)
        if self.tried % 200 == 0:
            say(f"{self.tried} tried, {self.lives} live, {time.monotonic() - self.began:.0f} s")

    def _count(self, told: Outcome) -> None:
        self.tried += 1
        self.lives += told.lives
        if told.how == KILLED:
            self.kills.setdefault(told.key.file, Counter()).update({told.test, _kind(told.test)})

    def _spot(self, mutant: Mutant) -> int:
        return list(self.trees).index(mutant.key.file) * WIDTH + mutant.line

    def _in_place(self, mutant: Mutant) -> bool:
        return not mutant.anywhere and self._spot(mutant) not in self.survey.early

    def _room(self, file: str) -> list[int]:
        """The modules that are read together with one: its room in the house."""
        room = file.split("/")[:2]
        return [at for at, other in enumerate(self.trees) if other.split("/")[:2] == room]


class _House:
    """A session that has collected the suite, and lends it to children instead of running it."""

    def __init__(self, campaign: Campaign, mutants: Sequence[Mutant], caches: list[Any]) -> None:
        self.campaign, self.mutants, self.caches = campaign, mutants, caches

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        functions = functions_by_place()
        gc.collect()
        gc.freeze()

        def work(trial: Trial) -> str:
            return tried_in_place(trial, items, functions, self.caches)

        self.campaign._try(self.mutants, work)
        return True


def _mirror(mutant: Mutant) -> tuple[str, ...]:
    room = mutant.key.file.rpartition("/")[0]
    return MIRRORS.get(room, (f"tests/{room}/",))


def _of_few_files(tests: Sequence[str]) -> list[str]:
    """The tests of the files that come first: to collect many costs more than to ask them."""
    files = list(dict.fromkeys(test.split("::")[0] for test in tests))[:MOST_FILES]
    return [test for test in tests if test.split("::")[0] in files]


def _kind(test: str) -> str:
    return test.split("[")[0]


def _outcome(told: Told[Trial]) -> Outcome:
    how, _, test = told.said.partition(" ")
    if told.signal is not None:
        how, test = TIMEOUT, ""
    elif how == CRASHED:
        how = KILLED
    assert how in (KILLED, SURVIVED, AFRESH, TIMEOUT), told
    return Outcome(told.job.mutant.key, how, test, told.seconds)
