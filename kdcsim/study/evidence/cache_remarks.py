"""Remarks on ticket caches and keytabs: what klist shows, and what it cannot show - one row each."""

from __future__ import annotations

from kdcsim.study.evidence.seen import AES, CacheSeen, KeytabSeen, PurgeSeen
from kdcsim.study.evidence.statement import Part, Remark

PROVES, NOT, NEXT, WHAT = Part.PROVES, Part.NOT, Part.NEXT, Part.WHAT
LOCAL_SYSTEM = 0x3E7
BUILT_IN = (0x3E4, 0x3E5, LOCAL_SYSTEM)


def _always(_: object) -> bool:
    return True


def _own_session(cache: CacheSeen) -> bool:
    luid = cache.targeted or cache.current
    return luid is not None and luid not in BUILT_IN


def _empty(cache: CacheSeen) -> bool:
    return not cache.tickets


def _full(cache: CacheSeen) -> bool:
    return bool(cache.tickets)


def _service_rc4(cache: CacheSeen) -> bool:
    return any(not t.is_tgt and t.etype == 23 for t in cache.tickets)


def _tgt_rc4(cache: CacheSeen) -> bool:
    return any(t.is_tgt and t.etype == 23 for t in cache.tickets)


def _tgt_session_rc4(cache: CacheSeen) -> bool:
    return any(t.is_tgt and t.session_etype == 23 and t.etype != 23 for t in cache.tickets)


def _service_session_rc4(cache: CacheSeen) -> bool:
    return any(not t.is_tgt and t.session_etype == 23 and t.etype in AES for t in cache.tickets)


def _service_session_aes(cache: CacheSeen) -> bool:
    return any(not t.is_tgt and t.session_etype in AES and t.etype == 23 for t in cache.tickets)


def _service_aes(cache: CacheSeen) -> bool:
    return any(not t.is_tgt and t.etype in AES for t in cache.tickets)


def _no_kdc(cache: CacheSeen) -> bool:
    return any(t.kdc_called == "" for t in cache.tickets)


CACHE_REMARKS: tuple[Remark[CacheSeen], ...] = (
    Remark(
        PROVES, _full,
        "a KDC issued these tickets, with these etypes, at their start times; the KDC called is named where the build"
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
        "an RC4 TGT: krbtgt had no AES key at that DC, or a filter kept AES away",
        "KB5021131 (event 42)",
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
        "an RC4 ticket with an AES session key: nothing is declared for that service and 0x27 was assumed, or the value"
        " carries bit 0x20",
        "KB5021131; MS-KILE 2.2.7",
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
        NEXT, _full,
        "4769 on the KDC called, at the start time: keys and lists of both sides",
        "Microsoft Learn, event 4769",
    ),
    Remark(
        NEXT, _empty,
        "klist get <spn>: asks for a ticket and prints the error",
        "Microsoft Learn, klist",
    ),
)  # fmt: skip

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


def _listed(keytab: KeytabSeen) -> bool:
    return any(k.etype is not None for k in keytab.keys)


def _no_aes(keytab: KeytabSeen) -> bool:
    return _listed(keytab) and not any(k.etype in AES for k in keytab.keys)


def _some_aes(keytab: KeytabSeen) -> bool:
    return any(k.etype in AES for k in keytab.keys)


def _bare(keytab: KeytabSeen) -> bool:
    return bool(keytab.keys) and not _listed(keytab)


def _several_kvnos(keytab: KeytabSeen) -> bool:
    return any(
        len({k.kvno for k in keytab.keys if k.principal == name}) > 1 for name in {k.principal for k in keytab.keys}
    )


def _nothing(keytab: KeytabSeen) -> bool:
    return not keytab.keys


KEYTAB_REMARKS: tuple[Remark[KeytabSeen], ...] = (
    Remark(PROVES, lambda k: bool(k.keys), "the file holds a key under each of these names, versions and etypes", ""),
    Remark(PROVES, _nothing, "there is no key in it", ""),
    Remark(
        PROVES, _no_aes,
        "a service with this file opens no AES ticket: as soon as the KDC chooses AES for its account, it fails, and no"
        " DC logs anything",
        "fact sheet 2012-2026 section 8, question 1; KB5073381 (non-Windows devices)",
    ),
    Remark(
        PROVES, _several_kvnos,
        "older versions are kept beside newer ones: tickets from before a password change still open",
        "MIT krb5, ktutil",
    ),
    Remark(
        NOT, _some_aes,
        "that an AES key is the one the KDC has: it is made from password and salt, and a guessed salt gives a key that"
        " looks as good",
        "RFC 3962 section 4; MS-KILE 3.1.1.2",
    ),
    Remark(
        NOT, lambda k: bool(k.keys),
        "that the password is current: after a reset the KDC has newer keys, and the file has not",
        "MS-KILE 3.3.5.7 (kvno); MIT krb5, kvno",
    ),
    Remark(NOT, _bare, "which etypes these keys have: list them with klist -kte", "MIT krb5, klist"),
    Remark(
        NEXT, lambda k: bool(k.keys),
        "msDS-KeyVersionNumber of the account beside the kvno here; kvno <spn> with a fresh ticket",
        "MIT krb5, kvno",
    ),
    Remark(
        NEXT, _some_aes,
        "the salt: ktpass +DumpSalt prints the one it used; the KDC tells its own in ETYPE-INFO2 (kinit with"
        " KRB5_TRACE)",
        "Microsoft Learn, ktpass; MIT krb5, KRB5_TRACE",
    ),
    Remark(
        NEXT, _no_aes,
        "a new keytab with AES keys, before msDS-SupportedEncryptionTypes or an update lets the KDC choose AES",
        "KB5073381",
    ),
)  # fmt: skip
