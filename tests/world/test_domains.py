"""Domains: functional levels, DCs that come and go, and settings that wait for a KDC to start."""

from __future__ import annotations

import pytest

from kdcsim.ad.host.session import LOCAL_SYSTEM
from kdcsim.world.action import (
    Action,
    DemoteDc,
    InstallCumulativeUpdate,
    PromoteDc,
    RaiseFunctionalLevel,
    RebootDc,
    Replicate,
    RequestTicket,
    RestartKdc,
    SetRegistry,
    SetSupportedEtypes,
)
from kdcsim.world.plan import AccountPlan
from kdcsim.world.record import Outcome
from kdcsim.world.state import World
from tests.world.estates import WEB_SPN, corp
from tests.world.stories import booted, exchange_2007, one, play, rc4_forced

POLICY = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System\Kerberos\Parameters\SupportedEncryptionTypes"
AES_ONLY = SetRegistry(machine="DC1", name=POLICY, value=0x18)
FOR_OLD = RequestTicket(host="PC", session=LOCAL_SYSTEM, spn="HTTP/old.corp.example")


def rc4_service() -> World:
    """A domain with a service account that has an RC4 key only and declares nothing."""
    old = AccountPlan(name="old", password="x", hash_only=True, spns=("HTTP/old.corp.example",))
    return booted(corp(accounts=(old,)))


def without_2003() -> World:
    """The seed estate after the 2003 DC has gone."""
    return one(booted(exchange_2007()), DemoteDc(dc="DC-2003"))[0]


def test_reaching_2008_resets_krbtgt() -> None:
    """The new key is at one DC until it replicates."""
    world = without_2003()
    before = world.dc("DC-2008").directory.krbtgt()
    world, record = one(world, RaiseFunctionalLevel(domain="contoso.com", level="2008"))
    after = world.dc("DC-2008").directory.krbtgt()
    assert after.keys.kvno == before.keys.kvno + 1
    assert after.older[0] == before.keys
    assert "krbtgt got a new password" in record.sentence


def test_a_later_raise_resets_nothing() -> None:
    """Only the step to 2008 does."""
    world = booted(corp(level="2012R2"))
    raised, _ = one(world, RaiseFunctionalLevel(domain="corp.example", level="2016"))
    assert raised.dc("DC1").directory.krbtgt() == world.dc("DC1").directory.krbtgt()


def test_old_dcs_hold_the_level_down() -> None:
    """A level needs DCs that know it, and never goes back."""
    world = booted(exchange_2007())
    assert one(world, RaiseFunctionalLevel(domain="contoso.com", level="2008"))[1].outcome is Outcome.IMPOSSIBLE
    assert one(world, RaiseFunctionalLevel(domain="contoso.com", level="2003"))[1].outcome is Outcome.IMPOSSIBLE


def test_the_last_dc_stays() -> None:
    """A domain without a DC is none."""
    world = without_2003()
    after, record = one(world, DemoteDc(dc="DC-2008"))
    assert record.outcome is Outcome.IMPOSSIBLE
    assert after == world


def test_a_demoted_dc_leaves_what_it_alone_knew() -> None:
    """It replicates before it goes, and its account is deleted."""
    world = without_2003()
    assert "DC-2003" not in world.dcs
    assert world.dc("DC-2008").directory.get("DC-2003$") is None


def test_a_new_dc_knows_what_the_others_know() -> None:
    """A promoted DC has a replica of its own, and every DC has its account."""
    world, _ = one(rc4_forced(), PromoteDc(dc="NEW", domain="contoso.com", os="2012R2"))
    assert world.dc("NEW").directory.get("HUB-1$") == world.dc("DC-2008").directory.get("HUB-1$")
    assert world.dc("DC-2003").directory.get("NEW$") is not None


@pytest.mark.parametrize(
    "action",
    [
        PromoteDc(dc="DC1", domain="corp.example", os="2022"),
        PromoteDc(dc="NEW", domain="corp.example", os="2022", update="1999-01"),
        PromoteDc(dc="NEW", domain="corp.example", os="2003"),
        InstallCumulativeUpdate(dc="DC1", update="2022-11"),
        InstallCumulativeUpdate(dc="DC1", update="rtm"),
        InstallCumulativeUpdate(dc="DC1", update="never"),
    ],
)
def test_what_cannot_be(action: Action) -> None:
    """A name twice, a build that does not exist, an OS too old for the level, an update that is not newer."""
    world = booted(corp())
    after, record = one(world, action)
    assert record.outcome is Outcome.IMPOSSIBLE
    assert after == world


@pytest.mark.parametrize(
    "start",
    [RestartKdc(dc="DC1"), RebootDc(dc="DC1"), InstallCumulativeUpdate(dc="DC1", update="2025-01")],
)
def test_a_policy_on_a_dc_waits_for_the_kdc_to_start(start: Action) -> None:
    """'I set the policy and nothing happened': the filter is read at KDC start (StrongWind1 lab notes)."""
    _, records = play(rc4_service(), AES_ONLY, FOR_OLD, start, FOR_OLD)
    assert [records[1].error, records[3].error] == [None, None]  # the ticket is cached
    _, records = play(rc4_service(), AES_ONLY, start, FOR_OLD)
    assert records[-1].error == 14


def test_the_domain_default_is_read_at_once() -> None:
    """DefaultDomainSupportedEncTypes takes effect with the next request (KB5021131)."""
    value = SetRegistry(machine="DC1", name="DefaultDomainSupportedEncTypes", value=0x18)
    assert one(rc4_service(), FOR_OLD)[1].exchanges[-1].ticket_etype == 23
    world, records = play(rc4_service(), value, FOR_OLD)
    assert world.dc("DC1").loaded.values == {}
    assert records[-1].exchanges[-1].decisions


def test_the_april_update_takes_rc4_away() -> None:
    """2026-04: an account that declares nothing and has no AES key is refused (KB5073381)."""
    world, records = play(rc4_service(), FOR_OLD, label="before")
    updated, _ = one(rc4_service(), InstallCumulativeUpdate(dc="DC1", update="2026-04"))
    assert records[0].error is None
    assert one(updated, FOR_OLD)[1].error == 14
    assert updated.dc("DC1").update == "2026-04"
    assert world.dc("DC1").update == "2022-11"


def test_replication_takes_the_later_version() -> None:
    """Each account goes by its own version: the later change wins, wherever it was made."""
    world = booted(corp(two_dcs=True))
    world, _ = play(
        world,
        SetSupportedEtypes(account="svc-web", value=4, dc="DC1"),
        SetSupportedEtypes(account="svc-web", value=0x1C, dc="DC2"),
        Replicate(domain="corp.example"),
    )
    values = []
    for dc in ("DC1", "DC2"):
        account = world.dc(dc).directory.service(WEB_SPN)
        values.append(getattr(account, "supported_etypes", None))
    assert values == [0x1C, 0x1C]
