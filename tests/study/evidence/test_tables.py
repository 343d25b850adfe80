"""Tables of evidence: statuses and errors by number, and what is said of keytabs and of the other verbs of klist."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kdcsim.krb5.numbers import ErrorCode
from kdcsim.study.evidence import (
    REFUSALS,
    STATUSES,
    CallFailedSeen,
    ErrorSeen,
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
    Statement,
    refusal,
    weigh,
)
from kdcsim.study.evidence.error_meaning import ERROR_MEANINGS, meaning_of

NAMES = {
    0x520: "ERROR_NO_SUCH_LOGON_SESSION",
    0x52E: "ERROR_LOGON_FAILURE",
    0x6FB: "ERROR_NO_TRUST_SAM_ACCOUNT",
    0x80090302: "SEC_E_NOT_SUPPORTED",
    0x80090303: "SEC_E_TARGET_UNKNOWN",
    0x80090308: "SEC_E_INVALID_TOKEN",
    0x8009030C: "SEC_E_LOGON_DENIED",
    0x8009030F: "SEC_E_MESSAGE_ALTERED",
    0x80090322: "SEC_E_WRONG_PRINCIPAL",
    0x80090324: "SEC_E_TIME_SKEW",
    0x80090342: "SEC_E_KDC_UNKNOWN_ETYPE",
    0xC000005E: "STATUS_NO_LOGON_SERVERS",
    0xC0000064: "STATUS_NO_SUCH_USER",
    0xC000006A: "STATUS_WRONG_PASSWORD",
    0xC000006D: "STATUS_LOGON_FAILURE",
    0xC000006E: "STATUS_ACCOUNT_RESTRICTION",
    0xC0000071: "STATUS_PASSWORD_EXPIRED",
    0xC0000072: "STATUS_ACCOUNT_DISABLED",
    0xC0000133: "STATUS_TIME_DIFFERENCE_AT_DC",
    0xC000018B: "STATUS_NO_TRUST_SAM_ACCOUNT",
    0xC000018D: "STATUS_TRUSTED_RELATIONSHIP_FAILURE",
    0xC0000193: "STATUS_ACCOUNT_EXPIRED",
    0xC0000224: "STATUS_PASSWORD_MUST_CHANGE",
    0xC0000234: "STATUS_ACCOUNT_LOCKED_OUT",
    0xC00002FD: "STATUS_KDC_UNKNOWN_ETYPE",
}
"""MS-ERREF 2.1.1, 2.2 and 2.3.1."""

ERRORS = {
    6: "this KDC found no account for the client's name",
    7: "the client's side is fine as far as it went",
    8: "two accounts or more hold this name",
    12: "the KDC understood the request and a rule of its own forbids it",
    14: "the client's list, the account's supported etypes and keys",
    18: "the account may not log on now",
    20: "the KDC did not accept the TGT that it was shown",
    23: "the account exists and its password must be changed",
    24: "the account exists, and the proof was made with another key",
    25: "the account exists and the KDC named the etypes and the salt",
    31: "a sealed part does not verify under the key",
    32: "the ticket's end lies before the clock",
    33: "the ticket's start lies after the clock",
    34: "the service has seen an authenticator like this one before",
    37: "the key was right: the time could be read",
    41: "the service did not open the ticket",
    44: "the service has keys of this name, and none of the version",
    45: "the service looked for a key of the ticket's name, version and etype",
    60: "whoever answered failed for a reason of its own",
}
"""RFC 4120 section 7.5.9, and how what each proves begins."""


def one(seen: Seen) -> Evidence:
    """The answer about one thing."""
    (found,) = weigh([seen])
    return found


def said(found: Evidence) -> set[str]:
    """Its sentences."""
    return {statement.sentence for statement in found.statements}


def test_a_status_has_its_name() -> None:
    """By its number; event 4625 and a failed klist tell it with what it says."""
    assert {number: status.name for number, status in STATUSES.items()} == NAMES
    for number, name in NAMES.items():
        (line,) = (s for s in said(one(CallFailedSeen(call=None, substatus=None, status=number))) if name in s)
        assert line == f"status {number:#x}: {name}: {STATUSES[number].sentence}"
        shown = one(EventSeen(id=4625, fields=(("Status", f"{number:#x}"),)))
        assert f"Status {number:#x}: {name}: {STATUSES[number].sentence}" in said(shown)
        assert shown.words == (f"{number:#x}",)


@pytest.mark.parametrize("code", range(80))
def test_what_an_error_proves(code: int) -> None:
    """Codes that are met in domains have a meaning in three parts; the others only their sentence."""
    found = one(ErrorSeen(code=code))
    told = [s for s in found.statements if s.part is not Part.WHAT]
    assert found.part(Part.WHAT) == (Statement(Part.WHAT, f"the text names it: {ErrorCode(code).sentence}"),)
    assert tuple(told) == meaning_of(code)
    assert found.words == (ErrorCode(code).name,)
    if code in ERRORS:
        assert told[0].part is Part.PROVES and told[0].sentence.startswith(ERRORS[code])
        assert {s.part for s in told} == {Part.PROVES, Part.NOT, Part.NEXT}
        assert all(s.source for s in told)
    else:
        assert not told
    event = one(EventSeen(id=3, fields=(("ErrorCode", f"{code:#x}"),)))
    assert set(told) <= set(event.statements)
    assert set(ERROR_MEANINGS) == set(ERRORS)


def test_success_has_no_meaning_of_an_error() -> None:
    """An event 3 without an error, or with none, says what its kind says; another event's error is not weighed so."""
    bare = said(one(EventSeen(id=3, fields=())))
    assert said(one(EventSeen(id=3, fields=(("ErrorCode", "0x0"),)))) - bare == {"answer: success"}
    assert not {s.sentence for s in meaning_of(24)} & said(one(EventSeen(id=4771, fields=(("Status", "0x18"),))))


