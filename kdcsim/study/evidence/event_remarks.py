"""Remarks on events: what single fields, and fields side by side, prove or leave open - one row each.

Law of the room: a row looks only at what the record shows. The sentences about a kind as such stand in `event_kinds`.
"""

from __future__ import annotations

from collections.abc import Callable

from kdcsim.krb5.numbers import ErrorCode
from kdcsim.study.evidence.seen import AES, EventSeen
from kdcsim.study.evidence.statement import Part, Remark

AUDITS = (4768, 4769)
NO_KEY = (14, 16, 26, 27)
REMOVAL = (201, 202, 203, 204, 206, 207, 208, 209)
DES_RC4 = (23, 24, -133, -135, -128, 3, 1)

PROVES, NOT, NEXT, WHAT = Part.PROVES, Part.NOT, Part.NEXT, Part.WHAT
When = Callable[[EventSeen], bool]

SHEET = "fact sheet 2012-2026"
DETECT = "Microsoft, 'Detect and remediate RC4 usage in Kerberos'"


def _is(*ids: int) -> When:
    return lambda e: e.id in ids


def _both(*conditions: When) -> When:
    return lambda e: all(condition(e) for condition in conditions)


def _error(*codes: ErrorCode) -> When:
    return lambda e: e.error in codes


def _etype(name: str, *etypes: int) -> When:
    return lambda e: e.etype(name) in etypes


def _lacks_aes(name: str) -> When:
    def lacks(e: EventSeen) -> bool:
        shown = e.etypes(name)
        return bool(shown) and not set(shown or ()) & set(AES)

    return lacks


def _has_aes(name: str) -> When:
    return lambda e: bool(set(e.etypes(name) or ()) & set(AES))


def _issued(e: EventSeen) -> bool:
    return e.error == 0 or (e.error is None and e.etype("TicketEncryptionType") is not None)


def _raw(name: str, text: str) -> When:
    return lambda e: any(key == name and value.strip().lower() == text for key, value in e.fields)


def common_etypes(e: EventSeen) -> tuple[int, ...]:
    """The etypes that stand both in the request and among the account's keys."""
    has = e.etypes("AvailableEtypes") or ()
    return tuple(each for each in e.etypes("RequestedEtypes") or () if each in has)


def _disjoint(e: EventSeen) -> bool:
    asked, has = e.etypes("RequestedEtypes"), e.etypes("AvailableEtypes")
    return bool(asked) and has is not None and not common_etypes(e)


def _forwarded_tgt(e: EventSeen) -> bool:
    target = (e.field("Target") or "").casefold()
    return target.startswith("krbtgt/") and len(e.etypes("RequestedEtypes") or ()) == 1


def _key_id(number: int) -> When:
    return lambda e: e.number("ID") == number


def _unreadable(e: EventSeen) -> bool:
    nobody = (e.field("TargetUserSid") or "").upper() in ("S-1-0-0", "NULL SID")
    return nobody and (e.field("AuthenticationPackageName") or "").casefold() == "kerberos"


def _machine(e: EventSeen) -> bool:
    return (e.field("TargetUserName") or "").endswith("$")


def _no_etype_fields(e: EventSeen) -> bool:
    return e.id in AUDITS and all(name != "SessionKeyEncryptionType" for name, _ in e.fields)


