"""What cannot be computed is refused, with a sentence that says what was found and what was expected."""

from __future__ import annotations

import pytest

from kdcsim.errors import CryptoError, IntegrityError
from kdcsim.krb5 import crypto
from kdcsim.krb5.crypto import des
from kdcsim.krb5.key import EncryptedData, Key

ETYPES = tuple(int(etype) for etype in crypto.supported_etypes())


@pytest.mark.parametrize("etype", [0, 16, 21, 25, -128, -140, 2**31])
def test_unknown_etype(etype: int) -> None:
    """An etype without a row is refused everywhere; it is a CryptoError, never a KeyError."""
    key = Key(etype=etype, value=bytes(16))
    for attempt in (
        lambda: crypto.profile(etype),
        lambda: crypto.string_to_key(etype, "p", "s"),
        lambda: crypto.random_to_key(etype, bytes(16)),
        lambda: crypto.encrypt(key, 1, b"", bytes(16)),
        lambda: crypto.decrypt(key, 1, bytes(64)),
        lambda: crypto.checksum(key, 1, b""),
        lambda: crypto.derive_key(key, b"x"),
        lambda: crypto.prf(key, b""),
    ):
        with pytest.raises(CryptoError, match="cannot be computed with"):
            attempt()


@pytest.mark.parametrize("etype", ETYPES)
def test_sizes(etype: int) -> None:
    """A key, seed or confounder of the wrong size is refused."""
    row = crypto.profile(etype)
    key = crypto.random_to_key(etype, bytes(range(1, row.seed_size + 1)))
    for size in (0, row.key_size - 1, row.key_size + 1):
        wrong = Key(etype=etype, value=bytes(size))
        with pytest.raises(CryptoError, match="a key of"):
            crypto.encrypt(wrong, 1, b"", bytes(row.confounder_size))
        with pytest.raises(CryptoError, match="a key of"):
            crypto.prf(wrong, b"")
        with pytest.raises(CryptoError, match="a key of"):
            crypto.derive_key(wrong, b"x")
        with pytest.raises(CryptoError, match="a seed of"):
            crypto.random_to_key(etype, bytes(size))
    for size in (0, row.confounder_size - 1, row.confounder_size + 1, 2 * row.confounder_size):
        with pytest.raises(CryptoError, match="a confounder of"):
            crypto.encrypt(key, 1, b"plaintext", bytes(size))


@pytest.mark.parametrize("etype", ETYPES)
@pytest.mark.parametrize("usage", [-1, 2**32])
def test_usage_out_of_range(etype: int, usage: int) -> None:
    """A key usage is an unsigned 32-bit number."""
    row = crypto.profile(etype)
    with pytest.raises(CryptoError, match="32 bits"):
        crypto.encrypt(crypto.random_to_key(etype, bytes(range(row.seed_size))), usage, b"", bytes(row.confounder_size))


@pytest.mark.parametrize("etype", [17, 18, 19, 20])
@pytest.mark.parametrize("params", [b"\0", b"\0\0\x10", b"\0\0\0\x10\0", bytes(4), b"\xff\xff\xff\xff"])
def test_aes_parameters(etype: int, params: bytes) -> None:
    """Malformed parameters, zero rounds, and so many rounds that a client would stall, are refused."""
    with pytest.raises(CryptoError):
        crypto.string_to_key(etype, "p", "s", params)


def test_most_rounds() -> None:
    """The limit itself is the limit, without waiting for so many rounds."""
    over = (crypto.MAX_ITERATIONS + 1).to_bytes(4, "big")
    with pytest.raises(CryptoError, match=str(crypto.MAX_ITERATIONS)):
        crypto.string_to_key(18, "p", "s", over)


@pytest.mark.parametrize(("etype", "params"), [(1, b"\x01"), (3, b"\x01"), (3, b"\0\0\x10\0"), (23, b"\0\0\x10\0")])
def test_other_parameters(etype: int, params: bytes) -> None:
    """DES refuses AFS's string-to-key, and RC4 takes no parameters at all."""
    with pytest.raises(CryptoError):
        crypto.string_to_key(etype, "p", "s", params)


def test_weak_des_keys() -> None:
    """The 16 weak and semi-weak keys are refused, and random-to-key and string-to-key never make one."""
    assert len(des._WEAK_KEYS) == 16
    for value in sorted(des._WEAK_KEYS):
        with pytest.raises(CryptoError, match="weak"):
            crypto.encrypt(Key(etype=3, value=value), 1, b"", bytes(8))
        made = crypto.random_to_key(3, value)
        assert made.value == value[:-1] + bytes([value[-1] ^ 0xF0])
        crypto.encrypt(made, 1, b"", bytes(8))
    assert crypto.string_to_key(3, "", "").value not in des._WEAK_KEYS


