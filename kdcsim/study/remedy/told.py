"""Told: a remedy as an offer tells it, before it has its commands."""

from __future__ import annotations

from typing import NamedTuple

from kdcsim.study.remedy.kind import Kind, Risk
from kdcsim.world.action import Action


class Told(NamedTuple):
    """One remedy: its kind, what it is done to, in words, its actions, and what a reader should know besides."""

    kind: Kind
    subject: str
    sentence: str
    actions: tuple[Action, ...]
    risks: tuple[Risk, ...] = ()
    note: str = ""
