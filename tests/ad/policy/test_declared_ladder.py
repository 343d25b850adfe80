"""What an account is taken to support: each rule where it speaks, where it does not, and on what it leans."""

from __future__ import annotations

import pytest

from kdcsim.ad.directory import AccountKind
from kdcsim.ad.policy import Declared, KdcView, declared
from tests.ad.policy.asking import account, asked, facts, kdc, leaned, removed, ruled

DC, TRUST, KRBTGT, COMPUTER = AccountKind.DC, AccountKind.TRUST, AccountKind.KRBTGT, AccountKind.COMPUTER
REFUSED = {"november-2022-bug": "aes-only-refused"}
TEN_DAYS = "2022 2022-11-08"


@pytest.mark.parametrize(
    ("view", "mask"),
    [
        (kdc("2003"), 0x7),
        (kdc("2022", functional_level=2), 0x7),
        (kdc("2022", functional_level=3), 0x1C),
        (kdc("2022 2026-07"), 0x1C),
        (kdc("2025"), 0x18),
    ],
    ids=lambda each: getattr(each, "name", hex(each) if isinstance(each, int) else None),
)
def test_krbtgt_has_what_its_domain_has(view: KdcView, mask: int) -> None:
    """Its attribute is never read: RC4 and DES before level 2008, then AES and RC4, on 2025 AES alone."""
    for attribute in (None, 0x4):
        found = declared(asked(view, account(attribute, KRBTGT)))
        assert ruled(found) == (Declared(mask, assumed=True), "krbtgt-attribute-ignored")


def test_2003_knows_no_attribute() -> None:
    """Everybody has RC4 and DES there, by assumption; the flag for DES is older than that."""
    assert ruled(declared(asked(kdc("2003"), account(0x18)))) == (Declared(0x7, assumed=True), "attribute-unknown")
    found = declared(asked(kdc("2003"), account(des_only=True)))
    assert ruled(found) == (Declared(0x3, assumed=False), "des-only-flag")


def test_who_is_asked_first() -> None:
    """The kind of the account comes before its flags and its value, and an old DC before any value."""
    found = declared(asked(kdc("2022"), account(None, KRBTGT, des_only=True)))
    assert ruled(found) == (Declared(0x1C, assumed=True), "krbtgt-attribute-ignored")
    assert removed(declared(asked(kdc("2003"), account(0x18, COMPUTER, os_version="5.2")))) == {}
    found = declared(asked(kdc(TEN_DAYS, REFUSED), account(0x18, DC)))
    assert ruled(found) == (Declared(0x1C, assumed=False), "dc-account-always-aes")


def test_the_flag_for_des_counts_except_on_a_dc() -> None:
    """It is a declaration like any other."""
    found = declared(asked(kdc("2022"), account(0x18, des_only=True)))
    assert ruled(found) == (Declared(0x3, assumed=False), "des-only-flag")
    assert facts(found) == {"use-des-key-only": "True"}
    assert ruled(declared(asked(kdc("2022"), account(0x18, DC, des_only=True))))[1] == "dc-account-always-aes"


@pytest.mark.parametrize(
    ("version", "stale"),
    [
        ("5.2 (3790)", True),
        ("5.0", True),
        (" 5", True),
        ("3.0", True),
        ("5 of many", True),
        ("6.0 (6001)", False),
        ("10.0 (20348)", False),
        ("Samba 4", False),
        ("", False),
        (None, False),
    ],
)
def test_an_old_computers_value_is_stale(version: str | None, stale: bool) -> None:
    """A leading number below 6, and nothing else, makes the value count for nothing; only computers have a version."""
    found = declared(asked(kdc("2022"), account(0x18, COMPUTER, os_version=version)))
    assert ruled(found)[1] == ("default-of-the-build" if stale else "account-declares")
    told = {"old-computer-attribute-ignored": ("msDS-SupportedEncryptionTypes 0x18",)} if stale else {}
    assert removed(found) == told
    assert ruled(declared(asked(kdc("2022"), account(0x18, os_version=version))))[1] == "account-declares"
    assert removed(declared(asked(kdc("2022"), account(None, COMPUTER, os_version=version)))) == {}


