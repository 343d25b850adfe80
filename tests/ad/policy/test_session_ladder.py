"""Which kind of session key goes into a ticket: each rule where it speaks and where it does not, and its doubts."""

from __future__ import annotations

from typing import Any

import pytest

from kdcsim.ad.directory import AccountKind
from kdcsim.ad.policy import Choice, judge
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

KRBTGT, TRUST = {"kind": AccountKind.KRBTGT}, {"kind": AccountKind.TRUST}
EVENT, PICK, TGT_PICK, SK_ORDER, UNSET, ENFORCED, REFERRAL, TGT_2025, BEFORE = (
    "refused-ticket-event",
    "session-pick",
    "tgt-session-pick",
    "aes-session-bit-overrides-order",
    "unset-session-before-2022",
    "rc4-session-when-enforced",
    "rc4-session-on-referrals",
    "rc4-tgt-on-2025",
    "rc4-session-before-2022",
)
Told = dict[str, Any]


def session(
    build: str,
    told: Told,
    *etypes: int,
    reading: dict[str, str] | None = None,
    asks: Told | None = None,
    **view: Any,
) -> Decision[Choice]:
    """The decision about one session key."""
    question = asked(kdc(build, reading, **view), account(**told), *etypes, **(asks or {}))
    found = judge(question).session
    assert found is not None, "the ticket itself was refused"
    return found


@pytest.mark.parametrize(
    ("build", "told", "added"),
    [
        ("2022 2022-11", {"supported": 0x24}, ("added etype 18", "added etype 17")),
        ("2022 2022-11", {"supported": 0x2C}, ("added etype 18",)),
        ("2022 2022-11", {"supported": 0x1C}, None),
        ("2022 2022-11", {"supported": 0x4}, None),
        ("2022", {"supported": 0x24}, None),
        ("2025", {}, ("added etype 18", "added etype 17")),
        ("samba-2022-12", {}, ("added etype 18", "added etype 17")),
    ],
)
def test_the_bit_for_aes_session_keys(build: str, told: Told, added: tuple[str, ...] | None) -> None:
    """It adds what is missing of AES, from November 2022 on, and nothing else does."""
    found = session(build, told)
    assert removed(found).get("aes-session-key-bit") == added
    assert found.value == (AES256 if added or told.get("supported", 0) == 0x1C else RC4)


@pytest.mark.parametrize(
    ("build", "told", "view", "value"),
    [
        ("2022", {}, {}, AES256),
        ("2008", {}, {}, AES256),
        ("2022", {"supported": 0x7}, {}, RC4),
        ("2022 2022-11", {"supported": 0x4}, {}, RC4),
        ("2022", KRBTGT, {"functional_level": 2}, RC4),
        ("2003", {"keys": (RC4,)}, {}, RC4),
    ],
)
def test_unset_before_the_bit_existed(build: str, told: Told, view: Told, value: int) -> None:
    """By one reading, a service that declares nothing got AES session keys from 2008 to 2022."""
    found = session(build, told, reading={UNSET: "aes-too"}, **view)
    assert found.value == value
    spoke = value == AES256
    assert removed(found).get("unset-service-aes-session") == (("added etype 18", "added etype 17") if spoke else None)
    assert (UNSET in leaned(found)) is spoke
    assert session(build, told, **view).value == RC4


