"""Event records, field by field: which sentences a record draws, under which numbers - and which near misses draw none.

Every remark stands in one row here, with records that fulfil it and records that lack one thing for it.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from kdcsim.krb5.numbers import ErrorCode
from kdcsim.study.evidence import EVENT_KINDS, EventSeen, Statement, condition, weigh
from kdcsim.study.evidence.event_remarks import EVENT_REMARKS

Fields = dict[str, str]
KINDS = (
    *(3, 4, 9, 10, 11, 14, 16, 26, 27, 28, 42, 104),
    *(201, 202, 203, 204, 205, 206, 207, 208, 209),
    *(672, 673, 675, 4624, 4625, 4768, 4769, 4770, 4771),
)
NUMBERS = tuple(sorted({near for number in KINDS for near in (number, number + 1)}))
"""Every event that is explained, and its neighbours."""
AS, TGS, BOTH = (4768,), (4769,), (4768, 4769)
NO_KEY = (14, 16, 26, 27)
REMOVAL = (201, 202, 203, 204, 206, 207, 208, 209)
ANY = NUMBERS
KERBEROS = tuple(n for n in NUMBERS if n not in (4624, 4625))
"""Events whose status, if they have one, is a Kerberos error."""

TICKET, SESSION, PROOF = "TicketEncryptionType", "SessionKeyEncryptionType", "PreAuthEncryptionType"
SET, KEYS, OWN = "ServiceSupportedEncryptionTypes", "ServiceAvailableKeys", "AccountAvailableKeys"
LIST, DEFAULT = "ClientAdvertizedEncryptionTypes", "DefaultDomainSupportedEncTypes"
RC4 = {TICKET: "0x17"}
SPLIT = {TICKET: "0x17", SESSION: "0x12"}
AES_KEYS = {KEYS: "AES-SHA1, RC4"}
RC4_KEYS = {KEYS: "RC4"}
PROVED = {PROOF: "0x17"}
MACHINE = {"TargetUserName": "WEB-1$"}
FORWARD = {"ServiceName": "krbtgt/CORP.EXAMPLE", "TicketOptions": "0x60810010", "Status": "0xe"}
OLD_FORWARD = {"Service Name": "krbtgt/CORP.EXAMPLE", "Ticket Options": "0x60810010", "Failure Code": "0xE"}
ASKED, HAS = "RequestedEtypes", "AvailableEtypes"
NOISE = {"Target": "krbtgt/CORP.EXAMPLE", ASKED: "18", HAS: "23 -133 -128 3 1"}
NOBODY = {"TargetUserSid": "S-1-0-0", "AuthenticationPackageName": "Kerberos"}
BARE = {"Failure Code": "0x19", "Pre-Authentication Type": "0x0"}


def without(fields: Fields, *names: str) -> Fields:
    """A record that lacks these."""
    return {name: value for name, value in fields.items() if name not in names}


@dataclass(frozen=True, kw_only=True)
class Row:
    """How some sentences begin, under which numbers, with which fields, and what is not enough."""

    says: tuple[str, ...]
    numbers: tuple[int, ...]
    fits: tuple[Fields, ...]
    others: tuple[Fields, ...] = ({},)


ROWS = (
    # a service ticket
    Row(
        says=("RC4 seals the ticket because of the service's account and this DC",),
        numbers=TGS,
        fits=(RC4, {**RC4, "Status": "0x0"}, {TICKET: "RC4-HMAC-NT"}),
        others=(
            {},
            {TICKET: "0x12"},
            {TICKET: "0x18"},
            {"Status": "0x0"},
            *({**RC4, "Status": s} for s in ("1", "14")),
        ),
    ),
    Row(
        says=("the service has AES keys: the supported etypes, declared or assumed, kept this ticket at RC4",),
        numbers=TGS,
        fits=tuple({**RC4, **AES_KEYS, SET: mask} for mask in ("0x4", "0x27 (DES, RC4, AES-Sk)", "0x3")),
        others=(
            {**RC4, **AES_KEYS},
            {**RC4, **AES_KEYS, SET: "0x1C"},
            {**RC4, **AES_KEYS, SET: "0x20"},
            {**RC4, **RC4_KEYS, SET: "0x4"},
            {**RC4, SET: "0x4"},
            {**AES_KEYS, SET: "0x4", TICKET: "0x12"},
        ),
    ),
    Row(
        says=("the service has AES keys: it was not for want of a key that this ticket is RC4",),
        numbers=TGS,
        fits=({**RC4, **AES_KEYS}, *({**RC4, **AES_KEYS, SET: mask} for mask in ("0x1C", "0x20", "0x10"))),
        others=(RC4, {**RC4, **RC4_KEYS}, {**RC4, **AES_KEYS, SET: "0x4"}, {**AES_KEYS, TICKET: "0x12"}),
    ),
    Row(
        says=("what kept AES away although it is allowed and its keys exist",),
        numbers=TGS,
        fits=tuple({**RC4, **AES_KEYS, SET: mask} for mask in ("0x1C", "0x8", "0x10")),
        others=(
            {**RC4, **AES_KEYS},
            {**RC4, **AES_KEYS, SET: "0x27"},
            {**RC4, **RC4_KEYS, SET: "0x1C"},
            {**RC4, SET: "0x1C"},
            {**AES_KEYS, SET: "0x1C"},
        ),
    ),
    Row(
        says=("whether the service itself can open AES tickets",),
        numbers=TGS,
        fits=({**RC4, **AES_KEYS}, {**RC4, **AES_KEYS, SET: "0x4"}, {**RC4, KEYS: "AES128-SHA96"}),
        others=(RC4, {**RC4, **RC4_KEYS}, AES_KEYS),
    ),
    Row(
        says=("the service's account has no AES key at this DC", "pwdLastSet of the service's account; one password"),
        numbers=TGS,
        fits=(RC4_KEYS, {**RC4_KEYS, "Status": "0xe"}, {KEYS: "DES, RC4"}),
        others=({}, AES_KEYS, {KEYS: "-"}, {KEYS: "none"}, {OWN: "RC4"}),
    ),
    Row(
        says=("the client named RC4 before AES, or offered no AES",),
        numbers=TGS,
        fits=({TICKET: "0x12", SESSION: "0x17"}, {TICKET: "0x11", SESSION: "0x17"}),
        others=(
            {TICKET: "0x17", SESSION: "0x17"},
            {TICKET: "0x12", SESSION: "0x12"},
            {TICKET: "0x12", SESSION: "0x18"},
            {TICKET: "0x13", SESSION: "0x17"},
            {TICKET: "0x12"},
            {TICKET: "0x12", SESSION: "0x17", "Status": "0xe"},
        ),
    ),
    Row(
        says=("the session key is AES although the ticket is RC4: the value that the KDC worked with carries",),
        numbers=TGS,
        fits=({**SPLIT, SET: "0x27"}, {**RC4, SESSION: "0x11", SET: "0x24"}, {**SPLIT, SET: "0x3C"}),
        others=(SPLIT, {**SPLIT, SET: "0x1C"}, {**RC4, SESSION: "0x17", SET: "0x27"}, {SESSION: "0x12", SET: "0x27"}),
    ),
    Row(
        says=("AES is allowed and only the key is missing",),
        numbers=TGS,
        fits=({**SPLIT, **RC4_KEYS, SET: "0x1C"}, {**SPLIT, **RC4_KEYS, SET: "0x8"}),
        others=(
            {**SPLIT, **RC4_KEYS},
            {**SPLIT, SET: "0x1C"},
            {**SPLIT, **AES_KEYS, SET: "0x1C"},
            {**SPLIT, **RC4_KEYS, SET: "0x24"},
            {**RC4, **RC4_KEYS, SET: "0x1C"},
        ),
    ),
    Row(
        says=("the session key is AES although the ticket is RC4: the two are chosen apart", "why the two differ: "),
        numbers=TGS,
        fits=(SPLIT, {**SPLIT, SET: "-"}, {**RC4, SESSION: "0x11"}),
        others=({**SPLIT, SET: "0x0"}, RC4, {**RC4, SESSION: "0x17"}, {**RC4, SESSION: "0x13"}),
    ),
    Row(
        says=("what the attribute holds: the value shown for the service is what the KDC worked with",),
        numbers=BOTH,
        fits=({SET: "0x0"}, {SET: "0x1C (RC4, AES128, AES256)"}),
        others=({}, {SET: "-"}),
    ),
    Row(
        says=("the client offered no AES in this request", "that the client cannot do AES: a policy"),
        numbers=(*BOTH, *REMOVAL),
        fits=({LIST: "RC4-HMAC-NT"}, {LIST: "23 3"}),
        others=({}, {LIST: "AES256-CTS-HMAC-SHA1-96 RC4-HMAC-NT"}, {LIST: "17"}),
    ),
    Row(
        says=("whether the same address offers AES in its other requests",),
        numbers=TGS,
        fits=({LIST: "RC4-HMAC-NT"},),
        others=({}, {LIST: "18 23"}),
    ),
    Row(
        says=("which etypes the client offered, which keys exist, which etype the session key has",),
        numbers=BOTH,
        fits=(RC4, {TICKET: "-"}),
        others=({}, {**RC4, SESSION: "-"}, {**RC4, LIST: "23"}, {SESSION: "0x12"}),
    ),
    Row(
        says=("0x2d is no etype",),
        numbers=ANY,
        fits=({SESSION: "0x2d"}, {TICKET: "0x17", SESSION.lower(): " 0x2D "}),
        others=({}, {SESSION: "0x12"}, {TICKET: "0x2d"}, {SESSION: "-"}),
    ),
    Row(
        says=("0xFFFFFFFF is no etype",),
        numbers=ANY,
        fits=({TICKET: "0xFFFFFFFF"}, {TICKET.upper(): "0xffffffff", SESSION: "0x2d"}),
        others=({}, {TICKET: "0x12"}, {SESSION: "0xffffffff"}),
    ),
    Row(
        says=("a TGT to forward was asked for and refused", "the next record of the same client for krbtgt"),
        numbers=(4769, 673),
        fits=(FORWARD, OLD_FORWARD, {**FORWARD, "ServiceName": "krbtgt"}),
        others=(
            {**FORWARD, "Status": "0x0"},
            {**FORWARD, "TicketOptions": "0x40810010"},
            {**FORWARD, "TicketOptions": "0x40810011"},
            {**FORWARD, "ServiceName": "WEB-1$"},
            *(without(FORWARD, name) for name in FORWARD),
            *(without(OLD_FORWARD, name) for name in OLD_FORWARD),
        ),
    ),
    Row(
        says=("System log of the same DC, same second: 14 or 16",),
        numbers=BOTH,
        fits=({"Status": "0xe"}, {"Failure Code": "0xE"}),
        others=({}, {"Status": "0x0"}, {"Status": "0x6"}),
    ),
    Row(
        says=("which account is meant: after a failure the service name is the SPN as it was asked for",),
        numbers=TGS,
        fits=({"Status": "0xe"},),
        others=({}, {"Status": "0x0"}),
    ),
    Row(
        says=("setspn -Q for the name that was asked; an address or an alias",),
        numbers=KERBEROS,
        fits=({"Status": "0x7"}, {"Failure Code": "0x7"}),
        others=({}, {"Status": "0x8"}, {"Status": "0x0"}),
    ),
    Row(
        says=("setspn -X: two accounts hold this SPN, so no KDC gives a ticket for it",),
        numbers=KERBEROS,
        fits=({"Status": "0x8"}, {"ErrorCode": "0x8"}),
        others=({}, {"Status": "0x7"}),
    ),
    # a TGT
    Row(
        says=(
            "the TGT is sealed with RC4: this DC had no AES for krbtgt",
            "which of these it was: krbtgt's password from below functional level 2008",
            "event 42 in the System log at the last start of this KDC",
        ),
        numbers=AS,
        fits=(RC4, {**RC4, "Status": "0x0"}),
        others=({}, {TICKET: "0x12"}, {TICKET: "0x18"}, {**RC4, "Status": "0xe"}, PROVED),
    ),
    Row(
        says=("the client proved itself with RC4, and could not have done otherwise",),
        numbers=AS,
        fits=({**PROVED, OWN: "RC4"}, {**PROVED, OWN: "DES, RC4"}),
        others=(PROVED, {**PROVED, OWN: "AES-SHA1, RC4"}, {PROOF: "0x18", OWN: "RC4"}, {OWN: "RC4"}),
    ),
    Row(
        says=("the client proved itself with RC4 although the account has AES keys",),
        numbers=AS,
        fits=({**PROVED, OWN: "AES-SHA1, RC4"},),
        others=(PROVED, {**PROVED, OWN: "RC4"}, {PROOF: "0x12", OWN: "AES-SHA1, RC4"}),
    ),
    Row(
        says=("the client proved itself with RC4", "why it used RC4: the account may have no AES key"),
        numbers=AS,
        fits=(PROVED, {**PROVED, OWN: "-"}),
        others=({}, {**PROVED, OWN: "RC4"}, {**PROVED, OWN: "AES-SHA1, RC4"}, {PROOF: "0x12"}),
    ),
    Row(
        says=("DefaultEncryptionType on that host: a machine session that logs on with RC4",),
        numbers=AS,
        fits=({**PROVED, **MACHINE}, {**PROVED, **MACHINE, OWN: "AES-SHA1, RC4"}),
        others=(PROVED, {**PROVED, **MACHINE, OWN: "RC4"}, MACHINE, {**PROVED, "TargetUserName": "alice"}),
    ),
    Row(
        says=("the account needs no pre-authentication",),
        numbers=AS,
        fits=({"PreAuthType": "0", "Status": "0x0"}, {"PreAuthType": "0x0", TICKET: "0x12"}),
        others=(
            {"PreAuthType": "0"},
            {"PreAuthType": "0", "Status": "0x6"},
            {"PreAuthType": "1", "Status": "0x0"},
            {"PreAuthType": "2", "Status": "0x0"},
            {"Status": "0x0"},
        ),
    ),
    Row(
        says=("the account has no AES key at this DC: one password reset writes them",),
        numbers=AS,
        fits=({OWN: "RC4"},),
        others=({}, {OWN: "AES-SHA1, RC4"}, {KEYS: "RC4"}),
    ),
    # a failed proof
    Row(
        says=("that a person mistyped: a keytab with an old kvno", "klist -kte of the keytab: kvno and etypes"),
        numbers=(4771,),
        fits=({}, {"Status": "0x18"}),
        others=({"Status": "0x25"}, {"Status": "0x12"}, {"Status": "0x0"}),
    ),
    Row(
        says=("an attack: old stored passwords, a second kvno and a wrong salt",),
        numbers=(4771,),
        fits=({"Status": "0x18"},),
        others=({}, {"Status": "0x25"}),
    ),
    Row(
        says=(
            "the key was right: the timestamp could be read, and it is the time in it",
            "the clocks of client and DC: w32tm",
        ),
        numbers=(4771,),
        fits=({"Status": "0x25"},),
        others=({}, {"Status": "0x18"}),
    ),
    Row(
        says=(
            "the account may not log on now: it is disabled",
            "whether the password was right, and which of the four it is",
            "userAccountControl, lockoutTime, accountExpires and logonHours of the account",
        ),
        numbers=(4771,),
        fits=({"Status": "0x12"},),
        others=({}, {"Status": "0x18"}),
    ),
    # 2000 and 2003
    Row(
        says=(
            "the client sent a request without a proof, and the DC told it which etypes it takes",
            "a wrong password, or that anything failed: the client asks again with a proof at once",
            "whether a 672 for the same account follows at once",
        ),
        numbers=(675,),
        fits=(BARE, {"Failure Code": "0x19", "Pre-Authentication Type": "0x2"}, {"Failure Code": "0x19"}),
        others=({}, {"Failure Code": "0x18"}, {"Pre-Authentication Type": "0x0"}),
    ),
    Row(
        says=("nothing: Vista and later always ask without a proof first",),
        numbers=(675,),
        fits=(BARE,),
        others=(
            {"Failure Code": "0x19"},
            {**BARE, "Pre-Authentication Type": "0x1"},
            {**BARE, "Pre-Authentication Type": "0x2"},
            {**BARE, "Failure Code": "0x18"},
            {"Pre-Authentication Type": "0x0"},
        ),
    ),
    Row(
        says=(
            "the proof was made with another key than this DC has for the account",
            "that a person mistyped: a stored old password",
            "pwdLastSet of the account on this DC and on the others",
        ),
        numbers=(675,),
        fits=({"Failure Code": "0x18"},),
        others=({}, BARE),
    ),
    Row(
        says=("the key was right: the timestamp could be read, and its time is too far from the DC's clock",),
        numbers=(675,),
        fits=({"Failure Code": "0x25"},),
        others=({}, BARE),
    ),
    Row(
        says=("event 27 of source KDC in the System log of the same DC",),
        numbers=(673,),
        fits=({"Failure Code": "0xE"},),
        others=({}, {"Failure Code": "0x7"}),
    ),
    Row(
        says=("that anything keeps AES away: a DC of 2000 or 2003 has no AES at all",),
        numbers=(672, 673),
        fits=({"Ticket Encryption Type": "0x17"},),
        others=({}, {"Ticket Encryption Type": "0x3"}, {"Ticket Encryption Type": "0x18"}, RC4),
    ),
    # no key
    Row(
        says=("the request and the account's keys have no etype in common",),
        numbers=NO_KEY,
        fits=(NOISE, {ASKED: "18", HAS: "none"}),
        others=({}, {ASKED: "18 23", HAS: "23"}, {ASKED: "18"}, {HAS: "23"}, {ASKED: "none", HAS: "23"}),
    ),
    Row(
        says=(
            "both lists name an etype, so neither list is the obstacle",
            "SupportedEncryptionTypes and RC4DefaultDisablementPhase on this DC",
        ),
        numbers=NO_KEY,
        fits=({ASKED: "18 23", HAS: "23"}, {ASKED: "23", HAS: "3 23"}),
        others=({}, NOISE, {ASKED: "18"}, {HAS: "23"}),
    ),
    Row(
        says=(
            "an old DC that has no AES was asked for a TGT to forward",
            "nothing: it may be ignored. Do not silence it with DefaultEncryptionType = 23",
        ),
        numbers=(26, 27),
        fits=(NOISE, {**NOISE, ASKED: "17", "Target": "KRBTGT/corp.example"}),
        others=(
            {**NOISE, ASKED: "18 23"},
            {**NOISE, ASKED: "18 17"},
            {**NOISE, ASKED: "3"},
            {**NOISE, HAS: "18 23"},
            {**NOISE, "Target": "HTTP/web.corp.example"},
            *(without(NOISE, name) for name in NOISE),
        ),
    ),
    *(
        Row(
            says=(f"missing key {number} is the {whose}",),
            numbers=NO_KEY,
            fits=({"ID": f"{number}"},),
            others=({}, {"ID": f"{number + 1}"}, {"ID": "0"}),
        )
        for number, whose in ((1, "client's own, in an AS"), (8, "key of a TGT"), (9, "key of a service ticket"))
    ),
    Row(
        says=("the value names no AES for tickets: on this DC every account that declares nothing",),
        numbers=(205,),
        fits=({DEFAULT: "0x24"}, {DEFAULT: "0x3"}),
        others=({}, {DEFAULT: "0x1C"}, {DEFAULT: "0x20"}),
    ),
    Row(
        says=("the value names AES beside RC4 or DES",),
        numbers=(205,),
        fits=({DEFAULT: "0x1C (RC4, AES128-SHA96, AES256-SHA96)"}, {DEFAULT: "0x14"}),
        others=({}, {DEFAULT: "0x24"}),
    ),
    Row(
        says=("it carries bit 0x20: clients that offer AES get AES session keys",),
        numbers=(205,),
        fits=({DEFAULT: "0x24"}, {DEFAULT: "0x3C"}),
        others=({}, {DEFAULT: "0x1C"}),
    ),
    # logons
    Row(
        says=(
            "nobody is named because nobody could be",
            "which key or password was wrong",
            "event 4 in the System log of the machine at the source address",
            "the keys of the account that the service runs as",
        ),
        numbers=(4625,),
        fits=(
            NOBODY,
            {"TargetUserSid": "NULL SID", "AuthenticationPackageName": "kerberos", "SubStatus": "0x0"},
            *(
                {**NOBODY, "Status": status}
                for status in ("0xc000006d", "0x80090302", "0x80090308", "0x8009030c", "0x8009030f", "0x80090322")
            ),
            {**NOBODY, "Status": "0xc000006d", "SubStatus": "0x8009030f"},
        ),
        others=(
            {**NOBODY, "Status": "0xc0000133"},
            {**NOBODY, "Status": "0xc000006d", "SubStatus": "0xc0000133"},
            {**NOBODY, "Status": "0xc000006e"},
            {**NOBODY, "TargetUserSid": "S-1-5-18"},
            {**NOBODY, "AuthenticationPackageName": "NTLM"},
            *(without(NOBODY, name) for name in NOBODY),
        ),
    ),
    Row(
        says=(
            "the clocks decided: this host's is too far from the client's or the DC's",
            "anything about keys: the time is compared after the ticket and the authenticator are opened",
            "w32tm /query /status on this host, on the client and on the DC",
        ),
        numbers=(4625,),
        fits=({"Status": "0xc0000133"}, {**NOBODY, "Status": "0xc000006d", "SubStatus": "0xC0000133"}),
        others=({}, {"Status": "0xc000006d"}, {"Status": "0x0"}),
    ),
    Row(
        says=("anything about Kerberos: this logon used NTLM",),
        numbers=(4624, 4625),
        fits=({"AuthenticationPackageName": "NTLM"}, {"AuthenticationPackageName": "ntlm"}),
        others=({}, NOBODY),
    ),
)


def told(number: int, fields: Fields, **more: object) -> list[Statement]:
    """Everything that is said of one record."""
    (found,) = weigh([EventSeen(id=number, fields=tuple(fields.items()), **more)])  # type: ignore[arg-type]
    return list(found.statements)


def sentences(beginning: str) -> list[str]:
    """The remarks that begin so; one that is told whole is that one alone."""
    every = [remark.sentence for remark in EVENT_REMARKS]
    return [s for s in every if s == beginning] or [s for s in every if s.startswith(beginning)]


@pytest.mark.parametrize("row", ROWS, ids=[row.says[0][:60] for row in ROWS])
def test_what_a_record_draws(row: Row) -> None:
    """These sentences under these numbers alone, with what they need; under no number with less."""
    wanted = {sentence for beginning in row.says for sentence in sentences(beginning)}
    assert len(wanted) == len(row.says)
    for number in NUMBERS:
        for fields in row.fits:
            assert wanted & {s.sentence for s in told(number, fields)} == (wanted if number in row.numbers else set())
        for fields in row.others:
            assert not wanted & {s.sentence for s in told(number, fields)}, (number, fields)


def test_every_remark_has_a_row() -> None:
    """None is left out, and none is told in two of them."""
    told_of = [sentence for row in ROWS for beginning in row.says for sentence in sentences(beginning)]
    assert sorted(told_of) == sorted(remark.sentence for remark in EVENT_REMARKS)


def test_no_kdc_of_2003_has_the_settings_of_later_ones() -> None:
    """What both lists share is told of newer DCs only; the 672 or 673 of the older ones is where to look there."""
    shared = {ASKED: "18 23", HAS: "23"}
    newer, older = ({s.sentence for s in told(27, shared, legacy=legacy)} for legacy in (False, True))
    settings = {*sentences("both lists name an etype"), *sentences("SupportedEncryptionTypes and RC4Default")}
    assert newer - older == {*settings, "the 4768 or 4769 with result 0xE at the same second, on the same DC"}
    assert older - newer == {"the 672 or 673 with 0xE at the same second, on the same DC"}


def test_a_record_that_may_be_either() -> None:
    """Draws the remarks of both numbers; what only one kind proves, neither does."""
    (noise,) = sentences("an old DC that has no AES was asked")
    for number, other in ((16, 27), (27, 16), (14, 26)):
        found = told(number, NOISE, or_id=other)
        assert noise in [s.sentence for s in found]
        advice = f"whether it is {number} or {other}: what was pasted ends before {number} would advise"
        assert any(s.sentence.startswith(advice) for s in found)
    assert noise not in [s.sentence for s in told(14, NOISE, or_id=16)]


def test_two_kinds_in_one() -> None:
    """What both prove and leave open, the name of both, and where the first would look."""
    alone = {number: weigh([EventSeen(id=number, fields=())])[0] for number in (16, 27)}
    (either,) = weigh([EventSeen(id=16, or_id=27, fields=())])
    assert either.name == "event 16 or 27: " + "; or ".join(EVENT_KINDS[n].name for n in (16, 27))
    said = {number: [s.sentence for s in found.statements] for number, found in {**alone, 0: either}.items()}
    assert "a DC could not serve a TGS request (System log)" in said[0]
    assert [s for s in said[16] if s in said[27] and s not in said[0]] == []
    extra = [s for s in said[0] if s not in said[16]]
    assert extra == [
        "a DC could not serve a TGS request (System log)",
        ("whether it is 16 or 27: what was pasted ends before 16 would advise a password reset and 27 does not"),
        "the number of the event, or the rest of its text",
    ]
    lost = [s for s in said[16] if s not in said[0]]
    assert len(lost) == 3
    assert any("advises a password reset" in s for s in lost)
    assert any("that the reset helps" in s for s in lost)
    same, unknown = (weigh([EventSeen(id=16, or_id=other, fields=())])[0] for other in (16, 5))
    assert unknown.name == f"event 16 or 5: {EVENT_KINDS[16].name}"
    assert same.statements != unknown.statements
    (neither,) = weigh([EventSeen(id=5, or_id=16, fields=())])
    assert (neither.name, neither.statements) == ("event 5 or 16", ())


NAMES = {
    3: "a Kerberos error reached this client",
    4: "a service did not open the ticket it was shown",
    9: "the password of krbtgt was changed",
    10: "the password of krbtgt could not be changed",
    11: "two accounts have the same name",
    14: "no key for an AS request",
    16: "no key for a TGS request",
    26: "etypes of an AS request not supported",
    27: "etypes of a TGS request not supported",
    28: "the key version of another realm is unknown here",
    42: "the krbtgt account has no strong key",
    104: "a Protected User tried DES or RC4",
    201: "RC4 removal, audit: the client offers no AES",
    202: "RC4 removal, audit: the service has no AES key",
    203: "RC4 removal, refused: the client offers no AES",
    204: "RC4 removal, refused: the service has no AES key",
    205: "DefaultDomainSupportedEncTypes allows RC4 or DES",
    206: "RC4 removal, audit: AES-only service, client without AES",
    207: "RC4 removal, audit: AES-only service without an AES key",
    208: "RC4 removal, refused: AES-only service, client without AES",
    209: "RC4 removal, refused: AES-only service without an AES key",
    672: "a TGT was asked for (2000, 2003)",
    673: "a service ticket was asked for (2000, 2003)",
    675: "pre-authentication failed (2000, 2003)",
    4624: "a logon",
    4625: "a failed logon",
    4768: "a TGT was asked for",
    4769: "a service ticket was asked for",
    4770: "a service ticket was renewed",
    4771: "pre-authentication failed",
}


def test_every_number_has_its_own_name() -> None:
    """The numbers of Windows, in their order; none is explained as another."""
    assert {number: kind.name for number, kind in EVENT_KINDS.items()} == NAMES
    assert list(EVENT_KINDS) == list(NAMES) == sorted(KINDS)


@pytest.mark.parametrize("number", REMOVAL)
def test_a_warning_is_no_refusal(number: int) -> None:
    """201, 202, 206 and 207 warn of what 203, 204, 208 and 209 refuse."""
    proved = " / ".join(s.sentence for s in told(number, {}))
    warns = number in (201, 202, 206, 207)
    assert ("the request was served: this is a warning" in proved) is warns
    assert ("the request was refused with KDC_ERR_ETYPE_NOSUPP" in proved) is not warns
    assert proved.startswith("audit" if warns else "enforcement")


@pytest.mark.parametrize("number", NO_KEY)
def test_who_advises_a_reset(number: int) -> None:
    """14 and 16 do, and it does not always help; 26 and 27 do not. An AS request is told from a TGS request."""
    said = {s.sentence for s in told(number, {})}
    advises = number in (14, 16)
    assert any(s.startswith("that the reset helps") for s in said) is advises
    assert ("its text advises a password reset" in said) is advises
    assert any(s.startswith("its text advises no password reset") for s in said) is not advises
    request = "an AS request" if number in (14, 26) else "a TGS request"
    assert f"a DC answered KDC_ERR_ETYPE_NOSUPP (14) to {request}" in said
    assert EVENT_KINDS[number].opening.replace("?", "").endswith(request.partition(" ")[2])
    assert any(each.startswith("compare the two lists") for each in said)


def test_a_field_that_was_not_shown_fulfils_no_condition() -> None:
    """Whatever is asked of it; that it is absent has to be asked for by name."""
    bare = EventSeen(id=4769, fields=((SET, "-"),))
    asked = (
        *(condition.lacks_aes(KEYS), condition.has_aes(KEYS), condition.shows(SET), condition.raw(SET, "0x0")),
        *(condition.mask_has(SET, 0xFFFF), condition.mask_names_aes(SET), condition.mask_names_no_aes(SET)),
        *(condition.etype(TICKET, *range(30)), condition.error(*ErrorCode), condition.issued),
    )
    assert [holds(bare) for holds in asked] == [False] * len(asked)
    assert [condition.no(holds)(bare) for holds in asked] == [True] * len(asked)