def test_refusals_have_numbers() -> None:
    """What cannot be explained has a code, and nothing else is among them."""
    assert list(REFUSALS) == [f"KS30{number}" for number in range(1, 7)]
    (told,) = refusal(REFUSALS["KS302"], "an entity is declared", help="paste the event alone").diagnostics
    assert (told.code, told.message, told.help) == ("KS302", "an entity is declared", "paste the event alone")
    assert (told.note or "").startswith("kdcsim reads: ")


A, B = "HTTP/a@CORP.EXAMPLE", "HTTP/b@CORP.EXAMPLE"


def keytab(*keys: tuple[str, int, int | None]) -> KeytabSeen:
    """Keys by name, version and etype."""
    return KeytabSeen(name=None, keys=tuple(KeySeen(principal=p, kvno=v, etype=e) for p, v, e in keys))


KEYTABS: list[tuple[tuple[str, ...], list[KeytabSeen], list[KeytabSeen]]] = [
    (
        (
            "the file holds a key under each of these names",
            "that the password is current",
            "msDS-KeyVersionNumber of the account beside the kvno here",
        ),
        [keytab((A, 1, 18)), keytab((A, 1, None))],
        [keytab()],
    ),
    (("there is no key in it",), [keytab()], [keytab((A, 1, 18)), keytab((A, 1, None))]),
    (
        ("a service with this file opens no AES ticket", "a new keytab with AES keys, before"),
        [keytab((A, 1, 23)), keytab((A, 1, 23), (A, 2, None)), keytab((A, 1, 3), (A, 1, 1))],
        [keytab(), keytab((A, 1, None)), keytab((A, 1, 23), (A, 1, 18)), keytab((A, 1, 17))],
    ),
    (
        ("that an AES key is the one the KDC has", "the salt: ktpass +DumpSalt prints the one it used"),
        [keytab((A, 1, 18)), keytab((A, 1, 23), (A, 1, 17))],
        [keytab(), keytab((A, 1, 23)), keytab((A, 1, None))],
    ),
    (
        ("older versions are kept beside newer ones",),
        [keytab((A, 1, 18), (A, 2, 18)), keytab((B, 1, 18), (A, 1, 18), (A, 2, 18))],
        [keytab(), keytab((A, 1, 18), (A, 1, 23)), keytab((A, 1, 18), (B, 2, 18))],
    ),
    (
        ("which etypes these keys have: list them with klist -kte",),
        [keytab((A, 1, None))],
        [keytab(), keytab((A, 1, 18)), keytab((A, 1, None), (A, 1, 23))],
    ),
]


@pytest.mark.parametrize(("beginnings", "fits", "others"), KEYTABS, ids=[row[0][0] for row in KEYTABS])
def test_what_a_keytab_shows(beginnings: tuple[str, ...], fits: list[KeytabSeen], others: list[KeytabSeen]) -> None:
    """Keys by name, version and etype; without etypes nothing is said of them."""
    for each in fits:
        told = said(one(each))
        assert all(any(s.startswith(b) for s in told) for b in beginnings), each
    for each in others:
        told = said(one(each))
        assert not any(s.startswith(b) for s in told for b in beginnings), each


