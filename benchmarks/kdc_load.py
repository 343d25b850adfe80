"""Load: pre-authenticated requests made before the clock starts, and the loop that sends them."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kdcsim.krb5.crypto import checksum, profile
from kdcsim.krb5.key import Key
from kdcsim.krb5.messages import (
    ApReq,
    Authenticator,
    Checksum,
    EncKdcRepPart,
    KdcRep,
    KdcReq,
    KdcReqBody,
    PaData,
    PaEncTsEnc,
    PaPacRequest,
    Ticket,
    decode,
    encode,
    encode_body,
)
from kdcsim.krb5.principal import PrincipalName, krbtgt
from kdcsim.krb5.sealing import seal, unseal

FAR = 2136422885
OPTIONS = 0x50000000


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """A client and its key."""

    name: str
    realm: str
    key: Key

    @property
    def cname(self) -> PrincipalName:
        """The principal name."""
        return PrincipalName(components=(self.name,))


def as_requests(who: Who, count: int, *, pac: bool, first: int = 1, new_words: bool = False) -> Iterator[bytes]:
    """AS requests with a timestamp, each with its own nonce; ``new_words``: and with padata that no other has."""
    now = int(time.time())
    wanted = PaData(padata_type=128, padata_value=encode(PaPacRequest(include_pac=pac)))
    for number in range(first, first + count):
        stamp = PaEncTsEnc(patimestamp=now, pausec=number % 1_000_000)
        sealed = seal(stamp, who.key, 1, number.to_bytes(16, "big"))
        body = KdcReqBody(
            kdc_options=OPTIONS,
            cname=who.cname,
            realm=who.realm,
            sname=krbtgt(who.realm),
            till=FAR,
            nonce=number,
            etypes=(18, 17, 23),
        )
        padata = (PaData(padata_type=2, padata_value=encode(sealed)), wanted, *_own(number, new_words))
        yield encode(KdcReq(msg_type=10, padata=padata, req_body=body))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tgt:
    """A ticket-granting ticket and its session key."""

    ticket: Ticket
    key: Key


def tgt_in(reply: bytes, who: Who) -> Tgt:
    """Open an AS reply."""
    message = decode(KdcRep, reply)
    return Tgt(ticket=message.ticket, key=unseal(EncKdcRepPart, message.enc_part, who.key, 3).key)


def tgs_requests(
    who: Who, tgt: Tgt, service: str, count: int, first: int = 1, new_words: bool = False
) -> Iterator[bytes]:
    """TGS requests, each with its own authenticator; ``new_words``: and with padata that no other has."""
    now = int(time.time())
    sname = PrincipalName(name_type=2, components=tuple(service.split("/")))
    kind = int(profile(tgt.key.etype).checksum_type)
    for number in range(first, first + count):
        body = KdcReqBody(
            kdc_options=OPTIONS, realm=who.realm, sname=sname, till=FAR, nonce=number, etypes=(18, 17, 23)
        )
        over = Checksum(cksumtype=kind, checksum=checksum(tgt.key, 6, encode_body(body), kind))
        shown = Authenticator(
            crealm=who.realm, cname=who.cname, cksum=over, cusec=number % 1_000_000, ctime=now - number // 1_000_000
        )
        sealed = seal(shown, tgt.key, 7, number.to_bytes(16, "big"))
        value = encode(ApReq(ticket=tgt.ticket, authenticator=sealed))
        padata = (PaData(padata_type=1, padata_value=value), *_own(number, new_words))
        yield encode(KdcReq(msg_type=12, padata=padata, req_body=body))


def _own(number: int, wanted: bool) -> tuple[PaData, ...]:
    """Padata of a type that no KDC knows (PA-DATA types below zero are for private use)."""
    return (PaData(padata_type=-77, padata_value=number.to_bytes(8, "big")),) if wanted else ()


def ask(port: int, request: bytes) -> bytes:
    """Send one datagram, and wait for its answer."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(10)
        sock.sendto(request, ("127.0.0.1", port))
        return sock.recv(65535)


def drive(port: int, requests: Sequence[bytes], outstanding: int) -> tuple[float, int]:
    """Send requests, so many at a time; give the seconds it took and how many answers were errors."""
    wrong = 0
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.connect(("127.0.0.1", port))
        sock.settimeout(10)
        waiting = iter(requests)
        start = time.perf_counter()
        for _ in range(outstanding):
            sock.send(next(waiting))
        for _ in requests:
            wrong += sock.recv(65535)[0] == 0x7E
            following = next(waiting, None)
            if following is not None:
                sock.send(following)
        return time.perf_counter() - start, wrong
