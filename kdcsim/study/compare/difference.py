"""Difference: every change of outcome between two worlds, grouped where sessions and services share their fate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kdcsim.study.compare.outcome import ABSENT, Outcome
from kdcsim.study.decide import Client, Pair, Service

_UNHINDERED = ("first-request", "hint", "timestamp")
"""Where to look first when an attempt comes to the same etypes, and only its events differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """All of these clients, with all of these services, at all of these DCs: one outcome before, another after.

    ``held`` changes show only while the tickets last that lie in caches; they name no DC, because none is asked.
    """

    clients: tuple[Client, ...]
    services: tuple[Service, ...]
    dcs: tuple[str, ...]
    before: Outcome
    after: Outcome
    held: bool = False

    @property
    def sign(self) -> str:
        """``-`` breaks or is gone, ``+`` begins to work, ``~`` works or fails otherwise than before."""
        if self.before.good == self.after.good:
            return "~"
        return "+" if self.after.good else "-"

    @property
    def count(self) -> int:
        """How many triples it is."""
        return len(self.clients) * len(self.services) * (1 if self.held else len(self.dcs))

    @property
    def rule(self) -> tuple[str, str]:
        """The rules that decided before and after, at the ladder that has most to do with what differs.

        Where a DC refuses, that is the ladder of its refusal. A name is empty where no rule decided: clocks,
        passwords and barred accounts are judged by none.
        """
        if "dc" in (self.before.refused_by, self.after.refused_by):
            ladder = self.after.refusing or self.before.refusing
            return _named(self.before, ladder), _named(self.after, ladder)
        sides = [{ladder: (value, name) for ladder, value, name in o.rules} for o in (self.before, self.after)]
        for ladder in self._ladders() or (*_UNHINDERED, *sides[1]):
            old, new = sides[0].get(ladder), sides[1].get(ladder)
            if old is not None and new is not None and old[0] != new[0]:
                return old[1], new[1]
        return "", ""

    @property
    def cause(self) -> str:
        """What the refusal says in words: the one that is new, or the one that is gone."""
        return self.before.cause if self.sign == "+" else self.after.cause

    def _ladders(self) -> tuple[str, ...]:
        """Where to look for the reason; nowhere in particular where neither etype nor answer differs."""
        if "service" in (self.before.refused_by, self.after.refused_by):
            return ("ticket", "salt")
        if self.before.ticket_etype != self.after.ticket_etype:
            return ("declared", "ticket")
        if self.before.session_etype != self.after.session_etype:
            return ("client-list", "declared", "session")
        return ()

    def pairs(self) -> Iterator[Pair]:
        """Every single triple."""
        for dc in self.dcs:
            for client in self.clients:
                yield from (Pair(client=client, service=service, dc=dc) for service in self.services)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Two worlds held against each other. ``total`` counts the triples that either of them has."""

    changes: tuple[Change, ...]
    total: int

    def count(self, sign: str) -> int:
        """How many triples changed in one way, whatever lies in caches."""
        return sum(c.count for c in self.changes if c.sign == sign and not c.held)

    @property
    def breaks(self) -> int:
        """How many triples do not work any more, with the tickets that are held or with fresh ones."""
        return sum(c.count for c in self.changes if c.sign == "-")

    @property
    def changed(self) -> int:
        """How many triples come to something else, whatever lies in caches."""
        return sum(c.count for c in self.changes if not c.held)

    @property
    def held(self) -> tuple[Change, ...]:
        """What changes only for who holds a ticket."""
        return tuple(c for c in self.changes if c.held)

    def mirrored(self) -> Difference:
        """The same difference seen from the other side."""
        turned = tuple(replace(c, before=c.after, after=c.before) for c in self.changes)
        return Difference(changes=turned, total=self.total)


def _named(outcome: Outcome, ladder: str) -> str:
    """The rule of one side at the ladder of its own refusal; where it is not refused, of the other side's."""
    ladder = outcome.refusing if outcome.refused_by else ladder
    return next((name for each, _, name in reversed(outcome.rules) if each == ladder), "")


__all__ = ["ABSENT", "Change", "Difference"]
