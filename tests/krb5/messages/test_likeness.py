"""A likeness cuts nothing but what is fresh: what has its octets around the cuts says the same but for those fields."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from kdcsim.errors import MalformedMessage
from kdcsim.krb5.messages import KdcReq, KdcReqBody, Likeness, PaData, decode, encode, likeness, nonce_of, with_times
from kdcsim.krb5.principal import krbtgt
from tests.krb5.messages.samples import sample

TIMES = st.integers(-62135596800, 253402300799)
NONCES = (1, 127, 128, 255, 256, 70_000, 2**31 - 1, 2**31, 2**32 - 1)


def request(dice: Random, sealed: bytes) -> KdcReq:
    """A request of any shape with something sealed among its padata."""
    drawn = sample(KdcReq, dice)
    entries = (*(drawn.padata or ()), PaData(padata_type=2, padata_value=b"\x30" + sealed))
    return replace(drawn, padata=entries, req_body=replace(drawn.req_body, nonce=dice.choice(NONCES)))


def other_of_its_kind(message: KdcReq, sealed: bytes, nonce: int, times: list[int]) -> KdcReq:
    """The same request with other values in its fresh fields."""
    body, told = message.req_body, iter(times)
    fresh = {name: next(told) for name in ("from_time", "till", "rtime") if getattr(body, name) is not None}
    changed = replace(body, nonce=nonce, **fresh)  # type: ignore[arg-type]
    entries = (*(message.padata or ())[:-1], PaData(padata_type=2, padata_value=b"\x30" + sealed))
    return replace(message, padata=entries, req_body=changed)


@given(st.randoms(use_true_random=False), st.binary(min_size=24, max_size=300), st.data())
def test_another_request_of_its_kind(dice: Random, sealed: bytes, data: st.DataObject) -> None:
    """It has the same octets around the cuts, and its own values in them."""
    first = request(dice, sealed)
    octets = encode(first)
    cut = likeness(octets, decode(KdcReq, octets), sealed)
    assume(cut is not None)
    assert cut is not None
    size = len(nonce_content(first.req_body.nonce))
    nonce = data.draw(st.integers(1, 2**32 - 1).filter(lambda n: len(nonce_content(n)) == size))
    times = data.draw(st.lists(TIMES, min_size=3, max_size=3))
    new = data.draw(st.binary(min_size=len(sealed), max_size=len(sealed)))
    second = other_of_its_kind(first, new, nonce, times)
    assert cut.around(encode(second)) == cut.around(octets)
    found, *told, content = cut.fresh(encode(second))
    assert (found, nonce_of(content)) == (new, nonce)
    body = with_times(first.req_body, tuple(told))
    assert body is not None
    assert replace(body, nonce=nonce) == second.req_body


@given(st.randoms(use_true_random=False), st.data())
def test_whatever_looks_like_it_decodes_to_it(dice: Random, data: st.DataObject) -> None:
    """Any octets in the cuts: either they are read as the decoder reads them, or they are not read at all."""
    sealed = dice.randbytes(40)
    first = request(dice, sealed)
    octets = encode(first)
    cut = likeness(octets, decode(KdcReq, octets), sealed)
    assume(cut is not None)
    assert cut is not None
    inside = [at for place in places(cut)[1:] for at in range(place.start, place.stop)]
    damaged = bytearray(octets)
    for where in data.draw(st.lists(st.sampled_from((*inside, *inside[-5:] * 5)), min_size=1, max_size=3)):
        damaged[where] = data.draw(st.integers(0, 255))
    changed = bytes(damaged)
    found, *told, content = cut.fresh(changed)
    nonce, body = nonce_of(content), with_times(first.req_body, tuple(told))
    if nonce is None or body is None:
        return
    decoded = decode(KdcReq, changed)
    assert decoded.req_body == replace(body, nonce=nonce)
    assert (decoded.padata or ())[-1].padata_value == b"\x30" + found


def test_nonces_in_another_form_are_not_read() -> None:
    """Zero, negative ones, those with a zero too many, and those above 32 bits go to the decoder."""
    for content in (b"\0", b"\x80", b"\xff\xff", b"\0\x01", b"\0\x7f\xff\xff\xff", b"\x01\0\0\0\0", b"\0\x80\0\0\0\0"):
        assert nonce_of(content) is None
    assert [nonce_of(nonce_content(each)) for each in NONCES[:2]] == [1, 127]
    assert nonce_of(b"\0\xff\xff\xff\xff") == 2**32 - 1


def test_no_time_is_made_of_other_octets() -> None:
    """What is no time in the cut of a time goes to the decoder, which refuses it."""
    body = KdcReqBody(realm="R", sname=krbtgt("R"), till=0, nonce=1, etypes=(18,))
    assert with_times(body, (b"19700101000009Z",)) == replace(body, till=9)
    for text in (b"19700101000060Z", b"19701301000000Z", b"+9700101000000Z", b"197001010000000"):
        assert with_times(body, (text,)) is None


def test_what_is_there_twice_is_not_cut() -> None:
    """A field that cannot be told from other octets, even from some that overlap it, makes no likeness."""
    sealed = bytes(range(40))
    body = KdcReqBody(realm="R", sname=krbtgt("R"), till=0, nonce=2**31 - 1, etypes=(18,))
    for value, fine in ((sealed, True), (sealed + b"-" + sealed, False), (bytes(41), False)):
        octets = encode(KdcReq(msg_type=10, padata=(PaData(padata_type=2, padata_value=value),), req_body=body))
        found = likeness(octets, decode(KdcReq, octets), sealed if sealed in value else bytes(40))
        assert (found is not None) is fine
    till = encode(replace(body, till=0))
    twice = replace(body, realm=till[till.index(b"\xa5\x11") :][:19].decode("utf-8", "surrogateescape"))
    octets = encode(KdcReq(msg_type=10, padata=(PaData(padata_type=2, padata_value=sealed),), req_body=twice))
    assert likeness(octets, decode(KdcReq, octets), sealed) is None


def test_a_change_outside_the_cuts_is_another_request() -> None:
    """Every single octet outside the cuts counts."""
    sealed = bytes(range(40))
    body = KdcReqBody(realm="R", sname=krbtgt("R"), till=7, nonce=2**31 - 1, etypes=(18,), rtime=9)
    octets = encode(KdcReq(msg_type=10, padata=(PaData(padata_type=2, padata_value=sealed),), req_body=body))
    cut = likeness(octets, decode(KdcReq, octets), sealed)
    assert cut is not None
    inside = sum(map(len, cut.fresh(octets)))
    assert sum(is_cut(cut, octets, at) for at in range(len(octets))) == inside == 40 + 15 + 15 + 4
    try:
        decode(KdcReq, octets[:-1])
    except MalformedMessage:
        assert cut.around(octets[:-1]) != cut.around(octets)


def places(cut: Likeness) -> tuple[slice, ...]:
    """Where the fresh fields lie."""
    return tuple(cut.fresh.__reduce__()[1])


def is_cut(cut: Likeness, octets: bytes, at: int) -> bool:
    """Whether an octet lies within a fresh field."""
    return cut.around(octets[:at] + bytes((octets[at] ^ 1,)) + octets[at + 1 :]) == cut.around(octets)


def nonce_content(nonce: int) -> bytes:
    """The contents of a positive INTEGER."""
    return nonce.to_bytes(nonce.bit_length() // 8 + 1, "big")
