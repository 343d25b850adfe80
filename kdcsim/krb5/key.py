"""A Kerberos key, and the envelope of bytes encrypted under one.

Law of the room: values only. Nothing here encrypts, and no key byte reaches a ``repr``, so that traces and test
failures can be shown to anyone.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """RFC 4120 section 5.2.9, EncryptionKey: an etype number, known or not, and the key's bytes."""

    etype: int
    value: bytes

    @property
    def fingerprint(self) -> str:
        """The first 8 hex digits of the SHA-256 of the key's bytes: enough to see whether two keys are the same."""
        return sha256(self.value).hexdigest()[:8]

    def __repr__(self) -> str:
        return f"Key(etype={int(self.etype)}, fingerprint={self.fingerprint})"


@dataclass(frozen=True, slots=True, kw_only=True)
class EncryptedData:
    """RFC 4120 section 5.2.9, EncryptedData: a ciphertext, its etype, and the version of the long-term key under it."""

    etype: int
    cipher: bytes
    kvno: int | None = None
