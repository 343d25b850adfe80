"""As list: scenarios by theme, a name and a title on one line each."""

from __future__ import annotations

import json

from kdcsim.report.paper import Paper
from kdcsim.scenario.model import Scenario

NO_THEME = "other"


def as_list(scenarios: tuple[Scenario, ...], paper: Paper) -> str:
    """Write every theme with its scenarios; each stays on one line, so that the list can be searched."""
    themes = sorted({s.theme or NO_THEME for s in scenarios}, key=lambda theme: (theme == NO_THEME, theme))
    return "\n".join(_theme(t, [s for s in scenarios if (s.theme or NO_THEME) == t], paper) for t in themes)


def as_list_json(scenarios: tuple[Scenario, ...]) -> str:
    """Write the same as a JSON document."""
    rows = [
        {"name": s.name, "title": s.title, "theme": s.theme, "branches": len(s.branches), "goals": list(s.goals)}
        for s in scenarios
    ]
    return json.dumps({"kdcsim": 1, "scenarios": rows}, indent=2, ensure_ascii=False) + "\n"


def _theme(theme: str, scenarios: list[Scenario], paper: Paper) -> str:
    width = max(len(s.name) for s in scenarios)
    lines = [f"  {paper.name(s.name.ljust(width))}  {' '.join(s.title.split())}" for s in scenarios]
    return "\n".join([paper.strong(theme), *lines]) + "\n"
