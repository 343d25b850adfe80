"""Reading: a scenario under other readings of what nobody knows, and whether its verdicts survive them.

Law of the room: nothing is reasoned out; another reading is played. Readings are tried one at a time, each over the
whole story, and every assumption of the table is tried: one that no rule tells of may still shape keys or logs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from kdcsim.ad.assumption import NAMES, TABLE
from kdcsim.reason import Assumed
from kdcsim.scenario.model import Branch, Scenario
from kdcsim.study.brief import branch_brief
from kdcsim.study.doubt import Doubt, ends
from kdcsim.study.finding import BranchVerdict, Verdict
from kdcsim.study.judge import judge
from kdcsim.study.run import play


@dataclass(frozen=True, slots=True, kw_only=True)
class Robustness:
    """What came of one branch under every other reading: how many were played, and which made a difference."""

    branch: str
    tried: int
    depends: tuple[Doubt, ...]

    @property
    def robust(self) -> bool:
        """Whether no reading changes how the branch ends, or whether an expectation holds."""
        return not self.depends


def under(scenario: Scenario, chosen: Mapping[str, str]) -> Scenario:
    """The same scenario with other readings in every world of it. Names and values must be those of the table."""
    assert all(value in NAMES[name].readings for name, value in chosen.items())
    trunk = None if scenario.trunk is None else _under(scenario.trunk, chosen)
    return replace(scenario, branches=tuple(_under(branch, chosen) for branch in scenario.branches), trunk=trunk)


def robustness(verdict: Verdict) -> tuple[Robustness, ...]:
    """Play every other reading of every assumption, and say of each branch what depends on which."""
    told = replace(verdict.run.scenario, branches=tuple(b.run.branch for b in verdict.branches))
    found: dict[str, list[Doubt]] = {b.run.branch.name: [] for b in verdict.branches}
    tried = dict.fromkeys(found, 0)
    for name, reading in _readings():
        if all(_in_force(b, name) == reading for b in verdict.branches):
            continue
        other = judge(play(under(told, {name: reading}), verdict.run.seed))
        for here, there in zip(verdict.branches, other.branches, strict=True):
            if _in_force(here, name) != reading:
                tried[here.run.branch.name] += 1
                found[here.run.branch.name] += _difference(here, there, name, reading)
    return tuple(Robustness(branch=name, tried=tried[name], depends=tuple(doubts)) for name, doubts in found.items())


def _under(branch: Branch, chosen: Mapping[str, str]) -> Branch:
    return replace(branch, plan=replace(branch.plan, assumptions={**branch.plan.assumptions, **chosen}))


def _readings() -> Iterator[tuple[str, str]]:
    for each in TABLE:
        yield from ((each.name, reading) for reading in each.readings)


def _in_force(branch: BranchVerdict, name: str) -> str:
    return branch.run.branch.plan.assumptions.get(name) or NAMES[name].default


def _difference(here: BranchVerdict, there: BranchVerdict, name: str, reading: str) -> Iterator[Doubt]:
    same = ends(there.run) == ends(here.run)
    if not same or _held(there) != _held(here):
        assumed = Assumed(name, _in_force(here, name))
        brief = there.failed[0].sentence if same and there.failed else branch_brief(there.run)
        yield Doubt(assumed=assumed, reading=reading, same=same, holds=there.holds, brief=brief)


def _held(branch: BranchVerdict) -> tuple[bool, ...]:
    return tuple(finding.holds for finding in branch.findings)
