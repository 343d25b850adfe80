"""What a change of an account does to replicas that do not agree about that account."""

from __future__ import annotations

from kdcsim.ad.directory import Account
from kdcsim.world.action import ChangePassword, Replicate, SetFlag, SetSpn, SetSupportedEtypes
from kdcsim.world.found import found
from kdcsim.world.plan import AccountPlan, DcPlan, DomainPlan, WorldPlan
from kdcsim.world.state import World
from tests.world.stories import START, play


def _two_dcs() -> World:
    """The password of svc was set at DC-1, and DC-2 has not heard of it."""
    domain = DomainPlan(
        dns="contoso.com",
        netbios="CONTOSO",
        level="2016",
        dcs=(DcPlan(name="DC-1", os="2022"), DcPlan(name="DC-2", os="2022")),
        accounts=(AccountPlan(name="svc", password="Old", spns=("HTTP/app",)),),
    )
    world = found(WorldPlan(start=START, domains=(domain,), hosts=()), 7)
    return play(world, ChangePassword(account="svc", password="New", dc="DC-1"))[0]


def _at(world: World, dc: str) -> Account:
    account = world.dc(dc).directory.get("svc")
    assert account is not None
    return account


def test_an_attribute_is_spread_without_the_keys_beside_it() -> None:
    """Each replica keeps the keys that it has; the attribute is the same everywhere."""
    before = _two_dcs()
    changes = (
        SetSupportedEtypes(account="svc", value=0x18),
        SetFlag(account="svc", flag="no-preauth"),
        SetSpn(account="svc", add=("HTTP/other",)),
    )
    after, _ = play(before, *changes)
    for dc in ("DC-1", "DC-2"):
        assert _at(after, dc).keys == _at(before, dc).keys
        assert _at(after, dc).supported_etypes == 0x18
        assert _at(after, dc).no_preauth
        assert after.dc(dc).directory.by_spn["http/other"] == ("svc",)
    assert _at(after, "DC-1").keys != _at(after, "DC-2").keys


def test_the_later_password_is_still_the_later_one_when_the_dcs_replicate() -> None:
    """Spreading an attribute does not make versions equal that are not."""
    after, _ = play(_two_dcs(), SetSupportedEtypes(account="svc", value=0x18), Replicate())
    assert _at(after, "DC-1").keys == _at(after, "DC-2").keys == _at(_two_dcs(), "DC-1").keys


def test_a_password_without_a_dc_is_the_same_everywhere() -> None:
    """The keys are what changes; attributes that replicas hold of their own stay."""
    before, _ = play(_two_dcs(), SetSupportedEtypes(account="svc", value=0x4, dc="DC-2"))
    after, _ = play(before, ChangePassword(account="svc", password="Newest"))
    assert _at(after, "DC-1").keys == _at(after, "DC-2").keys
    assert (_at(after, "DC-1").supported_etypes, _at(after, "DC-2").supported_etypes) == (None, 0x4)
