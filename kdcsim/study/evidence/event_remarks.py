"""Remarks on events: what single fields, and fields side by side, prove or leave open - one row each.

Law of the room: a row looks only at what the record shows. The sentences about a kind as such stand in `event_kinds`.
"""

from __future__ import annotations

from kdcsim.ad.supported import AES_SK
from kdcsim.study.evidence.audit_remarks import AUDIT_REMARKS
from kdcsim.study.evidence.condition import (
    SHEET,
    When,
    events,
    every,
    has_aes,
    lacks_aes,
    legacy,
    mask_has,
    mask_names_aes,
    mask_names_no_aes,
    no,
)
from kdcsim.study.evidence.legacy_remarks import LEGACY_REMARKS
from kdcsim.study.evidence.seen import EventSeen
from kdcsim.study.evidence.statement import Part, Remark
from kdcsim.study.evidence.status import TICKET_STATUSES

NO_KEY = (14, 16, 26, 27)
SKEWED = 0xC0000133

PROVES, NOT, NEXT, WHAT = Part.PROVES, Part.NOT, Part.NEXT, Part.WHAT


def common_etypes(e: EventSeen) -> tuple[int, ...]:
    """The etypes that stand both in the request and among the account's keys."""
    has = e.etypes("AvailableEtypes") or ()
    return tuple(each for each in e.etypes("RequestedEtypes") or () if each in has)


def _in_common(e: EventSeen) -> bool:
    return bool(common_etypes(e))


def _disjoint(e: EventSeen) -> bool:
    asked, has = e.etypes("RequestedEtypes"), e.etypes("AvailableEtypes")
    return bool(asked) and has is not None and not common_etypes(e)


def _forwarded_tgt(e: EventSeen) -> bool:
    target = (e.field("Target") or "").casefold()
    return target.startswith("krbtgt/") and len(e.etypes("RequestedEtypes") or ()) == 1


_OLD_DC_ASKED_FOR_AES = every(events(27, 26), _forwarded_tgt, lacks_aes("AvailableEtypes"), has_aes("RequestedEtypes"))


def _key_id(number: int) -> When:
    return lambda e: e.number("ID") == number


def _statuses(e: EventSeen) -> tuple[int, ...]:
    return tuple(n for n in (e.number("Status"), e.number("SubStatus")) if n)


def _unreadable(e: EventSeen) -> bool:
    """Nobody is named, Kerberos was used, and no status gives another reason than the ticket."""
    nobody = (e.field("TargetUserSid") or "").upper() in ("S-1-0-0", "NULL SID")
    kerberos = (e.field("AuthenticationPackageName") or "").casefold() == "kerberos"
    return nobody and kerberos and all(each in TICKET_STATUSES for each in _statuses(e))


def _skewed(e: EventSeen) -> bool:
    return SKEWED in _statuses(e)


_OWN_REMARKS: tuple[Remark[EventSeen], ...] = (
    # 14, 16, 26, 27
    Remark(
        PROVES, every(events(*NO_KEY), _disjoint),
        "the request and the account's keys have no etype in common",
        "",
    ),
    Remark(
        PROVES, every(events(*NO_KEY), _in_common, no(legacy)),
        "both lists name an etype, so neither list is the obstacle: this DC does not allow what they share (its filter,"
        " a phase of the RC4 removal, or what the account declares)",
        f"S. Syfuhs on event 27; StrongWind1: 16 beside 203; {SHEET} section 10, row 10",
    ),
    Remark(
        NEXT, every(events(*NO_KEY), _in_common, no(legacy)),
        "SupportedEncryptionTypes and RC4DefaultDisablementPhase on this DC, and the last start of its KDC; the"
        " account's"
        " msDS-SupportedEncryptionTypes",
        f"{SHEET} section 2",
    ),
    Remark(
        WHAT, _OLD_DC_ASKED_FOR_AES,
        "an old DC that has no AES was asked for a TGT to forward, with the one etype of the session key: it says"
        " no, the"
        " client asks again with its full list and gets RC4",
        "KB2002141; MS-KILE 3.2.5.6",
    ),
    Remark(
        NEXT, _OLD_DC_ASKED_FOR_AES,
        "nothing: it may be ignored. Do not silence it with DefaultEncryptionType = 23: that host then never learns the"
        " salt of its AES keys (kdcsim run exchange-2007)",
        "KB2002141; KB2566059, by way of craigf's post",
    ),
    Remark(WHAT, every(events(*NO_KEY), _key_id(1)), "missing key 1 is the client's own, in an AS", "S. Syfuhs"),
    Remark(WHAT, every(events(*NO_KEY), _key_id(8)), "missing key 8 is the key of a TGT: krbtgt's", "KB2002141"),
    Remark(WHAT, every(events(*NO_KEY), _key_id(9)), "missing key 9 is the key of a service ticket", "S. Syfuhs"),
    # 205
    Remark(
        PROVES, every(events(205), mask_names_no_aes("DefaultDomainSupportedEncTypes")),
        "the value names no AES for tickets: on this DC every account that declares nothing gets RC4 or DES tickets,"
        " with AES keys too",
        f"KB5021131; {SHEET} section 4",
    ),
    Remark(
        PROVES, every(events(205), mask_names_aes("DefaultDomainSupportedEncTypes")),
        "the value names AES beside RC4 or DES: accounts with AES keys get AES tickets, RC4 is left for accounts"
        " without them and for clients that offer no AES",
        f"KB5021131; {SHEET} section 4",
    ),
    Remark(
        PROVES, every(events(205), mask_has("DefaultDomainSupportedEncTypes", AES_SK)),
        "it carries bit 0x20: clients that offer AES get AES session keys in spite of RC4 tickets",
        "KB5021131; MS-KILE 2.2.7",
    ),
    # logons
    Remark(
        PROVES, every(events(4625), _unreadable),
        "nobody is named because nobody could be: the name lies inside the ticket, and the ticket did not open",
        "fact sheet 2000-2012R2 section 2",
    ),
    Remark(
        NOT, every(events(4625), _unreadable),
        "which key or password was wrong",
        "Microsoft Learn, event 4625",
    ),
    Remark(
        NEXT, every(events(4625), _unreadable),
        "event 4 in the System log of the machine at the source address",
        "KB2706695",
    ),
    Remark(
        NEXT, every(events(4625), _unreadable),
        "the keys of the account that the service runs as: SPN, password, salt, etype (kdcsim explain 4)",
        "KB2706695",
    ),
    Remark(
        PROVES, every(events(4625), _skewed),
        "the clocks decided: this host's is too far from the client's or the DC's",
        "MS-ERREF 2.3.1; RFC 4120 section 3.2.3",
    ),
    Remark(
        NOT, every(events(4625), _skewed),
        "anything about keys: the time is compared after the ticket and the authenticator are opened",
        "RFC 4120 section 3.2.3",
    ),
    Remark(
        NEXT, every(events(4625), _skewed),
        "w32tm /query /status on this host, on the client and on the DC; five minutes are allowed (SkewTime)",
        "KB837361; w32tm reference",
    ),
    Remark(
        NOT, every(events(4625, 4624), lambda e: (e.field("AuthenticationPackageName") or "").upper() == "NTLM"),
        "anything about Kerberos: this logon used NTLM",
        "Microsoft Learn, event 4625",
    ),
)  # fmt: skip

EVENT_REMARKS: tuple[Remark[EventSeen], ...] = (*AUDIT_REMARKS, *LEGACY_REMARKS, *_OWN_REMARKS)
"""Every remark, in the order in which it is told within its part."""
