"""The pytest plugin: the fixture ``kerberos_kdc``. It imports nothing of the simulator before a test asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from kdcsim.testing.running import RunningKdc


@pytest.fixture
def kerberos_kdc() -> Iterator[Callable[..., RunningKdc]]:
    """Start KDCs as `kdcsim.testing.kdc` does, and stop them when the test ends: ``kerberos_kdc("exchange-2007")``."""
    with ExitStack() as running:

        def start(scenario: Any, **told: Any) -> RunningKdc:
            from kdcsim.testing.running import kdc

            return running.enter_context(kdc(scenario, **told))

        yield start
