"""What a target account is taken to support: the first ladder of every ticket.

The attribute msDS-SupportedEncryptionTypes, and everything that stands in for it or overrides it.
"""

from __future__ import annotations

from kdcsim.ad.directory import AccountKind
from kdcsim.ad.policy.question import LEVEL_2008, Declared, Question
from kdcsim.ad.supported import AES, DES, ETYPE_BITS, RC4, RC4_AND_DES
from kdcsim.reason import Answer, Assumed, Decision, Fact, Grade, Ladder, Narrow, decide, rule

Attribute = int | None
Said = Answer[Declared] | Narrow[Attribute] | None


@rule(
    "krbtgt-attribute-ignored",
    source="MS-KILE 3.3.5.7; Samba commit fde745ec349 (held against Windows 2022)",
    grade=Grade.DOCUMENTED,
)
def _krbtgt(q: Question, attribute: Attribute) -> Said:
    """a TGT is for krbtgt, whose own attribute is never read: the domain's level decides"""
    if q.target.kind is not AccountKind.KRBTGT:
        return None
    level = q.kdc.fact("functional-level", q.kdc.functional_level)
    if not q.kdc.generation.reads_attribute or q.kdc.functional_level < LEVEL_2008:
        return Answer(Declared(RC4_AND_DES, assumed=True), (level,))
    return Answer(Declared(AES | RC4 if q.kdc.generation.rc4_tgt_session else AES, assumed=True), (level,))


@rule("attribute-unknown", source="MS-KILE notes 43, 62-64", grade=Grade.DOCUMENTED, applies="2000, 2003")
def _unknown(q: Question, attribute: Attribute) -> Said:
    """this KDC does not know msDS-SupportedEncryptionTypes: every account has RC4 and DES"""
    if q.kdc.generation.reads_attribute:
        return None
    return Answer(Declared(RC4_AND_DES, assumed=True), (q.kdc.fact("os", q.kdc.generation.os),))


@rule("des-only-flag", source="MS-KILE 3.3.5.7 (UF_USE_DES_KEY_ONLY, 0x200000)", grade=Grade.DOCUMENTED)
def _des_only(q: Question, attribute: Attribute) -> Said:
    """the account says 'use DES keys only', so nothing but DES counts"""
    if not q.target.des_only or q.target.kind is AccountKind.DC:
        return None
    return Answer(Declared(DES, assumed=False), (q.target.fact("use-des-key-only", True),))


@rule(
    "old-computer-attribute-ignored",
    source="MS-KILE note 62; KB on Linux accounts (LNX)",
    grade=Grade.DOCUMENTED,
    applies="2008 and later",
)
def _old_computer(q: Question, attribute: Attribute) -> Said:
    """a computer whose operatingSystemVersion is below 6 is older than the attribute, so a value there is stale"""
    if attribute is None or q.target.kind is not AccountKind.COMPUTER or not _below_6(q.target.os_version):
        return None
    facts = (q.target.fact("operatingSystemVersion", q.target.os_version),)
    return Narrow(None, (f"msDS-SupportedEncryptionTypes {attribute:#x}",), facts)


@rule(
    "dc-account-always-aes",
    source="Samba tests against Windows 2022; Microsoft 'detect RC4'",
    grade=Grade.LAB,
    applies="2008 and later",
)
def _dc_account(q: Question, attribute: Attribute) -> Said:
    """a domain controller's own account always has AES (and RC4 up to 2022), whatever its attribute says"""
    if q.target.kind is not AccountKind.DC:
        return None
    own = attribute or _default(q)
    added = AES | RC4 if _dc_has_rc4(q) else AES
    assumed = () if own & RC4 else (q.kdc.assumptions.leaning("dc-account-adds-rc4"),)
    return Answer(Declared(own | added, assumed=not attribute), (_supported(q),), assumed)


@rule(
    "november-2022-refusal",
    source="Microsoft's release notes of the out-of-band updates KB5021654-KB5021656",
    grade=Grade.DISPUTED,
    applies="the first ten days of the November 2022 update",
    under="november-2022-bug",
)
def _november(q: Question, attribute: Attribute) -> Said:
    """this build loses the etypes of an account that declares AES without RC4"""
    if not q.kdc.generation.november_2022_bug or not attribute or not attribute & AES or attribute & RC4:
        return None
    if q.kdc.assumptions["november-2022-bug"] != "aes-only-refused":
        return None
    assumed = (q.kdc.assumptions.leaning("november-2022-bug"),)
    return Answer(Declared(attribute & ~ETYPE_BITS, assumed=False), (_supported(q),), assumed)


