"""The TCP length prefix (RFC 4120 section 7.2.2): four bytes, big-endian, the high bit reserved.

Law of the room: no sockets. Bytes come in, whole messages go out.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kdcsim.errors import MalformedMessage

MAX_BYTES = 64 * 1024
PREFIX_BYTES = 4
HIGH_BIT = 0x80000000


def encode(message: bytes) -> bytes:
    """Put the length before a message."""
    assert len(message) < HIGH_BIT
    return len(message).to_bytes(PREFIX_BYTES, "big") + message


@dataclass(slots=True, kw_only=True)
class Decoder:
    """Cut a stream into messages: ``feed`` it bytes as they come, and take what is whole.

    After a refused prefix the stream has lost its place: every further ``feed`` refuses as well.
    """

    max_bytes: int = MAX_BYTES
    _buffer: bytearray = field(default_factory=bytearray, init=False, repr=False)

    def feed(self, data: bytes) -> tuple[bytes, ...]:
        """Add bytes, and return the messages that they complete.

        Raises MalformedMessage at a prefix that is refused. Whole messages before it are returned first; the refusal
        then comes at the next call.
        """
        self._buffer += data
        messages, start = [], 0
        try:
            while (stop := self._next_stop(start)) is not None:
                messages.append(bytes(self._buffer[start + PREFIX_BYTES : stop]))
                start = stop
        except MalformedMessage:
            del self._buffer[start + PREFIX_BYTES :]
            if not messages:
                raise
        del self._buffer[:start]
        return tuple(messages)

    @property
    def pending(self) -> int:
        """How many bytes wait for the rest of their message; not 0 when the stream ends means that it was cut off."""
        return len(self._buffer)

    def _next_stop(self, start: int) -> int | None:
        if len(self._buffer) < start + PREFIX_BYTES:
            return None
        length = int.from_bytes(self._buffer[start : start + PREFIX_BYTES], "big")
        if length & HIGH_BIT:
            raise MalformedMessage(f"length prefix: expected the high bit to be 0, found 0x{length:08x}")
        if length > self.max_bytes:
            raise MalformedMessage(f"length prefix: expected at most {self.max_bytes} bytes, found {length}")
        stop = start + PREFIX_BYTES + length
        return stop if len(self._buffer) >= stop else None
