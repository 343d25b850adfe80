"""See why a Kerberos login breaks, before it does.

The public face: every name is imported when it is first used, so that ``import kdcsim`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kdcsim.errors import KdcsimError as KdcsimError
    from kdcsim.errors import ScenarioError as ScenarioError
    from kdcsim.errors import WorldError as WorldError
    from kdcsim.krb5.numbers import ErrorCode as ErrorCode
    from kdcsim.krb5.numbers import EType as EType
    from kdcsim.report.as_json import as_json as as_json
    from kdcsim.report.as_junit import as_junit as as_junit
    from kdcsim.report.as_klist import as_klist as as_klist
    from kdcsim.report.as_text import as_text as as_text
    from kdcsim.scenario.load import load as load
    from kdcsim.scenario.load import load_file as load_file
    from kdcsim.scenario.model import Scenario as Scenario
    from kdcsim.study.explanation import explain as explain
    from kdcsim.study.finding import Finding as Finding
    from kdcsim.study.finding import Verdict as Verdict
    from kdcsim.study.judge import judge as judge
    from kdcsim.study.run import Run as Run
    from kdcsim.study.run import play as play
    from kdcsim.study.why import why as why
    from kdcsim.world.advance import advance as advance
    from kdcsim.world.chronicle import events_of as events_of
    from kdcsim.world.found import found as found
    from kdcsim.world.plan import WorldPlan as WorldPlan
    from kdcsim.world.state import World as World

__version__ = "0.1.0"

_HOME = {
    "EType": "kdcsim.krb5.numbers",
    "ErrorCode": "kdcsim.krb5.numbers",
    "Finding": "kdcsim.study.finding",
    "KdcsimError": "kdcsim.errors",
    "Run": "kdcsim.study.run",
    "Scenario": "kdcsim.scenario.model",
    "ScenarioError": "kdcsim.errors",
    "Verdict": "kdcsim.study.finding",
    "World": "kdcsim.world.state",
    "WorldError": "kdcsim.errors",
    "WorldPlan": "kdcsim.world.plan",
    "advance": "kdcsim.world.advance",
    "as_json": "kdcsim.report.as_json",
    "as_junit": "kdcsim.report.as_junit",
    "as_klist": "kdcsim.report.as_klist",
    "as_text": "kdcsim.report.as_text",
    "events_of": "kdcsim.world.chronicle",
    "explain": "kdcsim.study.explanation",
    "found": "kdcsim.world.found",
    "judge": "kdcsim.study.judge",
    "load": "kdcsim.scenario.load",
    "load_file": "kdcsim.scenario.load",
    "play": "kdcsim.study.run",
    "why": "kdcsim.study.why",
}

__all__ = sorted([*_HOME, "__version__"])


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'kdcsim' has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
