"""Library: the lessons that come with kdcsim, in their order."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from kdcsim.errors import KdcsimError
from kdcsim.study.lesson.model import Lesson
from kdcsim.study.lesson.read import read_lesson


@cache
def lessons() -> tuple[Lesson, ...]:
    """Every lesson, by number."""
    shelf = files("kdcsim") / "lessons"
    found = [each for each in shelf.iterdir() if each.name.endswith(".yaml")]
    read = [read_lesson(each.read_text(encoding="utf-8"), each.name) for each in found]
    return tuple(sorted(read, key=lambda lesson: lesson.number))


def lesson(number: int) -> Lesson:
    """One lesson. Raises KdcsimError when there is none of that number."""
    for each in lessons():
        if each.number == number:
            return each
    known = "".join(f"\n  {each.number:2}  {each.title}" for each in lessons())
    raise KdcsimError(f"there is no lesson {number}; there are 1 to {len(lessons())}:{known}")
