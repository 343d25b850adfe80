"""How many cheaper sequences there are: the number behind a claim of minimality."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from kdcsim.study.plan.fix import cheaper_sequences


@given(st.lists(st.integers(1, 6), max_size=5), st.integers(1, 14))
def test_the_count_is_that_of_all_sequences(costs: list[int], below: int) -> None:
    """It counts what enumerating every ordered choice of different remedies would."""
    numbers = range(len(costs))
    every = (chosen for size in range(1, len(costs) + 1) for chosen in permutations(numbers, size))
    assert cheaper_sequences(costs, below) == sum(1 for c in every if sum(costs[n] for n in c) < below)
