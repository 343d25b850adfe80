"""Verdict: the three decisions behind one ticket, in the order in which they are made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kdcsim.ad.policy.declared import declared
from kdcsim.ad.policy.etypes import Etypes
from kdcsim.ad.policy.question import Choice, Declared, KdcView, Question, Refusal, Target
from kdcsim.ad.policy.session import SessionQuestion, session_etype, session_for_any
from kdcsim.ad.policy.ticket import TicketQuestion, follows_the_list, ticket_etype
from kdcsim.reason import Decision, Headway


class Verdict(NamedTuple):
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
    return _with_session(question, first, ticket)


def judge_lists(kdc: KdcView, target: Target, lists: Iterable[tuple[int, ...]]) -> Iterator[Verdict]:
    """Judge one target for many clients' lists: what does not depend on the list is decided once.

    A refused ticket depends on the list too: it decides which event tells of it.
    """
    first: Decision[Declared] | None = None
    ticket: Decision[Choice] | None = None
    shared: Headway[SessionQuestion, Etypes, Choice] | None = None
    for etypes in lists:
        question = Question(kdc, target, etypes)
        first = first or declared(question)
        if ticket is None or isinstance(ticket.value, Refusal) or follows_the_list(question):
            ticket, shared = ticket_etype(TicketQuestion(question, first.value)), None
        if isinstance(ticket.value, Refusal):
            yield Verdict(first, ticket, None)
            continue
        asked = SessionQuestion(question, first.value, ticket.value)
        shared = shared or session_for_any(asked)
        yield Verdict(first, ticket, shared.decide(asked))


def _with_session(question: Question, first: Decision[Declared], ticket: Decision[Choice]) -> Verdict:
    if isinstance(ticket.value, Refusal):
        return Verdict(first, ticket, None)
    session = session_etype(SessionQuestion(asked=question, declared=first.value, ticket=ticket.value))
    return Verdict(first, ticket, session)
