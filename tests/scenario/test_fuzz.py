"""Whatever the text: a scenario, or a ScenarioError with diagnostics that point into it - never anything else."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from kdcsim.errors import ScenarioError
from kdcsim.scenario.load import load
from tests.scenario.small_story import BOOTED

STORY = (
    BOOTED
    + """\
- connect: {from: PC-1, as: LocalSystem, to: WEB-1/web, message: note}
  id: show
  expect: {outcome: accepted, ticket_etype: AES256, events: [{on: WEB-1, id: 4625, count: 0}]}
branches:
  one: {after: trunk/show, given: {hosts: {PC-1: {os: 7}}}, steps: [wait: 10 h]}
  two: {after: one, steps: [set_registry: {on: PC-1, name: DefaultEncryptionType, value: 0x17}]}
"""
)
PIECES = st.sampled_from(
    [
        *("{", "}", "[", "]", ": ", "- ", "\n", "  ", "\t", "&a ", "*a", "!!int ", "!t ", "|", ">", "'", '"', "\\x"),
        *("%YAML 1.1\n", "%TAG ! x\n", "---\n", "...", "? ", "null", "~", "0x", "9" * 30, "-1", "true", "#", "@"),
        *("\u2028", "\x85", "\0", "\ufeff", "é", "\r", "<<: ", "=", "given: ", "after: ", "steps:", "extends: story"),
    ]
)


def survives(text: str) -> None:
    """Load it, and look at what a person would be told."""
    try:
        load(text, "story.yaml")
    except ScenarioError as error:
        assert error.diagnostics
        for each in error.diagnostics:
            assert each.message
            assert each.span is None or (each.span.line >= 1 and each.span.column >= 1)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(STORY)), st.integers(0, 25), PIECES), min_size=1, max_size=4))
def test_a_mutated_story_is_a_story_or_a_diagnosis(changes: list[tuple[int, int, str]]) -> None:
    """Cut something out, put something in, a few times."""
    text = STORY
    for place, length, piece in changes:
        text = text[:place] + piece + text[place + length :]
    survives(text)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(), st.lists(PIECES).map("".join), st.binary().map(lambda raw: raw.decode("latin-1"))))
def test_noise_is_a_diagnosis(text: str) -> None:
    """Nothing in it needs to make sense."""
    survives(text)


TREE = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.sampled_from(["S1", "PC-1", "alice", "2008", "x/y", "boot"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                [
                    "domains",
                    "hosts",
                    "steps",
                    "branches",
                    "boot",
                    "expect",
                    "events",
                    "os",
                    "dcs",
                    "given",
                    "after",
                    "PC-1",
                ]
            ),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(["domains", "hosts", "messages", "assume", "steps", "branches", "start"]), TREE))
def test_known_words_in_wrong_places_are_a_diagnosis(tree: dict[str, object]) -> None:
    """Every key with every kind of value: JSON is YAML."""
    survives(json.dumps(tree))
