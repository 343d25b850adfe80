"""What keeps a world from its goals: with which tickets, by which rule, and which branch is to be mended."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from kdcsim.errors import WorldError
from kdcsim.scenario.load import load
from kdcsim.scenario.model import Scenario
from kdcsim.study.decide import Foreseeable, foresee
from kdcsim.study.goal import All, Authenticates, Miss, NoEtype, branch_to_mend, goal_of, misses, read_goal, tries_of
from kdcsim.study.goal.caches import Caches, Tickets, without_tickets
from kdcsim.study.goal.goal import Quiet
from kdcsim.study.goal.words import who_tries
from kdcsim.study.run import BranchRun, Run, play
from kdcsim.world.action import Connect, RequestTicket
from kdcsim.world.record import Outcome, Record
from kdcsim.world.state import World

TEXT = """\
kdcsim: 1
title: What a small domain may come to
start: 2023-03-01T08:00:00Z
domains:
  corp.example:
    functional_level: 2008
    dcs: {DC-1: {os: 2022, update: 2022-11}, DC-2: {os: 2022, update: 2022-11}}
    accounts:
      alice: {password: Correct-Horse-1}
      Mary Ann: {password: Correct-Horse-2}
      svc: {password: Battery-Staple-1, spns: [HTTP/app.corp.example]}
      bare: {password: Battery-Staple-2, spns: [HTTP/bare.corp.example], hash_only: true, supported_etypes: 0x1C}
      half: {password: Battery-Staple-4, spns: [HTTP/half.corp.example], hash_only: true, supported_etypes: 0x14}
      rc4: {password: Battery-Staple-3, spns: [HTTP/rc4.corp.example], supported_etypes: [RC4]}
hosts:
  PC-1: {os: 10, domain: corp.example}
  OFF-1: {os: 10, domain: corp.example}
  OLD-1: {os: 2008R2, domain: corp.example, registry: {DefaultEncryptionType: 23}}
  WEB-1: {os: 2019, domain: corp.example, services: {app: svc, mail: NetworkService}}
messages:
  from outside: {lies_in: the internet, goes_to: Inbox}
  in house: {lies_in: Outbox, goes_to: Inbox}
steps:
  - boot: PC-1
  - boot: OLD-1
  - boot: WEB-1
  - log_on: {on: PC-1, user: 'CORP\\alice', password: Correct-Horse-1}
  - connect: {from: PC-1, as: 'CORP\\alice', to: WEB-1/app, spn: HTTP/app.corp.example, via: DC-2}
    id: fine
branches:
  forgotten:
    steps:
      - change_password: {account: svc, password: Other-Word-1}
  refused:
    after: forgotten
    steps:
      - purge_tickets: {on: PC-1, session: 'CORP\\alice'}
      - connect: {from: PC-1, as: 'CORP\\alice', to: WEB-1/app, spn: HTTP/app.corp.example, message: in house}
  off:
    steps:
      - log_off: {on: PC-1, session: 'CORP\\alice'}
  twice:
    steps:
      - log_on: {on: PC-1, user: alice, password: Correct-Horse-1}
      - log_on: {on: PC-1, user: Mary Ann, password: Correct-Horse-2}
      - request_ticket: {from: PC-1, as: alice, forward_to: HTTP/app.corp.example}
      - request_ticket: {from: PC-1, as: alice, spn: HTTP/app.corp.example}
  fewer-dcs:
    steps:
      - demote_dc: DC-2
  mail:
    steps:
      - connect_anonymously: {from: relay.example, to: WEB-1/mail, message: from outside}
  refused-too:
    after: refused
    steps:
      - connect: {from: PC-1, as: 'CORP\\alice', to: WEB-1/app, spn: HTTP/app.corp.example}
