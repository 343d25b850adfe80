"""Hostile input over the socket: never a crash, never a hang, bounded memory; every answer a KRB-ERROR or silence."""

from __future__ import annotations

import os
import random
import resource
import socket
import time
from contextlib import ExitStack
from pathlib import Path

from kdcsim.ad.kdc.kpasswd import CHANGEPW, LOOPBACK, Wish, read_wish
from kdcsim.krb5.messages import ApReq, Authenticator, EncKrbPrivPart, KrbError, KrbPriv, decode, encode
from kdcsim.krb5.numbers import KdcOption
from kdcsim.krb5.principal import krbtgt
from kdcsim.krb5.sealing import seal
from kdcsim.testing import RunningKdc
from tests.ad.kdc.asking import (
    BACK,
    PASSWORD,
    REALM,
    WEB,
    Got,
    as_request,
    kdc_in,
    opened,
    tgs_request,
    told,
    user_key,
)
from tests.ad.kdc.test_s4u import for_user
from tests.interop.peers import program, run

DATAGRAMS = int(os.environ.get("KDCSIM_DATAGRAMS", "50000"))
GROWTH_KIB = 60_000
CONNECTIONS = 500
KINDS = (0x7E, 0x6B, 0x6D, 0x00, 0x01)
"""An error, a reply to AS or TGS where the damage did no harm, the length of a kpasswd reply."""


def _resident_kib() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() // 1024


def _seeds(running: RunningKdc) -> list[bytes]:
    """A good request of every kind, each with an authenticator of its own: AS, TGS, S4U, user-to-user, kpasswd."""
    now, dc = int(time.time()), kdc_in(running.world)
    asked = [as_request(stamp=0), as_request(stamp=now), as_request("open", stamp=0, sname=krbtgt(REALM))]
    bob, front = (opened(told(dc, as_request(n, stamp=now), now), user_key(n), 3) for n in ("bob", "front"))
    to_self = tgs_request(front, "front", now=now, padata=for_user(front, "alice"))
    evidence = opened(told(dc, to_self, now), front.key, 8)
    proxy = int(KdcOption.FORWARDABLE | KdcOption.CNAME_IN_ADDL_TKT)
    own = int(KdcOption.ENC_TKT_IN_SKEY)
    asked += [
        to_self,
        tgs_request(bob, WEB, now=now, cusec=1),
        tgs_request(front, BACK, now=now, cusec=2, kdc_options=proxy, additional_tickets=(evidence.ticket,)),
        tgs_request(bob, "bob", now=now, cusec=3, kdc_options=own, additional_tickets=(bob.ticket,)),
    ]
    assert [told(dc, request, now).error for request in asked] == [25, None, None, None, None, None, None]
    wish = _wish(opened(told(dc, as_request("bob", stamp=now, sname=CHANGEPW), now), user_key("bob"), 3), now)
    assert isinstance(read_wish(dc, wish, now * 1_000_000), Wish)
    return [*asked, wish]


def _wish(got: Got, now: int) -> bytes:
    """A change of bob's password (RFC 3244 section 2, version 1)."""
    shown = Authenticator(crealm=got.realm, cname=got.client, cusec=4, ctime=now)
    request = encode(ApReq(ticket=got.ticket, authenticator=seal(shown, got.key, 11, bytes(16))))
    said = EncKrbPrivPart(user_data=b"N3w-secret", s_address=LOOPBACK)
    priv = encode(KrbPriv(enc_part=seal(said, got.key, 13, bytes(16))))
    body = b"\0\1" + len(request).to_bytes(2, "big") + request + priv
    return (2 + len(body)).to_bytes(2, "big") + body


def _mutated(rng: random.Random, seeds: list[bytes]) -> bytes:
    raw = bytearray(rng.choice(seeds))
    for _ in range(rng.randint(1, 6)):
        raw[rng.randrange(len(raw))] = rng.randrange(256)
    kind = rng.randrange(4)
    if kind == 0:
        return bytes(raw[: rng.randrange(1, len(raw))])
    if kind == 1:
        return bytes(raw) + rng.randbytes(rng.randrange(64))
    return bytes(raw) if kind == 2 else rng.randbytes(rng.randrange(1, 600))


