"""Remarks on the audits of 2000 and 2003: 672, 673 and 675.

Law of the room: nothing here points at a log that those systems do not have.
"""

from __future__ import annotations

from kdcsim.krb5.numbers import ErrorCode
from kdcsim.study.evidence.condition import OLD_SHEET, error, events, every
from kdcsim.study.evidence.seen import EventSeen
from kdcsim.study.evidence.statement import Part, Remark

PROVES, NOT, NEXT = Part.PROVES, Part.NOT, Part.NEXT


def _no_proof_yet(e: EventSeen) -> bool:
    return e.id == 675 and e.error == ErrorCode.KDC_ERR_PREAUTH_REQUIRED


def _bare_first_request(e: EventSeen) -> bool:
    return _no_proof_yet(e) and e.number("Pre-Authentication Type") == 0


def _rc4(e: EventSeen) -> bool:
    return e.id in (672, 673) and e.etype("Ticket Encryption Type") == 23


LEGACY_REMARKS: tuple[Remark[EventSeen], ...] = (
    Remark(
        PROVES, _no_proof_yet,
        "the client sent a request without a proof, and the DC told it which etypes it takes",
        "RFC 4120 section 3.1.1",
    ),
    Remark(
        NOT, _no_proof_yet,
        "a wrong password, or that anything failed: the client asks again with a proof at once",
        f"{OLD_SHEET} section 2 (MCBSYS and MRI threads)",
    ),
    Remark(
        NEXT, _bare_first_request,
        "nothing: Vista and later always ask without a proof first, in bursts of four at a logon; it may be ignored."
        " Do not silence it with DefaultEncryptionType = 23: that host then never learns the salt of its AES keys"
        " (kdcsim run exchange-2007)",
        f"{OLD_SHEET} section 9, row 2 (MCBSYS, MRI); KB2566059, by way of craigf's post",
    ),
    Remark(
        NEXT, _no_proof_yet,
        "whether a 672 for the same account follows at once: then all is well",
        f"{OLD_SHEET} section 2",
    ),
    Remark(
        PROVES, every(events(675), error(ErrorCode.KDC_ERR_PREAUTH_FAILED)),
        "the proof was made with another key than this DC has for the account",
        "RFC 4120 section 3.1.3",
    ),
    Remark(
        NOT, every(events(675), error(ErrorCode.KDC_ERR_PREAUTH_FAILED)),
        "that a person mistyped: a stored old password, or a DC that has not replicated the new one, look the same",
        "RFC 4120 section 3.1.3; KB918442",
    ),
    Remark(
        NEXT, every(events(675), error(ErrorCode.KDC_ERR_PREAUTH_FAILED)),
        "pwdLastSet of the account on this DC and on the others; which service or task at that address stores the"
        " password",
        "KB918442",
    ),
    Remark(
        PROVES, every(events(675), error(ErrorCode.KRB_AP_ERR_SKEW)),
        "the key was right: the timestamp could be read, and its time is too far from the DC's clock",
        "RFC 4120 section 3.1.3",
    ),
    Remark(
        NEXT, every(events(673), error(ErrorCode.KDC_ERR_ETYPE_NOSUPP)),
        "event 27 of source KDC in the System log of the same DC: it has both lists of etypes",
        "KB2002141",
    ),
    Remark(
        NOT, _rc4,
        "that anything keeps AES away: a DC of 2000 or 2003 has no AES at all",
        "KB2002141 (the etypes of krbtgt there)",
    ),
)  # fmt: skip
"""Every remark on these records, in the order in which it is told within its part."""
