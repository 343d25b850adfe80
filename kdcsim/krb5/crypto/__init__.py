"""Kerberos cryptography: keys from passwords, encryption, checksums.

Law of the room: pure functions of their arguments. Nothing here draws a random number: the confounder is an
argument. Nothing here judges an etype: weak ones work like any other. This package is the only importer of
``Crypto``, and imports it only when a first key of the family is made.

Speed comes from keeping what a key and a usage determine: derived keys, hash states and cipher objects live in
bounded ``lru_cache``s behind these functions. All of it may be called from any number of threads at once: kept hash
states are only copied, ECB objects have no state, and the stateful CBC objects are handed out one at a time (see
``cts``).
"""

from __future__ import annotations

from functools import lru_cache

from kdcsim.errors import CryptoError, IntegrityError
from kdcsim.krb5.crypto.checksums import checksum, checksum_size, checksum_under, verify_checksum
from kdcsim.krb5.crypto.mechanism import MAX_ITERATIONS
from kdcsim.krb5.crypto.profile import Profile, profile, supported_etypes
from kdcsim.krb5.crypto.usage import check_size, mechanism, usage_key
from kdcsim.krb5.key import Key

__all__ = [
    "MAX_ITERATIONS",
    "Profile",
    "checksum",
    "checksum_size",
    "checksum_under",
    "decrypt",
    "derive_key",
    "encrypt",
    "prf",
    "profile",
    "random_to_key",
    "string_to_key",
    "supported_etypes",
    "verify_checksum",
]


def string_to_key(etype: int, password: str | bytes, salt: str | bytes = b"", params: bytes | None = None) -> Key:
    """Return the key that a password makes (RFC 3961 section 3, string-to-key).

    Text becomes UTF-8 for AES and DES (an unpaired surrogate becomes U+FFFD, as Active Directory does it for
    machine passwords) and UTF-16LE for RC4; bytes are taken as they are, so they must already be in that encoding.
    RC4 ignores the salt.

    ``params`` is, for AES, the iteration count in four octets, big-endian: absent, 4096 (RFC 3962) or 32768 (RFC
    8009). Raises CryptoError for an unknown etype, or for parameters that are malformed or ask for more than
    ``MAX_ITERATIONS``.
    """
    return _string_to_key(etype, password, salt, params)


@lru_cache(maxsize=4096)
def _string_to_key(etype: int, password: str | bytes, salt: str | bytes, params: bytes | None) -> Key:
    row = profile(etype)
    return Key(etype=row.etype, value=mechanism(row.family).string_to_key(row, password, salt, params))


def encrypt(key: Key, usage: int, plaintext: bytes, confounder: bytes) -> bytes:
    """Return the ciphertext of ``plaintext``; DES first pads it with zeros to a multiple of 8.

    The confounder's size is ``profile(key.etype).confounder_size``. Raises CryptoError when it has another size, or
    when the key cannot be used.
    """
    ready = usage_key(key.etype, key.value, usage)
    if len(confounder) != ready.profile.confounder_size:
        check_size(ready.profile, "confounder", confounder, ready.profile.confounder_size)
    return ready.encrypt(plaintext, confounder)


def decrypt(key: Key, usage: int, ciphertext: bytes) -> bytes:
    """Return the plaintext; from DES it comes with up to 7 octets of zero padding, as RFC 3961 section 6.2 leaves it.

    Raises IntegrityError when the ciphertext was not made with this key and usage, was changed or is too short, and
    CryptoError when the key cannot be used.
    """
    ready = usage_key(key.etype, key.value, usage)
    if len(ciphertext) < ready.profile.overhead:
        found, least = len(ciphertext), ready.profile.overhead
        raise IntegrityError(f"{ready.profile.name}: a ciphertext of {found} octets, expected at least {least}")
    return ready.decrypt(ciphertext)


def random_to_key(etype: int, seed: bytes) -> Key:
    """Return the key that ``profile(etype).seed_size`` random octets make (RFC 3961 section 3, random-to-key).

    DES replaces the low bit of each octet by parity. Raises CryptoError for another size.
    """
    row = profile(etype)
    check_size(row, "seed", seed, row.seed_size)
    return Key(etype=row.etype, value=mechanism(row.family).random_to_key(row, seed))


def derive_key(key: Key, constant: bytes) -> Key:
    """Return the key derived for a purpose: DK of RFC 3961, or RFC 8009's KDF with it as the label.

    DES keys derive to themselves. Raises CryptoError for RC4, which has no key derivation, and for an empty constant.
    """
    row = profile(key.etype)
    check_size(row, "key", key.value, row.key_size)
    if not constant:
        raise CryptoError(f"{row.name}: a key cannot be derived for an empty constant")
    return Key(etype=row.etype, value=mechanism(row.family).derive(row, key.value, constant))


def prf(key: Key, text: bytes) -> bytes:
    """Return the pseudo-random function of ``text`` (RFC 3961 section 3); each family has its own size of result."""
    row = profile(key.etype)
    check_size(row, "key", key.value, row.key_size)
    return mechanism(row.family).prf(row, key.value, text)
