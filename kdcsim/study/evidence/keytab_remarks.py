"""Remarks on keytabs: what a listing or a file of keys proves, and what it cannot - one row each."""

from __future__ import annotations

from kdcsim.study.evidence.seen import AES, KeytabSeen
from kdcsim.study.evidence.statement import Part, Remark

PROVES, NOT, NEXT = Part.PROVES, Part.NOT, Part.NEXT


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
