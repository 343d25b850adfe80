"""KeyStore: the keys a password change writes, by the level of the DC that writes them.

unicodePwd holds the NT hash, which is the RC4 key; Primary:Kerberos the DES keys; Primary:Kerberos-Newer-Keys the AES
keys,
written by 2008+ DCs only. Below functional level 2008 such a DC adds a marker key of type -140 holding the NT hash, by
which a later KDC can see that the AES keys belong to another password (MS-SAMR 2.2.10, 3.1.1.8.11 and note 26).
"""

from __future__ import annotations

from dataclasses import dataclass

from kdcsim.krb5.crypto import string_to_key
from kdcsim.krb5.key import Key
from kdcsim.krb5.numbers import EType

DES_ETYPES: tuple[int, ...] = (EType.DES_CBC_MD5, EType.DES_CBC_CRC)
AES_ETYPES: tuple[int, ...] = (EType.AES256_CTS_HMAC_SHA1_96, EType.AES128_CTS_HMAC_SHA1_96)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredKey:
    """One key with the salt it was made with; RC4 keys have none."""

    key: Key
    salt: str | None = None

    @property
    def etype(self) -> int:
        """The key's etype."""
        return self.key.etype


@dataclass(frozen=True, slots=True, kw_only=True)
class NewerKeys:
    """Primary:Kerberos-Newer-Keys: the AES keys, and the -140 marker when one was written beside them."""

    keys: tuple[StoredKey, ...]
    marker: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyStore:
    """Everything one password left in the directory, and its version number."""

    kvno: int
    nt: Key | None = None
    des: tuple[StoredKey, ...] = ()
    newer: NewerKeys | None = None

    def newer_is_current(self) -> bool:
        """Whether the AES keys belong to the same password as the NT hash, as far as the marker tells."""
        if self.newer is None or self.nt is None or self.newer.marker is None:
            return self.newer is not None
        return self.newer.marker == self.nt.value

    def usable(self, *, check_marker: bool) -> tuple[StoredKey, ...]:
        """Give the keys a KDC may use, strongest first: AES, RC4, DES."""
        stale = check_marker and not self.newer_is_current()
        aes = () if self.newer is None or stale else self.newer.keys
        rc4 = () if self.nt is None else (StoredKey(key=self.nt),)
        return (*aes, *rc4, *self.des)

    def without_aes(self) -> KeyStore:
        """Give the store an NT-hash migration or a pre-2008 password leaves behind: RC4 alone."""
        return KeyStore(kvno=self.kvno, nt=self.nt)


def keys_written(
    password: str,
    salt: str,
    *,
    kvno: int,
    writes_aes: bool,
    marker: bool,
    kept: NewerKeys | None = None,
) -> KeyStore:
    """Make the keys that a DC writes for a password; ``kept`` is an older AES set that the DC leaves lying there."""
    nt = string_to_key(EType.RC4_HMAC, password)
    des = tuple(StoredKey(key=string_to_key(e, password, salt), salt=salt) for e in DES_ETYPES)
    if not writes_aes:
        return KeyStore(kvno=kvno, nt=nt, des=des, newer=kept)
    aes = tuple(StoredKey(key=string_to_key(e, password, salt), salt=salt) for e in AES_ETYPES)
    return KeyStore(kvno=kvno, nt=nt, des=des, newer=NewerKeys(keys=aes, marker=nt.value if marker else None))
