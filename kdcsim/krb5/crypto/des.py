"""des-cbc-crc, des-cbc-md4 and des-cbc-md5 (RFC 3961 section 6.2), the etypes that Windows turned off in 2008 R2.

DES knows no length: a plaintext is padded with zeros to a multiple of 8, and decryption returns it with that
padding. The key usage plays no part. A key must have odd parity and must not be weak or semi-weak; whatever makes a
key here corrects it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import md5
from hmac import compare_digest
from typing import cast

from Crypto.Cipher import DES
from Crypto.Cipher._mode_cbc import CbcMode
from Crypto.Hash import MD4

from kdcsim.errors import CryptoError, IntegrityError
from kdcsim.krb5.crypto.crc import modified_crc32
from kdcsim.krb5.crypto.password import as_utf8
from kdcsim.krb5.crypto.profile import Profile
from kdcsim.krb5.numbers import EType

_BLOCK = 8
_ZERO_BLOCK = bytes(_BLOCK)
_WEAK_FIXUP = 0xF0
_CHECKSUM_VARIANT = bytes(octet ^ 0xF0 for octet in range(256))
_ODD_PARITY = bytes((octet & 0xFE) | (octet >> 1).bit_count() % 2 ^ 1 for octet in range(256))
_WEAK = bytes.fromhex(
    "0101010101010101 fefefefefefefefe 1f1f1f1f0e0e0e0e e0e0e0e0f1f1f1f1"
    "01fe01fe01fe01fe fe01fe01fe01fe01 1fe01fe00ef10ef1 e01fe01ff10ef10e"
    "01e001e001f101f1 e001e001f101f101 1ffe1ffe0efe0efe fe1ffe1ffe0efe0e"
    "011f011f010e010e 1f011f010e010e01 e0fee0fef1fef1fe fee0fee0fef1fef1"
)
_WEAK_KEYS = frozenset(_WEAK[at : at + _BLOCK] for at in range(0, len(_WEAK), _BLOCK))
"""The 4 weak and 12 semi-weak keys of FIPS 74."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Digesting:
    """The columns in which the three etypes differ (RFC 3961 sections 6.2.1 to 6.2.3)."""

    digest: Callable[[bytes], bytes]
    size: int
    key_is_iv: bool


_DIGESTING: dict[int, _Digesting] = {
    EType.DES_CBC_CRC: _Digesting(digest=modified_crc32, size=4, key_is_iv=True),
    EType.DES_CBC_MD4: _Digesting(digest=lambda data: MD4.new(data).digest(), size=16, key_is_iv=False),
    EType.DES_CBC_MD5: _Digesting(
        digest=lambda data: md5(data, usedforsecurity=False).digest(), size=16, key_is_iv=False
    ),
}


class UsageKey:
    """A DES key; every usage gets the same one (RFC 3961 section 6.2: key derivation is the identity)."""

    def __init__(self, profile: Profile, key: bytes) -> None:
        if key.translate(_ODD_PARITY) != key:
            raise CryptoError(f"{profile.name}: the key does not have odd parity")
        if key in _WEAK_KEYS:
            raise CryptoError(f"{profile.name}: the key is weak or semi-weak")
        self.profile = profile
        self._key = key
        self._digesting = _DIGESTING[profile.etype]
        self._iv = key if self._digesting.key_is_iv else _ZERO_BLOCK

    def encrypt(self, plaintext: bytes, confounder: bytes) -> bytes:
        """RFC 3961 section 6.2: CBC(confounder | digest | plaintext | padding), the digest made over zeros."""
        size = self._digesting.size
        rest = plaintext + bytes(-(size + len(plaintext)) % _BLOCK)
        digest = self._digesting.digest(confounder + bytes(size) + rest)
        return _cbc(self._key, self._iv).encrypt(confounder + digest + rest)

    def decrypt(self, ciphertext: bytes) -> bytes:
        """Undo ``encrypt``, but for the padding. Raises IntegrityError."""
        if len(ciphertext) % _BLOCK:
            raise IntegrityError(
                f"{self.profile.name}: a ciphertext of {len(ciphertext)} octets is not a multiple of {_BLOCK}"
            )
        opened = _cbc(self._key, self._iv).decrypt(ciphertext)
        size = self._digesting.size
        confounder, digest, rest = opened[:_BLOCK], opened[_BLOCK : _BLOCK + size], opened[_BLOCK + size :]
        if not compare_digest(self._digesting.digest(confounder + bytes(size) + rest), digest):
            raise IntegrityError(f"{self.profile.name}: the ciphertext's digest does not verify under this key")
        return rest

    def checksum(self, data: bytes) -> bytes:
        """Refuse: every DES checksum needs a confounder; see ``md5_des``. Raises CryptoError."""
        raise CryptoError(f"{self.profile.name}: a checksum of type rsa-md5-des needs a confounder")


