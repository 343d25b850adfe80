"""What is looked at in a ticket cache, ticket by ticket, and what two caches of one machine show side by side."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kdcsim.study.evidence import cache_remarks as looks
from kdcsim.study.evidence import weigh
from kdcsim.study.evidence.cache_pair import CachePair, pairs_of
from kdcsim.study.evidence.seen import MIT_KLIST, CacheSeen, EventSeen, PurgeSeen, TicketSeen
from kdcsim.study.evidence.statement import Part

CACHE = looks.CACHE_REMARKS
TGT, WEB = "krbtgt/CORP.EXAMPLE", "HTTP/web"


def cache(*tickets: TicketSeen, announced: int | None = -1, **told: object) -> CacheSeen:
    """A cache that was pasted whole, unless told otherwise."""
    number = len(tickets) if announced == -1 else announced
    return CacheSeen(**{"current": 0x1234, "targeted": None, "tickets": tickets, "announced": number, **told})  # type: ignore[arg-type]


def ticket(server: str | None, etype: int | None, session: int | None = None, **told: object) -> TicketSeen:
    """One ticket."""
    return TicketSeen(server=server, etype=etype, session_etype=session, **told)  # type: ignore[arg-type]


NOBODY = ticket(None, None)
PLAIN = ticket(WEB, 18, 18)
CASES: list[tuple[Callable[[CacheSeen], bool], list[CacheSeen], list[CacheSeen]]] = [
    (
        looks._empty,
        [cache()],
        [
            cache(PLAIN),
            cache(PLAIN, announced=0),
            cache(announced=None),
            cache(announced=2),
            cache(tool=MIT_KLIST),
        ],
    ),
    (
        looks._partial,
        [cache(PLAIN, announced=None), cache(PLAIN, announced=2)],
        [cache(PLAIN), cache(announced=None, tool=MIT_KLIST)],
    ),
    (looks._tgt_alone, [cache(tool="klist tgt")], [cache(), cache(tool=MIT_KLIST)]),
    (looks._full, [cache(PLAIN)], [cache()]),
    (
        looks._listed,
        [cache(PLAIN), cache(ticket(WEB, None)), cache(PLAIN, tool=MIT_KLIST)],
        [cache(), cache(PLAIN, tool="klist tgt"), cache(ticket(WEB, None), tool=MIT_KLIST)],
    ),
    (
        looks._without_etypes,
        [cache(ticket(WEB, None), NOBODY, tool=MIT_KLIST)],
        [
            cache(ticket(WEB, None)),
            cache(ticket(WEB, None), PLAIN, tool=MIT_KLIST),
            cache(ticket(WEB, None, 18), tool=MIT_KLIST),
            cache(ticket(WEB, 18), tool=MIT_KLIST),
        ],
    ),
    (
        looks._service_rc4,
        [cache(ticket(TGT, 18), ticket(WEB, 23))],
        [cache(ticket(TGT, 23)), cache(ticket(WEB, 18)), cache(ticket(None, 23))],
    ),
    (looks._tgt_rc4, [cache(PLAIN, ticket(TGT, 23))], [cache(ticket(WEB, 23)), cache(ticket(TGT, 18, 23))]),
    (
        looks._tgt_session_rc4,
        [cache(PLAIN, ticket(TGT, 18, 23))],
        [
            cache(ticket(TGT, 23, 23)),
            cache(ticket(WEB, 18, 23)),
            cache(ticket(TGT, 18, 18)),
            cache(ticket(TGT, 18, 24)),
        ],
    ),
    (
        looks._service_session_rc4,
        [cache(PLAIN, ticket(WEB, 17, 23))],
        [cache(ticket(TGT, 18, 23)), cache(ticket(WEB, 23, 23)), cache(ticket(WEB, 18, 18))],
    ),
    (
        looks._service_session_aes,
        [cache(PLAIN, ticket(WEB, 23, 17))],
        [cache(ticket(TGT, 23, 18)), cache(ticket(WEB, 18, 18)), cache(ticket(WEB, 23, 23))],
    ),
    (looks._service_aes, [cache(ticket(TGT, 23), PLAIN)], [cache(ticket(TGT, 18)), cache(ticket(WEB, 23))]),
    (
        looks._des,
        [cache(PLAIN, ticket(WEB, 3)), cache(ticket(WEB, 1)), cache(ticket(WEB, 18, 3)), cache(ticket(WEB, 18, 1))],
        [cache(PLAIN), cache(NOBODY)],
    ),
    (looks._no_etype, [cache(PLAIN, ticket(WEB, -1))], [cache(PLAIN), cache(NOBODY)]),
    (
        looks._no_kdc,
        [cache(PLAIN, ticket(WEB, 18, kdc_called=""))],
        [cache(PLAIN), cache(ticket(WEB, 18, kdc_called="DC-1"))],
    ),
    (
        looks._own_session,
        [cache(), cache(current=0x3E7, targeted=0x1234)],
        [cache(current=None), cache(current=0x3E7), cache(current=0x3E5), cache(current=0x1234, targeted=0x3E4)],
    ),
]
SENTENCES: dict[str, tuple[str, ...]] = {
    "_empty": ("this logon session holds no Kerberos ticket now", "klist get <spn>: asks for a ticket"),
    "_partial": ("what the rest of the cache holds", "the whole output, as text"),
    "_tgt_alone": ("which etype seals the TGT: klist tgt prints the type of the session key alone",),
    "_full": (
        "what the KDC would answer now: a ticket stays as it was",
        "with which etype the client pre-authenticated",
    ),
    "_listed": ("these tickets were issued with these etypes", "4769 on the KDC called, at the start time"),
    "_without_etypes": ("klist -e: it adds the etypes",),
    "_service_rc4": ("an RC4 service ticket is the KDC's choice", "msDS-SupportedEncryptionTypes and pwdLastSet"),
    "_tgt_rc4": ("an RC4 TGT: that DC had no AES for krbtgt", "which of these it was: a DC of 2000 or 2003"),
    "_tgt_session_rc4": ("a TGT with an RC4 session key: the client named RC4 first or alone",),
    "_service_session_rc4": ("an AES ticket with an RC4 session key: the ticket follows the service",),
    "_service_session_aes": ("an RC4 ticket with an AES session key", "why the two differ: nothing declared"),
    "_service_aes": ("that the service can open its AES ticket",),
    "_des": ("DES was still allowed on that KDC", "userAccountControl (USE_DES_KEY_ONLY)"),
    "_no_etype": ("Unknown (-1) is no etype", "anything about a DC of this domain"),
    "_no_kdc": ("that a KDC gave the ticket with an empty 'Kdc Called' to this session",),
    "_own_session": ("anything about services on this machine", "the sessions of services: klist -li 0x3e7"),
}
"""What is said of a cache that shows it, by how it begins."""


@pytest.mark.parametrize(("look", "fits", "others"), CASES, ids=[look.__name__ for look, _, _ in CASES])
def test_what_a_cache_shows(look: Callable[[CacheSeen], bool], fits: list[CacheSeen], others: list[CacheSeen]) -> None:
    """One ticket is enough to show something; what was not shown shows nothing."""
    assert [look(each) for each in fits] == [True] * len(fits)
    assert [look(each) for each in others] == [False] * len(others)


@pytest.mark.parametrize(("look", "fits", "others"), CASES, ids=[look.__name__ for look, _, _ in CASES])
def test_what_is_said_of_it(look: Callable[[CacheSeen], bool], fits: list[CacheSeen], others: list[CacheSeen]) -> None:
    """All of its sentences where a cache shows it, and none of them where it does not."""
    for each, shown in ((each, each in fits) for each in (*fits, *others)):
        (found,) = weigh([each])
        told = [s.sentence for s in found.statements]
        for beginning in SENTENCES[look.__name__]:
            assert sum(sentence.startswith(beginning) for sentence in told) == shown, (each, beginning)


def test_every_sentence_on_caches_is_tried() -> None:
    """None of the table is left out."""
    told = [r.sentence for begins in SENTENCES.values() for b in begins for r in CACHE if r.sentence.startswith(b)]
    assert sorted(told) == sorted(remark.sentence for remark in CACHE)
    assert set(SENTENCES) == {look.__name__ for look, _, _ in CASES}


def said(first: CacheSeen, second: CacheSeen, part: Part = Part.WHAT) -> list[str]:
    """The sentences of one part about two caches."""
    return [s.sentence for s in CachePair(first, second).statements() if s.part is part]


def test_two_caches_side_by_side() -> None:
    """What differs before what is the same, then what only one of them holds; the newest ticket of each server."""
    aes = "ticket AES256 (18), session key AES256 (18)"
    first = cache(ticket(WEB, 18, 18), ticket("cifs/a", 18, 18), ticket("ldap/x", 23), current=0x3E7)
    second = cache(
        ticket("http/WEB", 23, 18), ticket("HTTP/web", 18, 18), ticket("cifs/a", 18, 18), NOBODY, current=0x3E4
    )
    assert said(first, second) == [
        "LocalSystem (0x3e7) (3 tickets) beside NetworkService (0x3e4) (4 tickets)",
        f"HTTP/web: {aes} in the first, ticket RC4 (23), session key AES256 (18) in the second",
        f"cifs/a: in both, {aes}",
        "ldap/x: only in the first, ticket RC4 (23)",
    ]
    assert len(said(first, second, Part.PROVES)) == 2
    assert len(said(first, second, Part.NOT)) == 1
    assert len(said(first, second, Part.NEXT)) == 2
    only = said(cache(current=None), cache(ticket("ldap/x", None), current=0x3E4))
    assert only[0].startswith("a session that is not named (0 tickets) beside ")
    assert only[1:] == ["ldap/x: only in the second, etypes not shown"]
    apart = cache(PLAIN, current=0x3E7), cache(ticket("ldap/x", 18), current=0x3E4)
    assert said(*apart, Part.PROVES) == []


def test_one_session_seen_twice() -> None:
    """Is no comparison of sessions: it shows what was renewed."""
    now, later = cache(PLAIN), cache(ticket("cifs/a", 18))
    assert said(now, later, Part.NOT) == said(now, later, Part.NEXT) == []
    assert said(now, later, Part.PROVES) == ["no ticket of the first is in the second: they ended or were purged"]
    assert said(now, now, Part.PROVES) == []
    (differ,) = said(now, cache(ticket(WEB, 23, 23)), Part.PROVES)
    assert differ.startswith("where the etypes differ")
    nobody = cache(PLAIN, current=None)
    assert not CachePair(nobody, nobody).one_session


def test_at_most_eight_lines_of_each_kind() -> None:
    """A long cache is not told twice over."""
    many = cache(*(ticket(f"HTTP/{n}", 18) for n in range(9)), current=0x3E7)
    assert len(said(many, cache(*many.tickets, current=0x3E4))) == 1 + 8
    assert len(said(many, cache(current=0x3E4))) == 1 + 8


@pytest.mark.parametrize(
    ("first", "second", "pair"),
    [
        (cache(PLAIN, current=7), cache(current=7, targeted=9), True),
        (cache(current=7), cache(PLAIN, current=7), True),
        (cache(PLAIN, current=7), cache(PLAIN, current=8), False),
        (cache(PLAIN, current=None), cache(PLAIN, current=None), False),
        (cache(current=7), cache(current=7), False),
        (cache(ticket(WEB, 18, client="a@X"), current=7), cache(ticket(WEB, 18, client="A@x"), current=8), True),
        (cache(ticket(WEB, 18, client="a@X"), current=7), cache(ticket(WEB, 18, client="b@X"), current=8), False),
        (cache(ticket(WEB, 18, client="a@X"), current=7), cache(current=8), False),
        (cache(PLAIN, current=7), cache(PLAIN, current=7, tool="klist tgt"), False),
    ],
    ids=range(9),
)
def test_which_caches_can_be_of_one_machine(first: CacheSeen, second: CacheSeen, pair: bool) -> None:
    """Asked for by one session, or held by one client; neighbours among the caches, whatever stands between."""
    between = (PurgeSeen(luid=None), EventSeen(id=4, fields=()))
    assert list(pairs_of((first, *between, second))) == ([CachePair(first, second)] if pair else [])