@pytest.mark.parametrize(
    ("build", "reading", "view", "told", "value", "leans"),
    [
        ("2022 2022-11", {}, {}, {"supported": 0x18}, RC4, []),
        ("2022 2022-11", {}, {}, {"supported": 0x10}, RC4, []),
        ("2022", {}, {}, {"supported": 0x18}, RC4, [BEFORE]),
        ("2022", {BEFORE: "refused"}, {}, {"supported": 0x18}, NO_RESET, [EVENT, BEFORE]),
        ("2022 2022-11", {BEFORE: "refused"}, {}, {"supported": 0x18}, RC4, []),
        ("2022", {}, {"filter_policies": 0x18}, {"supported": 0x18}, NO_RESET, []),
        ("2008", {}, {}, {"supported": 0x3, "keys": (DES,), "des_only": True}, NO_RESET, [EVENT]),
        ("2022 2026-04", {}, {}, {"supported": 0x18}, RESET, [EVENT, ENFORCED]),
        ("2022 2026-04", {ENFORCED: "yes"}, {}, {"supported": 0x18}, RC4, [ENFORCED]),
        ("2022 2026-04", {ENFORCED: "with-domain-default"}, {}, {"supported": 0x18}, RESET, [EVENT, ENFORCED]),
        (
            "2022 2026-04",
            {ENFORCED: "with-domain-default"},
            {"domain_default": 0x1C},
            {"supported": 0x18},
            RC4,
            [ENFORCED],
        ),
        ("2022 2026-04", {}, {"domain_default": 0x1C}, {"supported": 0x18}, RESET, [EVENT, ENFORCED]),
        ("2022 2026-04", {}, {"phase": 1}, {"supported": 0x18}, RC4, []),
        ("2022 2022-11-08", {}, {}, {"supported": 0x18}, NO_RESET, [EVENT]),
        ("2022 2022-11", {}, {}, TRUST, NO_RESET, [EVENT, REFERRAL]),
        ("2022 2022-11", {REFERRAL: "yes"}, {}, TRUST, RC4, [REFERRAL]),
        ("2022 2022-11", {BEFORE: "refused"}, {}, TRUST, NO_RESET, [EVENT, REFERRAL]),
        ("2022 2026-07", {}, {"filter_policies": 0x18}, {"supported": 0x18}, NO_RESET, []),
        ("2022 2026-04", {REFERRAL: "yes"}, {}, TRUST, RESET, [EVENT, ENFORCED]),
        ("2022 2026-04", {REFERRAL: "yes", ENFORCED: "yes"}, {}, TRUST, RC4, [ENFORCED, REFERRAL]),
        ("2025", {}, {}, {"supported": 0x18}, NO_RESET, [EVENT]),
        ("2025 2026-07", {}, {}, {"supported": 0x18}, RESET, [EVENT]),
        ("samba-2022-12", {}, {}, {"supported": 0x18}, NO_RESET, [EVENT]),
        ("samba-2022-12", {}, {"forced_rc4_session": True}, {"supported": 0x18}, RC4, []),
        ("2025", {}, {"forced_rc4_session": True}, {"supported": 0x18}, NO_RESET, [EVENT]),
    ],
)
def test_rc4_session_keys_for_a_service_of_aes(
    build: str, reading: dict[str, str], view: Told, told: Told, value: object, leans: list[str]
) -> None:
    """What a client that knows RC4 alone gets, and on what that leans."""
    found = session(build, told, RC4, reading=reading, **view)
    assert found.value == value
    assert leaned(found) == leans
    always = removed(found).get("rc4-session-always")
    if value == RC4:
        assert always == ("added etype 23",)
    elif not view:
        assert always is None


def test_who_has_rc4_is_given_none() -> None:
    """The rule is silent where there is nothing to add, and adds nothing but RC4."""
    assert "rc4-session-always" not in removed(session("2022 2022-11", {"supported": 0x1C}))
    assert "rc4-session-always" not in removed(session("2022 2022-11", KRBTGT))
    assert session("2022 2022-11", {"supported": 0x8, "keys": (AES128,)}, AES256, AES128).value == AES128


