"""The strategies: what is drawn fits the world it is drawn for, whoever it belongs to."""

from __future__ import annotations

from dataclasses import fields

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kdcsim.errors import WorldError
from kdcsim.testing import WorldMachine, strategies
from kdcsim.world.advance import advance
from kdcsim.world.found import found
from kdcsim.world.plan import AccountPlan, DcPlan, DomainPlan, HostPlan, ServicePlan, WorldPlan
from kdcsim.world.state import World

OWN = DomainPlan(
    dns="corp.example",
    netbios="CORP",
    level="2016",
    dcs=(DcPlan(name="DC01", os="2022"),),
    accounts=(AccountPlan(name="svc_web", password="Web-1-Web-1", spns=("HTTP/web.corp.example",)),),
)
"""A domain that shares no name with what the strategies make up."""


@given(plan=strategies.plans(domain=st.just(OWN), most_hosts=5), data=st.data())
@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_changes_of_a_domain_of_ones_own_name_only_what_is_there(plan: WorldPlan, data: st.DataObject) -> None:
    """No account, domain, service or DC is made up."""
    assert {host.domain for host in plan.hosts} == {"corp.example"}
    world = found(plan, 7)
    for number in range(4):
        action = data.draw(strategies.changes(world=world))
        told = {f.name: getattr(action, f.name) for f in fields(action)}
        assert told.get("account") in (None, "svc_web", "LocalSystem", "NetworkService") or told["account"].endswith(
            "$"
        )
        try:
            world = advance(world, action, f"step {number}")[0]
        except WorldError as error:
            raise AssertionError(f"{action}: {error}") from error


def test_there_are_as_many_hosts_as_one_asks_for() -> None:
    """And each has a name of its own."""
    seen: set[int] = set()

    @given(strategies.plans(domain=st.just(OWN), most_hosts=5))
    @settings(max_examples=60, deadline=None, derandomize=True)
    def look(plan: WorldPlan) -> None:
        assert len({host.name for host in plan.hosts}) == len(plan.hosts)
        seen.add(len(plan.hosts))

    look()
    assert seen == {1, 2, 3, 4, 5}


def _unbooted() -> World:
    host = HostPlan(
        name="S-1", os="2022", domain="corp.example", services=(ServicePlan(name="app", runs_as="LocalSystem"),)
    )
    return found(WorldPlan(start=strategies.START, domains=(OWN,), hosts=(host,)), 7)


def test_before_hosts_are_started_there_is_nobody_to_draw() -> None:
    """An empty strategy and no error: others can be put beside it."""
    world = _unbooted()
    for empty in (strategies.clients(world=world), strategies.pairs(world=world)):
        assert empty.is_empty

    @given(st.one_of(st.none(), strategies.clients(world=world)))
    @settings(max_examples=5, deadline=None, derandomize=True)
    def nobody(drawn: object) -> None:
        assert drawn is None

    nobody()


class Estate(WorldMachine):
    """The state machine over a domain of one's own."""

    plans = strategies.plans(domain=st.just(OWN), most_hosts=1)


TestEstate = Estate.TestCase
TestEstate.settings = settings(
    max_examples=5, stateful_step_count=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