"""
REACHES = "alice@PC-1 reaches WEB-1/app as HTTP/app.corp.example"


@cache
def played() -> Run:
    """The story, played once."""
    return play(story())


@cache
def story() -> Scenario:
    """The story of this file."""
    return load(TEXT, "misses.yaml")


def run(branch: str) -> BranchRun:
    """One of its branches."""
    found = played().branch(branch)
    assert found is not None
    return found


def missed(text: str, branch: str) -> tuple[Miss, ...]:
    """What keeps the end of a branch from a goal."""
    return misses(read_goal(text, run(branch)), run(branch).end)


def test_a_user_by_the_name_that_is_seen() -> None:
    """Whoever logged on with the domain's name before it is still alice; so after the session has ended."""
    for branch in ("mail", "off"):
        goal = read_goal(REACHES, run(branch))
        assert isinstance(goal, Authenticates)
        assert isinstance(goal.action, Connect)
        fine = run(branch).at("fine")
        assert fine is not None
        assert isinstance(fine.step.action, Connect)
        assert goal.action.session == fine.step.action.session
        assert goal.who == who_tries(goal.action, run(branch).end)
        assert goal.who == ("alice" if branch == "mail" else goal.who)
    with pytest.raises(WorldError, match=r"PC-1 has no session 'mallory'; there are: .*alice"):
        read_goal(REACHES.replace("alice", "mallory"), run("mail"))


def test_a_session_that_no_name_stands_for_alone() -> None:
    """Two sessions of one name, a name with a blank, nobody's number, a host that is not there."""
    world = run("twice").end
    there = {session.name: session.luid for session in world.host("PC-1").sessions.values()}
    names = {
        name: who_tries(RequestTicket(host="pc-1", session=luid, spn="HTTP/x"), world) for name, luid in there.items()
    }
    assert names["Mary Ann"] == names["alice"] == ""
    assert names["LocalSystem"] == "LocalSystem"
    assert sum(session.name == "alice" for session in world.host("PC-1").sessions.values()) == 2
    for host, luid in (("PC-1", 0x999), ("GONE", 0x3E7)):
        assert who_tries(RequestTicket(host=host, session=luid, spn="HTTP/x"), world) == ""


def test_a_host_that_was_never_started() -> None:
    """Has its built-in sessions all the same, for they come with the start; it has nobody else's."""
    goal = read_goal("LOCALSYSTEM@off-1 reaches web-1/app", run("mail"))
    assert isinstance(goal, Authenticates)
    assert (goal.action.host, goal.action.session) == ("OFF-1", 0x3E7)
    with pytest.raises(WorldError, match="OFF-1 has no session 'alice'; there are: none, for it was never started"):
        read_goal("alice@OFF-1 reaches WEB-1/app", run("mail"))


def test_what_works_only_with_a_ticket_that_is_held() -> None:
    """Is told as what will fail; what fails already is told once."""
    (later,) = missed(REACHES, "forgotten")
    assert later.tickets is Tickets.FRESH
    assert later.sentence.endswith("KRB_AP_ERR_MODIFIED (41), once the tickets in caches have run out")
    assert later.goal == REACHES
    assert later.record.error == 41
    (now,) = missed(REACHES, "refused")
    assert now.tickets is Tickets.HELD
    assert now.sentence.endswith("KRB_AP_ERR_MODIFIED (41)")
    assert missed(REACHES, "mail") == ()
    assert missed("alice@PC-1 gets a ticket for HTTP/bare.corp.example", "mail") == ()
    assert later.rung is None


def test_every_attempt_by_itself() -> None:
    """A goal of several parts misses what each part misses; the first alone if only that is asked for."""
    text = f"{REACHES} and LocalSystem@PC-1 reaches WEB-1/app as HTTP/app.corp.example"
    goal = read_goal(text, run("refused"))
    both = misses(goal, run("refused").end)
    assert [miss.goal for miss in both] == text.split(" and ")
    assert misses(goal, run("refused").end, first=True) == both[:1]
    assert misses(goal, run("mail").end, first=True) == misses(goal, run("mail").end) == ()


