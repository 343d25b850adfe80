"""Packet capture: messages between IPv4 hosts as a pcap file of raw IP (LINKTYPE_RAW; draft-ietf-opsawg-pcap).

A datagram becomes one UDP packet; a stream becomes a TCP connection with its handshake and its end, so that a
dissector follows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Address

LINKTYPE_RAW = 101
SEGMENT_BYTES = 1460
_UDP, _TCP = 17, 6
_FIN, _SYN, _PSH, _ACK = 0x01, 0x02, 0x08, 0x10


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """An IPv4 address and a port."""

    address: str
    port: int

    @property
    def packed(self) -> bytes:
        """The address as four bytes."""
        return IPv4Address(self.address).packed


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A request and its reply (empty: none). ``at`` is microseconds since the epoch; ``stream``: over TCP."""

    at: int
    client: Endpoint
    server: Endpoint
    request: bytes
    reply: bytes = b""
    stream: bool = False


def encode_pcap(talks: Iterable[Talk]) -> bytes:
    """Write a capture of conversations, in the order given; packets of one conversation lie microseconds apart."""
    head = b"\xa1\xb2\xc3\xd4" + bytes((0, 2, 0, 4)) + bytes(8) + (1 << 18).to_bytes(4, "big")
    body = (packet for talk in talks for packet in _packets(talk))
    return head + LINKTYPE_RAW.to_bytes(4, "big") + b"".join(body)


def _packets(talk: Talk) -> Iterator[bytes]:
    told = _stream(talk) if talk.stream else _datagrams(talk)
    for number, packet in enumerate(told):
        at = talk.at + number
        seconds, rest = divmod(at, 1_000_000)
        size = len(packet).to_bytes(4, "big")
        yield seconds.to_bytes(4, "big") + rest.to_bytes(4, "big") + size + size + packet


def _datagrams(talk: Talk) -> Iterator[bytes]:
    yield _udp(talk.client, talk.server, talk.request)
    if talk.reply:
        yield _udp(talk.server, talk.client, talk.reply)


@dataclass(slots=True, kw_only=True)
class _Side:
    """One end of a TCP connection: what it has sent so far."""

    end: Endpoint
    sent: int = field(default=1000)


def _stream(talk: Talk) -> Iterator[bytes]:
    client, server = _Side(end=talk.client), _Side(end=talk.server)
    yield _tcp(client, server, _SYN)
    yield _tcp(server, client, _SYN | _ACK)
    yield _tcp(client, server, _ACK)
    yield from _segments(client, server, talk.request)
    yield from _segments(server, client, talk.reply)
    yield _tcp(client, server, _FIN | _ACK)
    yield _tcp(server, client, _FIN | _ACK)
    yield _tcp(client, server, _ACK)


def _segments(source: _Side, to: _Side, data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), SEGMENT_BYTES):
        yield _tcp(source, to, _PSH | _ACK, data[start : start + SEGMENT_BYTES])


def _udp(source: Endpoint, to: Endpoint, data: bytes) -> bytes:
    head = source.port.to_bytes(2, "big") + to.port.to_bytes(2, "big") + (8 + len(data)).to_bytes(2, "big")
    checksum = _checksum(_pseudo(source, to, _UDP, 8 + len(data)) + head + bytes(2) + data) or 0xFFFF
    return _ip(source, to, _UDP, head + checksum.to_bytes(2, "big") + data)


def _tcp(source: _Side, to: _Side, flags: int, data: bytes = b"") -> bytes:
    acknowledged = to.sent if flags & _ACK else 0
    head = b"".join(
        (
            source.end.port.to_bytes(2, "big"),
            to.end.port.to_bytes(2, "big"),
            source.sent.to_bytes(4, "big"),
            acknowledged.to_bytes(4, "big"),
            bytes((5 << 4, flags)),
            (0xFFFF).to_bytes(2, "big"),
        )
    )
    whole = head + bytes(4) + data
    checksum = _checksum(_pseudo(source.end, to.end, _TCP, len(whole)) + whole)
    source.sent += len(data) + bool(flags & (_SYN | _FIN))
    return _ip(source.end, to.end, _TCP, head + checksum.to_bytes(2, "big") + bytes(2) + data)


def _ip(source: Endpoint, to: Endpoint, protocol: int, payload: bytes) -> bytes:
    head = bytes((0x45, 0)) + (20 + len(payload)).to_bytes(2, "big") + bytes((0, 0, 0x40, 0, 64, protocol))
    rest = source.packed + to.packed
    checksum = _checksum(head + bytes(2) + rest)
    return head + checksum.to_bytes(2, "big") + rest + payload


def _pseudo(source: Endpoint, to: Endpoint, protocol: int, length: int) -> bytes:
    return source.packed + to.packed + bytes((0, protocol)) + length.to_bytes(2, "big")


def _checksum(data: bytes) -> int:
    """The Internet checksum (RFC 1071)."""
    total = sum(int.from_bytes(data[i : i + 2].ljust(2, b"\0"), "big") for i in range(0, len(data), 2))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total ^ 0xFFFF
