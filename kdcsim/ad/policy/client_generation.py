"""ClientGeneration: what each client sends and answers, as rows of data.

The etype lists are what captures and KDC logs show (fact sheet 2000-2012R2 section 5, fact sheet 2012-2026 section 3,
peers.md sections 3 and 4); the order is the order on the wire. Each row is an earlier one plus a sourced difference.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from kdcsim.ad.supported import AES, DES, RC4, RC4_AND_DES
from kdcsim.krb5.numbers import ErrorCode, KdcOption

WINDOWS_OPTIONS = int(KdcOption.FORWARDABLE | KdcOption.RENEWABLE | KdcOption.CANONICALIZE)
"""0x40810000: what Windows asks for (options 0x40810010 in 4768 samples)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientGeneration:
    """One client build. ``timestamp_first`` is the etype it pre-authenticates with unasked, if it does.

    ``machine_etypes`` is the list of a machine's own AS-REQ where that differs, ``tgs_etypes`` that of a TGS-REQ;
    ``tgs_adds_session`` puts the TGT's session etype behind it. ``implemented`` bounds what policy can switch on.
    ``modified_code`` is answered to a ticket that does not open, ``no_key_code`` where no key of its etype is at hand.
    ``reads_filter`` is about SupportedEncryptionTypes at all, ``reads_lsa_filter`` about its older place under Lsa.
    ``retries_previous`` says whether LocalSystem, too, tries the machine password before the current one.
    """

    os: str
    etypes: tuple[int, ...]
    list_source: str
    machine_etypes: tuple[int, ...] | None = None
    tgs_etypes: tuple[int, ...] | None = None
    tgs_adds_session: bool = False
    implemented: int = AES | RC4_AND_DES
    timestamp_first: int | None = None
    single_etype_forward: str = "no"
    sends_supported: bool = True
    sends_pac_request: bool = True
    options: int = WINDOWS_OPTIONS
    writes_attribute: int | None = None
    reads_filter: bool = True
    reads_lsa_filter: bool = True
    retries_previous: bool = True
    os_version: str | None = "6.0"
    windows: bool = True
    legacy_events: bool = False
    modified_code: int = int(ErrorCode.KRB_AP_ERR_MODIFIED)
    no_key_code: int = int(ErrorCode.KRB_AP_ERR_NOKEY)
    salt_fix_available: bool = False