@pytest.mark.parametrize(
    ("build", "told", "etypes", "leans"),
    [
        ("2022 2026-04", {"supported": 0x18}, (DES,), []),
        ("2022 2026-04", {"supported": 0x18}, (24, RC4), [EVENT, ENFORCED]),
        ("2022 2026-04", {"supported": 0x10, "keys": (AES256,)}, (AES128,), [EVENT]),
        ("2022", {"supported": 0x18}, (24,), []),
        ("2022", {"supported": 0x10, "keys": (AES256,)}, (AES128,), [EVENT]),
    ],
)
def test_a_refusal_of_other_etypes_does_not_lean_on_rc4(
    build: str, told: Told, etypes: tuple[int, ...], leans: list[str]
) -> None:
    """Readings about RC4 matter to who offers RC4; the event's reading to who offers anything known."""
    found = session(build, told, *etypes)
    assert found.reason.decided.rule == "no-common-session-etype"
    assert found.value == (RESET if EVENT in leans and "2026" in build else NO_RESET)
    assert leaned(found) == leans
    assert facts(found)["etypes"] == " ".join(map(str, etypes))


def test_rc4_tgts_on_2025() -> None:
    """Their session key is not RC4; by another reading only sealing one with RC4 is forbidden."""
    assert (session("2025", KRBTGT, RC4).value, leaned(session("2025", KRBTGT, RC4))) == (NO_RESET, [EVENT, TGT_2025])
    other = {TGT_2025: "ticket"}
    found = session("2025", KRBTGT, RC4, reading=other)
    assert (found.value, leaned(found)) == (RC4, [TGT_2025])
    assert removed(found)["rc4-tgt-session-on-2025"] == ("added etype 23",)
    assert session("2025", {"supported": 0x18}, RC4, reading=other).value == NO_RESET
    assert "rc4-tgt-session-on-2025" not in removed(session("2022", KRBTGT, RC4, reading=other))


@pytest.mark.parametrize(
    ("build", "told", "view", "etypes", "value", "added"),
    [
        ("samba-2022-12", {"supported": 0x18, "keys": (RC4,)}, {}, (RC4,), RC4, ("added etype 23",)),
        ("samba-2022-12", {"supported": 0x18, "keys": (RC4,)}, {}, MODERN, AES256, ("added etype 23",)),
        ("2022 2026-07", {"supported": 0x18}, {"use_requested": True}, (RC4,), RC4, ("added etype 23",)),
        ("2022", {"supported": 0x4}, {"use_requested": True, "filter_policies": 0x18}, (AES128,), AES128, (17,)),
        ("2025", KRBTGT, {"use_requested": True}, (RC4,), NO_RESET, None),
        ("2022", {"keys": (AES256, AES128)}, {"filter_policies": 0x18}, (AES128,), AES128, (18, 17)),
        ("2022", {"keys": (AES128,)}, {"filter_policies": 0x18}, (AES256, AES128), AES128, (17,)),
        ("2022", {"supported": 0x1C}, {}, MODERN, AES256, None),
    ],
)
def test_who_opens_the_ticket_can_use_its_etype(
    build: str, told: Told, view: Told, etypes: tuple[int, ...], value: object, added: tuple[object, ...] | None
) -> None:
    """Also where it was not declared; where the filter stood in, that goes for every key it could have been."""
    found = session(build, told, *etypes, **view)
    assert found.value == value
    words = None if added is None else tuple(e if isinstance(e, str) else f"added etype {e}" for e in added)
    assert removed(found).get("ticket-etype-is-usable") == words


def test_what_the_kdc_does_not_work_with_is_no_session_key() -> None:
    """The filter is named with what it took away; what the target supports stands before it."""
    found = session("2022", {"supported": 0x1C}, AES128, AES256, filter_policies=0x14)
    assert (found.value, removed(found)["session-kdc-filter"]) == (AES256, ("etype 17",))
    assert facts(found) == {"supported-etypes": "0x1c", "enabled-etypes": "0x14", "etypes": "17 18"}
    assert removed(found)["session-target-supports"] == ()


