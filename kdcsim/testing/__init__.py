"""For people's own tests: a KDC to point at, strategies, asserts, and a pytest plugin.

`kdc` is imported when it is asked for, so that the pytest plugin costs nothing where it is not used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kdcsim.testing.running import RunningKdc as RunningKdc
    from kdcsim.testing.running import kdc as kdc

__all__ = ["RunningKdc", "kdc"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from kdcsim.testing import running

    return getattr(running, name)