@pytest.mark.parametrize("etype", [1, 2, 3])
def test_des_parity(etype: int) -> None:
    """A DES key without odd parity is refused, and random-to-key gives it odd parity."""
    with pytest.raises(CryptoError, match="parity"):
        crypto.encrypt(Key(etype=etype, value=bytes(range(8))), 1, b"", bytes(8))
    made = crypto.random_to_key(etype, bytes(range(8))).value
    assert all(octet.bit_count() % 2 == 1 for octet in made)
    assert bytes(octet >> 1 for octet in made) == bytes(octet >> 1 for octet in range(8))


def test_des_checksum_needs_a_confounder() -> None:
    """rsa-md5-des is never made with a confounder that nobody chose."""
    key = crypto.random_to_key(3, bytes(range(8)))
    for confounder in (b"", bytes(7), bytes(16)):
        with pytest.raises(CryptoError, match="confounder"):
            crypto.checksum(key, 6, b"data", confounder=confounder)
    one, other = (crypto.checksum(key, 6, b"data", confounder=bytes([n]) * 8) for n in (1, 2))
    assert one != other


@pytest.mark.parametrize("number", [0, 3, 9, 12, 17, 99, -1])
def test_unknown_checksum(number: int) -> None:
    """A checksum type without a row is refused."""
    key = crypto.random_to_key(18, bytes(32))
    with pytest.raises(CryptoError, match="cannot be computed"):
        crypto.checksum(key, 1, b"", number)
    with pytest.raises(CryptoError, match="cannot be computed"):
        crypto.verify_checksum(key, 1, b"", number, b"")


@pytest.mark.parametrize(("etype", "number"), [(17, 16), (18, 15), (23, 16), (18, 8), (3, 15), (19, 15), (20, 19)])
def test_checksum_of_another_etype(etype: int, number: int) -> None:
    """A checksum type that belongs to one etype takes no key of another."""
    key = crypto.random_to_key(etype, bytes(range(crypto.profile(etype).seed_size)))
    with pytest.raises(CryptoError, match="does not go with"):
        crypto.checksum(key, 1, b"", number)


@pytest.mark.parametrize(("etype", "number"), [(3, 8), (17, 15), (20, 20)])
def test_checksum_with_a_bad_key(etype: int, number: int) -> None:
    """Verifying under a key of the wrong size is a CryptoError, whatever the checksum."""
    with pytest.raises(CryptoError, match="a key of"):
        crypto.verify_checksum(Key(etype=etype, value=bytes(5)), 1, b"", number, bytes(24))


@pytest.mark.parametrize("etype", [3, 18, 23])
def test_checksum_usage_out_of_range(etype: int) -> None:
    """The etype of the key makes no difference to which key usages there are."""
    with pytest.raises(CryptoError, match="32 bits"):
        crypto.checksum(
            crypto.random_to_key(etype, bytes(range(1, crypto.profile(etype).seed_size + 1))), -1, b"", -138
        )


def test_rc4_has_no_derivation() -> None:
    """RFC 4757 defines no key derivation, so none is invented; an empty constant is refused for any etype."""
    with pytest.raises(CryptoError):
        crypto.derive_key(Key(etype=23, value=bytes(16)), b"x")
    with pytest.raises(CryptoError, match="empty"):
        crypto.derive_key(Key(etype=18, value=bytes(32)), b"")


def test_integrity_is_told_apart() -> None:
    """A caller can tell a message that does not verify from a key that cannot be used."""
    with pytest.raises(IntegrityError):
        crypto.decrypt(Key(etype=18, value=bytes(32)), 1, bytes(64))
    with pytest.raises(CryptoError) as caught:
        crypto.decrypt(Key(etype=18, value=bytes(31)), 1, bytes(64))
    assert not isinstance(caught.value, IntegrityError)


def test_key_repr() -> None:
    """A key's repr shows its etype and a fingerprint, never its bytes; equal keys have equal fingerprints."""
    key = Key(etype=18, value=bytes(range(32)))
    assert repr(key) == f"Key(etype=18, fingerprint={key.fingerprint})"
    assert key.value.hex()[:8] not in repr(key)
    assert key.fingerprint == Key(etype=17, value=bytes(range(32))).fingerprint
    assert EncryptedData(etype=18, cipher=b"x").kvno is None


def test_profiles() -> None:
    """The table lists nine etypes in the order of their numbers, and DES and export RC4 are the weak ones."""
    assert ETYPES == (1, 2, 3, 17, 18, 19, 20, 23, 24)
    assert [etype for etype in ETYPES if crypto.profile(etype).weak] == [1, 2, 3, 24]