@pytest.mark.parametrize(
    ("build", "reading", "supported", "etypes", "expected", "leans"),
    [
        ("2022 2022-11", {SK_ORDER: "yes"}, 0x3C, (RC4, AES128), (AES128, "aes-session-supersedes-rc4"), [SK_ORDER]),
        ("2022 2022-11", {SK_ORDER: "yes"}, 0x24, (RC4, AES256), (AES256, "aes-session-supersedes-rc4"), [SK_ORDER]),
        ("2022 2022-11", {SK_ORDER: "yes"}, 0x3C, (RC4,), (RC4, "session-client-order"), []),
        ("2022 2022-11", {SK_ORDER: "yes"}, 0x1C, (RC4, AES128), (RC4, "session-client-order"), [PICK]),
        ("2022", {SK_ORDER: "yes"}, 0x3C, (RC4, AES128), (RC4, "session-client-order"), [PICK]),
        ("2022 2022-11", {}, 0x3C, (RC4, AES128), (RC4, "session-client-order"), [PICK, SK_ORDER]),
        ("2022 2022-11", {}, 0x3C, (AES128, AES256), (AES128, "session-client-order"), [PICK]),
        ("2022 2022-11", {}, 0x3C, (AES256, RC4), (AES256, "session-client-order"), []),
        ("2022 2022-11", {}, 0x1C, (24, RC4, AES128), (RC4, "session-client-order"), [PICK]),
        ("2022 2022-11", {PICK: "strongest"}, 0x1C, (RC4, AES128, AES256), (AES256, "session-strongest"), [PICK]),
        ("2022 2022-11", {PICK: "strongest"}, 0x1C, (AES256, RC4), (AES256, "session-strongest"), []),
        ("2022 2026-07", {PICK: "strongest"}, 0x18, (RC4,), (RESET, "no-common-session-etype"), [EVENT, ENFORCED]),
    ],
)
def test_which_of_several_is_picked(
    build: str,
    reading: dict[str, str],
    supported: int,
    etypes: tuple[int, ...],
    expected: tuple[object, str],
    leans: list[str],
) -> None:
    """The client's first; the AES-SK bit or strength decides by other readings, and where they would, that is said."""
    found = session(build, {"supported": supported}, *etypes, reading=reading)
    assert ruled(found) == expected
    assert leaned(found) == leans


def test_of_several_readings_the_first_is_told() -> None:
    """What the KDC does not work with is never picked, and a timestamp's etype comes before the strongest."""
    bit = session("2022 2022-11", {"supported": 0x3C}, *MODERN, reading={SK_ORDER: "yes"}, filter_policies=0x4)
    assert ruled(bit) == (RC4, "session-client-order")
    both = {TGT_PICK: "timestamp-etype", PICK: "strongest"}
    found = session("2022", KRBTGT, *MODERN, reading=both, asks={"preauth_etype": RC4})
    assert ruled(found) == (RC4, "tgt-session-follows-timestamp")


@pytest.mark.parametrize("reading", [{}, {PICK: "strongest"}, {TGT_PICK: "timestamp-etype"}])
def test_2003_always_takes_the_clients_first(reading: dict[str, str]) -> None:
    """Nobody doubts that."""
    for told in ({"keys": (RC4, DES)}, {**KRBTGT, "keys": (RC4, DES)}):
        found = session("2003", told, DES, RC4, reading=reading, asks={"preauth_etype": RC4})
        assert (ruled(found), leaned(found)) == ((DES, "session-client-order"), [])


@pytest.mark.parametrize(
    ("told", "stamp", "value", "doubted"),
    [
        (KRBTGT, AES256, AES256, True),
        (KRBTGT, RC4, RC4, False),
        (KRBTGT, DES, RC4, False),
        (KRBTGT, None, RC4, False),
        ({"supported": 0x1C}, AES256, RC4, False),
    ],
)
def test_whether_a_tgt_follows_its_timestamp(told: Told, stamp: int | None, value: int, doubted: bool) -> None:
    """By one reading of note 24 it does; only TGTs, and only where that etype is left."""
    asks = {"preauth_etype": stamp}
    found = session("2022", told, RC4, AES256, reading={TGT_PICK: "timestamp-etype"}, asks=asks)
    assert found.value == value
    spoke = found.reason.decided.rule == "tgt-session-follows-timestamp"
    assert spoke is (told is KRBTGT and stamp in (AES256, RC4))
    if spoke:
        assert (facts(found)["timestamp-etype"], leaned(found)) == (str(stamp), [TGT_PICK])
    usual = session("2022", told, RC4, AES256, asks=asks)
    assert usual.value == RC4
    assert (TGT_PICK in leaned(usual)) is doubted


