"""What every family of etypes can do, as types: the seam between the table of profiles and the ciphers."""

from __future__ import annotations

from typing import Protocol

from kdcsim.errors import CryptoError
from kdcsim.krb5.crypto.profile import Profile


class UsageKey(Protocol):
    """One key under one key usage: RFC 3961's "specific key", with everything worth keeping between messages."""

    @property
    def profile(self) -> Profile:
        """The row of the key's etype."""

    def encrypt(self, plaintext: bytes, confounder: bytes) -> bytes:
        """Return the ciphertext; the confounder has been checked for its size."""

    def decrypt(self, ciphertext: bytes) -> bytes:
        """Return the plaintext; the ciphertext has been checked to be no shorter than ``profile.overhead``."""

    def checksum(self, data: bytes) -> bytes:
        """Return the checksum of the type that belongs to the etype."""


class Mechanism(Protocol):
    """A family of etypes; each of its modules is one."""

    def usage_key(self, profile: Profile, key: bytes, usage: int) -> UsageKey:
        """Make a key ready for one usage."""

    def string_to_key(self, profile: Profile, password: str | bytes, salt: str | bytes, params: bytes | None) -> bytes:
        """Return the key that a password makes."""

    def random_to_key(self, profile: Profile, seed: bytes) -> bytes:
        """Return the key that random bytes of the seed size make."""

    def derive(self, profile: Profile, key: bytes, constant: bytes) -> bytes:
        """Return the key derived from another for a purpose."""

    def prf(self, profile: Profile, key: bytes, text: bytes) -> bytes:
        """Return the pseudo-random function of ``text``."""


MAX_ITERATIONS = 5_000_000
"""More PBKDF2 rounds than this are refused: the count comes from the KDC's reply and would let it stall a client."""


def iterations(profile: Profile, params: bytes | None) -> int:
    """Read string-to-key parameters: four octets, the iteration count (RFC 3962 section 4, RFC 8009 section 4)."""
    if not params:
        assert profile.default_iterations is not None
        return profile.default_iterations
    if len(params) != 4:
        raise CryptoError(f"{profile.name}: string-to-key parameters are {len(params)} octets long, expected 4")
    count = int.from_bytes(params, "big")
    if not 1 <= count <= MAX_ITERATIONS:
        raise CryptoError(f"{profile.name}: {count} iterations asked for, accepted are 1 to {MAX_ITERATIONS}")
    return count
