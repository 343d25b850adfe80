"""Sealing: a message inside an EncryptedData, and out of it again."""

from __future__ import annotations

from typing import TypeVar

from kdcsim.errors import MalformedMessage
from kdcsim.krb5.crypto import decrypt, encrypt, profile
from kdcsim.krb5.key import EncryptedData, Key
from kdcsim.krb5.messages import decode, encode
from kdcsim.krb5.numbers import EType

T = TypeVar("T")

_DES = (EType.DES_CBC_CRC, EType.DES_CBC_MD4, EType.DES_CBC_MD5)


def seal(
    message: object, key: Key, usage: int, confounder: bytes, *, kvno: int | None = None, tag: int | None = None
) -> EncryptedData:
    """Encode and encrypt a message part. ``confounder`` may be longer than the etype needs."""
    size = profile(key.etype).confounder_size
    cipher = encrypt(key, usage, encode(message, tag=tag), confounder[:size])
    return EncryptedData(etype=key.etype, kvno=kvno, cipher=cipher)


def unseal(cls: type[T], part: EncryptedData, key: Key, usage: int) -> T:
    """Decrypt and decode a message part.

    Raises:
        IntegrityError: the key (or the usage) is not the one it was sealed with.
        MalformedMessage: it opened, and holds something else.
    """
    return opened(cls, part.cipher, key, usage)


def opened(cls: type[T], cipher: bytes, key: Key, usage: int) -> T:
    """Decrypt and decode a message part as `unseal` does, given its cipher alone."""
    plain = decrypt(key, usage, cipher)
    return decode(cls, _unpadded(plain) if key.etype in _DES else plain)


def _unpadded(plain: bytes) -> bytes:
    """Cut off the zero padding that DES leaves behind one DER value (RFC 3961 section 6.2)."""
    if len(plain) < 2:
        raise MalformedMessage(f"expected a DER value, found {len(plain)} octet(s)")
    first = plain[1]
    if first < 0x80:
        return plain[: 2 + first]
    count = first & 0x7F
    return plain[: 2 + count + int.from_bytes(plain[2 : 2 + count], "big")]
