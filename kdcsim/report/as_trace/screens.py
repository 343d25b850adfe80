"""Screens: the tools whose windows an administrator sees, handed in by whoever knows how they write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kdcsim.ad.eventlog import Event
from kdcsim.ad.host.host import Host


@dataclass(frozen=True, slots=True, kw_only=True)
class Screens:
    """``klist`` writes one session's ticket cache, ``events`` event records, each in the layout of the real tool."""

    klist: Callable[[Host, int], str]
    events: Callable[[tuple[Event, ...]], str]
