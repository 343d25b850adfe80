"""The words of what was seen: who asked whom, with which etypes - and nothing that was not shown."""

from __future__ import annotations

import pytest

from kdcsim.study.evidence.headline import (
    cache_lines,
    event_lines,
    failure_lines,
    host_of,
    keytab_lines,
    sessions_lines,
)
from kdcsim.study.evidence.seen import (
    MIT_KLIST,
    CacheSeen,
    CallFailedSeen,
    EventSeen,
    KeySeen,
    KeytabSeen,
    SessionSeen,
    SessionsSeen,
    TicketSeen,
)


def event(number: int, *fields: tuple[str, str], computer: str | None = None, when: str | None = None) -> list[str]:
    """The lines of an event, without the sentence on its door."""
    seen = EventSeen(id=number, fields=fields, log="Security", computer=computer, when=when)
    return list(event_lines(seen))[1:]


def test_an_event_begins_with_what_its_kind_is() -> None:
    """A record that no kind fits has no such sentence."""
    (first, *rest) = event_lines(EventSeen(id=4769, fields=(), log="Security"))
    assert first.endswith("(Security log)")
    assert rest == []
    assert list(event_lines(EventSeen(id=5, fields=(("ClientName", "alice"),)))) == ["account alice"]


@pytest.mark.parametrize(
    ("fields", "told", "line"),
    [
        ((), {"computer": "DC-1"}, "on DC-1"),
        ((), {"when": "noon"}, "at noon"),
        ((("TargetUserName", "alice"),), {}, "account alice"),
        ((("User Name", "alice"),), {}, "account alice"),
        ((("AccountName", "alice"),), {}, "account alice"),
        ((("Account", "alice"),), {}, "account alice"),
        ((("ClientName", "alice"), ("TargetUserName", "bob")), {}, "account bob"),
        ((("ServiceName", "WEB$"),), {}, "target WEB$"),
        ((("Service Name", "WEB$"),), {}, "target WEB$"),
        ((("Target", "WEB$"),), {}, "target WEB$"),
        ((("TargetName", "HTTP/web"), ("ServiceName", "WEB$")), {}, "target WEB$"),
        ((("TargetName", "HTTP/web"),), {}, "target HTTP/web"),
        ((("IpAddress", "::ffff:10.0.0.7"),), {}, "from 10.0.0.7"),
        ((("Client Address", "10.0.0.7"),), {}, "from 10.0.0.7"),
        ((("ClientAddress", "10.0.0.7"),), {}, "from 10.0.0.7"),
        (
            (("TargetUserName", "alice"), ("ServiceName", "WEB$"), ("IpAddress", "10.0.0.7")),
            {"computer": "DC-1", "when": "noon"},
            "on DC-1, at noon, account alice, target WEB$, from 10.0.0.7",
        ),
    ],
)
def test_who_and_where(fields: tuple[tuple[str, str], ...], told: dict[str, str], line: str) -> None:
    """As far as the record tells it, in one line."""
    assert event(4769, *fields, **told) == [line]


def test_the_etypes_of_an_event() -> None:
    """Single ones in one line, lists in one each; what was asked and is empty says so."""
    assert event(
        4769,
        ("TicketEncryptionType", "0x12"),
        ("SessionKeyEncryptionType", "0x17"),
        ("PreAuthEncryptionType", "0x2d"),
        ("RequestedEtypes", "18 23"),
    ) == ["ticket AES256 (18), session key RC4 (23)", "asked for: AES256 (18), RC4 (23)"]
    assert event(4768, ("PreAuthEncryptionType", "0x17")) == ["pre-authentication RC4 (23)"]
    assert event(673, ("Ticket Encryption Type", "0x3")) == ["ticket DES-MD5 (3)"]
    assert event(16, ("AvailableEtypes", "none")) == ["the account has: nothing"]
    assert event(4769, ("TicketEncryptionType", "0xffffffff")) == []


def test_the_answer_of_an_event() -> None:
    """Success, or the error with its sentence; an event 4625 has statuses of Windows instead."""
    assert event(4769, ("Status", "0x0")) == ["answer: success"]
    (line,) = event(4769, ("Status", "0xe"))
    assert line.startswith("answer: KDC_ERR_ETYPE_NOSUPP (14): ")
    first, second = event(4625, ("Status", "0xc000006d"), ("SubStatus", "0x8009030f"))
    assert first.startswith("Status 0xc000006d: STATUS_LOGON_FAILURE: ")
    assert second.startswith("SubStatus 0x8009030f: ")
    assert event(4625, ("Status", "0x1234567")) == []
    (line,) = event(4770, ("Status", "0x52e"))
    assert line.startswith("answer: ")


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ((("Server", "hub-1$"),), "answered by hub-1$"),
        ((("Server", "hub-1$"), ("TargetName", "HOST/HUB-1.contoso.com")), "answered by hub-1$"),
        (
            (("Server", "svc-web"), ("TargetName", "HTTP/web.contoso.com")),
            (
                "answered by svc-web, while the ticket was asked for HTTP/web.contoso.com: another name, so an alias, "
                "a service account or another machine"
            ),
        ),
    ],
)
def test_who_refused_the_ticket_of_an_event_4(fields: tuple[tuple[str, str], ...], line: str) -> None:
    """And whether that is who was meant."""
    assert event(4, *fields)[-1] == line


