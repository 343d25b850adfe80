"""Which key seals the ticket: the ladder of the ticket etype.

From 2008 on the target's account decides and the client's list plays no part; 2000 and 2003 follow the client's order.
"""

from __future__ import annotations

from dataclasses import dataclass

from kdcsim.ad.directory import AccountKind
from kdcsim.ad.policy.question import NO_ETYPE, NO_KEY, Choice, Declared, Question, etype_list, in_mask, removed_from
from kdcsim.ad.supported import AES, ETYPE_BITS, RC4, STRENGTH, etypes_of
from kdcsim.krb5.numbers import EType
from kdcsim.reason import Answer, Decision, Fact, Grade, Ladder, Narrow, decide, rule

Etypes = tuple[int, ...]
Said = Answer[Choice] | Narrow[Etypes] | None
_RC4: Etypes = (int(EType.RC4_HMAC),)


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketQuestion:
    """A question, once it is known what the target is taken to support."""

    asked: Question
    declared: Declared

    @property
    def filtered(self) -> Etypes:
        """The etypes of stored keys that this KDC works with, strongest first."""
        keys = self.asked.target.keys
        return tuple(e for e in etypes_of(self.asked.kdc.enabled) if e in keys)


@rule("feature-bits-alone", source="Samba tests (commit 449163b21d3), held against Windows 2022", grade=Grade.LAB)
def _no_etype_bit(q: TicketQuestion, left: Etypes) -> Said:
    """the value is set but names no etype: that is not the same as unset, and nothing can be chosen"""
    if q.declared.mask & ETYPE_BITS:
        return None
    return Answer(NO_ETYPE, (q.asked.target.fact("supported-etypes", f"{q.declared.mask:#x}"),))


@rule(
    "kdc-uses-requested-etypes",
    source="KB961302; StrongWind1 lab notes (Server 2022: overrides even an AES-only target)",
    grade=Grade.LAB,
)
def _use_requested(q: TicketQuestion, left: Etypes) -> Said:
    """KdcUseRequestedEtypesForTickets is set: the client's list decides and the account's declaration does not count"""
    if not q.asked.kdc.use_requested:
        return None
    return _first_of_client(q, (q.asked.kdc.fact("KdcUseRequestedEtypesForTickets", 1), q.asked.asked()), q.filtered)


@rule("client-order", source="MS-KILE note 24", grade=Grade.DOCUMENTED, applies="2000, 2003")
def _client_order(q: TicketQuestion, left: Etypes) -> Said:
    """this KDC takes the first etype of the client's list that it knows and has a key for"""
    if not q.asked.kdc.generation.client_order_tickets:
        return None
    return _first_of_client(q, (q.asked.asked(), _stored(q)), in_mask(q.filtered, q.declared.mask))


@rule("target-supports", source="MS-KILE 3.3.5.7; KB961302", grade=Grade.DOCUMENTED)
def _target_supports(q: TicketQuestion, left: Etypes) -> Said:
    """only etypes that the target is taken to support can seal its ticket"""
    after = in_mask(left, q.declared.mask)
    facts = (q.asked.target.fact("supported-etypes", f"{q.declared.mask:#x}"),)
    return Narrow(after, removed_from(left, after), facts)


@rule("kdc-filter", source="KB977321; StrongWind1 lab notes (interaction matrix)", grade=Grade.LAB)
def _kdc_filter(q: TicketQuestion, left: Etypes) -> Said:
    """only etypes that this KDC is set to work with remain"""
    after = in_mask(left, q.asked.kdc.enabled)
    return Narrow(after, removed_from(left, after), (q.asked.kdc.fact("enabled-etypes", f"{q.asked.kdc.enabled:#x}"),))


@rule("stored-keys", source="MS-KILE 3.3.5.7; KB977321", grade=Grade.DOCUMENTED)
def _stored_keys(q: TicketQuestion, left: Etypes) -> Said:
    """a ticket can only be sealed with a key that the account has"""
    after = tuple(e for e in left if e in q.asked.target.keys)
    return Narrow(after, removed_from(left, after), (_stored(q),))


@rule(
    "filter-replaces-assumed-set",
    source="StrongWind1 interaction matrix (Pol=24, DDSET=4 gave AES256); scope inferred",
    grade=Grade.INFERRED,
    applies="2008 to 2022 before enforcement",
)
def _filter_replaces(q: TicketQuestion, left: Etypes) -> Said:
    """nothing is common to the assumed etypes and the filter, so the filter itself stands in for the assumption"""
    kdc = q.asked.kdc
    legacy = kdc.generation.filter_replaces_default and not kdc.enforced
    if left or not legacy or not q.declared.assumed or q.declared.mask & kdc.enabled & ETYPE_BITS:
        return None
    if q.asked.target.kind is AccountKind.KRBTGT or not q.filtered:
        return None
    return Answer(q.filtered[0], (kdc.fact("enabled-etypes", f"{kdc.enabled:#x}"),))


@rule(
    "rc4-key-for-aes-account",
    source="Samba tests against Windows 2022 (stored_rc4_only); KB5073381 events 202 and 207",
    grade=Grade.LAB,
    applies="2008 to 2022 before enforcement",
)
def _rc4_fallback(q: TicketQuestion, left: Etypes) -> Said:
    """the account declares AES but only an RC4 key is stored: RC4 is used all the same"""
    kdc = q.asked.kdc
    if left or not kdc.generation.rc4_key_fallback or kdc.enforced:
        return None
    if not q.declared.mask & kdc.enabled & AES or not kdc.enabled & RC4 or _RC4[0] not in q.asked.target.keys:
        return None
    return Answer(_RC4[0], (_stored(q),))


@rule("strongest-left", source="MS-KILE 3.3.5.7; KB961302", grade=Grade.DOCUMENTED)
def _strongest(q: TicketQuestion, left: Etypes) -> Said:
    """the strongest etype that is left seals the ticket; the client's list plays no part"""
    return Answer(left[0]) if left else None


@rule("no-common-key", source="KB977321 (events 16 and 27)", grade=Grade.DOCUMENTED)
def _nothing_left(q: TicketQuestion, left: Etypes) -> Said:
    """no etype is left: the request is refused"""
    enabled_and_declared = q.declared.mask & q.asked.kdc.enabled & ETYPE_BITS
    return Answer(NO_KEY if enabled_and_declared else NO_ETYPE, (_stored(q), q.asked.asked()))


TICKET: Ladder[TicketQuestion, Etypes, Choice] = Ladder(
    "ticket",
    "which etype seals the ticket?",
    (
        _no_etype_bit,
        _use_requested,
        _client_order,
        _target_supports,
        _kdc_filter,
        _stored_keys,
        _filter_replaces,
        _rc4_fallback,
        _strongest,
        _nothing_left,
    ),
)


def ticket_etype(q: TicketQuestion) -> Decision[Choice]:
    """Decide the ticket etype."""
    return decide(TICKET, q, tuple(int(e) for e in STRENGTH))


def _first_of_client(q: TicketQuestion, facts: tuple[Fact, ...], usable: Etypes) -> Answer[Choice]:
    for etype in q.asked.client_etypes:
        if etype in usable:
            return Answer(etype, facts)
    known = any(e in etypes_of(q.asked.kdc.enabled) for e in q.asked.client_etypes)
    return Answer(NO_KEY if known else NO_ETYPE, facts)


def _stored(q: TicketQuestion) -> Fact:
    return q.asked.target.fact("keys", etype_list(q.asked.target.keys) or "none")
