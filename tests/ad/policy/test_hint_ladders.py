"""What a KDC tells and accepts before it knows who asks: hints, timestamps, and replies without pre-authentication."""

from __future__ import annotations

from typing import Any

import pytest

from kdcsim.ad.policy import StampQuestion, has_salt, hint, reply_without_preauthentication, timestamp
from tests.ad.policy.asking import (
    AES128,
    AES256,
    DES,
    DES_CRC,
    MODERN,
    NO_RESET,
    RC4,
    RESET,
    account,
    asked,
    facts,
    kdc,
    leaned,
    removed,
    ruled,
)

ALL = (AES256, AES128, RC4, DES, DES_CRC)
OUTSIDE = "reply-key-outside-list"


@pytest.mark.parametrize(
    ("build", "told", "etypes", "hinted"),
    [
        ("2022", {}, MODERN, (AES256, RC4)),
        ("2022", {"keys": (AES128, RC4)}, MODERN, (AES128, RC4)),
        ("2022", {"keys": (RC4,)}, MODERN, (RC4,)),
        ("2022", {}, (RC4, AES128), (AES128, RC4)),
        ("2022", {"protected": True}, MODERN, (AES256,)),
        ("2012", {"protected": True}, MODERN, (AES256, RC4)),
        ("2008", {"keys": ALL}, ALL, (AES256, RC4)),
        ("2008", {"keys": ALL, "des_only": True}, ALL, (DES, DES_CRC)),
        ("2022", {"keys": ALL, "des_only": True}, ALL, RESET),
        ("2003", {"keys": (RC4, DES, DES_CRC)}, ALL, (RC4, DES, DES_CRC)),
        ("2003", {"keys": (RC4, DES, DES_CRC), "des_only": True}, ALL, (RC4, DES, DES_CRC)),
        ("2022", {"keys": (AES256,)}, (RC4,), RESET),
        ("2022", {}, (24, -135), NO_RESET),
        ("2022", {"keys": (AES256,)}, (24, RC4), RESET),
    ],
)
def test_what_the_hint_names(build: str, told: dict[str, Any], etypes: tuple[int, ...], hinted: object) -> None:
    """The strongest AES and RC4 of what client, account and KDC have in common; DES only for who has nothing else."""
    found = hint(asked(kdc(build), account(**told), *etypes))
    assert found.value == hinted
    assert ("hint-format-2003" in leaned(found)) is (build == "2003")


@pytest.mark.parametrize(
    ("build", "keys", "etypes", "leans"),
    [
        ("2022", (RC4,), (AES256,), True),
        ("2022", (DES,), (AES256,), False),
        ("2022", (), (AES256,), False),
        ("2003", (RC4,), (AES256,), False),
    ],
)
def test_a_hint_without_a_common_etype(build: str, keys: tuple[int, ...], etypes: tuple[int, ...], leans: bool) -> None:
    """Where the account has other keys that work here, one reading names them, and every refusal says so."""
    other = {"hint-without-common-etype": "hinted"}
    found = hint(asked(kdc(build), account(keys=keys), *etypes))
    assert found.value in (RESET, NO_RESET)
    assert leaned(found) == (["hint-without-common-etype"] if leans else [])
    named = hint(asked(kdc(build, other), account(keys=keys), *etypes))
    assert ruled(named) == ((keys, "hint-without-common-etype") if leans else ruled(found))
    assert leaned(named) == leaned(found)
    if leans:
        assert hint(asked(kdc(build, other), account(keys=keys), *etypes, *keys)).reason.assumed == ()


@pytest.mark.parametrize(
    ("build", "supported", "lost"),
    [
        ("2022 2022-11-08", 0x18, True),
        ("2022 2022-11-08", 0x8, True),
        ("2022 2022-11-08", 0x1C, False),
        ("2022 2022-11-08", 0x4, False),
        ("2022 2022-11-08", 0x3, False),
        ("2022 2022-11-08", None, False),
        ("2022 2022-11", 0x18, False),
    ],
)
def test_who_declares_aes_alone_cannot_log_on_in_november_2022(build: str, supported: int | None, lost: bool) -> None:
    """Neither with a hint nor unasked, on the builds of the first ten days."""
    question = asked(kdc(build), account(supported))
    assert ruled(hint(question)) == ((RESET, "hint-november-2022") if lost else ((AES256, RC4), "hint-one-aes-and-rc4"))
    assert ruled(timestamp(StampQuestion(asked=question, etype=AES256))) == (
        (RESET, "timestamp-november-2022") if lost else (AES256, "timestamp-decides-reply-key")
    )
    if lost:
        assert facts(hint(question))["msDS-SupportedEncryptionTypes"] == f"{supported:#x}"


