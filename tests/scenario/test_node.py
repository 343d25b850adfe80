"""The YAML border: 1.2 scalars, places, and limits."""

from __future__ import annotations

import pytest

from kdcsim.scenario.faults import Faults
from kdcsim.scenario.node import MapNode, ScalarNode, compose
from kdcsim.scenario.scalar import as_integer, as_truth
from tests.scenario.small_story import faults


@pytest.mark.parametrize(
    ("text", "integer", "truth"),
    [
        ("23", 23, None),
        ("0x17", 23, None),
        ("0o27", 23, None),
        ("-1", -1, None),
        ("'23'", None, None),
        ("017", 17, None),
        ("1_000", None, None),
        ("true", None, True),
        ("FALSE", None, False),
        ("no", None, None),
        ("2012-10-10", None, None),
    ],
)
def test_plain_scalars_mean_what_the_core_schema_says(text: str, integer: int | None, truth: bool | None) -> None:
    """YAML 1.2: `no` is a text, 0x17 a number, quotes make a text."""
    node = compose(text, "f.yaml", Faults())
    assert isinstance(node, ScalarNode)
    assert (as_integer(node), as_truth(node)) == (integer, truth)


def test_a_value_knows_its_place() -> None:
    """Line and column count from one and in characters, not bytes."""
    node = compose("a: 1\nbé: {c: xyz}\n", "f.yaml", Faults())
    assert isinstance(node, MapNode)
    inner = node.get("bé")
    assert isinstance(inner, MapNode)
    assert str(inner.entries["c"].value.span) == "f.yaml:2:9"
    assert inner.entries["c"].value.span.length == 3


@pytest.mark.parametrize("text", ["[" * 100, "- " * 100 + "a", "{a: " * 100, "- a\n" * 60_000], ids=str.__len__)
def test_what_is_deeper_or_longer_than_any_story_is_refused(text: str) -> None:
    """Nesting and size have limits, and passing them is one fault."""
    assert [each.code for each in faults(text)] == ["KS004"]


def test_a_bomb_of_aliases_does_not_go_off() -> None:
    """The first anchor already ends the reading."""
    bomb = "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a, *a]\n" for n in range(50))
    assert [each.code for each in faults(bomb)] == ["KS006"]
