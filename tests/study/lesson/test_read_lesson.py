"""A lesson as it is written: every part is read, and whatever cannot be meant is said with its place."""

from __future__ import annotations

import pytest

from kdcsim.errors import KdcsimError, ScenarioError
from kdcsim.study.lesson.library import lessons
from kdcsim.study.lesson.model import Ask, Mend, Moment, Say
from kdcsim.study.lesson.read import read_lesson

HEAD = """\
number: 7
minutes: 12
title: A title
scenario: office
intro: |
  Two lines
  of text.
takeaway: Remember.
parts:
"""
PARTS = """\
  - say: Look.
    at: works/open
  - ask: Which etype?
    at: works
    take: ticket-etype
    also: [RC4 (23), AES256 (18)]
    hint: So.
  - mend: What helps?
    at: broken/open
    offers:
      - {say: this, do: "- boot: PC-1"}
      - {say: that, do: "- boot: PC-2"}
    keep: "- boot: PC-3"
    without_rc4: true
"""


def test_every_part_is_read() -> None:
    """Words, moments, choices and proposals."""
    lesson = read_lesson(HEAD + PARTS, "seven.yaml")
    assert (lesson.number, lesson.minutes, lesson.title, lesson.scenario) == (7, 12, "A title", "office")
    assert (lesson.intro, lesson.takeaway) == ("Two lines\nof text.", "Remember.")
    said, asked, mend = lesson.parts
    assert isinstance(said, Say)
    assert (said.text, said.at) == ("Look.", Moment(branch="works", step="open"))
    assert isinstance(asked, Ask)
    assert (asked.at, asked.hint) == (Moment(branch="works", step=None), "So.")
    assert (asked.take, asked.also) == ("ticket-etype", ("RC4 (23)", "AES256 (18)"))
    assert isinstance(mend, Mend)
    assert [(o.text, o.do) for o in mend.offers] == [("this", "- boot: PC-1"), ("that", "- boot: PC-2")]
    assert (mend.keep, mend.without_rc4) == ("- boot: PC-3", True)
    other = read_lesson(HEAD + PARTS.replace("without_rc4: true", "without_rc4: false"), "seven.yaml").parts[2]
    assert isinstance(other, Mend)
    assert other.without_rc4 is False
    other = read_lesson(HEAD + PARTS.replace("    without_rc4: true\n", ""), "seven.yaml").parts[2]
    assert isinstance(other, Mend)
    assert other.without_rc4 is False


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a list\n", "a mapping must stand here"),
        (HEAD.replace("title: A title\n", "") + PARTS, "seven.yaml: a lesson has intro, minutes, number, scenario, "),
        (HEAD.replace("title:", "author: me\ntitle:") + PARTS, "a lesson has "),
        (HEAD.replace("parts:\n", "parts: none\n"), "seven.yaml: `parts` is a list"),
        (HEAD.replace("title: A title", "title: [a, b]") + PARTS, "seven.yaml:3:8: a text must stand here"),
        (HEAD + "  - shout: Look.\n", "seven.yaml:10:5: a part says, asks or mends something"),
        (HEAD + "  - say: Look.\n    loud: yes\n    also: [x]\n", "also, loud mean nothing beside `say`"),
        (HEAD + "  - Look.\n", "a mapping must stand here"),
        (HEAD + PARTS.replace("also: [RC4 (23), AES256 (18)]", "also: RC4"), "a list must stand here"),
        (HEAD + PARTS.replace('- {say: this, do: "- boot: PC-1"}', "- this"), "a mapping must stand here"),
    ],
    ids=range(10),
)
def test_what_cannot_be_meant(text: str, said: str) -> None:
    """One sentence, with file and line where there is a line."""
    with pytest.raises(KdcsimError) as raised:
        read_lesson(text, "seven.yaml")
    assert said in str(raised.value)


def test_a_line_that_is_no_yaml_is_shown() -> None:
    """As in a scenario."""
    with pytest.raises(ScenarioError) as raised:
        read_lesson("number: 1\nnumber: 2\n", "seven.yaml")
    (fault,) = raised.value.diagnostics
    assert (fault.line_text, str(fault.span)) == ("number: 2", "seven.yaml:2:1")


def test_the_lessons_there_are() -> None:
    """In the order of their numbers, which begin with 1."""
    assert [lesson.number for lesson in lessons()] == list(range(1, len(lessons()) + 1))
    assert len({lesson.title for lesson in lessons()}) == len(lessons())
