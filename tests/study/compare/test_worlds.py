"""Two ends of one story against each other: what `diff` tells of classes is what each triple by itself comes to."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from kdcsim.scenario.load import load
from kdcsim.study.compare import Change, Difference, Outcome, compare
from kdcsim.study.compare.compare import _merged
from kdcsim.study.compare.outcome import ABSENT, outcome_of
from kdcsim.study.decide import Client, Pair, Service, clients_of, foresee, pairs_of
from kdcsim.study.goal import without_tickets
from kdcsim.study.run import play
from kdcsim.world.record import Outcome as Came
from kdcsim.world.state import World
from tests.study.two_servers import branch, step

TEXT = """\
kdcsim: 1
title: A small domain and what may happen to it
start: 2023-03-01T08:00:00Z
domains:
  corp.example:
    functional_level: 2008
    dcs: {DC-A: {os: 2022, update: 2022-11}, DC-B: {os: 2008R2}}
    accounts:
      alice: {password: Correct-Horse-1}
      svc: {password: Battery-Staple-1, spns: [HTTP/app.corp.example], supported_etypes: RC4}
      aes: {password: Battery-Staple-2, spns: [HTTP/aes.corp.example], supported_etypes: [AES128, AES256]}
hosts:
  PC-1: {os: 10, domain: corp.example}
  WEB-1: {os: 2019, domain: corp.example, services: {w3svc: NetworkService, app: svc}}
steps:
  - boot: PC-1
  - boot: WEB-1
  - log_on: {on: PC-1, user: alice, password: Correct-Horse-1}
branches:
  same:
    steps: []
  filtered:
    steps:
      - set_registry: {on: DC-A, name: 'POLICY\\SupportedEncryptionTypes', value: 0x18}
      - restart_kdc: DC-A
  rc4-client:
    steps:
      - set_registry: {on: PC-1, name: DefaultEncryptionType, value: 23}
      - boot: PC-1
      - log_on: {on: PC-1, user: alice, password: Correct-Horse-1}
  fewer-dcs:
    steps:
      - demote_dc: DC-B
  off:
    steps:
      - log_off: {on: PC-1, session: alice}
  late:
    steps:
      - clock_skew: {on: WEB-1, clock: 10 min behind}
  disabled:
    steps:
      - set_flag: {account: aes, flag: disabled}
  forgotten:
    steps:
      - change_password: {account: svc, password: Other-Word-1}
