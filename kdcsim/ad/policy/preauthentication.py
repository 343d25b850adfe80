"""What a KDC tells and accepts before it knows who is asking: the ladders of the AS exchange.

Which etypes the hint of error 25 names (ETYPE-INFO2, with the salts), which timestamp is accepted, and which key
seals the reply. The account's own msDS-SupportedEncryptionTypes does not restrict its keys here.
"""

from __future__ import annotations

from dataclasses import dataclass

from kdcsim.ad.policy.etypes import Etypes, common, etype_list, in_mask, removed_from
from kdcsim.ad.policy.question import NO_ETYPE, NO_KEY, Choice, Question, Refusal
from kdcsim.ad.supported import AES, DES, ETYPE_BITS, RC4, etypes_of
from kdcsim.krb5.numbers import ErrorCode, EType
from kdcsim.reason import Answer, Decision, Fact, Grade, Ladder, Narrow, decide, rule

Hint = Etypes | Refusal
HintSaid = Answer[Hint] | Narrow[Etypes] | None
StampSaid = Answer[Choice] | Narrow[int] | None


@rule("hint-stored-keys", source="MS-KILE 3.3.5.6; Samba raw_testcase check_rep_padata", grade=Grade.LAB)
def _hint_keys(q: Question, left: Etypes) -> HintSaid:
    """only etypes for which the client's account has a key can be asked for"""
    facts = (q.target.fact("keys", etype_list(q.target.keys) or "none"),)
    return Narrow(q.target.keys, removed_from(left, q.target.keys), facts)


@rule("hint-kdc-filter", source="KB977321; StrongWind1 lab notes", grade=Grade.LAB)
def _hint_filter(q: Question, left: Etypes) -> HintSaid:
    """only etypes that this KDC is set to work with remain"""
    after = in_mask(left, q.kdc.enabled)
    return Narrow(after, removed_from(left, after), (q.kdc.fact("enabled-etypes", f"{q.kdc.enabled:#x}"),))


@rule("hint-protected-user", source="MS-KILE 3.3.5.6", grade=Grade.DOCUMENTED, applies="2012R2 and later")
def _hint_protected(q: Question, left: Etypes) -> HintSaid:
    """a Protected User may pre-authenticate with AES only"""
    if not q.target.protected or not q.kdc.generation.protects_users:
        return None
    after = in_mask(left, AES)
    return Narrow(after, removed_from(left, after), (q.target.fact("protected-users", True),))


@rule("hint-des-only-when-flagged", source="MS-KILE 3.3.5.6", grade=Grade.DOCUMENTED, applies="2008 and later")
def _hint_des(q: Question, left: Etypes) -> HintSaid:
    """DES is for accounts that say 'use DES keys only', and those have nothing else"""
    if not q.kdc.generation.reads_attribute:
        return None
    after = in_mask(left, DES if q.target.des_only else ~DES & ETYPE_BITS)
    return Narrow(after, removed_from(left, after)) if after != left else None


_NOVEMBER = (
    "Microsoft, 'What happened to Kerberos authentication after installing the November 2022/OOB updates' "
    "(event 14, missing key 1: requested 18 3, available 23 18 17)"
)


@rule(
    "hint-november-2022",
    source=_NOVEMBER,
    grade=Grade.DOCUMENTED,
    applies="the first ten days of the November 2022 update",
)
def _hint_november(q: Question, left: Etypes) -> HintSaid:
    """this build finds no suitable key for a client whose own account declares AES without RC4"""
    if not _lost_in_november(q):
        return None
    return Answer(NO_KEY, (_own_attribute(q), q.asked()))


@rule(
    "hint-without-common-etype",
    source="fortra/impacket pull request 2246 (Server 2025: error 25 that names RC4 alone to a client asking AES256)",
    grade=Grade.DISPUTED,
    applies="2008 and later",
    under="hint-without-common-etype",
)
def _hint_other(q: Question, left: Etypes) -> HintSaid:
    """the account has keys, none of an etype that the client offered: the hint may name them all the same"""
    if q.kdc.assumptions["hint-without-common-etype"] == "refused" or not _has_only_others(q, left):
        return None
    return Answer(left, (q.asked(),), (q.kdc.assumptions.leaning("hint-without-common-etype"),))


