"""Chance: deterministic bytes by label, never by order of calls.

``Chance(seed=7).at("step", "connect SERVER-1", "session-key").draw(32)`` gives the same bytes wherever and whenever it
is asked, so adding a step to a story changes no other step's bytes. No state, no clock, no operating system.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256, shake_256
from typing import NamedTuple


@lru_cache(maxsize=64)
def _start(seed: int) -> bytes:
    return b"kdcsim chance 1\0" + str(seed).encode() + b"\0"


class Chance(NamedTuple):
    """A place in the tree of labels under one seed."""

    seed: int
    path: bytes = b""

    def at(self, *labels: str) -> Chance:
        """Go down to a named place. Each label is length-prefixed, so ``("a", "b")`` is not ``("ab",)``."""
        path = self.path
        for label in labels:
            raw = label.encode("utf-8", "surrogatepass")
            path += len(raw).to_bytes(4, "big") + raw
            if len(path) > 512:
                path = sha256(path).digest()
        return Chance(self.seed, path)

    def draw(self, size: int) -> bytes:
        """Give ``size`` bytes: SHAKE-256 over the seed and the labels."""
        return shake_256(_start(self.seed) + self.path).digest(size)

    def number(self, below: int) -> int:
        """Give an integer in ``range(below)``; the bias is under 2**-64."""
        return int.from_bytes(self.draw(8 + (below.bit_length() + 7) // 8), "big") % below
