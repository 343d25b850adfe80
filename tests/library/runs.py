"""The built-in scenarios, each loaded and played once for all tests of this folder."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from kdcsim.scenario.load import load_file
from kdcsim.scenario.model import Scenario
from kdcsim.scenario.source import built_in_names
from kdcsim.study.run import Run, play

ROOT = Path(__file__).resolve().parents[2]
NAMES = built_in_names()
THEMES = (
    "2003-era",
    "salts-and-keytabs",
    "trusts",
    "des",
    "2022-split",
    "rc4-removal-2026",
    "mixed-dcs",
    "spns-and-passwords",
)
LESSONS = "lessons"
"""A shelf of its own: worlds to learn with, not incidents."""


@cache
def scenario(name: str) -> Scenario:
    """One scenario."""
    return load_file(name)


@cache
def incidents() -> tuple[str, ...]:
    """The scenarios that tell of something that happened."""
    return tuple(name for name in NAMES if scenario(name).theme != LESSONS)


@cache
def played(name: str) -> Run:
    """One scenario as it was played."""
    return play(scenario(name))
