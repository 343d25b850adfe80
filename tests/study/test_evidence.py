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
    CallFailedSeen,
    EventSeen,
    Evidence,
    KeySeen,
    KeytabSeen,
    Part,
    PurgeSeen,
    Remark,
    Seen,
    SessionSeen,
    SessionsSeen,
    TicketSeen,
    weigh,
)
from kdcsim.study.evidence.cache_remarks import CACHE_REMARKS
from kdcsim.study.evidence.event_remarks import EVENT_REMARKS
from kdcsim.study.evidence.keytab_remarks import KEYTAB_REMARKS
from kdcsim.study.evidence.verb_remarks import FAILURE_REMARKS, PURGE_REMARKS, SESSIONS_REMARKS
from kdcsim.study.explanation import explain
from kdcsim.study.observed import rungs_of
from kdcsim.study.readers import readers_of
from kdcsim.study.run import play

_SET, _KEYS = "ServiceSupportedEncryptionTypes", "ServiceAvailableKeys"
ASKED = (
    9,
    10,
    11,
    28,
    14,
    16,
    26,
    27,
    201,
    202,
    203,
    204,
    205,
    206,
    207,
    208,
    209,
    4768,
    4769,
    4771,
    4625,
    4624,
    3,
    4,
    42,
    104,
)


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
    tables: tuple[tuple[Remark[Any], ...], ...] = (
        EVENT_REMARKS,
        CACHE_REMARKS,
        KEYTAB_REMARKS,
        PURGE_REMARKS,
        SESSIONS_REMARKS,
        FAILURE_REMARKS,
    )
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
    told = readers_of("domain-default-when-enforced")
    assert "domain-default" in told and not {"client-policy-filter", "hint-kdc-filter", "kdc-filter"} & set(told)
    for name in built_in_names():
        for branch in play(load_file(name)).branches:
            for rung in (rung for played in branch.own for rung in rungs_of(played)):
                assert all(rung.rule in readers_of(a.name) for a in rung.assumed), (name, rung.rule, rung.assumed)


def cache(*tickets: TicketSeen, **more: Any) -> Evidence:
    """The answer about a cache of the session that asks."""
    return one(CacheSeen(**{"current": 0x5097D, "targeted": None, "tickets": tickets, **more}))


def test_only_a_head_of_zero_is_an_empty_cache() -> None:
    """Nothing readable is not nothing there."""
    assert "holds no Kerberos ticket" in said(cache(announced=0), Part.PROVES)
    unread = cache(announced=2)
    assert "2 announced, 0 readable" in said(unread, Part.WHAT)
    assert "no Kerberos ticket" not in said(unread, Part.PROVES)
    assert "what the rest of the cache holds" in said(unread, Part.NOT)
    part = cache(TicketSeen(etype=23))
    assert "a part of a ticket cache" in said(part, Part.WHAT) and "server not shown" in said(part, Part.WHAT)


def test_what_klist_cannot_tell_apart() -> None:
    """Several causes give the same cache: none of them is told as proved."""
    split = cache(TicketSeen(server="HTTP/w", etype=23, session_etype=18), announced=1)
    assert "0x27" not in said(split, Part.PROVES)
    assert all(word in said(split, Part.NOT) for word in ("0x27", "0x20", "only an RC4 key", "operatingSystemVersion"))
    tgt = cache(TicketSeen(server="krbtgt/R", etype=23), announced=1)
    assert "2000 or 2003" not in said(tgt, Part.PROVES)
    causes = ("2000 or 2003", "functional level 2003", "filter", "KdcUseRequestedEtypesForTickets")
    assert all(word in said(tgt, Part.NOT) for word in causes)


def test_des_and_cloud_tickets() -> None:
    """A DES ticket has a day on which it ends; Unknown (-1) was chosen by no KDC of the domain."""
    assert "Server 2025 has none" in said(cache(TicketSeen(server="host/a", etype=3), announced=1), Part.PROVES)
    cloud = cache(TicketSeen(server="krbtgt/KERBEROS.MICROSOFTONLINE.COM", etype=-1), announced=1)
    assert "is no etype" in said(cloud, Part.WHAT) and "a DC of this domain" in said(cloud, Part.NOT)


def test_other_verbs_have_four_parts() -> None:
    """klist sessions, klist tgt and a failed klist get are answered like everything else."""
    sessions = one(SessionsSeen(sessions=(SessionSeen(luid=0x3E4, account="F\\A$", package="Negotiate:Service"),)))
    failed = one(CallFailedSeen(call="GetTicket", substatus=0x80090342, status=0xC00002FD))
    tgt = cache(TicketSeen(server="krbtgt/R", session_etype=18), tool="klist tgt")
    for found in (sessions, failed, tgt):
        assert all(found.part(part) for part in Part if found is not tgt or part is not Part.PROVES)
    assert "NetworkService (0x3e4)" in said(sessions, Part.WHAT)
    assert "SEC_E_KDC_UNKNOWN_ETYPE" in said(failed, Part.WHAT) and "NOSUPP" in said(failed, Part.PROVES)
    assert failed.words == ("0x80090342", "0xc00002fd")
    assert "which etype seals the TGT" in said(tgt, Part.NOT)


