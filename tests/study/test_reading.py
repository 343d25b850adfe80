"""Other readings of what nobody knows: chosen, and tried one by one."""

import pytest

from kdcsim.ad.assumption import TABLE
from kdcsim.scenario.load import load
from kdcsim.study.judge import judge
from kdcsim.study.reading import robustness, under
from kdcsim.study.run import play
from tests.study.two_servers import FILE, TEXT, scenario, verdict

OTHERS = sum(len(each.readings) - 1 for each in TABLE)


def test_a_chosen_reading_holds_in_every_world() -> None:
    """Choosing a reading is the same as telling it in the file."""
    chosen = under(scenario(), {"salt-fallback": "no-aes-key"})
    told = load(TEXT.replace("domains:", "assume: {salt-fallback: no-aes-key}\ndomains:", 1), FILE)
    assert [b.plan for b in chosen.branches] == [b.plan for b in told.branches]
    (broken,) = play(chosen, only="broken").branches
    assert broken.own[-1].record.error == 45


def test_every_other_reading_is_tried() -> None:
    """One play for each reading that is not in force, whether or not a rule said that it leaned on it."""
    assert {each.tried for each in robustness(verdict())} == {OTHERS}


def test_what_a_branch_depends_on() -> None:
    """The branch that breaks depends on what an untold session falls back to; the one that works does not."""
    fine, broken, _ = robustness(verdict())
    depends = {(d.assumed.name, d.reading): d for d in broken.depends}
    other = depends["salt-fallback", "no-aes-key"]
    assert not other.same and not other.holds and "KRB_AP_ERR_NOKEY" in other.brief
    assert "salt-fallback" not in {d.assumed.name for d in fine.depends}
    silent = {d.assumed.name for d in broken.depends} - {a.name for a in verdict().branches[1].leaned_on}
    assert not silent, "a reading moved the outcome, and no rule said that it leaned on it"


def test_a_reading_told_in_the_file_is_not_tried_again() -> None:
    """The other readings are counted from the one in force, so the default is among them."""
    told = load(TEXT.replace("domains:", "assume: {salt-fallback: no-aes-key}\ndomains:", 1), FILE)
    first = robustness(judge(play(told)))[1]
    assert first.tried == OTHERS
    assert ("salt-fallback", "empty") in {(d.assumed.name, d.reading) for d in first.depends}


def test_names_are_checked_by_whoever_asks() -> None:
    """An unknown reading is a mistake of ours here: the command line has said so before."""
    with pytest.raises((AssertionError, KeyError)):
        under(scenario(), {"salt-fallback": "nonsense"})
