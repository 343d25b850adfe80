"""Outcome: what one attempt comes to, without names - so that the same fate of two sessions is the same value."""

from __future__ import annotations

from dataclasses import dataclass, field

from kdcsim.ad.eventlog import Audit
from kdcsim.krb5.numbers import ErrorCode
from kdcsim.study import wording
from kdcsim.study.observed import refusing
from kdcsim.world import record as told
from kdcsim.world.chronicle import events_of
from kdcsim.world.record import Record
from kdcsim.world.state import World

GOOD = (told.Outcome.ACCEPTED, told.Outcome.ISSUED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The end of an attempt: ``noise`` are the failure events it leaves, ``rules`` the deciding rule of each ladder."""

    result: str
    error: int | None = None
    refused_by: str = ""
    ticket_etype: int | None = None
    session_etype: int | None = None
    noise: tuple[tuple[str, int], ...] = ()
    rules: tuple[tuple[str, str, str], ...] = field(default=(), compare=False)
    """Ladder, what it decided, and the rule that did; two outcomes that differ only in their rules are the same."""
    refusing: str = field(default="", compare=False)
    """The ladder that ended in the DC's refusal; empty when no rule refused."""

    @property
    def cause(self) -> str:
        """What the error says in words; empty when there is none."""
        return "" if self.error is None else ErrorCode(self.error).sentence

    @property
    def good(self) -> bool:
        """Whether it works."""
        return self.result in (told.Outcome.ACCEPTED.value, told.Outcome.ISSUED.value)

    def __str__(self) -> str:
        if self.good:
            said = f"{_short(self.ticket_etype)} ticket, {_short(self.session_etype)} session key"
        elif self.error is None:
            said = self.result
        else:
            who = "DC" if self.refused_by == "dc" else "service"
            said = f"refused by the {who}: {wording.error(self.error)}"
        noise = ", ".join(f"{number} on the {where}" for where, number in self.noise)
        return f"{said} (logs {noise})" if noise else said


ABSENT = Outcome(result="not there")
"""What an attempt comes to in a world that does not have the session, the service or the DC."""


def outcome_of(record: Record, world: World) -> Outcome:
    """Strip a record of its names."""
    issued = [e for e in record.exchanges if e.issued]
    shown = record.calls[-1] if record.calls else (issued[-1] if issued and record.outcome in GOOD else None)
    made = [d for e in record.exchanges for d in e.decisions] + list(record.decisions)
    return Outcome(
        result=record.outcome.value,
        error=record.error,
        refused_by="" if record.said_by is None else ("dc" if record.said_by in world.dcs else "service"),
        ticket_etype=None if shown is None else shown.ticket_etype,
        session_etype=None if shown is None else shown.session_etype,
        noise=_noise(record, world),
        refusing=_refusing(record),
        rules=tuple((d.reason.ladder, str(d.value), d.reason.decided.rule) for d in made),
    )


def _refusing(record: Record) -> str:
    last = record.exchanges[-1] if record.exchanges else None
    refused = None if last is None else refusing(last)
    return "" if refused is None else refused.reason.ladder


def _noise(record: Record, world: World) -> tuple[tuple[str, int], ...]:
    """The events that are no success, by the part that their machine plays."""
    dcs = {dc.fqdn.lower() for dc in world.dcs.values()}
    found: dict[tuple[str, int], None] = {}
    for event in events_of(record, world):
        if event.audit is not Audit.SUCCESS:
            member = "server" if event.log == "Security" else "client"
            found["DC" if event.computer.lower() in dcs else member, event.id] = None
    return tuple(sorted(found))


def _short(etype: int | None) -> str:
    return wording.etype(etype).split(" ")[0]
