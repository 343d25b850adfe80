"""Scenario: a story as told - a world, steps, branches that fork from it, and what is expected of each.

This is what `load` makes of a file; nothing here knows YAML.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kdcsim.address import Address
from kdcsim.diagnostic import Diagnostic, Span
from kdcsim.world.action import Action
from kdcsim.world.plan import WorldPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class EventExpected:
    """An event that a log must (or, with ``count`` 0, must not) hold after the step, counted over the whole branch.

    ``on`` is a host or a DC; ``fields`` maps field names to the text each must contain; ``during`` limits the count to
    events of this step alone.
    """

    on: str
    id: int
    log: str | None = None
    fields: Mapping[str, str]
    count: int | None = None
    during: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheExpected:
    """A ticket that a session's cache must hold (or, with ``present`` False, must not)."""

    host: str
    session: int
    server: str
    etype: int | None = None
    session_etype: int | None = None
    present: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SaltExpected:
    """The salt a session's AES key is made with, as a text; None expects that there is no AES key."""

    host: str
    session: int
    salt: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What one step must come to; None: nothing is said about it. Etypes are RFC numbers, ``error`` a Kerberos code."""

    span: Span
    outcome: str | None = None
    error: int | None = None
    said_by: str | None = None
    ticket_etype: int | None = None
    session_etype: int | None = None
    reply_etype: int | None = None
    delivered: bool | None = None
    message_in: str | None = None
    events: tuple[EventExpected, ...] = ()
    cache: tuple[CacheExpected, ...] = ()
    salts: tuple[SaltExpected, ...] = ()
    because: tuple[str, ...] = ()
    """Rule names, each of which must have decided or narrowed something in this step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An action placed in a story. ``label`` is unique in its branch and independent of other steps' positions."""

    label: str
    action: Action
    span: Span
    title: str | None = None
    expectation: Expectation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One line of the story: ``plan`` is its world at the start, ``inherited`` are the steps before the fork.

    ``parent`` names the branch it forks from (None: the trunk or a world of its own); a branch whose ``plan`` differs
    from its parent's replays the inherited steps in its own world.
    """

    name: str
    title: str
    span: Span
    plan: WorldPlan
    parent: str | None = None
    inherited: tuple[Step, ...] = ()
    steps: tuple[Step, ...] = ()
    why: str | None = None
    cure: str | None = None
    cites: tuple[str, ...] = ()
    places: Mapping[Address, Span] = field(default_factory=dict, compare=False, repr=False)
    """Where the facts of its world at the start were told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A story with its branches, in the order of the file. ``name`` is the file's stem.

    ``trunk`` are the steps before all branches, where they expect nothing and so are no branch of their own.
    """

    name: str
    file: str
    title: str
    story: str
    branches: tuple[Branch, ...]
    cause: str | None = None
    tell: str | None = None
    cure: str | None = None
    theme: str | None = None
    sources: tuple[str, ...] = ()
    seed: int = 7
    goals: tuple[str, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()
    trunk: Branch | None = field(default=None, compare=False, repr=False)

    @property
    def lines(self) -> tuple[Branch, ...]:
        """Every line that can be asked for by name."""
        return self.branches if self.trunk is None else (*self.branches, self.trunk)
