"""What holds for every etype, key, usage and message."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from hashlib import shake_256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kdcsim.errors import IntegrityError
from kdcsim.krb5 import crypto
from kdcsim.krb5.key import Key

ETYPES = tuple(int(etype) for etype in crypto.supported_etypes())
USAGE_BOUND = tuple(etype for etype in ETYPES if etype not in (1, 2, 3))
usages = st.integers(0, 0xFFFFFFFF)


def key_for(etype: int, label: str = "key") -> Key:
    """A key of this etype, the same in every run."""
    return crypto.random_to_key(etype, shake_256(label.encode()).digest(crypto.profile(etype).seed_size))


def sealed(etype: int, plaintext: bytes, usage: int = 7) -> tuple[Key, bytes]:
    """A key and a ciphertext under it."""
    key = key_for(etype)
    return key, crypto.encrypt(key, usage, plaintext, bytes(range(crypto.profile(etype).confounder_size)))


@pytest.mark.parametrize("etype", ETYPES)
@settings(max_examples=40, deadline=None, database=None)
@given(seed=st.binary(min_size=32, max_size=32), plaintext=st.binary(max_size=200), usage=usages)
def test_round_trip(etype: int, seed: bytes, plaintext: bytes, usage: int) -> None:
    """What is encrypted decrypts to itself, DES but for zero padding, and is longer by the profile's overhead."""
    row = crypto.profile(etype)
    key = crypto.random_to_key(etype, seed[: row.seed_size])
    ciphertext = crypto.encrypt(key, usage, plaintext, seed[-row.confounder_size :])
    opened = crypto.decrypt(key, usage, ciphertext)
    padding = len(ciphertext) - row.overhead - len(plaintext)
    assert opened == plaintext + bytes(padding)
    assert padding == (-(row.overhead + len(plaintext)) % 8 if etype in (1, 2, 3) else 0)


@pytest.mark.parametrize("etype", ETYPES)
@pytest.mark.parametrize("size", [0, 1, 20])
def test_every_bit_counts(etype: int, size: int) -> None:
    """A ciphertext with any one bit flipped, in whatever part of it, does not decrypt."""
    key, ciphertext = sealed(etype, bytes(range(size)))
    number = int.from_bytes(ciphertext, "big")
    for bit in range(8 * len(ciphertext)):
        with pytest.raises(IntegrityError):
            crypto.decrypt(key, 7, (number ^ 1 << bit).to_bytes(len(ciphertext), "big"))


@pytest.mark.parametrize("etype", ETYPES)
def test_truncated_and_extended(etype: int) -> None:
    """A ciphertext cut anywhere, down to nothing, or with something appended, does not decrypt."""
    key, ciphertext = sealed(etype, b"a plaintext of more than two blocks of AES")
    for size in range(len(ciphertext)):
        with pytest.raises(IntegrityError):
            crypto.decrypt(key, 7, ciphertext[:size])
    for more in (b"\0", bytes(8), bytes(16)):
        with pytest.raises(IntegrityError):
            crypto.decrypt(key, 7, ciphertext + more)


@pytest.mark.parametrize("etype", ETYPES)
def test_another_key(etype: int) -> None:
    """A ciphertext does not decrypt under another key."""
    _, ciphertext = sealed(etype, b"plaintext")
    with pytest.raises(IntegrityError):
        crypto.decrypt(key_for(etype, "another"), 7, ciphertext)


@pytest.mark.parametrize("etype", USAGE_BOUND)
def test_another_usage(etype: int) -> None:
    """A ciphertext does not decrypt under another key usage."""
    key, ciphertext = sealed(etype, b"plaintext")
    for usage in (0, 1, 2, 3, 6, 8, 9, 11, 0xFFFFFFFF):
        with pytest.raises(IntegrityError):
            crypto.decrypt(key, usage, ciphertext)


@pytest.mark.parametrize("etype", [1, 2, 3])
def test_des_has_no_usages(etype: int) -> None:
    """Under DES every usage is the same (RFC 3961 section 6.2: key derivation is the identity)."""
    key, ciphertext = sealed(etype, b"plaintext")
    assert crypto.decrypt(key, 1, ciphertext) == crypto.decrypt(key, 2, ciphertext)


@pytest.mark.parametrize("etype", [23, 24])
@pytest.mark.parametrize(("sent", "received"), [(3, 8), (8, 3), (23, 13), (13, 23), (8, 9)])
def test_rc4_usages_that_are_one(etype: int, sent: int, received: int) -> None:
    """RC4 folds 3 into 8 and 23 into 13; what a KDC sealed under 8, as RFC 4757 writes, opens where 9 is expected."""
    key, ciphertext = sealed(etype, b"plaintext", sent)
    assert crypto.decrypt(key, received, ciphertext) == b"plaintext"


