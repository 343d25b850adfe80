"""The whole answer to a puzzle of locks and keys: plans, runners-up, what is refused, rejected, and in the way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kdcsim.study.goal import All, Goal, read_goal
from kdcsim.study.plan import Fix, Plan, Terms, fix
from kdcsim.study.plan.fix import cheaper_sequences
from kdcsim.study.plan.prover import Prover
from kdcsim.study.plan.search import Search
from kdcsim.study.remedy import Kind, Remedy, Risk
from kdcsim.study.run import BranchRun
from kdcsim.world.action import (
    Boot,
    InstallCumulativeUpdate,
    LogOn,
    PurgeTickets,
    RebootDc,
    RestartKdc,
    SetServiceAccount,
    StartService,
    StopService,
    user_luid,
)
from kdcsim.world.record import Outcome
from kdcsim.world.state import World
from tests.study.plan.test_puzzles import barred, barring, keys_of, lay

DORA, EVE = "dora@PC gets a ticket for HTTP/prt", "eve@PC gets a ticket for HTTP/prt"
REVOKED = "DC1 answers KDC_ERR_CLIENT_REVOKED (18), once the tickets in caches have run out"
LOGON = "eve@PC logs on via DC1: broken"
"""A TGT is good for 20 minutes after its account was barred, but none is given any more."""
QUICK = Terms(runners_up=0)
GUARDED = replace(QUICK, keep_working=True)


def wanted(*goals: str) -> Goal | All:
    """Goals in words."""
    _, run, dora = barred()
    return read_goal(" and ".join(goals), run) if goals else dora


def solved(patch: pytest.MonkeyPatch, puzzle: str, terms: Terms = QUICK, *goals: str, bars: str = "") -> Fix:
    """What comes of a puzzle; ``bars`` stand besides. No reading matters to it, so none is played."""
    scenario, run, _ = barred()
    lay(patch, keys_of(puzzle))
    patch.setattr("kdcsim.study.plan.prover.readings", lambda run, seed: ())
    return fix(scenario, ending(run, barring(run.end, bars)), wanted(*goals), terms)


def ending(run: BranchRun, world: World) -> BranchRun:
    """A branch that ends in another world."""
    return replace(run, own=(*run.own[:-1], replace(run.own[-1], after=world)))


def _words(remedies: tuple[Remedy, ...]) -> str:
    return " ".join(remedy.sentence for remedy in remedies)


@pytest.mark.parametrize(
    ("runners_up", "plans"),
    [
        (0, ["3-b 4-a-c"]),
        (1, ["3-b 4-a-c", "8-a-b-c"]),
        (2, ["3-b 4-a-c", "8-a-b-c", "3-b 6-a-c+w"]),
        (9, ["3-b 4-a-c", "8-a-b-c", "3-b 6-a-c+w"]),
    ],
)
def test_so_many_runners_up_as_are_asked_for(
    runners_up: int, plans: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cheapest first; what the search went through to be sure is counted."""
    told = solved(monkeypatch, "3-b 4-a-c 6-a-c+w 8-a-b-c", Terms(runners_up=runners_up))
    assert [_words(plan.remedies) for plan in told.plans] == plans
    assert told.best is told.plans[0]
    assert (told.offered, told.states, told.sequences) == (4, 5, 3)
    assert (told.exhaustive, told.capped) == (True, False)
    assert [_words((end.remedy,)) for end in told.dead_ends] == ["3-b", "4-a-c", "6-a-c+w"]
    assert told.effect is not None
    assert not (told.refused or told.rejected or told.obstacles)


