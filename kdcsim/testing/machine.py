"""WorldMachine: a Hypothesis state machine over everything that can be done to a world, with its laws as invariants.

    class TestMyEstate(WorldMachine.TestCase): ...

Subclass it to begin with worlds of your own (``plans``) and to add rules and invariants.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from kdcsim.ad.directory import Account
from kdcsim.study.decide import foresee
from kdcsim.testing import strategies
from kdcsim.testing.agreement import disagreements
from kdcsim.world.action import (
    Action,
    Boot,
    ChangeMachinePassword,
    ChangePassword,
    DemoteDc,
    HashOnlyReset,
    PromoteDc,
    PurgeTickets,
    RaiseFunctionalLevel,
    Replicate,
    RotateKrbtgt,
    RotateTrustPassword,
)
from kdcsim.world.advance import advance
from kdcsim.world.found import found
from kdcsim.world.plan import WorldPlan
from kdcsim.world.record import Record
from kdcsim.world.state import World

WRITE_KEYS = (
    ChangePassword
    | ChangeMachinePassword
    | HashOnlyReset
    | RotateKrbtgt
    | RotateTrustPassword
    | RaiseFunctionalLevel
    | Replicate
    | PromoteDc
    | DemoteDc
)
"""What may change keys in a replica: passwords, a level that resets krbtgt, and replicas that come together."""


class WorldMachine(RuleBasedStateMachine):
    """One world, changed and used at random."""

    plans: ClassVar[st.SearchStrategy[WorldPlan]] = strategies.plans()
    seed: ClassVar[int] = 7
    world: World
    before: World
    last: Record | None = None
    steps: int = 0

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        """Found a world and start its hosts."""
        plan = data.draw(self.plans, label="plan")
        self.world = self.before = found(plan, self.seed)
        for host in plan.hosts:
            self.play(Boot(host=host.name))

    @rule(data=st.data())
    def change(self, data: st.DataObject) -> None:
        """Somebody changes something."""
        self.play(data.draw(strategies.changes(world=self.world), label="change"))

    @rule(data=st.data())
    def attempt(self, data: st.DataObject) -> None:
        """Somebody tries something; it has to come out as it was foreseen."""
        action = data.draw(strategies.pairs(world=self.world), label="pair").attempt()
        foreseen = foresee(self.world, action)
        happened = self.play(action)
        assert not (told := disagreements(foreseen, happened, self.world)), "\n".join(told)

    def play(self, action: Action) -> Record:
        """Play one action, under a label of its own."""
        self.steps += 1
        self.before = self.world
        self.world, self.last = advance(self.world, action, f"machine {self.steps}")
        note(f"{action} -> {self.last.outcome.value} {self.last.error or ''}")
        return self.last

    @invariant()
    def no_key_is_lost_silently(self) -> None:
        """At every DC, keys change only by what writes passwords, or by replication that brings them."""
        if self.last is None or isinstance(self.last.action, WRITE_KEYS):
            return
        for name, (old, new) in _accounts(self.before, self.world):
            assert old.keys == new.keys, f"the keys of {name} changed by {self.last.action}"
            assert old.older == new.older, f"the older keys of {name} changed by {self.last.action}"

    @invariant()
    def a_purge_changes_no_key(self) -> None:
        """Tickets go, keys stay."""
        if self.last is not None and isinstance(self.last.action, PurgeTickets):
            host = self.last.action.host
            old, new = self.before.host(host).sessions, self.world.host(host).sessions
            assert {luid: s.keys for luid, s in old.items()} == {luid: s.keys for luid, s in new.items()}

    @invariant()
    def time_does_not_run_backwards(self) -> None:
        """The clock of a world only goes on."""
        if self.last is not None:
            assert self.world.now >= self.before.now


def _accounts(before: World, after: World) -> Iterator[tuple[str, tuple[Account, Account]]]:
    for dc in before.dcs.values():
        there = after.dcs.get(dc.name)
        for account in dc.directory.accounts.values() if there is not None else ():
            now = there.directory.get(account.name) if there is not None else None
            if now is not None:
                yield f"{account.name} at {dc.name}", (account, now)
