"""For people's own tests: a KDC to point at, strategies, a state machine, asserts, and a pytest plugin.

Every name is imported when it is asked for, so that the pytest plugin costs nothing where it is not used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kdcsim.testing.asserts import assert_holds as assert_holds
    from kdcsim.testing.asserts import assert_refused as assert_refused
    from kdcsim.testing.asserts import assert_ticket_etype as assert_ticket_etype
    from kdcsim.testing.asserts import assert_works as assert_works
    from kdcsim.testing.machine import WorldMachine as WorldMachine
    from kdcsim.testing.on_impacket import ImpacketKdc as ImpacketKdc
    from kdcsim.testing.on_impacket import impacket_kdc as impacket_kdc
    from kdcsim.testing.running import RunningKdc as RunningKdc
    from kdcsim.testing.running import kdc as kdc

_HOME = {
    "ImpacketKdc": "kdcsim.testing.on_impacket",
    "RunningKdc": "kdcsim.testing.running",
    "WorldMachine": "kdcsim.testing.machine",
    "assert_holds": "kdcsim.testing.asserts",
    "assert_refused": "kdcsim.testing.asserts",
    "assert_ticket_etype": "kdcsim.testing.asserts",
    "assert_works": "kdcsim.testing.asserts",
    "impacket_kdc": "kdcsim.testing.on_impacket",
    "kdc": "kdcsim.testing.running",
}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
