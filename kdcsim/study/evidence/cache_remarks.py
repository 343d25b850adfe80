"""Remarks on ticket caches: what klist shows, and what it cannot show - one row each."""

from __future__ import annotations

from kdcsim.study.evidence.condition import OLD_SHEET, SHEET
from kdcsim.study.evidence.seen import AES, MIT_KLIST, CacheSeen
from kdcsim.study.evidence.statement import Part, Remark

PROVES, NOT, NEXT, WHAT = Part.PROVES, Part.NOT, Part.NEXT, Part.WHAT
LOCAL_SYSTEM = 0x3E7
BUILT_IN = (0x3E4, 0x3E5, LOCAL_SYSTEM)


def _own_session(cache: CacheSeen) -> bool:
    return cache.luid is not None and cache.luid not in BUILT_IN


def _empty(cache: CacheSeen) -> bool:
    """Only a head that says so: a page without readable tickets proves nothing."""
    return cache.announced == 0 and not cache.tickets and cache.tool != MIT_KLIST


def _partial(cache: CacheSeen) -> bool:
    whole = cache.announced == len(cache.tickets)
    return cache.tool == "klist" and not whole


def _tgt_alone(cache: CacheSeen) -> bool:
    return cache.tool == "klist tgt"


def _listed(cache: CacheSeen) -> bool:
    return bool(cache.tickets) and not _tgt_alone(cache) and not _without_etypes(cache)


def _without_etypes(cache: CacheSeen) -> bool:
    """MIT's klist without -e names no etype."""
    return cache.tool == MIT_KLIST and all(t.etype is None and t.session_etype is None for t in cache.tickets)


def _full(cache: CacheSeen) -> bool:
    return bool(cache.tickets)


def _service_rc4(cache: CacheSeen) -> bool:
    return any(t.is_service and t.etype == 23 for t in cache.tickets)


def _des(cache: CacheSeen) -> bool:
    return any(t.etype in (1, 3) or t.session_etype in (1, 3) for t in cache.tickets)


def _no_etype(cache: CacheSeen) -> bool:
    return any(t.etype == -1 for t in cache.tickets)


def _tgt_rc4(cache: CacheSeen) -> bool:
    return any(t.is_tgt and t.etype == 23 for t in cache.tickets)


def _tgt_session_rc4(cache: CacheSeen) -> bool:
    return any(t.is_tgt and t.session_etype == 23 and t.etype != 23 for t in cache.tickets)


def _service_session_rc4(cache: CacheSeen) -> bool:
    return any(t.is_service and t.session_etype == 23 and t.etype in AES for t in cache.tickets)


def _service_session_aes(cache: CacheSeen) -> bool:
    return any(t.is_service and t.session_etype in AES and t.etype == 23 for t in cache.tickets)


def _service_aes(cache: CacheSeen) -> bool:
    return any(t.is_service and t.etype in AES for t in cache.tickets)


def _no_kdc(cache: CacheSeen) -> bool:
    return any(t.kdc_called == "" for t in cache.tickets)


