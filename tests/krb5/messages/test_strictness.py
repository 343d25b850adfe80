"""Only one encoding is accepted, within bounds, and every refusal says where."""

from __future__ import annotations

from copy import deepcopy
from random import Random
from time import process_time

import pytest

from kdcsim.errors import MalformedMessage
from kdcsim.krb5.messages import (
    MAX_BYTES,
    MAX_ENTRIES,
    KdcReq,
    KdcReqBody,
    MethodData,
    PaData,
    PaEncTsEnc,
    PaPacRequest,
    PaSupportedEnctypes,
    PrincipalName,
    decode,
    encode,
)
from kdcsim.krb5.principal import krbtgt
from tests.krb5.messages.samples import sample
from tests.krb5.messages.tree import Node, parse

REQUEST = KdcReq(
    msg_type=10,
    padata=(PaData(padata_type=128, padata_value=b"\x30\x05\xa0\x03\x01\x01\xff"), PaData(padata_type=150)),
    req_body=KdcReqBody(
        kdc_options=0x40810010,
        cname=PrincipalName(components=("alice",)),
        realm="CORP.EXAMPLE",
        sname=krbtgt("CORP.EXAMPLE"),
        till=2_145_916_800,
        nonce=0x1234,
        etypes=(18, 17, 23, -135),
    ),
)
BODY = (0x30, 0xA4, 0x30)


def refused(data: bytes, cls: type = KdcReq) -> str:
    """The sentence with which bytes are refused."""
    with pytest.raises(MalformedMessage) as caught:
        decode(cls, data)
    return str(caught.value)


def bent(*path: int) -> tuple[Node, Node]:
    """The request as a tree, and one of its elements."""
    tree = parse(encode(REQUEST))
    return tree, tree.find(*path)


def test_the_refusal_names_the_field() -> None:
    """A fault is told with its path, what was expected, what was found and where."""
    tree, etypes = bent(*BODY, 0xA8, 0x30)
    etypes.children[2].tag = 4
    assert refused(tree.dump()) == "AS-REQ.req-body.etype[2]: expected INTEGER 0x02, found 0x04 at byte 170"
    assert tree.dump()[170] == 4


def test_positions_hold_in_remembered_parts() -> None:
    """A name that is decoded apart from its message reports its place in the message."""
    tree, name = bent(*BODY, 0xA1, 0x30, 0xA1, 0x30, 0x1B)
    name.tag = 0x16
    place = tree.dump().index(b"\x16\x05alice")
    assert refused(tree.dump()).startswith(
        "AS-REQ.req-body.cname.name-string[0]: expected GeneralString 0x1b, found 0x16"
    )
    assert refused(tree.dump()).endswith(f"at byte {place}")


def test_lengths_have_one_form() -> None:
    """A length longer than needed is refused at every element, however deep."""
    for seed in range(20):
        whole = parse(encode(sample(KdcReq, Random(seed))))
        for node in [*whole.walk()]:
            node.long_form = True
            if len(whole.dump()) <= MAX_BYTES:
                assert "length" in refused(whole.dump())
            node.long_form = False


def test_indefinite_and_giant_lengths_are_refused() -> None:
    """Indefinite lengths are not DER, and no message needs a length of four bytes."""
    assert "definite length" in refused(b"\x6a\x80\x30\x80\x00\x00\x00\x00")
    assert "definite length" in refused(b"\x6a\x84\xff\xff\xff\xff\x30")


def test_trailing_bytes_are_refused() -> None:
    """Nothing may follow a message, nor hide behind the last field of a part of it."""
    data = encode(REQUEST)
    assert "expected the end, found 1 more bytes" in refused(data + b"\0")
    for node in [*parse(data).walk()]:
        if node.tag & 0x20:
            tree = parse(data)
            match = next(other for other in tree.walk() if other == node)
            match.children.append(Node(0x05))
            refused(tree.dump())


def test_every_cut_is_refused() -> None:
    """A message that stops early is refused, wherever it stops."""
    data = encode(REQUEST)
    for size in range(len(data)):
        refused(data[:size])


def test_fields_keep_their_order() -> None:
    """Fields out of order, twice there, unknown or missing are refused."""
    for change in ("swap", "twice", "unknown", "missing"):
        tree, body = bent(*BODY)
        if change == "swap":
            body.children[0], body.children[1] = body.children[1], body.children[0]
        elif change == "twice":
            body.children.append(deepcopy(body.children[-1]))
        elif change == "unknown":
            body.children.append(Node(0xAC, children=[Node(2, b"\1")]))
        else:
            del body.children[2]
        assert refused(tree.dump()).startswith("AS-REQ.req-body")


@pytest.mark.parametrize("content", [b"", b"\0\x12", b"\xff\x80", b"\1\0\0\0\0", b"\0" * 400, b"\0\x80\0\0\0"])
def test_integers_have_one_form_and_a_range(content: bytes) -> None:
    """An INTEGER is as short as can be, and an Int32 fits into 32 bits."""
    tree, etypes = bent(*BODY, 0xA8, 0x30)
    etypes.children[0].content = content
    assert "AS-REQ.req-body.etype[0]: expected" in refused(tree.dump())


