"""The world of an observation: what stands in it is what the row says, and nothing else."""

from __future__ import annotations

import pytest

from kdcsim.ad.assumption import Assumptions
from kdcsim.ad.directory import Account, AccountKind, TrustDirection
from kdcsim.ad.policy import GENERATIONS
from kdcsim.ad.settings import SAMBA_DEFAULT, SAMBA_FORCED_RC4
from kdcsim.ad.supported import STRENGTH
from kdcsim.study.conformance.place import (
    ALL_ETYPES,
    DNS,
    HELPER,
    TESTED,
    client_account,
    service_name,
    target_account,
    world_of,
)
from kdcsim.study.conformance.row import AskedAccount, DcSettings
from kdcsim.world.state import World

POLICIES = r"hklm\software\microsoft\windows\currentversion\policies\system\kerberos\parameters"


def world(os: str = "2022", update: str = "rtm", **told: int | bool) -> World:
    """The world of a DC."""
    return world_of(DcSettings(build=GENERATIONS[os, update], **told), Assumptions())  # type: ignore[arg-type]


def target(kind: AccountKind, *, keys: tuple[int, ...] = (18, 17, 23), **told: object) -> Account:
    """The target of a row."""
    asked = AskedAccount(kind=kind, keys=keys, **{"supported": None, **told})  # type: ignore[arg-type]
    return target_account(world(), asked)


@pytest.mark.parametrize(
    ("os", "level"),
    [
        *((os, os) for os in ("2000", "2003", "2008", "2008R2", "2012", "2012R2", "2016", "2025")),
        ("2019", "2016"),
        ("2022", "2016"),
        ("samba-2022-12", "2008R2"),
    ],
)
def test_the_level_of_the_domain(os: str, level: str) -> None:
    """The highest that a domain with such a DC can have; Samba provisions one of 2008 R2."""
    assert world(os).domain(DNS).level == level


@pytest.mark.parametrize("os", ["2000", "2003", "2008", "2025", "samba-2026-02"])
def test_who_stands_beside_the_dc(os: str) -> None:
    """A helper without settings, where the level lets a DC of 2022 in."""
    told = world(os, filter_policies=24)
    assert set(told.dcs) == ({TESTED} if os in ("2000", "2003") else {TESTED, HELPER})
    if HELPER in told.dcs:
        assert told.dc(HELPER).registry.values == {}
        assert (told.dc(HELPER).os, told.dc(HELPER).update) == ("2022", "2022-11")
    assert (told.dc(TESTED).os, told.dc(TESTED).update) == (os, "rtm")


def test_what_the_registry_of_the_dc_holds() -> None:
    """Exactly what the row says; what was absent is not there, and 0 is a value."""
    assert world().dc(TESTED).registry.values == {}
    full = world("2022", "2026-01", phase=0, domain_default=36, filter_policies=24, filter_lsa=28, use_requested=1)
    held = full.dc(TESTED).registry.values
    assert sorted(held.values()) == [0, 1, 24, 28, 36]
    assert held[rf"{POLICIES}\supportedencryptiontypes"] == 24
    assert held[rf"{POLICIES}\rc4defaultdisablementphase"] == 0
    samba = world("samba-2026-02", domain_default=36, forced_rc4_session=True)
    assert samba.dc(TESTED).registry.values == {SAMBA_DEFAULT.key: 36, SAMBA_FORCED_RC4.key: 1}
    assert world("samba-2026-02").dc(TESTED).registry.values == {}


def test_the_client_likes_the_strongest_best() -> None:
    """Its full list is in the order of strength, and holds what a KDC could want."""
    assert list(ALL_ETYPES) == sorted(ALL_ETYPES, key=STRENGTH.index)
    assert {*ALL_ETYPES} == {18, 17, 23, 3, 1}


@pytest.mark.parametrize("os", ["2000", "2003", "2022"])
def test_the_client_can_do_everything(os: str) -> None:
    """It has a key of every etype, whatever its DC could have stored; the target those of the row and no others.

    The strongest come first; whoever has no AES key has no newer keys at all.
    """
    here, order = world(os), [18, 17, 20, 19, 23, 3, 1]
    client = client_account(here)
    assert [k.etype for k in client.keys.usable(check_marker=False)] == [18, 17, 23, 3, 1]
    assert {k.salt for k in client.keys.usable(check_marker=False)} == {client.salt, None}
    assert client.supported_etypes is None
    for keys in ((1, 3, 23, 19, 20, 17, 18), (23,), (18,), (17, 3), (1,), (20, 19), (18, 20), (3, 23)):
        asked = AskedAccount(kind=AccountKind.USER, supported=None, keys=keys)
        told = target_account(here, asked).keys
        assert [k.etype for k in told.usable(check_marker=True)] == [etype for etype in order if etype in keys]
        assert (told.newer is None) == (not {18, 17, 20, 19} & {*keys})


@pytest.mark.parametrize(
    ("kind", "name", "salt", "spns", "asked"),
    [
        (AccountKind.USER, "target", "OBSERVED.EXAMPLEtarget", 1, ("HTTP", "target.observed.example")),
        (AccountKind.COMPUTER, "TARGET$", "OBSERVED.EXAMPLEhosttarget.observed.example", 1, None),
        (AccountKind.DC, "TARGET$", "OBSERVED.EXAMPLEhosttarget.observed.example", 1, None),
        (AccountKind.GMSA, "TARGET$", "OBSERVED.EXAMPLEhosttarget.observed.example", 1, None),
        (AccountKind.KRBTGT, "krbtgt", "OBSERVED.EXAMPLEkrbtgt", 0, ("krbtgt", "OBSERVED.EXAMPLE")),
        (
            AccountKind.TRUST,
            "TRUSTED.EXAMPLE",
            "TRUSTED.EXAMPLEkrbtgtOBSERVED.EXAMPLE",
            0,
            ("krbtgt", "TRUSTED.EXAMPLE"),
        ),
    ],
)
def test_the_target_is_of_its_kind(
    kind: AccountKind, name: str, salt: str, spns: int, asked: tuple[str, ...] | None
) -> None:
    """Its name, its salt, and how a client asks for it."""
    told = target(kind)
    assert (told.name, told.kind, told.salt, len(told.spns)) == (name, kind, salt, spns)
    assert {k.salt for k in told.keys.usable(check_marker=False)} == {salt, None}
    assert service_name(kind) == (asked or ("HTTP", "target.observed.example"))
    assert told.direction is (TrustDirection.BOTH if kind is AccountKind.TRUST else None)
    assert told.sid.endswith("-502" if kind is AccountKind.KRBTGT else "-9000")


def test_the_target_has_the_flags_of_the_row() -> None:
    """Each by itself, and the values."""
    plain = target(AccountKind.USER)
    assert not (plain.protected or plain.des_only or plain.no_preauth)
    for flag in ("protected", "des_only", "no_preauth"):
        told = target(AccountKind.USER, keys=(23,), **{flag: True})
        assert [getattr(told, each) for each in ("protected", "des_only", "no_preauth")].count(True) == 1
        assert getattr(told, flag)
    told = target(AccountKind.COMPUTER, supported=28, os_version="5.2")
    assert (told.supported_etypes, told.os_version) == (28, "5.2")
