"""Orders: what a client spoils by trying again, what breaks somebody on the way, and proofs that look at both."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kdcsim.ad.host.session import NETWORK_SERVICE
from kdcsim.scenario.load import load
from kdcsim.scenario.model import Scenario
from kdcsim.study.decide import pairs_of
from kdcsim.study.goal import All, Caches, Goal, Tickets, goal_of, read_goal
from kdcsim.study.plan import Fix, Terms, fix
from kdcsim.study.plan.greedy import greedy
from kdcsim.study.plan.proof import replay
from kdcsim.study.plan.prover import Prover
from kdcsim.study.plan.search import Search
from kdcsim.study.plan.watch import Watch
from kdcsim.study.remedy import Kind, Remedy
from kdcsim.study.run import BranchRun, play
from kdcsim.world.action import (
    Action,
    Authenticate,
    Connect,
    DemoteDc,
    HashOnlyReset,
    InstallCumulativeUpdate,
    PromoteDc,
    PurgeTickets,
    Replicate,
    RequestTicket,
    RestartKdc,
    SetFlag,
    SetRegistry,
    SetSupportedEtypes,
    StartService,
    StopService,
    user_luid,
)
from kdcsim.world.advance import advance
from kdcsim.world.record import Outcome, Record
from kdcsim.world.state import World
from tests.study.plan.test_replication import story
from tests.study.remedy.estates import MERGER, POLICY

QUICK = Terms(runners_up=0)
REPLICAS = """\
kdcsim: 1
title: dora may log on again at DC2, where eve may not
start: 2024-01-08T08:00:00Z
domains:
  corp.test:
    functional_level: 2016
    dcs: {DC1: {os: 2019, update: 2022-11}, DC2: {os: 2019, update: 2022-11}}
    accounts:
      dora: {password: Winter-24-x}
      eve: {password: Summer-24-x}
      svc: {password: Print-1, spns: [HTTP/prt]}
hosts:
  PC: {os: 11, domain: corp.test, dc: DC1}
steps:
  - boot: PC
  - log_on: {on: PC, user: dora, password: Winter-24-x}
  - log_on: {on: PC, user: eve, password: Summer-24-x}
  - purge_tickets: {on: PC, session: dora}
  - set_flag: {account: dora, flag: disabled}
  - replicate: corp.test
  - set_flag: {account: dora, flag: disabled, value: false, via: DC2}
  - set_flag: {account: eve, flag: disabled, via: DC2}
goals: [dora@PC gets a ticket for HTTP/prt via DC1]
"""
PRINTER = """\
kdcsim: 1
title: dora is barred, and others print
start: 2024-01-08T08:00:00Z
domains:
  corp.test:
    functional_level: 2016
    dcs: {DC1: {os: 2019, update: 2022-11}}
    accounts:
      dora: {password: Winter-24-x}
      svc: {password: Print-1, spns: [HTTP/prt]}
hosts:
  PRT: {os: 2019, domain: corp.test, services: {prt: svc}}
steps:
  - boot: PRT
  - log_on: {on: PRT, user: dora, password: Winter-24-x}
  - purge_tickets: {on: PRT, session: dora}
  - set_flag: {account: dora, flag: disabled}
  - connect: {from: PRT, as: NetworkService, to: PRT/prt, spn: HTTP/prt}
