"""Answer: one question of a page, answered from nothing but what the page sent - JSON in, JSON out.

Law of the room: no state. What is kept between questions are frozen scenarios, by their text; nobody can change them.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from kdcsim.diagnostic import Diagnostic
from kdcsim.entrypoints.viewing import trace_of
from kdcsim.entrypoints.web.lessons import ABOUT_LESSONS, about_lessons
from kdcsim.entrypoints.web.toggles import read_toggles
from kdcsim.errors import KdcsimError, ScenarioError, WorldError
from kdcsim.report.as_diagnostics import in_order
from kdcsim.scenario import source
from kdcsim.scenario.load import load
from kdcsim.scenario.model import Scenario
from kdcsim.study.judge import judge
from kdcsim.study.run import play
from kdcsim.study.what_if import play_what_if

MOST_BYTES = 256 * 1024
MOST_STEPS = 4000
KEPT = 8


def answer(question: str) -> str:
    """Answer a question: ``{"ask": "play" | "check", "name", "text", "branch", "what_if"}``, or one about lessons."""
    try:
        told = json.loads(question)
        if not isinstance(told, dict):
            raise WorldError("a question is a JSON object")
        return _answer(told)
    except ScenarioError as error:
        return json.dumps({"diagnostics": [plain(d) for d in in_order(error.diagnostics)]})
    except (KdcsimError, ValueError, StopIteration, RecursionError) as error:
        return json.dumps({"error": str(error) or type(error).__name__})


def _answer(told: dict[str, Any]) -> str:
    if told.get("ask") in ABOUT_LESSONS:
        return json.dumps(about_lessons(told))
    name, text, branch = told.get("name"), told.get("text"), told.get("branch")
    if not isinstance(name, str) or not isinstance(text, str) or not isinstance(branch, str | None):
        raise WorldError("a question has a `name`, a `text` and perhaps a `branch`")
    if len(text.encode("utf-8", "replace")) > MOST_BYTES:
        raise WorldError(f"a scenario of more than {MOST_BYTES} bytes is not played here")
    scenario = _loaded(text, file_of(name, text))
    warnings = [plain(d) for d in scenario.warnings]
    if told.get("ask") == "check":
        return json.dumps({"diagnostics": warnings, "title": scenario.title})
    return f'{{"diagnostics":{json.dumps(warnings)},"trace":{_trace(scenario, text, branch, told.get("what_if"))}}}'


def _trace(scenario: Scenario, text: str, branch: str | None, toggles: object) -> str:
    if sum(len(b.steps) for b in scenario.branches) > MOST_STEPS:
        raise WorldError(f"a story of more than {MOST_STEPS} steps is not played here")
    if branch is not None and all(b.name != branch for b in scenario.branches):
        raise WorldError(f"there is no branch {branch[:60]!r}")
    change = read_toggles(toggles)
    if change is None:
        return trace_of(judge(play(scenario, None, branch)))
    chosen = branch or scenario.branches[0].name
    return trace_of(play_what_if(scenario, chosen, change))


@lru_cache(maxsize=KEPT)
def _loaded(text: str, file: str) -> Scenario:
    return load(text, file)


def file_of(name: str, text: str) -> str:
    """What a text is called: a built-in scenario's own file as long as it is unchanged, else an edited one.

    The folder of the name does not exist, so that `extends` finds built-in stories and no file beside it.
    """
    stem = "".join(c for c in name if c.isalnum() or c in "-_")[:60] or "scenario"
    try:
        told = source.read(stem) if stem in source.built_in_names() else None
    except ScenarioError:
        told = None
    return told.file if told is not None and told.text == text else f"edited/{stem}.yaml"


def plain(found: Diagnostic) -> dict[str, Any]:
    """A diagnostic as a JSON value."""
    span = found.span
    place = None if span is None else {"line": span.line, "column": span.column, "length": span.length}
    return {
        "code": found.code,
        "severity": found.severity.value,
        "message": found.message,
        "at": place,
        "help": found.help,
        "note": found.note,
    }
