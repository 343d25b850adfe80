"""Small worlds in which a search is easily wrong: warm caches, retries, goals against each other, levels that rise."""

from __future__ import annotations

import pytest

from kdcsim.errors import WorldError
from kdcsim.scenario.load import load_file
from kdcsim.study.goal import goal_of, misses
from kdcsim.study.plan import Fix, Terms, causes, fix
from kdcsim.study.plan.proof import replay
from kdcsim.study.remedy import Kind
from kdcsim.study.run import play
from tests.study.plan.test_replication import found


def mended(name: str, branch: str, terms: Terms, *goals: str) -> Fix:
    """The search for a branch of a story of the library."""
    scenario = load_file(name)
    run = play(scenario).branch(branch)
    assert run is not None
    return fix(scenario, run, goal_of(scenario, run, goals), terms)


def test_a_warm_cache_is_no_plan() -> None:
    """A TGT of the other DC would do until it ends; the printer is not cured by it."""
    told = found("printer-and-two-dcs", Terms(runners_up=0, states=40))
    kinds = [p.kinds for p in told.plans]
    assert (Kind.RENEW_TGT,) not in kinds
    assert (Kind.PURGE,) not in kinds


def test_who_works_by_a_ticket_in_a_cache_is_watched_with_fresh_ones() -> None:
    """AES alone would leave the scanner its ticket, and refuse it the next one."""
    best = found("two-who-want-one-service", Terms(runners_up=0, keep_working=True)).best
    assert best is not None
    assert "AES alone" not in best.remedies[0].sentence


def test_a_purge_comes_last_and_a_retry_does_not_spoil_it() -> None:
    """Whoever tries again between the steps caches the bad ticket again."""
    best = found("password-at-one-dc", Terms(runners_up=0)).best
    assert best is not None
    assert best.survives_retries
    assert "a client that tries again in between" in best.order[0].breaks
    told = found("password-at-one-dc", Terms(runners_up=0))
    used = tuple(reversed(best.remedies))
    assert replay(told.run.end, 7, used, told.goal).holds
    assert not replay(told.run.end, 7, used, told.goal, retrying=True).holds


def test_a_plan_that_breaks_somebody_between_its_actions_is_rejected_by_name() -> None:
    """The password is set before the first server is told: for that moment WEB-1 is broken."""
    only = frozenset(kind.value for kind in Kind if kind not in (Kind.PURGE, Kind.PASSWORD))
    told = found("one-account-on-two-hosts", Terms(keep_working=True, forbid=only))
    assert all(Kind.PASSWORD not in p.kinds for p in told.plans)
    assert any(Kind.PASSWORD in [r.kind for r in x.remedies] and "WEB-1/app" in x.breaks for x in told.rejected)


def test_goals_against_each_other_are_told() -> None:
    """What ends RC4 ends the robot, which has nothing else."""
    told = found("no-cure", Terms(states=30))
    assert told.best is None
    (obstacle,) = told.obstacles
    assert obstacle.goal == "no RC4 anywhere"
    assert obstacle.remedies
    assert "robot@CELL-1 reaches PLC-1/opc" in obstacle.loses


def test_a_cause_is_told_once_and_names_who() -> None:
    """Four attempts come to the same: one line."""
    told = found("no-cure", Terms(states=5, runners_up=0))
    lines = causes(told.run, told.misses)
    assert len({cause for cause, _ in lines}) == len(lines)
    assert any("robot@CELL-1" in who for _, whose in lines for who in whose)


def test_what_can_be_done_is_asked_in_every_state() -> None:
    """The level rises only when the old DC has gone; then krbtgt has AES keys."""
    told = found("old-level", Terms(runners_up=0, states=30, allow=frozenset({"irreversible"})), "no RC4 tickets")
    assert told.best is not None
    assert set(told.best.kinds) >= {Kind.RETIRE_DC, Kind.RAISE_LEVEL}


def test_a_far_plan_is_found_and_said_not_to_be_proved_the_cheapest() -> None:
    """Both values and the old DC: cheapest first never comes that far, what removes misses does."""
    terms = Terms(runners_up=0, states=20, allow=frozenset({"irreversible"}))
    told = mended("exchange-2007", "S1", terms, "no RC4 pre-authentication")
    assert told.best is not None
    assert told.best.cost == 64
    assert not told.exhaustive


def test_silence_of_a_machine_that_is_gone_is_silence() -> None:
    """An event of a retired DC is no error of the search."""
    told = mended("exchange-2007", "S9", Terms(runners_up=0, states=10), "no event 675 on DC-2003")
    assert told.needed
    assert told.plans or told.obstacles


@pytest.mark.parametrize("branch", ["S0", "S10"])
def test_what_a_story_itself_logs_is_not_silent(branch: str) -> None:
    """Event 27 takes a ticket of the other DC in the cache: the story's own steps put it there."""
    scenario = load_file("exchange-2007")
    run = play(scenario).branch(branch)
    assert run is not None
    assert misses(goal_of(scenario, run, ("no event 27 on DC-2003",)), run.end)


def test_a_tgt_is_a_ticket() -> None:
    """No RC4 tickets means no RC4 TGTs either."""
    scenario = load_file("exchange-2007")
    run = play(scenario).branch("S9")
    assert run is not None
    left = misses(goal_of(scenario, run, ("no RC4 tickets",)), run.end)
    assert any("krbtgt/" in m.sentence for m in left)


def test_an_unknown_session_is_an_error_that_lists_the_known_ones() -> None:
    """Nobody's LUID is made up."""
    scenario = load_file("exchange-2007")
    run = play(scenario).branches[0]
    with pytest.raises(WorldError, match="no session 'bob'; there are: LocalSystem"):
        goal_of(scenario, run, ("bob@SERVER-1 reaches HUB-1/MSExchangeTransport",))


def test_the_plan_says_what_else_it_changes() -> None:
    """The price of the seed story's cure: the 2003 DC logs 675 again."""
    told = mended("exchange-2007", "S3", Terms(runners_up=0))
    assert told.effect is not None
    assert (("DC", 675),) in [c.after.noise for c in told.effect.changes]
