"""What is encoded is decoded to the same value, and what is decoded is encoded to the same bytes."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kdcsim.krb5.messages import (
    EncKdcRepPart,
    KdcReq,
    KdcReqBody,
    Key,
    PaSupportedEnctypes,
    Ticket,
    decode,
    encode,
    encode_body,
    peek,
)
from kdcsim.krb5.numbers import MessageType
from kdcsim.krb5.principal import krbtgt
from tests.krb5.messages.samples import MESSAGES, sample, tag_for


@pytest.mark.parametrize("cls", MESSAGES, ids=lambda cls: cls.__name__)
@settings(max_examples=30, deadline=None, database=None)
@given(dice=st.randoms(use_true_random=False))
def test_every_message_survives(cls: type[Any], dice: Random) -> None:
    """decode(encode(m)) == m, and the bytes of a decoded message are its only encoding."""
    message = sample(cls, dice)
    tag = tag_for(cls, dice)
    data = encode(message, tag=tag)
    decoded = decode(cls, data)
    assert decoded == message
    assert encode(decoded, tag=tag) == data


def test_body_bytes_are_kept_as_received() -> None:
    """The checksum of a TGS request covers the body as it was sent, so a decoded request keeps it."""
    for seed in range(50):
        request = sample(KdcReq, Random(seed))
        decoded = decode(KdcReq, encode(request))
        assert decoded.body_bytes == encode_body(request.req_body)
        assert decode(KdcReqBody, decoded.body_bytes or b"") == request.req_body


def test_kept_bytes_do_not_count_in_comparisons() -> None:
    """A request that was built equals one that was received."""
    request = sample(KdcReq, Random(1))
    assert request.body_bytes is None
    assert hash(decode(KdcReq, encode(request))) == hash(request)


@pytest.mark.parametrize("tag", [25, 26])
def test_reply_part_takes_either_tag(tag: int) -> None:
    """MIT seals an EncTGSRepPart in its AS-REP: both tags are decoded, and the caller chooses the one to send."""
    part = sample(EncKdcRepPart, Random(2))
    data = encode(part, tag=tag)
    assert data[0] == 0x60 | tag
    assert decode(EncKdcRepPart, data) == part
    assert encode(part)[0] == 0x60 | 25


@pytest.mark.parametrize(("msg_type", "tag"), [(10, 0x6A), (12, 0x6C)])
def test_request_says_its_own_tag(msg_type: int, tag: int) -> None:
    """The application tag of a KDC-REQ follows from its msg-type."""
    body = KdcReqBody(realm="R", sname=krbtgt("R"), till=0, nonce=1, etypes=(18,))
    data = encode(KdcReq(msg_type=msg_type, req_body=body))
    assert data[0] == tag
    assert peek(data) == msg_type


def test_peek_knows_messages_by_their_first_byte() -> None:
    """Looking at a message does not decode it, and never fails."""
    assert peek(b"\x7e") is MessageType.KRB_ERROR
    assert [peek(data) for data in (b"", b"\x30\x00", b"\x7f", b"\x60", b"\xa1")] == [None] * 5


def test_supported_enctypes_are_little_endian() -> None:
    """MS-KILE 2.2.8: PA-SUPPORTED-ENCTYPES is four bytes, least significant first."""
    assert encode(PaSupportedEnctypes(mask=0x1F)) == b"\x1f\0\0\0"
    assert decode(PaSupportedEnctypes, b"\x1c\0\x08\0") == PaSupportedEnctypes(mask=0x8001C)


@pytest.mark.parametrize(
    "message",
    [
        KdcReqBody(realm="R", till=0, nonce=1 << 32, etypes=()),
        KdcReqBody(realm="R", till=1 << 62, nonce=0, etypes=()),
        KdcReqBody(realm="R", till=0, nonce=0, etypes=(1 << 31,)),
        KdcReqBody(realm="R", till=0, nonce=0, etypes=(), kdc_options=1 << 32),
        KdcReq(msg_type=11, req_body=KdcReqBody(realm="R", till=0, nonce=0, etypes=())),
        PaSupportedEnctypes(mask=-1),
    ],
)
def test_values_beyond_their_field_are_not_encoded(message: object) -> None:
    """A value that the wire cannot hold is a ValueError, and never becomes another value."""
    with pytest.raises(ValueError):
        encode(message)


def test_a_tag_that_the_message_cannot_have_is_refused() -> None:
    """``tag`` chooses among the tags of a message; it does not invent one."""
    for message, tag in ((sample(Ticket, Random(0)), 3), (Key(etype=18, value=b""), 1), (sample(KdcReq, Random(0)), 1)):
        with pytest.raises(ValueError, match="application tag"):
            encode(message, tag=tag)


def test_what_is_no_message_is_a_type_error() -> None:
    """Only messages are encoded."""
    with pytest.raises(TypeError, match="int is not a Kerberos message"):
        encode(3)