EVENT_REMARKS: tuple[Remark[EventSeen], ...] = (
    # 4768 and 4769: what the ticket tells
    Remark(
        PROVES, _both(_is(4769), _issued, _etype("TicketEncryptionType", 23)),
        "RC4 seals the ticket because of the service's account and this DC: what is declared or assumed for it, and its"
        " keys; the client's list plays no part, unless KdcUseRequestedEtypesForTickets is set",
        "MS-KILE 3.3.5.7; KB961302",
    ),
    Remark(
        PROVES,
        _both(_is(4769), _issued, _etype("TicketEncryptionType", 23), _has_aes("ServiceAvailableKeys")),
        "the service has AES keys: the supported etypes, declared or assumed, kept this ticket at RC4",
        DETECT,
    ),
    Remark(
        NEXT, _both(_is(4769), _issued, _etype("TicketEncryptionType", 23), _has_aes("ServiceAvailableKeys")),
        "whether the service itself can open AES tickets (keytab, appliance, Java), before"
        " msDS-SupportedEncryptionTypes"
        " says so: the KDC cannot see that",
        f"{SHEET} section 8, question 1",
    ),
    Remark(
        PROVES, _both(_is(4769), _lacks_aes("ServiceAvailableKeys")),
        "the service's account has no AES key at this DC: its password was last set below functional level 2008, or"
        " only"
        " its hash was migrated",
        "MS-KILE 3.3.1.1; KB5073381",
    ),
    Remark(
        NEXT, _both(_is(4769), _lacks_aes("ServiceAvailableKeys")),
        "pwdLastSet of the service's account; one password reset writes AES keys, then its keytab must follow",
        "KB5021131",
    ),
    Remark(
        PROVES,
        _both(_is(4769), _issued, _etype("TicketEncryptionType", 18, 17), _etype("SessionKeyEncryptionType", 23)),
        "the client named RC4 before AES, or offered no AES: the session key follows the client's list, the ticket does"
        " not",
        f"Samba tests against Windows 2022; {SHEET} section 4",
    ),
    Remark(
        PROVES,
        _both(_is(4769), _issued, _etype("TicketEncryptionType", 23), _etype("SessionKeyEncryptionType", 18, 17)),
        "the session key is AES although the ticket is RC4: nothing was declared (0x27 is assumed since November 2022),"
        " or the value carries the AES session key bit (0x20)",
        "KB5021131; MS-KILE 2.2.7",
    ),
    Remark(
        NOT, _both(_is(*AUDITS), lambda e: e.field("ServiceSupportedEncryptionTypes") is not None),
        "what the attribute holds: the value shown for the service is what the KDC worked with, defaults included",
        "StrongWind1 lab notes: 201 shows 0x27, 203 shows 0x18 for the same empty attribute",
    ),
    Remark(
        PROVES, _both(_is(*AUDITS, *REMOVAL), _lacks_aes("ClientAdvertizedEncryptionTypes")),
        "the client offered no AES in this request",
        "",
    ),
    Remark(
        NOT, _both(_is(*AUDITS, *REMOVAL), _lacks_aes("ClientAdvertizedEncryptionTypes")),
        "that the client cannot do AES: a policy, DefaultEncryptionType, an application or a tool may ask for RC4"
        " alone",
        f"{SHEET} section 3",
    ),
    Remark(
        NEXT, _both(_is(4769), _lacks_aes("ClientAdvertizedEncryptionTypes")),
        "whether the same address offers AES in its other requests: a lone list without AES is also how roasting tools"
        " ask",
        f"{SHEET} section 3 (Impacket getST, kw-roast)",
    ),
    Remark(
        NOT, _no_etype_fields,
        "which etypes the client offered, which keys exist, which etype the session key has: this record is of the"
        " older"
        " form without those fields (before the updates of 2025-01)",
        DETECT,
    ),
    Remark(
        WHAT, _raw("SessionKeyEncryptionType", "0x2d"),
        "0x2d is no etype: it is a '-' printed as a number, there was no session key",
        "StrongWind1 lab notes; 'Detect and remediate RC4 usage in Kerberos'",
    ),
    Remark(
        WHAT, _raw("TicketEncryptionType", "0xffffffff"),
        "0xFFFFFFFF is no etype: no ticket was issued",
        "Microsoft Learn, event 4769",
    ),
    # failures
    Remark(
        NEXT, _both(_is(*AUDITS, 673), _error(ErrorCode.KDC_ERR_ETYPE_NOSUPP)),
        "System log of the same DC, same second: 14 or 16 (a reset would help), 26 or 27 (it would not), 203, 204, 208"
        " or 209 (the RC4 removal)",
        f"{SHEET} section 6",
    ),
    Remark(
        NOT, _both(_is(4769), _error(ErrorCode.KDC_ERR_ETYPE_NOSUPP)),
        "which account is meant: after a failure the service name is the SPN as it was asked for, and the key"
        " fields are"
        " empty",
        DETECT,
    ),
    Remark(
        NEXT, _error(ErrorCode.KDC_ERR_S_PRINCIPAL_UNKNOWN),
        "setspn -Q for the name that was asked; an address or an alias instead of a host name ends here too",
        "RFC 4120 section 7.5.9",
    ),
    Remark(
        NEXT, _error(ErrorCode.KDC_ERR_PRINCIPAL_NOT_UNIQUE),
        "setspn -X: two accounts hold this SPN, so no KDC gives a ticket for it",
        "RFC 4120 section 7.5.9; setspn reference",
    ),
    Remark(
        NOT, _both(_is(4771), _error(ErrorCode.KDC_ERR_PREAUTH_FAILED)),
        "an attack: old stored passwords, a second kvno and a wrong salt give the same 0x18",
        "RFC 4120 section 3.1.3",
    ),
    # 4768
    Remark(
        PROVES, _both(_is(4768), _issued, _etype("TicketEncryptionType", 23)),
        "the TGT is sealed with RC4: krbtgt has no AES key, or a filter on this DC keeps AES away",
        "KB5021131 (event 42); Samba fde745ec349",
    ),
    Remark(
        NEXT, _both(_is(4768), _issued, _etype("TicketEncryptionType", 23)),
        "event 42 in the System log at the last start of this KDC; pwdLastSet of krbtgt",
        "KB5021131",
    ),
    Remark(
        PROVES, _both(_is(4768), _etype("PreAuthEncryptionType", 23)),
        "the client proved itself with RC4, by its own choice: DefaultEncryptionType, policy, or no AES key it"
        " could make",
        "Microsoft Q&A 222130; KB837361",
    ),
    Remark(
        NEXT,
        _both(_is(4768), _etype("PreAuthEncryptionType", 23), _machine),
        "DefaultEncryptionType on that host: a machine session that logs on with RC4 is never told its salt, and"
        " may not"
        " open AES tickets (kdcsim run exchange-2007)",
        "KB2566059, by way of craigf's post; inferred",
    ),
    Remark(
        PROVES, _both(_is(4768), _issued, lambda e: e.number("PreAuthType") == 0),
        "the account needs no pre-authentication: anybody may ask for its AS-REP and try passwords on it",
        "RFC 4120 section 3.1; Microsoft Learn, event 4768",
    ),
    Remark(
        PROVES, _both(_is(4768), _lacks_aes("AccountAvailableKeys")),
        "the account has no AES key at this DC: one password reset writes them",
        "KB5021131",
    ),
    # 14, 16, 26, 27
    Remark(
        PROVES, _both(_is(*NO_KEY), _disjoint),
        "the request and the account's keys have no etype in common",
        "",
    ),
    Remark(
        PROVES, _both(_is(*NO_KEY), lambda e: bool(common_etypes(e))),
        "both lists name an etype, so neither list is the obstacle: this DC does not allow what they share (its filter,"
        " a phase of the RC4 removal, or what the account declares)",
        f"S. Syfuhs on event 27; StrongWind1: 16 beside 203; {SHEET} section 10, row 10",
    ),
    Remark(
        NEXT, _both(_is(*NO_KEY), lambda e: bool(common_etypes(e))),
        "SupportedEncryptionTypes and RC4DefaultDisablementPhase on this DC, and the last start of its KDC; the"
        " account's"
        " msDS-SupportedEncryptionTypes",
        f"{SHEET} section 2",
    ),
    Remark(
        WHAT, _both(_is(27, 26), _forwarded_tgt, _lacks_aes("AvailableEtypes"), _has_aes("RequestedEtypes")),
        "an old DC that has no AES was asked for a TGT to forward, with the one etype of the session key: it says"
        " no, the"
        " client asks again with its full list and gets RC4",
        "KB2002141; MS-KILE 3.2.5.6",
    ),
    Remark(
        NEXT, _both(_is(27, 26), _forwarded_tgt, _lacks_aes("AvailableEtypes"), _has_aes("RequestedEtypes")),
        "nothing: it may be ignored. Do not silence it with DefaultEncryptionType = 23: that host then never learns the"
        " salt of its AES keys (kdcsim run exchange-2007)",
        "KB2002141; KB2566059, by way of craigf's post",
    ),
    Remark(WHAT, _both(_is(*NO_KEY), _key_id(1)), "missing key 1 is the client's own in an AS exchange", "S. Syfuhs"),
    Remark(WHAT, _both(_is(*NO_KEY), _key_id(8)), "missing key 8 is the key of a TGT: krbtgt's", "KB2002141"),
    Remark(WHAT, _both(_is(*NO_KEY), _key_id(9)), "missing key 9 is the key of a service ticket", "S. Syfuhs"),
    # logons
    Remark(
        PROVES, _both(_is(4625), _unreadable),
        "nobody is named because nobody could be: the name lies inside the ticket, and the ticket did not open",
        "fact sheet 2000-2012R2 section 2",
    ),
    Remark(
        NEXT, _both(_is(4625), _unreadable),
        "the keys of the account that the service runs as: SPN, password, salt, etype (kdcsim explain 4)",
        "KB2706695",
    ),
    Remark(
        NOT, _both(_is(4625, 4624), lambda e: (e.field("AuthenticationPackageName") or "").upper() == "NTLM"),
        "anything about Kerberos: this logon used NTLM",
        "Microsoft Learn, event 4625",
    ),
)  # fmt: skip
"""Every remark, in the order in which it is told within its part."""
