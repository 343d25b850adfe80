"""Lesson: a walk through one thing that breaks, whose questions are answered by playing, never by a list of answers."""

from kdcsim.study.lesson.check import Reply, Solution, choices, moment, reply, solution
from kdcsim.study.lesson.library import lesson, lessons
from kdcsim.study.lesson.model import Ask, Lesson, Mend, Moment, Offer, Part, Say
from kdcsim.study.lesson.read import read_lesson

__all__ = [
    "Ask",
    "Lesson",
    "Mend",
    "Moment",
    "Offer",
    "Part",
    "Reply",
    "Say",
    "Solution",
    "choices",
    "lesson",
    "lessons",
    "moment",
    "read_lesson",
    "reply",
    "solution",
]
