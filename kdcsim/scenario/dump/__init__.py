"""Dump: a Scenario becomes a text again, in the vocabulary that `load` reads."""

from kdcsim.scenario.dump.scenario import dump
from kdcsim.scenario.dump.step import action_tree, step_tree
from kdcsim.scenario.dump.text import flow, yaml_text
from kdcsim.scenario.dump.tree import Tree
from kdcsim.scenario.dump.world import world_tree

__all__ = ["Tree", "action_tree", "dump", "flow", "step_tree", "world_tree", "yaml_text"]
