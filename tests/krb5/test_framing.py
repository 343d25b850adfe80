"""Messages on a TCP stream are found whole, whatever the pieces in which they come."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdcsim.errors import MalformedMessage
from kdcsim.krb5.framing import Decoder, encode


@given(messages=st.lists(st.binary(max_size=40), max_size=6), size=st.integers(1, 50))
def test_pieces_do_not_matter(messages: list[bytes], size: int) -> None:
    """The same messages come out, however the stream is cut."""
    stream = b"".join(encode(message) for message in messages)
    decoder = Decoder()
    found = [message for i in range(0, len(stream), size) for message in decoder.feed(stream[i : i + size])]
    assert found == messages
    assert decoder.pending == 0


def test_the_prefix_is_big_endian() -> None:
    """RFC 4120 section 7.2.2: four bytes of length in network byte order."""
    assert encode(b"abc") == b"\0\0\0\3abc"


def test_a_message_cut_off_is_pending() -> None:
    """What is not whole yet is not given out, and can be seen to wait."""
    decoder = Decoder()
    assert decoder.feed(b"\0\0\0\3ab") == ()
    assert decoder.pending == 6
    assert decoder.feed(b"c\0") == (b"abc",)
    assert decoder.pending == 1


@pytest.mark.parametrize("prefix", [b"\x80\0\0\1", b"\xff\xff\xff\xff", b"\0\1\0\1"])
def test_prefixes_are_bounded(prefix: bytes) -> None:
    """The high bit is refused, and so is a length beyond 64 KiB, before any of it is awaited, for ever."""
    decoder = Decoder()
    for _ in range(3):
        with pytest.raises(MalformedMessage, match="length prefix"):
            decoder.feed(prefix)
        assert decoder.pending == 4


def test_the_limit_is_the_callers() -> None:
    """A KDC may allow less or more."""
    assert Decoder(max_bytes=3).feed(encode(b"abc")) == (b"abc",)
    with pytest.raises(MalformedMessage, match="at most 3 bytes, found 4"):
        Decoder(max_bytes=3).feed(encode(b"abcd"))


def test_what_came_before_a_refused_prefix_is_not_lost() -> None:
    """Whole messages are given out first; the refusal comes at the next call."""
    decoder = Decoder()
    assert decoder.feed(encode(b"abc") + b"\xff\xff\xff\xff") == (b"abc",)
    with pytest.raises(MalformedMessage):
        decoder.feed(b"")
