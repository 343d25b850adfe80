"""Schema: the vocabulary as JSON Schema (draft 2020-12), for editors that complete and check while one types."""

from __future__ import annotations

from typing import Any

from kdcsim.scenario.vocabulary import STEP, STORY, VERBS, Shape
from kdcsim.scenario.vocabulary.account import ACCOUNT
from kdcsim.scenario.vocabulary.domain import DC, DOMAIN, TRUST
from kdcsim.scenario.vocabulary.expect import CACHE, EVENT, EXPECT, SALT
from kdcsim.scenario.vocabulary.host import HOST, MESSAGE, SERVICE
from kdcsim.scenario.vocabulary.story import BRANCH
from kdcsim.scenario.vocabulary.world import WORLD

SHAPES: tuple[Shape[Any], ...] = (
    STORY,
    WORLD,
    DOMAIN,
    DC,
    ACCOUNT,
    TRUST,
    HOST,
    SERVICE,
    MESSAGE,
    BRANCH,
    EXPECT,
    EVENT,
    CACHE,
    SALT,
    *(verb.shape for verb in VERBS),
)
"""Every shape of the vocabulary: the story, the world, the expectations, then the verbs."""


def json_schema() -> dict[str, Any]:
    """The schema of a scenario file. Overlays are checked by kdcsim only: there any key may be null."""
    definitions = {shape.name: shape.definition() for shape in SHAPES if shape is not STORY}
    definitions["step"] = STEP.definition()
    definitions["branch"]["properties"]["given"] = {"type": "object", "description": _sentence("given")}
    root = STORY.definition()
    required = [name for name in root.pop("required") if name == "kdcsim"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "kdcsim scenario",
        **root,
        "required": required,
        "$defs": definitions,
    }


def _sentence(name: str) -> str:
    return next(key.sentence for key in BRANCH.keys if key.name == name)
