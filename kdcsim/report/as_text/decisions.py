"""The decisions of a step (-v): each ladder, what narrowed and what decided, with facts, source and grade."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kdcsim.ad.policy import LADDERS
from kdcsim.reason import Decision, Rung
from kdcsim.report.paper import Paper
from kdcsim.study import wording
from kdcsim.study.run import BranchRun, Played
from kdcsim.study.why import place, said

QUESTIONS = {ladder.name: ladder.question for ladder in LADDERS}


def decisions(run: BranchRun, played: Played, paper: Paper) -> Iterator[str]:
    """Write every decision of a step: first the hosts' own, then those of each exchange under its headline."""
    for decision in played.record.decisions:
        yield from _decision(run, played, decision, paper)
    for exchange in played.record.exchanges:
        verdict = "issued" if exchange.issued else wording.error(exchange.error)
        yield f"       {exchange.kind} at {exchange.dc}: {exchange.client_name} -> {exchange.service_name}: {verdict}"
        for decision in exchange.decisions:
            yield from _decision(run, played, decision, paper)


def _decision(run: BranchRun, played: Played, decision: Decision[Any], paper: Paper) -> Iterator[str]:
    ladder = decision.reason.ladder
    question = QUESTIONS.get(ladder, ladder)
    yield f"         {paper.strong(ladder)}: {question}  {paper.strong(said(decision))}"
    for rung in decision.reason.narrowed:
        yield from _rung(run, played, rung, "narrows", paper)
    yield from _rung(run, played, decision.reason.decided, "decides", paper)


def _rung(run: BranchRun, played: Played, rung: Rung, verb: str, paper: Paper) -> Iterator[str]:
    yield from paper.wrapped(f"{verb} {rung.rule}: {rung.sentence}", 11, 2)
    yield from (paper.faint(line) for line in paper.wrapped(f"{rung.grade}: {rung.source}", 15))
    if rung.removed:
        yield from paper.wrapped("changed: " + ", ".join(rung.removed), 15, 2)
    for fact in rung.facts:
        span = place(run, played, fact)
        yield f"{' ' * 15}{fact}" + (paper.faint(f"   {span}") if span else "")
    for assumed in rung.assumed:
        yield " " * 15 + paper.doubtful(f"assumed: {assumed.name} = {assumed.value}")
