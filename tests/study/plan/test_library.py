"""The library's stories that state a goal: `fix` finds the cure they tell of, or a cheaper one, and proves it."""

from __future__ import annotations

import pytest

from kdcsim.scenario.load import load_file
from kdcsim.study.goal import branch_to_mend, goal_of
from kdcsim.study.plan import Terms, fix
from kdcsim.study.remedy import KINDS, Kind, Risk
from kdcsim.study.run import play
from tests.library.runs import NAMES, played, scenario

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


REFUSED = {
    "filter-and-no-restart": "taking the filter back lets RC4 in again",
    "old-client-of-an-unset-account": "short of new firmware, RC4 is declared on the account",
    "phase-one-until-july": "what is left after July is a declaration of RC4 on the account",
    "value-in-the-wrong-key": "the account or the whole DC is set to RC4",
}
"""Stories whose told cure lets RC4 in: it is shown as weaker, and not proposed."""


@pytest.mark.parametrize("name", [name for name in NAMES if scenario(name).goals])
def test_every_story_with_a_goal_is_mended(name: str) -> None:
    """A plan is found and proved for each; where it is refused, the list says why it has to be."""
    told_story = scenario(name)
    run = branch_to_mend(told_story, played(name).branches)
    told = fix(told_story, run, goal_of(told_story, run), Terms(runners_up=0, states=20))
    assert told.needed
    if name in REFUSED:
        assert not told.plans
        assert any(Risk.WEAKER in plan.refused for plan in told.refused)
    else:
        assert told.best is not None
