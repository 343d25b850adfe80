"""The chronicle: which logs hold something after a step."""

from __future__ import annotations

from kdcsim.ad.eventlog.event import Audit
from kdcsim.ad.host.session import LOCAL_SYSTEM
from kdcsim.world.action import (
    ExportKeytab,
    InstallCumulativeUpdate,
    PromoteDc,
    RebootDc,
    RestartKdc,
    SetRegistry,
    SetServiceAccount,
)
from kdcsim.world.chronicle import events_of
from kdcsim.world.plan import AccountPlan
from tests.world.estates import browse, corp, cross, two_realms
from tests.world.stories import booted, exchange_2007, one, play, send, session_of


def test_a_linux_service_writes_no_windows_log() -> None:
    """It answers 31 and logs nothing of ours; the Windows client logs its event 4."""
    world, records = play(
        booted(corp()), ExportKeytab(host="WEB", service="httpd", account="svc-web", password="wrong"), browse()
    )
    events = events_of(records[-1], world)
    assert records[-1].error == 31
    assert [(e.id, e.computer) for e in events if e.id in (4, 4624, 4625)] == [(4, "pc.corp.example")]


def test_event_4_names_whom_the_service_runs_as() -> None:
    """The SPN stands on svc-web and the service runs as another: the client names the one that answered."""
    other = AccountPlan(name="svc-other", password="other-Pa$$w0rd")
    plan = corp(web_os="2022", accounts=(other,))
    moved = SetServiceAccount(host="WEB", service="httpd", account="svc-other", password="other-Pa$$w0rd")
    world, records = play(booted(plan), moved, browse())
    (told,) = [e for e in events_of(records[-1], world) if e.id == 4]
    assert records[-1].calls[0].service_account == "svc-web"
    assert told.field("Server") == "svc-other"


def test_nothing_is_logged_at_the_kdc_for_a_bad_keytab() -> None:
    """The DC saw a good request and gave a good ticket: all its audits are of success."""
    world, records = play(
        booted(corp()), ExportKeytab(host="WEB", service="httpd", account="svc-web", etypes=(23,)), browse()
    )
    events = [e for e in events_of(records[-1], world) if e.computer == "dc1.corp.example"]
    assert events
    assert {e.audit for e in events} == {Audit.SUCCESS}


def test_a_client_of_another_realm_is_named_with_its_own_domain() -> None:
    """The 4624 at the service carries the client's own SID and domain."""
    world, record = one(booted(two_realms()), cross())
    logon = dict(next(e for e in events_of(record, world) if e.id == 4624).fields)
    computer = world.dc("DC1").directory.get("PC$")
    assert computer is not None
    assert (logon["TargetUserSid"], logon["TargetDomainName"]) == (computer.sid, "CORP")


def test_each_dc_logs_its_own_part_of_a_referral() -> None:
    """One 4769 at either end."""
    world, record = one(booted(two_realms()), cross())
    tgs = [e.computer for e in events_of(record, world) if e.id == 4769]
    assert tgs == ["dc1.corp.example", "dc9.partner.example"]


def test_a_step_with_nothing_in_it_logs_nothing() -> None:
    """A registry value is set in silence."""
    world, record = one(booted(corp()), SetRegistry(machine="PC", name="LogLevel", value=1))
    assert events_of(record, world) == ()


def test_records_say_which_kdcs_started() -> None:
    """So that what a KDC logs at its start can be computed from them."""
    world = booted(corp())
    for action in (RestartKdc(dc="DC1"), RebootDc(dc="DC1"), InstallCumulativeUpdate(dc="DC1", update="2025-01")):
        assert one(world, action)[1].kdcs_started == ("DC1",)
    assert one(world, PromoteDc(dc="NEW", domain="corp.example", os="2019"))[1].kdcs_started == ("NEW",)
    assert one(world, browse())[1].kdcs_started == ()


def test_mail_that_was_delivered_is_a_logon() -> None:
    """4624 on the hub, and no event 4 anywhere."""
    world, record = one(booted(exchange_2007()), send())
    ids = {e.id for e in events_of(record, world)}
    assert 4624 in ids
    assert not ids & {4, 4625}
    assert session_of(world, "SERVER-1", LOCAL_SYSTEM).tickets
