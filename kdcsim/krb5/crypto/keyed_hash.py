"""HMAC (RFC 2104) with its key already absorbed.

The two hash states that a key leaves behind are kept and copied for each message, which costs a quarter of starting
from the key. The kept states are never updated again, so one instance may serve any number of threads.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import _Hash

_INNER_PAD = bytes(octet ^ 0x36 for octet in range(256))
_OUTER_PAD = bytes(octet ^ 0x5C for octet in range(256))


class KeyedHash:
    """HMAC under one key; ``prefix`` is hashed in front of every message."""

    __slots__ = ("_inner", "_outer")

    def __init__(self, algorithm: Callable[..., _Hash], key: bytes, prefix: bytes = b"") -> None:
        block_size = algorithm(usedforsecurity=False).block_size
        if len(key) > block_size:
            key = algorithm(key, usedforsecurity=False).digest()
        padded = key.ljust(block_size, b"\0")
        self._inner = algorithm(padded.translate(_INNER_PAD) + prefix, usedforsecurity=False)
        self._outer = algorithm(padded.translate(_OUTER_PAD), usedforsecurity=False)

    def digest(self, message: bytes) -> bytes:
        """Return the whole HMAC of ``prefix + message``."""
        inner = self._inner.copy()
        inner.update(message)
        outer = self._outer.copy()
        outer.update(inner.digest())
        return outer.digest()
