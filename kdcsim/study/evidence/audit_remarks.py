"""Remarks on 4768, 4769 and 4771: what the etypes, keys, lists and codes of an audit prove or leave open.

Law of the room: where several causes give the same record, none of them is told as proved.
"""

from __future__ import annotations

from kdcsim.ad.supported import AES_SK
from kdcsim.krb5.numbers import ErrorCode
from kdcsim.study.evidence.condition import (
    DETECT,
    OLD_SHEET,
    SHEET,
    error,
    etype,
    events,
    every,
    has_aes,
    issued,
    lacks_aes,
    mask_has,
    mask_names_aes,
    mask_names_no_aes,
    no,
    raw,
    shows,
)
from kdcsim.study.evidence.seen import EventSeen
from kdcsim.study.evidence.statement import Part, Remark

AUDITS = (4768, 4769)
REMOVAL = (201, 202, 203, 204, 206, 207, 208, 209)
FORWARDED = 0x20000000
ETYPE_FIELDS = ("ClientAdvertizedEncryptionTypes", "SessionKeyEncryptionType")
PROVES, NOT, NEXT, WHAT = Part.PROVES, Part.NOT, Part.NEXT, Part.WHAT

_SET, _KEYS = "ServiceSupportedEncryptionTypes", "ServiceAvailableKeys"
_RC4_TICKET = every(events(4769), issued, etype("TicketEncryptionType", 23))
_AES_SESSION = every(_RC4_TICKET, etype("SessionKeyEncryptionType", 18, 17))
_RC4_TGT = every(events(4768), issued, etype("TicketEncryptionType", 23))
_RC4_PROOF = every(events(4768), etype("PreAuthEncryptionType", 23))
_NO_AES_LIST = lacks_aes("ClientAdvertizedEncryptionTypes")
_REFUSED = error(ErrorCode.KDC_ERR_ETYPE_NOSUPP)
_WRONG_PROOF = every(events(4771), lambda e: e.error in (None, ErrorCode.KDC_ERR_PREAUTH_FAILED))


def _machine(e: EventSeen) -> bool:
    return (e.field("TargetUserName") or "").endswith("$")


def _no_etype_fields(e: EventSeen) -> bool:
    """The older form: it was read as far as the ticket's etype, and the labels of the newer one are not in it."""
    read = e.has("TicketEncryptionType")
    return e.id in AUDITS and read and not any(e.has(name) for name in ETYPE_FIELDS)


def _forwarded_and_refused(e: EventSeen) -> bool:
    service = (e.field("ServiceName") or e.field("Service Name") or "").casefold()
    options = e.number("TicketOptions") or e.number("Ticket Options") or 0
    return e.id in (4769, 673) and service.startswith("krbtgt") and bool(options & FORWARDED) and _REFUSED(e)