def test_a_hint_says_what_it_took_away() -> None:
    """Each filter names what it removed and the fact that made it."""
    found = hint(asked(kdc("2008", filter_policies=0x1B), account(keys=ALL, protected=True), RC4, AES256))
    assert removed(found) == {
        "hint-stored-keys": (),
        "hint-kdc-filter": ("etype 23",),
        "hint-des-only-when-flagged": ("etype 3", "etype 1"),
        "hint-client-list": ("etype 17",),
    }
    assert facts(found) == {"keys": "18 17 23 3 1", "enabled-etypes": "0x1b", "etypes": "23 18"}
    found = hint(asked(kdc("2022"), account(keys=(RC4,), protected=True)))
    assert removed(found)["hint-stored-keys"] == ("etype 18", "etype 17", "etype 3", "etype 1")
    assert removed(found)["hint-protected-user"] == ("etype 23",)
    assert "hint-des-only-when-flagged" not in removed(found)
    assert facts(found)["protected-users"] == "True"
    assert facts(hint(asked(kdc("2022"), account(keys=()))))["keys"] == "none"


@pytest.mark.parametrize(
    ("build", "told", "etype", "expected"),
    [
        ("2022", {}, AES256, (AES256, "timestamp-decides-reply-key")),
        ("2022", {"keys": ALL}, DES, (NO_RESET, "timestamp-kdc-filter")),
        ("2022", {"protected": True}, RC4, (NO_RESET, "timestamp-protected-user")),
        ("2022", {"protected": True}, AES128, (AES128, "timestamp-decides-reply-key")),
        ("2012", {"protected": True}, RC4, (RC4, "timestamp-decides-reply-key")),
        ("2022", {"keys": (RC4,)}, AES256, (RESET, "timestamp-needs-key")),
        ("2022", {"keys": ()}, AES256, (RESET, "timestamp-needs-key")),
    ],
)
def test_which_timestamps_are_accepted(
    build: str, told: dict[str, Any], etype: int, expected: tuple[object, str]
) -> None:
    """Of an etype that the KDC works with, and with a key of the account; of a Protected User only AES."""
    found = timestamp(StampQuestion(asked=asked(kdc(build), account(**told)), etype=etype))
    assert ruled(found) == expected
    assert leaned(found) == []
    if expected[1] == "timestamp-needs-key":
        assert facts(found) == {"keys": "23" if told["keys"] else "none"}
    if expected[1] == "timestamp-protected-user":
        assert facts(found) == {"protected-users": "True"}


def test_of_several_reasons_the_first_is_told() -> None:
    """What the KDC does not work with, then who is protected, then the flag for DES; then November, then keys."""
    told = {"hint-stored-keys": (), "hint-client-list": ()}
    found = hint(asked(kdc("2022", filter_policies=0x1B), account(keys=ALL, protected=True), *ALL))
    assert removed(found) == {**told, "hint-kdc-filter": ("etype 23",), "hint-protected-user": ("etype 3", "etype 1")}
    lost = kdc("2022 2022-11-08", {"hint-without-common-etype": "hinted", OUTSIDE: "refused"})
    assert ruled(hint(asked(lost, account(0x18, keys=(RC4,)), AES256))) == (RESET, "hint-november-2022")
    for target, etype, expected in (
        (account(0x18, protected=True), DES, (NO_RESET, "timestamp-kdc-filter")),
        (account(0x18, protected=True), RC4, (NO_RESET, "timestamp-protected-user")),
        (account(0x18, keys=(RC4,)), AES256, (RESET, "timestamp-november-2022")),
        (account(0x1C, keys=(RC4,)), AES256, (RESET, "timestamp-needs-key")),
    ):
        assert ruled(timestamp(StampQuestion(asked=asked(lost, target, RC4), etype=etype))) == expected


@pytest.mark.parametrize(
    ("reading", "etypes", "value", "leans"),
    [
        ({}, (RC4,), AES256, True),
        ({}, (RC4, AES256), AES256, False),
        ({OUTSIDE: "refused"}, (RC4,), NO_RESET, True),
        ({OUTSIDE: "refused"}, (RC4, AES256), AES256, False),
    ],
)
def test_a_timestamp_outside_the_clients_own_list(
    reading: dict[str, str], etypes: tuple[int, ...], value: object, leans: bool
) -> None:
    """Nobody knows; the decision says so wherever it matters."""
    found = timestamp(StampQuestion(asked=asked(kdc("2022", reading), account(), *etypes), etype=AES256))
    assert found.value == value
    assert leaned(found) == ([OUTSIDE] if leans else [])


@pytest.mark.parametrize(
    ("settings", "keys", "etypes", "value"),
    [
        ({}, MODERN, (RC4, AES256), RC4),
        ({}, (RC4,), (AES256, RC4), RC4),
        ({"filter_policies": 0x18}, MODERN, (RC4, AES128), AES128),
        ({}, (AES256,), (RC4,), RESET),
        ({}, (), (RC4,), NO_RESET),
        ({"filter_policies": 0x18}, (RC4,), (RC4,), RESET),
    ],
)
def test_a_reply_without_preauthentication(
    settings: dict[str, int], keys: tuple[int, ...], etypes: tuple[int, ...], value: object
) -> None:
    """The first etype of the client's list with a key that this KDC works with."""
    found = reply_without_preauthentication(asked(kdc("2022", **settings), account(keys=keys), *etypes))
    assert found.value == value


def test_rc4_has_no_salt() -> None:
    """Neither under its number nor under that of its export form (RFC 4757)."""
    assert [has_salt(e) for e in (*ALL, 24)] == [True, True, False, True, True, False]
