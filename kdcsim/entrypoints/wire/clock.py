"""Clock: what time a listening KDC believes it is."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The wall clock, shifted, or standing still. Times are microseconds since the epoch."""

    shift: int = 0
    frozen: int | None = None

    @classmethod
    def starting_at(cls, at: int) -> Clock:
        """A clock that shows ``at`` now and runs on from there."""
        return cls(shift=at - time.time_ns() // 1000)

    def now(self) -> int:
        """What it shows."""
        return time.time_ns() // 1000 + self.shift if self.frozen is None else self.frozen
