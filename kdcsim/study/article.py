"""Article: names from outside that people bring - Microsoft's articles and directory attributes - in a sentence each.

Updates that kdcsim can install stand in `ad.policy`, registry values in `ad.settings`; here is what is no switch.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One name: what kind of thing it is, a sentence, and more under labels."""

    kind: str
    name: str
    sentence: str
    details: tuple[tuple[str, str], ...]


def _kb(number: str, sentence: str, *details: tuple[str, str]) -> Article:
    return Article(kind="article", name=f"KB{number}", sentence=sentence, details=details)


ARTICLES: tuple[Article, ...] = (
    _kb(
        "5073381",
        "the removal of RC4 as a default (CVE-2026-20833), in three updates: January, April and July 2026",
        ("changes", "2026-01 audits (events 201 to 209); 2026-04 enforces unless RC4DefaultDisablementPhase is 0 or 1"),
        ("changes", "2026-07 enforces always: accounts that declare nothing are taken as 0x18"),
        ("does not touch", "accounts that declare RC4, and DCs where DefaultDomainSupportedEncTypes is set"),
        ("look at next", "events 201 to 209 on every DC; kdcsim explain RC4DefaultDisablementPhase 0x18 201"),
        ("source", "KB5073381 (its opening); StrongWind1's rc4-deprecation.md; fact sheet 2012-2026 section 4"),
    ),
    _kb(
        "5021131",
        "the Kerberos update of November 2022 (CVE-2022-37966): AES for session keys, another default, event 42",
        ("changes", "accounts that declare nothing are taken as 0x27, or as DefaultDomainSupportedEncTypes says"),
        ("changes", "bit 0x20 makes session keys AES although the ticket stays RC4"),
        ("changes", "trusts that declare nothing get AES"),
        ("beware", "the first builds of 8 November refused accounts with AES and no RC4; 17 November mended that"),
        ("look at next", "kdcsim explain 0x27 42 DefaultDomainSupportedEncTypes"),
        ("source", "KB5021131; KB5021654, KB5021655, KB5021656; fact sheet 2012-2026 section 5"),
    ),
    _kb(
        "977321",
        "DES is off from 7 and 2008 R2 on: events 16 and 27 for services that know nothing else",
        ("look at next", "kdcsim explain 16 27; kdcsim run des-only-service-after-2008-r2"),
        ("source", "KB977321"),
    ),
    _kb(
        "2002141",
        "event 27 on 2003 DCs in the presence of Vista and 2008: by design, to be ignored",
        ("beware", "the silencer it offers, DefaultEncryptionType = 0x17, broke Exchange: kdcsim run exchange-2007"),
        ("source", "KB2002141; KB2566059, by way of craigf's post"),
    ),
    _kb(
        "961302",
        "how 2008 chooses a ticket's etype: by the service's account, unless KdcUseRequestedEtypesForTickets is set",
        ("source", "KB961302"),
    ),
    _kb(
        "4492348",
        "a trust without AES and a client without RC4: KDC_ERR_ETYPE_NOSUPP and event 14",
        ("look at next", "kdcsim run scanner-behind-a-trust"),
        ("source", "KB4492348"),
    ),
    _kb(
        "3040803",
        "a host that may not use the etype of the ticket answers KRB_AP_ERR_MODIFIED: SupportedEncryptionTypes there",
        ("look at next", "kdcsim run policy-on-the-accepting-server; kdcsim explain 4"),
        ("source", "KB3040803; joshroark.com"),
    ),
    _kb(
        "2706695",
        "event 4 on a client: the SPN is on another account, or the password differs",
        ("look at next", "kdcsim explain 4"),
        ("source", "KB2706695"),
    ),
    _kb(
        "837361",
        "the registry values of Kerberos clients and KDCs",
        ("look at next", "kdcsim explain DefaultEncryptionType LogLevel KdcExtraLogLevel"),
        ("source", "KB837361"),
    ),
    Article(
        kind="directory attribute",
        name="msDS-SupportedEncryptionTypes",
        sentence="the etypes that an account's services can do: DES 0x1 and 0x2, RC4 0x4, AES128 0x8, AES256 0x10",
        details=(
            ("read", "by KDCs of 2008 and later, at each request for a ticket to this account"),
            ("written by", "Vista and later into their own computer accounts; nobody into user and service accounts"),
            ("empty, or 0", "the KDC assumes a default: 0x7, 0x27 or 0x18 by its updates, or the registry's"),
            ("does not prove", "that keys of these etypes exist: a password set makes keys, the attribute never does"),
            ("does not prove", "anything about the account's own logons: it is about tickets to it"),
            ("look at next", "kdcsim explain 0x1c 0x18 0x27; Available Keys in the account's 4769"),
            ("source", "MS-KILE 2.2.7 and 3.3.5.7; 'Detect and remediate RC4 usage in Kerberos'"),
        ),
    ),
    Article(
        kind="directory attribute",
        name="pwdLastSet",
        sentence="when the account's password was last set: its keys are of that moment",
        details=(
            ("proves", "AES keys exist if it is later than the domain's functional level 2008"),
            ("does not prove", "it for accounts whose hash was migrated, or set by a tool: those have RC4 alone"),
            ("look at next", "Available Keys in the account's 4768 or 4769"),
            ("source", "MS-KILE 3.3.1.1; fact sheet 2012-2026 section 8, question 2"),
        ),
    ),
    Article(
        kind="directory attribute",
        name="operatingSystemVersion",
        sentence="what a computer says it runs; below 6 the KDC passes over its msDS-SupportedEncryptionTypes",
        details=(
            ("beware", "Linux hosts that write their own version here get RC4 tickets"),
            ("look at next", "kdcsim run linux-with-an-old-version-number"),
            ("source", "MS-KILE note 62; Microsoft, 'Linux accounts get RC4 tickets'"),
        ),
    ),
    Article(
        kind="directory attribute",
        name="msDS-KeyVersionNumber",
        sentence="the kvno of the account's newest keys: a keytab must have the same",
        details=(("look at next", "klist -kte of the keytab; kvno <spn>"), ("source", "MS-ADTS 3.1.1.4.5.16")),
    ),
)  # fmt: skip

