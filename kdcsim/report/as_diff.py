"""As diff: what differs between two worlds - signs first, then who, what, and by which rule."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from kdcsim.report.paper import Paper
from kdcsim.study.compare import Change, Difference, Outcome

MAX_NAMES = 4


def as_diff_text(difference: Difference, sides: tuple[str, str], paper: Paper, *, verbose: bool = False) -> str:
    """Write the page: the names of both sides, then what breaks first."""
    lines = [paper.faint(f"before: {sides[0]}"), paper.faint(f"after:  {sides[1]}"), ""]
    lines += [line for change in difference.changes for line in _change(change, paper, verbose)]
    if difference.changes:
        lines.append("")
    lines.append(_sum(difference))
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _change(change: Change, paper: Paper, verbose: bool) -> Iterator[str]:
    ink = {"-": paper.bad, "+": paper.good, "~": paper.doubtful}[change.sign]
    most = 1000 if verbose else MAX_NAMES
    clients, services = _names(change.clients, most), _names(change.services, most)
    where = "with the ticket in its cache" if change.held else f"at {', '.join(change.dcs)}"
    yield f"{ink(change.sign)} {paper.strong(clients)} -> {paper.strong(services)}  {where}"
    yield from paper.wrapped(f"{change.before}  ->  {change.after}", 4, 2)
    reason = _reason(change)
    yield from (paper.faint(line) for line in paper.wrapped(reason, 4, 2)) if reason else ()


def _reason(change: Change) -> str:
    """By which rule, now and before; what a refusal says where no rule refused."""
    before, after = change.rule
    now = f"by {after}" if after else ""
    if not after and change.cause:
        now = f"before: {change.cause}" if change.sign == "+" else change.cause
    earlier = f"before by {before}" if before not in ("", after) else ""
    return ", ".join(filter(None, (now, earlier)))


def _names(names: Sequence[object], most: int) -> str:
    shown = ", ".join(str(name) for name in names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"


def _sum(difference: Difference) -> str:
    if not difference.changed:
        fresh = "with fresh tickets all" if difference.held else "no difference: all"
        return f"{fresh} {difference.total} triples of session, service and DC come to the same"
    breaks, better, other = (difference.count(sign) for sign in "-+~")
    same = difference.total - difference.changed
    return f"{breaks} break, {better} begin to work, {other} change otherwise, {same} stay the same"


def as_diff_json(difference: Difference) -> str:
    """Write the same facts as one JSON document."""
    document = {
        "kdcsim": 1,
        "total": difference.total,
        "breaks": difference.breaks,
        "begins_to_work": difference.count("+"),
        "changes_otherwise": difference.count("~"),
        "changes": [
            {
                "sign": c.sign,
                "clients": [str(x) for x in c.clients],
                "services": [str(x) for x in c.services],
                "dcs": list(c.dcs),
                "held_ticket": c.held,
                "before": _outcome(c.before),
                "after": _outcome(c.after),
                "rule_before": c.rule[0],
                "rule_after": c.rule[1],
            }
            for c in difference.changes
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "result": outcome.result,
        "error": outcome.error,
        "ticket_etype": outcome.ticket_etype,
        "session_etype": outcome.session_etype,
        "noise": [{"on": where, "event": number} for where, number in outcome.noise],
    }