@rule("hint-client-list", source="MS-KILE 3.3.5.6", grade=Grade.DOCUMENTED)
def _hint_client(q: Question, left: Etypes) -> HintSaid:
    """only etypes that the client offered are worth naming"""
    after = common(left, q.client_etypes)
    return Narrow(after, removed_from(left, after), (q.asked(),))


@rule("hint-none", source="KB4492348 (event 14); KB977321 (event 26)", grade=Grade.DOCUMENTED)
def _hint_none(q: Question, left: Etypes) -> HintSaid:
    """nothing is left to ask for: the request is refused"""
    if left:
        return None
    usable = in_mask(q.target.keys, q.kdc.enabled)
    doubts = (q.kdc.assumptions.leaning("hint-without-common-etype"),) if _has_only_others(q, usable) else ()
    return Answer(NO_KEY if q.asks_what_the_kdc_knows else NO_ETYPE, (q.asked(),), doubts)


@rule("hint-all-etypes", source="fact sheet 2000-2012R2 section 3.1", grade=Grade.INFERRED, applies="2000, 2003")
def _hint_2003(q: Question, left: Etypes) -> HintSaid:
    """ETYPE-INFO names every etype in common; the DES entries carry the salt"""
    if q.kdc.generation.knows_etype_info2:
        return None
    return Answer(left, (), (q.kdc.assumptions.leaning("hint-format-2003"),))


@rule(
    "hint-one-aes-and-rc4",
    source="Samba raw_testcase check_rep_padata (written to hold Windows)",
    grade=Grade.LAB,
    applies="2008 and later",
)
def _hint_2008(q: Question, left: Etypes) -> HintSaid:
    """ETYPE-INFO2 names the strongest AES etype with its salt and RC4 without one, never both AES etypes"""
    aes = in_mask(left, AES)[:1]
    rest = in_mask(left, ~AES & ETYPE_BITS)
    return Answer((*aes, *rest))


HINT: Ladder[Question, Etypes, Hint] = Ladder(
    "hint",
    "which etypes does error 25 (PREAUTH_REQUIRED) name?",
    (
        _hint_keys,
        _hint_filter,
        _hint_protected,
        _hint_des,
        _hint_november,
        _hint_other,
        _hint_client,
        _hint_none,
        _hint_2003,
        _hint_2008,
    ),
)


def _lost_in_november(q: Question) -> bool:
    declared = q.target.supported or 0
    return q.kdc.generation.november_2022_bug and bool(declared & AES) and not declared & RC4


def _own_attribute(q: Question) -> Fact:
    return q.target.fact("msDS-SupportedEncryptionTypes", f"{q.target.supported or 0:#x}")


def _has_only_others(q: Question, usable: Etypes) -> bool:
    """Whether the account has keys that could be named, and the client offered none of them."""
    return q.kdc.generation.reads_attribute and bool(usable) and not common(usable, q.client_etypes)


def hint(q: Question) -> Decision[Hint]:
    """Decide what the hint names, strongest first."""
    return decide(HINT, q, etypes_of(ETYPE_BITS))


@dataclass(frozen=True, slots=True, kw_only=True)
class StampQuestion:
    """A PA-ENC-TIMESTAMP of this etype has arrived for this account."""

    asked: Question
    etype: int


@rule("timestamp-kdc-filter", source="MS-KILE 3.3.5.6; KB977321", grade=Grade.DOCUMENTED)
def _stamp_filter(q: StampQuestion, etype: int) -> StampSaid:
    """a timestamp under an etype that this KDC does not work with is refused"""
    if etype in etypes_of(q.asked.kdc.enabled):
        return None
    return Answer(NO_ETYPE, (q.asked.kdc.fact("enabled-etypes", f"{q.asked.kdc.enabled:#x}"),))


@rule("timestamp-protected-user", source="MS-KILE 3.3.5.6", grade=Grade.DOCUMENTED, applies="2012R2 and later")
def _stamp_protected(q: StampQuestion, etype: int) -> StampSaid:
    """a Protected User who pre-authenticates with RC4 or DES is refused, and event 104 is logged"""
    if not q.asked.target.protected or not q.asked.kdc.generation.protects_users or etype in etypes_of(AES):
        return None
    return Answer(NO_ETYPE, (q.asked.target.fact("protected-users", True),))


