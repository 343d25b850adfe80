"""aes128- and aes256-cts-hmac-sha1-96 (RFC 3962), the etypes of Windows since Vista.

All three keys of one usage are derived together: the n-folded constants of Ke, Ki and Kc are kept per usage and go
through the base key's ECB object in one call (two for a 256-bit key).
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from hashlib import pbkdf2_hmac, sha1
from hmac import compare_digest

from Crypto.Cipher import AES
from Crypto.Cipher._mode_ecb import EcbMode

from kdcsim.errors import IntegrityError
from kdcsim.krb5.crypto.cts import BLOCK, CtsCipher
from kdcsim.krb5.crypto.keyed_hash import KeyedHash
from kdcsim.krb5.crypto.mechanism import iterations
from kdcsim.krb5.crypto.nfold import nfold
from kdcsim.krb5.crypto.password import as_utf8
from kdcsim.krb5.crypto.profile import Profile

_MAC_SIZE = 12


class UsageKey:
    """Ke, Ki and Kc of one usage (RFC 3961 section 5.3); the objects made of them come when first needed."""

    def __init__(self, profile: Profile, key: bytes, usage: int) -> None:
        self.profile = profile
        self._ke, self._ki, self._kc = _derived(key, _usage_constants(usage))

    @cached_property
    def _cipher(self) -> CtsCipher:
        return CtsCipher(self._ke)

    @cached_property
    def _integrity(self) -> KeyedHash:
        return KeyedHash(sha1, self._ki)

    @cached_property
    def _checksum(self) -> KeyedHash:
        return KeyedHash(sha1, self._kc)

    def encrypt(self, plaintext: bytes, confounder: bytes) -> bytes:
        """RFC 3961 section 5.3: E(Ke, confounder | plaintext) | HMAC(Ki, confounder | plaintext)."""
        mac = self._integrity.digest(confounder + plaintext)
        return self._cipher.encrypt(confounder, plaintext) + mac[:_MAC_SIZE]

    def decrypt(self, ciphertext: bytes) -> bytes:
        """Undo ``encrypt``. Raises IntegrityError."""
        opened = self._cipher.decrypt(ciphertext[:-_MAC_SIZE])
        if not compare_digest(self._integrity.digest(opened)[:_MAC_SIZE], ciphertext[-_MAC_SIZE:]):
            raise IntegrityError(f"{self.profile.name}: the ciphertext's HMAC does not verify under this key and usage")
        return opened[BLOCK:]

    def checksum(self, data: bytes) -> bytes:
        """RFC 3962 section 7: hmac-sha1-96 under Kc."""
        return self._checksum.digest(data)[:_MAC_SIZE]


def usage_key(profile: Profile, key: bytes, usage: int) -> UsageKey:
    """Make a key ready for one usage."""
    return UsageKey(profile, key, usage)


def string_to_key(profile: Profile, password: str | bytes, salt: str | bytes, params: bytes | None) -> bytes:
    """RFC 3962 section 4: DK(PBKDF2-HMAC-SHA1(password, salt), "kerberos")."""
    count = iterations(profile, params)
    return derive(profile, pbkdf2_hmac("sha1", as_utf8(password), as_utf8(salt), count, profile.key_size), b"kerberos")


def random_to_key(profile: Profile, seed: bytes) -> bytes:
    """RFC 3962 section 6: the identity."""
    return seed


def derive(profile: Profile, key: bytes, constant: bytes) -> bytes:
    """RFC 3961 section 5.1: DK. A constant of another length than one block is n-folded, a longer one too."""
    return _derived(key, nfold(constant, BLOCK))[0]


def prf(profile: Profile, key: bytes, text: bytes) -> bytes:
    """RFC 3961 section 5.3 with RFC 3962 section 6: E(DK(key, "prf"), the first block of SHA-1(text))."""
    return _ecb(derive(profile, key, b"prf")).encrypt(sha1(text, usedforsecurity=False).digest()[:BLOCK])


@lru_cache(maxsize=2048)
def _ecb(key: bytes) -> EcbMode:
    return AES.new(key, AES.MODE_ECB)


@lru_cache(maxsize=1024)
def _usage_constants(usage: int) -> bytes:
    """The n-folded constants of Ke, Ki and Kc (RFC 3961 section 5.3), one block each."""
    return b"".join(nfold(usage.to_bytes(4, "big") + suffix, BLOCK) for suffix in (b"\xaa", b"\x55", b"\x99"))


def _derived(key: bytes, constants: bytes) -> tuple[bytes, ...]:
    """DR for each block of ``constants``: the encrypted block, followed for a 256-bit key by that encrypted again."""
    ecb = _ecb(key)
    first = ecb.encrypt(constants)
    starts = range(0, len(constants), BLOCK)
    if len(key) == BLOCK:
        return tuple(first[at : at + BLOCK] for at in starts)
    second = ecb.encrypt(first)
    return tuple(first[at : at + BLOCK] + second[at : at + BLOCK] for at in starts)