def test_what_cannot_be_attempted() -> None:
    """A session that has ended, a DC that is gone: a fault of what must work, none of what must not be."""
    (gone,) = missed(REACHES, "off")
    assert gone.sentence == "alice is not logged on to PC-1"
    action = run("mail").at("fine").step.action  # type: ignore[union-attr]
    assert isinstance(action, Connect)
    (lost,) = misses(Authenticates(action=action), run("fewer-dcs").end)
    assert "DC-2" in lost.sentence
    assert (lost.record.outcome, lost.record.action) == (Outcome.IMPOSSIBLE, action)
    assert misses(Quiet(event=4625, machine="WEB-1", tries=(action,)), run("fewer-dcs").end) == ()


def test_who_makes_the_attempts() -> None:
    """`foresee`, unless somebody else is named: then what that one says counts."""
    asked: list[Foreseeable] = []

    def attempt(world: World, action: Foreseeable) -> Record:
        asked.append(action)
        return foresee(world, action)

    goal = read_goal(REACHES, run("forgotten"))
    assert misses(goal, run("forgotten").end, attempt) == missed(REACHES, "forgotten")
    assert len(asked) == 2


def rungs(text: str) -> dict[str, str]:
    """By which rule each attempt came to the forbidden etype."""
    return {m.sentence: "" if m.rung is None else m.rung.rule for m in missed(text, "mail")}


def test_the_rule_behind_an_etype() -> None:
    """What took the stronger ones away, or what was declared if that did; the first request where none was hinted."""
    tickets = rungs("no RC4 tickets")
    assert tickets["a ticket of RC4 (23) for HTTP/rc4.corp.example at DC-1"] == "account-declares"
    assert tickets["a ticket of RC4 (23) for HTTP/bare.corp.example at DC-1"] == "stored-keys"
    assert tickets["a ticket of RC4 (23) for HTTP/half.corp.example at DC-1"] == "stored-keys"
    assert tickets["a ticket of RC4 (23) for HTTP/app.corp.example at DC-1"] == "default-of-the-build"
    stamps = rungs("no RC4 pre-authentication")
    assert stamps["a timestamp under RC4 (23) for OLD-1$ at DC-1"] == "default-encryption-type-needs-no-salt"
    assert set(rungs("no AES pre-authentication").values()) == {"strongest-hinted"}
    session = rungs("no RC4 session keys")
    assert session["a session key of RC4 (23) for krbtgt/CORP.EXAMPLE at DC-1"] == "session-client-order"
    assert all(rule for rule in session.values())
    everywhere = rungs("no RC4 anywhere")
    assert set(everywhere) <= {*tickets, *stamps, *session}
    assert {*tickets} & {*everywhere} and {*session} & {*everywhere}


def test_a_message_that_nobody_carries() -> None:
    """Is delivered when it lies there already, by whatever way it came."""
    goal = read_goal('"from outside" is delivered', run("mail"))
    assert misses(goal, run("mail").end) == ()
    with pytest.raises(WorldError, match="no step of branch off carries 'from outside'"):
        read_goal('"from outside" is delivered', run("off"))


def test_a_message_that_was_refused() -> None:
    """Is missed by the connection that carried it, as a connection would be."""
    (miss,) = missed('"in house" is delivered', "refused")
    assert miss.sentence.endswith("KRB_AP_ERR_MODIFIED (41)")
    assert miss.action == run("refused").own[-1].step.action
    goal = read_goal('"in house" is delivered', run("refused"))
    assert misses(goal, run("mail").end) == ()


def test_goals_are_one_list() -> None:
    """Goals that are joined, and goals beside each other, however they were written."""
    goal = goal_of(story(), run("mail"), (f"{REACHES} and no DES tickets", "expectations hold"))
    assert isinstance(goal, All)
    assert [g.sentence for g in goal.goals] == [REACHES, "no DES tickets", "expectations hold"]
    own = replace(story(), goals=("no DES tickets",))
    assert goal_of(own, run("mail")).sentence == "no DES tickets"
    assert goal_of(own, run("mail"), (REACHES,)).sentence == REACHES


