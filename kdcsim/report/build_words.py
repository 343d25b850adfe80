"""BuildWords: the columns of a KDC build in words for people, and what is new in one build.

Law of the room: every column of `Generation` has its words here and nowhere else.
"""

from __future__ import annotations

from dataclasses import fields

from kdcsim.ad.policy import GENERATIONS, Generation
from kdcsim.ad.supported import AES128, AES256, AES_SK, DES, RC4

NOTHING_NEW = "nothing in Kerberos policy"
NAMES = ("os", "update", "family")
"""The columns that name a build, and say nothing of it."""

MASKS: dict[str, str] = {
    "implemented": "knows {}",
    "enabled": "works with {} unless a policy says otherwise",
    "default_supported": "takes an account that declares nothing to support {}",
    "trust_default": "takes a trust that declares nothing to support {}",
}
SWITCHES: dict[str, tuple[str, str]] = {
    "reads_filter": (
        'obeys the policy "Configure encryption types allowed for Kerberos"',
        'has no policy "Configure encryption types allowed for Kerberos"',
    ),
    "reads_lsa_filter": (
        "reads SupportedEncryptionTypes below Lsa\\Kerberos\\Parameters too, where no policy is set",
        "no longer reads SupportedEncryptionTypes below Lsa\\Kerberos\\Parameters",
    ),
    "reads_attribute": (
        "reads msDS-SupportedEncryptionTypes of accounts",
        "does not read msDS-SupportedEncryptionTypes",
    ),
    "client_order_tickets": (
        "seals a ticket with the first etype of the client's list that fits",
        "seals a ticket with the strongest etype that fits, whatever order the client has",
    ),
    "writes_aes": ("makes AES keys when a password is set", "makes no AES keys"),
    "knows_supported_padata": (
        "tells clients which etypes a service supports",
        "does not tell clients which etypes a service supports",
    ),
    "knows_etype_info2": (
        "tells salts in ETYPE-INFO2, to clients that name an AES etype",
        "tells salts in the older ETYPE-INFO alone",
    ),
    "protects_users": (
        "members of Protected Users get no TGT with RC4 or DES",
        "does not know the group Protected Users",
    ),
    "reads_domain_default": ("reads DefaultDomainSupportedEncTypes", "does not read DefaultDomainSupportedEncTypes"),
    "session_key_bit": (
        "knows the bit AES-SK (0x20): AES session keys beside RC4 tickets",
        "does not know the bit AES-SK (0x20)",
    ),
    "rc4_session_always": (
        "a client with RC4 alone gets RC4 session keys, for services that declare AES alone too",
        "no RC4 session keys for services that declare AES alone",
    ),
    "reads_smb_conf": ("reads smb.conf where Windows reads its registry", "reads the registry"),
    "rc4_key_fallback": (
        "an account that declares AES and has an RC4 key alone gets RC4 tickets",
        "an account that declares AES and has an RC4 key alone gets no tickets",
    ),
    "filter_replaces_default": (
        "where the set assumed of an account and the KDC's own part, the KDC's own counts",
        "where the set assumed of an account and the KDC's own part, there is no ticket",
    ),
    "rc4_tgt_session": ("the session key of a TGT may be RC4", "no RC4 session keys for TGTs"),
    "dc_account_adds_rc4": (
        "takes a domain controller's account to support RC4 as well",
        "takes a domain controller's account at its word",
    ),
    "november_2022_bug": (
        "refuses accounts that declare AES and no RC4, by mistake",
        "the mistake of November 2022 is mended: accounts with AES and no RC4 are served again",
    ),
    "disputed_enforcement": (
        "sources contradict each other on what the updates of 2026 change here",
        "no doubt about what the updates of 2026 change",
    ),
    "disputed_default_path": (
        "sources contradict each other on where it reads DefaultDomainSupportedEncTypes",
        "no doubt about where it reads DefaultDomainSupportedEncTypes",
    ),
    "warns_weak_krbtgt": ("logs event 42 when krbtgt has no AES keys", "does not log event 42"),
    "audits_etypes": (
        "events 4768 and 4769 name the etypes and keys of client, service and DC",
        "events 4768 and 4769 name the ticket's etype alone",
    ),
    "logs_kdcsvc": ("logs events 201 to 209 of RC4's removal", "does not log events 201 to 209"),
    "logs_windows_events": ("logs as Windows does", "writes no Windows event log"),
    "names_each_aes_key": (
        "events name the keys AES128 and AES256 apart",
        "events write AES-SHA1 for both AES keys",
    ),
    "legacy_events": ("logs 672, 673 and 675", "logs 4768, 4769 and 4771 in place of 672, 673 and 675"),
    "lists_old_rc4": (
        "names the old RC4 etypes -133 and -128 among its keys",
        "has no old RC4 etypes -133 and -128 any more",
    ),
}
"""For each column of yes and no: what to say when it has become true, and when it has become false."""


def news(build: Generation) -> tuple[str, ...]:
    """The columns in which a build differs from the one before it, in words; the first one begins with what it has."""
    before = build_before(build)
    if before is None:
        return (f"here it begins: {said(build, 'enabled')}; {said(build, 'default_supported')}",)
    changed = (c for c in columns() if getattr(build, c) != getattr(before, c))
    return tuple(said(build, column) for column in changed)


def columns() -> tuple[str, ...]:
    """Every column that says something of a build."""
    return tuple(f.name for f in fields(Generation) if f.name not in NAMES)


def said(build: Generation, column: str) -> str:
    """Say what a build's column means."""
    if column == "enforcement":
        return f"stops taking RC4 for granted: {build.enforcement.value}"
    if column in MASKS:
        return MASKS[column].format(_etypes(getattr(build, column)))
    yes, no = SWITCHES[column]
    return yes if getattr(build, column) else no


def build_before(build: Generation) -> Generation | None:
    """The update before this one, or for a release the release before it in its family."""
    if build.update == "rtm":
        rows = [row for row in GENERATIONS.values() if row.update == "rtm" and row.family == build.family]
    else:
        rows = [row for row in GENERATIONS.values() if row.os == build.os]
    place = rows.index(build)
    return rows[place - 1] if place else None


def _etypes(mask: int) -> str:
    bits = ((DES, "DES"), (RC4, "RC4"), (AES128, "AES128"), (AES256, "AES256"))
    names = [name for bit, name in bits if mask & bit]
    return ", ".join(names) + (" and, for session keys, AES" if mask & AES_SK else "") + f" ({mask:#x})"
