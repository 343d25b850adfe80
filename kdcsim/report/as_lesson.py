"""As lesson: a lesson on paper - as a worksheet for a class, with solutions for the instructor, or part by part."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kdcsim.report.paper import Paper
from kdcsim.study.lesson import Ask, Lesson, Mend, Moment, Part, choices, solution

LETTERS = "abcdefgh"
RULE = "_" * 60
ITEM = re.compile(r"(?:^|\n)(?=- |\d\. )")
"""Where an item of a list begins."""


def as_worksheet(lesson: Lesson, paper: Paper, *, solved: bool = False) -> str:
    """Write the whole lesson; ``solved`` adds what is right, and what comes of every proposal."""
    lines = [*lesson_head(lesson, paper), ""]
    for number in range(len(lesson.parts)):
        lines += [*part_lines(lesson, number, paper), ""]
        if number in lesson.questions:
            lines += [*(_solved(lesson, number, paper) if solved else _to_fill(lesson, number, paper)), ""]
    lines += [*paper.wrapped(f"Takeaway: {lesson.takeaway}" if solved else "Takeaway: " + RULE, 0)]
    return "\n".join(lines).rstrip() + "\n"


def lesson_head(lesson: Lesson, paper: Paper) -> Iterator[str]:
    """The title and what has to be known before the first question."""
    yield paper.strong(f"Lesson {lesson.number}: {lesson.title}") + paper.faint(f"   about {lesson.minutes} minutes")
    yield ""
    yield from paragraphs(lesson.intro, paper)


def part_lines(lesson: Lesson, number: int, paper: Paper, *, where: bool = True) -> Iterator[str]:
    """One part: its heading, its words, ``where`` to look, and what to choose from."""
    part = lesson.parts[number]
    if part.heading:
        yield paper.name(f"-- {part.heading} --")
    label = f"{lesson.questions.index(number) + 1}. " if number in lesson.questions else ""
    yield from paragraphs(part.text, paper, label)
    if part.at is not None and where:
        yield paper.faint(f"   look: {look(lesson, part.at)}")
    for letter, each in zip(LETTERS, choices(lesson, number), strict=False):
        yield from paper.wrapped(f"{letter}) {each}", 3, 3)


def look(lesson: Lesson, at: Moment) -> str:
    """The command that shows a moment."""
    return f"kdcsim run {lesson.scenario} --branch {at.branch}" + (f"   (step {at.step})" if at.step else "")


def paragraphs(text: str, paper: Paper, label: str = "") -> Iterator[str]:
    """Break a text into lines; ``label`` stands before its first word.

    A block that begins with ``- `` or a number is a list, whose items stand apart; elsewhere a dash is a dash.
    """
    for n, block in enumerate(text.strip().split("\n\n")):
        if n:
            yield ""
        for item in ITEM.split(block)[1:] if ITEM.match(block) else [label + block]:
            yield from paper.wrapped(item, 0, item.find(" ") + 1 if ITEM.match(item) or label else 0)
        label = ""


def _to_fill(lesson: Lesson, number: int, paper: Paper) -> Iterator[str]:
    part = lesson.parts[number]
    if isinstance(part, Ask | Mend) and part.hint:
        yield from (paper.faint(line) for line in paper.wrapped(f"hint: {part.hint}", 3))
    yield f"   Answer: {RULE}"
    yield f"   Why:    {RULE}"


def _solved(lesson: Lesson, number: int, paper: Paper) -> Iterator[str]:
    found, part = solution(lesson, number), lesson.parts[number]
    for each in found.right:
        yield from (paper.good(line) for line in paper.wrapped(f"right: {each}", 3, 2))
    if isinstance(part, Mend):
        for letter, came in zip(LETTERS, found.came, strict=False):
            yield from paper.wrapped(f"{letter}: {came}", 5, 3)


def kind_of(part: Part) -> str:
    """What a part is, in a word."""
    return "ask" if isinstance(part, Ask) else "mend" if isinstance(part, Mend) else "say"
