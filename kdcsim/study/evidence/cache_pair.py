"""CachePair: two ticket caches of one machine side by side - what the comparison shows, and what it cannot.

The seed's own question: the same host, as LocalSystem and as NetworkService.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from kdcsim.study import wording
from kdcsim.study.evidence.seen import CacheSeen, Seen, TicketSeen
from kdcsim.study.evidence.statement import Part, Statement

MOST_LINES = 8


@dataclass(frozen=True, slots=True)
class CachePair:
    """The earlier and the later of two pastes."""

    first: CacheSeen
    second: CacheSeen

    @property
    def one_session(self) -> bool:
        """Whether both are of one logon session, seen twice."""
        return self.first.luid is not None and self.first.luid == self.second.luid

    def statements(self) -> Iterator[Statement]:
        """What both hold, what differs, what follows and what does not."""
        yield Statement(Part.WHAT, f"{_whose(self.first)} beside {_whose(self.second)}")
        same, other = self._common()
        yield from (Statement(Part.WHAT, line) for line in (*other, *same)[:MOST_LINES])
        yield from (Statement(Part.WHAT, line) for line in tuple(self._alone())[:MOST_LINES])
        yield from self._proved(bool(same), bool(other))
        if self.one_session:
            return
        yield Statement(
            Part.NOT,
            "anything about the keys that either session accepts tickets with: klist shows tickets, never keys; two"
            " sessions of one machine may hold different AES keys of the same password",
            "fact sheet 2000-2012R2 sections 0 and 1.2; craigf's post of 15 October 2012",
        )
        yield Statement(
            Part.NEXT,
            "as which account the service runs, and whether it works as LocalSystem and not as NetworkService"
            " (kdcsim run exchange-2007)",
            "craigf's post of 15 October 2012",
        )

    def _common(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Lines on the servers that stand in both: of the same etypes, of other ones."""
        same, other = [], []
        there = _by_server(self.second)
        for name, ticket in _by_server(self.first).items():
            match = there.get(name)
            if match is None:
                continue
            if (ticket.etype, ticket.session_etype) == (match.etype, match.session_etype):
                same.append(f"{ticket.server}: in both, {_etypes(ticket)}")
            else:
                other.append(f"{ticket.server}: {_etypes(ticket)} in the first, {_etypes(match)} in the second")
        return tuple(same), tuple(other)

    def _alone(self) -> Iterator[str]:
        here, there = _by_server(self.first), _by_server(self.second)
        for where, ours, theirs in (("first", here, there), ("second", there, here)):
            yield from (
                f"{t.server}: only in the {where}, {_etypes(t)}" for name, t in ours.items() if name not in theirs
            )

    def _proved(self, same: bool, other: bool) -> Iterator[Statement]:
        if same and not self.one_session:
            yield Statement(
                Part.PROVES,
                "the KDC treated both sessions alike where the etypes are the same: the etype of a ticket follows the"
                " service, so a difference in what works lies elsewhere",
                "MS-KILE 3.3.5.7; KB961302",
            )
        if other:
            yield Statement(
                Part.PROVES,
                "where the etypes differ, the tickets were issued under other circumstances: another DC, another time,"
                " or a request with another list of etypes",
                "fact sheet 2012-2026 sections 4 and 8",
            )
            yield Statement(Part.NEXT, "the KDC called and the start time of the tickets that differ", "")
        if self.one_session and not same and not other:
            yield Statement(Part.PROVES, "no ticket of the first is in the second: they ended or were purged", "")


def pairs_of(seen: Iterable[Seen]) -> Iterator[CachePair]:
    """Neighbouring caches that can be of one machine: asked for by one session, or held by one client."""
    caches = [each for each in seen if isinstance(each, CacheSeen) and each.tool == "klist"]
    yield from (CachePair(a, b) for a, b in pairwise(caches) if _one_machine(a, b))


def _one_machine(a: CacheSeen, b: CacheSeen) -> bool:
    asked = a.current is not None and a.current == b.current
    clients = [{(t.client or "").casefold() for t in cache.tickets} - {""} for cache in (a, b)]
    return (asked or bool(clients[0] & clients[1])) and (bool(a.tickets) or bool(b.tickets))


def _by_server(cache: CacheSeen) -> dict[str, TicketSeen]:
    """The newest ticket for each server: klist lists it first."""
    found: dict[str, TicketSeen] = {}
    for ticket in cache.tickets:
        if ticket.server is not None:
            found.setdefault(ticket.server.casefold(), ticket)
    return found


def _whose(cache: CacheSeen) -> str:
    session = "a session that is not named" if cache.luid is None else wording.session(cache.luid)
    return f"{session} ({wording.count(len(cache.tickets), 'ticket')})"


def _etypes(ticket: TicketSeen) -> str:
    shown = [f"ticket {wording.etype(ticket.etype)}"] if ticket.etype is not None else []
    shown += [f"session key {wording.etype(ticket.session_etype)}"] if ticket.session_etype is not None else []
    return ", ".join(shown) or "etypes not shown"
