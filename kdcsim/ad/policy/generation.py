"""Generation: what one KDC build believes, as rows of data.

OS level and update level move independently in real estates. Each row is its predecessor plus a sourced difference; the
ladders read columns and never compare names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from kdcsim.ad.supported import AES, RC4, RC4_AND_DES

OS_LEVELS: tuple[str, ...] = ("2000", "2003", "2008", "2008R2", "2012", "2012R2", "2016", "2019", "2022", "2025")
UPDATE_LEVELS: tuple[str, ...] = ("rtm", "2022-11-08", "2022-11", "2025-01", "2026-01", "2026-04", "2026-07")
"""``2022-11-08`` is the first ten days of that update, ``2022-11`` what stood after the out-of-band fix."""


class Enforcement(StrEnum):
    """When this build stops assuming RC4 of accounts that declare nothing (KB5073381)."""

    NEVER = "never"
    ON_REQUEST = "only with RC4DefaultDisablementPhase = 2"
    UNLESS_ROLLED_BACK = "unless RC4DefaultDisablementPhase is 0 or 1"
    ALWAYS = "always; RC4DefaultDisablementPhase is not read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """One KDC build. Masks are msDS-SupportedEncryptionTypes bits."""

    os: str
    update: str = "rtm"
    family: str = "windows"
    implemented: int
    enabled: int
    default_supported: int
    reads_attribute: bool = True
    client_order_tickets: bool = False
    writes_aes: bool = True
    knows_supported_padata: bool = True
    knows_etype_info2: bool = True
    protects_users: bool = False
    reads_domain_default: bool = False
    session_key_bit: bool = False
    rc4_session_always: bool = True
    rc4_key_fallback: bool = True
    filter_replaces_default: bool = True
    rc4_tgt_session: bool = True
    reads_lsa_filter: bool = True
    trust_default: int = RC4
    enforcement: Enforcement = Enforcement.NEVER
    warns_weak_krbtgt: bool = False
    audits_etypes: bool = False
    legacy_events: bool = False
    lists_old_rc4: bool = True

    @property
    def name(self) -> str:
        """Such as ``2022 2026-04``; the release itself is just the OS level."""
        return self.os if self.update == "rtm" else f"{self.os} {self.update}"


WS2003 = Generation(
    os="2003",
    implemented=RC4_AND_DES,
    enabled=RC4_AND_DES,
    default_supported=RC4_AND_DES,
    reads_attribute=False,  # MS-KILE notes 43, 62-64
    client_order_tickets=True,  # MS-KILE note 24
    writes_aes=False,
    knows_supported_padata=False,  # MS-KILE notes 13, 51, 63, 73
    knows_etype_info2=False,  # fact sheet 3.1: the padata is younger than the build (inferred)
    legacy_events=True,
)
WS2000 = replace(WS2003, os="2000")  # same lists and order (inferred); tickets always carry kvno 1 (KB870987)
WS2008 = replace(  # AES arrives, DES still on: fact sheet 3.1; MS-KILE notes 20, 24
    WS2003,
    os="2008",
    implemented=AES | RC4_AND_DES,
    enabled=AES | RC4_AND_DES,
    reads_attribute=True,
    client_order_tickets=False,
    writes_aes=True,
    knows_supported_padata=True,
    knows_etype_info2=True,
    legacy_events=False,
)
WS2008R2 = replace(WS2008, os="2008R2", enabled=AES | RC4)  # DES off unless policy asks for it: KB977321
WS2012 = replace(WS2008R2, os="2012")
WS2012R2 = replace(WS2012, os="2012R2", protects_users=True)  # MS-KILE 3.3.5.6, DC functionality 6
WS2016 = replace(WS2012R2, os="2016")
WS2019 = replace(WS2016, os="2019")
WS2022 = replace(WS2019, os="2022")
WS2025 = replace(  # no DES, no RC4 TGT session, no fallbacks, default 0x24: Microsoft etype calculator; W. Aftring
    WS2022,
    os="2025",
    update="rtm",
    implemented=AES | RC4,
    enabled=AES | RC4,
    default_supported=0x24,
    reads_domain_default=True,
    session_key_bit=True,
    rc4_session_always=False,
    rc4_key_fallback=False,
    filter_replaces_default=False,
    rc4_tgt_session=False,
    reads_lsa_filter=False,
    trust_default=AES,
    warns_weak_krbtgt=True,
    lists_old_rc4=False,
    audits_etypes=True,
)


def updates_of(row: Generation) -> Iterator[Generation]:
    """Give the row and its update levels in order, each the one before plus a sourced difference."""
    yield row
    if OS_LEVELS.index(row.os) < OS_LEVELS.index("2012R2"):
        return
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
            audits_etypes=row.os in ("2019", "2022"),
        )
        # the first ten days refused accounts with AES but no RC4; fixed by KB5021654-KB5021656
        yield replace(fixed, update="2022-11-08", rc4_session_always=False, rc4_key_fallback=False)
        yield fixed
        row = fixed
    row = replace(row, update="2025-01", audits_etypes=row.os != "2012R2")  # etype fields reach 2016: DET
    yield row
    for update, enforcement in (
        ("2026-01", Enforcement.ON_REQUEST),
        ("2026-04", Enforcement.UNLESS_ROLLED_BACK),
        ("2026-07", Enforcement.ALWAYS),
    ):
        row = replace(row, update=update, enforcement=enforcement)  # KB5073381
        yield row


GENERATIONS: dict[tuple[str, str], Generation] = {
    (row.os, row.update): row
    for base in (WS2000, WS2003, WS2008, WS2008R2, WS2012, WS2012R2, WS2016, WS2019, WS2022, WS2025)
    for row in updates_of(base)
}
