"""Finding: one thing that a scenario expected, what was found instead, and whether it holds."""

from __future__ import annotations

from dataclasses import dataclass

from kdcsim.diagnostic import Span
from kdcsim.reason import Assumed
from kdcsim.study.run import BranchRun, Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One stated part of an expectation, held against what happened. ``sentence`` says both in words."""

    branch: str
    step: str
    kind: str
    expected: str
    found: str
    holds: bool
    span: Span
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchVerdict:
    """One branch with its findings, and the open readings it leaned on, in a stable order."""

    run: BranchRun
    findings: tuple[Finding, ...]
    leaned_on: tuple[Assumed, ...]

    @property
    def holds(self) -> bool:
        """Whether every expectation holds; a branch that expects nothing holds."""
        return all(f.holds for f in self.findings)

    @property
    def failed(self) -> tuple[Finding, ...]:
        """The findings that do not hold."""
        return tuple(f for f in self.findings if not f.holds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A run with everything it was held against."""

    run: Run
    branches: tuple[BranchVerdict, ...]

    @property
    def holds(self) -> bool:
        """Whether every branch holds."""
        return all(b.holds for b in self.branches)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding, in the order of the story."""
        return tuple(f for b in self.branches for f in b.findings)

    @property
    def failed(self) -> tuple[Finding, ...]:
        """Every finding that does not hold."""
        return tuple(f for f in self.findings if not f.holds)
