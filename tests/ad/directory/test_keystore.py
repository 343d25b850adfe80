"""Key stores: what a password leaves behind, by the level of the DC that writes it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kdcsim.ad.directory import KeyStore, keys_written
from kdcsim.krb5.crypto import string_to_key
from kdcsim.world.found import found
from kdcsim.world.plan import WorldPlan
from tests.world.stories import exchange_2007

SALT = "CONTOSO.COMAdministrator"


def store(*, writes_aes: bool = True, marker: bool = False, password: str = "Pa$$w0rd") -> KeyStore:
    """A store for one password."""
    return keys_written(password, SALT, kvno=1, writes_aes=writes_aes, marker=marker)


def etypes(keys: KeyStore, *, check_marker: bool = True) -> list[int]:
    """The etypes that a KDC may use."""
    return [k.etype for k in keys.usable(check_marker=check_marker)]


def test_a_2008_dc_writes_everything_strongest_first() -> None:
    """AES, RC4, DES."""
    assert etypes(store()) == [18, 17, 23, 3, 1]


def test_a_2003_dc_writes_rc4_and_des() -> None:
    """No AES key exists after it."""
    assert etypes(store(writes_aes=False)) == [23, 3, 1]


def test_the_published_key() -> None:
    """DSInternals' vector: CONTOSO.COMAdministrator, Pa$$w0rd."""
    aes256 = store().usable(check_marker=True)[0].key.value.hex()
    assert aes256.startswith("660e6104") and aes256.endswith("2502")


def test_the_marker_is_the_nt_hash() -> None:
    """Below functional level 2008 the AES keys carry a key of type -140 beside them (MS-SAMR note 26)."""
    written = store(marker=True)
    assert written.newer is not None and written.nt is not None
    assert written.newer.marker == written.nt.value
    assert written.newer_is_current()


def test_a_stale_marker_hides_the_aes_keys() -> None:
    """Where the marker is of another password, a KDC that heeds it passes the AES keys over."""
    old = store(marker=True)
    kept = keys_written("next", SALT, kvno=2, writes_aes=False, marker=True, kept=old.newer)
    assert not kept.newer_is_current()
    assert etypes(kept) == [23, 3, 1]
    assert etypes(kept, check_marker=False) == [18, 17, 23, 3, 1]


def test_without_a_marker_nothing_looks_stale() -> None:
    """From functional level 2008 on there is no marker to compare with."""
    assert store().newer_is_current()
    assert not KeyStore(kvno=1).newer_is_current()


def test_only_salted_keys_have_a_salt() -> None:
    """RC4 needs none."""
    assert {k.etype: k.salt for k in store().usable(check_marker=True)} == {
        18: SALT,
        17: SALT,
        23: None,
        3: SALT,
        1: SALT,
    }


def test_a_hash_only_store_has_rc4_alone() -> None:
    """A migrated hash, or a password older than functional level 2008."""
    assert etypes(store().without_aes()) == [23]


@pytest.mark.parametrize(("reading", "has_aes"), [("stored", True), ("not-stored", False)])
def test_aes_below_level_2008_is_an_assumption(reading: str, has_aes: bool) -> None:
    """MS-SAMR requires AES keys at level 2008 only; dumps show them below it: both readings can be played."""
    plan: WorldPlan = exchange_2007(assumptions={"aes-keys-below-2008": reading})
    account = found(plan, 7).dc("DC-2008").directory.get("alice")
    assert account is not None
    assert (account.keys.newer is not None) is has_aes


def test_machine_passwords_are_not_always_text() -> None:
    """Random UTF-16 with lone surrogates still makes keys: AES replaces them (U+FFFD), RC4 takes them as they are."""
    vectors = Path(__file__).parents[2] / "vectors" / "active_directory.json"
    assert json.loads(vectors.read_text())
    lone = "\ud800" * 3
    assert string_to_key(18, lone, SALT) == string_to_key(18, "\ufffd" * 3, SALT)
    assert string_to_key(23, lone) != string_to_key(23, "\ufffd" * 3)
