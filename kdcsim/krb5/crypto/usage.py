"""Keys made ready for a usage, and kept.

The cache is bounded and keyed by value: the same long-term key met again, by another host or in another simulated
year, is already ready.
"""

from __future__ import annotations

from functools import cache, lru_cache

from kdcsim.errors import CryptoError
from kdcsim.krb5.crypto.mechanism import Mechanism, UsageKey
from kdcsim.krb5.crypto.profile import Family, Profile, profile

_KEPT = 4096


@cache
def mechanism(family: Family) -> Mechanism:
    """Import the module that computes a family; the crypto library behind it takes tens of milliseconds."""
    match family:
        case Family.AES_SHA1:
            from kdcsim.krb5.crypto import aes_sha1

            return aes_sha1
        case Family.AES_SHA2:
            from kdcsim.krb5.crypto import aes_sha2

            return aes_sha2
        case Family.RC4:
            from kdcsim.krb5.crypto import rc4

            return rc4
        case Family.DES:
            from kdcsim.krb5.crypto import des

            return des


@lru_cache(maxsize=_KEPT)
def usage_key(etype: int, value: bytes, usage: int) -> UsageKey:
    """Return a key ready for one usage. Raises CryptoError for an unknown etype, a bad key, or an impossible usage."""
    row = profile(etype)
    check_size(row, "key", value, row.key_size)
    check_usage(usage)
    return mechanism(row.family).usage_key(row, value, int(usage))


def check_usage(usage: int) -> None:
    """Raise CryptoError unless a key usage is an unsigned 32-bit number (RFC 3961 section 3)."""
    if not 0 <= usage <= 0xFFFFFFFF:
        raise CryptoError(f"key usage {usage} does not fit in 32 bits")


def check_size(row: Profile, what: str, found: bytes, expected: int) -> None:
    """Raise CryptoError unless ``found`` has the expected number of octets."""
    if len(found) != expected:
        raise CryptoError(f"{row.name}: a {what} of {len(found)} octets, expected {expected}")