def test_a_plan_is_proved_under_the_seed_of_the_story_and_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other keys, other bytes, and the same comes of it: a record for each action, one for each ticket asked for."""
    best = solved(monkeypatch, "3-b 4-a-c").best
    assert best is not None
    own, other = best.proofs
    seed = barred()[1].start.seed
    assert (own.seed, other.seed) == (seed, seed + 1)
    for proof in best.proofs:
        assert [record.label for record in proof.actions] == ["fix 1.1", "fix 2.1", "fix 2.2"]
        assert [record.outcome for record in proof.attempts] == [Outcome.ISSUED, Outcome.ISSUED]
        assert proof.kept == ()
        assert proof.replays == 5
    assert own.attempts[0].exchanges != other.attempts[0].exchanges


def test_a_plan_that_fails_under_one_of_the_seeds_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever of them it is, and whatever decisions say."""
    scenario, run, goal = barred()
    lay(monkeypatch, keys_of("8-a-b-c 2-a"))
    search = Search(start=run.end, goal=goal, terms=QUICK)
    node = next(search.solutions(lambda _: True))
    for spoilt in ("own", "other", "none"):
        prover = Prover(scenario, run, goal, search)
        assert prover.other.seed == prover.seed + 1 == run.start.seed + 1
        if spoilt == "own":
            prover.run = ending(run, barring(run.end, "x"))
        elif spoilt == "other":
            prover.other = barring(prover.other, "x")
        assert (prover.plan(node, QUICK) is None) == (spoilt != "none")


