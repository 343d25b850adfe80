"""The table of checksum types that can be computed, and the two things done with it.

A type belongs to one etype, to any key at all (hmac-md5, which Windows also uses to sign PACs under keys of other
etypes), or to no key.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import md5, sha1
from hmac import compare_digest

from kdcsim.errors import CryptoError, IntegrityError
from kdcsim.krb5.crypto.crc import modified_crc32
from kdcsim.krb5.crypto.profile import profile
from kdcsim.krb5.crypto.usage import check_usage, usage_key
from kdcsim.krb5.key import Key
from kdcsim.krb5.numbers import ChecksumType, EType

_Compute = Callable[[Key, int, bytes, bytes], bytes]
_DES_ETYPES = (EType.DES_CBC_CRC, EType.DES_CBC_MD4, EType.DES_CBC_MD5)


def _of_etype(key: Key, usage: int, data: bytes, confounder: bytes) -> bytes:
    return usage_key(key.etype, key.value, usage).checksum(data)


def _hmac_md5(key: Key, usage: int, data: bytes, confounder: bytes) -> bytes:
    from kdcsim.krb5.crypto.rc4 import hmac_md5

    check_usage(usage)
    return hmac_md5(key.value, usage, data)


def _md5_des(key: Key, usage: int, data: bytes, confounder: bytes) -> bytes:
    from kdcsim.krb5.crypto.des import md5_des

    usage_key(key.etype, key.value, usage)
    if len(confounder) != 8:
        raise CryptoError(f"rsa-md5-des: a confounder of {len(confounder)} octets, expected 8")
    return md5_des(key.value, data, confounder)


def _crc32(key: Key, usage: int, data: bytes, confounder: bytes) -> bytes:
    return modified_crc32(data)


def _md4(key: Key, usage: int, data: bytes, confounder: bytes) -> bytes:
    from Crypto.Hash import MD4

    return MD4.new(data).digest()


def _md5(key: Key, usage: int, data: bytes, confounder: bytes) -> bytes:
    return md5(data, usedforsecurity=False).digest()


def _sha1(key: Key, usage: int, data: bytes, confounder: bytes) -> bytes:
    return sha1(data, usedforsecurity=False).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One checksum type: size in octets, the etypes whose keys it takes (empty: any), hidden confounder or not."""

    compute: _Compute
    size: int
    etypes: tuple[EType, ...] = ()
    confounded: bool = False


_ROWS: dict[int, _Row] = {
    ChecksumType.CRC32: _Row(compute=_crc32, size=4),
    ChecksumType.RSA_MD4: _Row(compute=_md4, size=16),
    ChecksumType.RSA_MD5: _Row(compute=_md5, size=16),
    ChecksumType.RSA_MD5_DES: _Row(compute=_md5_des, size=24, etypes=_DES_ETYPES, confounded=True),
    ChecksumType.SHA1: _Row(compute=_sha1, size=20),
    ChecksumType.HMAC_SHA1_96_AES128: _Row(compute=_of_etype, size=12, etypes=(EType.AES128_CTS_HMAC_SHA1_96,)),
    ChecksumType.HMAC_SHA1_96_AES256: _Row(compute=_of_etype, size=12, etypes=(EType.AES256_CTS_HMAC_SHA1_96,)),
    ChecksumType.HMAC_SHA256_128_AES128: _Row(compute=_of_etype, size=16, etypes=(EType.AES128_CTS_HMAC_SHA256_128,)),
    ChecksumType.HMAC_SHA384_192_AES256: _Row(compute=_of_etype, size=24, etypes=(EType.AES256_CTS_HMAC_SHA384_192,)),
    ChecksumType.HMAC_MD5: _Row(compute=_hmac_md5, size=16),
}


def checksum(key: Key, usage: int, data: bytes, checksum_type: int | None = None, confounder: bytes = b"") -> bytes:
    """Return the checksum of ``data``, of the type that belongs to the key's etype unless another is named.

    Unkeyed types (CRC-32 in RFC 3961's variant, MD4, MD5, SHA-1) ignore key and usage. Only rsa-md5-des takes a
    confounder, of 8 octets, and it must be given. Raises CryptoError for an unknown type, or a key that does not go
    with it.
    """
    return _row(key, checksum_type).compute(key, usage, data, confounder)


def checksum_under(key: Key, usage: int, checksum_type: int | None = None) -> Callable[[bytes], bytes]:
    """Return the function that gives the checksum of its argument, for many under one key. Raises as ``checksum``."""
    row = _row(key, checksum_type)
    if row.compute is _of_etype:
        return usage_key(key.etype, key.value, usage).checksum
    return lambda data: row.compute(key, usage, data, b"")


def verify_checksum(key: Key, usage: int, data: bytes, checksum_type: int | None, value: bytes) -> None:
    """Compare in constant time. Raises IntegrityError when ``value`` is not the checksum of ``data``."""
    row = _row(key, checksum_type)
    confounder = _hidden_confounder(key, value) if row.confounded and len(value) == row.size else bytes(8)
    if not compare_digest(row.compute(key, usage, data, confounder), value):
        raise IntegrityError(
            f"a checksum of type {checksum_type or 'default'} does not verify under this key and usage"
        )


def checksum_size(checksum_type: int) -> int:
    """Return how many octets a checksum of this type has. Raises CryptoError for an unknown type."""
    return _known(checksum_type).size


def _row(key: Key, checksum_type: int | None) -> _Row:
    if checksum_type is None:
        checksum_type = profile(key.etype).checksum_type
    row = _known(checksum_type)
    if row.etypes and key.etype not in row.etypes:
        raise CryptoError(f"checksum type {int(checksum_type)} does not go with a key of etype {int(key.etype)}")
    return row


def _known(checksum_type: int) -> _Row:
    try:
        return _ROWS[checksum_type]
    except KeyError:
        raise CryptoError(f"checksum type {checksum_type} cannot be computed; {sorted(map(int, _ROWS))} can") from None


def _hidden_confounder(key: Key, value: bytes) -> bytes:
    from kdcsim.krb5.crypto.des import md5_des_confounder

    usage_key(key.etype, key.value, 0)
    return md5_des_confounder(key.value, value)