def test_two_caches_of_one_machine_are_compared() -> None:
    """What differs, what is the same, and that keys are not seen; caches of two machines are not compared."""

    def page(luid: int, *tickets: TicketSeen, current: int | None = 0x5097D) -> CacheSeen:
        return CacheSeen(current=current, targeted=luid, tickets=tickets, announced=len(tickets))

    aes, rc4 = TicketSeen(server="HTTP/w", etype=18), TicketSeen(server="HTTP/w", etype=23)
    *_, pair = weigh([page(0x3E7, aes), page(0x3E4, rc4, TicketSeen(server="cifs/f", etype=18))])
    assert pair.kind == "comparison"
    assert "HTTP/w: ticket AES256 (18) in the first, ticket RC4 (23) in the second" in said(pair, Part.WHAT)
    assert "cifs/f: only in the second" in said(pair, Part.WHAT)
    assert "never keys" in said(pair, Part.NOT) and "exchange-2007" in said(pair, Part.NEXT)
    *_, alike = weigh([page(0x3E7, aes), page(0x3E4, aes)])
    assert "treated both sessions alike" in said(alike, Part.PROVES)
    *_, twice = weigh([page(0x3E7, aes), page(0x3E7, TicketSeen(server="x", etype=18))])
    assert "ended or were purged" in said(twice, Part.PROVES) and not twice.part(Part.NOT)
    assert len(weigh([page(0x3E7, aes), page(0x3E7, rc4, current=None)])) == 2


def test_either_of_two_events() -> None:
    """A record without a number that ends early proves what both prove, and not which of them it is."""
    found = one(EventSeen(id=16, or_id=27, fields=(("RequestedEtypes", "18"), ("Target", "HTTP/w"))))
    assert found.name.startswith("event 16 or 27")
    assert "advises" not in said(found, Part.PROVES)
    assert "whether it is 16 or 27" in said(found, Part.NOT)


@pytest.mark.parametrize(
    ("fields", "proved", "left_open"),
    [
        ({_SET: "0x27 (DES, RC4, AES-Sk)"}, "bit 0x20", None),
        ({_SET: "0x1C (RC4, AES)", _KEYS: "RC4"}, "only the key is missing", None),
        ({_SET: "0x18 (AES)", _KEYS: "RC4"}, "only the key is missing", None),
        ({}, "chosen apart", "operatingSystemVersion is below 6"),
    ],
)
def test_why_an_rc4_ticket_has_an_aes_session_key(fields: dict[str, str], proved: str, left_open: str | None) -> None:
    """The value and the keys that were shown decide what is proved; without them the causes are left open."""
    shown = {"TicketEncryptionType": "0x17", "SessionKeyEncryptionType": "0x12", "Status": "0x0", **fields}
    found = one(event(4769, **shown))
    assert proved in said(found, Part.PROVES)
    told = [
        each for each in ("bit 0x20", "only the key is missing", "chosen apart") if each in said(found, Part.PROVES)
    ]
    assert told == [proved]
    assert left_open is None or left_open in said(found, Part.NOT)


def test_aes_allowed_and_there_and_yet_rc4() -> None:
    """Then a setting of the DC, or the Linux host's old version number, is the next look - not the attribute."""
    found = one(
        event(4769, TicketEncryptionType="0x17", Status="0x0", **{_SET: "0x1C (RC4, AES)", _KEYS: "AES-SHA1, RC4"})
    )
    assert "kept this ticket at RC4" not in said(found, Part.PROVES)
    assert "operatingSystemVersion is below 6" in said(found, Part.NEXT)


def test_why_a_client_proved_itself_with_rc4() -> None:
    """Without an AES key it had no choice; the silencer is suspected only where it had one."""
    shown = {"PreAuthEncryptionType": "0x17", "TargetUserName": "WEB-1$", "Status": "0x0"}
    without, chose = (
        one(event(4768, AccountAvailableKeys="RC4", **shown)),
        one(event(4768, AccountAvailableKeys="AES-SHA1, RC4", **shown)),
    )
    assert "could not have done otherwise" in said(without, Part.PROVES)
    assert "own choice" not in said(without, Part.PROVES) and "DefaultEncryptionType" not in said(without, Part.NEXT)
    assert "by its own choice" in said(chose, Part.PROVES) and "DefaultEncryptionType" in said(chose, Part.NEXT)
    assert "why it used RC4" in said(one(event(4768, **shown)), Part.NOT)


