"""Laws of `diff`: nothing differs from itself, the other way round is the mirror image, and each triple is right."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from kdcsim.study.compare import compare
from kdcsim.study.compare.outcome import outcome_of
from kdcsim.study.decide import foresee, pairs_of
from kdcsim.study.goal import without_tickets
from kdcsim.testing import strategies
from kdcsim.world.advance import advance
from kdcsim.world.plan import ServicePlan, WorldPlan
from kdcsim.world.state import World


@given(strategies.worlds())
@settings(max_examples=settings().max_examples // 2)
def test_nothing_differs_from_itself(world: World) -> None:
    """diff(a, a) is empty."""
    assert compare(world, world).changes == ()


@given(st.data())
@settings(max_examples=settings().max_examples // 2)
def test_the_other_way_round_is_the_mirror(data: st.DataObject) -> None:
    """diff(b, a) is diff(a, b) with before and after exchanged."""
    before, after = _two(data)
    there, back = compare(before, after), compare(after, before)
    assert sorted(map(repr, back.mirrored().changes)) == sorted(map(repr, there.changes))
    assert (there.breaks, there.count("+")) == (back.count("+"), back.breaks)


def test_classes_hide_nothing() -> None:
    """What classes say of a triple is what asking that triple by itself says; what they leave out is the same.

    The worlds have nothing in common but names: a law about differences that meets none says nothing.
    """
    met: list[bool] = []

    @given(st.data())
    @settings(max_examples=settings().max_examples // 2)
    def law(data: st.DataObject) -> None:
        before, after = data.draw(_alike()), data.draw(_alike())
        told = {str(p): (c.before, c.after) for c in compare(before, after).changes for p in c.pairs()}
        fresh = without_tickets(before), without_tickets(after)
        for pair in {*pairs_of(before)} & {*pairs_of(after)}:
            old, new = (outcome_of(foresee(world, pair.attempt()), world) for world in fresh)
            assert told.get(str(pair), (old, old)) == (old, new if str(pair) in told else old)
            assert (str(pair) in told) == (old != new)
        met.append(bool(told))

    law()
    assert sum(met) > len(met) * 2 / 3


def _alike() -> st.SearchStrategy[World]:
    """Worlds with three hosts of one make, which part in who serves there and in what their registry says.

    Only what a class looks at tells such hosts apart.
    """

    def made(plan: WorldPlan, differ: tuple[tuple[str, dict[str, int]], ...]) -> WorldPlan:
        hosts = tuple(
            replace(
                plan.hosts[0],
                name=name,
                registry=registry,
                services=(ServicePlan(name="app", runs_as=runs_as),),
            )
            for name, (runs_as, registry) in zip(strategies.HOST_NAMES, differ, strict=True)
        )
        return replace(plan, hosts=hosts)

    accounts = st.sampled_from(("LocalSystem", "NetworkService"))
    registries = st.sampled_from(({}, {"DefaultEncryptionType": 23}, {"DefaultEncryptionType": 18}, {"LogLevel": 1}))
    each = st.tuples(accounts, registries)
    plans = strategies.plans(most_hosts=1, domain=strategies.domains(most_dcs=1))
    return strategies.worlds(plan=st.builds(made, plans, st.tuples(each, each, each)))


def _two(data: st.DataObject) -> tuple[World, World]:
    before = after = data.draw(strategies.worlds())
    for number, change in enumerate(data.draw(strategies.remediation_sequences(world=before))):
        after = advance(after, change, f"change {number}")[0]
    return before, after
