"""Booting: sessions are made anew, and the machine writes its own msDS-SupportedEncryptionTypes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kdcsim.ad.host.session import LOCAL_SERVICE, LOCAL_SYSTEM, NETWORK_SERVICE
from kdcsim.world.action import Boot, DeleteRegistry, PromoteDc, SetRegistry, SetSupportedEtypes
from kdcsim.world.found import found
from kdcsim.world.plan import DcPlan
from kdcsim.world.record import Outcome
from kdcsim.world.state import World
from tests.world.estates import corp
from tests.world.stories import booted, exchange_2007, one, play, ticket_request, with_domain

POLICY = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System\Kerberos\Parameters\SupportedEncryptionTypes"


def attribute(world: World, host: str, dc: str) -> int | None:
    """What a DC holds of a host's attribute."""
    account = world.dc(dc).directory.get(f"{host}$")
    assert account is not None
    return account.supported_etypes


@pytest.mark.parametrize(
    ("os", "value"), [("XP", None), ("2003", None), ("Vista", 0x1F), ("2008", 0x1F), ("7", 0x1C), ("11", 0x1C)]
)
def test_what_each_build_declares(os: str, value: int | None) -> None:
    """KB961302: Vista and 2008 write 0x1F, 7 and later 0x1C, XP and 2003 nothing."""
    assert attribute(booted(corp(client_os=os)), "PC", "DC1") == value


def test_a_manual_edit_is_overwritten_at_the_next_boot() -> None:
    """The machine compares and writes its own value at secure-channel set-up (MS-KILE 3.4.3.1)."""
    world, _ = one(booted(corp()), SetSupportedEtypes(account="PC$", value=0x4))
    world, record = one(world, Boot(host="PC"))
    assert attribute(world, "PC", "DC1") == 0x1C
    assert "was 0x4" in record.sentence
    assert [str(f) for f in record.changes] == ["account/PC$/msDS-SupportedEncryptionTypes = 0x1c"]


def test_policy_decides_what_is_written() -> None:
    """Bits 0 to 4 of the policy go into the attribute: 0x7FFFFFF8 becomes 0x18 (StrongWind1 lab notes; STIG)."""
    world, _ = play(booted(corp()), SetRegistry(machine="PC", name=POLICY, value=0x7FFFFFF8), Boot(host="PC"))
    assert attribute(world, "PC", "DC1") == 0x18


@pytest.mark.parametrize(
    ("machine", "name", "read"),
    [
        ("DC1", POLICY, "it is read when the KDC starts"),
        ("PC", POLICY, "it is read by LSA at each request"),
        ("PC", "RC4DefaultDisablementPhase", "it is read by nothing on a member"),
        ("DC1", "DefaultEncryptionType", "it is read by no KDC"),
    ],
)
def test_when_a_value_is_read_depends_on_the_machine(machine: str, name: str, read: str) -> None:
    """A member has no KDC that could start, and a KDC does not listen to what is for clients."""
    for action in (SetRegistry(machine=machine, name=name, value=4), DeleteRegistry(machine=machine, name=name)):
        world = one(booted(corp()), SetRegistry(machine=machine, name=name, value=8))[0]
        assert read in one(world, action)[1].sentence


def test_xp_overwrites_nothing() -> None:
    """A stale value on an XP machine's account stays there: XP knows no such attribute (MS-KILE note 76)."""
    world, _ = play(booted(corp(client_os="XP")), SetSupportedEtypes(account="PC$", value=0x1C), Boot(host="PC"))
    assert attribute(world, "PC", "DC1") == 0x1C


def test_a_named_dc_keeps_it_until_replication() -> None:
    """The write goes to the DC that the host talks to."""
    world = booted(exchange_2007())
    world, _ = play(world, SetSupportedEtypes(account="HUB-1$", value=7), Boot(host="HUB-1", dc="DC-2008"))
    assert (attribute(world, "HUB-1", "DC-2008"), attribute(world, "HUB-1", "DC-2003")) == (0x1F, 7)


def test_nothing_is_written_before_the_schema_knows_it() -> None:
    """Among 2003 DCs alone the attribute does not exist; the first 2008 DC brings it, the next boot fills it."""
    plan = with_domain(exchange_2007(), dcs=(DcPlan(name="DC-2003", os="2003"),))
    world = booted(replace(plan, hosts=tuple(replace(h, dc=None) for h in plan.hosts)))
    assert attribute(world, "HUB-1", "DC-2003") is None
    world, _ = play(world, PromoteDc(dc="DC-2008", domain="contoso.com", os="2008"), Boot(host="HUB-1"))
    assert attribute(world, "HUB-1", "DC-2003") == 0x1F


def test_a_plan_says_what_a_host_declares() -> None:
    """A value in the plan is what the host writes itself; `clears_supported` leaves the attribute alone."""
    plan = corp()
    told = replace(plan, hosts=(replace(plan.hosts[0], supported_etypes=0x24), plan.hosts[1]))
    world, _ = play(booted(told), SetSupportedEtypes(account="PC$", value=4), Boot(host="PC"))
    assert attribute(world, "PC", "DC1") == 0x24
    silent = replace(plan, hosts=(replace(plan.hosts[0], clears_supported=True), plan.hosts[1]))
    assert attribute(booted(silent), "PC", "DC1") is None


def test_windows_has_three_sessions_and_others_one() -> None:
    """LocalSystem, NetworkService and LocalService; outside Windows the machine's own credential alone."""
    world = booted(corp())
    assert set(world.host("PC").sessions) >= {LOCAL_SYSTEM, NETWORK_SERVICE, LOCAL_SERVICE}
    assert NETWORK_SERVICE not in world.host("WEB").sessions
    assert world.host("WEB").sessions[LOCAL_SYSTEM].tgt("CORP.EXAMPLE", world.now) is not None


def test_a_host_that_is_off_can_do_nothing() -> None:
    """Before it boots a host has no session, and saying so is an answer."""
    _, record = one(found(exchange_2007(), 7), ticket_request())
    assert record.outcome is Outcome.IMPOSSIBLE


def test_local_service_is_nobody_on_the_network() -> None:
    """LocalService acts anonymously: it holds no key and gets no ticket."""
    world = booted(exchange_2007())
    session = world.host("SERVER-1").sessions[LOCAL_SERVICE]
    assert (session.account, session.keys) == (None, ())
    _, record = one(world, replace(ticket_request(), session=LOCAL_SERVICE))
    assert record.outcome is Outcome.IMPOSSIBLE
