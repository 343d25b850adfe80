"""Verdict: the three decisions behind one ticket, in the order in which they are made."""

from __future__ import annotations

from dataclasses import dataclass

from kdcsim.ad.policy.declared import declared
from kdcsim.ad.policy.question import Choice, Declared, Question, Refusal
from kdcsim.ad.policy.session import SessionQuestion, session_etype
from kdcsim.ad.policy.ticket import TicketQuestion, ticket_etype
from kdcsim.reason import Decision


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the target is taken to support, the ticket etype, and the session key's (None after a refusal)."""

    declared: Decision[Declared]
    ticket: Decision[Choice]
    session: Decision[Choice] | None

    @property
    def refusal(self) -> Refusal | None:
        """The refusal, if either etype could not be chosen."""
        for decision in (self.ticket, self.session):
            if decision is not None and isinstance(decision.value, Refusal):
                return decision.value
        return None

    @property
    def etypes(self) -> tuple[int, int] | None:
        """Ticket etype and session key etype; None after a refusal."""
        if self.session is None or isinstance(self.ticket.value, Refusal) or isinstance(self.session.value, Refusal):
            return None
        return self.ticket.value, self.session.value

    @property
    def decisions(self) -> tuple[Decision[Declared] | Decision[Choice], ...]:
        """The decisions in order."""
        made = (self.declared, self.ticket)
        return made if self.session is None else (*made, self.session)


def judge(question: Question) -> Verdict:
    """Judge one request for a ticket: supported etypes, ticket etype, session key etype."""
    first = declared(question)
    ticket = ticket_etype(TicketQuestion(asked=question, declared=first.value))
    if isinstance(ticket.value, Refusal):
        return Verdict(first, ticket, None)
    session = session_etype(SessionQuestion(asked=question, declared=first.value, ticket=ticket.value))
    return Verdict(first, ticket, session)
