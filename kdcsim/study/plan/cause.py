"""Cause: why an attempt does not come to what is wanted, in one sentence that names the rule.

The reason is the one that `why` gives of the same attempt as a step of the story.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kdcsim.errors import WorldError
from kdcsim.reason import Rung
from kdcsim.scenario.model import Step
from kdcsim.study import wording
from kdcsim.study.goal import Caches, Miss, attempt_words, who_tries
from kdcsim.study.picture import Difference
from kdcsim.study.plan.plan import DeadEnd
from kdcsim.study.run import BranchRun, Played
from kdcsim.study.why import Why, why
from kdcsim.world.advance import advance
from kdcsim.world.state import World

AGAIN = "once-more"
DECLARED = "target-supports"
"""The rule that takes away what the account does not declare: what made it declare that says more."""


def cause_of(run: BranchRun, miss: Miss, world: World | None = None) -> str:
    """Say why, by the rule behind it; ``world`` is where it was tried, else the end of the branch."""
    told = None if miss.record.error is None else _why(run, miss, run.end if world is None else world)
    rung = miss.rung if told is None else _rung(told)
    said = "" if rung is None else f"; {rung.sentence} ({rung.rule})"
    return f"{miss.sentence}{'' if told is None else _key(told)}{said}"


def causes(run: BranchRun, misses: Iterable[Miss]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Every cause once, with the attempts that come to it."""
    alike: dict[tuple[object, ...], list[Miss]] = {}
    for miss in misses:
        alike.setdefault((miss.sentence, miss.rung, miss.record.error and miss.action), []).append(miss)
    found: dict[str, dict[str, None]] = {}
    for group in alike.values():
        whose = found.setdefault(cause_of(run, group[0]), {})
        whose.update((attempt_words(m.action, who_tries(m.action, run.end)), None) for m in group)
    return tuple((cause, tuple(whose)) for cause, whose in found.items())


def dead_end_of(run: BranchRun, end: DeadEnd) -> str:
    """Say why a remedy does not do it alone."""
    if not end.changes:
        note = end.remedy.note or "every session and account is as it was"
        return f"changes nothing here: {note}"
    return f"still {cause_of(run, end.miss, end.world)}"


def _why(run: BranchRun, miss: Miss, world: World) -> Why | None:
    """Play the attempt once more as the last step of the branch, and ask why."""
    before = Caches(world).world(miss.tickets)
    try:
        after, record = advance(before, miss.action, AGAIN)
    except WorldError:
        return None
    step = Step(label=AGAIN, action=miss.action, span=run.branch.span, title=None)
    played = Played(step=step, record=record, before=before, after=after)
    return why(replace(run, own=(*run.own, played)), played)


def _rung(told: Why) -> Rung | None:
    """The rule at the root: of a refusal what took the etypes away, what the account declares if it was that."""
    drawn = told.picture
    if drawn is not None and drawn.difference in (Difference.ACCOUNT, Difference.PASSWORD, Difference.NONE):
        return None
    refused = next((b.ladder for b in told.rules if b.value.startswith("refused")), None)
    behind = told.rules if refused is None else [b for b in told.rules if b.ladder == refused]
    if not behind:
        return None
    declared = next((b.rung for b in told.rules if b.ladder == "declared"), None)
    root: Rung = behind[0].rung
    return declared if root.rule == DECLARED else root


def _key(told: Why) -> str:
    """What is wrong with the key that was tried, or with the account that asked."""
    drawn = told.picture
    if drawn is None:
        return f": {told.bar}" if told.bar else ""
    if drawn.difference is Difference.NONE:
        return ": it opens the ticket, so its key is right"
    if drawn.difference is Difference.PASSWORD:
        return f": {drawn.difference.value}"
    if drawn.difference in (Difference.ACCOUNT, Difference.NO_KEY):
        return f": {told.short}"
    tried = drawn.tried[0]
    if tried.salt is None:
        return ""
    return f": its {wording.etype(tried.etype)} key is made with the salt {wording.salt(tried.salt)}"
