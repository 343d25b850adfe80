"""Generation: what one KDC build believes, one row of columns each.

OS level and update level move independently in real estates. The rows stand in `builds`; the ladders read columns and
never compare names.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kdcsim.ad.supported import RC4

OS_LEVELS: tuple[str, ...] = ("2000", "2003", "2008", "2008R2", "2012", "2012R2", "2016", "2019", "2022", "2025")
SAMBA_LEVELS: tuple[str, ...] = ("samba-2022-12", "samba-2026-02")
"""Samba's AD DC, by the month in which its self-tests described it."""
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
    reads_filter: bool = True
    reads_attribute: bool = True
    client_order_tickets: bool = False
    writes_aes: bool = True
    knows_supported_padata: bool = True
    knows_etype_info2: bool = True
    protects_users: bool = False
    reads_domain_default: bool = False
    session_key_bit: bool = False
    rc4_session_always: bool = True
    reads_smb_conf: bool = False
    """Whether smb.conf stands in for the registry; a setting there can switch ``rc4_session_always`` on."""
    rc4_key_fallback: bool = True
    filter_replaces_default: bool = True
    rc4_tgt_session: bool = True
    dc_account_adds_rc4: bool = True
    reads_lsa_filter: bool = True
    trust_default: int = RC4
    enforcement: Enforcement = Enforcement.NEVER
    november_2022_bug: bool = False
    disputed_enforcement: bool = False
    disputed_default_path: bool = False
    warns_weak_krbtgt: bool = False
    audits_etypes: bool = False
    logs_kdcsvc: bool = False
    """Whether events 201 to 209 exist."""
    logs_windows_events: bool = True
    names_each_aes_key: bool = False
    """Whether events name both AES keys, or write one AES-SHA1 for them (up to 2022)."""
    legacy_events: bool = False
    lists_old_rc4: bool = True

    @property
    def name(self) -> str:
        """Such as ``2022 2026-04``; the release itself is just the OS level."""
        return self.os if self.update == "rtm" else f"{self.os} {self.update}"

    @property
    def knows_phase(self) -> bool:
        """Whether RC4DefaultDisablementPhase means anything to this build, or did before it stopped being read."""
        return self.enforcement is not Enforcement.NEVER
