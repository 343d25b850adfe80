"""The table of encryption types that can be computed with, one row each.

What an etype is called and whether it is weak stands in ``EType``; here stands what its keys and messages look
like. A simulated KDC may well know of more etypes than these: for a policy decision no row is needed, for a sealed
message one is.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from kdcsim.errors import CryptoError
from kdcsim.krb5.numbers import ChecksumType, EType


class Family(Enum):
    """The module that computes an etype."""

    DES = "des"
    RC4 = "rc4"
    AES_SHA1 = "aes_sha1"
    AES_SHA2 = "aes_sha2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One etype: sizes in octets, and the checksum type that goes with its keys (RFC 3961 section 3)."""

    etype: EType
    family: Family
    key_size: int
    seed_size: int
    confounder_size: int
    mac_size: int
    checksum_type: ChecksumType
    salted: bool
    default_iterations: int | None
    source: str

    @property
    def name(self) -> str:
        """The name in the IANA registry."""
        return self.etype.standard_name

    @property
    def weak(self) -> bool:
        """Broken by its key size or construction alone."""
        return self.etype.weak

    @property
    def overhead(self) -> int:
        """The size of the shortest ciphertext: confounder and integrity check."""
        return self.confounder_size + self.mac_size


def _des(etype: EType, mac_size: int, source: str) -> Profile:
    return Profile(
        etype=etype,
        family=Family.DES,
        key_size=8,
        seed_size=8,
        confounder_size=8,
        mac_size=mac_size,
        checksum_type=ChecksumType.RSA_MD5_DES,
        salted=True,
        default_iterations=None,
        source=source,
    )


def _rc4(etype: EType, source: str) -> Profile:
    return Profile(
        etype=etype,
        family=Family.RC4,
        key_size=16,
        seed_size=16,
        confounder_size=8,
        mac_size=16,
        checksum_type=ChecksumType.HMAC_MD5,
        salted=False,
        default_iterations=None,
        source=source,
    )


def _aes(
    etype: EType, family: Family, key_size: int, mac_size: int, checksum: ChecksumType, iterations: int, source: str
) -> Profile:
    return Profile(
        etype=etype,
        family=family,
        key_size=key_size,
        seed_size=key_size,
        confounder_size=16,
        mac_size=mac_size,
        checksum_type=checksum,
        salted=True,
        default_iterations=iterations,
        source=source,
    )


_ROWS = (
    _des(EType.DES_CBC_CRC, 4, "RFC 3961 section 6.2.3"),
    _des(EType.DES_CBC_MD4, 16, "RFC 3961 section 6.2.2"),
    _des(EType.DES_CBC_MD5, 16, "RFC 3961 section 6.2.1"),
    _aes(EType.AES128_CTS_HMAC_SHA1_96, Family.AES_SHA1, 16, 12, ChecksumType.HMAC_SHA1_96_AES128, 4096, "RFC 3962"),
    _aes(EType.AES256_CTS_HMAC_SHA1_96, Family.AES_SHA1, 32, 12, ChecksumType.HMAC_SHA1_96_AES256, 4096, "RFC 3962"),
    _aes(
        EType.AES128_CTS_HMAC_SHA256_128,
        Family.AES_SHA2,
        16,
        16,
        ChecksumType.HMAC_SHA256_128_AES128,
        32768,
        "RFC 8009",
    ),
    _aes(
        EType.AES256_CTS_HMAC_SHA384_192,
        Family.AES_SHA2,
        32,
        24,
        ChecksumType.HMAC_SHA384_192_AES256,
        32768,
        "RFC 8009",
    ),
    _rc4(EType.RC4_HMAC, "RFC 4757"),
    _rc4(EType.RC4_HMAC_EXP, "RFC 4757"),
)
_BY_ETYPE: dict[int, Profile] = {row.etype: row for row in _ROWS}


def profile(etype: int) -> Profile:
    """Return the row of an etype. Raises CryptoError when there is none."""
    try:
        return _BY_ETYPE[etype]
    except KeyError:
        raise CryptoError(f"etype {etype} cannot be computed with; {sorted(map(int, _BY_ETYPE))} can") from None


def supported_etypes() -> tuple[EType, ...]:
    """Return every etype that has a row, in the order of their numbers."""
    return tuple(row.etype for row in _ROWS)
