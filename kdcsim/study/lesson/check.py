"""Check: whether an answer is right - by playing the story, with the change that was proposed if there is one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from textwrap import indent

from kdcsim.errors import KdcsimError
from kdcsim.krb5.numbers import EType
from kdcsim.scenario.load import load, load_file
from kdcsim.scenario.model import Scenario, Step
from kdcsim.study import wording
from kdcsim.study.brief import step_brief
from kdcsim.study.lesson.measure import measured
from kdcsim.study.lesson.model import Ask, Lesson, Mend, Moment, Offer, Say
from kdcsim.study.observed import call_of, session_etype, ticket_etype
from kdcsim.study.run import BranchRun, Played, play
from kdcsim.study.what_if import WhatIf, play_what_if
from kdcsim.world.action import Action
from kdcsim.world.record import Outcome

LETTERS = "abcdefgh"
THEN = "# then\n"
"""What stands between two changes of a plan; what is not so parted happens in the same minute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What is said to an answer; ``came`` tells what came of it when it was played."""

    right: bool
    came: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """The right answers to a question, and for each choice what comes of it."""

    right: tuple[str, ...]
    came: tuple[str, ...] = ()


def choices(lesson: Lesson, part: int) -> tuple[str, ...]:
    """What a question offers to choose from; empty when the answer is to be written."""
    asked = lesson.parts[part]
    if isinstance(asked, Mend):
        return tuple(offer.text for offer in asked.offers)
    if isinstance(asked, Ask) and asked.also:
        return tuple(sorted({*asked.also, _answer(lesson, asked)}, key=lambda each: (each.casefold(), each)))
    return ()


def solution(lesson: Lesson, part: int) -> Solution:
    """The right answers, computed by playing."""
    asked = lesson.parts[part]
    if isinstance(asked, Ask):
        return Solution(right=(_answer(lesson, asked),))
    if isinstance(asked, Say):
        raise KdcsimError(f"part {part + 1} of lesson {lesson.number} asks nothing")
    tried = [_tried(lesson, asked, offer) for offer in asked.offers]
    right = tuple(o.text for o, reply in zip(asked.offers, tried, strict=True) if reply.right)
    return Solution(right=right, came=tuple(reply.came for reply in tried))


def reply(lesson: Lesson, part: int, said: str) -> Reply:
    """Reply to an answer: a choice's letter or its words, or for a written answer the value in any usual spelling."""
    if not 0 <= part < len(lesson.parts):
        raise KdcsimError(f"lesson {lesson.number} has no part {part + 1}")
    asked = lesson.parts[part]
    offered = choices(lesson, part)
    meant = _meant(said, offered)
    if isinstance(asked, Mend):
        offer = next((o for o in asked.offers if o.text == meant), None)
        if offer is None:
            return Reply(right=False, came=f"choose one of {', '.join(LETTERS[: len(offered)])}")
        return _tried(lesson, asked, offer)
    if isinstance(asked, Say):
        raise KdcsimError(f"part {part + 1} of lesson {lesson.number} asks nothing")
    right = _answer(lesson, asked)
    exactly = meant in offered or "salt" in asked.take  # in a salt, capitals count
    return Reply(right=meant.strip("\"'") == right if exactly else _same(meant, right), came="")


def moment(lesson: Lesson, at: Moment) -> tuple[BranchRun, Played]:
    """The played step that a part is about. Raises KdcsimError when the story has none."""
    run = _run(lesson.scenario, at.branch)
    found = run.at(at.step) if at.step is not None else (run.played[-1] if run.played else None)
    if found is None:
        raise KdcsimError(f"lesson {lesson.number}: {lesson.scenario} has no step {at.branch}/{at.step}")
    return run, found


def _answer(lesson: Lesson, asked: Ask) -> str:
    run, played = moment(lesson, asked.at)
    return measured(run, played, asked.take)


def _meant(said: str, offered: tuple[str, ...]) -> str:
    word = said.strip()
    if len(word) == 1 and word.casefold() in LETTERS[: len(offered)]:
        return offered[LETTERS.index(word.casefold())]
    return next((each for each in (word, *offered) if each in offered and each.casefold() == word.casefold()), word)