def _still_answers(running: RunningKdc) -> None:
    said = run([program("kinit", "MIT krb5"), "alice"], running.environment, typed=f"{PASSWORD}\n")
    assert said.ok, said.text
    assert not running.server.faults


def test_datagrams(contoso_kdc: RunningKdc) -> None:
    """Mutated, truncated, lengthened and random datagrams, as many as KDCSIM_DATAGRAMS says (50 000)."""
    rng, seeds, before = random.Random(1), _seeds(contoso_kdc), _resident_kib()
    contoso_kdc.exchanges.clear()
    unanswered = 0
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.connect((contoso_kdc.host, contoso_kdc.port))
        sock.settimeout(2)
        for number in range(DATAGRAMS):
            sock.send(_mutated(rng, seeds))
            try:
                reply = sock.recv(65535)
            except TimeoutError:
                unanswered += 1
                assert unanswered < 5
                continue
            assert reply[0] in KINDS, reply[:1]
            if reply[0] == 0x7E:
                decode(KrbError, reply)
            if number % 1000 == 0:
                contoso_kdc.exchanges.clear()
    _still_answers(contoso_kdc)
    assert _resident_kib() - before < GROWTH_KIB


def test_many_connections(contoso_kdc: RunningKdc) -> None:
    """500 connections at once, half of which say half a message; those that ask are answered."""
    request = as_request(stamp=0)
    framed = len(request).to_bytes(4, "big") + request
    with ExitStack() as stack:
        socks = [
            stack.enter_context(socket.create_connection((contoso_kdc.host, contoso_kdc.port), timeout=10))
            for _ in range(CONNECTIONS)
        ]
        for sock in socks[::2]:
            sock.sendall(framed[: len(framed) // 2])
        for sock in socks[1::2]:
            sock.sendall(framed)
        for sock in socks[1::2]:
            assert sock.recv(4)
        for sock in socks[::2]:
            sock.sendall(framed[len(framed) // 2 :])
            assert sock.recv(4)
        _still_answers(contoso_kdc)


def test_slow_and_endless_streams(contoso_kdc: RunningKdc) -> None:
    """A byte at a time is waited for; an oversized length is answered with FIELD_TOOLONG and closed."""
    request = as_request(stamp=0)
    framed = len(request).to_bytes(4, "big") + request
    with socket.create_connection((contoso_kdc.host, contoso_kdc.port), timeout=10) as sock:
        for byte in framed:
            sock.send(bytes((byte,)))
        assert int.from_bytes(sock.recv(4), "big") > 0
    for length in (0x7FFFFFFF, 0x80000001, 0xFFFFFFFF):
        with socket.create_connection((contoso_kdc.host, contoso_kdc.port), timeout=10) as sock:
            sock.sendall(length.to_bytes(4, "big") + bytes(2000))
            answered = sock.recv(4096)
            assert decode(KrbError, answered[4:]).error_code == 61
            assert sock.recv(1) == b""


def test_garbage_between_messages(contoso_kdc: RunningKdc) -> None:
    """Several messages on one connection; one that is garbage gets its error, the next its answer."""
    request = as_request(stamp=int(time.time()), key=user_key())
    with socket.create_connection((contoso_kdc.host, contoso_kdc.port), timeout=10) as sock:
        for message in (b"garbage", request, b""):
            sock.sendall(len(message).to_bytes(4, "big") + message)
        replies: list[bytes] = []
        while len(replies) < 3:
            size = int.from_bytes(sock.recv(4, socket.MSG_WAITALL), "big")
            replies.append(sock.recv(size, socket.MSG_WAITALL))
    assert [reply[0] for reply in replies] == [0x7E, 0x6B, 0x7E]
