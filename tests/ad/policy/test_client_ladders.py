"""What a client offers, sends first, picks and forwards: each rule where it speaks and where it does not."""

from __future__ import annotations

from typing import Any

import pytest

from kdcsim.ad.assumption import Assumptions
from kdcsim.ad.policy import (
    CLIENTS,
    ClientView,
    ForwardQuestion,
    HintedQuestion,
    after_hint,
    client_list,
    first_request,
    forwarded_list,
    machine_attribute,
)
from kdcsim.reason import Assumed
from tests.ad.policy.asking import AES128, AES256, RC4, facts, leaned, removed, ruled

SEVEN = (18, 17, 23, 24, -135)
NO_ETYPE_BIT = 0x7FFFFFE0
LEANS = (Assumed("registry-reload", "live"),)


def client(os: str, reading: dict[str, str] | None = None, /, **told: Any) -> ClientView:
    """A client of a build, under some readings."""
    return ClientView(
        name="PC",
        generation=CLIENTS[os],
        assumptions=Assumptions(reading or {}),
        **told,
    )


@pytest.mark.parametrize(
    ("view", "mask"),
    [
        (client("7"), 0x1C),
        (client("2008"), 0x1F),
        (client("XP"), 0x7),
        (client("XP", filter=0x18), 0x7),
        (client("7", filter=0x18), 0x18),
        (client("7", filter=0x3), 0x3),
        (client("7", filter=0x7FFFFFF8), 0x18),
        (client("7", filter=NO_ETYPE_BIT), 0x1C),
        (client("7", filter=0), 0x1C),
        (client("2025", filter=0x1F), 0x1C),
        (client("MIT"), None),
        (client("MIT", filter=0x18), None),
        (client("7", {"acceptor-policy": "opens"}, filter=0x18), None),
    ],
    ids=lambda each: f"{each.generation.os}-{each.filter}" if isinstance(each, ClientView) else None,
)
def test_which_tickets_a_service_opens(view: ClientView, mask: int | None) -> None:
    """Those that its host's policy allows, else those of its build; outside Windows, and by another reading, all."""
    assert view.accepts == mask


@pytest.mark.parametrize(
    ("view", "etypes", "narrowed"),
    [
        (client("7"), SEVEN, {}),
        (client("2019", machine_as=True, filter=0x7FFFFFFF), (18, 17, 23, 3, 1, 24, -135), {"client-policy-filter"}),
        (client("7", filter=NO_ETYPE_BIT), SEVEN, {"client-policy-filter"}),
        (client("7", filter=0x10000), SEVEN, {"client-policy-filter"}),
        (client("7", filter=0x3), (3, 1), {"client-policy-filter"}),
        (client("7", default_encryption_type=23), (23, 18, 17, 24, -135), {"default-encryption-type-leads-list"}),
        (client("7", default_encryption_type=18), SEVEN, {"default-encryption-type-leads-list"}),
        (client("7", {"default-encryption-type-order": "kept"}, default_encryption_type=23), SEVEN, {}),
        (client("impacket", tgt_session=18), (23, 16, 3, 18), {"tgs-list"}),
        (client("impacket"), (18,), {}),
        (
            client("7", filter=0x1C, default_encryption_type=17),
            (17, 18, 23, 24, -135),
            {"client-policy-filter", "default-encryption-type-leads-list"},
        ),
        (client("2022", machine_as=True), (18, 23, -133, -128, 24, -135), {"machine-as-list"}),
    ],
    ids=range(12),
)
def test_the_list_and_what_changed_it(view: ClientView, etypes: tuple[int, ...], narrowed: set[str]) -> None:
    """Policy, and the value that overrides everything, each with its say."""
    found = client_list(view)
    assert found.value == etypes
    assert set(removed(found)) == set(narrowed)
    reading = ["default-encryption-type-order"] if "default-encryption-type-leads-list" in narrowed else []
    assert leaned(found) == reading
    assert facts(found)["etypes"] == " ".join(map(str, etypes))


def test_what_took_etypes_away_is_told() -> None:
    """By name of what is gone, and with the fact that made it so."""
    found = client_list(client("7", filter=0x18))
    assert removed(found)["client-policy-filter"] == ("etype 23", "etype 24", "etype -135")
    assert facts(found)["SupportedEncryptionTypes"] == "0x18"
    found = client_list(client("2022", machine_as=True))
    assert (removed(found)["machine-as-list"], facts(found)["os"]) == (("etype 17",), "2022")
    found = client_list(client("impacket", tgt_session=17))
    assert (removed(found)["tgs-list"], facts(found)["TGT-session-key"]) == (("etype 18",), "17")
    assert facts(client_list(client("7", default_encryption_type=23)))["DefaultEncryptionType"] == "23"
    assert client_list(client("7", settings_lean_on=LEANS)).reason.assumed == LEANS