def _same(said: str, right: str) -> bool:
    """Etypes and errors may be given by name, by number, or as they are shown."""
    spellings = {right.casefold()}
    if right.endswith(")") and " (" in right:
        name, _, number = right[:-1].rpartition(" (")
        spellings |= {name.casefold(), number.casefold()}
        if number.isdigit():
            spellings.add(f"{int(number):#x}")
        spellings.add(name.casefold().rpartition("_err_")[2])
    return " ".join(said.casefold().split()).strip("\"'") in spellings


def _tried(lesson: Lesson, asked: Mend, offer: Offer) -> Reply:
    if asked.keep:
        return _kept(lesson, asked, offer)
    scenario = _scenario(lesson.scenario)
    changes = WhatIf(actions=_actions(lesson.scenario, asked.at.branch, offer.do), before=asked.at.step)
    run = play_what_if(scenario, asked.at.branch, changes).branches[0].run
    played = run.at(asked.at.step or "")
    if played is None:
        raise KdcsimError(f"lesson {lesson.number}: there is no step {asked.at.step}")
    return Reply(right=played.record.outcome is Outcome.ACCEPTED, came=step_brief(run, played))


def _kept(lesson: Lesson, asked: Mend, offer: Offer) -> Reply:
    """Play the checks after every change; nothing may fail, and in the end RC4 may have to be gone."""
    scenario = _scenario(lesson.scenario)
    told = next(b for b in scenario.branches if b.name == asked.at.branch)
    changes = [_actions(lesson.scenario, told.name, each) for each in offer.do.split(THEN)]
    checks = _actions(lesson.scenario, told.name, asked.keep)
    steps: list[Step] = []
    for round_, change in enumerate(changes, 1):
        made = enumerate(change, 1)
        steps += [Step(label=f"change {round_}.{n}", action=action, span=told.span) for n, action in made]
        steps += [Step(label=f"check {round_}.{n}", action=c, span=told.span) for n, c in enumerate(checks, 1)]
    branch = replace(told, steps=(*told.steps, *steps))
    run = play(replace(scenario, branches=(branch,)), scenario.seed).branches[0]
    played = run.own[len(told.steps) :]
    for each in played:
        if each.record.outcome in (Outcome.REFUSED, Outcome.IMPOSSIBLE):
            number = each.step.label.split()[-1].split(".")[0]
            return Reply(right=False, came=f"after change {number}: {step_brief(run, each)}")
    last = [p for p in played[-len(checks) :] if call_of(p) is not None]
    left = [p for p in last if EType.RC4_HMAC in (ticket_etype(p), session_etype(p))]
    if asked.without_rc4 and left:
        call = call_of(left[0])
        assert call is not None
        return Reply(right=False, came=f"nothing broke, but {call.spn} still gets {wording.etype(EType.RC4_HMAC)}")
    gone = ", and RC4 is gone" if last and not left else ""
    return Reply(right=True, came=f"every check passed after every change{gone}")


@lru_cache(maxsize=16)
def _scenario(name: str) -> Scenario:
    return load_file(name)


@lru_cache(maxsize=64)
def _run(name: str, branch: str) -> BranchRun:
    scenario = _scenario(name)
    if all(b.name != branch for b in scenario.branches):
        raise KdcsimError(f"{name} has no branch {branch}")
    return play(scenario, None, branch).branches[0]


@lru_cache(maxsize=128)
def _actions(name: str, branch: str, steps: str) -> tuple[Action, ...]:
    """Steps in the scenario vocabulary, read in the world of a branch. Raises ScenarioError with their faults."""
    story = f"kdcsim: 1\ntitle: a proposal\nextends: {name}\nbranches:\n  proposal:\n    after: {branch}\n    steps:\n"
    told = load(story + indent(steps, "      "), "proposal.yaml")
    return tuple(step.action for step in told.branches[-1].steps)
