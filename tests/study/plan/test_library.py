"""The library's stories that state a goal: `fix` finds the cure they tell of, or a cheaper one, and proves it."""

from __future__ import annotations

import pytest

from kdcsim.scenario.load import load_file
from kdcsim.study.goal import branch_to_mend, goal_of
from kdcsim.study.plan import Terms, fix
from kdcsim.study.remedy import KINDS, Kind
from kdcsim.study.run import play

CURES: dict[str, tuple[Kind, ...]] = {
    "name-of-another-host": (Kind.PURGE, Kind.SPN),
    "duplicate-spn": (Kind.SPN,),
    "spn-on-the-wrong-account": (Kind.PURGE, Kind.SPN),
    "service-keeps-an-old-password": (Kind.PURGE, Kind.PASSWORD),
    "trust-without-aes": (Kind.ETYPES,),
    "trust-that-says-rc4": (Kind.ETYPES,),
    "keytab-with-a-guessed-salt": (Kind.ETYPES, Kind.KEYTAB),
    "keytab-behind-the-password": (Kind.KEYTAB,),
    "renamed-account": (Kind.KEYTAB,),
    "des-only-service-after-2008-r2": (Kind.ETYPES, Kind.KEYTAB),
    "machine-password-at-the-2003-dc": (Kind.PURGE, Kind.MACHINE_PASSWORD),
    "half-patched": (Kind.KEYTAB,),
}
"""The documented cure of each story, as kinds of remedies."""


@pytest.mark.parametrize("name", CURES)
def test_the_told_cure_or_a_cheaper_one_is_found(name: str) -> None:
    """What the story's author knows, the search finds by itself."""
    scenario = load_file(name)
    assert scenario.goals
    run = branch_to_mend(scenario, play(scenario).branches)
    told = fix(scenario, run, goal_of(scenario, run), Terms(runners_up=0))
    assert told.needed
    assert told.best is not None
    assert told.best.cost <= sum(KINDS[kind].cost for kind in CURES[name])
    assert len(told.best.proofs) == 2
