"""From things seen to answers: their kind, name and number, and the words that can be asked for next."""

from __future__ import annotations

import pytest

from kdcsim.study.evidence import (
    EVENT_KINDS,
    MIT_KLIST,
    CacheSeen,
    CallFailedSeen,
    ErrorSeen,
    EventSeen,
    Evidence,
    KeySeen,
    KeytabSeen,
    Part,
    PurgeSeen,
    Seen,
    SessionSeen,
    SessionsSeen,
    TicketSeen,
    weigh,
)


def one(seen: Seen) -> Evidence:
    """The answer about one thing."""
    (found,) = weigh([seen])
    return found


def event(number: int, **fields: str) -> EventSeen:
    """An event with these fields."""
    return EventSeen(id=number, fields=tuple(fields.items()))


def cache(*tickets: TicketSeen, tool: str = "klist") -> CacheSeen:
    """The cache of a session."""
    return CacheSeen(current=0x3E7, targeted=None, tickets=tickets, announced=len(tickets), tool=tool)


KEYTAB = KeytabSeen(name="web.keytab", keys=(KeySeen(principal="HTTP/x", kvno=2, etype=18),))
SESSIONS = SessionsSeen(sessions=(SessionSeen(luid=0x3E4, account="CORP\\WEB-1$", package="Negotiate"),))


@pytest.mark.parametrize(
    ("seen", "kind", "name"),
    [
        (event(4769), "Windows event", f"event 4769: {EVENT_KINDS[4769].name}"),
        (event(5), "Windows event", "event 5"),
        (ErrorSeen(code=41), "Kerberos error", "KRB_AP_ERR_MODIFIED (41)"),
        (cache(), "Windows ticket cache", "klist"),
        (cache(tool="klist tgt"), "Windows ticket cache", "klist tgt"),
        (cache(tool=MIT_KLIST), "MIT ticket cache", MIT_KLIST),
        (PurgeSeen(luid=None), "Windows ticket cache", "klist purge"),
        (SESSIONS, "Windows logon sessions", "klist sessions"),
        (CallFailedSeen(call=None, substatus=None, status=None), "Windows ticket cache", "klist that failed"),
        (KEYTAB, "keytab", "klist -kte"),
    ],
    ids=range(10),
)
def test_what_it_is(seen: Seen, kind: str, name: str) -> None:
    """Each kind of thing by its name."""
    found = one(seen)
    assert (found.kind, found.name, found.count) == (kind, name, 1)


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        (event(4769, Status="0xe"), ("KDC_ERR_ETYPE_NOSUPP",)),
        (event(4769, Status="0x0"), ()),
        (event(4624, Status="0xc000006d"), ()),
        (event(4625, Status="0xc000006d", SubStatus="0x8009030f"), ("0xc000006d", "0x8009030f")),
        (event(4625, Status="0x0", SubStatus="0xc0000133"), ("0xc0000133",)),
        (event(4626, SubStatus="0xc0000133"), ()),
        (event(4769, ServiceSupportedEncryptionTypes="0x27 (DES, RC4, AES-Sk)"), ("0x27",)),
        (event(4769, ServiceSupportedEncryptionTypes="0x0"), ()),
        (event(4768, AccountSupportedEncryptionTypes="0x1C", DCSupportedEncryptionTypes="0x1F"), ("0x1c", "0x1f")),
        (event(205, DefaultDomainSupportedEncTypes="0x24"), ("0x24",)),
        (event(4769, TicketEncryptionType="0x17", SessionKeyEncryptionType="0x12"), ("RC4", "AES256")),
        (event(4768, PreAuthEncryptionType="0x11"), ("AES128",)),
        (EventSeen(id=673, fields=(("Ticket Encryption Type", "0x17"),)), ("RC4",)),
        (event(4769, TicketEncryptionType="0x63"), ()),
        (event(16, RequestedEtypes="18 17 99", AvailableEtypes="23 18"), ("AES256", "AES128", "RC4")),
        (
            cache(TicketSeen(etype=18, session_etype=23), TicketSeen(etype=17), TicketSeen(session_etype=3)),
            ("AES256", "RC4", "AES128", "DES-MD5"),
        ),
        (cache(TicketSeen(etype=-1, session_etype=18)), ("AES256",)),
        (KEYTAB, ("AES256",)),
        (KeytabSeen(name=None, keys=(KeySeen(principal="a", kvno=1),)), ()),
        (SESSIONS, ()),
        (PurgeSeen(luid=0x3E7), ()),
    ],
    ids=range(21),
)
def test_which_words_can_be_asked_for(seen: Seen, words: tuple[str, ...]) -> None:
    """Errors, statuses, masks and etypes with a name, each once, in the order in which they stand."""
    assert one(seen).words == words