goals: [dora@PRT gets a ticket for HTTP/prt]
"""


def made(kind: Kind, sentence: str, *actions: Action) -> Remedy:
    """A remedy made for the purpose."""
    return Remedy(kind=kind, subject="", sentence=sentence, actions=actions, commands=())


def ran(text: str) -> tuple[Scenario, BranchRun, Goal | All]:
    """A story, how its first branch ended, and what it wants."""
    scenario = load(text, "orders.yaml") if "\n" in text else story(text)
    run = play(scenario).branches[0]
    return scenario, run, goal_of(scenario, run, ())


def solved(patch: pytest.MonkeyPatch, text: str, terms: Terms, *offered: Remedy) -> Fix:
    """What comes of a story when these remedies are offered."""
    patch.setattr("kdcsim.study.plan.search.remedies", lambda world, attempts: offered)
    scenario, run, goal = ran(text)
    return fix(scenario, run, goal, terms)


STOP, START = StopService(host="PRT", service="prt"), StartService(host="PRT", service="prt")
BACK = SetFlag(account="dora", flag="disabled", value=False, dc="DC1")
EVE = Authenticate(host="PC", session=user_luid("PC", "eve"), dc="DC1")
ENABLE = Remedy(
    kind=Kind.PURGE,
    subject="",
    sentence="enable eve",
    actions=(SetFlag(account="eve", flag="disabled", value=False, dc="DC2"),),
    commands=(),
)
REPLICATED = Remedy(
    kind=Kind.CLOCK, subject="", sentence="replicate", actions=(Replicate(domain="corp.test"),), commands=()
)
RC4_ALONE = HashOnlyReset(account="svc", password="Print-1", dc="DC1")
JULY = InstallCumulativeUpdate(dc="DC1", update="2026-07")
ASSUME_RC4 = SetRegistry(machine="DC1", name="DefaultDomainSupportedEncTypes", value=0x4)
WEAK, STRONG = SetSupportedEtypes(account="svc", value=0x3), SetSupportedEtypes(account="svc", value=None)
REPLICATE = Replicate(domain="corp.example")
PURGE = PurgeTickets(host="PC-1", session=user_luid("PC-1", "alice"))


def test_an_order_that_a_client_does_not_spoil_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both reach the goal; a purge before the replication is spoilt by whoever tries in between."""
    purge, replicate = made(Kind.CLOCK, "purge", PURGE), made(Kind.PURGE, "replicate", REPLICATE)
    best = solved(monkeypatch, "password-at-one-dc", QUICK, purge, replicate).best
    assert best is not None
    assert best.remedies == (replicate, purge)
    assert best.survives_retries
    spoilt = "a client that tries again in between caches the bad ticket again"
    assert [(o.first, o.then, o.breaks) for o in best.order] == [(replicate, purge, spoilt)]


def test_a_plan_that_clients_always_spoil_is_said_to_be_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the purge is part of one remedy, and comes too early in it."""
    told = solved(monkeypatch, "password-at-one-dc", QUICK, made(Kind.CLOCK, "both", PURGE, REPLICATE)).best
    assert told is not None
    assert not told.survives_retries
    assert told.order == ()


def test_an_order_that_breaks_nobody_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replication brings dora back and bars eve at DC1, unless she is let in again before."""
    scenario, run, goal = ran(REPLICAS)
    search = _replicated(monkeypatch)
    node = next(search.solutions(lambda _: True))
    assert search.used(node) == (ENABLE, REPLICATED)
    plan = Prover(scenario, run, goal, search).plan(node, QUICK)
    assert plan is not None
    assert plan.remedies == (ENABLE, REPLICATED)
    breaks = "eve@PC logs on via DC1: broken, by 'replicate'"
    assert [(o.first, o.then, o.breaks) for o in plan.order] == [(ENABLE, REPLICATED, breaks)]


def _replicated(patch: pytest.MonkeyPatch) -> Search:
    """A search that watches eve's logon alone."""
    patch.setattr("kdcsim.study.plan.search.remedies", lambda world, attempts: (ENABLE, REPLICATED))
    patch.setattr("kdcsim.study.plan.prover.readings", lambda run, seed: ())
    _, run, goal = ran(REPLICAS)
    search = Search(start=run.end, goal=goal, terms=QUICK)
    search.watch = Watch(held=(EVE,), fresh=(EVE,))
    return search


def test_what_keeps_a_plan_from_breaking_somebody_is_not_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    """The goal is reached without it, and eve is barred on the way."""
    search = _replicated(monkeypatch)
    node = greedy(search)
    assert node is not None
    assert search.used(node) == (ENABLE, REPLICATED)


def test_a_dc_that_is_gone_breaks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """What worked by it is nobody's any more, in the search and in the proof."""
    retire = made(Kind.RETIRE_DC, "retire DC2", DemoteDc(dc="DC2"), BACK)
    nobody_barred = REPLICAS.replace("  - set_flag: {account: eve, flag: disabled, via: DC2}\n", "")
    best = solved(monkeypatch, nobody_barred, replace(QUICK, keep_working=True), retire).best
    assert best is not None
    assert best.remedies == (retire,)
    for proof in best.proofs:
        asked = {str(getattr(record.action, "dc", None)) for record in proof.kept}
        assert asked == {"DC1"}
        assert {record.outcome for record in proof.kept} <= {Outcome.ISSUED, Outcome.ACCEPTED}


@pytest.mark.parametrize("held", [False, True])
def test_who_works_only_with_one_kind_of_tickets_is_watched_between_actions(held: bool) -> None:
    """With those that are held, or with fresh ones."""
    _, run, _ = ran(REPLICAS)
    watch = Watch(held=(EVE,) if held else (), fresh=() if held else (EVE,))
    bar = SetFlag(account="eve", flag="disabled", dc="DC1")
    way = [(bar, advance(run.end, bar, "bar")[0])]
    assert watch.broken_between([(bar, run.end)]) is None
    assert watch.broken_between(way) is not None
    assert Watch(held=(EVE,), fresh=(EVE,), every_moment=False).broken_between(way) is None


