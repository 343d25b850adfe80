"""Story: a verdict as one trace - branches of step numbers, steps and machines told once, in a pool.

The shape, version 1: ``pool`` holds every shared value; a branch lists its steps as numbers of the pool, a step lists
its machines, arrows, decisions, events and keys; ``start`` is the world before the first step.
"""

from __future__ import annotations

import json
from typing import Any

from kdcsim.ad.eventlog import Event
from kdcsim.ad.policy import LADDERS
from kdcsim.krb5.numbers import EType
from kdcsim.report.as_trace.arrows import arrows
from kdcsim.report.as_trace.decisions import decision_told, rung_told
from kdcsim.report.as_trace.keys import pair
from kdcsim.report.as_trace.machines import machines
from kdcsim.report.as_trace.pool import Pool
from kdcsim.report.as_trace.screens import Screens
from kdcsim.report.as_trace.settings import Sources
from kdcsim.study import wording
from kdcsim.study.brief import branch_brief, step_brief
from kdcsim.study.central import central_branch, central_step
from kdcsim.study.finding import BranchVerdict, Verdict
from kdcsim.study.origin import Places
from kdcsim.study.run import BranchRun, Played
from kdcsim.study.why import why
from kdcsim.world.chronicle import events_of

Json = dict[str, Any]
TRACE_VERSION = 1


def as_trace(verdict: Verdict, screens: Screens) -> str:
    """Write the trace of a run."""
    return json.dumps(trace_value(verdict, screens), ensure_ascii=False, separators=(",", ":"))


def trace_value(verdict: Verdict, screens: Screens) -> Json:
    """The trace as a JSON value."""
    scenario, pool = verdict.run.scenario, Pool()
    runs = tuple(b.run for b in verdict.branches)
    branches = [_branch(b, b.run.branch.places, pool, screens) for b in verdict.branches]
    return {
        "kdcsim_trace": TRACE_VERSION,
        "scenario": scenario.name,
        "file": scenario.file,
        "title": scenario.title,
        "story": scenario.story,
        "cause": scenario.cause,
        "tell": scenario.tell,
        "cure": scenario.cure,
        "sources": list(scenario.sources),
        "seed": verdict.run.seed,
        "holds": verdict.holds,
        "central": central_branch(runs).branch.name if runs else None,
        "etypes": {str(int(e)): _etype(e) for e in EType if e != 0},
        "ladders": {each.name: _ladder(each) for each in LADDERS},
        "branches": branches,
        "pool": pool.values,
    }


def _etype(etype: EType) -> Json:
    strength = "weak" if etype.weak else "deprecated" if etype.deprecated else "strong"
    return {"label": etype.label, "name": etype.standard_name, "strength": strength}


def _ladder(ladder: Any) -> Json:
    rules = [{"name": r.name, "sentence": r.sentence} for r in ladder.rules]
    return {"question": ladder.question, "rules": rules}


def _branch(verdict: BranchVerdict, places: Places, pool: Pool, screens: Screens) -> Json:
    run = verdict.run
    told = run.branch
    central = central_step(run, frozenset(f.step for f in verdict.failed))
    sources = Sources()
    for name, span in places.items():
        sources.note(name, str(span))
    start = machines(run.start, sources, pool, screens)
    steps = []
    for played in run.played:
        for change in played.record.changes:
            sources.note(change.address, f"{played.step.span}, step {played.step.label}")
        steps.append(pool.once(played, lambda p=played: _step(run, p, sources, pool, screens)))  # type: ignore[misc]
    return {
        "name": told.name,
        "title": told.title,
        "parent": told.parent,
        "why": told.why,
        "cure": told.cure,
        "cites": list(told.cites),
        "holds": verdict.holds,
        "brief": branch_brief(run),
        "good": not _ends_badly(run),
        "central": None if central is None else central.step.label,
        "inherited": len(run.inherited),
        "start": start,
        "start_at": run.start.now,
        "messages": [_message(m) for m in run.start.messages.values()],
        "steps": steps,
        "findings": [{"step": f.step, "holds": f.holds, "sentence": f.sentence} for f in verdict.findings],
        "leaned_on": [f"{a.name} = {a.value}" for a in verdict.leaned_on],
    }


def _ends_badly(run: BranchRun) -> bool:
    return bool(run.own) and run.own[-1].record.outcome.value in ("refused", "impossible")


def _message(message: Any) -> Json:
    return {"name": message.name, "place": message.place, "delivered": message.delivered}


def _step(run: BranchRun, played: Played, sources: Sources, pool: Pool, screens: Screens) -> Json:
    record = played.record
    reason = why(run, played)
    return {
        "label": played.step.label,
        "title": played.step.title,
        "verb": type(played.step.action).__name__,
        "at": record.at,
        "clock": wording.clock(record.at),
        "told_at": str(played.step.span),
        "outcome": record.outcome.value,
        "sentence": record.sentence,
        "brief": step_brief(run, played),
        "error": record.error,
        "said_by": record.said_by,
        "delivered": record.delivered,
        "messages": [_message(m) for m in played.after.messages.values()],
        "changes": [str(f) for f in record.changes],
        "learned": [{"lane": f"{x.host}/{x.session:#x}", "salt": x.salt, "news": x.salt_from} for x in record.learned],
        "machines": machines(played.after, sources, pool, screens),
        "arrows": arrows(run, played, pool),
        "decisions": [
            *(decision_told(d, pool) for d in record.decisions),
            *({**decision_told(d, pool), "exchange": n} for n, e in enumerate(record.exchanges) for d in e.decisions),
        ],
        "pair": pair(run, played),
        "why": None if reason is None else _why(reason, pool),
        "events": [_event(e, pool, screens) for e in events_of(record, played.after)],
    }


def _why(reason: Any, pool: Pool) -> Json:
    rules = [
        {
            "step": b.step,
            "ladder": b.ladder,
            "value": b.value,
            "rung": pool.put(rung_told(b.rung)),
            "told_at": [None if t.span is None else str(t.span) for t in b.facts],
        }
        for b in reason.rules
    ]
    return {"short": reason.short, "rules": rules}


def _event(event: Event, pool: Pool, screens: Screens) -> int:
    return pool.put(
        {
            "computer": event.computer,
            "log": event.log,
            "id": event.id,
            "provider": event.provider,
            "audit": event.audit.value,
            "clock": wording.clock(event.at),
            "text": screens.events((event,)),
        }
    )
