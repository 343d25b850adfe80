"""rc4-hmac and rc4-hmac-exp (RFC 4757), the etypes that Windows has had since Windows 2000.

Key usages. RFC 4757 section 3 numbers its own message types. Two of them differ from RFC 4120's usages, and are
translated here, for encryption and checksums alike: the encrypted part of an AS-REP, 3 becomes 8; GSS wrap tokens,
23 becomes 13. A third is contested: for a TGS-REP's part encrypted in the authenticator's subkey (usage 9) the RFC
writes 8, but Windows uses 9 (MIT krb5 says so in its RC4 code, after trying the RFC's number). So 9 stays 9 when
encrypting, and a ciphertext that does not verify under 9 is tried under 8.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from hashlib import md5, sha1
from hmac import compare_digest

from Crypto.Cipher import ARC4
from Crypto.Hash import MD4

from kdcsim.errors import CryptoError, IntegrityError
from kdcsim.krb5.crypto.keyed_hash import KeyedHash
from kdcsim.krb5.crypto.password import as_utf16
from kdcsim.krb5.crypto.profile import Profile
from kdcsim.krb5.numbers import EType

_MAC_SIZE = 16
_CONFOUNDER_SIZE = 8
_MESSAGE_TYPE = {3: 8, 23: 13}
_SECOND_GUESS = {9: 8}
_EXPORT_LABEL = b"fortybits\0"
_EXPORT_FILLER = b"\xab" * 9


class UsageKey:
    """K1, K2 and the way to K3 of one usage (RFC 4757 section 5)."""

    def __init__(self, profile: Profile, key: bytes, usage: int) -> None:
        self.profile = profile
        self._key = key
        self._usage = usage
        exportable = profile.etype == EType.RC4_HMAC_EXP
        label = (_EXPORT_LABEL if exportable else b"") + _message_type(usage)
        k1 = KeyedHash(md5, key).digest(label)
        self._k2 = KeyedHash(md5, k1)
        self._k1 = KeyedHash(md5, k1[:7] + _EXPORT_FILLER) if exportable else self._k2

    @cached_property
    def _second_guess(self) -> UsageKey | None:
        usage = _SECOND_GUESS.get(self._usage)
        return None if usage is None else UsageKey(self.profile, self._key, usage)

    def encrypt(self, plaintext: bytes, confounder: bytes) -> bytes:
        """RFC 4757 section 5, ENCRYPT: the checksum, then confounder and plaintext under a key made from it."""
        body = confounder + plaintext
        mac = self._k2.digest(body)
        return mac + ARC4.new(self._k1.digest(mac)).encrypt(body)

    def decrypt(self, ciphertext: bytes) -> bytes:
        """RFC 4757 section 5, DECRYPT. Raises IntegrityError."""
        mac = ciphertext[:_MAC_SIZE]
        body = ARC4.new(self._k1.digest(mac)).decrypt(ciphertext[_MAC_SIZE:])
        if compare_digest(self._k2.digest(body), mac):
            return body[_CONFOUNDER_SIZE:]
        if self._second_guess is not None:
            return self._second_guess.decrypt(ciphertext)
        raise IntegrityError(f"{self.profile.name}: the ciphertext's HMAC does not verify under this key and usage")

    def checksum(self, data: bytes) -> bytes:
        """RFC 4757 section 4: hmac-md5."""
        return hmac_md5(self._key, self._usage, data)


def usage_key(profile: Profile, key: bytes, usage: int) -> UsageKey:
    """Make a key ready for one usage."""
    return UsageKey(profile, key, usage)


def string_to_key(profile: Profile, password: str | bytes, salt: str | bytes, params: bytes | None) -> bytes:
    """RFC 4757 section 2: MD4 of the password in UTF-16LE, which is the NT hash. The salt plays no part."""
    if params:
        raise CryptoError(f"{profile.name}: string-to-key takes no parameters, {len(params)} octets given")
    return MD4.new(as_utf16(password)).digest()


def random_to_key(profile: Profile, seed: bytes) -> bytes:
    """The identity; RFC 4757 names no other way."""
    return seed


def derive(profile: Profile, key: bytes, constant: bytes) -> bytes:
    """Refuse: RFC 4757 has no key derivation in RFC 3961's sense. Raises CryptoError."""
    raise CryptoError(f"{profile.name} has no key derivation function")


def prf(profile: Profile, key: bytes, text: bytes) -> bytes:
    """HMAC-SHA1(key, text). RFC 4757 defines none; this is what MIT krb5 and Heimdal both do."""
    return KeyedHash(sha1, key).digest(text)


def hmac_md5(key: bytes, usage: int, data: bytes) -> bytes:
    """RFC 4757 section 4, checksum type -138. It takes a key of any etype, as PAC signatures need it."""
    digest = md5(_message_type(usage) + data, usedforsecurity=False).digest()
    return _signing_key(key).digest(digest)


@lru_cache(maxsize=2048)
def _signing_key(key: bytes) -> KeyedHash:
    return KeyedHash(md5, KeyedHash(md5, key).digest(b"signaturekey\0"))


def _message_type(usage: int) -> bytes:
    return _MESSAGE_TYPE.get(usage, usage).to_bytes(4, "little")
