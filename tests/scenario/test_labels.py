"""Labels: a step's name hangs on its verb and target, never on its neighbours."""

from __future__ import annotations

import pytest

from tests.scenario.small_story import BOOTED, told

CONNECT = "- connect: {from: PC-1, as: LocalSystem, to: WEB-1/web}\n"


def own(text: str, branch: int = 0) -> list[str]:
    """The labels of a branch's own steps."""
    return [step.label for step in told(text).branches[branch].steps]


def test_a_label_is_made_of_verb_and_target() -> None:
    """Neither the DC nor the message has a say in it."""
    more = "- connect: {from: PC-1, as: 0x3e4, to: WEB-1/web, via: DC-1, message: note}\n"
    assert own(BOOTED + CONNECT + more) == [
        "boot PC-1",
        "boot WEB-1",
        "connect PC-1 0x3e7 WEB-1/web",
        "connect PC-1 0x3e4 WEB-1/web",
    ]


def test_an_id_takes_the_place_of_a_label() -> None:
    """What the author named keeps that name."""
    assert own(BOOTED + "- boot: PC-1\n  id: again\n")[-1] == "again"


def test_repeats_are_numbered_along_the_line() -> None:
    """Also when the first one stands before the fork."""
    text = BOOTED + "- boot: PC-1\nbranches:\n  one: {steps: [boot: PC-1, boot: WEB-1]}\n"
    assert own(text) == ["boot PC-1 #3", "boot WEB-1 #2"]


@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize(
    "new", ["wait: 5 min", "purge_tickets: {on: PC-1, session: LocalSystem}", "boot: {host: PC-1}"]
)
def test_a_new_step_changes_no_other_label_unless_it_is_the_same(place: int, new: str) -> None:
    """Chance is drawn by label, so a story keeps its bytes when it grows."""
    lines = ["boot: PC-1", "boot: WEB-1", "wait: 1 h", "restart_kdc: DC-1"]
    before = own(BOOTED.split("steps:")[0] + "steps:\n" + "".join(f"- {each}\n" for each in lines))
    lines.insert(place, new)
    after = own(BOOTED.split("steps:")[0] + "steps:\n" + "".join(f"- {each}\n" for each in lines))
    del after[place]
    if not new.startswith("boot") or place > 0:
        assert after == before
    else:
        assert after == ["boot PC-1 #2", *before[1:]]


def test_inherited_steps_are_the_same_values_in_every_branch() -> None:
    """A fork takes over its parent's steps, labels and all."""
    scenario = told(BOOTED + "branches:\n  one: {steps: [wait: 1 h]}\n  two: {after: one, steps: [wait: 1 h]}\n")
    one, two = scenario.branches
    assert two.inherited == one.inherited + one.steps
    assert [step.label for step in two.steps] == ["wait 1 h #2"]