def test_the_older_form_of_an_audit() -> None:
    """It is one when the ticket's etype was read and no label of the newer form is in it."""
    assert "older form" in said(one(event(4769, TicketEncryptionType="0x17")), Part.NOT)
    assert "2012 R2 and older never do" in said(one(event(4769, TicketEncryptionType="0x17")), Part.NOT)
    assert "older form" not in said(one(event(4769)), Part.NOT)
    assert "older form" not in said(
        one(event(4769, TicketEncryptionType="0x17", SessionKeyEncryptionType="")), Part.NOT
    )


def test_clocks_and_barred_accounts_are_not_keys() -> None:
    """0xC0000133 and 0x25 tell of clocks, 0x12 of the account: nothing is said of tickets or keytabs."""
    nobody = {"TargetUserSid": "S-1-0-0", "AuthenticationPackageName": "Kerberos", "SubStatus": "0x0"}
    skew = one(event(4625, Status="0xc0000133", **nobody))
    assert "the ticket did not open" not in said(skew, Part.PROVES) and "clocks" in said(skew, Part.PROVES)
    assert "the ticket did not open" in said(one(event(4625, Status="0xc000006d", **nobody)), Part.PROVES)
    late, barred = one(event(4771, Status="0x25")), one(event(4771, Status="0x12"))
    assert "the key was right" in said(late, Part.PROVES) and "w32tm" in said(late, Part.NEXT)
    assert "locked out" in said(barred, Part.PROVES)
    assert all("keytab:" not in said(each, Part.NEXT) for each in (late, barred))
    assert "klist -kte of the keytab" in said(one(event(4771, Status="0x18")), Part.NEXT)


def test_a_ticket_that_a_host_forbids() -> None:
    """Event 4 names who answered beside whom was meant, and the acceptor's etype policy among the causes."""
    found = one(event(4, Server="relay$", TargetName="SMTPSVC/mail-7.fabrikam.com"))
    assert "answered by relay$" in said(found, Part.WHAT) and "another name" in said(found, Part.WHAT)
    assert "SupportedEncryptionTypes on the service's host" in said(found, Part.NEXT)
    assert "sealed with another key than" not in said(found, Part.PROVES)
    same = one(event(4, Server="MAIL-7$", TargetName="SMTPSVC/mail-7.fabrikam.com"))
    assert "another name" not in said(same, Part.WHAT)


def test_records_of_2003_point_at_logs_of_2003() -> None:
    """Neither 4769 nor 203 exist there; the bare first request is a habit of Vista, not a fault."""
    noise = EventSeen(
        id=27,
        legacy=True,
        fields=(("Target", "krbtgt/R"), ("RequestedEtypes", "18"), ("AvailableEtypes", "23 -133 -128 3 1")),
    )
    refused = EventSeen(
        id=673,
        legacy=True,
        fields=(("Service Name", "krbtgt/R"), ("Ticket Options", "0x60810010"), ("Failure Code", "0xE")),
    )
    for seen in (noise, refused):
        assert not any(word in said(one(seen), Part.NEXT) for word in ("4768", "4769", "203", "RC4Default"))
    assert "672 or 673" in said(one(noise), Part.NEXT)
    bare = one(event(675, **{"Failure Code": "0x19", "Pre-Authentication Type": "0x0"}))
    assert "Do not silence it with DefaultEncryptionType" in said(bare, Part.NEXT)
    wrong = one(event(675, **{"Failure Code": "0x18", "Pre-Authentication Type": "0x2"}))
    assert all("0x19" not in said(wrong, part) and "Vista" not in said(wrong, part) for part in Part)


def test_a_tgt_to_forward_is_asked_for_twice() -> None:
    """4769 and 673 with krbtgt, the forwarded option and 0xE are the first of a known pair."""
    asked = {"ServiceName": "krbtgt/R", "Status": "0xe"}
    assert "TGT to forward" in said(one(event(4769, TicketOptions="0x60810010", **asked)), Part.WHAT)
    assert "TGT to forward" not in said(one(event(4769, TicketOptions="0x40810010", **asked)), Part.WHAT)


def test_a_default_that_names_aes_too() -> None:
    """0x1C under DefaultDomainSupportedEncTypes gives AES tickets; 0x24 does not."""
    mild = one(event(205, DefaultDomainSupportedEncTypes="0x1C (RC4, AES128-SHA96, AES256-SHA96)"))
    assert "accounts with AES keys get AES tickets" in said(mild, Part.PROVES)
    strict = one(event(205, DefaultDomainSupportedEncTypes="0x24 (RC4, AES-Sk)"))
    assert "gets RC4 or DES tickets" in said(strict, Part.PROVES) and "bit 0x20" in said(strict, Part.PROVES)


def test_the_error_of_event_3_is_weighed() -> None:
    """What the error proves stands in the answer, not only its name."""
    assert "they agree: an old ticket is enough" in said(one(event(3, ErrorCode="0x20")), Part.NOT)