def test_which_branch_is_to_be_mended() -> None:
    """The one that the story is about, the first that ends refused; where that reaches the goal, the first that fails.

    A goal that cannot be meant in a branch is passed over there; where none fails, it is the one the story is about.
    """
    runs = played().branches
    assert branch_to_mend(story(), runs, (REACHES,)) is run("refused")
    assert branch_to_mend(story(), runs, ("alice@PC-1 reaches WEB-1/app via DC-2",)) is run("refused")
    assert branch_to_mend(story(), [run("mail"), run("off"), run("fewer-dcs")], (REACHES,)) is run("off")
    assert branch_to_mend(story(), runs, ("no DES tickets",)) is run("refused")
    assert branch_to_mend(story(), runs, ("alice@PC-1 gets a ticket for HTTP/bare.corp.example",)) is run("off")
    only_there = ('"from outside" is delivered and alice@PC-1 gets a ticket for HTTP/none.corp.example',)
    assert branch_to_mend(story(), runs, only_there) is run("mail")
    assert branch_to_mend(story(), [run("mail"), run("forgotten"), run("off")], (REACHES,)) is run("forgotten")


def test_tries_of_a_branch() -> None:
    """Each once, the latest way; a TGT to forward is no ticket that anybody would ask for by itself."""
    assert [type(action) for action in tries_of(run("refused-too"))] == [Connect]
    assert tries_of(run("refused-too")) == (run("refused-too").own[-1].step.action,)
    fine = run("mail").at("fine")
    assert fine is not None
    assert tries_of(run("mail")) == (fine.step.action,)
    assert tries_of(run("twice")) == (fine.step.action, run("twice").own[-1].step.action)


def test_worlds_with_other_tickets() -> None:
    """Held, fresh, or filled again in order; what cannot be asked any more fills nothing."""
    world = run("fewer-dcs").end
    caches = Caches(world)
    assert caches.world(Tickets.HELD) is world
    fresh = caches.world(Tickets.FRESH)
    assert fresh == without_tickets(world)
    assert caches.world(Tickets.FRESH) is fresh
    session = next(a.session for a in tries_of(run("mail")) if isinstance(a, Connect))
    gone = RequestTicket(host="PC-1", session=session, spn="HTTP/app.corp.example", dc="DC-2")
    here = RequestTicket(host="PC-1", session=session, spn="HTTP/bare.corp.example", dc="DC-1")
    refilled = caches.world(Tickets.REFILLED, (gone, here))
    held = [t.server for t in refilled.host("PC-1").sessions[session].tickets]
    assert [name for name in held if not name.startswith("krbtgt")] == ["HTTP/bare.corp.example"]
    assert caches.world(Tickets.REFILLED, ()) == fresh
    assert caches.world(Tickets.FRESH, (gone, here)) is fresh
    assert not any(s.tickets for host in fresh.hosts.values() for s in host.sessions.values())


def test_no_etype_looks_at_logons_alone_where_only_they_matter() -> None:
    """And at every pair otherwise; all three kinds of use are what `anywhere` means."""
    stamps, anywhere = (read_goal(f"no RC4 {where}", run("mail")) for where in ("pre-auth", "anywhere"))
    assert isinstance(stamps, NoEtype) and isinstance(anywhere, NoEtype)
    assert stamps.where == ("pre-authentication",)
    assert anywhere.where == ("tickets", "session keys", "pre-authentication")
    world = run("mail").end
    assert len(stamps.attempts(world)) < len(anywhere.attempts(world))
    assert [read_goal(f"no {name} anywhere", run("mail")).etypes for name in ("DES", "RC4", "AES")] == [  # type: ignore[union-attr]
        (3, 1),
        (23,),
        (18, 17),
    ]