@pytest.mark.parametrize(
    ("build", "settings", "supported", "mask", "leans"),
    [
        ("2022", {}, None, 0x1F, False),
        ("2022", {}, 0x4, 0x1C, False),
        ("2022", {}, 0x18, 0x1C, True),
        ("2022", {}, 0x38, 0x3C, True),
        ("2022 2022-11", {"domain_default": 0x18}, None, 0x1C, True),
        ("2022 2022-11", {"domain_default": 0x24}, None, 0x3C, False),
        ("2022 2026-07", {}, None, 0x1C, True),
        ("2025", {}, 0x18, 0x18, True),
        ("2025", {}, None, 0x3C, False),
    ],
)
def test_a_dcs_own_account_has_aes(
    build: str, settings: dict[str, int], supported: int | None, mask: int, leans: bool
) -> None:
    """And RC4 up to 2022; whoever has RC4 anyway leans on nothing."""
    found = declared(asked(kdc(build, **settings), account(supported, DC)))
    assert ruled(found) == (Declared(mask, assumed=supported is None), "dc-account-always-aes")
    assert leaned(found) == (["dc-account-adds-rc4"] if leans else [])


@pytest.mark.parametrize(
    ("build", "reading", "supported", "mask", "rule", "leans"),
    [
        (TEN_DAYS, REFUSED, 0x18, 0x0, "november-2022-refusal", True),
        (TEN_DAYS, REFUSED, 0x10, 0x0, "november-2022-refusal", True),
        (TEN_DAYS, REFUSED, 0x1001B, 0x10000, "november-2022-refusal", True),
        (TEN_DAYS, REFUSED, 0x1C, 0x1C, "account-declares", False),
        (TEN_DAYS, REFUSED, 0x3, 0x3, "account-declares", False),
        (TEN_DAYS, REFUSED, None, 0x27, "default-of-the-build", False),
        ("2022 2022-11", REFUSED, 0x18, 0x18, "account-declares", False),
        (TEN_DAYS, {}, 0x18, 0x18, "account-declares", True),
        (TEN_DAYS, {}, 0x8, 0x8, "account-declares", True),
        (TEN_DAYS, {}, 0x1C, 0x1C, "account-declares", False),
        (TEN_DAYS, {}, 0x3, 0x3, "account-declares", False),
        ("2022 2022-11", {}, 0x18, 0x18, "account-declares", False),
    ],
)
def test_the_first_ten_days_of_november_2022(
    build: str, reading: dict[str, str], supported: int | None, mask: int, rule: str, leans: bool
) -> None:
    """Only who declares AES without RC4 is in doubt there; by one reading he has no etype left."""
    found = declared(asked(kdc(build, reading), account(supported)))
    assert ruled(found) == (Declared(mask, assumed=supported is None), rule)
    assert leaned(found) == (["november-2022-bug"] if leans else [])


@pytest.mark.parametrize(("build", "mask"), [("2008", 0x4), ("2022", 0x4), ("2022 2022-11", 0x18), ("2025", 0x18)])
def test_a_trust_without_a_value(build: str, mask: int) -> None:
    """RC4 before November 2022, AES after it, by assumption; DefaultDomainSupportedEncTypes is not for trusts."""
    view = kdc(build, domain_default=0x1C)
    assert ruled(declared(asked(view, account(None, TRUST)))) == (Declared(mask, assumed=True), "trust-default")
    assert ruled(declared(asked(view, account(0x1C, TRUST)))) == (Declared(0x1C, assumed=False), "account-declares")


