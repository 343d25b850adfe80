"""Listener: one station on UDP and TCP of one port.

Datagrams are answered in a blocking loop of their own; connections share one loop. Hostile peers are bounded: a
message may have 64 KiB, a connection may stay silent for 10 seconds, and the most silent goes when there are too many.
"""

from __future__ import annotations

import contextlib
import selectors
import socket
import time
import traceback
from dataclasses import dataclass, field
from threading import Thread

from kdcsim.entrypoints.wire.station import Station
from kdcsim.errors import MalformedMessage
from kdcsim.krb5 import framing

DATAGRAM_MOST = 65535
CONNECTIONS_MOST = 512
SILENT_SECONDS = 10.0
READ_BYTES = 64 * 1024
UNSENT_MOST = 1 << 20


@dataclass(slots=True, kw_only=True)
class Bound:
    """A port of one address, bound for datagrams and for connections."""

    udp: socket.socket
    tcp: socket.socket

    @property
    def address(self) -> tuple[str, int]:
        """Host and port."""
        host, port = self.udp.getsockname()[:2]
        return str(host), int(port)

    def close(self) -> None:
        """Give the port back."""
        self.udp.close()
        self.tcp.close()


def bind(host: str, port: int, tries: int = 20) -> Bound:
    """Bind both protocols to one port; port 0 takes one that is free for both. Raises OSError."""
    for left in range(tries, -1, -1):
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        tcp = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
            udp.bind((host, port))
            tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tcp.bind((host, udp.getsockname()[1]))
            tcp.listen(256)
            tcp.setblocking(False)
        except OSError:
            udp.close()
            tcp.close()
            if port or not left:
                raise
            continue
        return Bound(udp=udp, tcp=tcp)
    raise AssertionError("not reached")


@dataclass(slots=True)
class _Connection:
    """One TCP connection: what has come and what has not gone yet."""

    sock: socket.socket
    address: str
    heard: float
    decoder: framing.Decoder = field(default_factory=framing.Decoder)
    unsent: bytearray = field(default_factory=bytearray)
    ending: bool = False


@dataclass(slots=True, kw_only=True)
class Listener:
    """A station that listens, in two threads, until it is stopped."""

    station: Station
    bound: Bound
    silent: bool = False
    faults: int = 0
    _threads: list[Thread] = field(default_factory=list)
    _stopping: bool = False
    _connections: dict[int, _Connection] = field(default_factory=dict)
    _selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)
    _wake: tuple[socket.socket, socket.socket] = field(default_factory=socket.socketpair)

    def start(self) -> None:
        """Begin to answer."""
        for loop, what in ((self._datagrams, "udp"), (self._streams, "tcp")):
            thread = Thread(target=loop, name=f"kdcsim-{self.station.dc}-{what}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Answer no more and give the port back."""
        self._stopping = True
        with contextlib.suppress(OSError):
            self._wake[1].send(b"!")
        with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as waker:
            waker.sendto(b"", self.bound.address)
        for thread in self._threads:
            thread.join(timeout=5)
        self.bound.close()
        for end in self._wake:
            end.close()

    def _respond(self, request: bytes, client_address: str, *, datagram: bool) -> bytes:
        """Answer; a fault of ours is told on stderr and met with silence, and the service goes on."""
        try:
            return self.station.respond(request, client_address, datagram=datagram)
        except Exception:
            self.faults += 1
            traceback.print_exc()
            return b""

    def _datagrams(self) -> None:
        sock, respond = self.bound.udp, self._respond
        buffer = bytearray(DATAGRAM_MOST)
        view = memoryview(buffer)
        while not self._stopping:
            try:
                size, peer = sock.recvfrom_into(buffer)
                if self.silent or not size:
                    continue
                reply = respond(bytes(view[:size]), peer[0], datagram=True)
                if reply:
                    sock.sendto(reply, peer)
            except OSError:  # the peer is gone, or the socket is: only the second ends the loop
                if sock.fileno() < 0:
                    return

    def _streams(self) -> None:
        selector = self._selector
        selector.register(self.bound.tcp, selectors.EVENT_READ, None)
        selector.register(self._wake[0], selectors.EVENT_READ, None)
        while not self._stopping:
            for key, events in selector.select(timeout=1.0 if self._connections else None):
                if key.fileobj is self.bound.tcp:
                    self._accept()
                elif isinstance(key.data, _Connection):
                    self._serve(key.data, events)
            self._drop_silent()
        for connection in list(self._connections.values()):
            self._close(connection)
        selector.close()

    def _accept(self) -> None:
        try:
            sock, peer = self.bound.tcp.accept()
        except OSError:
            return
        if len(self._connections) >= CONNECTIONS_MOST:
            self._close(min(self._connections.values(), key=lambda c: c.heard))
        sock.setblocking(False)
        connection = _Connection(sock=sock, address=peer[0], heard=time.monotonic())
        self._connections[sock.fileno()] = connection
        self._selector.register(sock, selectors.EVENT_READ, connection)

    def _serve(self, connection: _Connection, events: int) -> None:
        try:
            if events & selectors.EVENT_READ and not self._read(connection):
                return
            if connection.unsent:
                sent = connection.sock.send(connection.unsent)
                del connection.unsent[:sent]
        except BlockingIOError:
            pass
        except OSError:
            self._close(connection)
            return
        self._watch(connection)

    def _read(self, connection: _Connection) -> bool:
        data = connection.sock.recv(READ_BYTES)
        if not data or len(connection.unsent) > UNSENT_MOST:
            self._close(connection)
            return False
        try:
            messages = connection.decoder.feed(data)
        except MalformedMessage:
            connection.unsent += framing.encode(self.station.too_long())
            connection.ending = True
            return True
        for message in messages:
            connection.heard = time.monotonic()
            reply = self._respond(message, connection.address, datagram=False)
            if reply:
                connection.unsent += framing.encode(reply)
        return True

    def _watch(self, connection: _Connection) -> None:
        if connection.ending and not connection.unsent:
            self._close(connection)
            return
        wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if connection.unsent else 0)
        self._selector.modify(connection.sock, wanted, connection)

    def _drop_silent(self) -> None:
        if not self._connections:
            return
        since = time.monotonic() - SILENT_SECONDS
        for connection in [c for c in self._connections.values() if c.heard < since]:
            self._close(connection)

    def _close(self, connection: _Connection) -> None:
        number = connection.sock.fileno()
        if number >= 0:
            self._connections.pop(number, None)
            with contextlib.suppress(KeyError, ValueError):
                self._selector.unregister(connection.sock)
            connection.sock.close()