AUDIT_REMARKS: tuple[Remark[EventSeen], ...] = (
    # 4769: what the ticket tells
    Remark(
        PROVES, _RC4_TICKET,
        "RC4 seals the ticket because of the service's account and this DC: what is declared or assumed for it, and its"
        " keys; the client's list plays no part, unless KdcUseRequestedEtypesForTickets is set",
        "MS-KILE 3.3.5.7; KB961302",
    ),
    Remark(
        PROVES, every(_RC4_TICKET, has_aes(_KEYS), mask_names_no_aes(_SET)),
        "the service has AES keys: the supported etypes, declared or assumed, kept this ticket at RC4",
        DETECT,
    ),
    Remark(
        PROVES, every(_RC4_TICKET, has_aes(_KEYS), no(mask_names_no_aes(_SET))),
        "the service has AES keys: it was not for want of a key that this ticket is RC4",
        DETECT,
    ),
    Remark(
        NEXT, every(_RC4_TICKET, has_aes(_KEYS), mask_names_aes(_SET)),
        "what kept AES away although it is allowed and its keys exist: KdcUseRequestedEtypesForTickets or the"
        " SupportedEncryptionTypes of this DC, or a computer whose operatingSystemVersion is below 6",
        "KB961302; Microsoft, 'Linux accounts get RC4 tickets'; MS-KILE note 62",
    ),
    Remark(
        NEXT, every(_RC4_TICKET, has_aes(_KEYS)),
        "whether the service itself can open AES tickets (keytab, appliance, Java), before"
        " msDS-SupportedEncryptionTypes says so: the KDC cannot see that",
        f"{SHEET} section 8, question 1",
    ),
    Remark(
        PROVES, every(events(4769), lacks_aes(_KEYS)),
        "the service's account has no AES key at this DC: its password was last set below functional level 2008, or"
        " only its hash was migrated",
        "MS-KILE 3.3.1.1; KB5073381",
    ),
    Remark(
        NEXT, every(events(4769), lacks_aes(_KEYS)),
        "pwdLastSet of the service's account; one password reset writes AES keys, then its keytab must follow",
        "KB5021131",
    ),
    Remark(
        PROVES,
        every(events(4769), issued, etype("TicketEncryptionType", 18, 17), etype("SessionKeyEncryptionType", 23)),
        "the client named RC4 before AES, or offered no AES: the session key follows the client's list, the ticket does"
        " not",
        f"Samba tests against Windows 2022; {SHEET} section 4",
    ),
    Remark(
        PROVES, every(_AES_SESSION, mask_has(_SET, AES_SK)),
        "the session key is AES although the ticket is RC4: the value that the KDC worked with carries the AES session"
        " key bit 0x20 (0x27 is assumed where nothing is declared, since November 2022)",
        "KB5021131; MS-KILE 2.2.7",
    ),
    Remark(
        PROVES, every(_AES_SESSION, mask_names_aes(_SET), lacks_aes(_KEYS)),
        "AES is allowed and only the key is missing: the ticket fell back to the RC4 key, the session key needs no key"
        " of the account; a KDC that enforces the RC4 removal, or of Server 2025, refuses instead",
        "Samba tests against Windows 2022 (stored RC4 key only); KB5073381, events 207 and 209",
    ),
    Remark(
        PROVES, every(_AES_SESSION, no(shows(_SET))),
        "the session key is AES although the ticket is RC4: the two are chosen apart",
        f"{SHEET} section 4",
    ),
    Remark(
        NOT, every(_AES_SESSION, no(shows(_SET))),
        "why the two differ: nothing declared (0x27 is assumed since November 2022), bit 0x20, AES declared for an"
        " account with only an RC4 key, or a computer whose operatingSystemVersion is below 6",
        "KB5021131; MS-KILE 2.2.7; Microsoft, 'Linux accounts get RC4 tickets'",
    ),
    Remark(
        NOT, every(events(*AUDITS), shows(_SET)),
        "what the attribute holds: the value shown for the service is what the KDC worked with, defaults included",
        "StrongWind1 lab notes: 201 shows 0x27, 203 shows 0x18 for the same empty attribute",
    ),
    Remark(PROVES, every(events(*AUDITS, *REMOVAL), _NO_AES_LIST), "the client offered no AES in this request", ""),
    Remark(
        NOT, every(events(*AUDITS, *REMOVAL), _NO_AES_LIST),
        "that the client cannot do AES: a policy, DefaultEncryptionType, an application or a tool may ask for RC4"
        " alone",
        f"{SHEET} section 3",
    ),
    Remark(
        NEXT, every(events(4769), _NO_AES_LIST),
        "whether the same address offers AES in its other requests: a lone list without AES is also how roasting tools"
        " ask",
        f"{SHEET} section 3 (Impacket getST, kw-roast)",
    ),
    Remark(
        NOT, _no_etype_fields,
        "which etypes the client offered, which keys exist, which etype the session key has: this record is of the"
        " older form without those fields (2019 and 2022 write them once they are updated, 2016 with January 2025;"
        " 2012 R2 and older never do)",
        DETECT,
    ),
    Remark(
        WHAT, raw("SessionKeyEncryptionType", "0x2d"),
        "0x2d is no etype: it is a '-' printed as a number, there was no session key",
        "StrongWind1 lab notes; 'Detect and remediate RC4 usage in Kerberos'",
    ),
    Remark(
        WHAT, raw("TicketEncryptionType", "0xffffffff"),
        "0xFFFFFFFF is no etype: no ticket was issued",
        "Microsoft Learn, event 4769",
    ),
    # failures
    Remark(
        WHAT, _forwarded_and_refused,
        "a TGT to forward was asked for and refused: the client asks with the one etype of its session key first, and"
        " then again with its whole list",
        "SF834998; MS-KILE 3.2.5.6 and 3.3.5.7.6",
    ),
    Remark(
        NEXT, _forwarded_and_refused,
        "the next record of the same client for krbtgt, within a second: if it succeeded, nothing failed for anybody",
        "SF834998",
    ),
    Remark(
        NEXT, every(events(*AUDITS), _REFUSED),
        "System log of the same DC, same second: 14 or 16 (their text advises a reset), 26 or 27 (it does not), 203,"
        " 204, 208 or 209 (the RC4 removal)",
        f"{SHEET} section 6",
    ),
    Remark(
        NOT, every(events(4769), _REFUSED),
        "which account is meant: after a failure the service name is the SPN as it was asked for, and the key fields"
        " are empty",
        DETECT,
    ),
    Remark(
        NEXT, error(ErrorCode.KDC_ERR_S_PRINCIPAL_UNKNOWN),
        "setspn -Q for the name that was asked; an address or an alias instead of a host name ends here too",
        "RFC 4120 section 7.5.9",
    ),
    Remark(
        NEXT, error(ErrorCode.KDC_ERR_PRINCIPAL_NOT_UNIQUE),
        "setspn -X: two accounts hold this SPN, so no KDC gives a ticket for it",
        "RFC 4120 section 7.5.9; setspn reference",
    ),
    # 4768
    Remark(
        PROVES, _RC4_TGT,
        "the TGT is sealed with RC4: this DC had no AES for krbtgt, or AES was kept away",
        "KB5021131 (event 42); Samba fde745ec349",
    ),
    Remark(
        NOT, _RC4_TGT,
        "which of these it was: krbtgt's password from below functional level 2008, a domain that is still at level"
        " 2003, a filter on this DC without AES, or KdcUseRequestedEtypesForTickets",
        f"KB5021131; KB961302; {OLD_SHEET} section 3.2",
    ),
    Remark(
        NEXT, _RC4_TGT,
        "event 42 in the System log at the last start of this KDC; pwdLastSet of krbtgt; the functional level",
        "KB5021131",
    ),
    Remark(
        PROVES, every(_RC4_PROOF, lacks_aes("AccountAvailableKeys")),
        "the client proved itself with RC4, and could not have done otherwise: the account has no AES key",
        DETECT,
    ),
    Remark(
        PROVES, every(_RC4_PROOF, has_aes("AccountAvailableKeys")),
        "the client proved itself with RC4 although the account has AES keys: by its own choice"
        " (DefaultEncryptionType, policy), or for want of an AES key of its own",
        "Microsoft Q&A 222130; KB837361",
    ),
    Remark(
        PROVES, every(_RC4_PROOF, no(shows("AccountAvailableKeys"))),
        "the client proved itself with RC4",
        "Microsoft Learn, event 4768",
    ),
    Remark(
        NOT, every(_RC4_PROOF, no(shows("AccountAvailableKeys"))),
        "why it used RC4: the account may have no AES key, or the client chose so (DefaultEncryptionType, policy)",
        "Microsoft Q&A 222130; KB837361",
    ),
    Remark(
        NEXT, every(_RC4_PROOF, _machine, no(lacks_aes("AccountAvailableKeys"))),
        "DefaultEncryptionType on that host: a machine session that logs on with RC4 is never told its salt, and may"
        " not open AES tickets (kdcsim run exchange-2007)",
        "KB2566059, by way of craigf's post; inferred",
    ),
    Remark(
        PROVES, every(events(4768), issued, lambda e: e.number("PreAuthType") == 0),
        "the account needs no pre-authentication: anybody may ask for its AS-REP and try passwords on it",
        "RFC 4120 section 3.1; Microsoft Learn, event 4768",
    ),
    Remark(
        PROVES, every(events(4768), lacks_aes("AccountAvailableKeys")),
        "the account has no AES key at this DC: one password reset writes them",
        "KB5021131",
    ),
    # 4771
    Remark(
        NOT, _WRONG_PROOF,
        "that a person mistyped: a keytab with an old kvno or a wrong salt fails in the same way",
        "RFC 4120 section 3.1.3",
    ),
    Remark(
        NEXT, _WRONG_PROOF,
        "klist -kte of the keytab: kvno and etypes; its salt must be the one the KDC tells",
        "MIT krb5, klist; RFC 4120 section 5.2.7.5",
    ),
    Remark(
        NOT, every(events(4771), error(ErrorCode.KDC_ERR_PREAUTH_FAILED)),
        "an attack: old stored passwords, a second kvno and a wrong salt give the same 0x18",
        "RFC 4120 section 3.1.3",
    ),
    Remark(
        PROVES, every(events(4771), error(ErrorCode.KRB_AP_ERR_SKEW)),
        "the key was right: the timestamp could be read, and it is the time in it that is too far from the DC's",
        "RFC 4120 section 3.1.3",
    ),
    Remark(
        NEXT, every(events(4771), error(ErrorCode.KRB_AP_ERR_SKEW)),
        "the clocks of client and DC: w32tm /query /status on both; five minutes are allowed (SkewTime)",
        "KB837361; w32tm reference",
    ),
    Remark(
        PROVES, every(events(4771), error(ErrorCode.KDC_ERR_CLIENT_REVOKED)),
        "the account may not log on now: it is disabled, locked out, expired or outside its hours",
        "Microsoft Learn, event 4771",
    ),
    Remark(
        NOT, every(events(4771), error(ErrorCode.KDC_ERR_CLIENT_REVOKED)),
        "whether the password was right, and which of the four it is",
        "Microsoft Learn, event 4771",
    ),
    Remark(
        NEXT, every(events(4771), error(ErrorCode.KDC_ERR_CLIENT_REVOKED)),
        "userAccountControl, lockoutTime, accountExpires and logonHours of the account; earlier 4771 with 0x18 if it is"
        " locked out",
        "Microsoft Learn, event 4771",
    ),
)  # fmt: skip
"""Every remark on the audits of 2008 and later, in the order in which it is told within its part."""