WS2000 = ClientGeneration(
    os="2000",
    etypes=(23, -133, -128, 3, 1, 24, -135),
    list_source="MIT KDC log of 26 Feb 2009; MS-KILE note 26",
    implemented=RC4_AND_DES,
    timestamp_first=23,  # KB837361, default 23 in its 2003 text
    sends_supported=False,  # MS-KILE notes 13, 73
    reads_filter=False,  # MS-KILE note 19
    retries_previous=False,  # KB918442
    os_version="5.0",
    legacy_events=True,
)
XP = replace(WS2000, os="XP", os_version="5.1")
WS2003 = replace(XP, os="2003", os_version="5.2")
VISTA = replace(  # AES arrives, DES still on: Microsoft Q&A 222130; the attribute is 0x1F: KB961302
    XP,
    os="Vista",
    etypes=(18, 17, 23, 3, 1, 24, -135),
    list_source="KDC log (seven entries); Microsoft Q&A 222130",
    implemented=AES | RC4_AND_DES,
    timestamp_first=None,  # 2003 DC logs with 675, type 0x0, code 0x19
    single_etype_forward="vista-and-later",
    sends_supported=True,
    writes_attribute=AES | RC4 | DES,
    reads_filter=True,
    retries_previous=True,
    os_version="6.0",
    legacy_events=False,
)
WS2008 = replace(VISTA, os="2008")
WIN7 = replace(  # DES off unless policy asks for it: KB977321; the attribute is 0x1C: KB961302, MS-KILE note 20
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
WIN8 = replace(WIN7, os="8", os_version="6.2", salt_fix_available=False)
WS2012 = replace(WIN8, os="2012")
WIN81 = replace(WIN8, os="8.1", os_version="6.3")
WS2012R2 = replace(WIN81, os="2012R2")
WIN10 = replace(WIN81, os="10", os_version="10.0 (19045)")
WS2016 = replace(WIN10, os="2016", os_version="10.0 (14393)")
WS2019 = replace(WS2016, os="2019", os_version="10.0 (17763)")
WIN11 = replace(WIN10, os="11", os_version="10.0 (22631)")
WS2022 = replace(  # a machine's own AS-REQ names no AES128: captured 4768 of Server 2022 (StrongWind1 lab notes)
    WS2019, os="2022", os_version="10.0 (20348)", machine_etypes=(18, 23, -133, -128, 24, -135)
)
WIN11_24H2 = replace(  # DES is gone from the build: MS-KILE note 25; the exact list is inferred
    WIN11,
    os="11 24H2",
    os_version="10.0 (26100)",
    implemented=AES | RC4,
    reads_lsa_filter=False,  # the Lsa path is ignored: BetaHydri's RC4 assessment ("Kerb3961": 2025 and 24H2)
    list_source="inferred: the list of 7 and later; DES cannot come back (MS-KILE note 25)",
)
WS2025 = replace(WIN11_24H2, os="2025")

MIT = ClientGeneration(
    os="MIT",
    etypes=(18, 17, 23, 20, 19),
    list_source="capture of MIT krb5 1.20.1, allow_weak_crypto and allow_rc4 on",
    implemented=AES | RC4,
    sends_supported=False,
    sends_pac_request=False,
    options=int(KdcOption.RENEWABLE | KdcOption.CANONICALIZE),  # 0x00810000 in a capture of its TGS-REQ
    reads_filter=False,
    retries_previous=False,
    os_version=None,
    windows=False,
    modified_code=int(ErrorCode.KRB_AP_ERR_BAD_INTEGRITY),  # measured: 31, where Windows answers 41
    no_key_code=int(ErrorCode.KRB_AP_ERR_BADKEYVER),  # measured: 44 with the default credential, 45 with a named one
)
LINUX = replace(MIT, os="Linux")
HEIMDAL = replace(
    MIT,
    os="Heimdal",
    etypes=(18, 17, 20, 19, 16, 5, 23, 3, 2, 1),
    list_source="capture of Heimdal 7.8, allow_weak_crypto on",
    implemented=AES | RC4_AND_DES,
)
JAVA = replace(
    MIT,
    os="Java",
    etypes=(18, 17, 23, 20, 19),
    list_source="capture of Java 17",
    no_key_code=int(ErrorCode.KRB_AP_ERR_NOKEY),  # its own error 400, "Cannot find key of appropriate type"
)
IMPACKET = replace(  # one etype in the AS-REQ, PA-PAC-REQUEST sent, options 0x50800000 in a capture
    MIT,
    os="impacket",
    etypes=(18,),
    list_source="capture of impacket 0.13.1",
    tgs_etypes=(23, 16, 3),
    tgs_adds_session=True,  # impacket pull request 2235
    sends_pac_request=True,
    options=int(KdcOption.FORWARDABLE | KdcOption.PROXIABLE | KdcOption.RENEWABLE),
)
GOKRB5 = (
    replace(  # set to assume pre-authentication, as programs often set it: client/ASExchange.go, config/krb5conf.go
        MIT,
        os="gokrb5",
        etypes=(18, 17, 16, 23),
        list_source="gokrb5 v8 config/krb5conf.go, default_tkt_enctypes without what it cannot compute",
        timestamp_first=17,  # the first of preferred_preauth_types, which it takes for an etype
        options=int(KdcOption.RENEWABLE_OK),
        no_key_code=int(ErrorCode.KRB_AP_ERR_NOKEY),
    )
)

ROWS: tuple[ClientGeneration, ...] = (
    *(WS2000, XP, WS2003, VISTA, WS2008, WIN7, WS2008R2, WIN8, WS2012, WIN81, WS2012R2, WIN10, WS2016, WS2019, WIN11),
    *(WS2022, WIN11_24H2, WS2025, MIT, LINUX, HEIMDAL, JAVA, IMPACKET, GOKRB5),
)
CLIENTS: dict[str, ClientGeneration] = {row.os: row for row in ROWS}
