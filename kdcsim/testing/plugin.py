"""The pytest plugin: the fixture ``kerberos_kdc``, and every ``*.kdc.yaml`` file a test for each of its branches.

Law of the room: nothing of the simulator is imported before a test asks for it or such a file is met.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from kdcsim.testing.collected import KdcFile
    from kdcsim.testing.running import RunningKdc

SUFFIX = ".kdc.yaml"


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> KdcFile | None:
    """Take a scenario file for a test file."""
    if not file_path.name.endswith(SUFFIX):
        return None
    from kdcsim.testing.collected import KdcFile

    return KdcFile.from_parent(parent, path=file_path)


@pytest.fixture
def kerberos_kdc() -> Iterator[Callable[..., RunningKdc]]:
    """Start KDCs as `kdcsim.testing.kdc` does, and stop them when the test ends: ``kerberos_kdc("exchange-2007")``."""
    with ExitStack() as running:

        def start(scenario: Any, **told: Any) -> RunningKdc:
            from kdcsim.testing.running import kdc

            return running.enter_context(kdc(scenario, **told))

        yield start
