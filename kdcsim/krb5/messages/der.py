"""Strict DER: headers and primitive values, for the generated functions to call where the short way does not fit.

Law of the room: every refusal is a ``Fault``. Readers work on bytes with ``PADDING`` behind them, so that looking at a
header never runs off the end: zeros fail the checks that follow.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final

from kdcsim.krb5.messages.layout import Kind

PADDING: Final = bytes(8)
SEQUENCE: Final = 0x30
APPLICATION: Final = 0x60
CONTEXT: Final = 0xA0

RANGES: Final = {
    Kind.INT32: (-0x80000000, 0x7FFFFFFF),
    Kind.UINT32: (-0x80000000, 0xFFFFFFFF),
    Kind.MICROSECONDS: (0, 999_999),
}
_NAMES: Final = {
    0x01: "BOOLEAN",
    0x02: "INTEGER",
    0x03: "BIT STRING",
    0x04: "OCTET STRING",
    0x18: "GeneralizedTime",
    0x1B: "GeneralString",
    0x30: "SEQUENCE",
}
_EPOCH_DAY: Final = date(1970, 1, 1).toordinal()
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Fault(Exception):
    """What was expected, what was found, and where; each function that it passes adds its field to the path."""

    def __init__(self, expected: str, found: str, position: int) -> None:
        super().__init__()
        self.expected, self.found, self.position = expected, found, position
        self.path: list[str] = []

    def sentence(self, root: str) -> str:
        """Say it, with the path to the field: ``AS-REQ.req-body.etype[3]: expected .., found .. at byte 57``."""
        steps = [step if step.startswith("[") else f".{step}" for step in reversed(self.path) if step]
        return f"{root}{''.join(steps)}: expected {self.expected}, found {self.found} at byte {self.position}"


def tag_name(tag: int) -> str:
    """Name a tag: ``INTEGER 0x02``, ``[3] 0xa3``, ``[APPLICATION 10] 0x6a``."""
    number = tag & 0x1F
    named = {APPLICATION: f"[APPLICATION {number}]", CONTEXT: f"[{number}]"}.get(tag & 0xE0) or _NAMES.get(tag, "tag")
    return f"{named} 0x{tag:02x}"


def header(data: bytes, start: int, end: int, tag: int) -> tuple[int, int]:
    """Find where the contents of the element at ``start`` begin and stop."""
    if start >= end:
        raise Fault(tag_name(tag), "the end", start)
    if data[start] != tag:
        raise Fault(tag_name(tag), f"0x{data[start]:02x}", start)
    length, begin = data[start + 1], start + 2
    if length >= 0x80:
        if length == 0x81:
            length, begin, least = data[begin], start + 3, 0x80
        elif length == 0x82:
            length, begin, least = data[begin] << 8 | data[start + 3], start + 4, 0x100
        elif length == 0x83:
            length, begin, least = int.from_bytes(data[begin : start + 5], "big"), start + 5, 0x10000
        else:
            raise Fault("a definite length of at most 3 bytes", f"0x{length:02x}", start + 1)
        if length < least:
            raise Fault("a length in its shortest form", f"a longer form of {length}", start + 1)
    stop = begin + length
    if stop > end:
        raise Fault(f"{length} bytes of {tag_name(tag)}", f"{max(end - begin, 0)}", begin)
    return begin, stop


def located(data: bytes, start: int, end: int, outer: int, inner: int) -> tuple[int, int]:
    """Find the contents of an element within an explicit tag, which it must fill."""
    start, end = header(data, start, end, outer)
    begin, stop = header(data, start, end, inner)
    if stop != end:
        raise trailing(end, stop)
    return begin, stop


def only(data: bytes, start: int, end: int, tag: int) -> int:
    """Find where the contents of an element begin that must reach to ``end``."""
    begin, stop = header(data, start, end, tag)
    if stop != end:
        raise trailing(end, stop)
    return begin


def trailing(end: int, position: int) -> Fault:
    """Refuse bytes that belong to nothing."""
    return Fault("the end", f"{end - position} more bytes", position)


def unexpected(data: bytes, end: int, position: int) -> Fault:
    """Refuse what stands in a sequence after its last field: one out of order, twice there, or unknown to RFC 4120."""
    return Fault("the end of the sequence", f"0x{data[position]:02x}", min(position, end))


def integer(data: bytes, start: int, end: int, low: int, high: int) -> int:
    """Read an INTEGER in its shortest form, and within a range."""
    size = end - start
    if size == 0:
        raise Fault("at least 1 byte of INTEGER", "none", start)
    if size > 1 and (data[start] << 8 | data[start + 1] & 0x80) in (0, 0xFF80):
        raise Fault("an INTEGER in its shortest form", f"0x{data[start : start + 2].hex()}..", start)
    value = int.from_bytes(data[start : min(end, start + 9)], "big", signed=True)
    if size > 8 or not low <= value <= high:
        raise Fault(f"an INTEGER from {low} to {high}", str(value) if size <= 8 else f"{size} bytes", start)
    return value


def constant(data: bytes, start: int, end: int, value: int) -> None:
    """Read an INTEGER that has one value only."""
    found = integer(data, start, end, -0x80000000, 0x7FFFFFFF)
    if found != value:
        raise Fault(str(value), str(found), start)


def boolean(data: bytes, start: int, end: int) -> bool:
    """Read a BOOLEAN, which in DER is 0x00 or 0xff."""
    content = data[start:end]
    if content not in (b"\x00", b"\xff"):
        raise Fault("BOOLEAN 0x00 or 0xff", f"0x{content[:4].hex()}", start)
    return content == b"\xff"


def flags(data: bytes, start: int, end: int) -> int:
    """Read a BIT STRING of any length as a 32-bit word."""
    size, unused = end - start, data[start]
    if size == 0 or unused > 7 or (size == 1 and unused):
        raise Fault("a BIT STRING with 0 to 7 unused bits", f"0x{data[start : min(end, start + 2)].hex()}", start)
    if data[end - 1] & ((1 << unused) - 1) and size > 1:
        raise Fault("unused bits to be 0", f"0x{data[end - 1]:02x}", end - 1)
    return int.from_bytes(data[start + 1 : min(end, start + 5)].ljust(4, b"\0"), "big")


def time(data: bytes, start: int, end: int) -> int:
    """Read a KerberosTime as seconds since 1970."""
    text = data[start:end]
    try:
        return seconds(text)
    except ValueError:
        raise Fault("a time as YYYYMMDDHHMMSSZ", repr(text[:20])[1:], start) from None


@lru_cache(maxsize=4096)
def seconds(text: bytes) -> int:
    """Turn ``YYYYMMDDHHMMSSZ`` into seconds since 1970. Raises ValueError."""
    if len(text) != 15:
        raise ValueError
    hour, minute, second = int(text[8:10]), int(text[10:12]), int(text[12:14])
    if not text[:14].isdigit() or text[14] != 0x5A or hour > 23 or minute > 59 or second > 59:
        raise ValueError
    day = date(int(text[:4]), int(text[4:6]), int(text[6:8])).toordinal() - _EPOCH_DAY
    return day * 86400 + hour * 3600 + minute * 60 + second


@lru_cache(maxsize=4096)
def time_text(value: int) -> bytes:
    """Turn seconds since 1970 into ``YYYYMMDDHHMMSSZ``. Raises OverflowError outside the years 1 to 9999."""
    moment = _EPOCH + timedelta(seconds=value)
    return b"%04d%02d%02d%02d%02d%02dZ" % moment.timetuple()[:6]


def octets(text: str) -> bytes:
    """Write the contents of a KerberosString."""
    return text.encode() if text.isascii() else text.encode("utf-8", "surrogateescape")


@lru_cache(maxsize=4096)
def head(tag: int, size: int) -> bytes:
    """Write a tag and a length."""
    if size < 0x80:
        return bytes((tag, size))
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length


@lru_cache(maxsize=4096)
def explicit(outer: int, inner: int, size: int) -> bytes:
    """Write an explicit tag, a tag and a length, before contents of ``size`` bytes."""
    second = head(inner, size)
    return head(outer, len(second) + size) + second


def integer_content(value: int, kind: Kind) -> bytes:
    """Write the contents of an INTEGER. Raises ValueError outside its range."""
    low, high = RANGES[kind]
    if not low <= value <= high:
        raise ValueError(f"{value} is not from {low} to {high}")
    return int(value).to_bytes((value if value >= 0 else ~value).bit_length() // 8 + 1, "big", signed=True)


def explicit_integer(outer: int, value: int, kind: Kind) -> bytes:
    """Write an INTEGER within an explicit tag."""
    content = integer_content(value, kind)
    return bytes((outer, len(content) + 2, 0x02, len(content))) + content