@pytest.mark.parametrize(
    "name", ["hub-1$", "HUB-1", "HOST/hub-1", "HOST/hub-1.contoso.com", "http/hub-1:8080", "cifs/hub-1/x", "hub-1$@X"]
)
def test_the_host_in_a_name(name: str) -> None:
    """Short, in small letters, whatever stands around it."""
    assert host_of(name) == "hub-1"


def tickets(count: int) -> tuple[TicketSeen, ...]:
    """So many different tickets."""
    return tuple(TicketSeen(server=f"HTTP/web-{n}", etype=18) for n in range(count))


@pytest.mark.parametrize(
    ("cache", "line"),
    [
        (CacheSeen(current=0x3E7, targeted=None, tickets=tickets(1), announced=1), "of logon session LocalSystem"),
        (CacheSeen(current=0x3E7, targeted=0x3E4, tickets=(), announced=0), "of logon session NetworkService"),
        (CacheSeen(current=None, targeted=None, tickets=(), announced=0), "the ticket cache: 0 tickets"),
        (CacheSeen(current=None, targeted=None, tickets=tickets(2)), "a part of a ticket cache: 2 tickets"),
        (
            CacheSeen(current=None, targeted=None, tickets=tickets(1), announced=3),
            "the ticket cache: 3 announced, 1 readable in what was pasted",
        ),
        (
            CacheSeen(current=None, targeted=None, tickets=(), announced=0, tool=MIT_KLIST),
            "the ticket cache of a client with MIT krb5: 0 tickets",
        ),
        (
            CacheSeen(current=None, targeted=None, tickets=tickets(1), announced=1, tool="klist tgt"),
            "the TGT that stands for the session (klist tgt): 1 ticket",
        ),
    ],
    ids=range(7),
)
def test_whose_cache_it_is_and_how_much_was_read(cache: CacheSeen, line: str) -> None:
    """The first line of a cache."""
    assert line in next(cache_lines(cache))


def test_the_tickets_of_a_cache() -> None:
    """Each once, with its two etypes and who gave it; at most a dozen."""
    shown = (
        TicketSeen(server="HTTP/web", etype=18, session_etype=23, kdc_called="DC-1"),
        TicketSeen(server="HTTP/web", etype=18, session_etype=23, kdc_called="DC-1"),
        TicketSeen(),
    )
    assert list(
        cache_lines(CacheSeen(current=None, targeted=None, tickets=shown, announced=3, fetched="HTTP/web"))
    ) == [
        "klist get: a ticket to HTTP/web was retrieved",
        "the ticket cache: 3 tickets",
        "HTTP/web: ticket AES256 (18), session key RC4 (23), from DC-1",
        "server not shown: etype not shown",
    ]
    for count, ending in ((12, "HTTP/web-11: ticket AES256 (18)"), (14, "and 2 more")):
        lines = list(cache_lines(CacheSeen(current=None, targeted=None, tickets=tickets(count), announced=count)))
        assert (len(lines), lines[-1]) == (13 if count == 12 else 14, ending)


def test_logon_sessions() -> None:
    """Each with its account and package; at most a dozen."""
    rows = tuple(SessionSeen(luid=0x1000 + n, account=f"user-{n}", package="Kerberos") for n in range(14))
    first, *lines = sessions_lines(SessionsSeen(sessions=rows[:12]))
    assert first == "the logon sessions of a host: 12 sessions"
    assert (len(lines), lines[0].endswith(": user-0, Kerberos")) == (12, True)
    lines = list(sessions_lines(SessionsSeen(sessions=rows)))
    assert (len(lines), lines[-1]) == (14, "and 2 more")


def test_a_klist_that_failed() -> None:
    """Which call, and what its numbers are, as far as they were shown and are known."""
    known, unknown = (
        failure_lines(CallFailedSeen(call="LsaCall", substatus=0x8009030F, status=None)),
        failure_lines(CallFailedSeen(call=None, substatus=None, status=0x1234567)),
    )
    head, line = known
    assert head == "a klist that failed in LsaCall"
    assert line.startswith("sub status 0x8009030f: SEC_E")
    assert list(unknown) == ["a klist that failed", "status 0x1234567: no status known here"]


def test_the_keys_of_a_keytab() -> None:
    """One line for each principal and kvno; at most a dozen."""
    keys = (
        KeySeen(principal="a", kvno=2, etype=18),
        KeySeen(principal="a", kvno=2, etype=23),
        KeySeen(principal="a", kvno=3),
    )
    assert list(keytab_lines(KeytabSeen(name="web.keytab", keys=keys))) == [
        "a keytab (web.keytab): 3 keys",
        "a, kvno 2: AES256 (18), RC4 (23)",
        "a, kvno 3: etypes not shown",
    ]
    many = tuple(KeySeen(principal=f"p{n}", kvno=1, etype=18) for n in range(14))
    assert next(keytab_lines(KeytabSeen(name=None, keys=many[:1]))) == "a keytab: 1 key"
    assert len(list(keytab_lines(KeytabSeen(name=None, keys=many[:12])))) == 13
    assert list(keytab_lines(KeytabSeen(name=None, keys=many)))[-1] == "and 2 more"