def usage_key(profile: Profile, key: bytes, usage: int) -> UsageKey:
    """Make a key ready; the usage plays no part."""
    return UsageKey(profile, key)


def string_to_key(profile: Profile, password: str | bytes, salt: str | bytes, params: bytes | None) -> bytes:
    """RFC 3961 section 6.2, mit_des_string_to_key. Parameters may only be absent, empty or one zero octet.

    What Windows does with a password outside ASCII is not documented; UTF-8 is assumed, as the RFC says.
    """
    if params not in (None, b"", b"\0"):
        raise CryptoError(f"{profile.name}: string-to-key parameters {params!r} ask for another algorithm (AFS?)")
    text = as_utf8(password) + as_utf8(salt)
    text += bytes(-len(text) % _BLOCK)
    intermediate = _corrected(_fan_folded(text))
    return _corrected((intermediate + _cbc(intermediate, intermediate).encrypt(text))[-_BLOCK:])


def random_to_key(profile: Profile, seed: bytes) -> bytes:
    """RFC 3961 sections 6.2.2 and 6.2.3: the seed with its parity corrected, and weak keys avoided."""
    return _corrected(seed)


def derive(profile: Profile, key: bytes, constant: bytes) -> bytes:
    """RFC 3961 section 6.2: the identity."""
    return key


def prf(profile: Profile, key: bytes, text: bytes) -> bytes:
    """RFC 3961 section 6.2.1: CBC of the MD5 of ``text``, for all three etypes."""
    return _cbc(key, _ZERO_BLOCK).encrypt(md5(text, usedforsecurity=False).digest())


def md5_des(key: bytes, data: bytes, confounder: bytes) -> bytes:
    """RFC 3961 section 6.2.4, checksum type 8: CBC(confounder | md5(confounder | data)) under a variant of the key."""
    digest = md5(confounder + data, usedforsecurity=False).digest()
    return _cbc(key.translate(_CHECKSUM_VARIANT), _ZERO_BLOCK).encrypt(confounder + digest)


def md5_des_confounder(key: bytes, checksum: bytes) -> bytes:
    """Return the confounder that is hidden in a checksum of type 8."""
    return _cbc(key.translate(_CHECKSUM_VARIANT), _ZERO_BLOCK).decrypt(checksum[:_BLOCK])


def _cbc(key: bytes, iv: bytes) -> CbcMode:
    return cast("CbcMode", DES.new(key, DES.MODE_CBC, iv))


def _fan_folded(text: bytes) -> bytes:
    """Seven bits of each octet; every second block reversed; all XORed; spread over eight octets, parity bits zero."""
    folded = 0
    for number, at in enumerate(range(0, len(text), _BLOCK)):
        bits = "".join(f"{octet & 0x7F:07b}" for octet in text[at : at + _BLOCK])
        folded ^= int(bits[::-1] if number % 2 else bits, 2)
    return bytes((folded >> shift & 0x7F) << 1 for shift in range(49, -1, -7))


def _corrected(key: bytes) -> bytes:
    """RFC 3961 section 6.2, key_correction: odd parity, then XOR the last octet of a weak key."""
    key = key.translate(_ODD_PARITY)
    return key[:-1] + bytes([key[-1] ^ _WEAK_FIXUP]) if key in _WEAK_KEYS else key