@rule(
    "timestamp-november-2022",
    source=_NOVEMBER,
    grade=Grade.INFERRED,
    applies="the first ten days of the November 2022 update",
)
def _stamp_november(q: StampQuestion, etype: int) -> StampSaid:
    """nor does this build check a timestamp that such a client sends unasked"""
    return Answer(NO_KEY, (_own_attribute(q.asked),)) if _lost_in_november(q.asked) else None


@rule("timestamp-needs-key", source="RFC 4120 3.1.3", grade=Grade.DOCUMENTED)
def _stamp_key(q: StampQuestion, etype: int) -> StampSaid:
    """a timestamp can only be checked with a key that the account has"""
    if etype in q.asked.target.keys:
        return None
    facts = (q.asked.target.fact("keys", etype_list(q.asked.target.keys) or "none"),)
    return Answer(NO_KEY, facts)


@rule(
    "timestamp-outside-list",
    source="fact sheet 2012-2026 section 11: not established",
    grade=Grade.ASSUMED,
    applies="every generation",
    under="reply-key-outside-list",
)
def _stamp_outside(q: StampQuestion, etype: int) -> StampSaid:
    """a timestamp under an etype that the client's own list leaves out is refused"""
    if etype in q.asked.client_etypes or q.asked.kdc.assumptions["reply-key-outside-list"] == "timestamp-etype":
        return None
    return Answer(NO_ETYPE, (q.asked.asked(),), (q.asked.kdc.assumptions.leaning("reply-key-outside-list"),))


@rule("timestamp-decides-reply-key", source="MS-KILE 3.3.5.6 and note 24", grade=Grade.DOCUMENTED)
def _stamp_ok(q: StampQuestion, etype: int) -> StampSaid:
    """the etype of the timestamp is the etype of the key that seals the reply"""
    inside = etype in q.asked.client_etypes
    return Answer(etype, (), () if inside else (q.asked.kdc.assumptions.leaning("reply-key-outside-list"),))


TIMESTAMP: Ladder[StampQuestion, int, Choice] = Ladder(
    "timestamp",
    "is a timestamp of this etype accepted, and which key seals the reply?",
    (_stamp_filter, _stamp_protected, _stamp_november, _stamp_key, _stamp_outside, _stamp_ok),
)


def timestamp(q: StampQuestion) -> Decision[Choice]:
    """Decide whether a timestamp of this etype is accepted; the value is the reply key's etype."""
    return decide(TIMESTAMP, q, q.etype, settled=q.asked.kdc.assumptions.settled)


@rule("reply-first-usable", source="fact sheet 2012-2026 section 5 AS step 6", grade=Grade.INFERRED)
def _reply_first(q: Question, left: Etypes) -> Answer[Choice] | Narrow[Etypes] | None:
    """without pre-authentication the first etype of the client's list with a key seals the reply"""
    for etype in q.client_etypes:
        if etype in left and etype in etypes_of(q.kdc.enabled):
            return Answer(etype, (q.asked(),))
    return None


@rule("reply-none", source="RFC 4120 3.1.3", grade=Grade.DOCUMENTED)
def _reply_none(q: Question, left: Etypes) -> Answer[Choice] | Narrow[Etypes] | None:
    """no key of the client's account can seal the reply"""
    return Answer(Refusal(ErrorCode.KDC_ERR_ETYPE_NOSUPP, reset_would_help=bool(left)), (q.asked(),))


REPLY: Ladder[Question, Etypes, Choice] = Ladder(
    "reply", "which key seals an AS reply that needed no pre-authentication?", (_reply_first, _reply_none)
)


def reply_without_preauthentication(q: Question) -> Decision[Choice]:
    """Decide the reply key's etype for an account that needs no pre-authentication."""
    return decide(REPLY, q, q.target.keys)


def has_salt(etype: int) -> bool:
    """Whether a hint entry of this etype carries a salt: all but the RC4 family do (RFC 4757)."""
    return etype not in (int(EType.RC4_HMAC), int(EType.RC4_HMAC_EXP))
