"""Which key seals a ticket: each rule where it speaks and where it does not, and which event a refusal stands for."""

from __future__ import annotations

from typing import Any

import pytest

from kdcsim.ad.directory import AccountKind
from kdcsim.ad.policy import Choice, judge, judge_lists
from kdcsim.reason import Decision
from tests.ad.policy.asking import (
    AES128,
    AES256,
    DES,
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

KRBTGT = AccountKind.KRBTGT
EVENT, SCOPE, FALLBACK, REQUESTED = (
    "refused-ticket-event",
    "filter-replaces-scope",
    "rc4-key-fallback",
    "use-requested-scope",
)


def ticket(
    build: str, told: dict[str, Any], *etypes: int, reading: dict[str, str] | None = None, **settings: Any
) -> Decision[Choice]:
    """The decision about one ticket."""
    return judge(asked(kdc(build, reading, **settings), account(**told), *etypes)).ticket


@pytest.mark.parametrize(
    ("build", "supported", "etypes", "refusal", "leans"),
    [
        ("2022 2022-11", 0x10000, MODERN, NO_RESET, [EVENT]),
        ("2022 2022-11", 0x10020, MODERN, NO_RESET, [EVENT]),
        ("2022 2022-11", 0x20, MODERN, NO_RESET, [EVENT]),
        ("2022 2022-11", 0x10000, (24,), NO_RESET, []),
        ("2022 2026-04", 0x10000, MODERN, RESET, [EVENT]),
        ("2022 2026-04", 0x10000, (24,), NO_RESET, []),
        ("2022 2026-04", 0x10000, (24, RC4), RESET, [EVENT]),
    ],
)
def test_feature_bits_alone(
    build: str, supported: int, etypes: tuple[int, ...], refusal: object, leans: list[str]
) -> None:
    """A value that names no etype gets nothing; which event tells of it depends on the build and on what was asked."""
    found = ticket(build, {"supported": supported}, *etypes)
    assert ruled(found) == (refusal, "feature-bits-alone")
    assert leaned(found) == leans
    assert facts(found) == {"supported-etypes": f"{supported:#x}"}


@pytest.mark.parametrize(
    ("reading", "told", "etypes", "value", "rule"),
    [
        ({}, {"supported": 0x18}, (RC4, AES256), RC4, "kdc-uses-requested-etypes"),
        ({}, {"supported": 0x18}, (24, RC4), RC4, "kdc-uses-requested-etypes"),
        ({}, {"kind": KRBTGT}, (RC4, AES256), RC4, "kdc-uses-requested-etypes"),
        ({}, {"keys": (AES256,)}, (RC4,), RESET, "kdc-uses-requested-etypes"),
        ({}, {}, (24,), NO_RESET, "kdc-uses-requested-etypes"),
        ({REQUESTED: "tgt-only"}, {"supported": 0x18}, (RC4, AES256), AES256, "strongest-left"),
        ({REQUESTED: "tgt-only"}, {"kind": KRBTGT}, (RC4, AES256), RC4, "kdc-uses-requested-etypes"),
    ],
)
def test_the_kdc_uses_what_was_requested(
    reading: dict[str, str], told: dict[str, Any], etypes: tuple[int, ...], value: object, rule: str
) -> None:
    """With the value set, the list decides and the declaration does not count; for services that is one reading."""
    found = ticket("2022", told, *etypes, reading=reading, use_requested=True)
    assert ruled(found) == (value, rule)
    spoke = rule == "kdc-uses-requested-etypes"
    assert leaned(found) == ([REQUESTED] if spoke and "kind" not in told else [])
    if spoke:
        assert facts(found) == {
            "KdcUseRequestedEtypesForTickets": "1",
            "etypes": " ".join(map(str, etypes)),
        }


@pytest.mark.parametrize(
    ("keys", "etypes", "value"),
    [
        ((RC4, DES), (DES, RC4), DES),
        ((RC4, DES), (AES256, RC4), RC4),
        (MODERN, (AES256, RC4), RC4),
        ((DES,), (RC4,), RESET),
        ((RC4,), (AES256,), NO_RESET),
    ],
)
def test_2003_follows_the_list(keys: tuple[int, ...], etypes: tuple[int, ...], value: object) -> None:
    """The first etype of the client's list that it knows and has a key for."""
    found = ticket("2003", {"keys": keys}, *etypes)
    assert ruled(found) == (value, "client-order")
    assert facts(found) == {"etypes": " ".join(map(str, etypes)), "keys": " ".join(map(str, keys))}


def test_what_each_filter_takes_away() -> None:
    """Declared, enabled, stored: in this order, each with its fact."""
    found = ticket("2022", {"supported": 0x1C, "keys": (AES128, RC4)}, RC4, filter_policies=0x14)
    assert ruled(found) == (RC4, "strongest-left")
    assert removed(found) == {
        "target-supports": ("etype 3", "etype 1"),
        "kdc-filter": ("etype 17",),
        "stored-keys": ("etype 18",),
    }
    assert facts(found) == {"supported-etypes": "0x1c", "enabled-etypes": "0x14", "keys": "17 23"}
    assert facts(ticket("2022", {"keys": ()}))["keys"] == "none"
    found = ticket("2022", {"supported": 0x1C, "keys": (RC4,)}, filter_policies=0x14)
    assert (removed(found)["kdc-filter"], removed(found)["stored-keys"]) == (("etype 17",), ("etype 18",))
    assert removed(ticket("2022", {}, filter_policies=0x18))["stored-keys"] == ()


def test_who_names_no_etype_gets_none_though_the_list_decides() -> None:
    """KdcUseRequestedEtypesForTickets does not make up for a value without an etype."""
    found = ticket("2022", {"supported": 0x10000}, use_requested=True)
    assert ruled(found) == (NO_RESET, "feature-bits-alone")


@pytest.mark.parametrize(
    ("build", "reading", "supported", "keys", "value", "leans"),
    [
        ("2022", {}, None, MODERN, AES256, []),
        ("2022", {}, None, (AES128, RC4), AES128, []),
        ("2022", {}, None, (RC4,), NO_RESET, [EVENT]),
        ("2022", {}, 0x4, MODERN, NO_RESET, [EVENT, SCOPE]),
        ("2022", {}, 0x4, (RC4,), NO_RESET, [EVENT]),
        ("2022", {SCOPE: "every-set"}, 0x4, MODERN, AES256, [SCOPE]),
        ("2022", {SCOPE: "every-set"}, None, MODERN, AES256, []),
        ("2022", {}, 0x1C, (RC4,), RESET, []),
        ("2022 2026-07", {}, 0x4, MODERN, RESET, [EVENT]),
        ("2022 2026-07", {SCOPE: "every-set"}, 0x4, MODERN, RESET, [EVENT]),
        ("2025", {}, 0x4, MODERN, NO_RESET, [EVENT]),
    ],
)
def test_a_filter_with_nothing_in_common(
    build: str, reading: dict[str, str], supported: int | None, keys: tuple[int, ...], value: object, leans: list[str]
) -> None:
    """The filter itself stands in for an assumed set, not for a declared one, and not where RC4 is no default."""
    view = {"filter_policies": 0x18}
    found = ticket(build, {"supported": supported, "keys": keys}, *MODERN, reading=reading, **view)
    assert found.value == value
    assert leaned(found) == leans
    if isinstance(value, int) and found.reason.decided.rule == "filter-replaces-assumed-set":
        assert facts(found)["enabled-etypes"] == "0x18"


@pytest.mark.parametrize(
    ("build", "settings"),
    [("2022 2022-11", {"domain_default": 0x8, "filter_policies": 0x18}), ("2022", {"filter_policies": 0x1C})],
)
def test_the_filter_does_not_stand_in_for_a_missing_key(build: str, settings: dict[str, Any]) -> None:
    """Where assumption and filter share an etype, and the account has another key, a reset would help."""
    assert ruled(ticket(build, {"keys": (AES256,)}, **settings)) == (RESET, "no-common-key")


def test_the_filter_never_stands_in_for_krbtgt() -> None:
    """A TGT has the etypes of the domain, or none."""
    found = ticket("2022", {"kind": KRBTGT}, *MODERN, functional_level=2, filter_policies=0x18)
    assert ruled(found) == (NO_RESET, "no-common-key")
    assert SCOPE not in leaned(found)


@pytest.mark.parametrize(
    ("build", "reading", "settings", "supported", "keys", "value"),
    [
        ("2022", {}, {}, 0x18, (RC4,), RC4),
        ("2022", {}, {}, 0x8, (RC4,), RC4),
        ("2022", {}, {}, 0x18, (DES,), RESET),
        ("2022", {}, {}, 0x3, (RC4,), NO_RESET),
        ("2008", {}, {}, 0x3, (RC4,), RESET),
        ("2022", {}, {"filter_policies": 0x4}, 0x18, (RC4,), NO_RESET),
        ("2022", {}, {"filter_policies": 0x1B}, 0x18, (RC4,), RESET),
        ("2022", {FALLBACK: "no"}, {}, 0x18, (RC4,), RESET),
        ("2022 2022-11-08", {}, {}, 0x18, (RC4,), RESET),
        ("2022 2026-01", {}, {"phase": 2}, 0x18, (RC4,), RESET),
        ("2022 2026-01", {}, {"phase": 1}, 0x18, (RC4,), RC4),
        ("2025", {}, {}, 0x18, (RC4,), RESET),
    ],
)
def test_an_aes_account_with_an_rc4_key(
    build: str,
    reading: dict[str, str],
    settings: dict[str, int],
    supported: int,
    keys: tuple[int, ...],
    value: object,
) -> None:
    """Is served with it up to 2022, before enforcement, where the KDC works with both."""
    found = ticket(build, {"supported": supported, "keys": keys}, *MODERN, reading=reading, **settings)
    assert found.value == value
    assert (FALLBACK in leaned(found)) is (value == RC4)
    if value == RC4:
        assert facts(found)["keys"] == "23"


@pytest.mark.parametrize(
    ("build", "reading", "supported", "keys", "etypes", "value", "leans"),
    [
        ("2022", {}, 0x18, (DES,), MODERN, RESET, False),
        ("2022", {}, 0x18, (DES,), (24,), RESET, True),
        ("2022", {}, 0x3, MODERN, MODERN, NO_RESET, True),
        ("2022", {}, 0x3, MODERN, (24,), NO_RESET, False),
        ("2022", {EVENT: "by-request"}, 0x3, MODERN, MODERN, RESET, True),
        ("2022", {EVENT: "by-remedy"}, 0x3, MODERN, MODERN, NO_RESET, True),
        ("2022 2026-01", {}, 0x3, MODERN, MODERN, RESET, True),
        ("2022 2026-01", {EVENT: "by-remedy"}, 0x3, MODERN, MODERN, NO_RESET, True),
        ("2022 2026-01", {EVENT: "by-request"}, 0x3, MODERN, MODERN, RESET, True),
        ("2022 2026-01", {}, 0x18, (DES,), (24,), NO_RESET, True),
    ],
)
def test_which_event_tells_of_a_refusal(
    build: str,
    reading: dict[str, str],
    supported: int,
    keys: tuple[int, ...],
    etypes: tuple[int, ...],
    value: object,
    leans: bool,
) -> None:
    """Whether another key would help, or, since 2026, whether an etype that was asked is known; a doubt where both
    readings differ."""
    found = ticket(build, {"supported": supported, "keys": keys}, *etypes, reading=reading)
    assert ruled(found) == (value, "no-common-key")
    assert (EVENT in leaned(found)) is leans
    assert facts(found)["etypes"] == " ".join(map(str, etypes))


def test_a_refusal_has_no_etypes_and_no_session() -> None:
    """Of a refused ticket and of a refused session key alike."""
    refused = judge(asked(kdc("2022"), account(0x3)))
    assert (refused.etypes, refused.refusal, refused.session) == (None, NO_RESET, None)
    assert len(refused.decisions) == 2
    half = judge(asked(kdc("2022 2026-07"), account(0x18), RC4))
    assert (half.etypes, half.refusal, half.ticket.value) == (None, RESET, AES256)
    assert len(half.decisions) == 3
    whole = judge(asked(kdc("2022"), account(0x1C), RC4))
    assert (whole.etypes, whole.refusal) == ((AES256, RC4), None)


@pytest.mark.parametrize(
    ("build", "told", "settings"),
    [
        ("2003", {}, {}),
        ("2022", {}, {"use_requested": True}),
        ("2022", {"keys": (AES128,)}, {"use_requested": True}),
        ("2022", {"supported": 0x3}, {}),
        ("2022 2026-04", {"supported": 0x3}, {}),
        ("2022", {"supported": 0x1C}, {}),
        ("2022 2022-11", {"supported": 0x3C}, {}),
    ],
)
@pytest.mark.parametrize("reading", [{}, {"aes-session-bit-overrides-order": "yes"}])
def test_many_lists_are_judged_as_each(
    build: str, told: dict[str, Any], settings: dict[str, Any], reading: dict[str, str]
) -> None:
    """Where the ticket, or the event of its refusal, follows the list, it is decided for each anew."""
    view, target = kdc(build, reading, **settings), account(**told)
    lists = ((RC4, AES256), (AES256,), (24,), (AES128, DES), (RC4,))
    assert list(judge_lists(view, target, lists)) == [judge(asked(view, target, *each)) for each in lists]
