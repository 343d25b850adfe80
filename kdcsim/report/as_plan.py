"""As plan: what a search for remedies came to - text for a person, JSON for a machine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from kdcsim.report.paper import Paper
from kdcsim.study import wording
from kdcsim.study.goal import Miss, attempt_words, who_tries
from kdcsim.study.plan import DeadEnd, Fix, Plan, cause_of, dead_end_of
from kdcsim.study.remedy import RISKS, Remedy


def as_plan_text(fix: Fix, paper: Paper, *, verbose: bool = False) -> str:
    """Write the page: the plan first, then what else would do, then what would not and why."""
    lines = [*(paper.strong(line) for line in paper.wrapped(f"goal  {fix.goal.sentence}", 0, 6)), ""]
    if not fix.needed:
        lines.append(paper.good("No changes needed") + ": the goal is reached already.")
        return "\n".join(lines) + "\n"
    lines += ["now", *(line for miss in fix.misses[:5] for line in paper.wrapped(cause_of(miss), 2, 2)), ""]
    if fix.best is None:
        lines += [paper.bad("No plan") + f" among {wording.count(fix.offered, 'remedy', 'remedies')}.", ""]
    else:
        lines += [*_plan(fix.best, fix, paper), ""]
    lines += _others(fix, paper)
    lines += _dead_ends(fix, paper, verbose)
    lines += [_extent(fix)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _plan(plan: Plan, fix: Fix, paper: Paper) -> Iterator[str]:
    replays = sum(p.replays for p in plan.proofs)
    seeds = " and ".join(str(p.seed) for p in plan.proofs)
    yield paper.good(f"Plan (cost {plan.cost}, proved by {replays} replays under the seeds {seeds})")
    for number, remedy in enumerate(plan.remedies, 1):
        yield from _step(number, remedy, paper)
    for order in plan.order:
        first, then = order.first.sentence, order.then.sentence
        yield from paper.wrapped(f"order matters: '{first}' before '{then}', else: {order.breaks}", 2, 2)
    yield from _readings(plan, paper)
    if fix.terms.keep_working:
        yield "  nothing that worked before is broken after any of these steps"


def _step(number: int, remedy: Remedy, paper: Paper) -> Iterator[str]:
    first, *more = paper.wrapped(remedy.sentence, 5)
    yield f"  {number}  {paper.strong(first.strip())}"
    yield from more
    yield from (f"       {paper.faint(line)}" for line in remedy.commands)
    for risk in remedy.risks:
        yield from (paper.doubtful(line) for line in paper.wrapped(f"risk {risk.value}: {RISKS[risk].what}", 7, 2))


def _readings(plan: Plan, paper: Paper) -> Iterator[str]:
    for assumed in plan.fails_under:
        words = f"it does not help if {assumed.name} is {assumed.value!r} (kdcsim explain {assumed.name})"
        yield from (paper.doubtful(line) for line in paper.wrapped(words, 2, 2))


def _others(fix: Fix, paper: Paper) -> Iterator[str]:
    if fix.plans[1:]:
        yield "also works"
        for plan in fix.plans[1:]:
            robust = "" if plan.fails_under else ", under every reading of what is not known"
            yield from paper.wrapped(f"cost {plan.cost}{robust}: {_joined(plan)}", 2, 2)
        yield ""
    if fix.refused:
        yield "works, and is refused (see --allow)"
        for plan in fix.refused:
            risks = "; ".join(f"{r.value}: {RISKS[r].what}" for r in plan.refused)
            yield from paper.wrapped(f"cost {plan.cost}: {_joined(plan)} - {paper.doubtful(risks)}", 2, 2)
        yield ""


def _joined(plan: Plan) -> str:
    return ", then ".join(r.sentence for r in plan.remedies)


def _dead_ends(fix: Fix, paper: Paper, verbose: bool) -> Iterator[str]:
    told = fix.dead_ends if verbose else _worth_telling(fix)
    if told:
        yield "not a plan by itself"
    left: dict[str, list[DeadEnd]] = {}
    for end in told:
        left.setdefault(cause_of(end.miss) if end.changes else "", []).append(end)
    for cause, ends in left.items():
        if cause:
            yield from paper.wrapped(f"these leave it as it is: {cause}", 2, 2)
            yield from (f"    - {end.remedy.sentence}" for end in ends)
    if left.get(""):
        yield "  these change nothing that Kerberos looks at"
        for end in left[""]:
            note = f": {end.remedy.note}" if end.remedy.note else ""
            yield from paper.wrapped(f"- {end.remedy.sentence}{note}", 4, 2)
    if len(told) < len(fix.dead_ends):
        yield paper.faint(f"  and {len(fix.dead_ends) - len(told)} more (-v)")
    yield ""


def _worth_telling(fix: Fix) -> tuple[DeadEnd, ...]:
    """What people try first: purges, registry values and each part of a plan alone; one of each other kind or KB."""
    parts = {r.sentence for plan in fix.plans for r in plan.remedies}
    seen: set[str] = set()
    told = []
    for end in fix.dead_ends:
        kind = end.remedy.kind.value
        policy = kind == "registry" and end.remedy.subject.endswith(" policy")
        group = end.remedy.subject.split(" ")[0] if kind == "update" else "policy" if policy else kind
        always = kind in ("purge", "registry") and not policy
        if group not in seen or always or end.remedy.sentence in parts:
            told.append(end)
        seen.add(group)
    return tuple(told)


def _extent(fix: Fix) -> str:
    if fix.best is None:
        words = "every sequence was looked at" if fix.exhaustive else "the search was stopped: it was not exhaustive"
        return f"{words}; {wording.count(fix.states, 'state')} of the world"
    if not fix.exhaustive:
        return f"the search was not exhaustive: a cheaper plan may exist ({wording.count(fix.states, 'state')})"
    what = wording.count(fix.sequences, "sequence")
    return f"no cheaper plan among {what} of {wording.count(fix.offered, 'remedy', 'remedies')}: every one was covered"


def as_plan_json(fix: Fix) -> str:
    """Write the same facts as one JSON document."""
    document = {
        "kdcsim": 1,
        "scenario": fix.run.branch.name,
        "goal": fix.goal.sentence,
        "needed": fix.needed,
        "now": [_miss_json(m, fix) for m in fix.misses],
        "plans": [_plan_json(p) for p in fix.plans],
        "refused": [_plan_json(p) for p in fix.refused],
        "dead_ends": [
            {"remedy": e.remedy.sentence, "kind": e.remedy.kind.value, "changes": e.changes, "why": dead_end_of(e)}
            for e in fix.dead_ends
        ],
        "search": {
            "remedies": fix.offered,
            "states": fix.states,
            "cheaper_sequences": fix.sequences,
            "exhaustive": fix.exhaustive,
            "keep_working": fix.terms.keep_working,
        },
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _miss_json(miss: Miss, fix: Fix) -> dict[str, Any]:
    attempt = attempt_words(miss.action, who_tries(miss.action, fix.run.end))
    return {"attempt": attempt, "fault": miss.sentence, "cause": cause_of(miss)}


def _plan_json(plan: Plan) -> dict[str, Any]:
    return {
        "cost": plan.cost,
        "remedies": [
            {
                "kind": r.kind.value,
                "subject": r.subject,
                "sentence": r.sentence,
                "cost": r.cost,
                "risks": [risk.value for risk in r.risks],
                "commands": list(r.commands),
                "note": r.note,
            }
            for r in plan.remedies
        ],
        "refused_for": [risk.value for risk in plan.refused],
        "order": [{"first": o.first.sentence, "then": o.then.sentence, "else": o.breaks} for o in plan.order],
        "fails_under": [{"assumption": a.name, "reading": a.value} for a in plan.fails_under],
        "proofs": [{"seed": p.seed, "replays": p.replays} for p in plan.proofs],
    }