def test_at_most_ten_words() -> None:
    """The first of them."""
    found = one(
        event(
            4769,
            Status="0xe",
            AccountSupportedEncryptionTypes="0x1",
            ServiceSupportedEncryptionTypes="0x2",
            DCSupportedEncryptionTypes="0x3",
            DefaultDomainSupportedEncTypes="0x4",
            TicketEncryptionType="0x17",
            RequestedEtypes="18 17 3 1 24 2 20 19",
        )
    )
    assert len(found.words) == 10
    assert found.words[:7] == ("KDC_ERR_ETYPE_NOSUPP", "0x1", "0x2", "0x3", "0x4", "RC4", "AES256")


def test_what_comes_to_the_same_answer_is_told_once() -> None:
    """Records of one kind and of one meaning, whoever is in them; caches only where they show the same."""
    alike = [event(4771, Status="0x18", TargetUserName=name) for name in ("alice", "bob", "carol")]
    other = event(4771, Status="0x25", TargetUserName="alice")
    assert [found.count for found in weigh([*alike, other])] == [3, 1]
    assert [found.count for found in weigh([other, alike[0], other])] == [2, 1]
    first, second = cache(TicketSeen(server="HTTP/a", etype=18)), cache(TicketSeen(server="HTTP/b", etype=18))
    found = weigh([first, second, first])
    assert [(each.kind, each.count) for each in found[:2]] == [("Windows ticket cache", 2), ("Windows ticket cache", 1)]
    assert [each.kind for each in found[2:]] == ["comparison", "comparison"]
    assert {each.name for each in found[2:]} == {"two ticket caches"}
    assert all(each.words == () and each.statements for each in found[2:])


def test_the_parts_come_in_their_order() -> None:
    """What it is, what it proves, what it does not, where to look next; the record's own words before the remarks."""
    for seen in (
        event(4769, Status="0x0", TicketEncryptionType="0x17"),
        cache(TicketSeen(server="a", etype=23)),
        KEYTAB,
    ):
        parts = [list(Part).index(s.part) for s in one(seen).statements]
        assert parts == sorted(parts)
        assert set(parts) == {0, 1, 2, 3}
    head = [s.sentence for s in one(KEYTAB).statements][:2]
    assert head == ["a keytab (web.keytab): 1 key", "HTTP/x, kvno 2: AES256 (18)"]


def test_a_kind_says_what_every_record_of_it_proves() -> None:
    """Its sentences with their source, in each part, before those of single fields."""
    for number, kind in EVENT_KINDS.items():
        found = one(event(number))
        for part, sentences in ((Part.PROVES, kind.proves), (Part.NOT, kind.not_proved), (Part.NEXT, kind.next)):
            told = [(s.sentence, s.source) for s in found.part(part)]
            assert told[: len(sentences)] == [(sentence, kind.source) for sentence in sentences]
        assert found.statements[0].sentence == f"{kind.when} ({kind.log} log)"
        old = one(EventSeen(id=number, legacy=True, fields=()))
        follow = kind.next if kind.legacy_next is None else kind.legacy_next
        assert [s.sentence for s in old.part(Part.NEXT)][: len(follow)] == list(follow)
