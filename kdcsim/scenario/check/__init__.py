"""Checks: what a file may say word by word and still not mean - names that lead nowhere, impossible combinations."""

from kdcsim.scenario.check.names import Names
from kdcsim.scenario.check.references import check_path, check_references
from kdcsim.scenario.check.registry import StoryLine, check_registry
from kdcsim.scenario.check.steps import check_restarts, check_step
from kdcsim.scenario.check.world import check_world

__all__ = [
    "Names",
    "StoryLine",
    "check_path",
    "check_references",
    "check_registry",
    "check_restarts",
    "check_step",
    "check_world",
]