CACHE_REMARKS: tuple[Remark[CacheSeen], ...] = (
    Remark(
        PROVES, _listed,
        "these tickets were issued with these etypes, at their start times; the KDC called is named where the build"
        " prints it",
        "Microsoft Learn, klist",
    ),
    Remark(
        PROVES, _service_rc4,
        "an RC4 service ticket is the KDC's choice for that service's account: what it declares or what is assumed for"
        " it, and its keys at that time",
        "MS-KILE 3.3.5.7; KB961302",
    ),
    Remark(
        PROVES, _tgt_rc4,
        "an RC4 TGT: that DC had no AES for krbtgt, or AES was kept away",
        "KB5021131 (event 42)",
    ),
    Remark(
        NOT, _tgt_rc4,
        "which of these it was: a DC of 2000 or 2003, a domain at functional level 2003, krbtgt's password from that"
        " time, a filter without AES on the DC, or KdcUseRequestedEtypesForTickets",
        f"KB2002141; KB5021131; KB961302; {OLD_SHEET} section 3.2",
    ),
    Remark(
        PROVES, _tgt_session_rc4,
        "a TGT with an RC4 session key: the client named RC4 first or alone (DefaultEncryptionType, policy), or its DC"
        " followed the etype of the pre-authentication; Server 2025 issues none",
        "Samba tests against Windows 2022; W. Aftring; MS-KILE note 24",
    ),
    Remark(
        PROVES, _service_session_rc4,
        "an AES ticket with an RC4 session key: the ticket follows the service, the session key follows the"
        " client's list",
        "fact sheet 2012-2026 section 4",
    ),
    Remark(
        PROVES, _service_session_aes,
        "an RC4 ticket with an AES session key: ticket and session key are chosen apart",
        f"{SHEET} section 4",
    ),
    Remark(
        NOT, _service_session_aes,
        "why the two differ: nothing declared (0x27 is assumed since November 2022), bit 0x20, AES declared for an"
        " account with only an RC4 key, or a computer whose operatingSystemVersion is below 6",
        "KB5021131; MS-KILE 2.2.7; Microsoft, 'Linux accounts get RC4 tickets'",
    ),
    Remark(
        PROVES, _des,
        "DES was still allowed on that KDC for this account; 7 and 2008 R2 turned it off by default, Server 2025 has"
        " none",
        f"KB977321; {SHEET} section 4",
    ),
    Remark(
        WHAT, _no_etype,
        "Unknown (-1) is no etype: the ticket came from Microsoft Entra ID or was handed over without one; klist cannot"
        " see into it",
        "fact sheet on tool layouts, section 2.1",
    ),
    Remark(
        NOT, _no_etype,
        "anything about a DC of this domain: no KDC of it chose the etype of that ticket",
        "fact sheet on tool layouts, section 2.1",
    ),
    Remark(
        PROVES, _empty,
        "this logon session holds no Kerberos ticket now",
        "",
    ),
    Remark(
        NOT, _service_aes,
        "that the service can open its AES ticket: that takes the same password and the same salt on the service's"
        " side",
        "KB2566059, by way of craigf's post; RFC 4120 section 4",
    ),
    Remark(
        NOT, _full,
        "what the KDC would answer now: a ticket stays as it was issued until it ends or is purged, whatever was"
        " changed",
        "Microsoft Learn, klist purge",
    ),
    Remark(
        NOT, _full,
        "with which etype the client pre-authenticated, and which etypes it offered: only the DC's 4768 and 4769"
        " say that",
        "Microsoft Learn, events 4768 and 4769",
    ),
    Remark(
        NOT, _partial,
        "what the rest of the cache holds: not every ticket of it can be read in what was pasted",
        "Microsoft Learn, klist",
    ),
    Remark(
        NOT, _tgt_alone,
        "which etype seals the TGT: klist tgt prints the type of the session key alone; klist tickets prints both",
        "fact sheet on tool layouts, section 2.1",
    ),
    Remark(
        NOT, _own_session,
        "anything about services on this machine: each logon session has a cache of its own",
        "Microsoft Learn, klist -li",
    ),
    Remark(
        NOT, _no_kdc,
        "that a KDC gave the ticket with an empty 'Kdc Called' to this session: injected tickets look so",
        "fact sheet on tool layouts, section 2.1",
    ),
    Remark(
        NEXT, _own_session,
        "the sessions of services: klist -li 0x3e7 (LocalSystem), klist -li 0x3e4 (NetworkService), klist sessions",
        "Microsoft Learn, klist",
    ),
    Remark(
        NEXT, _service_rc4,
        "msDS-SupportedEncryptionTypes and pwdLastSet of the service's account; then klist purge, and ask again",
        "'Detect and remediate RC4 usage in Kerberos'",
    ),
    Remark(
        NEXT, _partial,
        "the whole output, as text: klist > tickets.txt",
        "",
    ),
    Remark(
        NEXT, _without_etypes,
        "klist -e: it adds the etypes of each ticket and of its session key",
        "MIT krb5, klist(1)",
    ),
    Remark(
        NEXT, _des,
        "userAccountControl (USE_DES_KEY_ONLY) and msDS-SupportedEncryptionTypes of the service's account; DES ends"
        " with the first newer DC (kdcsim run des-ends-with-2025)",
        "KB977321",
    ),
    Remark(
        NEXT, _listed,
        "4769 on the KDC called, at the start time: keys and lists of both sides",
        "Microsoft Learn, event 4769",
    ),
    Remark(
        NEXT, _empty,
        "klist get <spn>: asks for a ticket and prints the error",
        "Microsoft Learn, klist",
    ),
)  # fmt: skip
