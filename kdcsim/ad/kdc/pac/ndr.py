"""NDR: the few types of DCE RPC's network data representation that a PAC needs (C706 chapter 14; MS-RPCE 2.2.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from struct import error, pack, unpack_from

from kdcsim.errors import MalformedMessage

NEVER = 0x7FFFFFFFFFFFFFFF
"""A FILETIME that never comes."""
EPOCH_GAP = 116_444_736_000_000_000
"""100 ns from 1601 to 1970."""


def filetime(seconds: int) -> bytes:
    """A time in seconds since 1970 as FILETIME (MS-DTYP 2.3.3)."""
    return pack("<Q", EPOCH_GAP + seconds * 10_000_000)


def sid_bytes(sid: str) -> bytes:
    """A SID as it lies in memory (MS-DTYP 2.4.2.2)."""
    parts = [int(part) for part in sid.split("-")[1:]]
    revision, authority, *rest = parts
    return bytes((revision, len(rest))) + authority.to_bytes(6, "big") + b"".join(pack("<I", r) for r in rest)


@dataclass(slots=True)
class Writer:
    """Fields go in order; what a pointer points to waits until its structure is whole."""

    data: bytearray = field(default_factory=bytearray)
    _waiting: list[bytes] = field(default_factory=list)
    _referents: int = 0

    def raw(self, data: bytes) -> None:
        """Bytes as they are."""
        self.data += data

    def u16(self, *values: int) -> None:
        """16-bit numbers."""
        self.data += b"".join(pack("<H", v) for v in values)

    def u32(self, *values: int) -> None:
        """32-bit numbers."""
        self.data += b"".join(pack("<I", v) for v in values)

    def pointer(self, pointee: bytes | None) -> None:
        """A unique pointer, and what it points to; None is a null pointer."""
        if pointee is None:
            self.u32(0)
            return
        self.u32(0x00020000 + 4 * self._referents)
        self._referents += 1
        self._waiting.append(pointee)

    def text(self, text: str) -> None:
        """RPC_UNICODE_STRING (MS-DTYP 2.3.10); the empty one points to an empty array."""
        raw = text.encode("utf-16-le", "surrogatepass")
        self.u16(len(raw), len(raw))
        self.pointer(text_array(text))

    def sid(self, sid: str | None) -> None:
        """PSID."""
        self.pointer(None if sid is None else sid_array(sid))

    def settled(self) -> bytes:
        """Everything, the waiting after the fields."""
        for pointee in self._waiting:
            self.data += bytes(-len(self.data) % 4)
            self.data += pointee
        self._waiting.clear()
        return bytes(self.data)


@dataclass(slots=True)
class Reader:
    """Fields in order, as far as a PAC that comes back has to be read. Raises MalformedMessage."""

    data: bytes
    place: int = 20
    """Behind the type serialization header and the pointer to the structure."""

    def u32(self) -> int:
        """A 32-bit number, at a multiple of its size."""
        self.place += -self.place % 4
        return int(self._read("<I", 4))

    def text_header(self) -> None:
        """RPC_UNICODE_STRING: two sizes and a pointer; the text waits until the structure is over."""
        self.place += -self.place % 4
        self._read("<Q", 8)

    def text(self) -> str:
        """The conformant varying array behind an RPC_UNICODE_STRING."""
        _, _, count = self.u32(), self.u32(), self.u32()
        raw = self.data[self.place : self.place + 2 * count]
        if len(raw) != 2 * count:
            raise MalformedMessage(f"NDR: a text of {count} characters at {self.place} of {len(self.data)} bytes")
        self.place += len(raw)
        return raw.decode("utf-16-le", "surrogatepass")

    def _read(self, layout: str, size: int) -> int:
        try:
            (value,) = unpack_from(layout, self.data, self.place)
        except error as e:
            raise MalformedMessage(f"NDR: {self.place} of {len(self.data)} bytes: {e}") from e
        self.place += size
        return int(value)


def text_array(text: str) -> bytes:
    """The conformant varying array behind an RPC_UNICODE_STRING."""
    raw = text.encode("utf-16-le", "surrogatepass")
    count = len(raw) // 2
    return pack("<III", count, 0, count) + raw


def sid_array(sid: str) -> bytes:
    """A SID behind a pointer: the count of its sub-authorities comes first."""
    raw = sid_bytes(sid)
    return pack("<I", raw[1]) + raw


def group_array(groups: Sequence[tuple[int, int]]) -> bytes:
    """GROUP_MEMBERSHIPs: relative id and attributes (MS-PAC 2.2.2)."""
    return pack("<I", len(groups)) + b"".join(pack("<II", rid, attributes) for rid, attributes in groups)


def sid_and_attributes_array(sids: Sequence[tuple[str, int]]) -> bytes:
    """KERB_SID_AND_ATTRIBUTES (MS-PAC 2.2.1): the array, then what its pointers point to."""
    inner = Writer(_referents=1024)
    inner.u32(len(sids))
    for sid, attributes in sids:
        inner.sid(sid)
        inner.u32(attributes)
    return inner.settled()


def top_level(fields: bytes) -> bytes:
    """A structure with type serialization version 1 around it (MS-RPCE 2.2.6)."""
    body = pack("<I", 0x00020000 - 4) + fields
    body += bytes(-len(body) % 8)
    return bytes.fromhex("01100800cccccccc") + pack("<II", len(body), 0) + body
