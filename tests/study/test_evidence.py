"""What a record proves and what it does not: rows of a table, each with a source, that look at what was shown."""

from typing import Any

import pytest

from kdcsim.ad.assumption import TABLE
from kdcsim.ad.policy import LADDERS
from kdcsim.scenario.codes import CODES
from kdcsim.scenario.load import load_file
from kdcsim.scenario.source import built_in_names
from kdcsim.study.evidence import (
    EVENT_KINDS,
    REFUSALS,
    STATUSES,
    CacheSeen,
    EventSeen,
    Evidence,
    KeySeen,
    KeytabSeen,
    Part,
    PurgeSeen,
    Remark,
    Seen,
    TicketSeen,
    weigh,
)
from kdcsim.study.evidence.cache_remarks import CACHE_REMARKS, KEYTAB_REMARKS, PURGE_REMARKS
from kdcsim.study.evidence.event_remarks import EVENT_REMARKS
from kdcsim.study.explanation import explain
from kdcsim.study.observed import rungs_of
from kdcsim.study.readers import readers_of
from kdcsim.study.run import play

ASKED = (14, 16, 26, 27, 201, 202, 203, 204, 205, 206, 207, 208, 209, 4768, 4769, 4771, 4625, 4624, 3, 4, 42, 104)


def one(seen: Seen) -> Evidence:
    """The answer about one thing."""
    (found,) = weigh([seen])
    return found


def said(found: Evidence, part: Part) -> str:
    """A part as one text."""
    return " / ".join(s.sentence for s in found.part(part))


def event(number: int, **fields: str) -> EventSeen:
    """An event with these fields."""
    return EventSeen(id=number, fields=tuple(fields.items()))


@pytest.mark.parametrize("number", ASKED)
def test_every_event_has_four_parts_and_a_source(number: int) -> None:
    """Whatever the record shows: it is said what it is, proves, does not prove, and where to look."""
    found = one(event(number))
    assert all(found.part(part) for part in Part)
    assert found.sources
    (meaning,) = [e for e in explain(str(number)) if e.kind == "Windows event"]
    assert {"logged in", "proves", "does not prove", "look at next", "source"} <= {
        label for label, _ in meaning.details
    }


def test_every_remark_has_words() -> None:
    """A row that states more than the record shows has a source."""
    tables: tuple[tuple[Remark[Any], ...], ...] = (EVENT_REMARKS, CACHE_REMARKS, KEYTAB_REMARKS, PURGE_REMARKS)
    for remark in (remark for table in tables for remark in table):
        assert remark.sentence and not remark.sentence.endswith(".")
        assert remark.source or remark.part in (Part.PROVES, Part.NEXT)


def test_the_noise_of_a_2003_dc() -> None:
    """An old DC that is asked for a forwarded TGT with AES: harmless, and the silencer is worse than the noise."""
    found = one(
        event(27, Target="krbtgt/CONTOSO.COM", ID="8", RequestedEtypes="18", AvailableEtypes="23  -133  -128  3")
    )
    assert "asks again with its full list and gets RC4" in said(found, Part.WHAT)
    assert "Do not silence it with DefaultEncryptionType" in said(found, Part.NEXT)
    assert "no etype in common" in said(found, Part.PROVES)
    assert {"AES256", "RC4"} <= set(found.words)


def test_both_lists_name_an_etype() -> None:
    """Then neither list is the obstacle: a setting of the DC is."""
    found = one(event(16, Target="svc", RequestedEtypes="23", AvailableEtypes="23 18 17"))
    assert "neither list is the obstacle" in said(found, Part.PROVES)
    assert "RC4DefaultDisablementPhase" in said(found, Part.NEXT)


def test_an_rc4_ticket_for_a_service_with_aes_keys() -> None:
    """Not the keys but the declared or assumed etypes kept it at RC4; the service's own keys cannot be seen here."""
    found = one(
        event(
            4769,
            Status="0x0",
            TicketEncryptionType="0x17",
            SessionKeyEncryptionType="0x12",
            ServiceSupportedEncryptionTypes="0x27 (DES, RC4, AES-Sk)",
            ServiceAvailableKeys="AES-SHA1, RC4",
        )
    )
    assert "the service has AES keys" in said(found, Part.PROVES)
    assert "0x27 is assumed" in said(found, Part.PROVES)
    assert "what the attribute holds" in said(found, Part.NOT)
    assert "the KDC cannot see that" in said(found, Part.NEXT)
    assert found.words == ("0x27", "RC4", "AES256")


