"""Words: an attempt, and how it failed, in the syntax of goals."""

from __future__ import annotations

from kdcsim.study import wording
from kdcsim.study.decide import Foreseeable
from kdcsim.world.absence import owner_of
from kdcsim.world.action import Authenticate, Connect
from kdcsim.world.record import Record
from kdcsim.world.state import World


def failure(record: Record) -> str:
    """Say how an attempt failed."""
    if record.error is None:
        return record.sentence
    return f"{record.said_by} answers {wording.error(record.error)}"


def attempt_words(action: Foreseeable, who: str = "") -> str:
    """Say an attempt in the syntax of goals; ``who`` names its session, else it is told by its LUID."""
    via = "" if action.dc is None else f" via {action.dc}"
    who = f"{who or wording.session(action.session).split(' ')[0]}@{action.host}"
    if isinstance(action, Connect):
        spn = "" if action.spn is None else f" as {action.spn}"
        return f"{who} reaches {action.to_host}/{action.to_service}{spn}{via}"
    if isinstance(action, Authenticate):
        return f"{who} logs on{via}"
    return f"{who} gets a ticket for {action.spn or action.forward_to}{via}"


def who_tries(action: Foreseeable, world: World) -> str:
    """The name of the session that attempts something; empty when no name stands for it alone."""
    host = world.hosts.get(action.host.upper())
    if host is None:
        return ""
    name = owner_of(world, host, action.session) or ""
    alike = [s for s in host.sessions.values() if s.luid != action.session and s.name.lower() == name.lower()]
    return "" if alike or " " in name else name
