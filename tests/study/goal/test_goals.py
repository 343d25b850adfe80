"""Goals as people write them: what each tries in a small world, what it finds there, and how it says so."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from kdcsim.errors import WorldError
from kdcsim.krb5.numbers import ErrorCode
from kdcsim.reason import Rung
from kdcsim.scenario.load import load
from kdcsim.scenario.model import Scenario, Step
from kdcsim.study.goal import All, Authenticates, goal_of, misses, read_goal
from kdcsim.study.goal.caches import Caches, Tickets
from kdcsim.study.goal.goal import GOOD, Delivered, Goal, NoEtype, Quiet, StepsHold
from kdcsim.study.goal.scenario import tries_of
from kdcsim.study.goal.words import attempt_words, failure
from kdcsim.study.run import BranchRun, play
from kdcsim.world.action import Authenticate, Connect, RequestTicket
from kdcsim.world.record import Outcome, Record

TEXT = """\
kdcsim: 1
title: Two DCs, a client and two services
start: 2023-03-01T08:00:00Z
domains:
  corp.example:
    functional_level: 2008
    dcs: {DC-NEW: {os: 2022, update: 2022-11}, DC-OLD: {os: 2008R2}}
    accounts:
      alice: {password: Correct-Horse-1}
      svc: {password: Battery-Staple-1, spns: [HTTP/old.corp.example], supported_etypes: RC4}
hosts:
  PC-1: {os: 10, domain: corp.example}
  WEB-1: {os: 2019, domain: corp.example, services: {w3svc: NetworkService}}
messages:
  note: {lies_in: Outbox, goes_to: Inbox}
  lost and found: {lies_in: Outbox, goes_to: Inbox}
steps:
  - boot: PC-1
  - boot: WEB-1
  - log_on: {on: PC-1, user: alice, password: Correct-Horse-1}
  - connect: {from: PC-1, as: alice, to: WEB-1/w3svc, message: note}
    id: deliver
    expect: {outcome: accepted, ticket_etype: AES256}
  - request_ticket: {from: PC-1, as: alice, spn: HTTP/old.corp.example}
    id: old
    expect: {outcome: issued, ticket_etype: RC4, session_etype: RC4}
branches:
  later:
    steps:
      - connect: {from: PC-1, as: alice, to: WEB-1/w3svc, message: lost and found, via: DC-OLD}
        id: again
      - connect: {from: PC-1, as: alice, to: WEB-1/w3svc, message: lost and found}
        id: and-again
  broken:
    steps:
      - set_spn: {account: svc, remove: HTTP/old.corp.example}
      - purge_tickets: {on: PC-1, session: alice}
      - request_ticket: {from: PC-1, as: alice, spn: HTTP/old.corp.example}
        id: gone
