"""Laws of remedies: what purges, password changes, removals and restarts can and cannot do."""

from __future__ import annotations

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from kdcsim.ad.directory import KeyStore
from kdcsim.ad.host.session import NETWORK_SERVICE
from kdcsim.study.decide import pairs_of
from kdcsim.study.goal import All, misses
from kdcsim.study.goal.goal import Authenticates
from kdcsim.study.plan.proof import replay
from kdcsim.study.remedy import remedies
from kdcsim.testing import strategies
from kdcsim.testing.machine import WRITE_KEYS
from kdcsim.world.action import Boot, DeleteRegistry, PurgeTickets
from kdcsim.world.advance import advance
from kdcsim.world.found import found
from kdcsim.world.plan import DcPlan, DomainPlan, HostPlan, ServicePlan, WorldPlan
from kdcsim.world.state import World
from tests.world.stories import play


def _goal(world: World) -> All:
    return All(goals=tuple(Authenticates(action=p.attempt()) for p in pairs_of(world)))


@given(strategies.worlds())
@settings(max_examples=settings().max_examples // 4)
def test_no_remedy_loses_a_key_silently(world: World) -> None:
    """At every DC, keys change by nothing but the actions that write keys; those change whole sets."""
    for remedy in remedies(world, [a for g in _goal(world).goals for a in g.attempts(world)]):
        at = world
        for number, action in enumerate(remedy.actions):
            after = advance(at, action, f"remedy {number}")[0]
            if not isinstance(action, WRITE_KEYS):
                assert _stores(after) == _stores(at), f"keys changed by {action}"
            at = after


@given(strategies.worlds(), st.sampled_from((0x3E7, NETWORK_SERVICE)))
@settings(max_examples=settings().max_examples // 4)
def test_a_purge_never_changes_a_key(world: World, luid: int) -> None:
    """Sessions and directory hold the same keys before and after."""
    for host in world.hosts.values():
        after, _ = advance(world, PurgeTickets(host=host.name, session=luid), "purge")
        assert _keys(after) == _keys(world)
        assert [s.keys for s in after.host(host.name).sessions.values()] == [s.keys for s in host.sessions.values()]


@pytest.mark.parametrize("os", ["2008", "2008R2", "2012R2", "2016", "2019", "2022"])
@pytest.mark.parametrize("dc", ["2008", "2008R2", "2012R2", "2016", "2019", "2022"])
def test_removing_the_value_and_restarting_always_heals(os: str, dc: str) -> None:
    """Whatever host and whatever DC that knows AES: the session is told the salt and opens its tickets."""
    host = HostPlan(
        name="HUB-1",
        os=os,
        domain="contoso.com",
        registry={"DefaultEncryptionType": 23},
        services=(ServicePlan(name="app", runs_as="NetworkService"),),
    )
    domain = DomainPlan(dns="contoso.com", netbios="CONTOSO", level="2008", dcs=(DcPlan(name="DC-1", os=dc),))
    world = found(WorldPlan(start=strategies.START, domains=(domain,), hosts=(host,)), 7)
    remove = DeleteRegistry(machine="HUB-1", name="DefaultEncryptionType")
    world, _ = play(world, Boot(host="HUB-1"), remove, Boot(host="HUB-1"))
    session = world.host("HUB-1").sessions[NETWORK_SERVICE]
    account = world.dc("DC-1").directory.get("HUB-1$")
    assert account is not None
    assert session.salt is not None
    assert session.salt.told == account.salt
    assert not misses(_goal(world), world)


@given(strategies.worlds())
@settings(max_examples=settings().max_examples // 5)
def test_misses_are_the_same_foreseen_and_played(world: World) -> None:
    """A goal is reached by decisions exactly where replay reaches it, and then nothing is needed."""
    goal = _goal(world)
    by_decisions = not misses(goal, world)
    assert replay(world, world.seed, (), goal).holds == by_decisions


def test_purging_does_not_always_fix_modified() -> None:
    """A false claim has a smallest counterexample, and it can be read: one DC, one host, one value."""
    world = find(
        strategies.worlds(plan=strategies.plans(most_hosts=1)),
        _still_modified,
        settings=settings(max_examples=2000, database=None, derandomize=True, phases=(Phase.generate, Phase.shrink)),
    )
    (host,) = world.hosts.values()
    assert dict(host.registry.values)
    assert host.services[0].runs_as == "NetworkService"
    assert len(world.dcs) == 1


def _still_modified(world: World) -> bool:
    """Whether some service answers MODIFIED, and still does after every ticket was thrown away."""
    goal = _goal(world)
    if not any(m.record.error == 41 for m in misses(goal, world)):
        return False
    for host in world.hosts.values():
        for luid in host.sessions:
            world, _ = advance(world, PurgeTickets(host=host.name, session=luid), f"purge {host.name} {luid}")
    return any(m.record.error == 41 for m in misses(goal, world))


def _keys(world: World) -> dict[str, frozenset[int]]:
    return {
        account.name: frozenset(k.etype for k in account.keys.usable(check_marker=False))
        for dc in world.dcs.values()
        for account in dc.directory.accounts.values()
    }


def _stores(world: World) -> dict[tuple[str, str], KeyStore]:
    return {
        (dc.name, account.name): account.keys for dc in world.dcs.values() for account in dc.directory.accounts.values()
    }
