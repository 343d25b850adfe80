"""Viewing: a verdict made into what the viewer draws; here alone a trace meets the tools whose windows it shows."""

from __future__ import annotations

from typing import Any

from kdcsim.errors import ScenarioError
from kdcsim.report.as_events import as_event_text
from kdcsim.report.as_html import as_html
from kdcsim.report.as_klist import as_klist
from kdcsim.report.as_text import as_text
from kdcsim.report.as_trace import Screens, as_trace, trace_value
from kdcsim.report.paper import Paper
from kdcsim.scenario import source
from kdcsim.study.finding import Verdict

SCREENS = Screens(klist=as_klist, events=as_event_text)


def text_of(name: str) -> str:
    """A scenario's text, by file or built-in name; empty when it cannot be read again."""
    try:
        return source.read(name).text
    except ScenarioError:
        return ""


def trace_of(verdict: Verdict, text: str) -> str:
    """The trace of a run, as JSON text."""
    return as_trace(verdict, SCREENS, text)


def trace_as_value(verdict: Verdict, text: str) -> dict[str, Any]:
    """The trace of a run, as a JSON value."""
    return trace_value(verdict, SCREENS, text)


def page_of(verdict: Verdict, text: str, called: str) -> str:
    """The self-contained page of a run; without scripts it shows the run as text."""
    plain = as_text(verdict, Paper(), called=called)
    return as_html(trace_of(verdict, text), title=verdict.run.scenario.title, plain=plain)
