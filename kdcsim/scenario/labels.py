"""Labels: a name for each step, made of its verb and target, so that no other step's place has a say in it."""

from __future__ import annotations

from collections.abc import Sequence

from kdcsim.scenario import codes
from kdcsim.scenario.faults import Faults
from kdcsim.scenario.vocabulary import ToldStep


def labels(before: Sequence[str], steps: Sequence[ToldStep], faults: Faults) -> tuple[str, ...]:
    """Label steps that follow a line of labels. Repeats get ``#2``, ``#3``; an id must be free along the line."""
    taken = set(before)
    made = []
    for step in steps:
        label = step.id if step.id is not None else _free(derived(step), taken)
        if label in taken:
            message = f"a step before this one on its line has the id `{label}` already"
            faults.error(codes.DUPLICATE_NAME, message, step.id_span)
        taken.add(label)
        made.append(label)
    return tuple(made)


def derived(step: ToldStep) -> str:
    """The label that a step has by itself: always two words at least, so that no id can be one."""
    if step.verb is None or step.action is None:
        return "unread step"
    return f"{step.verb.name} {step.verb.target(step.action)}"


def _free(wanted: str, taken: set[str]) -> str:
    label, number = wanted, 1
    while label in taken:
        number += 1
        label = f"{wanted} #{number}"
    return label