@pytest.mark.parametrize(
    ("build", "told", "view", "etypes", "doubted"),
    [
        ("2022", {"supported": 0x18}, {}, (RC4,), BEFORE),
        ("2022", {"supported": 0x18, "keys": (RC4,)}, {}, (RC4,), None),
        ("2022", {"supported": 0x1C}, {}, (RC4,), None),
        ("2022", {"supported": 0x18}, {}, (AES256, RC4), None),
        ("2022", KRBTGT, {}, (RC4,), None),
        ("2022", {}, {}, (AES256, RC4), UNSET),
        ("2022", {}, {}, (RC4,), None),
        ("2022", {}, {"filter_policies": 0x4}, (AES256, RC4), None),
        ("2022", {}, {"filter_policies": 0xC}, (AES256, RC4), None),
        ("2022", {}, {"filter_policies": 0x14}, (AES256, RC4), UNSET),
        ("2022", {"supported": 0x7}, {}, (AES256, RC4), None),
        ("2022", {"keys": (DES,), "des_only": True}, {"filter_policies": 0x1F}, (AES256, DES), None),
        ("2022 2022-11", {"supported": 0x4}, {}, (AES256, RC4), None),
        ("2022", KRBTGT, {"functional_level": 2}, (AES256, RC4), None),
    ],
)
def test_doubts_about_builds_before_november_2022(
    build: str, told: Told, view: Told, etypes: tuple[int, ...], doubted: str | None
) -> None:
    """Said where the other reading would have given another session key, and nowhere else."""
    found = session(build, told, *etypes, **view)
    assert leaned(found) == ([] if doubted is None else [doubted])


@pytest.mark.parametrize(
    ("build", "offer", "etypes", "expected"),
    [
        ("2022 2026-07", 0x18, (RC4,), (AES256, "forwarded-tgt-supported-padata")),
        ("2022 2026-07", 0x8, (RC4,), (AES128, "forwarded-tgt-supported-padata")),
        ("2022 2026-07", 0x18, (AES128,), (AES128, "session-client-order")),
        ("2022 2026-07", 0x4, (RC4,), (RESET, "no-common-session-etype")),
        ("2022 2026-07", None, (RC4,), (RESET, "no-common-session-etype")),
    ],
)
def test_a_forwarded_tgt_whose_etype_does_not_fit(
    build: str, offer: int | None, etypes: tuple[int, ...], expected: tuple[object, str]
) -> None:
    """The strongest that PA-SUPPORTED-ENCTYPES offers and the service has too."""
    found = session(build, {"supported": 0x18}, *etypes, asks={"client_supported": offer})
    assert ruled(found) == expected
    if expected[1] == "forwarded-tgt-supported-padata":
        assert facts(found)["PA-SUPPORTED-ENCTYPES"] == f"{offer:#x}"


@pytest.mark.parametrize(
    ("etypes", "view", "value", "doubted"),
    [
        ((AES256, RC4), {}, RC4, True),
        ((RC4, AES256), {}, RC4, True),
        ((RC4,), {}, RC4, False),
        ((AES256, RC4), {"use_requested": True}, AES256, False),
        ((RC4, AES256), {"use_requested": True}, RC4, True),
    ],
)
def test_an_unset_service_before_2022_is_doubted_where_aes_might_have_been(
    etypes: tuple[int, ...], view: Told, value: int, doubted: bool
) -> None:
    """Only an RC4 session key can have been an AES key instead, and only for a client that offers AES."""
    found = session("2012R2", {}, *etypes, **view)
    assert found.value == value
    assert (UNSET in leaned(found)) is doubted
