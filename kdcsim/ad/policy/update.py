"""Update: named updates, what they were built for, and what they change in Kerberos - which may be nothing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """One update; ``effect`` names the column it switches on, None when Kerberos is untouched."""

    kb: str
    applies_to: tuple[str, ...]
    sentence: str
    source: str
    effect: str | None = None


CANONICAL_SALT = "canonical-salt"
"""With this effect every machine session computes the machine salt itself, as LocalSystem's does."""

OLDER_PASSWORD = "older-password"
"""With this effect LocalSystem, too, tries the machine password before the current one."""

UPDATES: dict[str, Update] = {
    row.kb: row
    for row in (
        Update(
            kb="KB2566059",
            applies_to=("7", "2008R2"),
            sentence="the key NetworkService needs to open an AES ticket is right again; built for 7 and 2008 R2 only",
            source="craigf's post of 15 October 2012; the article itself was not found",
            effect=CANONICAL_SALT,
        ),
        Update(
            kb="KB948963",
            applies_to=("2003", "XP"),
            sentence="AES cipher suites for TLS (Schannel) on Server 2003; no part of Kerberos",
            source="asiatech blog, 18 November 2010; public hardening scripts test for it as the AES-TLS hotfix",
        ),
        Update(
            kb="KB918442",
            applies_to=("2003",),
            sentence="LocalSystem tries the older machine password when a DC does not know the newest yet",
            source="KB918442, read in excerpts",
            effect=OLDER_PASSWORD,
        ),
        Update(
            kb="KB978055",
            applies_to=("2008R2",),
            sentence="a 2008 R2 DC reads DES accounts that a 2003 DC replicated; kdcsim models no such misreading",
            source="KB977321, which points to it",
        ),
        Update(
            kb="KB969083",
            applies_to=("Vista", "2008"),
            sentence="sealed messages of any length are right again; no etype is chosen otherwise",
            source="KB969083, read in excerpts",
        ),
        Update(
            kb="KB2675498",
            applies_to=("2008", "2008R2"),
            sentence="NetBIOS names are found across forests; no etype is chosen otherwise",
            source="KB2675498",
        ),
    )
}
