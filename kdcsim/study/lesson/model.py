"""The shape of a lesson: parts that tell, ask, or let something be mended, each about a moment of a story.

Law of the room: a lesson holds questions and no answers.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A step of a branch of the lesson's story; ``step`` None is the branch's end."""

    branch: str
    step: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """Something to read, with the moment to look at."""

    text: str
    heading: str = ""
    at: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A question whose answer is measured: ``take`` names the measure, ``also`` the wrong answers to choose from."""

    text: str
    at: Moment
    take: str
    also: tuple[str, ...] = ()
    hint: str = ""
    heading: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One way that might mend it: in words, and as steps of the scenario vocabulary."""

    text: str
    do: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mend:
    """Something to repair: offers are played before the moment's step, and the step is played again.

    With ``keep`` (steps of the scenario vocabulary) these are played after every change of an offer (a line ``# then``
    parts two changes), and all of them must succeed; with ``without_rc4`` the last round must not use RC4 any more.
    """

    text: str
    at: Moment
    offers: tuple[Offer, ...]
    keep: str = ""
    without_rc4: bool = False
    hint: str = ""
    heading: str = ""


Part = Say | Ask | Mend


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """One lesson. ``scenario`` is a built-in story; ``minutes`` how long it takes; ``takeaway`` what remains."""

    number: int
    title: str
    scenario: str
    minutes: int
    intro: str
    parts: tuple[Part, ...]
    takeaway: str

    @property
    def questions(self) -> tuple[int, ...]:
        """The positions of the parts that want an answer."""
        return tuple(n for n, part in enumerate(self.parts) if not isinstance(part, Say))