@pytest.mark.parametrize("etype", [23, 24])
def test_rc4_usage_9(etype: int) -> None:
    """Usage 9 is sealed as 9, as Windows does it; whoever expects 8 or 3 cannot open it."""
    key, ciphertext = sealed(etype, b"plaintext", 9)
    assert crypto.decrypt(key, 9, ciphertext) == b"plaintext"
    for usage in (3, 8):
        with pytest.raises(IntegrityError):
            crypto.decrypt(key, usage, ciphertext)


@pytest.mark.parametrize("etype", ETYPES)
def test_checksum_verifies(etype: int) -> None:
    """The etype's own checksum type verifies, but not for other data, another value or a shorter one."""
    key = key_for(etype)
    confounder = bytes(8) if etype in (1, 2, 3) else b""
    value = crypto.checksum(key, 6, b"data", confounder=confounder)
    number = crypto.profile(etype).checksum_type
    assert len(value) == crypto.checksum_size(number)
    crypto.verify_checksum(key, 6, b"data", None, value)
    crypto.verify_checksum(key, 6, b"data", number, value)
    for data, wrong in ((b"Data", value), (b"data", value[:-1] + bytes([value[-1] ^ 1])), (b"data", value[:-1])):
        with pytest.raises(IntegrityError):
            crypto.verify_checksum(key, 6, data, number, wrong)


@pytest.mark.parametrize("etype", ETYPES)
def test_hmac_md5_takes_any_key(etype: int) -> None:
    """Checksum type -138 works with keys of every etype, as PAC signatures need it, and depends on the key."""
    value = crypto.checksum(key_for(etype), 17, b"pac", -138)
    crypto.verify_checksum(key_for(etype), 17, b"pac", -138, value)
    with pytest.raises(IntegrityError):
        crypto.verify_checksum(key_for(etype, "another"), 17, b"pac", -138, value)


@pytest.mark.parametrize("etype", ETYPES)
def test_salt_matters(etype: int) -> None:
    """Another salt makes another key, except for RC4, which has none."""
    one, other = (crypto.string_to_key(etype, "Passw0rd", f"EXAMPLE.COM{name}") for name in ("bob", "Bob"))
    assert (one != other) == crypto.profile(etype).salted


def test_unpaired_surrogates() -> None:
    """For AES and DES an unpaired surrogate counts as U+FFFD, a pair as its character; RC4 sees the code units."""
    for etype in (17, 18, 3):
        made = crypto.string_to_key(etype, "a\ud800b\udc00\ud834\udd1e\ud801", "S")
        assert made == crypto.string_to_key(etype, "a\ufffdb\ufffd\U0001d11e\ufffd", "S")
    assert crypto.string_to_key(23, "\ud800") == crypto.string_to_key(23, b"\x00\xd8")
    assert crypto.string_to_key(23, "\ud800") != crypto.string_to_key(23, "\ufffd")


def test_machine_password() -> None:
    """A machine password, 240 random octets read as UTF-16, makes an AES key whatever the octets are."""
    raw = shake_256(b"machine").digest(240)
    text = raw.decode("utf-16-le", "surrogatepass")
    replaced = raw.decode("utf-16-le", "replace")
    assert crypto.string_to_key(18, text, "S") == crypto.string_to_key(18, replaced, "S")
    assert crypto.string_to_key(23, text) == crypto.string_to_key(23, raw)


def test_exportable_rc4_differs() -> None:
    """rc4-hmac-exp seals otherwise than rc4-hmac under the same key octets, but signs alike."""
    key, ciphertext = sealed(24, b"plaintext")
    strong = Key(etype=23, value=key.value)
    with pytest.raises(IntegrityError):
        crypto.decrypt(strong, 7, ciphertext)
    assert crypto.checksum(key, 6, b"data") == crypto.checksum(strong, 6, b"data")


@pytest.mark.parametrize("etype", ETYPES)
def test_threads(etype: int) -> None:
    """One key used by many threads at once gives the same ciphertexts as used by one."""
    row = crypto.profile(etype)
    key = key_for(etype)
    messages = [shake_256(bytes([n])).digest(n * 7) for n in range(60)] * 4

    def seal(plaintext: bytes) -> bytes:
        ciphertext = crypto.encrypt(key, 7, plaintext, bytes(row.confounder_size))
        assert crypto.decrypt(key, 7, ciphertext)[: len(plaintext)] == plaintext
        return ciphertext

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(seal, messages)) == [seal(message) for message in messages]


def test_import_is_light() -> None:
    """Importing the room does not load the crypto library; making an AES key does not load RC4 or DES."""
    program = (
        "import sys; from kdcsim.krb5 import crypto; assert 'Crypto' not in sys.modules;"
        "crypto.string_to_key(18, 'p', 's'); assert 'Crypto.Cipher.AES' in sys.modules;"
        "assert not {'Crypto.Cipher.DES', 'Crypto.Cipher.ARC4', 'Crypto.Hash.MD4'} & set(sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
