"""Plan, proof, and what a search for plans comes to, as values."""

from __future__ import annotations

from dataclasses import dataclass

from kdcsim.reason import Assumed
from kdcsim.study.goal import All, Goal, Miss
from kdcsim.study.remedy import RISKS, Kind, Remedy, Risk
from kdcsim.study.run import BranchRun
from kdcsim.world.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a search may do. ``allow`` takes kinds and risks by name: an allowed risk is proposed like any other.

    ``states`` bounds the search: beyond it, it is not exhaustive and says so.
    """

    keep_working: bool = False
    allow: frozenset[str] = frozenset()
    forbid: frozenset[str] = frozenset()
    max_cost: int | None = None
    states: int = 400
    runners_up: int = 3

    def permits(self, remedy: Remedy) -> bool:
        """Whether a remedy may be used at all."""
        return remedy.kind not in self.forbid and not any(risk in self.forbid for risk in remedy.risks)

    def refused(self, remedies: tuple[Remedy, ...]) -> tuple[Risk, ...]:
        """The risks of a plan for which it is refused, because nobody has allowed them."""
        risks = dict.fromkeys(risk for r in remedies for risk in r.risks if r.kind not in self.allow)
        return tuple(risk for risk in risks if risk not in self.allow and RISKS[risk].refused)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A plan as it was replayed under one seed: a record for every action, then one for every attempt of the goal.

    ``kept`` are the attempts of pairs that had to go on working, after each remedy in turn.
    """

    seed: int
    actions: tuple[Record, ...]
    attempts: tuple[Record, ...]
    kept: tuple[Record, ...] = ()

    @property
    def replays(self) -> int:
        """How many actions and attempts were played with real messages."""
        return len(self.actions) + len(self.attempts) + len(self.kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Why the order matters: with one remedy before another, this pair would break."""

    first: Remedy
    then: Remedy
    breaks: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Remedies in order, proved. ``refused`` are the risks for which it is shown and not proposed.

    ``fails_under`` are the open readings under which these same remedies do not reach the goal.
    """

    remedies: tuple[Remedy, ...]
    proofs: tuple[Proof, ...]
    refused: tuple[Risk, ...] = ()
    order: tuple[Order, ...] = ()
    fails_under: tuple[Assumed, ...] = ()

    @property
    def cost(self) -> int:
        """Its price."""
        return sum(r.cost for r in self.remedies)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """What is done, in order."""
        return tuple(r.kind for r in self.remedies)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadEnd:
    """A remedy that does not reach the goal by itself, and what it leaves; ``changes`` says whether it did anything."""

    remedy: Remedy
    miss: Miss
    changes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """What a search came to. ``needed`` is False when the goal was reached already."""

    run: BranchRun
    goal: Goal | All
    terms: Terms
    misses: tuple[Miss, ...]
    plans: tuple[Plan, ...] = ()
    refused: tuple[Plan, ...] = ()
    dead_ends: tuple[DeadEnd, ...] = ()
    offered: int = 0
    states: int = 0
    sequences: int = 0
    exhaustive: bool = True

    @property
    def needed(self) -> bool:
        """Whether anything has to be changed."""
        return bool(self.misses)

    @property
    def best(self) -> Plan | None:
        """The cheapest plan that is proposed."""
        return self.plans[0] if self.plans else None
