"""Durations and moments, as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdcsim.scenario.vocabulary.moment import duration, written
from tests.scenario.small_story import changed, faults, told


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("10 h", 36_000),
        ("30 d", 2_592_000),
        ("5min", 300),
        ("90 s", 90),
        ("1 h 30 min", 5_400),
        ("2 w", 1_209_600),
        ("10", None),
        ("h", None),
        ("10 hours", None),
        ("-1 h", None),
        ("", None),
    ],
)
def test_a_duration_has_its_unit(text: str, seconds: int | None) -> None:
    """A number with s, min, h, d or w; several add up."""
    assert duration(text) == seconds


@given(st.integers(min_value=0, max_value=10**9))
def test_a_written_duration_reads_back(seconds: int) -> None:
    """`written` and `duration` undo each other."""
    assert duration(written(seconds)) == seconds


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("2012-10-10T12:00:00Z", 1349870400),
        ("2012-10-10T14:00:00+02:00", 1349870400),
        ("2012-10-10 12:00", 1349870400),
        ("2012-10-10", 1349827200),
    ],
)
def test_a_moment_without_a_zone_is_utc(text: str, start: int) -> None:
    """ISO 8601, to the second."""
    assert told(changed("title: small", f"title: small\nstart: {text}")).branches[0].plan.start == start


@pytest.mark.parametrize("text", ["yesterday", "2012-13-10", "2012-10-10T25:00:00Z", "1349870400"])
def test_anything_else_is_no_moment(text: str) -> None:
    """A month 13 is as wrong as a word."""
    assert [each.code for each in faults(changed("title: small", f"title: small\nstart: {text}"))] == ["KS017"]
