"""A KDC for each test module, and what is typed at its clients."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kdcsim.testing import RunningKdc, kdc
from tests.interop.estate import contoso


@pytest.fixture
def contoso_kdc() -> Iterator[RunningKdc]:
    """A 2022 DC of November 2022."""
    with kdc(contoso(), seed=7) as running:
        yield running
