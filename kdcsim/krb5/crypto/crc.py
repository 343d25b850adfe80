"""The modified CRC-32 of RFC 3961 section 6.1.3: no inversions, least significant octet first."""

from __future__ import annotations

from zlib import crc32

_ALL_ONES = 0xFFFFFFFF


def modified_crc32(data: bytes) -> bytes:
    """Return the four octets of the checksum; the common CRC-32 starts and ends with an inversion, undone here."""
    return (crc32(data, _ALL_ONES) ^ _ALL_ONES).to_bytes(4, "little")
