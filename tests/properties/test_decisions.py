"""Law 3 of the house: what is decided without bytes is what happens with them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kdcsim.study.decide import foresee, pairs_of
from kdcsim.testing import strategies
from kdcsim.testing.agreement import disagreements
from kdcsim.world.action import Authenticate, Replicate
from kdcsim.world.advance import advance
from kdcsim.world.state import World


@given(st.data())
@settings(max_examples=settings().max_examples * 2)
def test_decisions_are_what_replay_finds(data: st.DataObject) -> None:
    """After any few changes, every attempt is foreseen to the last field: outcome, etypes, decisions, events."""
    world = data.draw(strategies.worlds())
    for number, change in enumerate(data.draw(strategies.remediation_sequences(world=world, most=6))):
        world = advance(world, change, f"change {number}")[0]
    for number in range(3):
        pair = data.draw(strategies.pairs(world=world))
        world = _held(world, pair.attempt(), f"attempt {number}")
    _held(world, Authenticate(host=pair.client.host, session=pair.client.session, dc=pair.dc), "again")


@given(strategies.worlds(plan=strategies.plans(most_hosts=1)))
@settings(max_examples=settings().max_examples // 2)
def test_every_pair_of_a_small_world_is_foreseen(world: World) -> None:
    """Not only drawn pairs: each one of a world, tried in turn, agrees."""
    for number, pair in enumerate(pairs_of(advance(world, Replicate(), "replicate")[0])):
        world = _held(world, pair.attempt(), f"pair {number}")


def _held(world: World, action: object, label: str) -> World:
    foreseen = foresee(world, action)  # type: ignore[arg-type]
    after, happened = advance(world, action, label)  # type: ignore[arg-type]
    assert not (told := disagreements(foreseen, happened, after)), "\n".join(told)
    return after