"""


@cache
def story() -> Scenario:
    """The story of this file."""
    return load(TEXT, "goals.yaml")


@cache
def run(branch: str = "trunk") -> BranchRun:
    """One of its branches, as it was played."""
    found = play(story()).branch(branch)
    assert found is not None
    return found


def read(text: str, branch: str = "trunk") -> Goal:
    """A single goal."""
    goal = read_goal(text, run(branch))
    assert not isinstance(goal, All)
    return goal


def missed(text: str, branch: str = "trunk") -> list[str]:
    """What keeps the end of a branch from a goal."""
    return [miss.sentence for miss in misses(read_goal(text, run(branch)), run(branch).end)]


@pytest.mark.parametrize(
    "text",
    [
        "alice@PC-1 reaches WEB-1/w3svc",
        "alice@PC-1 reaches WEB-1/w3svc as HOST/web-1.corp.example via DC-OLD",
        "LocalSystem@PC-1 gets a ticket for HTTP/old.corp.example",
        "NetworkService@WEB-1 gets a ticket for HTTP/old.corp.example via DC-NEW",
        '"note" is delivered',
        "no RC4 anywhere",
        "no DES tickets",
        "no AES session keys",
        "no RC4 pre-authentication",
        "no event 27 on DC-NEW",
        "no event 4624 on WEB-1",
        "expectations hold",
    ],
)
def test_a_goal_says_itself_as_it_is_written(text: str) -> None:
    """Its sentence is read back as the same goal; capitals of the words around names do not matter."""
    goal = read(text)
    assert goal.sentence == text
    assert read_goal(goal.sentence, run()) == goal
    assert goal.forbids is text.startswith("no ")


def test_goals_are_joined_by_and() -> None:
    """But not inside the quotes of a message."""
    goal = read_goal('no DES tickets and "lost and found" is delivered', run("later"))
    assert isinstance(goal, All)
    assert [type(each) for each in goal.goals] == [NoEtype, Delivered]
    assert goal.sentence == 'no DES tickets and "lost and found" is delivered'
    assert replace(goal, name="all of it").sentence == "all of it"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("alice@PC-1 reaches WEB-1/nothing", "WEB-1 has no service 'nothing'"),
        ("bob@PC-1 reaches WEB-1/w3svc", "PC-1 has no session 'bob'; there are: "),
        ("alice@PC-9 reaches WEB-1/w3svc", "PC-9"),
        ("0x999@PC-1 reaches WEB-1/w3svc", "PC-1 has no session '0x999'"),
        ("no event 27 on DC-9", "DC-9"),
        ('"letter" is delivered', "there is no message 'letter'; there are: note, lost and found"),
        ('"lost and found" is delivered', "no step of branch trunk carries 'lost and found'"),
        ("all is well", "no goal is written like 'all is well'; goals are: "),
    ],
)
def test_what_cannot_be_meant(text: str, said: str) -> None:
    """Says what there is instead."""
    with pytest.raises(WorldError) as raised:
        read_goal(text, run())
    assert said in str(raised.value)


def test_a_session_by_its_number_or_name() -> None:
    """Built-in accounts by name, users too; the number is as good."""
    goal = read("alice@PC-1 reaches WEB-1/w3svc")
    assert isinstance(goal, Authenticates)
    assert isinstance(goal.action, Connect)
    number = f"{goal.action.session:#x}"
    assert read(f"{number}@PC-1 reaches WEB-1/w3svc").attempts(run().end) == (goal.action,)
    assert attempt_words(goal.action, "alice") == "alice@PC-1 reaches WEB-1/w3svc"
    assert attempt_words(Authenticate(host="PC-1", session=0x3E7, dc="DC-NEW")) == "LocalSystem@PC-1 logs on via DC-NEW"
    assert attempt_words(RequestTicket(host="PC-1", session=0x3E7, forward_to="HTTP/x")) == (
        "LocalSystem@PC-1 gets a ticket for HTTP/x"
    )


def test_what_each_goal_tries() -> None:
    """One attempt, or all that there are, or those that have to do with one machine."""
    world = run().end
    assert [type(a) for a in read("alice@PC-1 reaches WEB-1/w3svc").attempts(world)] == [Connect]
    assert read('"note" is delivered').attempts(world) == ()
    (carrier,) = read('"lost and found" is delivered', "later").attempts(run("trunk").end)
    assert carrier == run("later").own[-1].step.action
    everything = read("no RC4 anywhere").attempts(world)
    logons = read("no RC4 pre-authentication").attempts(world)
    assert {type(a) for a in logons} == {Authenticate}
    assert {(a.host, a.dc) for a in logons} == {(h, d) for h in ("PC-1", "WEB-1") for d in ("DC-NEW", "DC-OLD")}
    assert everything[: len(logons)] == logons
    assert {type(a) for a in everything[len(logons) :]} == {Connect, RequestTicket}


def test_what_has_to_do_with_a_machine() -> None:
    """As DC, as host of the client or as host of the service; and what the story tried besides."""
    world = run().end
    for machine in ("DC-OLD", "WEB-1", "PC-1"):
        goal = read(f"no event 27 on {machine}")
        assert isinstance(goal, Quiet)
        tried = goal.attempts(world)
        for action in read("no RC4 anywhere").attempts(world):
            involved = machine in (action.dc, action.host, getattr(action, "to_host", None))
            assert (action in tried) is (involved or action in goal.tries), (machine, action)
        assert goal.tries == (run().at("deliver").step.action, run().at("old").step.action)  # type: ignore[union-attr]
        assert tried[-2:] == goal.tries


@pytest.mark.parametrize(
    ("text", "held", "fresh"),
    [
        ("alice@PC-1 reaches WEB-1/w3svc", 1, 1),
        ("no RC4 pre-authentication", 0, None),
        ("no event 27 on DC-NEW", 2, None),
        ("expectations hold", 2, 0),
    ],
)
def test_with_which_tickets_it_is_tried(text: str, held: int, fresh: int | None) -> None:
    """What must work, with those that are held and after them; what must not be, with fresh ones."""
    caches = Caches(run().end)
    trials = list(read(text).trials(caches))
    assert sum(tickets is Tickets.HELD for tickets, _, _ in trials) == held
    number = sum(tickets is Tickets.FRESH for tickets, _, _ in trials)
    assert (
        number == fresh
        or (fresh is None and number > 0)
        or (fresh == 10 and number == len(read(text).attempts(run().end)))
    )
    for tickets, world, _ in trials:
        assert world is caches.world(tickets)
        assert any(s.tickets for h in world.hosts.values() for s in h.sessions.values()) is (tickets is Tickets.HELD)


def test_tickets_to_forward_are_asked_with_those_that_the_story_gets() -> None:
    """Only where the story asks for one: then its steps fill the caches again first."""
    quiet = Quiet(event=27, machine="DC-NEW", tries=tries_of(run()))
    kinds = {tickets for tickets, _, _ in quiet.trials(Caches(run().end))}
    assert kinds == {Tickets.FRESH, Tickets.HELD}
    forward = RequestTicket(host="PC-1", session=0x3E7, forward_to="HTTP/old.corp.example")
    for tries in ((forward,), (*quiet.tries, forward)):
        trials = list(replace(quiet, tries=tries).trials(Caches(run().end)))
        assert {tickets for tickets, _, _ in trials} == set(Tickets)
        assert tuple(action for tickets, _, action in trials if tickets is Tickets.REFILLED) == tries


def test_what_is_missed() -> None:
    """A goal that holds misses nothing; one that does not says what is wrong with each attempt."""
    assert missed("alice@PC-1 reaches WEB-1/w3svc") == []
    assert missed("expectations hold") == []
    assert missed("no DES anywhere") == []
    assert missed('"note" is delivered') == []
    gone = f"DC-NEW answers KDC_ERR_S_PRINCIPAL_UNKNOWN ({int(ErrorCode.KDC_ERR_S_PRINCIPAL_UNKNOWN)})"
    assert missed("alice@PC-1 gets a ticket for HTTP/old.corp.example", "broken") == [gone]
    assert missed("alice@PC-1 gets a ticket for HTTP/old.corp.example and no DES tickets", "broken") == [gone]
    first = misses(read("no AES tickets"), run().end, first=True)
    assert first == misses(read("no AES tickets"), run().end)[:1]


@pytest.mark.parametrize(
    ("text", "sentence", "rule"),
    [
        ("no RC4 tickets", "a ticket of RC4 (23) for krbtgt/CORP.EXAMPLE at DC-OLD", None),
        ("no RC4 session keys", "a session key of RC4 (23) for HTTP/old.corp.example at DC-NEW", "account-declares"),
        ("no AES pre-authentication", "a timestamp under AES256 (18) for PC-1$ at DC-NEW", "strongest-hinted"),
    ],
)
def test_where_an_etype_shows(text: str, sentence: str, rule: str | None) -> None:
    """In which ticket of which DC, and by which rule."""
    found = {miss.sentence: miss.rung for miss in misses(read(text), run().end)}
    if rule is not None:
        assert sentence in found
        rung = found[sentence]
        assert isinstance(rung, Rung)
        if text != "no RC4 session keys":
            assert rung.rule == rule
    for said, rung in found.items():
        assert said.startswith(sentence.split(" for ")[0].rsplit(" ", 2)[0])
        assert rung is not None


def test_an_etype_that_was_asked_and_refused_is_none() -> None:
    """Only what was issued counts, except for a timestamp, which is sent all the same."""
    record = run().at("old").record  # type: ignore[union-attr]
    (exchange,) = record.exchanges
    tickets, stamps = read("no RC4 tickets"), read("no RC4 pre-authentication")
    refused = replace(record, exchanges=(replace(exchange, error=14, preauth_etype=23),))
    assert tickets.fault(record, run().end) == "a ticket of RC4 (23) for HTTP/old.corp.example at DC-NEW"
    assert tickets.fault(refused, run().end) is None
    assert stamps.fault(refused, run().end) == f"a timestamp under RC4 (23) for {exchange.client_name} at DC-NEW"
    assert isinstance(tickets, NoEtype)
    assert tickets.rung(refused) is None
    told = tickets.rung(record)
    assert told is not None
    assert told.rule == "account-declares"
    undeclared = tuple(d for d in exchange.decisions if d.reason.ladder != "declared")
    assert len(undeclared) < len(exchange.decisions)
    told = tickets.rung(replace(record, decisions=(), exchanges=(replace(exchange, decisions=undeclared),)))
    assert told is not None
    assert told.rule == "target-supports"
    assert stamps.fault(record, run().end) is None
    stamped = replace(exchange, ticket_etype=18, session_etype=18, preauth_etype=23)
    assert stamps.fault(replace(record, exchanges=(stamped,)), run().end) is not None
    bare = replace(record, decisions=(), exchanges=(replace(exchange, decisions=()),))
    assert tickets.rung(bare) is None
    assert replace(tickets, where=("pre-authentication",)).rung(refused) is None


@pytest.mark.parametrize(
    ("expected", "found", "fault"),
    [
        ({"outcome": "accepted"}, {}, None),
        ({"outcome": "refused"}, {}, "deliver: the outcome is accepted, expected refused"),
        ({"error": 0}, {}, None),
        ({"error": 41}, {}, "deliver: the error is 0, expected 41"),
        ({"error": 41}, {"error": 41}, None),
        ({"ticket_etype": 18}, {}, None),
        ({"ticket_etype": 23}, {}, "deliver: the ticket etype is 18, expected 23"),
        ({"session_etype": 23}, {}, "deliver: the session key etype is 18, expected 23"),
        ({"ticket_etype": 23}, {"calls": (), "exchanges": ()}, None),
        ({"ticket_etype": 23}, {"calls": ()}, "deliver: the ticket etype is 18, expected 23"),
        ({"ticket_etype": 18}, {"exchanges": ()}, None),
        ({"session_etype": 18}, {"calls": ()}, None),
        ({"outcome": "refused", "error": 41}, {}, "deliver: the outcome is accepted, expected refused"),
    ],
)
def test_what_a_step_expected(expected: dict[str, object], found: dict[str, object], fault: str | None) -> None:
    """The first stated part that is not so; an etype of nothing is no fault."""
    played = run().at("deliver")
    assert played is not None
    assert played.step.expectation is not None
    wanted = replace(played.step.expectation, **{"outcome": None, "ticket_etype": None, **expected})  # type: ignore[arg-type]
    goal = StepsHold(steps=(replace(played.step, expectation=wanted),))
    record: Record = replace(played.record, **found)  # type: ignore[arg-type]
    assert goal.fault(record, run().end) == fault
    assert StepsHold(steps=(replace(played.step, expectation=None),)).fault(record, run().end) is None
    other = replace(record, action=Authenticate(host="PC-1", session=0x3E7))
    assert goal.fault(other, run().end) is None
    assert len(StepsHold(steps=tuple(p.step for p in run().played)).attempts(run().end)) == 2


def test_which_ticket_a_step_has_shown() -> None:
    """The one that the service saw last; else the last that was issued, whatever was refused after it."""
    played = run().at("deliver")
    assert played is not None
    assert played.step.expectation is not None
    goal = StepsHold(steps=(played.step,))
    (call,), exchanges = played.record.calls, played.record.exchanges
    assert goal.fault(played.record, run().end) is None
    seen = replace(played.record, calls=(call, replace(call, ticket_etype=23)))
    assert goal.fault(seen, run().end) == "deliver: the ticket etype is 23, expected 18"
    refused = replace(exchanges[-1], error=14, ticket_etype=3)
    issued = replace(exchanges[-1], ticket_etype=17)
    for more, found in (((refused,), None), ((issued, refused), 17)):
        told = goal.fault(replace(played.record, calls=(), exchanges=(*exchanges, *more)), run().end)
        assert told == (None if found is None else f"deliver: the ticket etype is {found}, expected 18")


def test_every_form_is_told_to_who_writes_another() -> None:
    """And each of them is a form that is read; capitals of its words do not matter."""
    forms = (
        "SESSION@HOST reaches HOST/SERVICE [as SPN] [via DC]",
        "SESSION@HOST gets a ticket for SPN [via DC]",
        '"MESSAGE" is delivered',
        "no RC4|DES|AES anywhere|tickets|session keys|pre-authentication",
        "no event NUMBER on MACHINE",
        "expectations hold",
    )
    with pytest.raises(WorldError) as raised:
        read_goal("make it work", run())
    assert str(raised.value).endswith(f"goals are: {'; '.join(forms)}")
    for text in ("all expectations hold", "EXPECTATIONS HOLD", "note IS DELIVERED", "NO DES TICKETS", "NO RC4 PREAUTH"):
        assert isinstance(read_goal(text, run()), (StepsHold, Delivered, NoEtype))


def test_an_event_that_must_not_be_logged() -> None:
    """On that machine, and on no other."""
    played = run().at("deliver")
    assert played is not None
    asked = run().at("old")
    assert asked is not None
    for machine, number in (("DC-NEW", 4769), ("dc-new", 4769), ("DC-OLD", 4769), ("DC-NEW", 4768)):
        there = (machine.upper(), number) == ("DC-NEW", 4769)
        fault = Quiet(event=number, machine=machine).fault(asked.record, run().end)
        assert fault == (f"event {number} on {machine}" if there else None)
    for machine, number, there in (("WEB-1", 4624, True), ("PC-1", 4624, False), ("WEB-1", 4625, False)):
        goal = Quiet(event=number, machine=machine)
        assert goal.fault(played.record, run().end) == (f"event {number} on {machine}" if there else None)
    assert Quiet(event=4624, machine="GONE").fault(played.record, run().end) is None


def test_the_goal_of_a_story_that_states_none() -> None:
    """Everything that the branch tried, the latest way it was tried; one thing alone is that thing."""
    goal = goal_of(story(), run("later"))
    assert isinstance(goal, All)
    assert goal.sentence == "everything works that branch later tried"
    assert [g.sentence for g in goal.goals] == [
        "alice@PC-1 gets a ticket for HTTP/old.corp.example",
        "alice@PC-1 reaches WEB-1/w3svc",
    ]
    assert tries_of(run("later"))[-1] == run("later").own[-1].step.action
    stated = goal_of(story(), run(), ("no DES tickets and expectations hold", '"note" is delivered'))
    assert isinstance(stated, All)
    assert stated.sentence == 'no DES tickets and expectations hold and "note" is delivered'
    assert goal_of(story(), run(), ("no DES tickets",)) == read("no DES tickets")


def test_how_an_attempt_failed() -> None:
    """Who answered which error, else the sentence of what happened."""
    step: Step = run().played[0].step
    record = Record(label="x", action=step.action, at=0, outcome=Outcome.IMPOSSIBLE, sentence="nobody is there")
    assert failure(record) == "nobody is there"
    assert failure(replace(record, error=41, said_by="WEB-1/w3svc")) == "WEB-1/w3svc answers KRB_AP_ERR_MODIFIED (41)"
    assert record.outcome not in GOOD
