"""What a client's host writes: Kerberos events 3 and 4."""

from __future__ import annotations

from dataclasses import replace

from kdcsim.ad.eventlog import initiator_events, kdc_error_events
from kdcsim.ad.exchange import Exchange
from kdcsim.ad.host.call import Call

AT = 1_773_443_042_000_000  # 2026-03-13 23:04:02 UTC, the moment of the published sample


def refused_call(error: int | None) -> Call:
    return Call(
        at=AT,
        from_host="A",
        from_session=0x3E7,
        from_address="10.0.0.1",
        to_host="B",
        to_service="s",
        to_session=0x3E4,
        spn="HOST/b",
        client="A$",
        client_realm="LUDUS.DOMAIN",
        request=b"x",
        error=error,
    )


def test_event_4_comes_when_a_ticket_does_not_open_and_3_only_with_a_log_level() -> None:
    """LogLevel adds event 3 to every error; without it only an unreadable ticket is told of."""
    unreadable, skewed = refused_call(41), refused_call(37)
    assert [e.id for e in initiator_events(unreadable, "a", legacy=False)] == [4]
    assert [e.id for e in initiator_events(unreadable, "a", legacy=False, log_level=1)] == [3, 4]
    assert [e.id for e in initiator_events(skewed, "a", legacy=False, log_level=1)] == [3]
    assert not initiator_events(skewed, "a", legacy=False)
    assert not initiator_events(refused_call(None), "a", legacy=False, log_level=1)
    (told,) = initiator_events(unreadable, "a", legacy=True)
    assert told.provider == "Kerberos" and [n for n, _ in told.fields] == ["Server", "TargetRealm", "TargetName"]


def test_event_4_names_the_server_that_answered() -> None:
    """Not the account whose ticket was shown: the SPN may stand on another (skar.us; old fact sheet section 2)."""
    call = replace(refused_call(41), service_account="WEB-1$", answered_as="WEB-2$")
    three, four = initiator_events(call, "a", legacy=False, log_level=1)
    assert (four.field("Server"), four.field("TargetName")) == ("web-2$", "HOST/b")
    assert three.field("ServerName") == "web-2$"


def test_event_3_has_fourteen_strings_and_an_unpadded_time() -> None:
    """As in the sample of 2026-03-13: the client's own fields are empty, the server's time is not padded."""
    exchange = Exchange(
        dc="DC",
        realm="LUDUS",
        kind="AS",
        at=AT,
        client_address="10.0.0.1",
        request=b"",
        reply=b"",
        client_name="domainadmin",
        client_realm="LUDUS",
        service_name="krbtgt/LUDUS",
        error=25,
    )
    assert not kdc_error_events(exchange, "a", legacy=False, log_level=0)
    (told,) = kdc_error_events(exchange, "a", legacy=False, log_level=1)
    assert len(told.fields) == 14
    assert told.field("ServerTime") == "23:4:2.0000 3/13/2026 Z"
    assert (told.field("ErrorCode"), told.field("ErrorMessage")) == ("0x19", "KDC_ERR_PREAUTH_REQUIRED")
    assert told.field("TargetName") == "krbtgt/LUDUS@LUDUS"
