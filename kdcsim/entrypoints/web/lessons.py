"""Lessons: the lessons as a page asks for them - the list, one lesson without its answers, a reply to one answer."""

from __future__ import annotations

from typing import Any

from kdcsim.errors import WorldError
from kdcsim.report.as_lesson import kind_of
from kdcsim.study.lesson import Lesson, Part, Say, choices, lesson, lessons, reply, solution

ABOUT_LESSONS = ("lessons", "lesson", "reply", "solution")
MOST_LETTERS = 500


def about_lessons(told: dict[str, Any]) -> dict[str, Any]:
    """Answer one question about lessons."""
    if told["ask"] == "lessons":
        return {"lessons": [{"number": each.number, "title": each.title} for each in lessons()]}
    number = told.get("number")
    if not isinstance(number, int):
        raise WorldError("which lesson?")
    found = lesson(number)
    if told["ask"] == "lesson":
        return {"lesson": _lesson(found)}
    part, said = told.get("part"), told.get("said", "")
    if (
        not isinstance(part, int)
        or not isinstance(said, str)
        or len(said) > MOST_LETTERS
        or part not in found.questions
    ):
        raise WorldError("which question?")
    if told["ask"] == "solution":
        return {"right": list(solution(found, part).right)}
    heard = reply(found, part, said)
    return {"right": heard.right, "came": heard.came}


def _lesson(told: Lesson) -> dict[str, Any]:
    return {
        "number": told.number,
        "title": told.title,
        "scenario": told.scenario,
        "minutes": told.minutes,
        "intro": told.intro,
        "takeaway": told.takeaway,
        "parts": [_part(told, n, part) for n, part in enumerate(told.parts)],
    }


def _part(told: Lesson, number: int, part: Part) -> dict[str, Any]:
    at = None if part.at is None else {"branch": part.at.branch, "step": part.at.step}
    shown = {"kind": kind_of(part), "text": part.text, "heading": part.heading, "at": at}
    if isinstance(part, Say):
        return shown
    return {**shown, "choices": list(choices(told, number)), "hint": part.hint}
