"""The verb ``learn``: lessons in the terminal - something healthy, something broken, find the tell, repair it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from kdcsim.entrypoints.cli.console import color_option, paper, result, talk

if TYPE_CHECKING:
    from kdcsim.report.paper import Paper
    from kdcsim.study.lesson import Lesson

TRIES = 3
WAYS_OUT = "your answer (a letter will do), `look` for the step, `hint`, `skip` for the answer, or `quit`"


@click.command()
@click.argument("number", type=int, required=False)
@click.option("--worksheet", is_flag=True, help="Print the lesson for a class, with room for answers.")
@click.option("--solution", "solved", is_flag=True, help="Print the lesson with its answers, for the instructor.")
@click.option("--again", is_flag=True, help="Begin the lesson anew, whatever was answered before.")
@color_option
@click.pass_context
def learn(ctx: click.Context, number: int | None, worksheet: bool, solved: bool, again: bool, color: str) -> None:
    """Learn by breaking one thing at a time. Without a number: the list of lessons.

    Answers are checked by playing them. The same lessons stand beside the picture in `kdcsim web --lesson N`.
    """
    from kdcsim.entrypoints.progress import forget
    from kdcsim.report.as_lesson import as_worksheet
    from kdcsim.study.lesson import lesson, lessons

    page = paper(color)
    if number is None:
        result("".join(_listed(each, page) for each in lessons()))
        return
    told = lesson(number)
    if worksheet or solved:
        result(as_worksheet(told, page, solved=solved))
        return
    if again:
        forget(number)
    if not _taught(told, page):
        ctx.exit(1)


def _listed(lesson: Lesson, page: Paper) -> str:
    from kdcsim.entrypoints.progress import answered

    done, total = len(answered(lesson.number) & set(lesson.questions)), len(lesson.questions)
    mark = page.good(f"{done}/{total}") if done == total else f"{done}/{total}"
    return f"{lesson.number:3}  {page.strong(lesson.title)}  {page.faint(f'{lesson.minutes} min')}  {mark}\n"


def _taught(lesson: Lesson, page: Paper) -> bool:
    """Go through a lesson; False when somebody left before its end."""
    from kdcsim.entrypoints.progress import answered
    from kdcsim.report.as_lesson import lesson_head, part_lines

    known, seen = answered(lesson.number), None
    result("\n".join([*lesson_head(lesson, page), ""]) + "\n")
    _tell(f"To every question: {WAYS_OUT}.", page)
    result("\n")
    for number, part in enumerate(lesson.parts):
        result("\n".join(part_lines(lesson, number, page, where=False)) + "\n")
        if number not in lesson.questions:
            result(_step(lesson, number, page) + "\n")
        elif number in known:
            result(page.good("   answered before") + "\n\n")
        else:
            if part.at is not None and part.at != seen:
                step = f"step {part.at.step}" if part.at.step else "the end"
                _tell(f"(about {step} of branch {part.at.branch}: type look to see it)", page)
            if not _asked(lesson, number, page):
                talk(f"to be continued: kdcsim learn {lesson.number}")
                return False
        seen = part.at
    result("\n".join(page.wrapped(f"Takeaway: {lesson.takeaway}", 0)) + "\n")
    return True


def _asked(lesson: Lesson, number: int, page: Paper) -> bool:
    """Ask until it is right, skipped, or tried often enough; False when somebody wants to leave."""
    from kdcsim.entrypoints.progress import remember
    from kdcsim.study.lesson import Say, reply

    part, tries = lesson.parts[number], 0
    assert not isinstance(part, Say)
    while tries < TRIES:
        said = _heard()
        if said is None or said.casefold() == "quit":
            return False
        match said.casefold():
            case "hint" | "h" | "?":
                _tell(part.hint or "no hint here", page)
            case "look":
                result(_step(lesson, number, page))
            case "skip":
                break
            case "":
                _tell(WAYS_OUT, page)
            case _:
                tries += 1
                heard = reply(lesson, number, said)
                _tell(
                    f"{'right' if heard.right else 'not so'}{': ' + heard.came if heard.came else ''}",
                    page,
                    heard.right,
                )
                if heard.right:
                    remember(lesson.number, number)
                    result("\n")
                    return True
    _solved(lesson, number, page)
    return True


def _heard() -> str | None:
    """A line from whoever learns; None when there is nobody any more."""
    sys.stdout.write("   > ")
    sys.stdout.flush()
    line = sys.stdin.readline()
    return line.strip() if line else None


def _tell(words: str, page: Paper, good: bool | None = None) -> None:
    ink = page.faint if good is None else page.good if good else page.bad
    result("\n".join(ink(line) for line in page.wrapped(words, 3)) + "\n")


def _step(lesson: Lesson, number: int, page: Paper) -> str:
    """The step that a part is about, and where there is more of it."""
    from kdcsim.report.as_text import as_step
    from kdcsim.study.lesson import moment

    at = lesson.parts[number].at
    if at is None:
        return ""
    more = f"  more  kdcsim run {lesson.scenario} --branch {at.branch} -v   (every step, every decision)"
    return as_step(*moment(lesson, at), page) + page.faint(more) + "\n"


def _solved(lesson: Lesson, number: int, page: Paper) -> None:
    from kdcsim.study.lesson import solution

    _tell("it is: " + "; or ".join(solution(lesson, number).right), page)
    result("\n")