@pytest.mark.parametrize(
    ("shown", "refused"), [(0, ["2-a? 3-b-c"]), (1, ["2-a? 3-b-c", "3-b-c 4-a?"]), (2, ["2-a? 3-b-c", "3-b-c 4-a?"])]
)
def test_a_remedy_that_is_refused_is_shown_once(
    shown: int, refused: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the cheapest plan that it is part of, beside the plan that is proposed."""
    told = solved(monkeypatch, "2-a? 3-b-c 4-b-c 4-a? 8-a-b-c", replace(QUICK, runners_up=shown))
    assert [_words(plan.remedies) for plan in told.plans] == ["8-a-b-c"]
    assert [_words(plan.remedies) for plan in told.refused] == refused
    assert {plan.refused for plan in told.refused} == {(Risk.WEAKER,)}
    allowed = solved(monkeypatch, "2-a? 3-b-c 4-b-c 4-a? 8-a-b-c", replace(QUICK, allow=frozenset({"weaker"})))
    assert allowed.best is not None
    assert _words(allowed.best.remedies) == "2-a? 3-b-c"
    assert (allowed.refused, allowed.best.refused) == ((), ())


@pytest.mark.parametrize(
    ("puzzle", "terms", "best", "rejected"),
    [
        (
            "2-a-b-c+w 3-a-b-c+w 4-a-b-c+w 5-a-b-c+w 8-a-b-c",
            GUARDED,
            "8-a-b-c",
            ["2-a-b-c+w", "3-a-b-c+w", "4-a-b-c+w"],
        ),
        ("2-a-b-c+w 3-a-b-c+w? 5-a-b-c 8-a-b-c+w", GUARDED, "5-a-b-c", ["2-a-b-c+w"]),
        ("2-a-b-c+w 5-a-b-c 8-a-b-c+w", GUARDED, "5-a-b-c", ["2-a-b-c+w"]),
        ("2-a-b-c+w 3-a-b-c+w 4-a-b-c+w", GUARDED, None, ["2-a-b-c+w", "3-a-b-c+w", "4-a-b-c+w"]),
        ("2-a-b-c+w 3-a-b-c+w 4-a-b-c+w", replace(GUARDED, max_cost=3), None, ["2-a-b-c+w", "3-a-b-c+w"]),
        ("2-a-b-c+w 5-a-b-c", replace(GUARDED, states=1), "5-a-b-c", ["2-a-b-c+w"]),
        ("2-a-b-c+w 5-a-b-c", QUICK, "2-a-b-c+w", []),
    ],
)
def test_what_would_break_somebody_is_rejected_by_name(
    puzzle: str, terms: Terms, best: str | None, rejected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what is no dearer than the plan, and only if somebody has to go on working."""
    told = solved(monkeypatch, puzzle, terms)
    assert (told.best and _words(told.best.remedies)) == best
    assert [_words(one.remedies) for one in told.rejected] == rejected
    for one in told.rejected:
        assert one.breaks == f"{LOGON}, by '{_words(one.remedies)}'"
        assert one.cost == one.remedies[0].cost
    assert told.capped == (terms.max_cost is not None)
    if terms.keep_working and told.best is not None:
        for proof in told.best.proofs:
            assert len(proof.kept) % 3 == 0
            assert {record.outcome for record in proof.kept} == {Outcome.ISSUED}


@pytest.mark.parametrize(
    ("puzzle", "every_moment", "best"),
    [
        ("1-a+w-w 2-b-c", True, None),
        ("1-a+w-w 2-b-c", False, ["kept 1.2", "kept 2.3"]),
        ("2-a-b 2-c", True, ["kept 1.1", "kept 1.2", "kept 2.1"]),
    ],
)
def test_nobody_is_broken_for_a_moment_unless_that_is_allowed(
    puzzle: str, every_moment: bool, best: list[str] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the actions of one remedy as well as after it; the proof looks where the search has looked."""
    told = solved(monkeypatch, puzzle, replace(GUARDED, every_moment=every_moment))
    assert (told.best is None) == (best is None)
    words = f"{LOGON}, by '1-a+w-w'"
    assert [one.breaks for one in told.rejected] == ([] if best else [words])
    assert [(_words(one.remedies), one.loses) for one in told.obstacles] == ([] if best else [(puzzle, words)])
    if told.best is not None:
        proof = told.best.proofs[0]
        assert list(dict.fromkeys(record.label for record in proof.kept)) == best
        assert proof.replays == len(proof.actions) + len(proof.attempts) + len(proof.kept)


@pytest.mark.parametrize(
    ("puzzle", "remedies", "loses"),
    [
        ("2-a", "", ""),
        ("2-a-b-c+w", "2-a-b-c+w", f"{EVE}: {REVOKED}"),
        ("2-a-b-c+w? 3-a-b-c+w", "3-a-b-c+w", f"{EVE}: {REVOKED}"),
        ("2-a-b-c+w?", "2-a-b-c+w?", f"{EVE}: {REVOKED}"),
    ],
)
def test_a_part_of_the_goal_that_is_missed_is_looked_at_by_itself(
    puzzle: str, remedies: str, loses: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What reaches it alone, without a risk if that is possible, and what is lost by that; eve's part is not missed."""
    told = solved(monkeypatch, puzzle, QUICK, DORA, EVE)
    assert told.best is None
    assert [(one.goal, _words(one.remedies), one.loses) for one in told.obstacles] == [(DORA, remedies, loses)]
    assert [miss.goal for miss in told.obstacles[0].misses] == [DORA]
    alone = solved(monkeypatch, puzzle, GUARDED)
    broken = f"{LOGON}, by '{remedies}'" if remedies else ""
    assert [(one.goal, _words(one.remedies), one.loses) for one in alone.obstacles] == [(DORA, remedies, broken)]


def test_each_part_that_is_missed_has_its_own_misses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two parts in the way, each with what reaches it."""
    told = solved(monkeypatch, "2-a 3-b", QUICK, DORA, f"{DORA} via DC1")
    assert [(one.goal, [miss.goal for miss in one.misses]) for one in told.obstacles] == [
        (DORA, [DORA]),
        (f"{DORA} via DC1", [f"{DORA} via DC1"]),
    ]


@pytest.mark.parametrize(
    ("puzzle", "states", "best", "refused", "sequences"),
    [
        ("2-a-b-c? 3-a 4-b 5-c", 1, "3-a 4-b 5-c", ["2-a-b-c?"], 34),
        ("3-a 4-b 5-c", 4, "3-a 4-b 5-c", [], 9),
        ("2-a-b? 3-c", 1, None, ["2-a-b? 3-c"], 4),
        ("2-a? 3-b 4-c", 1, None, ["2-a? 3-b 4-c"], 15),
        ("1+x 1+y 1+z 5-a-b 5-c", 1, "5-a-b 5-c", [], 85),
        ("1+x 1+y 1+z 5-a 5-b 5-c", 1, None, [], 156),
    ],
)
def test_a_plan_out_of_reach_of_the_effort_is_looked_for_in_other_ways(
    puzzle: str, states: int, best: str | None, refused: list[str], sequences: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By what leaves the fewest misses, risks last; then among all pairs. None of them is said to be the cheapest."""
    told = solved(monkeypatch, puzzle, replace(QUICK, states=states))
    assert (told.best and _words(told.best.remedies)) == best
    assert [_words(plan.remedies) for plan in told.refused] == refused
    assert told.sequences == sequences
    assert not told.exhaustive


def test_whatever_throws_tickets_away_counts_as_late(monkeypatch: pytest.MonkeyPatch) -> None:
    """A purge, a new logon, and to wait until tickets have run out: only where the others stand matters."""
    scenario, run, goal = barred()
    lay(monkeypatch, keys_of("1-a R-b W-c 3-a"))
    prover = Prover(scenario, run, goal, Search(start=run.end, goal=goal, terms=QUICK))
    assert prover._lateness((0, 1, 2, 3)) == (3, (0, 1, 2, 3))
    assert prover._lateness((3, 0, 1, 2)) == (0, (3, 0, 1, 2))


def test_what_no_replay_proves_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither proposed nor refused, whatever decisions say."""
    monkeypatch.setattr(Prover, "plan", lambda prover, node, terms: None)
    told = solved(monkeypatch, "2-a-b-c? 3-a-b-c")
    assert told.plans == told.refused == ()
    assert [(_words(one.remedies), one.loses) for one in told.obstacles] == [("3-a-b-c", "")]


def test_a_plan_names_what_answers_nobody_for_a_while() -> None:
    """A service, a computer or a KDC that restarts, each once; its price is that of all its remedies."""
    first, then = (key.remedy for key in keys_of("2-a 3-b"))
    stop, start = StopService(host="WEB", service="web"), StartService(host="WEB", service="web")
    account = SetServiceAccount(host="WEB", service="app", account="svc")
    more = (
        Boot(host="PC"),
        RebootDc(dc="DC1"),
        RestartKdc(dc="DC2"),
        InstallCumulativeUpdate(dc="DC3", update="2026-04"),
    )
    remedies = (replace(first, actions=(*first.actions, stop, start, account)), replace(then, actions=(*more, stop)))
    plan = Plan(remedies=remedies, proofs=())
    assert plan.windows == ("web on WEB", "app on WEB", "PC", "DC1", "the KDC on DC2", "the KDC on DC3")
    assert (plan.cost, plan.kinds) == (5, (Kind.REGISTRY, Kind.CLOCK))
    assert plan.survives_retries


@pytest.mark.parametrize(
    ("puzzle", "order"),
    [
        ("1-a 2-b 3-c", "2-b 3-c 1-a"),
        ("1-a R-b 3-c", "3-c 1-a R-b"),
        ("W-a 2-b-c", "2-b-c W-a"),
        ("2-a 1-b-c", "2-a 1-b-c"),
        ("1-a 2-b 3-c 5-w", "2-b 3-c 1-a"),
    ],
)
def test_what_throws_tickets_away_comes_last(puzzle: str, order: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of orders that cost the same, as far as there is a choice."""
    best = solved(monkeypatch, puzzle).best
    assert best is not None
    assert _words(best.remedies) == order
    assert best.survives_retries
    assert best.order == ()


@pytest.mark.parametrize(
    ("puzzle", "bars", "order", "noted"),
    [
        ("1-a+b 2-b 2-c 3-w", "w", "2-c 3-w 1-a+b 2-b", 1),
        ("1-a+b 2-b 2-c 3-w 3-x", "wx", "1-a+b 2-b 2-c 3-w 3-x", 1),
        ("1-a+b 2-b 2-c 3-w 3-x 4-v", "wxv", "1-a+b 2-b 2-c 3-w 3-x 4-v", 0),
    ],
)
def test_a_long_plan_stays_as_it_was_found(
    puzzle: str, bars: str, order: str, noted: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Up to four remedies are put into the best order; of up to five it is told which may not change places."""
    best = solved(monkeypatch, puzzle, QUICK, DORA, EVE, bars=bars).best
    assert best is not None
    assert _words(best.remedies) == order
    needed = ("1-a+b", "2-b", "the goal is not reached")
    assert [(o.first.sentence, o.then.sentence, o.breaks) for o in best.order] == [needed] * noted


def test_the_order_is_told_where_it_matters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neighbours that may not change places, with what would come of it; a key may need another turned before."""
    told = solved(monkeypatch, "2-a-b+c 3-c").best
    assert told is not None
    assert [(o.first.sentence, o.then.sentence, o.breaks) for o in told.order] == [
        ("2-a-b+c", "3-c", "the goal is not reached")
    ]
    first, then, last = (key.remedy for key in keys_of("2-a 3-b 5-c"))
    guest = LogOn(host="PC", user="svc", password="Print-1")
    purge = PurgeTickets(host="PC", session=user_luid("PC", "svc"))
    offered = (replace(first, actions=(*first.actions, guest)), replace(then, actions=(*then.actions, purge)), last)
    scenario, run, goal = barred()
    monkeypatch.setattr("kdcsim.study.plan.search.remedies", lambda world, attempts: offered)
    best = fix(scenario, run, goal, QUICK).best
    assert best is not None
    assert [(o.first.sentence, o.then.sentence, o.breaks) for o in best.order] == [("2-a", "3-b", "it cannot be done")]


@pytest.mark.parametrize(
    ("costs", "below", "count"),
    [
        ([1, 1, 1, 1], None, 4 + 12 + 24),
        ([1, 2], None, 4),
        ([1, 2, 2, 3], 4, 8),
        ([1, 1, 1], 3, 3 + 6),
        ([5], 5, 0),
        ([], None, 0),
    ],
)
def test_cheaper_sequences_are_counted_in_every_order(costs: list[int], below: int | None, count: int) -> None:
    """Where there is no plan to compare with, all of up to three remedies."""
    assert cheaper_sequences(costs, below) == count


@pytest.mark.parametrize(
    ("goals", "terms", "keep", "every"),
    [
        ((EVE,), QUICK, False, True),
        (("no DES tickets",), QUICK, True, False),
        ((EVE, "no DES tickets"), QUICK, True, False),
        (("no DES tickets",), GUARDED, True, True),
    ],
)
def test_what_only_forbids_is_not_bought_by_breaking_things(
    goals: tuple[str, ...], terms: Terms, keep: bool, every: bool
) -> None:
    """With such a goal what works has to go on working after each remedy, or as strictly as is asked for."""
    scenario, run, _ = barred()
    told = fix(scenario, run, wanted(*goals), terms)
    assert not told.needed
    assert told.best is None
    assert (told.terms.keep_working, told.terms.every_moment) == (keep, every)
    assert (told.offered, told.states, told.sequences, told.exhaustive, told.capped) == (0, 0, 0, True, False)


def test_a_search_has_terms_of_its_own() -> None:
    """Nothing is guarded, allowed or forbidden, and three runners-up are shown."""
    scenario, run, _ = barred()
    told = fix(scenario, run, wanted(EVE))
    assert told.terms == Terms(keep_working=False, every_moment=True, max_cost=None, states=400, runners_up=3)


def test_a_risk_or_a_kind_is_allowed_or_forbidden_by_its_name() -> None:
    """A remedy of an allowed kind is allowed with its risks; a forbidden risk forbids whatever has it."""
    plain, risky = (key.remedy for key in keys_of("2-a 2-a?"))
    assert str(plain) == plain.sentence
    both = replace(risky, risks=(Risk.OUTAGE, Risk.WEAKER))
    for terms, permitted in (
        (Terms(), (True, True, True)),
        (Terms(forbid=frozenset({"registry"})), (False, False, False)),
        (Terms(forbid=frozenset({"weaker"})), (True, False, False)),
        (Terms(forbid=frozenset({"outage"})), (True, True, False)),
        (Terms(forbid=frozenset({"clock"})), (True, True, True)),
    ):
        assert tuple(terms.permits(one) for one in (plain, risky, both)) == permitted
    for terms, refused in (
        (Terms(), (Risk.WEAKER,)),
        (Terms(allow=frozenset({"weaker"})), ()),
        (Terms(allow=frozenset({"registry"})), ()),
        (Terms(allow=frozenset({"outage", "clock"})), (Risk.WEAKER,)),
    ):
        assert terms.refused((plain, both)) == refused
        assert terms.refused((plain,)) == ()
