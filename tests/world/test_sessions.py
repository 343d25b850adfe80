"""Sessions of people, caches, and clocks that go wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kdcsim.ad.host.session import LOCAL_SYSTEM
from kdcsim.world.action import (
    Boot,
    ClockSkew,
    LogOff,
    LogOn,
    PurgeTickets,
    RequestTicket,
    RunAs,
    Wait,
    user_luid,
)
from kdcsim.world.record import Outcome
from tests.world.estates import WEB_SPN, browse, corp
from tests.world.stories import booted, exchange_2007, one, play, rc4_forced, send, session_of, ticket_request

ALICE = user_luid("PC", "alice")
LOGON = LogOn(host="PC", user="alice", password="alice-Pa$$w0rd")


def test_a_user_logs_on_and_gets_tickets() -> None:
    """The session is the user's own: its tickets name her."""
    world, records = play(booted(corp()), LOGON, RequestTicket(host="PC", session=ALICE, spn=WEB_SPN))
    assert records[-1].outcome is Outcome.ISSUED
    assert {t.client for t in session_of(world, "PC", ALICE).tickets} == {"alice"}


def test_a_wrong_password_leaves_no_session() -> None:
    """Error 24 and nothing behind it."""
    world, record = one(booted(corp()), LogOn(host="PC", user="alice", password="wrong"))
    assert record.error == 24
    assert ALICE not in world.host("PC").sessions


def test_runas_proves_itself_and_netonly_does_not() -> None:
    """`runas /netonly` takes any password until the first ticket is asked."""
    wrong = RunAs(host="PC", user="alice", password="wrong")
    assert one(booted(corp()), wrong)[1].error == 24
    for_web = RequestTicket(host="PC", session=ALICE, spn=WEB_SPN)
    _, records = play(booted(corp()), replace(wrong, net_only=True), for_web)
    assert (records[0].outcome, records[1].error) == (Outcome.DONE, 24)


def test_a_log_off_takes_the_session_away() -> None:
    """And the built-in ones stay as long as the host runs."""
    world, records = play(booted(corp()), LOGON, LogOff(host="PC", session=ALICE), LogOff(host="PC", session=ALICE))
    assert [r.outcome for r in records[1:]] == [Outcome.DONE, Outcome.IMPOSSIBLE]
    assert ALICE not in world.host("PC").sessions
    assert one(world, LogOff(host="PC", session=LOCAL_SYSTEM))[1].outcome is Outcome.IMPOSSIBLE


def test_a_boot_ends_every_session_of_people() -> None:
    """Only the built-in sessions come back."""
    world, _ = play(booted(corp()), LOGON, Boot(host="PC"))
    assert ALICE not in world.host("PC").sessions


def test_a_purge_throws_tickets_away_and_no_key() -> None:
    """`klist purge` leaves keys and salt as they were, in every session of both hosts."""
    world, _ = one(rc4_forced(), ticket_request())
    purged, record = one(world, PurgeTickets(host="SERVER-1", session=LOCAL_SYSTEM))
    assert not session_of(purged, "SERVER-1", LOCAL_SYSTEM).tickets
    for name, host in world.hosts.items():
        for luid, session in host.sessions.items():
            assert purged.host(name).sessions[luid].keys == session.keys
            assert purged.host(name).sessions[luid].salt == session.salt
    assert "keys are as they were" in record.sentence


def test_cached_tickets_are_used_until_they_run_out() -> None:
    """Ten hours; after that there is a new AS exchange and a new ticket."""
    world, first = one(booted(exchange_2007()), ticket_request())
    again = one(world, ticket_request())[1]
    late = play(world, Wait(seconds=11 * 3600), ticket_request())[1][-1]
    assert [x.kind for x in first.exchanges] == ["TGS"]
    assert again.exchanges == ()
    assert [x.kind for x in late.exchanges] == ["AS", "AS", "TGS"]


@pytest.mark.parametrize("seconds", [-1200, 1200])
def test_a_clock_that_is_off_is_refused_by_the_kdc(seconds: int) -> None:
    """More than five minutes either way: error 37 at the AS exchange."""
    _world, records = play(booted(corp()), ClockSkew(machine="PC", seconds=seconds), Boot(host="PC"))
    assert records[-1].error == 37
    assert records[-1].said_by == "DC1"


def test_a_small_skew_is_tolerated() -> None:
    """Up to five minutes is nothing."""
    _, records = play(booted(corp()), ClockSkew(machine="PC", seconds=240), Boot(host="PC"))
    assert records[-1].error is None


def test_the_services_clock_counts_too() -> None:
    """The DC is content; the service, twenty minutes ahead, is not."""
    world, _ = one(booted(exchange_2007()), ClockSkew(machine="HUB-1", seconds=1200))
    _, record = one(world, send())
    assert (record.error, record.said_by) == (37, "HUB-1/MSExchangeTransport")
    assert record.exchanges[-1].error is None


def test_a_dc_whose_clock_is_off_refuses_everybody() -> None:
    """Until its clock is right again."""
    world, records = play(
        booted(corp()),
        ClockSkew(machine="DC1", seconds=-3600),
        Boot(host="PC"),
        ClockSkew(machine="DC1", seconds=0),
        Boot(host="PC"),
    )
    assert [records[1].error, records[3].error] == [37, None]
    assert "is right" in records[2].sentence
    assert world.dc("DC1").clock_offset == 0


def test_who_was_called_is_noted() -> None:
    """klist's Kdc Called is the DC's DNS name (Microsoft Learn, klist: DC01.contoso.com)."""
    world, _ = one(booted(corp()), browse())
    assert {t.kdc_called for t in session_of(world, "PC", LOCAL_SYSTEM).tickets} == {"DC1.corp.example"}
