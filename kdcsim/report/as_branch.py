"""As branch: a plan as a scenario of its own - the story up to the trouble, and branch ``fixed`` that mends it.

Nothing is extended: the file plays wherever it is put.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kdcsim.scenario.dump import dump
from kdcsim.scenario.model import Branch, Expectation, Scenario, Step
from kdcsim.study.plan import Fix
from kdcsim.world.action import Action

FIRST = "# Written by `kdcsim fix`"
"""How such a file begins."""


def as_branch(scenario: Scenario, fix: Fix) -> str:
    """Write the cheapest plan as branch ``fixed`` behind the steps that led to the trouble; try again what failed."""
    assert fix.best is not None, "only a plan can be written"
    mended = fix.run.branch
    before = tuple(replace(played.step, expectation=None) for played in fix.run.played)
    branch = Branch(
        name="fixed",
        title=f"mended at cost {fix.best.cost}",
        span=mended.span,
        plan=mended.plan,
        inherited=before,
        steps=(*_remedies(fix), *_attempts(fix)),
    )
    story = replace(scenario, branches=(branch,), seed=fix.run.start.seed)
    head = f"{FIRST} from branch {mended.name} of {scenario.name}: {fix.goal.sentence}".replace("\n", " ")
    return f"{head}\n{dump(story)}"


def _remedies(fix: Fix) -> Iterator[Step]:
    """Every action of the plan; the first of a remedy says in words what it is."""
    assert fix.best is not None
    for number, remedy in enumerate(fix.best.remedies, 1):
        for place, action in enumerate(remedy.actions):
            yield _step(fix, f"remedy {number}.{place}", action, remedy.sentence if place == 0 else None, None)


def _attempts(fix: Fix) -> Iterator[Step]:
    """What failed, with the outcome that the proof found; what was only forbidden is not tried again."""
    assert fix.best is not None
    proved = {record.action: record.outcome.value for record in fix.best.proofs[0].attempts}
    for number, miss in enumerate(fix.misses, 1):
        outcome = proved.get(miss.action)
        if outcome is not None:
            yield _step(fix, f"attempt {number}", miss.action, None, outcome)


def _step(fix: Fix, label: str, action: Action, title: str | None, outcome: str | None) -> Step:
    span = fix.run.branch.span
    expected = None if outcome is None else Expectation(span=span, outcome=outcome)
    return Step(label=label, action=action, span=span, title=title, expectation=expected)
