"""Worker: a process of its own that answers questions, so that one that takes too long can be ended."""

from __future__ import annotations

import json
import multiprocessing
import queue
import threading
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

SECONDS = 10.0
MOST_MEMORY = 1 << 30
COUNT = 2


class Worker:
    """One process; a question that takes longer than ``seconds`` costs its life, and the next one gets a new one."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None

    def ask(self, question: str) -> str:
        """Ask, and wait for the answer; one question at a time."""
        with self._lock:
            pipe = self._started()
            try:
                pipe.send(question)
                if pipe.poll(self._seconds):
                    said = pipe.recv()
                    assert isinstance(said, str)
                    return said
                words = f"playing this takes more than {self._seconds:g} seconds"
            except (EOFError, OSError):
                words = "playing this needs more memory than a story may have"
            self._end()
            return json.dumps({"error": words})

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _started(self) -> Connection:
        if self._process is None or not self._process.is_alive() or self._pipe is None:
            context = multiprocessing.get_context("spawn")
            self._pipe, theirs = context.Pipe()
            self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
            self._process.start()
            theirs.close()
        return self._pipe

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None


class Workers:
    """A few workers, so that one page's long story does not keep the others waiting."""

    def __init__(self, count: int = COUNT, seconds: float = SECONDS) -> None:
        self._all = tuple(Worker(seconds) for _ in range(count))
        self._free: queue.LifoQueue[Worker] = queue.LifoQueue()
        for worker in reversed(self._all):
            self._free.put(worker)

    def ask(self, question: str) -> str:
        """Ask whoever is free, the last one first: it remembers the story."""
        worker = self._free.get()
        try:
            return worker.ask(question)
        finally:
            self._free.put(worker)

    def close(self) -> None:
        """End every process."""
        for worker in self._all:
            worker.close()


def _serve(pipe: Connection) -> None:
    _bounded()
    from kdcsim.entrypoints.web.answer import answer

    while True:
        try:
            question = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return
        try:
            said = answer(question)
        except MemoryError:
            return
        except Exception as error:  # a bug of ours must not look like a fault of the story
            said = json.dumps(
                {"error": f"this is a bug in kdcsim, not in your scenario: {type(error).__name__}: {error}"}
            )
        pipe.send(said)


def _bounded() -> None:
    """Bound this process's memory where the system can."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
