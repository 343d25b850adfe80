"""A request that is known is answered as if it were not: the same bytes, decisions and refusals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from kdcsim.ad.kdc import Again, Kdc, Quirk, handled
from kdcsim.ad.kdc.again import CUTS_MOST, MOST
from kdcsim.chance import Chance
from kdcsim.krb5.key import Key
from kdcsim.krb5.messages import PaData
from kdcsim.krb5.numbers import KdcOption
from kdcsim.world.state import MICRO
from tests.ad.kdc.asking import (
    ETYPES,
    FAR,
    START,
    WEB,
    Got,
    a_kdc,
    as_request,
    opened,
    tgs_request,
    tgt,
    told,
    user_key,
)

ENC_PA_REP = PaData(padata_type=149, padata_value=b"")
RENEWABLE = int(KdcOption.RENEWABLE | KdcOption.FORWARDABLE)
BUILDS = (("2003", "rtm", "2003"), ("2016", "rtm", "2016"), ("2022", "2022-11", "2016"), ("2025", "2026-07", "2016"))


@dataclass(slots=True)
class Pair:
    """Two KDCs that are the same, but that one of them keeps what it has granted."""

    keeping: Kdc
    plain: Kdc
    again: Again = field(default_factory=Again)
    seen: set[bytes] = field(default_factory=set)
    known: int = 0

    def __post_init__(self) -> None:
        self.keeping = replace(self.keeping, again=self.again, seen=self.seen)
        self.plain = replace(self.plain, memory={}, seen=self.seen)

    def ask(self, request: bytes, now: int, seed: int = 1) -> int | None:
        """Ask both; they must tell the same exchange. Gives the error."""
        met = {"now": now * MICRO, "chance": Chance(seed=seed), "client_address": f"10.0.0.{seed}"}
        one, other = handled(self.keeping, request, **met), handled(self.plain, request, **met)  # type: ignore[arg-type]
        assert one.exchange() == other.exchange()
        assert one.authenticator == other.authenticator
        if one.authenticator is not None:
            self.seen.add(one.authenticator)
        self.known += one.pattern is not None
        return one.error


def a_pair(os: str = "2022", update: str = "2022-11", level: str = "2016", quirks: Sequence[Quirk] = ()) -> Pair:
    """Such KDCs of some build."""
    return Pair(a_kdc(os, update, quirks, level), a_kdc(os, update, quirks, level))


@pytest.mark.parametrize("build", BUILDS, ids=lambda build: " ".join(build[:2]))
@pytest.mark.parametrize("quirks", [(), (Quirk.NO_STARTTIME, Quirk.TAG_26, Quirk.WRONG_NONCE), (Quirk.IGNORE_SKEW,)])
def test_of_every_build(build: tuple[str, str, str], quirks: tuple[Quirk, ...]) -> None:
    """AS and TGS, asked again at other times with other nonces, other ends and other subkeys."""
    pair = a_pair(*build, quirks=quirks)
    key = user_key(etype=23 if build[0] == "2003" else 18)
    moments = (
        (42, FAR, START),
        (43, FAR, START + 60),
        (2**31 + 5, START + 999, START + 61),
        (44, START + 99, START + 70),
    )
    for padata, (nonce, till, now) in product(((), (ENC_PA_REP,)), moments):
        request = as_request(key=key, stamp=now, nonce=nonce, till=till, padata=padata, kdc_options=RENEWABLE)
        pair.ask(request, now, seed=nonce % 250)
    assert pair.known == 2, "of three nonces of one octet, the first makes a grant and the second is kept"
    got = opened(told(pair.plain, as_request(key=key)), key, 3)
    etype = got.key.etype
    subkeys = (None, None, Key(etype=etype, value=bytes(len(got.key.value))), None)
    for number, ((nonce, till, now), subkey) in enumerate(zip(moments, subkeys, strict=True)):
        request = tgs_request(got, WEB, nonce=nonce, till=till, now=now, cusec=number, subkey=subkey)
        pair.ask(request, now, seed=nonce % 250)
    assert pair.known == 3


def wrongs() -> dict[str, Callable[[Got], tuple[bytes, int]]]:
    """Requests in the words of one that was granted, each with something wrong in what is fresh, and when they come."""
    late = START + 3 * 3600
    return {
        "a wrong key": lambda _: (as_request(key=user_key(password="wrong")), START),
        "an old timestamp": lambda _: (as_request(stamp=START), START + 301),
        "an end in the past": lambda _: (as_request(till=START - 1), START),
        "a nonce in a longer form": lambda _: (
            as_request(nonce=42).replace(b"\xa7\x03\x02\x01\x2a", b"\xa7\x03\x02\x01\xaa"),
            START,
        ),
        "an old authenticator": lambda got: (tgs_request(got, WEB), START + 301),
        "a ticket at its end": lambda got: (tgs_request(got, WEB, now=START + 36000), START + 36000),
        "another session's key": lambda got: (
            tgs_request(replace(got, key=replace(got.key, value=bytes(32))), WEB),
            START,
        ),
        "another client": lambda got: (tgs_request(replace(got, realm="FABRIKAM.COM"), WEB), START),
        "no checksum": lambda got: (tgs_request(got, WEB, checksum=False), START),
        "another body": lambda got: (_other_nonce(tgs_request(got, WEB)), START),
        "an end before now": lambda got: (tgs_request(got, WEB, now=late, till=START + 5), late),
    }


def _other_nonce(request: bytes) -> bytes:
    """A body that the checksum is not over."""
    return request.replace(b"\xa7\x03\x02\x01\x2b", b"\xa7\x03\x02\x01\x2c")


@pytest.mark.parametrize("wrong", wrongs())
def test_what_is_wrong_is_refused_as_ever(wrong: str) -> None:
    """And what was right before is right after it."""
    pair = a_pair()
    got = tgt(pair.plain)
    for cusec in (1, 2):
        assert [pair.ask(as_request(), START), pair.ask(tgs_request(got, WEB, cusec=cusec), START)] == [None, None]
    request, now = wrongs()[wrong](got)
    error = pair.ask(request, now)
    assert error is not None or wrong in ("no checksum", "a nonce in a longer form")
    assert pair.known == 0
    assert [pair.ask(as_request(), START), pair.ask(tgs_request(got, WEB, cusec=3), START)] == [None, None]
    assert pair.known == 2


def test_a_replay_is_known_and_refused() -> None:
    """The very same octets: an AS-REQ is answered again, a TGS-REQ is REPEAT (34)."""
    pair = a_pair()
    got = tgt(pair.plain)
    assert [pair.ask(tgs_request(got, WEB, cusec=at), START) for at in (1, 2, 3, 1, 3)] == [None, None, None, 34, 34]
    assert [pair.ask(as_request(), START) for _ in range(3)] == [None, None, None]
    assert pair.known == 2, "the third of each: the first makes a grant, the second is kept, and a replay is refused"


def test_the_reply_may_have_another_shape() -> None:
    """Known words, and for the first time an end so late that the ticket comes out renewable: still an AS-REP."""
    pair = a_pair()
    late_is_renewable = int(KdcOption.RENEWABLE_OK)
    for till in (START + 60, START + 61, FAR, START + 62):
        assert pair.ask(as_request(till=till, kdc_options=late_is_renewable), START) is None
    assert pair.known == 2


@given(st.data())
def test_any_order(data: st.DataObject) -> None:
    """Whatever comes in whatever order, also damaged."""
    pair = a_pair()
    tickets = [tgt(pair.plain), tgt(pair.plain, "secret")]
    drawn: list[bytes] = []
    for nonce, options, cusec in product((1, 2**31 - 1), (0, RENEWABLE), (21, 22)):
        pair.ask(as_request(nonce=nonce, kdc_options=options), START)
        pair.ask(tgs_request(tickets[0], WEB, nonce=nonce, kdc_options=options, cusec=cusec), START)
    for number in range(data.draw(st.integers(2, 12))):
        now = START + data.draw(st.sampled_from((0, 1, 290, 310)))
        stamped = START + data.draw(st.sampled_from((0, 1, 290)))
        fields: dict[str, Any] = {
            "nonce": data.draw(st.sampled_from((0, 1, 127, 128, 2**31 - 1, 2**31 - 2, 2**32 - 1))),
            "till": data.draw(st.sampled_from((0, FAR, START + 200, START + 5000))),
            "etypes": data.draw(st.sampled_from((ETYPES, ETYPES, (23,), (3,)))),
            "kdc_options": data.draw(st.sampled_from((0, RENEWABLE, int(KdcOption.RENEWABLE_OK)))),
        }
        match data.draw(st.sampled_from(("AS", "TGS", "again", "damaged"))):
            case "AS":
                request = as_request(data.draw(st.sampled_from(("alice", "secret", "gone"))), stamp=stamped, **fields)
            case "TGS":
                got = data.draw(st.sampled_from(tickets))
                request = tgs_request(got, WEB, now=stamped, cusec=number, **fields)
            case "again" if drawn:
                request = data.draw(st.sampled_from(drawn))
            case "damaged" if drawn:
                octets = bytearray(data.draw(st.sampled_from(drawn)))
                octets[data.draw(st.integers(0, len(octets) - 1))] ^= data.draw(st.integers(1, 255))
                request = bytes(octets)
            case _:
                request = as_request(stamp=stamped, **fields)
        drawn.append(request)
        before = pair.known
        pair.ask(request, now, seed=number)
        event("known" if pair.known > before else "not known")


def test_there_are_bounds() -> None:
    """Neither names without end nor shapes without end of one size fill the memory."""
    pair = a_pair()
    for nonce in range(3):
        pair.ask(as_request(nonce=1 + nonce), START)
    assert (len(pair.again.known), sum(map(len, pair.again.cuts.values()))) == (1, 1)
    request = as_request()
    draft = handled(pair.keeping, request, now=START * MICRO, chance=Chance(seed=1), client_address="10.0.0.1")
    known = next(iter(pair.again.known.values()))
    pair.again.known |= {(bytes((at >> 8, at & 255)),): known for at in range(MOST)}
    for _ in range(2):
        pair.ask(as_request("secret"), START)
    assert len(pair.again.known) == 1
    assert all(len(cuts) <= CUTS_MOST for cuts in pair.again.cuts.values())
    assert draft.pattern is not None
