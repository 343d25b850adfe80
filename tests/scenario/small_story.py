"""A story as small as one can be, and ways to change it."""

from __future__ import annotations

from kdcsim.diagnostic import Diagnostic
from kdcsim.errors import ScenarioError
from kdcsim.scenario.load import load
from kdcsim.scenario.model import Scenario

WORLD = """\
kdcsim: 1
title: small
domains:
  contoso.com:
    functional_level: 2003
    dcs:
      DC-1: {os: 2003}
      DC-2: {os: 2008}
    accounts:
      alice: {password: secret}
hosts:
  PC-1: {os: 2008, domain: contoso.com}
  WEB-1:
    os: 2008
    domain: contoso.com
    services:
      web: {runs_as: NetworkService}
messages:
  note: {lies_in: desk, goes_to: shelf}
"""
BOOTED = WORLD + "steps:\n- boot: PC-1\n- boot: WEB-1\n"


def told(text: str) -> Scenario:
    """Load a text that must be fine."""
    return load(text, "story.yaml")


def faults(text: str) -> tuple[Diagnostic, ...]:
    """Load a text that must not be fine."""
    try:
        load(text, "story.yaml")
    except ScenarioError as error:
        return error.diagnostics
    return ()


def changed(old: str, new: str, text: str = BOOTED) -> str:
    """The small story with one thing changed."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the story"
    return text.replace(old, new)
