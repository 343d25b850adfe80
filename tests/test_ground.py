"""The five small modules that everyone may use."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdcsim.address import address, parts
from kdcsim.chance import Chance
from kdcsim.reason import Answer, Grade, Ladder, Narrow, decide, rule


@given(st.lists(st.text(min_size=1).filter(lambda t: "%2F" not in t), min_size=1))
def test_address_parts_never_merge(names: list[str]) -> None:
    """An address taken apart gives back its parts, slashes and all."""
    assert parts(address(*names)) == tuple(names)


@given(st.lists(st.text()), st.lists(st.text()))
def test_chance_differs_by_label(first: list[str], second: list[str]) -> None:
    """Two places in the tree of labels give the same bytes only if they are the same place."""
    root = Chance(seed=7)
    assert (root.at(*first).draw(32) == root.at(*second).draw(32)) == (first == second)


def test_chance_is_by_name_not_by_order() -> None:
    """A draw is not moved by other draws, and going down in one step or in two is the same."""
    root = Chance(seed=7)
    before = root.at("step", "connect").draw(16)
    root.at("step", "another").draw(999)
    assert root.at("step").at("connect").draw(16) == before
    assert Chance(seed=8).at("step", "connect").draw(16) != before


def test_chance_is_the_same_everywhere() -> None:
    """The bytes are a published function of seed and labels: a change here changes every scenario."""
    assert Chance(seed=7).at("step", "connect").draw(8).hex() == EXPECTED
    code = "from kdcsim.chance import Chance; print(Chance(seed=7).at('step', 'connect').draw(8).hex())"
    for hash_seed in ("0", "4242"):
        run = subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": hash_seed}, capture_output=True, text=True, check=True
        )
        assert run.stdout.strip() == EXPECTED


EXPECTED = "ffab0c0152cb8852"


@given(st.integers(min_value=1, max_value=2**40))
def test_chance_number_stays_below(limit: int) -> None:
    """A number is within its range."""
    assert 0 <= Chance(seed=1).at("n").number(limit) < limit


@rule("drop-odd", source="test", grade=Grade.ASSUMED)
def _drop_odd(q: int, left: tuple[int, ...]) -> Answer[int] | Narrow[tuple[int, ...]] | None:
    """odd numbers go"""
    after = tuple(n for n in left if n % 2 == 0)
    return Narrow(after, tuple(str(n) for n in left if n not in after))


@rule("above", source="test", grade=Grade.ASSUMED)
def _above(q: int, left: tuple[int, ...]) -> Answer[int] | Narrow[tuple[int, ...]] | None:
    """the first number above the question is taken"""
    return next((Answer(n) for n in left if n > q), None)


@rule("none", source="test", grade=Grade.ASSUMED)
def _none(q: int, left: tuple[int, ...]) -> Answer[int] | Narrow[tuple[int, ...]] | None:
    """nothing is above it"""
    return Answer(-1)


LADDER: Ladder[int, tuple[int, ...], int] = Ladder("test", "which?", (_drop_odd, _above, _none))


def test_a_decision_tells_what_was_removed_and_passed_over() -> None:
    """A reason names the deciding rule, what each rule before it removed, and the rules that had nothing to say."""
    decision = decide(LADDER, 2, (1, 2, 3, 4))
    assert decision.value == 4
    assert decision.reason.decided.rule == "above"
    assert decision.reason.narrowed[0].removed == ("1", "3")
    last = decide(LADDER, 9, (1, 2))
    assert (last.value, last.reason.decided.rule, last.reason.passed) == (-1, "none", ("above",))


def test_a_ladder_must_answer() -> None:
    """A ladder that ends without an answer is a bug of ours, not an outcome."""
    with pytest.raises(AssertionError):
        decide(Ladder("open", "?", (_drop_odd,)), 1, (1,))
