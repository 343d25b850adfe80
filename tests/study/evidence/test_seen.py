"""Fields of an event: found by name in any case, read as numbers or names, and absent when they say nothing."""

from __future__ import annotations

import pytest

from kdcsim.study.evidence.seen import CacheSeen, EventSeen, TicketSeen


def seen(value: str, number: int = 4769) -> EventSeen:
    """An event with one field."""
    return EventSeen(id=number, fields=(("Status", value), ("Other", "x")))


@pytest.mark.parametrize("value", ["", " ", "-", "N/A"])
def test_a_field_that_says_nothing(value: str) -> None:
    """Is there, and has no value."""
    assert seen(value).field("status") is None
    assert seen(value).has("STATUS")
    assert not seen(value).has("Missing")
    assert seen(value).number("Status") is None
    assert seen(value).etypes("Status") is None
    assert seen(" text ").field("Status") == "text"


@pytest.mark.parametrize(
    ("value", "number", "etype"),
    [
        ("0x12", 18, 18),
        ("0X17", 23, 23),
        ("18", 18, 18),
        ("010", 10, 10),
        ("-133", -133, -133),
        ("0x2d", 0x2D, None),
        ("0xffffffff", 0xFFFFFFFF, None),
        ("0x12 (AES256)", 18, 18),
        ("RC4-HMAC-NT", None, 23),
        ("AES-SHA1", None, 18),
        ("purple", None, None),
    ],
)
def test_numbers_and_etypes(value: str, number: int | None, etype: int | None) -> None:
    """Decimal or hexadecimal, with words behind it; a name where there is no number; two numbers that are no etype."""
    assert seen(value).number("Status") == number
    assert seen(value).etype("Status") == etype


@pytest.mark.parametrize(
    ("value", "etypes"),
    [
        ("18 17 23", (18, 17, 23)),
        ("18, -133", (18, -133)),
        ("AES256-SHA96 RC4", (18, 23)),
        ("none", ()),
        ("18 x", (18,)),
    ],
)
def test_lists_of_etypes(value: str, etypes: tuple[int, ...]) -> None:
    """Numbers or names, with blanks or commas; what is neither is passed over."""
    assert seen(value).etypes("Status") == etypes


def test_the_error_of_an_event() -> None:
    """Under any of its names; an event of a logon has statuses of Windows and no Kerberos error."""
    assert seen("0xe").error == 14
    assert seen("0x0").error == 0
    for name in ("Failure Code", "Result Code", "ErrorCode"):
        assert EventSeen(id=4768, fields=((name, "0x19"),)).error == 25
    assert [seen("0xe", number).error for number in (4624, 4625)] == [None, None]
    assert EventSeen(id=4768, fields=()).error is None


@pytest.mark.parametrize(
    ("name", "etype"),
    [
        ("des-cbc-crc", 1),
        ("des-cbc-md5", 3),
        ("des", 3),
        ("aes128-cts-hmac-sha1-96", 17),
        ("aes128-sha96", 17),
        ("aes256-cts-hmac-sha1-96", 18),
        ("aes256-sha96", 18),
        ("aes-sha1", 18),
        ("rc4-hmac", 23),
        ("rc4-hmac-nt", 23),
        ("rc4", 23),
        ("rc4-hmac-nt-exp", 24),
        ("rc4-hmac-old", -133),
        ("rc4-hmac-old-exp", -135),
    ],
)
def test_the_names_of_etypes(name: str, etype: int) -> None:
    """Every spelling of Windows and of MIT, in small letters or capitals."""
    for spelling in (name, name.upper()):
        assert seen(spelling).etype("Status") == etype
        assert seen(f"{spelling}, {spelling}").etypes("Status") == (etype, etype)


def test_what_is_no_etype_has_neighbours_that_are() -> None:
    """Only 0x2d and 0xffffffff say that there is none."""
    for number in (0x2C, 0x2F, 0xFFFFFFFE, 0x1FFFFFFFF):
        assert seen(f"{number:#x}").etype("Status") == number


def test_tickets_for_kdcs_and_for_services() -> None:
    """By the server's name in any case; neither where no server was shown."""
    kinds = {
        server: (ticket.is_tgt, ticket.is_service)
        for server in ("krbtgt/A", "KRBTGT/a", "krbtgt", "HTTP/krbtgt/x", "", None)
        for ticket in (TicketSeen(server=server),)
    }
    assert kinds == {
        "krbtgt/A": (True, False),
        "KRBTGT/a": (True, False),
        "krbtgt": (False, True),
        "HTTP/krbtgt/x": (False, True),
        "": (False, False),
        None: (False, False),
    }


def test_whose_cache_it_is() -> None:
    """That of the session it was asked for, else of the one that asked."""
    assert CacheSeen(current=1, targeted=None, tickets=()).luid == 1
    assert CacheSeen(current=1, targeted=2, tickets=()).luid == 2
    assert CacheSeen(current=None, targeted=2, tickets=()).luid == 2