"""
POLICY = "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System\\Kerberos\\Parameters"
BRANCHES = ("same", "filtered", "rc4-client", "fewer-dcs", "off", "late", "disabled", "forgotten")


@cache
def end(name: str) -> World:
    """The world in which a branch ends."""
    run = play(load(TEXT.replace("POLICY", POLICY).replace("steps: []", "steps: [{boot: WEB-1}]"), "worlds.yaml"))
    found = run.branch(name)
    assert found is not None
    return found.end


def alone(world: World, pair: Pair) -> Outcome:
    """What one triple comes to by itself; nothing where the world does not have it."""
    return outcome_of(foresee(world, pair.attempt()), world) if pair in set(pairs_of(world)) else ABSENT


@pytest.mark.parametrize("after", BRANCHES)
@pytest.mark.parametrize("before", ["same", "filtered"])
def test_each_triple_is_told_as_it_is(before: str, after: str) -> None:
    """Before and after, there and absent; what is not told is the same on both sides."""
    found = compare(end(before), end(after))
    told = {pair: (c.before, c.after) for c in found.changes if not c.held for pair in c.pairs()}
    fresh = without_tickets(end(before)), without_tickets(end(after))
    for pair in {*pairs_of(fresh[0]), *pairs_of(fresh[1])}:
        old, new = (alone(world, pair) for world in fresh)
        assert told.pop(pair, (old, old)) == (old, new), str(pair)
    assert not told
    assert found.changed == sum(len(list(c.pairs())) for c in found.changes if not c.held)


def test_how_many_triples_there_are() -> None:
    """Of either side: sessions at the DCs of their domain, with every service."""
    pairs = {*pairs_of(end("same")), *pairs_of(end("fewer-dcs"))}
    assert compare(end("same"), end("fewer-dcs")).total == len(pairs)
    assert compare(end("same"), end("same")) == Difference(changes=(), total=len(set(pairs_of(end("same")))))


def test_what_shares_a_fate_is_one_change() -> None:
    """Over DCs, services and sessions: a DC that is gone is gone for everybody, and what breaks comes first."""
    gone = compare(end("same"), end("fewer-dcs"))
    assert {c.sign for c in gone.changes} <= {"-", "~"}
    assert all(c.dcs == ("DC-B",) and c.after == ABSENT for c in gone.changes)
    shapes = [(c.services, c.dcs, c.before, c.after) for c in gone.changes]
    assert len(set(shapes)) == len(shapes)
    for difference in (gone, compare(end("same"), end("filtered")), compare(end("filtered"), end("same"))):
        signs = ["-~+".index(c.sign) for c in difference.changes]
        assert signs == sorted(signs)
        for c in difference.changes:
            assert (c.clients, c.services, c.dcs) == tuple(tuple(sorted(x)) for x in (c.clients, c.services, c.dcs))
    back = compare(end("fewer-dcs"), end("same"))
    assert sorted(map(repr, back.mirrored().changes)) == sorted(map(repr, gone.changes))
    assert (back.count("+"), back.breaks) == (gone.breaks, 0)


A, B = Client(host="A", session=1, name="a"), Client(host="B", session=2, name="b")
WEB, SQL = Service(host="X", name="web", spn="HTTP/x"), Service(host="X", name="sql", spn="SQL/x")
WORKS = Outcome(result="accepted", ticket_etype=18, session_etype=18)
FAILS = Outcome(result="refused", error=41, refused_by="service")


def change(before: Outcome, after: Outcome, *, held: bool = False) -> Change:
    """Two sessions, two services, three DCs."""
    return Change(clients=(A, B), services=(WEB, SQL), dcs=("1", "2", "3"), before=before, after=after, held=held)


def test_counting() -> None:
    """Triples; what shows only with tickets that are held names no DC, and counts for what breaks."""
    broken, mended = change(WORKS, FAILS), change(FAILS, WORKS)
    held, other = change(WORKS, FAILS, held=True), change(WORKS, replace(WORKS, ticket_etype=23))
    assert [c.sign for c in (broken, mended, held, other, change(FAILS, ABSENT))] == ["-", "+", "-", "~", "~"]
    assert [c.count for c in (broken, held)] == [12, 4]
    assert len(list(broken.pairs())) == len(set(broken.pairs())) == 12
    found = Difference(changes=(broken, mended, held, other), total=99)
    assert (found.count("-"), found.count("+"), found.count("~")) == (12, 12, 12)
    assert (found.breaks, found.changed, found.held) == (16, 36, (held,))
    assert found.mirrored().mirrored() == found
    assert broken.cause == mended.cause == FAILS.cause != ""
    assert other.cause == ""


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (WORKS, "AES256 ticket, AES256 session key"),
        (replace(WORKS, result="issued", session_etype=23), "AES256 ticket, RC4 session key"),
        (
            replace(WORKS, noise=(("DC", 27), ("client", 3))),
            "AES256 ticket, AES256 session key (logs 27 on the DC, 3 on the client)",
        ),
        (FAILS, "refused by the service: KRB_AP_ERR_MODIFIED (41)"),
        (replace(FAILS, refused_by="dc", error=14), "refused by the DC: KDC_ERR_ETYPE_NOSUPP (14)"),
        (ABSENT, "not there"),
    ],
)
def test_an_outcome_in_words(outcome: Outcome, words: str) -> None:
    """Etypes where it works, who refused where it does not, and the noise that it leaves."""
    assert str(outcome) == words
    assert outcome.good is ("ticket" in words)


def test_the_order_of_changes() -> None:
    """What breaks, what is otherwise, what begins to work; within them by session and service."""
    third = Client(host="C", session=3, name="c")
    ways = {"-": (WORKS, FAILS), "~": (WORKS, replace(WORKS, ticket_etype=23)), "+": (FAILS, WORKS)}
    changes = [
        Change(clients=(who,), services=(what,), dcs=("1",), before=ways[sign][0], after=ways[sign][1])
        for who, sign in ((A, "+"), (B, "~"), (third, "-"))
        for what in (SQL, WEB)
    ]
    merged = list(_merged(changes))
    assert [(c.sign, c.clients) for c in merged] == [("-", (third,)), ("~", (B,)), ("+", (A,))]
    assert all(c.services == tuple(sorted((SQL, WEB))) for c in merged)
    elsewhere = [replace(c, dcs=("2",)) for c in changes]
    assert [c.dcs for c in _merged([*changes, *elsewhere])] == [("1", "2")] * 3
    other = replace(changes[0], clients=(third,))
    assert [c.clients for c in _merged([changes[0], other])] == [(A, third)]
    apart = replace(changes[0], services=(WEB,), clients=(B,), dcs=("3",))
    assert [(c.clients, c.dcs) for c in _merged([changes[0], apart])] == [((A,), ("1",)), ((B,), ("3",))]


def rules(*told: tuple[str, str, str], **more: object) -> Outcome:
    """An outcome with the rules that led to it."""
    return replace(WORKS, rules=told, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        (
            rules(("declared", "0x7", "a"), ("ticket", "23", "x"), ticket_etype=23),
            rules(("declared", "0x18", "b"), ("ticket", "18", "y")),
            ("a", "b"),
        ),
        (
            rules(("declared", "0x18", "a"), ("ticket", "23", "x"), ticket_etype=23),
            rules(("declared", "0x18", "b"), ("ticket", "18", "y")),
            ("x", "y"),
        ),
        (
            rules(("session", "23", "s"), ("client-list", "1", "c"), session_etype=23),
            rules(("session", "18", "t"), ("client-list", "2", "d")),
            ("c", "d"),
        ),
        (rules(("session", "23", "s"), session_etype=23), rules(("session", "18", "t")), ("s", "t")),
        (
            rules(("ticket", "18", "x"), ("salt", "a", "m")),
            rules(("ticket", "18", "x"), ("salt", "b", "n"), refused_by="service"),
            ("m", "n"),
        ),
        (rules(("hint", "1", "h"), ("other", "1", "o")), rules(("hint", "2", "i"), ("other", "2", "p")), ("h", "i")),
        (rules(("other", "1", "o")), rules(("other", "2", "p")), ("o", "p")),
        (rules(("other", "1", "o")), rules(("new", "2", "p")), ("", "")),
        (rules(("other", "1", "o")), rules(("other", "1", "p")), ("", "")),
        (
            rules(("ticket", "18", "x")),
            rules(("ticket", "no", "y"), refused_by="dc", refusing="ticket"),
            ("x", "y"),
        ),
        (
            rules(("ticket", "no", "x"), refused_by="dc", refusing="ticket"),
            rules(("session", "no", "z"), ("ticket", "18", "y"), refused_by="dc", refusing="session"),
            ("x", "z"),
        ),
        *(
            (
                rules(("other", "1", "o"), (ladder, "1", "h")),
                rules(("other", "2", "p"), (ladder, "2", "i")),
                ("h", "i"),
            )
            for ladder in ("first-request", "hint", "timestamp")
        ),
        (
            rules(("other", "1", "o"), ("salt", "a", "m"), refused_by="service"),
            rules(("other", "2", "p"), ("salt", "b", "n")),
            ("m", "n"),
        ),
        (
            rules(("other", "1", "o"), ("salt", "a", "m")),
            rules(("other", "2", "p"), ("salt", "b", "n"), refused_by="service"),
            ("m", "n"),
        ),
        (
            rules(("other", "1", "o"), ("declared", "0x7", "a"), ticket_etype=23),
            rules(("other", "2", "p"), ("declared", "0x18", "b")),
            ("a", "b"),
        ),
        (
            rules(("declared", "0x7", "a"), ("ticket", "23", "x"), ticket_etype=23),
            rules(("ticket", "18", "y")),
            ("x", "y"),
        ),
        (
            rules(("ticket", "no", "first"), ("ticket", "no", "last"), refused_by="dc", refusing="ticket"),
            rules(("ticket", "18", "y"), ("ticket", "18", "z")),
            ("last", "z"),
        ),
        (
            rules(("ticket", "18", "y")),
            rules(("ticket", "18", "y"), refused_by="dc", refusing=""),
            ("", ""),
        ),
        (
            rules(("ticket", "no", "x"), ("session", "18", "s"), refused_by="dc", refusing="ticket"),
            rules(("ticket", "18", "y"), ("session", "18", "t"), refused_by="service"),
            ("x", ""),
        ),
    ],
    ids=range(21),
)
def test_which_rule_is_named(before: Outcome, after: Outcome, rule: tuple[str, str]) -> None:
    """That of the ladder that has most to do with what differs; none where no rule decided otherwise."""
    assert Change(clients=(A,), services=(WEB,), dcs=("1",), before=before, after=after).rule == rule


def test_an_outcome_has_no_names() -> None:
    """Two stories that came to the same are the same value; refusals say by whom, of whichever name."""
    fine, broken = (step(name, "send") for name in ("fine", "broken"))
    good, bad = (outcome_of(p.record, p.after) for p in (fine, broken))
    assert (good.result, good.ticket_etype, good.session_etype, good.refused_by) == ("accepted", 18, 18, "")
    assert (bad.result, bad.error, bad.refused_by, bad.refusing) == ("refused", 41, "service", "")
    assert bad.noise == (("client", 4), ("server", 4625))
    assert {ladder for ladder, _, _ in good.rules} >= {"client-list", "declared", "ticket", "session"}
    start = step("fine", "boot A")
    assert outcome_of(start.record, start.after).ticket_etype is None
    none = replace(fine.record, calls=())
    assert outcome_of(none, fine.after).ticket_etype == 18
    assert outcome_of(replace(none, exchanges=()), fine.after).ticket_etype is None
    assert (bad.ticket_etype, bad.session_etype) == (18, 18), "what was shown and not opened"
    assert outcome_of(replace(fine.record, exchanges=()), fine.after).ticket_etype == 18, "from a cache"
    stopped = replace(broken.record, calls=(), outcome=Came.REFUSED)
    assert (outcome_of(stopped, broken.after).ticket_etype, len(stopped.exchanges) > 0) == (None, True)
    last = replace(fine.record, calls=(replace(fine.record.calls[0], ticket_etype=3), *fine.record.calls))
    assert outcome_of(last, fine.after).ticket_etype == 18
    two = replace(none, exchanges=(*none.exchanges, replace(none.exchanges[-1], ticket_etype=17, session_etype=23)))
    assert (outcome_of(two, fine.after).ticket_etype, outcome_of(two, fine.after).session_etype) == (17, 23)
    asked = replace(none, exchanges=(*none.exchanges, replace(none.exchanges[-1], error=14, ticket_etype=17)))
    assert outcome_of(asked, fine.after).ticket_etype == 18
    assert [name for _, _, name in good.rules] == [
        d.reason.decided.rule
        for d in (*(d for e in fine.record.exchanges for d in e.decisions), *fine.record.decisions)
    ]
    assert fine.record.decisions and any(e.decisions for e in fine.record.exchanges)
    by_dc = replace(broken.record, said_by="DC-2008")
    assert outcome_of(by_dc, broken.after).refused_by == "dc"
    assert len(clients_of(branch("fine").run.end)) > 0
