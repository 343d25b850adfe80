"""Branches: where they fork, what they inherit, and the worlds they play in."""

from __future__ import annotations

from tests.scenario.small_story import BOOTED, faults, told

FORKS = """\
branches:
  one:
    steps:
    - wait: 1 h
    - wait: 2 h
      id: middle
    - wait: 3 h
  two:
    after: one/middle
    steps: [wait: 4 h]
  three:
    after: trunk/boot PC-1
    steps: [wait: 5 h]
"""


def test_the_trunk_is_a_branch_when_there_is_no_other() -> None:
    """A story without branches is one line."""
    (trunk,) = told(BOOTED).branches
    assert (trunk.name, trunk.title, trunk.parent) == ("trunk", "small", None)


def test_the_trunk_is_a_branch_when_it_expects_something() -> None:
    """Otherwise it is just the common beginning."""
    assert [b.name for b in told(BOOTED + FORKS).branches] == ["one", "two", "three"]
    expecting = BOOTED.replace("- boot: PC-1", "- boot: PC-1\n  expect: done") + FORKS
    assert [(b.name, b.parent) for b in told(expecting).branches] == [
        ("trunk", None),
        ("one", "trunk"),
        ("two", "one"),
        ("three", "trunk"),
    ]


def test_a_branch_forks_at_the_end_or_at_a_step() -> None:
    """`after: one/middle` takes the steps up to and with that one."""
    _, two, three = told(BOOTED + FORKS).branches
    assert [step.label for step in two.inherited] == ["boot PC-1", "boot WEB-1", "wait 1 h", "middle"]
    assert [step.label for step in three.inherited] == ["boot PC-1"]


def test_order_in_the_file_does_not_matter_for_forking() -> None:
    """A branch may follow one that is told later; branches stay in the order of the file."""
    scenario = told(BOOTED + "branches:\n  late: {after: early, steps: [wait: 1 h]}\n  early: {steps: [wait: 2 h]}\n")
    assert [b.name for b in scenario.branches] == ["late", "early"]
    assert [step.label for step in scenario.branches[0].inherited] == ["boot PC-1", "boot WEB-1", "wait 2 h"]


def test_given_merges_replaces_and_takes_out() -> None:
    """Mappings merge key by key, null takes a key out, everything else replaces."""
    given = """\
branches:
  one:
    given:
      start: 2020-01-01
      hosts:
        PC-1: {os: 7, registry: {DefaultEncryptionType: 23}}
        PC-3: {os: Vista, domain: contoso.com}
        WEB-1: {services: null}
    steps: [boot: PC-3]
"""
    base, over = told(BOOTED.replace("- boot: PC-1", "- boot: PC-1\n  expect: done") + given).branches
    assert [(h.name, h.os) for h in base.plan.hosts] == [("PC-1", "2008"), ("WEB-1", "2008")]
    assert [(h.name, h.os) for h in over.plan.hosts] == [("PC-1", "7"), ("WEB-1", "2008"), ("PC-3", "Vista")]
    assert over.plan.hosts[0].registry == {"DefaultEncryptionType": 23}
    assert over.plan.hosts[0].domain == "contoso.com"
    assert over.plan.hosts[1].services == ()
    assert over.plan.domains == base.plan.domains
    assert over.plan.start == 1577836800


def test_given_holds_for_the_branches_that_follow() -> None:
    """A branch after a branch plays in its world; without `given` it is the very same plan."""
    given = "branches:\n  one: {given: {hosts: {PC-1: {os: 7}}}}\n  two: {after: one, steps: [boot: PC-1]}\n"
    one, two = told(BOOTED + given).branches
    assert two.plan is one.plan
    assert two.plan.hosts[0].os == "7"


def test_inherited_steps_are_checked_in_the_new_world() -> None:
    """A branch that takes a host out cannot inherit a step that boots it; the message names the branch."""
    (fault,) = faults(BOOTED + "branches:\n  one: {given: {hosts: {WEB-1: null}}}\n")
    assert (fault.code, fault.message) == ("KS020", "there is no host `WEB-1` in the world of branch one")


def test_a_fault_in_an_overlay_is_shown_where_it_was_written() -> None:
    """Every value of a merged world keeps its place."""
    (fault,) = faults(BOOTED + "branches:\n  one:\n    given: {hosts: {PC-1: {os: 98}}}\n")
    assert str(fault.span) == "story.yaml:25:32"


def test_a_promoted_dc_can_be_named_from_then_on() -> None:
    """And a demoted one no longer."""
    promote = "- promote_dc: {dc: DC-3, domain: contoso.com, os: 2008}\n- restart_kdc: DC-3\n"
    assert faults(BOOTED + promote) == ()
    gone = BOOTED + promote + "- demote_dc: DC-3\n- restart_kdc: DC-3\n"
    assert [str(each.span) for each in faults(gone)] == ["story.yaml:26:16"]
