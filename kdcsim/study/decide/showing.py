"""Showing: what a service makes of a ticket, by decisions - which of its session's keys would open it."""

from __future__ import annotations

from dataclasses import dataclass

from kdcsim.ad.host.acceptor import may_open
from kdcsim.ad.host.call import Attempt
from kdcsim.ad.host.host import Host
from kdcsim.ad.host.session import LogonSession
from kdcsim.ad.policy import ClientGeneration
from kdcsim.study.decide.sealed import Ticket


@dataclass(frozen=True, slots=True)
class Shown:
    """The keys that were tried, up to the first that fits, and the error if none does."""

    attempts: tuple[Attempt, ...]
    error: int | None


def shown(ticket: Ticket, listening: LogonSession, build: ClientGeneration, allowed: int | None = None) -> Shown:
    """Foresee whether a session opens a ticket: its current key of the etype first, then older ones.

    ``allowed`` are the etype bits that its host's policy lets it open (None: any).
    """
    attempts: list[Attempt] = []
    if not may_open(listening, ticket.etype, allowed):
        return Shown((), build.modified_code)
    for key in listening.keys:
        if key.etype != ticket.etype:
            continue
        attempts.append(Attempt(key=key, opened=ticket.opens(key.key)))
        if attempts[-1].opened:
            return Shown(tuple(attempts), None)
    return Shown(tuple(attempts), build.modified_code if attempts else build.no_key_code)


def listening_session(host: Host, service_name: str) -> LogonSession | str:
    """The session behind a service, or why nothing answers."""
    service = host.service(service_name)
    if service is None:
        return f"{host.name} has no service {service_name}"
    if not host.sessions:
        return f"{host.name} has not been started"
    if service.session is None or service.session not in host.sessions:
        return f"{service_name} on {host.name} is stopped"
    return host.sessions[service.session]
