"""Logon sessions: keys, salts and caches of one identity."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.ad.host.clients import ALICE_SALT, client


def test_an_untold_session_has_the_right_rc4_key_and_another_aes_key() -> None:
    """The heart of the story: RC4 needs no salt."""
    untold = client().session
    told = untold.told(ALICE_SALT, "a KDC")
    assert untold.key(23) == told.key(23)
    assert untold.key(18) != told.key(18)


def test_under_one_reading_it_has_no_aes_key_at_all() -> None:
    """A3 of the fact sheet."""
    assert [k.etype for k in client(fallback="no-aes-key").session.keys] == [23]


@pytest.mark.parametrize("fallback", ["empty", "user-form", "no-aes-key"])
def test_a_salt_once_told_is_what_counts(fallback: str) -> None:
    """Whatever the session would have fallen back to."""
    session = client(fallback=fallback).session.told(ALICE_SALT, "a KDC")
    key = session.key(18)
    assert key is not None and key.salt == ALICE_SALT
    assert key.salt_rule == "salt-told-by-kdc"


def test_keys_come_strongest_first() -> None:
    """AES256, AES128, RC4, DES."""
    assert [k.etype for k in client().session.keys] == [18, 17, 23, 3, 1]


def test_a_build_makes_only_keys_that_it_knows() -> None:
    """XP has no AES; 24H2 and 2025 have no DES."""
    assert [k.etype for k in replace(client().session, implemented=0x7).rederived().keys] == [23, 3, 1]
    assert [k.etype for k in replace(client().session, implemented=0x1C).rederived().keys] == [18, 17, 23]


def test_the_older_password_gives_keys_behind_the_current_ones() -> None:
    """`key` gives the current one; the older ones are there for tickets that are out."""
    session = replace(client().session, previous_password="older", password_number=2).rederived()
    assert [(k.etype, k.password_number) for k in session.keys if k.etype == 18] == [(18, 2), (18, 1)]
    key = session.key(18)
    assert key is not None and key.password_number == 2


def test_an_older_session_is_the_same_with_the_older_password() -> None:
    """And there is none where no older password is kept."""
    session = replace(client().session, previous_password="older", password_number=2).rederived()
    older = session.with_older_password()
    assert older is not None and older.previous_password is None
    assert older.key(23) == client(password="older").session.key(23) or older.password == "older"
    assert client().session.with_older_password() is None


def test_fixed_keys_never_change_by_themselves() -> None:
    """A keytab is told no salt."""
    keys = client().session.keys[:1]
    fixed = replace(client().session, fixed_keys=keys, keys=keys)
    assert fixed.told("another", "a KDC") is fixed
    assert fixed.rederived().keys == keys
    assert fixed.salt_decision() is None


def test_key_bytes_are_in_no_repr() -> None:
    """Traces can be shown to anyone."""
    session = client().session
    for key in session.keys:
        assert key.key.value.hex() not in repr(session)
        assert repr(key.key.value) not in repr(session)
