"""Judge: holds a run against what its scenario expected of it.

Only a branch's own steps are judged: what it inherited was told about its parent, and is judged there. A step that
could not be done is a finding of its own, unless its expectation says what it comes to: the rest of the story is then
about another world than the one that was told.
"""

from __future__ import annotations

from collections.abc import Iterator

from kdcsim.reason import Assumed
from kdcsim.study.expectation import part_findings
from kdcsim.study.finding import BranchVerdict, Finding, Verdict
from kdcsim.study.log_expectation import event_findings
from kdcsim.study.observed import call_of, decisions_of, needs_salt
from kdcsim.study.run import BranchRun, Played, Run
from kdcsim.study.session_expectation import cache_findings, salt_findings
from kdcsim.study.why import why
from kdcsim.world.record import Outcome

__all__ = ["BranchVerdict", "Finding", "Verdict", "judge", "leaned_on"]


def judge(run: Run) -> Verdict:
    """Judge every branch of a run, in the order of the story."""
    return Verdict(run=run, branches=tuple(judge_branch(branch) for branch in run.branches))


def judge_branch(run: BranchRun) -> BranchVerdict:
    """Judge one branch: a finding for every stated part of every expectation of its own steps.

    What a first branch inherited has no branch of its own, so it is judged here whether it could be done.
    """
    before = run.inherited if run.branch.parent is None else ()
    undone = tuple(f for played in before for f in _undone(run, played))
    findings = undone + tuple(f for played in run.own for f in judge_step(run, played))
    return BranchVerdict(run=run, findings=findings, leaned_on=leaned_on(run))


def judge_step(run: BranchRun, played: Played) -> tuple[Finding, ...]:
    """Judge one step; a step that expects nothing and can be done has no findings."""
    expected = played.step.expectation
    if expected is None:
        return tuple(_undone(run, played))
    name = run.branch.name
    return (
        *_undone(run, played),
        *part_findings(name, played, expected),
        *cache_findings(name, played, expected),
        *salt_findings(name, played, expected),
        *event_findings(run, played, expected),
    )


def _undone(run: BranchRun, played: Played) -> Iterator[Finding]:
    """Note a step that could not be done, if its expectation does not speak of the outcome."""
    step, record = played.step, played.record
    if record.outcome is not Outcome.IMPOSSIBLE or (step.expectation is not None and step.expectation.outcome):
        return
    told = why(run, played)
    short = record.sentence if told is None else told.short
    yield Finding(
        branch=run.branch.name,
        step=step.label,
        kind="outcome",
        expected="a step that can be done",
        found=record.outcome.value,
        holds=False,
        span=step.span,
        sentence=f"this step could not be done, and does not say `outcome: impossible`: {short}",
    )


def leaned_on(run: BranchRun) -> tuple[Assumed, ...]:
    """The open readings that a branch's decisions leaned on, each once, in the order of their names."""
    found = {a for played in run.played for a in _assumed_in(played)}
    return tuple(sorted(found, key=lambda a: (a.name, a.value)))


def _assumed_in(played: Played) -> tuple[Assumed, ...]:
    """A session's salt counts only where a key made with it was needed: RC4 keys have none."""
    call = call_of(played)
    salted = call is not None and needs_salt(call)
    made = (d for d in decisions_of(played) if salted or d.reason.ladder != "salt")
    return tuple(a for decision in made for a in decision.reason.assumed)
