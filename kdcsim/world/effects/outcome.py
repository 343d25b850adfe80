"""Effect: what one action came to, before it is signed with its label and time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from kdcsim.ad.exchange import Exchange
from kdcsim.ad.host.call import Call
from kdcsim.chance import Chance
from kdcsim.reason import Decision, Fact
from kdcsim.world.record import Learned, Outcome
from kdcsim.world.state import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """The world as it is now, and everything a `Record` will hold."""

    world: World
    sentence: str
    outcome: Outcome = Outcome.DONE
    error: int | None = None
    said_by: str | None = None
    exchanges: tuple[Exchange, ...] = ()
    calls: tuple[Call, ...] = ()
    learned: tuple[Learned, ...] = ()
    decisions: tuple[Decision[Any], ...] = ()
    changes: tuple[Fact, ...] = ()
    delivered: bool | None = None
    kdcs_started: tuple[str, ...] = ()

    def after(self, earlier: Effect) -> Effect:
        """This effect with what an earlier part of the same action left behind put before it."""
        return replace(
            self,
            exchanges=(*earlier.exchanges, *self.exchanges),
            calls=(*earlier.calls, *self.calls),
            learned=(*earlier.learned, *self.learned),
            decisions=(*earlier.decisions, *self.decisions),
            changes=(*earlier.changes, *self.changes),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Where an action is played: the world before it, and its own chance."""

    world: World
    chance: Chance


def impossible(world: World, sentence: str) -> Effect:
    """An action that this world does not allow: nothing changes, and the sentence says why."""
    return Effect(world=world, sentence=sentence, outcome=Outcome.IMPOSSIBLE)