@pytest.mark.parametrize(
    ("before", "breaking"),
    [
        ((RC4_ALONE, ASSUME_RC4, JULY), (replace(ASSUME_RC4, value=0x18),)),
        ((SetRegistry(machine="DC1", name=POLICY, value=0x3),), (RestartKdc(dc="DC1"),)),
        (
            (RC4_ALONE,),
            (JULY,),
        ),
        ((), (SetFlag(account="svc", flag="disabled", dc="DC1"),)),
        ((), (StopService(host="PRT", service="prt"),)),
    ],
)
def test_whatever_a_pair_depends_on_is_looked_at_again(
    before: tuple[Action, ...], breaking: tuple[Action, ...]
) -> None:
    """A value that is read at once, one that a KDC has read, its build, the directory, the host of the service."""
    _, run, _ = ran(PRINTER)
    world = advance(run.end, PurgeTickets(host="PRT", session=NETWORK_SERVICE), "purge")[0]
    for action in before:
        world = advance(world, action, "before")[0]
    prints = Connect(host="PRT", session=NETWORK_SERVICE, to_host="PRT", to_service="prt", spn="HTTP/prt", dc="DC1")
    watch = Watch(held=(prints,))
    assert watch.broken(Caches(world)) is None
    for action in breaking:
        world = advance(world, action, "breaking")[0]
    assert watch.broken(Caches(world)) is not None


def test_a_node_knows_the_worlds_between_the_actions_of_its_last_remedy() -> None:
    """After each but the last, whose world is its own."""
    _, run, goal = ran(REPLICAS)
    search = Search(start=run.end, goal=goal, terms=QUICK)
    actions = (BACK, replace(BACK, value=True), BACK, *ENABLE.actions)
    search.catalogue[:] = [made(Kind.CLOCK, "four", *actions)]
    node = search.child(search.root, 0)
    assert node is not None
    assert [action for action, _ in node.way] == list(actions[:-1])
    (_, after), *_ = node.way
    assert after == advance(run.end, BACK, "remedy 0.0")[0]


def test_across_a_trust_every_dc_matters() -> None:
    """What a DC of the other domain has against a pair is seen, though nobody named it."""
    world = play(load(MERGER.replace(", selective: true", ""), "merger.yaml")).branches[0].end
    spn = "HTTP/ledger.old.test"
    pair = Connect(host="LAPTOP", session=user_luid("LAPTOP", "carol"), to_host="LEDGER", to_service="web", spn=spn)
    watch = Watch(held=(replace(pair, dc="NEW-DC"),), fresh=(replace(pair, dc="NEW-DC"),))
    assert watch.broken(Caches(world)) is None
    barred = advance(world, SetFlag(account="svc_ledger", flag="disabled", dc="OLD-DC"), "bar")[0]
    assert watch.broken(Caches(barred)) is not None


