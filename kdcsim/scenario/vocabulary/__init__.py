"""The vocabulary: every key of a scenario file in one table, which validation, schema and reference page share."""

from kdcsim.scenario.vocabulary.kind import Kind, Reading, Reference, Schema, Sort
from kdcsim.scenario.vocabulary.shape import Key, Shape
from kdcsim.scenario.vocabulary.story import BRANCH, STEP, STEP_KEYS, STORY, ToldBranch, ToldStep, ToldStory
from kdcsim.scenario.vocabulary.verbs import VERBS, Verb
from kdcsim.scenario.vocabulary.world import WORLD, WORLD_KEYS

__all__ = [
    "BRANCH",
    "STEP",
    "STEP_KEYS",
    "STORY",
    "VERBS",
    "WORLD",
    "WORLD_KEYS",
    "Key",
    "Kind",
    "Reading",
    "Reference",
    "Schema",
    "Shape",
    "Sort",
    "ToldBranch",
    "ToldStep",
    "ToldStory",
    "Verb",
]
