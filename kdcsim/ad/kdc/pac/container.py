"""Container: the buffers of a PAC, and the bytes in which they lie (MS-PAC 2.3 and 2.4)."""

from __future__ import annotations

from enum import IntEnum
from struct import Struct

from kdcsim.errors import MalformedMessage

_HEAD = Struct("<II")
_ENTRY = Struct("<IIQ")
MOST = 64
"""More buffers than this no PAC has."""

Buffers = tuple[tuple[int, bytes], ...]
"""Type and content of each buffer, in order."""


class BufferType(IntEnum):
    """Buffer types (MS-PAC 2.4)."""

    LOGON_INFO = 1
    SERVER_CHECKSUM = 6
    KDC_CHECKSUM = 7
    CLIENT_INFO = 10
    DELEGATION_INFO = 11
    UPN_DNS_INFO = 12
    TICKET_CHECKSUM = 16
    ATTRIBUTES = 17
    REQUESTOR = 18
    FULL_CHECKSUM = 19


def join(buffers: Buffers) -> tuple[bytearray, dict[int, int]]:
    """Lay buffers out, each at a multiple of 8, and tell where each begins."""
    head = bytearray(_HEAD.pack(len(buffers), 0))
    place = _HEAD.size + _ENTRY.size * len(buffers)
    parts, places = [], {}
    for kind, data in buffers:
        head += _ENTRY.pack(kind, len(data), place)
        places[kind] = place
        padding = -len(data) % 8
        parts.append(data)
        parts.append(bytes(padding))
        place += len(data) + padding
    return head + b"".join(parts), places


def split(data: bytes) -> Buffers:
    """Read the buffers of a PAC. Raises MalformedMessage."""
    if len(data) < _HEAD.size:
        raise MalformedMessage(f"PAC: expected {_HEAD.size} bytes, found {len(data)}")
    count, version = _HEAD.unpack_from(data)
    if version or count > MOST or len(data) < _HEAD.size + count * _ENTRY.size:
        raise MalformedMessage(f"PAC: {count} buffers of version {version} in {len(data)} bytes")
    found = []
    for number in range(count):
        kind, size, place = _ENTRY.unpack_from(data, _HEAD.size + number * _ENTRY.size)
        if place + size > len(data):
            raise MalformedMessage(f"PAC: buffer {kind} ends at {place + size}, the PAC at {len(data)}")
        found.append((kind, data[place : place + size]))
    return tuple(found)
