"""Builds: every KDC from 2000 to 2026 as a row of data, each its predecessor plus a sourced difference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kdcsim.ad.policy.generation import OS_LEVELS, Enforcement, Generation
from kdcsim.ad.supported import AES, RC4, RC4_AND_DES

WS2003 = Generation(
    os="2003",
    implemented=RC4_AND_DES,
    enabled=RC4_AND_DES,
    default_supported=RC4_AND_DES,
    reads_attribute=False,  # MS-KILE notes 43, 62-64
    client_order_tickets=True,  # MS-KILE note 24
    writes_aes=False,
    knows_supported_padata=False,  # MS-KILE notes 13, 51, 63, 73
    knows_etype_info2=False,  # fact sheet 2000-2012R2 section 3.1: the padata is younger than the build (inferred)
    rc4_session_always=False,  # nobody declares AES to it, so there is nothing to add RC4 to
    rc4_key_fallback=False,
    filter_replaces_default=False,
    reads_filter=False,  # MS-KILE note 19: SupportedEncryptionTypes is not supported on 2000, XP and 2003
    reads_lsa_filter=False,
    legacy_events=True,
)
WS2000 = replace(WS2003, os="2000")  # same lists and order (inferred); tickets always carry kvno 1 (KB870987)
WS2008 = replace(  # AES arrives, DES still on: fact sheet 2000-2012R2 section 3.1; MS-KILE notes 20, 24
    WS2003,
    os="2008",
    implemented=AES | RC4_AND_DES,
    enabled=AES | RC4_AND_DES,
    reads_attribute=True,
    client_order_tickets=False,
    writes_aes=True,
    knows_supported_padata=True,
    knows_etype_info2=True,
    rc4_session_always=True,  # fact sheet 2012-2026 section 4: inferred before 2022
    rc4_key_fallback=True,
    filter_replaces_default=True,
    reads_filter=True,
    reads_lsa_filter=True,
    legacy_events=False,
)
WS2008R2 = replace(WS2008, os="2008R2", enabled=AES | RC4)  # DES off unless policy asks for it: KB977321
WS2012 = replace(WS2008R2, os="2012")  # feature bits 16-19, FAST, claims: no etype changes
WS2012R2 = replace(WS2012, os="2012R2", protects_users=True)  # MS-KILE 3.3.5.6, DC functionality 6
WS2016 = replace(WS2012R2, os="2016")
WS2019 = replace(WS2016, os="2019")
WS2022 = replace(WS2019, os="2022")
WS2025 = replace(  # no DES, no RC4 TGT session, no fallbacks, default 0x24: Microsoft etype calculator; W. Aftring
    WS2022,
    os="2025",
    implemented=AES | RC4,
    enabled=AES | RC4,
    default_supported=0x24,
    reads_domain_default=True,
    session_key_bit=True,
    rc4_session_always=False,
    rc4_key_fallback=False,
    filter_replaces_default=False,
    rc4_tgt_session=False,
    dc_account_adds_rc4=False,
    reads_lsa_filter=False,
    trust_default=AES,
    warns_weak_krbtgt=True,
    lists_old_rc4=False,
    audits_etypes=True,
    names_each_aes_key=True,
    disputed_default_path=True,  # a 2026 slide deck names the policy path; Microsoft did not test 2025
    disputed_enforcement=True,  # no public matrix of 2025 with the 2026 updates
)
SAMBA_2022_12 = replace(  # the behaviours Samba took over from Windows 2022, commits e0f89b7bc80 and following
    WS2022,
    os="samba-2022-12",
    family="samba",
    implemented=AES | RC4,
    enabled=AES | RC4,
    default_supported=0x24,  # smb.conf "kdc default domain supported enctypes"
    reads_filter=False,
    reads_lsa_filter=False,
    reads_domain_default=True,
    session_key_bit=True,
    rc4_session_always=False,
    reads_smb_conf=True,  # smb.conf "kdc force enable rc4 weak session keys"
    filter_replaces_default=False,
    trust_default=AES,  # commit 4bb50c868c8
    logs_windows_events=False,
)
SAMBA_2026_02 = replace(SAMBA_2022_12, os="samba-2026-02", default_supported=AES)  # commit 802649fa35e

LAST_UPDATE: dict[str, str] = {
    "2000": "rtm",
    "2003": "rtm",
    "2008": "2026-01",  # KB5073381 lists 2008 and 2008 R2 Premium Assurance, which ended on 13 January 2026
    "2008R2": "2026-01",
}
"""The newest update level of an OS that does not get all of them."""


def updates_of(row: Generation) -> Iterator[Generation]:
    """Give the row and its update levels in order, each the one before plus a sourced difference."""
    last = LAST_UPDATE.get(row.os, "2026-07")
    for each in _all_updates(row):
        yield each
        if each.update == last:
            return


def _all_updates(row: Generation) -> Iterator[Generation]:
    yield row
    if row.os != "2025":
        fixed = replace(  # KB5021131: default 0x27, the AES-SK bit, trusts without attribute become AES
            row,
            update="2022-11",
            default_supported=0x27,
            reads_domain_default=True,
            session_key_bit=True,
            trust_default=AES,
            warns_weak_krbtgt=True,
            lists_old_rc4=False,  # CVE-2022-33647, CVE-2022-33679
            audits_etypes=row.os in ("2019", "2022"),  # "detect and remediate RC4": 2019 and 2022 first
        )
        # the first ten days refused accounts with AES but no RC4; fixed by KB5021654-KB5021656 (17 November)
        yield replace(
            fixed, update="2022-11-08", rc4_session_always=False, rc4_key_fallback=False, november_2022_bug=True
        )
        yield fixed
        row = fixed
    modern = OS_LEVELS.index(row.os) >= OS_LEVELS.index("2016")
    row = replace(row, update="2025-01", audits_etypes=modern)  # etype fields reach 2016: "detect and remediate RC4"
    yield row
    for update, enforcement in (
        ("2026-01", Enforcement.ON_REQUEST),
        ("2026-04", Enforcement.UNLESS_ROLLED_BACK),
        ("2026-07", Enforcement.ALWAYS),
    ):
        # KB5073381 (CVE-2026-20833); its events are logged on 2012 and newer
        logs = OS_LEVELS.index(row.os) >= OS_LEVELS.index("2012")
        row = replace(row, update=update, enforcement=enforcement, logs_kdcsvc=logs)
        yield row


_WINDOWS = (WS2000, WS2003, WS2008, WS2008R2, WS2012, WS2012R2, WS2016, WS2019, WS2022, WS2025)

GENERATIONS: dict[tuple[str, str], Generation] = {
    (row.os, row.update): row
    for base in (*_WINDOWS, SAMBA_2022_12, SAMBA_2026_02)
    for row in (updates_of(base) if base.family == "windows" else (base,))
}
"""Every build by OS level and update level; Samba's have none."""
