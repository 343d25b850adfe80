"""Client: who asks a KDC - a session, its host's settings, the moment, and the chance of this step."""

from __future__ import annotations

from dataclasses import dataclass

from kdcsim.ad.host.session import LogonSession
from kdcsim.ad.policy import ClientView
from kdcsim.chance import Chance


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """One who asks. ``now`` is the host's own clock, microseconds since the epoch."""

    session: LogonSession
    view: ClientView
    now: int
    chance: Chance