@pytest.mark.parametrize(
    ("build", "settings", "mask", "rule"),
    [
        ("2022", {"domain_default": 0x18}, 0x7, "default-of-the-build"),
        ("2022 2022-11", {}, 0x27, "default-of-the-build"),
        ("2022 2022-11", {"domain_default": 0x1C}, 0x1C, "domain-default"),
        ("2022 2022-11", {"domain_default": 0}, 0x0, "domain-default"),
        ("2022 2026-01", {}, 0x27, "default-of-the-build"),
        ("2022 2026-01", {"phase": 1}, 0x27, "default-of-the-build"),
        ("2022 2026-01", {"phase": 2}, 0x18, "default-enforced"),
        ("2022 2026-04", {}, 0x18, "default-enforced"),
        ("2022 2026-04", {"phase": 0}, 0x27, "default-of-the-build"),
        ("2022 2026-04", {"phase": 1}, 0x27, "default-of-the-build"),
        ("2022 2026-04", {"phase": 2}, 0x18, "default-enforced"),
        ("2022 2026-07", {"phase": 0}, 0x18, "default-enforced"),
        ("2022 2026-07", {"domain_default": 0x24}, 0x24, "domain-default"),
        ("2025", {}, 0x24, "default-of-the-build"),
    ],
)
def test_who_declares_nothing(build: str, settings: dict[str, int], mask: int, rule: str) -> None:
    """The DC's value, else AES where RC4 is no default any more (KB5073381), else the build's own."""
    for unset in (None, 0):
        found = declared(asked(kdc(build, **settings), account(unset)))
        assert ruled(found) == (Declared(mask, assumed=True), rule)
        assert facts(found)["msDS-SupportedEncryptionTypes"] == ("not set" if unset is None else "0x0")
    if rule == "default-enforced":
        assert facts(found)["RC4DefaultDisablementPhase"] == str(settings.get("phase", "absent"))


@pytest.mark.parametrize(
    ("build", "settings", "names"),
    [
        ("2022 2026-04", {"domain_default": 0x24}, ["domain-default-when-enforced"]),
        ("2022 2026-04", {"domain_default": 0x24, "phase": 0}, []),
        ("2022 2026-04", {}, []),
        ("2022 2026-04", {"domain_default_policies": 0x24}, []),
        ("2025", {}, []),
        ("2025", {"domain_default": 0x24}, ["domain-default-path-on-2025"]),
        ("2025", {"domain_default_policies": 0x24}, ["domain-default-path-on-2025"]),
        ("2025", {"domain_default": 0x24, "domain_default_policies": 0x24}, []),
        ("2022 2022-11", {"domain_default": 0x24}, []),
        ("2025 2026-04", {}, ["enforcement-on-2025"]),
        ("2025 2026-04", {"domain_default": 0x24, "domain_default_policies": 0x24}, ["domain-default-when-enforced"]),
    ],
)
def test_on_what_an_assumed_set_leans(build: str, settings: dict[str, int], names: list[str]) -> None:
    """Only on readings that would change it in this place."""
    assert leaned(declared(asked(kdc(build, **settings), account()))) == names


def test_readings_that_change_the_set() -> None:
    """Each other reading gives another set, and says so."""
    for build, reading, settings, mask in (
        ("2022 2026-04", {"domain-default-when-enforced": "ignored"}, {"domain_default": 0x24}, 0x18),
        ("2022 2022-11", {"domain-default-when-enforced": "ignored"}, {"domain_default": 0x24}, 0x24),
        ("2025", {"domain-default-path-on-2025": "policies"}, {"domain_default": 0x4}, 0x24),
        ("2025", {"domain-default-path-on-2025": "policies"}, {"domain_default_policies": 0x4}, 0x4),
        ("2022 2022-11", {"domain-default-path-on-2025": "policies"}, {"domain_default": 0x4}, 0x4),
        ("2025 2026-04", {"enforcement-on-2025": "unchanged"}, {}, 0x24),
        ("2022 2026-04", {"enforcement-on-2025": "unchanged"}, {}, 0x18),
    ):
        found = declared(asked(kdc(build, reading, **settings), account()))
        assert found.value == Declared(mask, assumed=True), (build, reading, settings)
