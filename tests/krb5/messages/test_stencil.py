"""A stencil writes what the encoder writes, whatever is poured into it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kdcsim.krb5.messages import (
    TIME_HOLE,
    EncKdcRepPart,
    Key,
    LastReqEntry,
    PrincipalName,
    Stencil,
    encode,
    octets_hole,
    uint32_hole,
    uint32_size,
)

TIMES = st.integers(-62135596800, 253402300799)
UINT32 = st.integers(-0x80000000, 0xFFFFFFFF)


def part(key: bytes, now: int, nonce: int, end: int, name: str = "web") -> EncKdcRepPart:
    """A message with a field of every kind that a stencil can cut out."""
    return EncKdcRepPart(
        key=Key(etype=18, value=key),
        last_req=(LastReqEntry(lr_type=0, lr_value=now),),
        nonce=nonce,
        flags=0x40E10000,
        authtime=5,
        endtime=end,
        srealm="CONTOSO.COM",
        sname=PrincipalName(components=("HTTP", name)),
    )


@given(st.data(), st.integers(1, 300))
def test_it_writes_what_the_encoder_writes(data: st.DataObject, size: int) -> None:
    """From the first message on, for every length of key and number."""
    nonce = data.draw(UINT32)
    holes = (octets_hole(size), TIME_HOLE, uint32_hole(uint32_size(nonce)), TIME_HOLE)
    stencil = Stencil(part, holes, tag=26)
    for _ in range(3):
        other = data.draw(UINT32.filter(lambda value: uint32_size(value) == uint32_size(nonce)))
        values = (data.draw(st.binary(min_size=size, max_size=size)), data.draw(TIMES), other, data.draw(TIMES))
        assert stencil.filled(values) == encode(part(*values), tag=26)


def test_a_name_is_never_taken_for_a_hole() -> None:
    """A name made of what stands in the holes while they are looked for changes nothing."""
    name = "\0" * 16 + "11110101000000Z" + "22220101000000Z" + "\x01\x01"
    stencil = Stencil(
        lambda key, now, nonce, end: part(key, now, nonce, end, name),
        (octets_hole(16), TIME_HOLE, uint32_hole(2), TIME_HOLE),
        tag=25,
    )
    for values in ((b"k" * 16, 7, 300, 9), (b"l" * 16, 2**31, 301, 10)):
        assert stencil.filled(values) == encode(part(*values, name), tag=25)


def test_every_number_has_its_size() -> None:
    """The sizes of an INTEGER at every edge, against the encoder itself."""
    for bits in range(33):
        for value in (1 << bits, (1 << bits) - 1):
            if value <= 0xFFFFFFFF:
                plain = len(encode(part(b"k", 0, value, 0))) - len(encode(part(b"k", 0, 0, 0)))
                assert uint32_size(value) == 1 + plain