@pytest.mark.parametrize("content", [b"\1\0", b"", b"\1", b"\xfe", b"\xff\xff"])
def test_booleans_have_one_form(content: bytes) -> None:
    """TRUE is 0xff and FALSE 0x00."""
    assert "BOOLEAN" in refused(Node(0x30, children=[Node(0xA0, children=[Node(1, content)])]).dump(), PaPacRequest)


@pytest.mark.parametrize(
    "text",
    [
        b"20250101000000",
        b"20250101000000+0000Z",
        b"20250101000000.5Z",
        b"20250230000000Z",
        b"20250101240000Z",
        b"20250101006000Z",
        b"20250101000060Z",
        b"00000101000000Z",
        b"2025 101000000Z",
        b"+0250101000000Z",
        b"20250101000000z",
        b"2025_101000000Z",
        "٢٠٢٥010".encode() + b"000Z",
    ],
)
def test_times_have_one_form(text: bytes) -> None:
    """KerberosTime is YYYYMMDDHHMMSSZ and a date that exists: no fractions, no offsets, no second 60."""
    stamp = Node(0x30, children=[Node(0xA0, children=[Node(0x18, text)])]).dump()
    assert refused(stamp, PaEncTsEnc).startswith("PA-ENC-TS-ENC.patimestamp: expected a time")


@pytest.mark.parametrize(
    ("bits", "options"),
    [
        (b"\0\x40\x81", 0x40810000),
        (b"\7\x80", 0x80000000),
        (b"\0", 0),
        (b"\0\x40\x81\0\x10\xff", 0x40810010),
        (b"\0\x40\x81\0\x10\0\0\0\0", 0x40810010),
    ],
)
def test_flags_of_any_length(bits: bytes, options: int) -> None:
    """Some clients send two bytes of KDCOptions: what is missing is 0, and what is beyond 32 bits is dropped."""
    tree, flags = bent(*BODY, 0xA0, 3)
    flags.content = bits
    decoded = decode(KdcReq, tree.dump())
    assert decoded.req_body.kdc_options == options
    assert decoded.body_bytes == tree.find(*BODY).dump()


@pytest.mark.parametrize("bits", [b"", b"\1", b"\x08\0\0\0\0", b"\1\0\0\0\1", b"\xff\0"])
def test_flags_that_are_no_bit_string(bits: bytes) -> None:
    """The unused bits of a BIT STRING are at most 7, exist, and are 0."""
    tree, flags = bent(*BODY, 0xA0, 3)
    flags.content = bits
    assert refused(tree.dump()).startswith("AS-REQ.req-body.kdc-options: expected")


def test_constants_are_checked() -> None:
    """pvno is 5, and msg-type is the application tag."""
    tree, version = bent(0x30, 0xA1, 2)
    version.content = b"\4"
    assert refused(tree.dump()).startswith("AS-REQ.pvno: expected 5, found 4")
    tree, msg_type = bent(0x30, 0xA2, 2)
    msg_type.content = b"\x0c"
    assert refused(tree.dump()).startswith("AS-REQ: expected msg-type 10, found 12")


def test_negative_unsigned_numbers_survive() -> None:
    """Old peers send nonces and sequence numbers, and RODCs key versions, as negative numbers: they are not lost."""
    tree, nonce = bent(*BODY, 0xA7, 2)
    nonce.content = b"\x80\0\0\1"
    decoded = decode(KdcReq, tree.dump())
    assert decoded.req_body.nonce == -0x7FFFFFFF
    assert encode(decoded) == tree.dump()


def test_lists_are_bounded() -> None:
    """A list of more than MAX_ENTRIES elements is refused."""
    entry = PaData(padata_type=1)
    assert len(decode(MethodData, encode(MethodData(entries=(entry,) * MAX_ENTRIES))).entries) == MAX_ENTRIES
    sentence = refused(encode(MethodData(entries=(entry,) * (MAX_ENTRIES + 1))), MethodData)
    assert sentence.startswith(f"METHOD-DATA[{MAX_ENTRIES}]: expected at most")


def test_messages_are_bounded() -> None:
    """A message of more than MAX_BYTES, or than the caller allows, is not even looked at."""
    assert "expected at most" in refused(bytes(MAX_BYTES + 1))
    with pytest.raises(MalformedMessage, match="KdcReq: expected at most 10 bytes"):
        decode(KdcReq, encode(REQUEST), max_bytes=10)


def test_a_large_message_is_refused_quickly() -> None:
    """600 kB of etypes cost no more than a refusal should."""
    tree, etypes = bent(*BODY, 0xA8, 0x30)
    etypes.children = [Node(2, b"\x12")] * 200_000
    data, start = tree.dump(), process_time()
    assert "etype[256]" in refused(data)
    assert process_time() - start < 0.1


def test_supported_enctypes_have_one_length() -> None:
    """PA-SUPPORTED-ENCTYPES is four bytes."""
    for size in (0, 3, 5):
        assert "expected 4 bytes" in refused(bytes(size), PaSupportedEnctypes)