@pytest.mark.parametrize(
    ("view", "etype", "rule"),
    [
        (client("XP"), RC4, "pre-vista-timestamp-first"),
        (client("XP", default_encryption_type=23), RC4, "default-encryption-type-needs-no-salt"),
        (client("XP", default_encryption_type=18), None, "vista-asks-first"),
        (client("7"), None, "vista-asks-first"),
        (client("7", default_encryption_type=23), RC4, "default-encryption-type-needs-no-salt"),
        (client("7", default_encryption_type=18), None, "vista-asks-first"),
        (client("MIT"), None, "vista-asks-first"),
        (client("gokrb5"), AES128, "client-assumes-preauthentication"),
    ],
    ids=range(8),
)
def test_what_is_sent_first(view: ClientView, etype: int | None, rule: str) -> None:
    """A timestamp unasked, or a bare request that lets the KDC say which salt."""
    assert ruled(first_request(view)) == (etype, rule)


def test_first_requests_name_their_facts() -> None:
    """What made them so, and on what the settings rest."""
    assert facts(first_request(client("XP"))) == {"os": "XP"}
    assert facts(first_request(client("7"))) == {"os": "7"}
    assert facts(first_request(client("gokrb5"))) == {"timestamp-etype": "17"}
    assert facts(first_request(client("7", default_encryption_type=23))) == {"DefaultEncryptionType": "23"}
    for told in ({}, {"default_encryption_type": 23}):
        assert first_request(client("7", settings_lean_on=LEANS, **told)).reason.assumed == LEANS


@pytest.mark.parametrize(
    ("value", "hinted", "offered", "expected"),
    [
        (0, (18, 23), SEVEN, (AES256, "strongest-hinted")),
        (0, (23, 17), SEVEN, (AES128, "strongest-hinted")),
        (0, (18, 23), (23,), (RC4, "strongest-hinted")),
        (0, (18,), (23,), (None, "nothing-hinted")),
        (0, (), SEVEN, (None, "nothing-hinted")),
        (0, (24,), SEVEN, (None, "nothing-hinted")),
        (23, (18, 23), SEVEN, (RC4, "default-encryption-type-overrides")),
        (23, (18,), SEVEN, (AES256, "strongest-hinted")),
        (23, (18, 23), (18,), (AES256, "strongest-hinted")),
    ],
)
def test_what_is_picked_from_a_hint(
    value: int, hinted: tuple[int, ...], offered: tuple[int, ...], expected: tuple[int | None, str]
) -> None:
    """What the value names, else the strongest, of what was offered and named."""
    view = client("7", default_encryption_type=value)
    found = after_hint(HintedQuestion(client=view, hinted=hinted, offered=offered))
    assert ruled(found) == expected
    assert removed(found) == {"client-has-offered": tuple(f"etype {e}" for e in hinted if e not in offered)}
    if expected[1] == "default-encryption-type-overrides":
        assert facts(found) == {"DefaultEncryptionType": "23"}


@pytest.mark.parametrize(
    ("view", "shared", "expected", "leans"),
    [
        (client("7"), RC4, ((RC4,), "forwarded-tgt-single-etype"), False),
        (client("7"), None, (SEVEN, "forwarded-tgt-whole-list"), False),
        (client("XP"), RC4, (SEVEN, "forwarded-tgt-whole-list"), False),
        (client("Vista"), RC4, ((RC4,), "forwarded-tgt-single-etype"), True),
        (client("Vista"), None, (SEVEN, "forwarded-tgt-whole-list"), False),
        (
            client("7", {"forwarded-tgt-single-etype": "7-and-later"}),
            RC4,
            ((RC4,), "forwarded-tgt-single-etype"),
            False,
        ),
        (client("2008", {"forwarded-tgt-single-etype": "7-and-later"}), RC4, (SEVEN, "forwarded-tgt-whole-list"), True),
    ],
    ids=range(7),
)
def test_with_what_a_tgt_to_forward_is_asked(
    view: ClientView, shared: int | None, expected: tuple[tuple[int, ...], str], leans: bool
) -> None:
    """7 and later ask with the one etype that they share with the service; of Vista and 2008 sources differ."""
    found = forwarded_list(ForwardQuestion(client=view, shared=shared), SEVEN)
    assert ruled(found) == expected
    assert leaned(found) == (["forwarded-tgt-single-etype"] if leans else [])
    if expected[1] == "forwarded-tgt-single-etype":
        assert facts(found) == {"os": view.generation.os}


def test_who_writes_no_attribute_writes_none_under_a_policy() -> None:
    """And who does writes policy's bits of etypes, and no others."""
    assert machine_attribute(client("XP", filter=0x18)) is None
    assert machine_attribute(client("MIT", filter=0x18)) is None
    assert machine_attribute(client("7", filter=0x7FFFFFF8)) == 0x18
    assert machine_attribute(client("7", filter=0)) == 0
    assert machine_attribute(client("7")) == 0x1C
