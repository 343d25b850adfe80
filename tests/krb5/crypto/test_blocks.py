"""The short way into AES and the public one do the same; the public one is taken where the short one is not there."""

from __future__ import annotations

import pytest
from Crypto.Cipher import AES
from hypothesis import given
from hypothesis import strategies as st

from kdcsim.krb5.crypto import blocks

KEYS = st.sampled_from((16, 32)).flatmap(lambda size: st.binary(min_size=size, max_size=size))
TEXTS = st.integers(1, 20).flatmap(lambda count: st.binary(min_size=16 * count, max_size=16 * count))


@given(KEYS, st.lists(TEXTS, min_size=1, max_size=3))
def test_both_ways_are_the_same(key: bytes, texts: list[bytes]) -> None:
    """One message after another through one object."""
    short, public = (AES.new(key, AES.MODE_CBC, bytes(16)) for _ in range(2))
    for text in texts:
        ours, theirs = bytearray(text), bytearray(text)
        blocks.encrypt_cbc(short, ours)
        blocks._public_encrypt(public, theirs)
        assert ours == theirs
        back, other = bytearray(len(text)), bytearray(len(text))
        blocks.decrypt_ecb(AES.new(key, AES.MODE_ECB), bytes(ours), back)
        blocks._public_decrypt(AES.new(key, AES.MODE_ECB), bytes(ours), other)
        assert back == other


def test_the_short_way_is_taken_here() -> None:
    """With the versions that the project pins."""
    assert blocks.encrypt_cbc is not blocks._public_encrypt
    assert blocks.decrypt_ecb is not blocks._public_decrypt


@pytest.mark.parametrize("fault", [ImportError, AttributeError, TypeError])
def test_without_it_the_public_way_is_taken(fault: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    """Another backend, another version."""

    def missing() -> None:
        raise fault

    monkeypatch.setattr(blocks, "_direct", missing)
    assert blocks._chosen() == (blocks._public_encrypt, blocks._public_decrypt)


def test_a_way_that_computes_something_else_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tried before it is trusted."""
    monkeypatch.setattr(blocks, "_direct", lambda: (lambda cbc, buffer: None, blocks._public_decrypt))
    assert blocks._chosen() == (blocks._public_encrypt, blocks._public_decrypt)
