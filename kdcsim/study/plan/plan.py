"""Plan, proof, and what a search for plans comes to, as values."""

from __future__ import annotations

from dataclasses import dataclass

from kdcsim.reason import Assumed
from kdcsim.study.compare import Difference
from kdcsim.study.goal import All, Goal, Miss
from kdcsim.study.remedy import RISKS, Kind, Remedy, Risk
from kdcsim.study.run import BranchRun
from kdcsim.world import action as verb
from kdcsim.world.action import Action
from kdcsim.world.record import Record
from kdcsim.world.state import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a search may do. ``allow`` takes kinds and risks by name: an allowed risk is proposed like any other.

    ``every_moment``: what keeps working does so between the actions of one remedy too, not only after it.
    ``states`` bounds the effort: so many states are looked beyond, then the search is not exhaustive and says so.
    """

    keep_working: bool = False
    every_moment: bool = True
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

    ``kept`` are the attempts of pairs that had to go on working, after each action in turn.
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
    """Why the order matters: what would come of it with the second remedy before the first."""

    first: Remedy
    then: Remedy
    breaks: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Remedies in order, proved. ``refused`` are the risks for which it is shown and not proposed.

    ``fails_under`` are the open readings under which these same remedies do not reach the goal; ``survives_retries``
    says that they do although clients try again after every action.
    """

    remedies: tuple[Remedy, ...]
    proofs: tuple[Proof, ...]
    refused: tuple[Risk, ...] = ()
    order: tuple[Order, ...] = ()
    fails_under: tuple[Assumed, ...] = ()
    survives_retries: bool = True

    @property
    def windows(self) -> tuple[str, ...]:
        """What answers nobody for a while in the course of it, because it restarts."""
        named = (_restarted(action) for r in self.remedies for action in r.actions)
        return tuple(dict.fromkeys(name for name in named if name))

    @property
    def cost(self) -> int:
        """Its price."""
        return sum(r.cost for r in self.remedies)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """What is done, in order."""
        return tuple(r.kind for r in self.remedies)


def _restarted(action: Action) -> str:
    match action:
        case verb.StopService(host=host, service=service) | verb.SetServiceAccount(host=host, service=service):
            return f"{service} on {host}"
        case verb.Boot(host=host) | verb.RebootDc(dc=host):
            return host
        case verb.RestartKdc(dc=dc) | verb.InstallCumulativeUpdate(dc=dc):
            return f"the KDC on {dc}"
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadEnd:
    """A remedy that does not reach the goal by itself, and what it leaves in which world.

    ``changes`` says whether it did anything at all.
    """

    remedy: Remedy
    miss: Miss
    world: World
    changes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """Remedies that reach the goal and break something that has to go on working."""

    remedies: tuple[Remedy, ...]
    breaks: str

    @property
    def cost(self) -> int:
        """Its price."""
        return sum(r.cost for r in self.remedies)


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """Why a part of the goal is out of reach: no remedy touches it, or those that reach it lose something else.

    ``remedies`` reach this part alone, if there are any, and ``loses`` says what does not work then.
    """

    goal: str
    misses: tuple[Miss, ...]
    remedies: tuple[Remedy, ...] = ()
    loses: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """What a search came to. ``needed`` is False when the goal was reached already.

    ``rejected`` are plans, none dearer, that break what has to go on working; ``obstacles`` tell why there is no plan;
    ``effect`` is everything that the cheapest plan changes. ``capped`` says that dearer plans were left out.
    """

    run: BranchRun
    goal: Goal | All
    terms: Terms
    misses: tuple[Miss, ...]
    plans: tuple[Plan, ...] = ()
    refused: tuple[Plan, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    dead_ends: tuple[DeadEnd, ...] = ()
    effect: Difference | None = None
    offered: int = 0
    states: int = 0
    sequences: int = 0
    exhaustive: bool = True
    capped: bool = False

    @property
    def needed(self) -> bool:
        """Whether anything has to be changed."""
        return bool(self.misses)

    @property
    def best(self) -> Plan | None:
        """The cheapest plan that is proposed."""
        return self.plans[0] if self.plans else None
