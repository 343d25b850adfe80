"""The schema: one table behind validation and JSON Schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from kdcsim.scenario.schema import SHAPES, json_schema
from kdcsim.scenario.vocabulary import STORY, VERBS
from kdcsim.scenario.vocabulary.world import WORLD
from kdcsim.world.action import Action


def references(value: Any) -> Iterator[str]:
    """Every $ref in a schema."""
    if isinstance(value, dict):
        if "$ref" in value:
            yield value["$ref"]
        for each in value.values():
            yield from references(each)
    elif isinstance(value, list):
        for each in value:
            yield from references(each)


def test_every_reference_leads_to_a_definition() -> None:
    """And the schema is JSON."""
    schema = json.loads(json.dumps(json_schema()))
    assert {ref.removeprefix("#/$defs/") for ref in references(schema)} <= set(schema["$defs"])


def test_every_action_has_a_verb() -> None:
    """What the world can do, a file can say."""
    made = {verb.shape.name.replace("_", "") for verb in VERBS}
    assert made == {action.__name__.lower() for action in Action.__args__}


def test_every_key_has_a_sentence_and_names_are_unique() -> None:
    """The table is what people read."""
    assert len({shape.name for shape in SHAPES}) == len(SHAPES)
    for shape in SHAPES:
        assert shape.sentence.endswith(".")
        assert len({key.name for key in shape.keys}) == len(shape.keys)
        assert all(key.sentence for key in shape.keys)


def test_required_keys_have_an_example_or_explain_themselves() -> None:
    """A missing key is told with what to write."""
    for shape in SHAPES:
        for key in shape.keys:
            assert not key.required or key.example or key.name in ("title", "dcs", "domains", "name", "level"), key


def test_the_world_stands_at_the_top_of_a_story() -> None:
    """Every key of the world is a key of the file."""
    assert {key.name for key in WORLD.keys} <= {key.name for key in STORY.keys}
