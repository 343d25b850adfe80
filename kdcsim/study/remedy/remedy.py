"""Remedy: actions that belong together, with their price, their risks, and the commands that do the same on Windows."""

from __future__ import annotations

from dataclasses import dataclass

from kdcsim.study.remedy.kind import KINDS, Kind, Risk
from kdcsim.world.action import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """One remedy. ``subject`` is what it is done to, ``sentence`` says it, ``commands`` are typed by an administrator.

    ``note`` is what a reader should know whether or not it helps, such as what an update was built for.
    """

    kind: Kind
    subject: str
    sentence: str
    actions: tuple[Action, ...]
    commands: tuple[str, ...]
    risks: tuple[Risk, ...] = ()
    note: str = ""

    @property
    def cost(self) -> int:
        """Its price on the scale of `KINDS`."""
        return KINDS[self.kind].cost

    def __str__(self) -> str:
        return self.sentence
