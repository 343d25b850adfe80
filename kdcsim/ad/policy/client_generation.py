"""ClientGeneration: what each client sends, as rows of data.

The etype lists are what captures and KDC logs show (fact sheet 2000-2012R2 section 5, fact sheet 2012-2026 section
3); the order is the order on the wire.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from kdcsim.ad.supported import AES, DES, RC4


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientGeneration:
    """One client build. ``timestamp_first`` is the etype it pre-authenticates with unasked, if it does."""

    os: str
    etypes: tuple[int, ...]
    list_source: str
    timestamp_first: int | None = None
    single_etype_forward: str = "no"
    sends_supported: bool = True
    writes_attribute: int | None = None
    reads_filter: bool = True
    os_version: str = "6.0"
    windows: bool = True
    modified_code: int = 41
    salt_fix_available: bool = False


XP = ClientGeneration(
    os="XP",
    etypes=(23, -133, -128, 3, 1, 24, -135),
    list_source="MIT KDC log of 26 Feb 2009; MS-KILE note 26",
    timestamp_first=23,
    sends_supported=False,
    reads_filter=False,
    os_version="5.1",
)
WS2003 = replace(XP, os="2003", os_version="5.2")
VISTA = replace(
    XP,
    os="Vista",
    etypes=(18, 17, 23, 3, 1, 24, -135),
    list_source="KDC log (seven entries); Microsoft Q&A 222130",
    timestamp_first=None,
    single_etype_forward="vista-and-later",
    sends_supported=True,
    writes_attribute=AES | RC4 | DES,
    reads_filter=True,
    os_version="6.0",
)
WS2008 = replace(VISTA, os="2008")
WIN7 = replace(
    VISTA,
    os="7",
    etypes=(18, 17, 23, 24, -135),
    list_source="KB977321 trace",
    single_etype_forward="7-and-later",
    writes_attribute=AES | RC4,
    os_version="6.1",
    salt_fix_available=True,
)
WS2008R2 = replace(WIN7, os="2008R2")

CLIENTS: dict[str, ClientGeneration] = {row.os: row for row in (XP, WS2003, VISTA, WS2008, WIN7, WS2008R2)}
