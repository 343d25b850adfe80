"""The cure of the seed story: found, proved, and told apart from what people tried."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kdcsim.errors import WorldError
from kdcsim.scenario.load import load_file
from kdcsim.scenario.model import Scenario
from kdcsim.study.goal import goal_of
from kdcsim.study.plan import Fix, Terms, cause_of, dead_end_of, fix
from kdcsim.study.remedy import Kind, Risk
from kdcsim.study.run import BranchRun, play
from kdcsim.world.record import Outcome


def _story(branch: str = "S3") -> tuple[Scenario, BranchRun]:
    scenario = load_file("exchange-2007")
    run = play(scenario).branch(branch)
    assert run is not None
    return scenario, run


def _fixed(branch: str = "S3", terms: Terms | None = None, *goals: str) -> Fix:
    scenario, run = _story(branch)
    return fix(scenario, run, goal_of(scenario, run, goals), terms)


@pytest.fixture(scope="module")
def found() -> Fix:
    """The search for the seed story's own goal."""
    return _fixed()


def test_the_cure_is_the_value_on_the_hub_and_a_new_logon_there(found: Fix) -> None:
    """The session that holds the wrong key has to be told the salt; nothing cheaper does it."""
    assert found.best is not None
    assert found.best.kinds == (Kind.REGISTRY, Kind.RENEW_TGT)
    assert all("HUB-1" in r.sentence for r in found.best.remedies)
    assert found.exhaustive
    assert found.sequences > 10


def test_a_restart_of_the_hub_is_the_robust_runner_up(found: Fix) -> None:
    """A restart works whenever LSA reads the value; a new logon only if it reads it live."""
    restart = next(p for p in found.plans if p.kinds == (Kind.REGISTRY, Kind.REBOOT))
    assert not restart.fails_under
    assert found.best is not None
    assert [a.value for a in found.best.fails_under] == ["boot"]


def test_every_plan_was_replayed_under_two_seeds(found: Fix) -> None:
    """A plan is a proof: real messages, accepted in the end, under other keys as well."""
    for plan in (*found.plans, *found.refused):
        assert len({p.seed for p in plan.proofs}) == 2
        for proof in plan.proofs:
            assert proof.attempts
            assert all(r.outcome in (Outcome.ACCEPTED, Outcome.ISSUED) for r in proof.attempts)
            assert all(c.request for r in proof.attempts for c in r.calls)


def test_local_system_works_and_is_refused(found: Fix) -> None:
    """A service with the machine's rights is a risk, and is said to be one."""
    refused = [p for p in found.refused if Risk.PRIVILEGE in p.refused]
    assert [p.remedies[0].sentence for p in refused] == ["let MSExchangeTransport on HUB-1 run as LocalSystem"]
    assert all(not p.refused for p in found.plans)


def test_rc4_for_the_hub_works_and_is_refused(found: Fix) -> None:
    """A weaker key is a risk too."""
    assert any(p.refused == (Risk.WEAKER,) for p in found.refused)


def test_what_people_tried_is_no_plan_and_why(found: Fix) -> None:
    """Purging, the TLS hotfix, and removal on the Mailbox server: each alone leaves error 41."""
    ends = {e.remedy.sentence: e for e in found.dead_ends}
    purge = ends["purge the tickets of LocalSystem (0x3e7) on SERVER-1"]
    removal = ends["remove DefaultEncryptionType (now 23) on SERVER-1"]
    hotfix = ends["install KB948963 on DC-2003"]
    assert "rc4-preauthentication-never-tells-salt" in dead_end_of(found.run, purge)
    assert "KRB_AP_ERR_MODIFIED (41)" in dead_end_of(found.run, removal)
    assert "no part of Kerberos" in dead_end_of(found.run, hotfix)
    assert not hotfix.changes


def test_the_order_is_part_of_the_plan(found: Fix) -> None:
    """A new logon before the removal is again one with RC4."""
    assert found.best is not None
    assert [o.breaks for o in found.best.order] == ["the goal is not reached"]


def test_the_cause_names_rule_and_salt(found: Fix) -> None:
    """The state of things is told before any remedy."""
    (told,) = (cause_of(found.run, miss) for miss in found.misses)
    assert told.startswith("HUB-1/MSExchangeTransport answers KRB_AP_ERR_MODIFIED (41)")
    assert 'its AES256 (18) key is made with the salt ""' in told
    assert told.endswith("(rc4-preauthentication-never-tells-salt)")


def test_a_cured_branch_needs_nothing() -> None:
    """Where everything works, nothing is proposed."""
    told = _fixed("S9")
    assert not told.needed
    assert told.plans == ()


def test_an_allowed_risk_is_proposed_like_any_other() -> None:
    """Who allows the privilege gets the one-step plan, if nothing cheaper is left."""
    terms = Terms(allow=frozenset({"privilege"}), forbid=frozenset({"registry", "etypes"}))
    best = _fixed("S3", terms).best
    assert best is not None
    assert best.kinds == (Kind.SERVICE_ACCOUNT,)


def test_without_the_value_there_is_no_plan() -> None:
    """When every remedy that helps is forbidden, the search says so and tells why."""
    forbid = frozenset({"registry", "etypes", "service-account", "retire-dc"})
    told = _fixed("S3", Terms(forbid=forbid, max_cost=6))
    assert told.best is None
    assert told.needed
    assert told.dead_ends


def test_keep_working_does_not_change_the_cure() -> None:
    """The cure breaks nothing on its way, and the proof holds every pair to that."""
    best = _fixed("S3", Terms(keep_working=True)).best
    assert best is not None
    assert best.kinds == (Kind.REGISTRY, Kind.RENEW_TGT)
    assert all(r.outcome in (Outcome.ACCEPTED, Outcome.ISSUED) for p in best.proofs for r in p.kept)
    assert best.proofs[0].kept


@pytest.mark.parametrize(
    "goal",
    [
        "LocalSystem@SERVER-1 reaches HUB-1/MSExchangeTransport via DC-2008",
        '"Alice to Bob" is delivered',
        "0x3e7@SERVER-1 reaches HUB-1/MSExchangeTransport and no DES tickets",
    ],
)
def test_goals_in_words_find_the_same_cure(goal: str) -> None:
    """A goal can be written; its sentence reads back as the same goal."""
    scenario, run = _story()
    told = _fixed("S3", Terms(runners_up=0), goal)
    assert told.best is not None
    assert told.best.kinds == (Kind.REGISTRY, Kind.RENEW_TGT)
    again = goal_of(scenario, run, (told.goal.sentence,))
    assert again.sentence == told.goal.sentence


def test_a_goal_that_cannot_be_read_says_how_goals_are_written() -> None:
    """The error lists the forms."""
    scenario, run = _story()
    with pytest.raises(WorldError, match="reaches HOST/SERVICE"):
        goal_of(scenario, run, ("make it work",))


def test_silence_is_not_bought_by_breaking_things() -> None:
    """A goal that only forbids keeps what works working, asked or not."""
    scenario, run = _story("S1")
    told = fix(scenario, run, goal_of(scenario, run, ("no RC4 tickets",)), replace(Terms(), max_cost=8, states=40))
    assert told.terms.keep_working
