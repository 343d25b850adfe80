"""Viewing: a verdict made into what the viewer draws; here alone a trace meets the tools whose windows it shows."""

from __future__ import annotations

from typing import Any

from kdcsim.report.as_events import as_event_text
from kdcsim.report.as_html import as_html
from kdcsim.report.as_klist import as_klist
from kdcsim.report.as_text import as_text
from kdcsim.report.as_trace import Screens, as_trace, trace_value
from kdcsim.report.paper import Paper
from kdcsim.study.finding import Verdict

SCREENS = Screens(klist=as_klist, events=as_event_text)


def trace_of(verdict: Verdict) -> str:
    """The trace of a run, as JSON text."""
    return as_trace(verdict, SCREENS)


def trace_as_value(verdict: Verdict) -> dict[str, Any]:
    """The trace of a run, as a JSON value."""
    return trace_value(verdict, SCREENS)


def page_of(verdict: Verdict, called: str) -> str:
    """The self-contained page of a run; without scripts it shows the run as text."""
    plain = as_text(verdict, Paper(), called=called)
    return as_html(trace_of(verdict), title=verdict.run.scenario.title, plain=plain)
