"""Collected: a scenario file as pytest sees it - one test for each branch, told with file and line."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kdcsim.diagnostic import Diagnostic, Span
from kdcsim.errors import ScenarioError
from kdcsim.report.as_github import annotated, diagnosed
from kdcsim.scenario.load import load
from kdcsim.scenario.model import Branch, Scenario
from kdcsim.study.finding import Finding
from kdcsim.study.judge import judge
from kdcsim.study.run import play
from kdcsim.testing.explained import explained_branch


class KdcFile(pytest.File):
    """One ``*.kdc.yaml`` file."""

    annotations: tuple[str, ...] = ()
    """What GitHub is told of this file, once it turned out that it cannot be played."""

    def collect(self) -> Iterator[BranchItem]:
        """Give a test for each branch; a file that cannot be played is an error of collection."""
        scenario = load(self.path.read_text(encoding="utf-8"), str(self.path))
        for branch in scenario.branches:
            yield BranchItem.from_parent(self, name=branch.name, scenario=scenario, branch=branch)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Tell the diagnostics of a file, each with its place."""
        if isinstance(excinfo.value, ScenarioError):
            self.annotations = tuple(
                diagnosed(d if d.span is None else replace(d, span=_near(d.span, self)), _place(self))
                for d in excinfo.value.diagnostics
            )
            return "\n".join(_diagnosed(each) for each in excinfo.value.diagnostics)
        return super().repr_failure(excinfo)


class DoesNotHold(AssertionError):
    """A branch with findings that do not hold."""

    def __init__(self, findings: tuple[Finding, ...], told: str) -> None:
        super().__init__("\n".join(f"{f.span}: {f.step}: {f.sentence}" for f in findings))
        self.findings, self.told = findings, told


class BranchItem(pytest.Item):
    """One branch of a scenario as a test."""

    annotations: tuple[str, ...] = ()
    """What GitHub is told of this branch, once something in it does not hold."""

    def __init__(self, *, scenario: Scenario, branch: Branch, **told: Any) -> None:
        super().__init__(**told)
        self.scenario, self.branch = scenario, branch
        self.user_properties += [("file", _place(self)), ("line", branch.span.line)]

    def runtest(self) -> None:
        """Play the branch and hold it against what it expects."""
        verdict = judge(play(self.scenario, None, self.branch.name)).branches[0]
        if not verdict.holds:
            raise DoesNotHold(verdict.failed, explained_branch(verdict))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Tell what does not hold, with its place, and the rules behind it."""
        if isinstance(excinfo.value, DoesNotHold):
            findings = excinfo.value.findings
            self.annotations = tuple(annotated(replace(f, span=_near(f.span, self))) for f in findings)
            return f"{excinfo.value}\n\n{excinfo.value.told}".rstrip()
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the branch begins in the file."""
        return self.path, self.branch.span.line - 1, f"{self.path.name}: {self.branch.title}"


def _place(node: pytest.Item | pytest.Collector) -> str:
    """The file as GitHub and build servers look for it: from the root of the repository."""
    root = Path(os.environ.get("GITHUB_WORKSPACE") or node.config.rootpath)
    return node.path.relative_to(root).as_posix() if node.path.is_relative_to(root) else str(node.path)


def _near(span: Span, node: pytest.Item | pytest.Collector) -> Span:
    """The same place, with the file told from the root of the repository; another file stays what it is."""
    return replace(span, file=_place(node)) if span.file == str(node.path) else span


def _diagnosed(told: Diagnostic) -> str:
    place = "" if told.span is None else f"{told.span}: "
    return f"{place}{told.severity.value} {told.code}: {told.message}" + (f" ({told.help})" if told.help else "")
