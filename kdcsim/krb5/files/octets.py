"""Octets: a cursor over the bytes of a file that cannot be trusted."""

from __future__ import annotations

from dataclasses import dataclass

from kdcsim.errors import MalformedMessage


@dataclass(slots=True)
class Octets:
    """Bytes, and a place among them; every read says what was missing when the file ends too soon."""

    data: bytes
    what: str
    place: int = 0

    @property
    def left(self) -> int:
        """How many bytes are left."""
        return len(self.data) - self.place

    def take(self, count: int) -> bytes:
        """Give the next ``count`` bytes. Raises MalformedMessage when there are fewer."""
        if count > self.left:
            raise MalformedMessage(
                f"{self.what}: expected {count} bytes at offset {self.place}, found {self.left} before the end"
            )
        self.place += count
        return self.data[self.place - count : self.place]

    def number(self, size: int, *, signed: bool = False) -> int:
        """Read a big-endian number of ``size`` bytes."""
        return int.from_bytes(self.take(size), "big", signed=signed)

    def counted(self, size: int) -> bytes:
        """Read a length of ``size`` bytes, and as many bytes as it says."""
        return self.take(self.number(size))

    def text(self, size: int) -> str:
        """Read counted text."""
        return self.counted(size).decode("utf-8", "surrogateescape")


def counted(data: bytes, size: int) -> bytes:
    """Put a length of ``size`` bytes before some bytes. Raises ValueError when they are too many for it."""
    if len(data) >= 1 << 8 * size:
        raise ValueError(f"{len(data)} bytes do not fit behind a length of {size} bytes")
    return len(data).to_bytes(size, "big") + data


def counted_text(text: str, size: int) -> bytes:
    """Put a length before text."""
    return counted(text.encode("utf-8", "surrogateescape"), size)
