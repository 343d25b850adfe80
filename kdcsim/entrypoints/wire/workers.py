"""Workers: several processes that answer on the same ports.

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

    def start(self) -> None:
        """Fork. The parent answers nothing itself."""
        self.server.bind()
        for number in range(1, self.count + 1):
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
            child = os.fork()
            if not child:
                ours.close()
                _work(self.server, number, theirs)
            theirs.close()
            self._lines[child] = ours

    def relay(self, until: Callable[[], bool]) -> None:
        """Tell each worker what another changed, until told to stop or a worker has died."""
        while not until():
            ready, _, _ = select.select(list(self._lines.values()), [], [], 0.2)
            for line in ready:
                said = line.recv(MESSAGE_BYTES)
                for other in self._lines.values():
                    if other is not line and said:
                        other.send(said)
            if os.waitpid(-1, os.WNOHANG)[0]:
                return

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
        self.server.stop()


def _work(server: Server, number: int, line: socket.socket) -> None:
    """Be a worker. Never returns."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    estate = server.estate
    server.number = number

    def tell(netbios: str, account: str, password: str) -> None:
        line.send(json.dumps([netbios, account, password]).encode())

    def listen() -> None:
        while said := line.recv(MESSAGE_BYTES):
            estate.change_password(*json.loads(said), tell=False)

    estate.told = tell
    try:
        server.start()
        settle()
        Thread(target=listen, daemon=True).start()
        signal.pause()
    finally:
        sys.stdout.flush()
        os._exit(0)
