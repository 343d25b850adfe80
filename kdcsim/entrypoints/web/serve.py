"""Serve: the server's socket - on loopback and nowhere else."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable

import uvicorn

from kdcsim.entrypoints.web.app import make_app
from kdcsim.entrypoints.web.worker import Workers

LOOPBACK = "127.0.0.1"


def serve(scenario: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve until interrupted; port 0 takes a free one. ``ready`` is told the address once it is known."""
    with contextlib.closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((LOOPBACK, port))
        taken = listening.getsockname()[1]
        workers = Workers()
        try:
            app = make_app(workers.ask, taken, scenario)
            config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
            ready(f"http://{LOOPBACK}:{taken}/")
            uvicorn.Server(config).run(sockets=[listening])
        finally:
            workers.close()