@pytest.mark.parametrize(
    ("actions", "breaks"),
    [
        ((STOP, BACK, START), None),
        ((STOP, WEAK, BACK, STRONG, START), None),
        ((STOP, BACK), "broken, by 'enable'"),
        ((WEAK, BACK, STRONG), "broken, by 'enable'"),
    ],
)
def test_a_service_may_be_down_while_it_restarts(
    actions: tuple[Action, ...], breaks: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between two actions nobody is asked who restarts; after the last it has to answer, and otherwise always."""
    told = solved(monkeypatch, PRINTER, replace(QUICK, keep_working=True), made(Kind.CLOCK, "enable", *actions))
    assert (told.best is None) == (breaks is not None)
    assert [one.breaks.split(": ")[-1] for one in told.rejected] == ([] if breaks is None else [breaks])
    if told.best is not None:
        kept = [record.label for record in told.best.proofs[0].kept]
        first, *between, last = (kept.count(label) for label in dict.fromkeys(kept))
        assert set(between) == {first}
        assert first < last


def test_what_works_by_a_ticket_that_is_held_breaks_when_it_ends() -> None:
    """It is said to be broken once a fresh one is needed, and by which remedy."""
    _, run, _ = ran(PRINTER)
    attempts = pairs_of(run.end, [played.step.action for played in run.played])
    (prints,) = (a for pair in attempts if (a := pair.attempt()).session == NETWORK_SERVICE)
    watch = Watch(held=(prints,), fresh=(prints,))
    weak = made(Kind.ETYPES, "DES alone", WEAK)
    held = watch.broken(Caches(advance(run.end, WEAK, "weak")[0]))
    assert held is not None
    assert held.tickets is Tickets.FRESH
    words = "NetworkService@PRT reaches PRT/prt as HTTP/prt via DC1: broken once it needs a fresh ticket"
    assert str(held) == words
    assert str(held.by(weak)) == f"{words}, by 'DES alone'"
    gone = watch.broken(Caches(advance(run.end, STOP, "stop")[0]))
    assert gone is not None
    assert gone.tickets is Tickets.HELD
    assert str(gone) == "NetworkService@PRT reaches PRT/prt as HTTP/prt via DC1: broken"
    assert watch.broken(Caches(run.end)) is None
    stopped = replay(run.end, 7, (made(Kind.CLOCK, "stop", STOP, BACK),), All(goals=()), watch)
    assert [record.label for record in stopped.broken] == ["kept 1.2", "kept 1.2"]
    assert [record.label for record in stopped.proof.kept] == ["kept 1.2", "kept 1.2"]


def test_a_replay_tells_what_broke_and_what_is_missed() -> None:
    """Either keeps it from holding."""
    _, run, goal = ran(REPLICAS)
    eve = RequestTicket(host="PC", session=user_luid("PC", "eve"), spn="HTTP/prt", dc="DC1")
    watch = Watch(held=(eve,), fresh=(eve,))
    back = made(Kind.CLOCK, "enable", BACK)
    bar = made(Kind.CLOCK, "bar eve", SetFlag(account="eve", flag="disabled", dc="DC1"))
    let = made(Kind.CLOCK, "let eve", SetFlag(account="eve", flag="disabled", value=False, dc="DC1"))
    good = replay(run.end, 7, (back,), goal, watch)
    assert (good.holds, good.misses, good.broken, len(good.proof.kept)) == (True, (), (), 2)
    broke = replay(run.end, 7, (back, bar), goal, watch)
    assert (broke.holds, broke.misses) == (False, ())
    assert [record.label for record in broke.broken] == ["kept 2.1"]
    assert [record.outcome for record in broke.broken] == [Outcome.REFUSED]
    assert replay(run.end, 7, (back, bar), goal).holds
    moment = made(Kind.CLOCK, "bar eve for a moment", *bar.actions, *let.actions, *back.actions)
    never = replay(run.end, 7, (moment,), goal, Watch(held=(EVE,)))
    assert [record.label for record in never.broken] == ["kept 1.1"]
    after = replay(run.end, 7, (moment,), goal, Watch(held=(EVE,), every_moment=False))
    assert after.holds
    assert [record.label for record in after.proof.kept] == ["kept 1.3"]
    missed = replay(run.end, 7, (bar,), goal)
    assert (missed.holds, missed.broken) == (False, ())
    assert [miss.action for miss in missed.misses] == list(goal.attempts(run.end) if not isinstance(goal, All) else ())


def test_clients_try_again_what_they_want_and_not_what_is_forbidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody asks for a DES ticket to see whether there is one."""
    _, run, goal = ran(PRINTER)
    labels: list[str] = []

    def played(world: World, action: Action, label: str) -> tuple[World, Record]:
        labels.append(label)
        return advance(world, action, label)

    monkeypatch.setattr("kdcsim.study.plan.proof.advance", played)
    both = All(goals=(read_goal("no DES tickets", run), goal))  # type: ignore[arg-type]
    replay(run.end, 7, (made(Kind.CLOCK, "enable", BACK),), both, retrying=True)
    assert [label for label in labels if label.startswith("retry")] == ["retry 1.1.0"]


def test_clients_try_again_although_a_dc_is_gone_for_a_moment() -> None:
    """Between its demotion and its return nobody answers there; that spoils nothing."""
    scenario = load(
        REPLICAS.replace("gets a ticket for HTTP/prt via DC1", "gets a ticket for HTTP/prt via DC2"), "x.yaml"
    )
    run = play(scenario).branches[0]
    goal = goal_of(scenario, run, ())
    again = made(Kind.RETIRE_DC, "again", DemoteDc(dc="DC2"), PromoteDc(dc="DC2", domain="corp.test", os="2019"))
    back = made(Kind.CLOCK, "enable", SetFlag(account="dora", flag="disabled", value=False, dc="DC2"))
    assert replay(run.end, 7, (again, back), goal, retrying=True).holds
