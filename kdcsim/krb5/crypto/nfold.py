"""n-fold: a string of any length stretched or squeezed to n octets, as RFC 3961 section 5.1 defines it."""

from __future__ import annotations

from functools import lru_cache
from math import lcm

_ROTATION = 13
"""Each further copy of the input is rotated right by this many bits."""


@lru_cache(maxsize=4096)
def nfold(text: bytes, size: int) -> bytes:
    """Return ``text`` folded to ``size`` octets.

    Copies of the input, each rotated 13 bits further, are laid end to end up to the least common multiple of both
    lengths, cut into chunks of ``size`` octets, and added with end-around carry.
    """
    total = lcm(len(text), size)
    width = 8 * len(text)
    value = int.from_bytes(text, "big")
    copies = b"".join(
        _rotated(value, width, _ROTATION * turn).to_bytes(len(text), "big") for turn in range(total // len(text))
    )
    return _ones_complement_sum([copies[at : at + size] for at in range(0, total, size)], size)


def _rotated(value: int, width: int, bits: int) -> int:
    """Rotate ``value``, ``width`` bits wide, right by ``bits``."""
    bits %= width
    return (value >> bits | value << (width - bits)) & ((1 << width) - 1)


def _ones_complement_sum(chunks: list[bytes], size: int) -> bytes:
    mask = (1 << 8 * size) - 1
    total = sum(int.from_bytes(chunk, "big") for chunk in chunks)
    while total > mask:
        total = (total & mask) + (total >> 8 * size)
    return total.to_bytes(size, "big")
