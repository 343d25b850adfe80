"""Children: forked processes, one for each piece of work, a few at a time; each answers with one line and is gone."""

from __future__ import annotations

import os
import resource
import selectors
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

Job = TypeVar("Job")
MOST_SECONDS = 240.0
MOST_MEMORY = 4 << 30
CRASHED = "crash"
_voice = 2


@dataclass(frozen=True, slots=True)
class Told(Generic[Job]):
    """What a child said of its job; ``signal`` is what ended it when it could not."""

    job: Job
    said: str
    signal: int | None = None
    seconds: float = 0.0
    """Of the processor."""


def in_children(
    jobs: Iterable[Job], work: Callable[[Job], str], most: int, *, limited: bool = True
) -> Iterator[Told[Job]]:
    """Do each job in a process of its own; answers come as they are ready. Jobs are drawn when there is room.

    ``limited``: a child may take only so much time and memory.
    """
    waiting, running = iter(jobs), dict[int, tuple[int, Job, float]]()
    with selectors.DefaultSelector() as selector:
        while True:
            while len(running) < most and (job := next(waiting, None)) is not None:
                pid, pipe = _forked(job, work, limited)
                running[pipe] = (pid, job, time.monotonic())
                selector.register(pipe, selectors.EVENT_READ)
            if not running:
                return
            ready = [key.fd for key, _ in selector.select(1.0)]
            for pipe, (pid, _, began) in running.items():
                if limited and pipe not in ready and time.monotonic() - began > MOST_SECONDS:
                    os.kill(pid, signal.SIGKILL)
            for pipe in ready:
                selector.unregister(pipe)
                pid, job, _ = running.pop(pipe)
                with os.fdopen(pipe, encoding="utf-8") as answer:
                    said = answer.read()
                _, status, used = os.wait4(pid, 0)
                ended = os.WTERMSIG(status) if os.WIFSIGNALED(status) else None
                yield Told(job, said, ended, round(used.ru_utime + used.ru_stime, 3))


def _forked(job: Job, work: Callable[[Job], str], limited: bool) -> tuple[int, int]:
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return pid, reading
    try:
        os.close(reading)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if limited:
            resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        said = work(job)
    except BaseException as error:  # whatever a wrong program does, its child says so and ends
        said = f"{CRASHED} {type(error).__name__}: {error}"
    finally:
        os.write(writing, said.encode()[:4000])
        os._exit(0)


def be_silent() -> None:
    """Let nothing through that this process and its children print, except what is said with `say`."""
    global _voice
    _voice = os.dup(2)
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)


def say(text: str) -> None:
    """Tell whoever waits."""
    os.write(_voice, f"{text}\n".encode())
