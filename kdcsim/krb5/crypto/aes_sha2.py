"""aes128-cts-hmac-sha256-128 and aes256-cts-hmac-sha384-192 (RFC 8009).

Unlike the older AES etypes the HMAC covers the ciphertext, so a forgery is refused before anything is decrypted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import pbkdf2_hmac, sha256, sha384
from hmac import compare_digest
from typing import TYPE_CHECKING

from kdcsim.errors import IntegrityError
from kdcsim.krb5.crypto.cts import BLOCK, CtsCipher
from kdcsim.krb5.crypto.keyed_hash import KeyedHash
from kdcsim.krb5.crypto.mechanism import iterations
from kdcsim.krb5.crypto.password import as_utf8
from kdcsim.krb5.crypto.profile import Profile

if TYPE_CHECKING:
    from hashlib import _Hash


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hashing:
    """The columns in which the two etypes differ (RFC 8009 sections 4 to 6)."""

    name: str
    algorithm: Callable[..., _Hash]
    mac_size: int
    prf_size: int


_HASHING = {
    16: _Hashing(name="sha256", algorithm=sha256, mac_size=16, prf_size=32),
    32: _Hashing(name="sha384", algorithm=sha384, mac_size=24, prf_size=48),
}
"""By the size of the key."""


class UsageKey:
    """Ke, Ki and Kc of one usage (RFC 8009 section 5); the objects made of them come when first needed."""

    def __init__(self, profile: Profile, key: bytes, usage: int) -> None:
        self.profile = profile
        self._hashing = _HASHING[len(key)]
        self._key = key
        self._usage = usage.to_bytes(4, "big")

    @cached_property
    def _cipher(self) -> CtsCipher:
        return CtsCipher(_kdf(self._key, self._usage + b"\xaa", len(self._key)))

    @cached_property
    def _integrity(self) -> KeyedHash:
        ki = _kdf(self._key, self._usage + b"\x55", self._hashing.mac_size)
        return KeyedHash(self._hashing.algorithm, ki, prefix=bytes(BLOCK))

    @cached_property
    def _checksum(self) -> KeyedHash:
        kc = _kdf(self._key, self._usage + b"\x99", self._hashing.mac_size)
        return KeyedHash(self._hashing.algorithm, kc)

    def encrypt(self, plaintext: bytes, confounder: bytes) -> bytes:
        """RFC 8009 section 5: C = E(Ke, confounder | plaintext), then C | HMAC(Ki, zero IV | C)."""
        body = self._cipher.encrypt(confounder, plaintext)
        return body + self._integrity.digest(body)[: self._hashing.mac_size]

    def decrypt(self, ciphertext: bytes) -> bytes:
        """Undo ``encrypt``. Raises IntegrityError."""
        size = self._hashing.mac_size
        body = ciphertext[:-size]
        if not compare_digest(self._integrity.digest(body)[:size], ciphertext[-size:]):
            raise IntegrityError(f"{self.profile.name}: the ciphertext's HMAC does not verify under this key and usage")
        return self._cipher.decrypt(body)[BLOCK:]

    def checksum(self, data: bytes) -> bytes:
        """RFC 8009 section 6: the truncated HMAC under Kc."""
        return self._checksum.digest(data)[: self._hashing.mac_size]


def usage_key(profile: Profile, key: bytes, usage: int) -> UsageKey:
    """Make a key ready for one usage."""
    return UsageKey(profile, key, usage)


def string_to_key(profile: Profile, password: str | bytes, salt: str | bytes, params: bytes | None) -> bytes:
    """RFC 8009 section 4: the salt is preceded by the etype's name and a zero octet."""
    count = iterations(profile, params)
    salted = profile.name.encode() + b"\0" + as_utf8(salt)
    name = _HASHING[profile.key_size].name
    return _kdf(pbkdf2_hmac(name, as_utf8(password), salted, count, profile.key_size), b"kerberos", profile.key_size)


def random_to_key(profile: Profile, seed: bytes) -> bytes:
    """RFC 8009 section 5: the identity."""
    return seed


def derive(profile: Profile, key: bytes, constant: bytes) -> bytes:
    """RFC 8009 section 3, with the constant as label and a result of the key's own size."""
    return _kdf(key, constant, profile.key_size)


def prf(profile: Profile, key: bytes, text: bytes) -> bytes:
    """RFC 8009 section 5: KDF-HMAC-SHA2(key, "prf", text)."""
    return _kdf(key, b"prf", _HASHING[len(key)].prf_size, text)


@lru_cache(maxsize=2048)
def _base(key: bytes) -> KeyedHash:
    return KeyedHash(_HASHING[len(key)].algorithm, key)


def _kdf(key: bytes, label: bytes, size: int, context: bytes = b"") -> bytes:
    """RFC 8009 section 3: KDF-HMAC-SHA2(key, label, context, 8 * size); one round is always enough."""
    return _base(key).digest(b"\0\0\0\x01" + label + b"\0" + context + (8 * size).to_bytes(4, "big"))[:size]
