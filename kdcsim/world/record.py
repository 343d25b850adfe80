"""Record: what one action left behind; a trace is a tuple of records.

Nothing here was logged while it happened: events, reports and pictures are all computed from these values.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kdcsim.ad.exchange import Exchange
from kdcsim.ad.host.call import Attempt, Call
from kdcsim.reason import Decision, Fact
from kdcsim.world.action import Action

__all__ = ["Attempt", "Call", "Learned", "Outcome", "Record"]


class Outcome(StrEnum):
    """How an action ended: a closed list."""

    DONE = "done"
    ISSUED = "issued"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """A session learned (or failed to learn) a salt in an AS exchange."""

    host: str
    session: int
    salt: str | None
    salt_from: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What one step left behind. ``error`` is a Kerberos error code; ``said_by`` names who refused (a DC or
    HOST/service).

    ``sentence`` says in words what came of it; ``changes`` are the facts that are different now (their new values).
    """

    label: str
    action: Action
    at: int
    outcome: Outcome
    sentence: str
    error: int | None = None
    said_by: str | None = None
    exchanges: tuple[Exchange, ...] = ()
    calls: tuple[Call, ...] = ()
    learned: tuple[Learned, ...] = ()
    decisions: tuple[Decision[Any], ...] = ()
    changes: tuple[Fact, ...] = ()
    delivered: bool | None = None
    """Whether the step's message arrived; None when the step carried none."""
    kdcs_started: tuple[str, ...] = ()
    """The DCs whose KDC started in this step and read its settings."""
