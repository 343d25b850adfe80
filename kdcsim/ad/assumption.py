"""Assumptions: what nobody knows about Windows, as named readings with a default.

A rule that leans on one says so in its reason, a scenario can choose another reading, and a verdict names those it
leaned on. The table is the only place where a default is set.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kdcsim.reason import Assumed


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """One open question: its readings (the default first), what it is about, and where it is left open."""

    name: str
    readings: tuple[str, ...]
    sentence: str
    source: str

    @property
    def default(self) -> str:
        """The reading that holds when a scenario says nothing."""
        return self.readings[0]


TABLE: tuple[Assumption, ...] = (
    Assumption(
        name="salt-fallback",
        readings=("empty", "user-form", "no-aes-key"),
        sentence="what a machine session that never learned its salt makes its AES keys from",
        source="fact sheet 2000-2012R2 section 1.3, A1-A3 (KB2566059's text was not found)",
    ),
    Assumption(
        name="registry-reload",
        readings=("live", "boot"),
        sentence="whether Lsa\\Kerberos\\Parameters values are read at each AS exchange or once at boot",
        source="fact sheet 2000-2012R2 section 5 (param_reload is marked unknown)",
    ),
    Assumption(
        name="aes-keys-below-2008",
        readings=("stored", "not-stored"),
        sentence="whether a 2008 DC below functional level 2008 writes AES keys (with the -140 marker)",
        source="MS-SAMR note 26 and three public dumps say stored; MS-SAMR 3.1.1.8.11.6 only requires them at 2008",
    ),
    Assumption(
        name="newer-keys-on-2003",
        readings=("stale", "dropped"),
        sentence="what a password change on a 2003 DC does with the AES keys that a 2008 DC had written",
        source="fact sheet 2000-2012R2 section 3.2, inferred from the purpose of the -140 marker",
    ),
    Assumption(
        name="marker-check",
        readings=("yes", "no"),
        sentence="whether a 2008+ KDC passes over AES keys whose -140 marker is not the current NT hash",
        source="fact sheet 2000-2012R2 section 3.2, inferred",
    ),
    Assumption(
        name="default-encryption-type-order",
        readings=("front", "kept"),
        sentence="whether DefaultEncryptionType moves its etype to the front of the client's list",
        source="fact sheet 2000-2012R2 section 5 marks it a guess; KB2002141 says the value silences event 27",
    ),
    Assumption(
        name="forwarded-tgt-single-etype",
        readings=("vista-and-later", "7-and-later"),
        sentence="which clients ask a forwarded TGT with the session key's etype alone",
        source="KB2002141 says Vista/2008 do; MS-KILE note 36 says they do not",
    ),
    Assumption(
        name="failed-logon-status",
        readings=("0x8009030f", "0xc000006d"),
        sentence="which Status a 4625 carries when a ticket does not open; 'invalid key' is the text of the 2012 post",
        source="KB969083 saw 0x8009030F for a damaged message; no sample of this very event was found",
    ),
    Assumption(
        name="local-system-salt",
        readings=("canonical", "from-kdc"),
        sentence="whether LocalSystem computes the machine salt itself or needs the KDC's hint like NetworkService",
        source="fact sheet 2000-2012R2 section 1.2 link 12, the one link without a source",
    ),
    Assumption(
        name="user-salt-fallback",
        readings=("user-form", "empty", "no-aes-key"),
        sentence="what a session of a user or service account that was never told its salt makes its AES keys from",
        source="MS-KILE 3.1.1.2 says how a user's salt is made of names; nothing says what LSA does untold",
    ),
    Assumption(
        name="hint-format-2003",
        readings=("etype-info", "etype-info2"),
        sentence="whether the hint of a 2000 or 2003 KDC is ETYPE-INFO, or ETYPE-INFO2 as later ones send",
        source="fact sheet 2000-2012R2 section 10, last line: the 2003 KDC's hint format is unknown",
    ),
    Assumption(
        name="hint-without-common-etype",
        readings=("refused", "hinted"),
        sentence="what a bare AS-REQ gets when the account has no key of an etype that it offers: error 14, or error "
        "25 with a hint of the others",
        source="KB4492348's event 14 says refused; impacket pull request 2246 saw the hint on Server 2025",
    ),
    Assumption(
        name="gmsa-supported-etypes",
        readings=("unset", "0x1c"),
        sentence="what a group-managed account declares when a scenario does not say it",
        source="section 10 row 17 of 2012-2026: StrongWind1's page says 0x1C, his table 0",
    ),
    Assumption(
        name="reply-key-outside-list",
        readings=("timestamp-etype", "refused"),
        sentence="what becomes of a timestamp whose etype is not in the client's own list",
        source="fact sheet 2012-2026 section 11; reply key = etype of the timestamp is itself inferred",
    ),
    Assumption(
        name="session-pick",
        readings=("client-order", "strongest"),
        sentence="whether the session key takes the first usable etype of the client's list or the strongest",
        source="Samba tests against Windows 2022: client order; Microsoft's etype calculator: the maximum",
    ),
    Assumption(
        name="tgt-session-pick",
        readings=("client-order", "timestamp-etype"),
        sentence="whether a TGT's session key follows the client's list or the etype of its timestamp",
        source="Samba tests show the client's order; MS-KILE note 24 says the etype used for pre-authentication",
    ),
    Assumption(
        name="aes-session-bit-overrides-order",
        readings=("no", "yes"),
        sentence="whether the AES-SK bit makes an AES session key out of a list that names RC4 first",
        source="section 10 row 6 of 2012-2026: StrongWind1 saw AES256 with getST; Samba tests: client order",
    ),
    Assumption(
        name="unset-session-before-2022",
        readings=("assumed-set", "aes-too"),
        sentence="whether, before November 2022, a service without the attribute got an RC4 or an AES session key",
        source="StrongWind1: ticket and session equal; a Microsoft case of January 2022: RC4 ticket, AES256 session",
    ),
    Assumption(
        name="rc4-session-before-2022",
        readings=("given", "refused"),
        sentence="whether, before November 2022, a service that declares only AES still got RC4 session keys",
        source="inferred: the fix of November 2022 kept it for later builds; KB977321's third criterion says refused",
    ),
    Assumption(
        name="rc4-session-when-enforced",
        readings=("no", "with-domain-default", "yes"),
        sentence="whether an AES-only service still gets RC4 session keys once the removal of RC4 is enforced",
        source="StrongWind1 (2026-04: SET 24, RC4-only client refused); open with DefaultDomainSupportedEncTypes set",
    ),
    Assumption(
        name="rc4-session-on-referrals",
        readings=("no", "yes"),
        sentence="whether a client without AES gets an RC4 session key for an AES referral",
        source="fact sheet 2012-2026 sections 7 and 8 say it cannot cross; the rule for services would let it",
    ),
    Assumption(
        name="rc4-tgt-on-2025",
        readings=("session-key", "ticket"),
        sentence="what 'no RC4 TGT' on Server 2025 forbids: a TGT's RC4 session key, or only sealing it with RC4",
        source="W. Aftring and the etype calculator: the session key; Microsoft's 'detect RC4' does not say",
    ),
    Assumption(
        name="domain-default-when-enforced",
        readings=("honoured", "ignored"),
        sentence="whether DefaultDomainSupportedEncTypes still counts once the removal of RC4 is enforced",
        source="KB5073381 and a re-test of 2026-04-25 say yes; StrongWind1's matrix of 2026-04-14 says no",
    ),
    Assumption(
        name="domain-default-path-on-2025",
        readings=("services-kdc", "policies"),
        sentence="where Server 2025 reads DefaultDomainSupportedEncTypes",
        source="KB5021131 names Services\\Kdc; a slide deck of 2026-08 the policy path; Microsoft did not test 2025",
    ),
    Assumption(
        name="enforcement-on-2025",
        readings=("as-2022", "unchanged"),
        sentence="whether the updates of 2026 change Server 2025 as they change the others",
        source="fact sheet 2012-2026 section 11: no public matrix of Server 2025 with the updates of 2026",
    ),
    Assumption(
        name="phase-read",
        readings=("kdc-start", "live"),
        sentence="when RC4DefaultDisablementPhase is read",
        source="StrongWind1 lab notes say at KDC start; not tested again in the re-test of 2026-04-25",
    ),
    Assumption(
        name="filter-replaces-scope",
        readings=("assumed-sets", "every-set"),
        sentence="whether the KDC's filter stands in for a set without a common etype only when that set was assumed",
        source="StrongWind1's interaction matrix has no account that declares its etypes; his prose says 'overridden'",
    ),
    Assumption(
        name="rc4-key-fallback",
        readings=("yes", "no"),
        sentence="whether an account that declares AES and has only an RC4 key is served with it (before enforcement)",
        source="Samba tests against Windows 2022 and KB5073381's event 207 say yes; StrongWind1 says it fails",
    ),
    Assumption(
        name="dc-account-adds-rc4",
        readings=("until-2022", "always", "never"),
        sentence="which KDCs add RC4 beside AES to what a domain controller's account declares",
        source="Samba tests against Windows 2022 say RC4 and AES; a 2025 DC's event shows 0x1C without saying why",
    ),
    Assumption(
        name="use-requested-scope",
        readings=("every-ticket", "tgt-only"),
        sentence="whether KdcUseRequestedEtypesForTickets moves service tickets or only TGTs",
        source="fact sheet 2012-2026 section 10 row 18: StrongWind1's text says TGT only, his lab service tickets",
    ),
    Assumption(
        name="november-2022-bug",
        readings=("no-rc4-beside-aes", "aes-only-refused"),
        sentence="what the first ten days of the November 2022 update did to accounts that declare AES without RC4",
        source="Microsoft's release notes: 'refused' (14 and 27); the narrower reading is inferred from one sample",
    ),
    Assumption(
        name="refused-ticket-event",
        readings=("by-build", "by-request", "by-remedy"),
        sentence="whether 16 stands for 'the KDC knows an etype that was asked' or for 'a new key would help'; "
        "by-build: the first since 2026, the second before",
        source="section 10 row 10 of 2012-2026: 16 (StrongWind1, 2026) and 27 (S. Syfuhs, 2022) for like lists",
    ),
    Assumption(
        name="kdcsvc-without-phase",
        readings=("logged", "silent"),
        sentence="whether the January 2026 update logs 201, 202, 206 and 207 while the phase value is absent",
        source="StrongWind1 registry.md: absent is as 1; Microsoft's guide: the value must be created first",
    ),
    Assumption(
        name="kdcsvc-beside-domain-default",
        readings=("logged", "silent"),
        sentence="whether 201-204 are logged although DefaultDomainSupportedEncTypes is set",
        source="StrongWind1's matrix logs 201 and 203 with it set (perhaps at a dead path); KB5073381: if not defined",
    ),
    Assumption(
        name="kdcsvc-on-as",
        readings=("tgs-only", "tgs-and-as"),
        sentence="whether 201-209 also tell of service tickets that were asked in an AS exchange",
        source="BetaHydri: TGS only; StrongWind1: 'per-request events on each TGS or AS request'",
    ),
    Assumption(
        name="kdcsvc-cipher-index",
        readings=("first", "last"),
        sentence="whether the name of the cipher is the first or the last of the 15 strings of 201-204 and 206-209",
        source="an EventViewerX fixture has it first; the manifest dump prints it as %15",
    ),
    Assumption(
        name="failure-audit-needs-log-level",
        readings=("no", "yes"),
        sentence="whether a failed 4769 for want of an etype is audited only with KdcExtraLogLevel 0x10",
        source="KB837361 says so; StrongWind1 saw them without mentioning the value",
    ),
    Assumption(
        name="acceptor-policy",
        readings=("refuses", "opens"),
        sentence="whether a Windows service opens a ticket of an etype that its own host's policy does not allow",
        source="joshroark.com (lab: KRB_AP_ERR_MODIFIED with a right SPN); no document says which error it is",
    ),
    Assumption(
        name="rc4-sealed-tgt",
        readings=("refused", "opened"),
        sentence="what becomes of a TGT sealed with krbtgt's RC4 key where its AES keys would have sealed it",
        source="Samba kdc_tgs_tests test_tgs_rc4 (error 60 of Windows); how a DC knows what others seal is not said",
    ),
    Assumption(
        name="allow-postdate",
        readings=("ignored", "refused"),
        sentence="what becomes of the option ALLOW-POSTDATE, which asks for leave to postdate and for no late start",
        source="MS-KILE 3.1.5.4: postdated tickets are not supported; a flag that is not granted is no error elsewhere",
    ),
    Assumption(
        name="ticket-to-a-user",
        readings=("user-to-user-only", "given"),
        sentence="whether a user without an SPN is a service to which tickets are given",
        source="dd363933, KDC event 24: rejected because User2User was required; that the error is 27 is inferred",
    ),
    Assumption(
        name="for-user-checksum-on-2025",
        readings=("any", "of-the-key"),
        sentence="whether Server 2025 takes PA-FOR-USER with HMAC-MD5 under an AES session key",
        source="MS-SFU 2.2.1: always HMAC-MD5; fortra/impacket #2192: some 2025 KDCs answer KRB_AP_ERR_MODIFIED",
    ),
)

NAMES: dict[str, Assumption] = {each.name: each for each in TABLE}
_DEFAULTS: dict[str, str] = {each.name: each.default for each in TABLE}


@dataclass(frozen=True, slots=True)
class Assumptions:
    """The readings in force: a scenario's choices over the table's defaults."""

    chosen: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.chosen.get(name) or _DEFAULTS[name]

    @property
    def settled(self) -> bool:
        """Whether every reading is the default one."""
        return not self.chosen

    def leaning(self, name: str) -> Assumed:
        """Say that a decision leaned on this reading."""
        return Assumed(name, self[name])