def test_a_refused_request() -> None:
    """0xFFFFFFFF and 0x2d are not etypes, and the next look is the System log of that DC."""
    found = one(
        event(
            4769, Status="0xE", TicketEncryptionType="0xFFFFFFFF", SessionKeyEncryptionType="0x2d", ServiceName="http/x"
        )
    )
    assert "0xFFFFFFFF is no etype" in said(found, Part.WHAT) and "0x2d is no etype" in said(found, Part.WHAT)
    assert "14 or 16" in said(found, Part.NEXT)
    assert found.words == ("KDC_ERR_ETYPE_NOSUPP",)


def test_an_unreadable_ticket() -> None:
    """The NULL SID of a 4625 proves that the name could not be read; NTLM proves nothing about Kerberos."""
    found = one(event(4625, TargetUserSid="S-1-0-0", AuthenticationPackageName="Kerberos", Status="0x8009030f"))
    assert "nobody could be" in said(found, Part.PROVES)
    assert found.words == ("0x8009030f",)
    assert "NTLM" in said(one(event(4625, AuthenticationPackageName="NTLM")), Part.NOT)


def test_caches_and_keytabs() -> None:
    """An AES ticket does not prove that the service opens it; a keytab without AES will not; purging makes no keys."""
    ticket = TicketSeen(server="HOST/hub-1", etype=18, session_etype=23)
    found = one(CacheSeen(current=0x5097D, targeted=None, tickets=(ticket,)))
    assert "AES ticket with an RC4 session key" in said(found, Part.PROVES)
    assert "can open its AES ticket" in said(found, Part.NOT)
    assert "klist -li 0x3e7" in said(found, Part.NEXT)
    old = one(KeytabSeen(name=None, keys=(KeySeen(principal="HTTP/x@R", kvno=3, etype=23),)))
    assert "opens no AES ticket" in said(old, Part.PROVES)
    assert "never keys" in said(one(PurgeSeen(luid=5)), Part.NOT)


def test_alike_records_are_told_once() -> None:
    """A log of many failures for one reason is one answer with a number."""
    records = [event(4771, Status="0x18", TargetUserName=name) for name in ("a", "b", "c")]
    (found,) = weigh(records)
    assert found.count == 3


def test_every_word_offered_can_be_explained() -> None:
    """What an answer says to ask next has an answer."""
    for status in STATUSES:
        assert explain(f"{status:#x}")
    found = one(event(14, RequestedEtypes="18 17 3 99", AvailableEtypes="23 -133", Status="0x1B"))
    assert found.words and all(explain(word) for word in found.words)


def test_numbers_with_several_meanings() -> None:
    """27 is an event, an error and a mask; 0x1b is never an event; 4769 is not taken for a mask."""
    assert {e.kind for e in explain("27")} == {"Windows event", "Kerberos error", "msDS-SupportedEncryptionTypes"}
    assert {e.kind for e in explain("0x1b")} == {"Kerberos error", "msDS-SupportedEncryptionTypes"}
    assert [e.kind for e in explain("4769")] == ["Windows event"]
    assert explain("event 4") == explain("4")
    assert [e.kind for e in explain("STATUS_LOGON_FAILURE")] == ["Windows status"]
    assert [e.name for e in explain("KS302")] == ["KS302"]


def test_codes_do_not_collide() -> None:
    """Refusals of pastes have numbers of their own."""
    assert not set(CODES) & set(REFUSALS)
    assert set(EVENT_KINDS) >= set(ASKED)


def test_readers_of_assumptions() -> None:
    """Every rule that leaned on a reading in some built-in story is among its readers, and readers are rules."""
    rules = {rule.name for ladder in LADDERS for rule in ladder.rules}
    assert all(set(readers_of(each.name)) <= rules for each in TABLE)
    assert readers_of("salt-fallback") == ("rc4-preauthentication-never-tells-salt",)
    for name in built_in_names():
        for branch in play(load_file(name)).branches:
            for rung in (rung for played in branch.own for rung in rungs_of(played)):
                assert all(rung.rule in readers_of(a.name) for a in rung.assumed), (name, rung.rule, rung.assumed)
