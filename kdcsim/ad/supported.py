"""SupportedEtypes: the msDS-SupportedEncryptionTypes bit field.

The same bits serve the account attribute, DefaultDomainSupportedEncTypes, both SupportedEncryptionTypes registry
values and
PA-SUPPORTED-ENCTYPES (MS-KILE 2.2.7 and 2.2.8). A mask is a plain ``int``; this room gives the bits their names.
"""

from __future__ import annotations

from kdcsim.krb5.numbers import EType

DES_CRC = 0x1
DES_MD5 = 0x2
RC4 = 0x4
AES128 = 0x8
AES256 = 0x10
AES_SK = 0x20  # session keys only, since November 2022 (MS-KILE 2.2.7 letter J)
FAST = 0x10000
COMPOUND_IDENTITY = 0x20000
CLAIMS = 0x40000
NO_RESOURCE_SID_COMPRESSION = 0x80000

DES = DES_CRC | DES_MD5
AES = AES128 | AES256
RC4_AND_DES = RC4 | DES
ETYPE_BITS = DES | RC4 | AES

STRENGTH: tuple[int, ...] = (
    EType.AES256_CTS_HMAC_SHA1_96,
    EType.AES128_CTS_HMAC_SHA1_96,
    EType.RC4_HMAC,
    EType.DES_CBC_MD5,
    EType.DES_CBC_CRC,
)
"""The etypes that a mask can name, strongest first."""

BIT_OF: dict[int, int] = {1: DES_CRC, 3: DES_MD5, 23: RC4, 17: AES128, 18: AES256}

_NAMES: tuple[tuple[int, str], ...] = (
    (DES_CRC, "DES-CBC-CRC"),
    (DES_MD5, "DES-CBC-MD5"),
    (RC4, "RC4-HMAC"),
    (AES128, "AES128-CTS-HMAC-SHA1-96"),
    (AES256, "AES256-CTS-HMAC-SHA1-96"),
    (AES_SK, "AES256-CTS-HMAC-SHA1-96-SK"),
    (FAST, "FAST-supported"),
    (COMPOUND_IDENTITY, "compound-identity-supported"),
    (CLAIMS, "claims-supported"),
    (NO_RESOURCE_SID_COMPRESSION, "resource-SID-compression-disabled"),
)

_ETYPES_OF: dict[int, tuple[int, ...]] = {
    mask: tuple(int(e) for e in STRENGTH if BIT_OF[e] & mask) for mask in range(ETYPE_BITS + 1)
}


def etypes_of(mask: int) -> tuple[int, ...]:
    """Name the etypes of a mask, strongest first; bits that name no etype are passed over."""
    return _ETYPES_OF[mask & ETYPE_BITS]


def mask_of(etypes: tuple[int, ...]) -> int:
    """Make the mask that names these etypes; numbers without a bit (24, -133 ...) are passed over."""
    mask = 0
    for etype in etypes:
        mask |= BIT_OF.get(etype, 0)
    return mask


def bit_names(mask: int) -> tuple[str, ...]:
    """Name every bit that is set; unknown bits survive as ``UNKNOWN(0x..)``."""
    named = [name for bit, name in _NAMES if mask & bit]
    rest = mask & ~sum(bit for bit, _ in _NAMES)
    return (*named, f"UNKNOWN({rest:#x})") if rest else tuple(named)
