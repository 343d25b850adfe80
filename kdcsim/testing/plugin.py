"""The pytest plugin: the fixture ``kerberos_kdc``, and every ``*.kdc.yaml`` file a test for each of its branches.

Law of the room: nothing of the simulator is imported before a test asks for it or such a file is met.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from kdcsim.testing.collected import KdcFile
    from kdcsim.testing.running import RunningKdc

SUFFIX = ".kdc.yaml"
ANNOTATIONS = "kdcsim_annotations"
R = TypeVar("R", pytest.TestReport, pytest.CollectReport)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> KdcFile | None:
    """Take a scenario file for a test file."""
    if not file_path.name.endswith(SUFFIX):
        return None
    from kdcsim.testing.collected import KdcFile

    return KdcFile.from_parent(parent, path=file_path)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let a report carry what GitHub is told of a branch; reports travel between processes."""
    return _annotated((yield), item)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Let a report carry what GitHub is told of a file that cannot be played."""
    return _annotated((yield), collector)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """On GitHub, annotate the lines that do not hold (workflow commands, one a line)."""
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return
    for outcome in ("failed", "error"):
        for report in terminalreporter.stats.get(outcome, ()):
            for line in getattr(report, ANNOTATIONS, ()):
                terminalreporter.write_line(line)


def _annotated(report: R, node: pytest.Item | pytest.Collector) -> R:
    told = getattr(node, "annotations", ())
    if report.failed and told and node.path.name.endswith(SUFFIX):
        setattr(report, ANNOTATIONS, list(told))
    return report


@pytest.fixture
def kerberos_kdc() -> Iterator[Callable[..., RunningKdc]]:
    """Start KDCs as `kdcsim.testing.kdc` does, and stop them when the test ends: ``kerberos_kdc("exchange-2007")``."""
    with ExitStack() as running:

        def start(scenario: Any, **told: Any) -> RunningKdc:
            from kdcsim.testing.running import kdc

            return running.enter_context(kdc(scenario, **told))

        yield start