SETTING_NOTES: dict[str, tuple[tuple[str, str], ...]] = {
    "DefaultEncryptionType": (
        ("changes", "the client's first proof; a machine that proves itself with RC4 is never told its AES salt"),
        ("does not change", "which etype a KDC gives a ticket: on a DC it does nothing to that, at any path"),
        ("look at next", "kdcsim run exchange-2007"),
    ),
    "DefaultDomainSupportedEncTypes": (
        ("beware", "Services\\Kdc, not Services\\Kdc\\Parameters: there nothing reads it, though some guides name it"),
        ("beware", "one DC's own: it is not replicated, and it covers every account that declares nothing"),
        ("look at next", "event 205 at the next start of the KDC; kdcsim explain 0x27 0x24 0x18"),
    ),
    "RC4DefaultDisablementPhase": (
        ("values", "0 nothing, 1 audit, 2 enforce; absent: audit in 2026-01, enforce in 2026-04; not read in 2026-07"),
        ("beware", "read when the KDC starts; at Services\\Kdc\\Parameters nothing reads it"),
        ("look at next", "events 201 to 209; kdcsim explain KB5073381"),
    ),
    "KdcUseRequestedEtypesForTickets": (
        ("changes", "the ticket takes the first etype of the client's list that has a key, whatever is declared"),
        ("beware", "it lets a client ask for RC4 against an account that says AES alone: kdcsim run roasting-goes-on"),
    ),
    "SupportedEncryptionTypes": (
        ("changes", "on a client the list it offers, on a service's host what it opens, on a DC what the KDC uses"),
        ("look at next", "kdcsim explain 0x7ffffff8; kdcsim run filter-and-no-restart policy-on-the-accepting-server"),
    ),
}
"""What else is to be said of a registry value, by its name. Sources: those of the value, and StrongWind1 lab notes."""


def articles_named(word: str) -> tuple[Article, ...]:
    """Find a name in whatever case, an article's also by its bare number."""
    low = word.strip().casefold().removeprefix("kb")
    return tuple(each for each in ARTICLES if low == each.name.casefold().removeprefix("kb"))