def failed(*numbers: int | None) -> CallFailedSeen:
    """A klist that failed with these two numbers."""
    return CallFailedSeen(call=None, substatus=numbers[0], status=numbers[1])


FAILURES: list[tuple[tuple[str, ...], tuple[int, ...]]] = [
    (
        (
            "a KDC answered KDC_ERR_ETYPE_NOSUPP (14)",
            "whose list or keys were the obstacle",
            "the 4769 with 0xE and the events 14, 16, 26, 27",
        ),
        (0xC00002FD, 0x80090342),
    ),
    (
        ("a KDC answered that it knows no such service name", "setspn -Q for the name that was asked"),
        (0x6FB, 0xC000018B, 0x80090303),
    ),
    (("klist sessions: the LUID named there",), (0x520, 0xC000005F)),
    (
        (
            "the call gave no ticket",
            "that a connection to the service fails too",
            "the two numbers: kdcsim explain <sub status>",
        ),
        (),
    ),
]


@pytest.mark.parametrize(("beginnings", "numbers"), FAILURES, ids=[row[0][0] for row in FAILURES])
def test_what_a_klist_that_failed_proves(beginnings: tuple[str, ...], numbers: tuple[int, ...]) -> None:
    """By either of its two numbers; what holds for every failure is said of each."""
    every = {*NAMES, 0xC000005F, 0x1234, *(n + 1 for n in numbers)}
    for number in every:
        for seen in (failed(number, None), failed(None, number), failed(0x1234, number)):
            told = said(one(seen))
            fits = number in numbers or not numbers
            for beginning in beginnings:
                assert any(s.startswith(beginning) for s in told) is fits, (hex(number), beginning)
    assert one(failed(0x6FB, 0xC00002FD)).words == ("0x6fb", "0xc00002fd")
    assert one(failed(0x1234, 0xC00002FD)).words == ("0xc00002fd",)


def test_what_is_said_of_every_purge_and_of_every_list_of_sessions() -> None:
    """Tickets go and keys stay; sessions are there, and what they hold is not shown."""
    purge, sessions = (
        [(s.part, s.sentence) for s in one(seen).statements]
        for seen in (
            PurgeSeen(luid=None),
            SessionsSeen(sessions=(SessionSeen(luid=0x3E7, account="CORP\\WEB-1$", package="Negotiate"),)),
        )
    )
    assert [part for part, _ in purge] == [Part.WHAT, Part.PROVES, Part.NOT, Part.NOT, Part.NEXT]
    for (_, sentence), beginning in zip(
        purge,
        (
            "the answer of klist purge",
            "the tickets of this one logon session are gone",
            "that keys were made anew",
            "that other sessions were purged",
            "klist -li 0x3e7 purge",
        ),
        strict=True,
    ):
        assert sentence.startswith(beginning)
    assert sessions[1] == (Part.WHAT, "LocalSystem (0x3e7): CORP\\WEB-1$, Negotiate")
    assert [part for part, _ in sessions[2:]] == [Part.PROVES, Part.NOT, Part.NOT, Part.NEXT]
    assert sessions[2][1].startswith("these logon sessions exist on this host now")
    assert sessions[3][1].startswith("which tickets or keys any of them holds")
    assert sessions[4][1].startswith("that a session named Negotiate uses Kerberos")
    assert sessions[5][1].startswith("klist -li <low part of the LUID>")


def test_a_remark_is_made_where_it_fits_alone() -> None:
    """A row of a table, with the part and the source of its sentence."""
    tall: Callable[[int], bool] = lambda height: height > 2  # noqa: E731
    remark = Remark(Part.PROVES, tall, "it is tall", "a ruler")
    assert remark.of(3) == (Statement(Part.PROVES, "it is tall", "a ruler"),)
    assert remark.of(2) == ()


def test_the_sources_of_an_answer() -> None:
    """Each once, in the order of the sentences; what only repeats the record has none."""
    statements = (
        Statement(Part.WHAT, "a"),
        Statement(Part.PROVES, "b", "RFC 4120; KB1"),
        Statement(Part.NOT, "c", "KB2; RFC 4120"),
    )
    found = Evidence(kind="k", name="n", statements=statements, words=())
    assert found.sources == ("RFC 4120", "KB1", "KB2")
    assert found.count == 1
    assert [found.part(part) for part in Part] == [statements[:1], statements[1:2], statements[2:], ()]
