"""Voice: how one version of klist speaks, as data - etype spellings, flag words, and which lines it prints.

Layouts and spellings: the samples behind ``klist [tickets]`` in Microsoft's command reference, KB977321 and the
Resource Kit; flag words checked against five published outputs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

ETYPE_WORDS: tuple[tuple[int, str], ...] = (
    (18, "AES-256-CTS-HMAC-SHA1-96"),
    (17, "AES-128-CTS-HMAC-SHA1-96"),
    (23, "RSADSI RC4-HMAC(NT)"),
    (3, "Kerberos DES-CBC-MD5"),
    (1, "Kerberos DES-CBC-CRC"),
)

FLAG_WORDS: tuple[tuple[int, str], ...] = (
    (0x40000000, "forwardable"),
    (0x20000000, "forwarded"),
    (0x10000000, "proxiable"),
    (0x08000000, "proxy"),
    (0x04000000, "may_postdate"),
    (0x02000000, "postdated"),
    (0x01000000, "invalid"),
    (0x00800000, "renewable"),
    (0x00400000, "initial"),
    (0x00200000, "pre_authent"),
    (0x00100000, "hw_authent"),
    (0x00040000, "ok_as_delegate"),
    (0x00010000, "name_canonicalize"),
)

CACHE_WORDS: tuple[tuple[int, str], ...] = ((0x1, "PRIMARY"), (0x2, "DELEGATION"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One tool and version. ``indent`` stands before every line of a ticket but its first."""

    name: str
    builds: tuple[str, ...]
    indent: str = "\t"
    first: str = "#{number}>\t"
    at: str = " @ "
    logon_ids: bool = True
    client: bool = True
    flags: bool = True
    start_time: bool = True
    session_key: bool = True
    cache_flags: bool = False
    kdc_called: bool = False


KLIST_2003 = Voice(
    name="klist-2003",
    builds=("2000", "XP", "2003"),
    indent="      ",
    first="   ",
    at="@",
    logon_ids=False,
    client=False,
    flags=False,
    start_time=False,
    session_key=False,
)
KLIST_2008 = Voice(name="klist-2008", builds=("Vista", "2008", "7", "2008R2"))
KLIST_2012 = replace(
    KLIST_2008,
    name="klist-2012",
    builds=("8", "2012", "8.1", "2012R2", "10", "2016", "2019", "11", "2022", "2025"),
    cache_flags=True,
    kdc_called=True,
)

VOICES: tuple[Voice, ...] = (KLIST_2003, KLIST_2008, KLIST_2012)


def voice_of(os: str) -> Voice:
    """The klist that comes with a build; the newest for builds that are not listed."""
    return next((v for v in VOICES if os in v.builds), KLIST_2012)


def etype_words(etype: int) -> str:
    """Spell an etype as klist does; numbers it has no name for become ``Unknown (n)``."""
    return dict(ETYPE_WORDS).get(etype, f"Unknown ({etype})")
