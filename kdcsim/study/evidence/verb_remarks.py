"""Remarks on the other verbs of klist: purge, sessions, and a call that failed - one row each."""

from __future__ import annotations

from collections.abc import Callable

from kdcsim.study.evidence.seen import CallFailedSeen, PurgeSeen, SessionsSeen
from kdcsim.study.evidence.statement import Part, Remark

PROVES, NOT, NEXT, WHAT = Part.PROVES, Part.NOT, Part.NEXT, Part.WHAT
NO_SUCH_NAME = (0x6FB, 0xC000018B, 0x80090303)
NO_ETYPE = (0xC00002FD, 0x80090342)
NO_SESSION = (0x520, 0xC000005F)


def _always(_: object) -> bool:
    return True


def _named(*numbers: int) -> Callable[[CallFailedSeen], bool]:
    return lambda seen: seen.substatus in numbers or seen.status in numbers


PURGE_REMARKS: tuple[Remark[PurgeSeen], ...] = (
    Remark(WHAT, _always, "the answer of klist purge", "Microsoft Learn, klist purge"),
    Remark(PROVES, _always, "the tickets of this one logon session are gone; the next use asks a KDC again", ""),
    Remark(
        NOT, _always,
        "that keys were made anew: klist purge deletes tickets, never keys; a session keeps its keys until it ends",
        "fact sheet on tool layouts, section 2.1",
    ),
    Remark(
        NOT, _always,
        "that other sessions were purged: services have their own caches",
        "Microsoft Learn, klist -li",
    ),
    Remark(NEXT, _always, "klist -li 0x3e7 purge, klist -li 0x3e4 purge for services; a restart for keys", ""),
)  # fmt: skip

SESSIONS_REMARKS: tuple[Remark[SessionsSeen], ...] = (
    Remark(PROVES, _always, "these logon sessions exist on this host now, under these accounts and packages", ""),
    Remark(
        NOT, _always,
        "which tickets or keys any of them holds: each session has a cache and keys of its own",
        "Microsoft Learn, klist; fact sheet 2000-2012R2 section 7",
    ),
    Remark(
        NOT, _always,
        "that a session named Negotiate uses Kerberos: it may as well have ended with NTLM",
        "Microsoft Learn, klist",
    ),
    Remark(
        NEXT, _always,
        "klist -li <low part of the LUID> for each session that matters; services run in 0x3e7 (LocalSystem), 0x3e4"
        " (NetworkService) or a session of their own account",
        "Microsoft Learn, klist -li",
    ),
)  # fmt: skip

FAILURE_REMARKS: tuple[Remark[CallFailedSeen], ...] = (
    Remark(PROVES, _always, "the call gave no ticket: either a KDC refused, or none was asked", ""),
    Remark(
        PROVES, _named(*NO_ETYPE),
        "a KDC answered KDC_ERR_ETYPE_NOSUPP (14): it was reached, and it found the client's account",
        "'Detect and remediate RC4 usage in Kerberos'",
    ),
    Remark(
        PROVES, _named(*NO_SUCH_NAME),
        "a KDC answered that it knows no such service name (KDC_ERR_S_PRINCIPAL_UNKNOWN, 7), or has no account for"
        " this host",
        "MS-ERREF 2.2 and 2.3.1",
    ),
    Remark(
        NOT, _always,
        "that a connection to the service fails too: it may use a cached ticket, another name, or NTLM",
        "Microsoft Learn, klist",
    ),
    Remark(
        NOT, _named(*NO_ETYPE),
        "whose list or keys were the obstacle: the client's, the service's or the DC's",
        "fact sheet 2012-2026 section 6",
    ),
    Remark(
        NEXT, _named(*NO_ETYPE),
        "the 4769 with 0xE and the events 14, 16, 26, 27 or 201 to 209 on that DC, at the same second",
        "fact sheet 2012-2026 section 6",
    ),
    Remark(
        NEXT, _named(*NO_SUCH_NAME),
        "setspn -Q for the name that was asked; the host's secure channel: nltest /sc_verify:<domain>",
        "setspn and nltest reference",
    ),
    Remark(
        NEXT, _named(*NO_SESSION),
        "klist sessions: the LUID named there is not one of this host's sessions any more, or belongs to another user",
        "MS-ERREF 2.2",
    ),
    Remark(
        NEXT, _always,
        "the two numbers: kdcsim explain <sub status>, kdcsim explain <status>; nltest /dsgetdc:<domain>",
        "MS-ERREF",
    ),
)  # fmt: skip
