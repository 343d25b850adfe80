"""As plan: what a search for remedies came to - text for a person, JSON for a machine."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from kdcsim.report.paper import Paper
from kdcsim.study import wording
from kdcsim.study.compare import Difference
from kdcsim.study.goal import Miss, attempt_words, who_tries
from kdcsim.study.plan import DeadEnd, Fix, Plan, cause_of, causes, dead_end_of
from kdcsim.study.remedy import RISKS, Remedy

MOST = 5
"""So many lines of a kind are told."""


def as_plan_text(fix: Fix, paper: Paper, *, verbose: bool = False) -> str:
    """Write the page: the plan first, then what else would do, then what would not and why."""
    lines = [*(paper.strong(line) for line in paper.wrapped(f"goal  {fix.goal.sentence}", 0, 6)), ""]
    if not fix.needed:
        lines.append(paper.good("No changes needed") + ": the goal is reached already.")
        return "\n".join(lines) + "\n"
    lines += ["now", *_now(fix, paper), ""]
    if fix.best is None:
        lines += [paper.bad("No plan") + f" {_among(fix)}.", "", *_obstacles(fix, paper)]
    else:
        lines += [*_plan(fix.best, fix, paper), "", *_effect(fix, paper)]
    lines += _others(fix, paper)
    lines += _dead_ends(fix, paper, verbose)
    lines += [_extent(fix)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _now(fix: Fix, paper: Paper) -> Iterator[str]:
    told = causes(fix.run, fix.misses)
    for cause, whose in told[:MOST]:
        more = f" and {len(whose) - MOST} more" if len(whose) > MOST else ""
        yield from paper.wrapped(f"{'; '.join(whose[:MOST])}{more}: {cause}", 2, 2)
    if len(told) > MOST:
        yield f"  and {wording.count(len(told) - MOST, 'more cause', 'more causes')}"


def _obstacles(fix: Fix, paper: Paper) -> Iterator[str]:
    """Why there is none: what nothing touches, and what is against each other."""
    if fix.obstacles:
        yield "why not"
    for each in fix.obstacles:
        if not each.remedies:
            words = f"no remedy was found that reaches '{each.goal}', whatever else it breaks"
        else:
            done = ", then ".join(r.sentence for r in each.remedies)
            loses = f", and then this does not work: {each.loses}" if each.loses else ""
            words = f"'{each.goal}' is reached by this: {done}{loses}"
        yield from paper.wrapped(words, 2, 2)
    if fix.obstacles:
        yield ""


def _effect(fix: Fix, paper: Paper) -> Iterator[str]:
    """What else the plan changes, in few lines."""
    if fix.effect is None or not fix.effect.changes:
        return
    yield "what it changes for everybody"
    for change in fix.effect.changes[:MOST]:
        who = f"{_few(change.clients)} -> {_few(change.services)}"
        where = "with the ticket in its cache" if change.held else f"at {', '.join(change.dcs)}"
        words = f"{change.sign} {who} {where}: {change.before} -> {change.after}"
        yield from paper.wrapped(words, 2, 2)
    if len(fix.effect.changes) > MOST:
        yield f"  and {wording.count(len(fix.effect.changes) - MOST, 'more change', 'more changes')} (kdcsim diff)"
    yield ""


def _few(names: Sequence[object]) -> str:
    return str(names[0]) if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"


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
    if not plan.survives_retries:
        words = "nobody may try in between: a client that does caches the bad ticket again, and needs another purge"
        yield from (paper.doubtful(line) for line in paper.wrapped(words, 2, 2))
    if fix.terms.keep_working:
        when = "at any moment" if fix.terms.every_moment else "after any of these steps"
        words = f"nothing that worked before is broken {when}, with the tickets that are held or with fresh ones"
        if plan.windows:
            words += f", but for who restarts meanwhile: {', '.join(plan.windows)}"
        yield from paper.wrapped(words, 2, 2)


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
    if fix.rejected:
        yield "would do, and breaks what has to go on working"
        for each in fix.rejected:
            done = ", then ".join(r.sentence for r in each.remedies)
            yield from paper.wrapped(f"cost {each.cost}: {done} - {paper.doubtful(each.breaks)}", 2, 2)
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
        left.setdefault(cause_of(fix.run, end.miss, end.world) if end.changes else "", []).append(end)
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


def _among(fix: Fix) -> str:
    if fix.exhaustive:
        return f"among {wording.count(fix.offered, 'remedy', 'remedies')}"
    return f"was found in the part that was searched, of {wording.count(fix.offered, 'remedy', 'remedies')}"


def _extent(fix: Fix) -> str:
    states = wording.count(fix.states, "state")
    if not fix.exhaustive:
        what = "there may be a plan" if fix.best is None else "a cheaper plan may exist"
        return f"the search was not exhaustive: {what} beyond these {states} of the world (--effort)"
    if fix.best is None:
        limit = f" up to the cost {fix.terms.max_cost}" if fix.capped else ""
        return f"every sequence{limit} was looked at; {states} of the world"
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
        "rejected": [
            {"cost": r.cost, "remedies": [x.sentence for x in r.remedies], "breaks": r.breaks} for r in fix.rejected
        ],
        "obstacles": [
            {"goal": o.goal, "reached_by": [r.sentence for r in o.remedies], "loses": o.loses} for o in fix.obstacles
        ],
        "effect": None if fix.effect is None else _effect_json(fix.effect),
        "dead_ends": [
            {
                "remedy": e.remedy.sentence,
                "kind": e.remedy.kind.value,
                "changes": e.changes,
                "why": dead_end_of(fix.run, e),
            }
            for e in fix.dead_ends
        ],
        "search": {
            "remedies": fix.offered,
            "states": fix.states,
            "cheaper_sequences": fix.sequences,
            "exhaustive": fix.exhaustive,
            "capped": fix.capped,
            "keep_working": fix.terms.keep_working,
        },
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _miss_json(miss: Miss, fix: Fix) -> dict[str, Any]:
    attempt = attempt_words(miss.action, who_tries(miss.action, fix.run.end))
    return {"attempt": attempt, "fault": miss.sentence, "cause": cause_of(fix.run, miss)}


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
        "survives_retries": plan.survives_retries,
        "restarts": list(plan.windows),
        "fails_under": [{"assumption": a.name, "reading": a.value} for a in plan.fails_under],
        "proofs": [{"seed": p.seed, "replays": p.replays} for p in plan.proofs],
    }


def _effect_json(effect: Difference) -> dict[str, Any]:
    signs = {"breaks": effect.breaks, "begins_to_work": effect.count("+"), "changes_otherwise": effect.count("~")}
    return {
        **signs,
        "changes": [
            {
                "sign": c.sign,
                "clients": [str(x) for x in c.clients],
                "services": [str(x) for x in c.services],
                "dcs": list(c.dcs),
                "before": str(c.before),
                "after": str(c.after),
            }
            for c in effect.changes
        ],
    }
