"""Stencil: a message as it lies on the wire, with the fields that change cut out.

Encoding one shape of message again and again, where only keys, times and ciphers differ and their sizes do not, is
mostly writing the same octets again. A stencil encodes the first message as it is, and from the second on pours the
values into what does not change. The holes are found by encoding the message with another value in one field and
looking where the octets part, so no text in a name can be taken for a hole.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from kdcsim.krb5.messages.codec import encode
from kdcsim.krb5.messages.der import seconds, time_text


class Hole(NamedTuple):
    """A field to cut out: two values whose octets differ from the first on, how many octets, and what writes them."""

    one: Any
    other: Any
    size: int
    octets: Callable[[Any], bytes]


TIME_HOLE = Hole(seconds(b"11110101000000Z"), seconds(b"22220101000000Z"), 15, time_text)
"""A KerberosTime."""


@lru_cache(maxsize=256)
def octets_hole(size: int) -> Hole:
    """An OCTET STRING of this many octets, at least one."""
    return Hole(bytes(size), b"\xff" * size, size, bytes)


def uint32_hole(size: int) -> Hole:
    """A UInt32 whose INTEGER has so many octets, as ``uint32_size`` tells."""
    return _UINT32[size]


def uint32_size(value: int) -> int:
    """How many octets the INTEGER of a UInt32 has, 1 to 5."""
    return (value if value >= 0 else ~value).bit_length() // 8 + 1


def _uint32_hole(size: int) -> Hole:
    """Where five octets are needed the first is always zero, and is left alone."""
    written = min(size, 4)
    one, other = (b"\x01", b"\x7f") if size == written else (b"\x80", b"\xfe")
    return Hole(
        int.from_bytes(one * written, "big"),
        int.from_bytes(other * written, "big"),
        written,
        lambda value: (value & 0xFFFFFFFF).to_bytes(4, "big")[-written:],
    )


_UINT32 = {size: _uint32_hole(size) for size in range(1, 6)}


class Stencil:
    """``filled`` gives what ``encode(make(*values), tag=tag)`` gives, sooner.

    ``holes`` are in the order of ``make``'s arguments, which is the order of their fields on the wire.
    """

    __slots__ = ("_fill", "_holes", "_make", "_seen", "_tag")

    def __init__(self, make: Callable[..., object], holes: Sequence[Hole], *, tag: int | None = None) -> None:
        self._make, self._holes, self._tag = make, holes, tag
        self._fill: Callable[[Sequence[Any]], bytes] | None = None
        self._seen = False

    def filled(self, values: Sequence[Any]) -> bytes:
        """Write the message with these values."""
        if self._fill is not None:
            return self._fill(values)
        if self._seen:
            self._fill = _filler(self._cut(), self._holes)
            return self._fill(values)
        self._seen = True
        return encode(self._make(*values), tag=self._tag)

    def _cut(self) -> list[bytes]:
        """The octets before, between and behind the holes."""
        ones = [hole.one for hole in self._holes]
        whole, done = encode(self._make(*ones), tag=self._tag), 0
        parts: list[bytes] = []
        for number, hole in enumerate(self._holes):
            changed = encode(self._make(*ones[:number], hole.other, *ones[number + 1 :]), tag=self._tag)
            assert len(changed) == len(whole), f"hole {number} changes the length"
            start = next(at for at, octet in enumerate(whole) if changed[at] != octet)
            assert start >= done, f"hole {number} comes before the one before it"
            parts.append(whole[done:start])
            done = start + hole.size
        return [*parts, whole[done:]]


def _filler(parts: Sequence[bytes], holes: Sequence[Hole]) -> Callable[[Sequence[Any]], bytes]:
    """A function that joins the octets around the holes with what goes into them, generated like the encoders."""
    pieces = ["p0"]
    for number, hole in enumerate(holes):
        value = f"values[{number}]"
        pieces += [value if hole.octets is bytes else f"w{number}({value})", f"p{number + 1}"]
    names: dict[str, Any] = {"join": b"".join}
    names |= {f"p{number}": part for number, part in enumerate(parts)}
    names |= {f"w{number}": hole.octets for number, hole in enumerate(holes)}
    exec(compile(f"def fill(values): return join(({', '.join(pieces)},))", "<stencil>", "exec"), names)
    made: Callable[[Sequence[Any]], bytes] = names["fill"]
    return made