@rule("account-declares", source="MS-KILE 3.3.5.7", grade=Grade.DOCUMENTED, applies="2008 and later")
def _declares(q: Question, attribute: Attribute) -> Said:
    """the account declares its etypes and is taken at its word"""
    if not attribute:
        return None
    doubtful = q.kdc.generation.november_2022_bug and attribute & AES and not attribute & RC4
    assumed = (q.kdc.assumptions.leaning("november-2022-bug"),) if doubtful else ()
    return Answer(Declared(attribute, assumed=False), (_supported(q),), assumed)


@rule("trust-default", source="KB4492348; Samba commit 4bb50c868c8", grade=Grade.DOCUMENTED, applies="2008 and later")
def _trust(q: Question, attribute: Attribute) -> Said:
    """a trust without the attribute is RC4 before November 2022 and AES after it"""
    if q.target.kind is not AccountKind.TRUST:
        return None
    return Answer(Declared(q.kdc.generation.trust_default, assumed=True), (_supported(q),))


@rule(
    "domain-default",
    source="KB5021131 (DefaultDomainSupportedEncTypes)",
    grade=Grade.DOCUMENTED,
    applies="2022-11 and later, 2025, Samba",
)
def _domain_default(q: Question, attribute: Attribute) -> Said:
    """the account declares nothing, and this DC's DefaultDomainSupportedEncTypes stands in"""
    mask = q.kdc.configured_default
    if mask is None:
        return None
    fact = q.kdc.fact("DefaultDomainSupportedEncTypes", f"{mask:#x}")
    return Answer(Declared(mask, assumed=True), (_supported(q), fact), _default_doubts(q))


@rule("default-enforced", source="KB5073381 (CVE-2026-20833)", grade=Grade.DOCUMENTED, applies="2026-01 and later")
def _enforced(q: Question, attribute: Attribute) -> Said:
    """the account declares nothing, and the removal of RC4 is enforced here: AES is assumed"""
    if not q.kdc.enforced:
        return None
    phase = q.kdc.fact("RC4DefaultDisablementPhase", "absent" if q.kdc.phase is None else q.kdc.phase)
    return Answer(Declared(AES, assumed=True), (_supported(q), phase), _default_doubts(q))


@rule(
    "default-of-the-build",
    source="KB961302; KB5021131; MS etype calculator",
    grade=Grade.DOCUMENTED,
    applies="2008 and later, before 2026-07",
)
def _built_in(q: Question, attribute: Attribute) -> Said:
    """the account declares nothing, so this build's own default stands in"""
    mask = q.kdc.generation.default_supported
    facts = (_supported(q), q.kdc.fact("generation", q.kdc.generation.name))
    return Answer(Declared(mask, assumed=True), facts, _default_doubts(q))


DECLARED: Ladder[Question, Attribute, Declared] = Ladder(
    "declared",
    "what is the target account taken to support?",
    (
        _krbtgt,
        _des_only,
        _unknown,
        _old_computer,
        _dc_account,
        _november,
        _declares,
        _trust,
        _domain_default,
        _enforced,
        _built_in,
    ),
)


def declared(q: Question) -> Decision[Declared]:
    """Decide what the target is taken to support."""
    return decide(DECLARED, q, q.target.supported, settled=q.kdc.assumptions.settled)


def _default(q: Question) -> int:
    return q.kdc.default_supported if q.kdc.configured_default is None else q.kdc.configured_default


def _default_doubts(q: Question) -> tuple[Assumed, ...]:
    """The readings on which an assumed set leans here, and only those that would change it."""
    kdc, found = q.kdc, []
    if kdc.enforced and kdc.default_in_registry is not None:
        found.append(kdc.assumptions.leaning("domain-default-when-enforced"))
    if kdc.generation.disputed_default_path and kdc.domain_default != kdc.domain_default_policies:
        found.append(kdc.assumptions.leaning("domain-default-path-on-2025"))
    if kdc.generation.disputed_enforcement and kdc.generation.knows_phase and kdc.configured_default is None:
        found.append(kdc.assumptions.leaning("enforcement-on-2025"))
    return tuple(found)


def _dc_has_rc4(q: Question) -> bool:
    reading = q.kdc.assumptions["dc-account-adds-rc4"]
    return reading == "always" or (reading == "until-2022" and q.kdc.generation.dc_account_adds_rc4)


def _supported(q: Question) -> Fact:
    value = q.target.supported
    return q.target.fact("msDS-SupportedEncryptionTypes", "not set" if value is None else f"{value:#x}")


def _below_6(os_version: str | None) -> bool:
    """Whether the version's leading integer is below 6; no version means nothing is known."""
    if os_version is None:
        return False
    digits = os_version.strip().split(".", 1)[0].split(" ", 1)[0]
    return digits.isdigit() and int(digits) < 6
