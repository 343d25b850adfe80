"""Expectation, part by part: outcome, error, etypes, delivery and reasons of one step, held against its record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kdcsim.scenario.model import Expectation
from kdcsim.study import wording
from kdcsim.study.finding import Finding
from kdcsim.study.observed import message_of, reply_etype, rungs_of, session_etype, ticket_etype
from kdcsim.study.run import Played


@dataclass(frozen=True, slots=True)
class Part:
    """One part that an expectation may state: how to read it, how to find it, and how to say it."""

    kind: str
    subject: str
    wanted: Callable[[Expectation], str | int | bool | None]
    found: Callable[[Played], str | int | bool | None]
    say: Callable[[str | int | bool | None], str]


def _plain(value: str | int | bool | None) -> str:
    return "nobody" if value is None else str(value)


def _etype(value: str | int | bool | None) -> str:
    return wording.etype(None if value is None else int(value))


def _error(value: str | int | bool | None) -> str:
    return wording.error(None if value is None else int(value))


def _delivery(value: str | int | bool | None) -> str:
    return {True: "delivered", False: "not delivered", None: "not carried at all"}.get(
        bool(value) if value is not None else None, ""
    )


def _place(played: Played) -> str | None:
    name = message_of(played)
    message = played.after.messages.get(name) if name else None
    return message.place if message else None


PARTS: tuple[Part, ...] = (
    Part("outcome", "the outcome", lambda e: e.outcome, lambda p: p.record.outcome.value, _plain),
    Part("error", "the error", lambda e: e.error, lambda p: p.record.error, _error),
    Part("said-by", "the one who said no", lambda e: e.said_by, lambda p: p.record.said_by, _plain),
    Part("ticket-etype", "the ticket etype", lambda e: e.ticket_etype, ticket_etype, _etype),
    Part("session-etype", "the session key etype", lambda e: e.session_etype, session_etype, _etype),
    Part("reply-etype", "the reply etype", lambda e: e.reply_etype, reply_etype, _etype),
    Part("delivered", "the message", lambda e: e.delivered, lambda p: p.record.delivered, _delivery),
    Part("message-in", "the place of the message", lambda e: e.message_in, _place, _plain),
)
"""Every part with one value, in the order in which findings are told."""


def part_findings(branch: str, played: Played, expected: Expectation) -> Iterator[Finding]:
    """Hold each stated part against what the step came to."""
    for part in PARTS:
        wanted = part.wanted(expected)
        if wanted is not None:
            yield _held(branch, played, expected, part, wanted)
    yield from _because(branch, played, expected)


def _held(branch: str, played: Played, expected: Expectation, part: Part, wanted: str | int | bool) -> Finding:
    found = part.found(played)
    same = found is not None and _fold(found) == _fold(wanted)
    holds = same or (part.kind == "error" and wanted == 0 and found is None)
    said, hoped = part.say(found), part.say(wanted)
    return Finding(
        branch=branch,
        step=played.step.label,
        kind=part.kind,
        expected=hoped,
        found=said,
        holds=holds,
        span=expected.span,
        sentence=f"{part.subject} is {said}" + ("" if holds else f", expected {hoped}"),
    )


def _fold(value: str | int | bool) -> str | int | bool:
    """Names of machines and services compare without regard to case."""
    return value.casefold() if isinstance(value, str) else value


def _because(branch: str, played: Played, expected: Expectation) -> Iterator[Finding]:
    spoke = list(dict.fromkeys(rung.rule for rung in rungs_of(played)))
    for name in expected.because:
        holds = name in spoke
        yield Finding(
            branch=branch,
            step=played.step.label,
            kind="because",
            expected=name,
            found=name if holds else ", ".join(spoke) or "no decision was made",
            holds=holds,
            span=expected.span,
            sentence=f"rule {name} {'had its say' if holds else 'had no say in this step'}",
        )
