"""Workers: several processes that answer on the same ports, and end with the process that made them.

Each has its own replay cache and its own random bytes; a password that is changed at one is told to all.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Thread

from kdcsim.entrypoints.wire.server import Server
from kdcsim.entrypoints.wire.settled import settle

MESSAGE_BYTES = 64 * 1024


@dataclass(slots=True, kw_only=True)
class Workers:
    """``count`` processes that serve what ``server`` has bound, until ``stop``. Not for use beside other threads."""

    server: Server
    count: int
    _lines: dict[int, socket.socket] = field(default_factory=dict)
    _alive: tuple[int, int] = (-1, -1)

    def start(self) -> None:
        """Fork. The parent answers nothing itself."""
        self.server.bind()
        self._alive = os.pipe()
        for number in range(1, self.count + 1):
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
            child = os.fork()
            if not child:
                os.close(self._alive[1])
                for line in (ours, *self._lines.values()):
                    line.close()
                _work(self.server, number, theirs, self._alive[0])
            theirs.close()
            self._lines[child] = ours

    def relay(self, until: Callable[[], bool]) -> str | None:
        """Tell each worker what another changed, until told to stop. Gives a sentence when a worker has died."""
        while not until():
            ready, _, _ = select.select(list(self._lines.values()), [], [], 0.2)
            for line in ready:
                said = line.recv(MESSAGE_BYTES)
                for other in self._lines.values():
                    if other is not line and said:
                        with contextlib.suppress(OSError):  # one that has died is noticed below
                            other.send(said)
            child, status = os.waitpid(-1, os.WNOHANG)
            if child in self._lines and not until():
                code = os.waitstatus_to_exitcode(status)
                return f"worker {child} ended " + (f"by signal {-code}" if code < 0 else f"with exit code {code}")
        return None

    def stop(self) -> None:
        """End the processes."""
        for child in self._lines:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGTERM)
        for child, line in self._lines.items():
            with contextlib.suppress(ChildProcessError):
                os.waitpid(child, 0)
            line.close()
        self._lines = {}
        for end in self._alive:
            with contextlib.suppress(OSError):
                os.close(end)
        self._alive = (-1, -1)
        self.server.stop()


def _work(server: Server, number: int, line: socket.socket, alive: int) -> None:
    """Be a worker. ``alive`` can be read from when the parent is gone, however it went. Never returns."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    estate = server.estate
    server.number = number

    def tell(netbios: str, account: str, password: str) -> None:
        line.send(json.dumps([netbios, account, password]).encode())

    def listen() -> None:
        while said := line.recv(MESSAGE_BYTES):
            estate.change_password(*json.loads(said), tell=False)

    def follow() -> None:
        os.read(alive, 1)
        os._exit(1)

    estate.told = tell
    try:
        server.start()
        settle()
        for loop in (listen, follow):
            Thread(target=loop, daemon=True).start()
        signal.pause()
    finally:
        sys.stdout.flush()
        os._exit(0)
