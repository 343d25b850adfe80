"""Which key seals the ticket: the ladder of the ticket etype.

From 2008 on the target's account decides and the client's list plays no part; 2000 and 2003 follow the client's order.
"""

from __future__ import annotations

from typing import NamedTuple

from kdcsim.ad.directory import AccountKind
from kdcsim.ad.policy.etypes import Etypes, common, etype_list, first_of, in_mask, removed_from
from kdcsim.ad.policy.question import NO_ETYPE, NO_KEY, Choice, Declared, Question
from kdcsim.ad.supported import AES, ETYPE_BITS, RC4, STRENGTH, etypes_of
from kdcsim.krb5.numbers import EType
from kdcsim.reason import Answer, Assumed, Decision, Fact, Grade, Ladder, Narrow, decide, rule

Said = Answer[Choice] | Narrow[Etypes] | None
_RC4: Etypes = (int(EType.RC4_HMAC),)
_ALL: Etypes = tuple(int(e) for e in STRENGTH)


class TicketQuestion(NamedTuple):
    """A question, once it is known what the target is taken to support."""

    asked: Question
    declared: Declared

    @property
    def filtered(self) -> Etypes:
        """The etypes of stored keys that this KDC works with, strongest first."""
        return common(etypes_of(self.asked.kdc.enabled), self.asked.target.keys)


@rule(
    "feature-bits-alone",
    source="Samba tests (commit 449163b21d3), held against Windows 2022",
    grade=Grade.LAB,
    applies="2008 and later",
)
def _no_etype_bit(q: TicketQuestion, left: Etypes) -> Said:
    """the value is set but names no etype: that is not the same as unset, and nothing can be chosen"""
    if q.declared.mask & ETYPE_BITS:
        return None
    return Answer(_refusal(q, nothing_shared=True), (_supports(q),), _event_doubt(q, nothing_shared=True))


@rule(
    "kdc-uses-requested-etypes",
    source="KB961302; StrongWind1 lab notes (Server 2022: overrides even an AES-only target)",
    grade=Grade.LAB,
)
def _use_requested(q: TicketQuestion, left: Etypes) -> Said:
    """KdcUseRequestedEtypesForTickets is set: the client's list decides and the account's declaration does not count"""
    if not q.asked.kdc.use_requested:
        return None
    tgt = q.asked.target.kind is AccountKind.KRBTGT
    if not tgt and q.asked.kdc.assumptions["use-requested-scope"] == "tgt-only":
        return None
    assumed = () if tgt else (q.asked.kdc.assumptions.leaning("use-requested-scope"),)
    facts = (q.asked.kdc.fact("KdcUseRequestedEtypesForTickets", 1), q.asked.asked())
    return _first_of_client(q, facts, q.filtered, assumed)


@rule("client-order", source="MS-KILE note 24", grade=Grade.DOCUMENTED, applies="2000, 2003")
def _client_order(q: TicketQuestion, left: Etypes) -> Said:
    """this KDC takes the first etype of the client's list that it knows and has a key for"""
    if not q.asked.kdc.generation.client_order_tickets:
        return None
    return _first_of_client(q, (q.asked.asked(), _stored(q)), in_mask(q.filtered, q.declared.mask))


@rule("target-supports", source="MS-KILE 3.3.5.7; KB961302", grade=Grade.DOCUMENTED, applies="2008 and later")
def _target_supports(q: TicketQuestion, left: Etypes) -> Said:
    """only etypes that the target is taken to support can seal its ticket"""
    after = in_mask(left, q.declared.mask)
    return Narrow(after, removed_from(left, after), (_supports(q),))


@rule(
    "kdc-filter",
    source="KB977321; StrongWind1 lab notes (interaction matrix)",
    grade=Grade.LAB,
    applies="2008 and later",
)
def _kdc_filter(q: TicketQuestion, left: Etypes) -> Said:
    """only etypes that this KDC is set to work with remain"""
    after = in_mask(left, q.asked.kdc.enabled)
    return Narrow(after, removed_from(left, after), (q.asked.kdc.fact("enabled-etypes", f"{q.asked.kdc.enabled:#x}"),))


@rule("stored-keys", source="MS-KILE 3.3.5.7; KB977321", grade=Grade.DOCUMENTED, applies="2008 and later")
def _stored_keys(q: TicketQuestion, left: Etypes) -> Said:
    """a ticket can only be sealed with a key that the account has"""
    after = common(left, q.asked.target.keys)
    return Narrow(after, removed_from(left, after), (_stored(q),), q.asked.target.keys_lean_on)


@rule(
    "filter-replaces-assumed-set",
    source="StrongWind1 interaction matrix (Pol=24, DDSET=4 gave AES256); scope inferred",
    grade=Grade.INFERRED,
    applies="2008 to 2022 before enforcement",
)
def _filter_replaces(q: TicketQuestion, left: Etypes) -> Said:
    """nothing is common to the assumed etypes and the filter, so the filter itself stands in for the assumption"""
    kdc = q.asked.kdc
    if not _filter_could_replace(q, left):
        return None
    every = kdc.assumptions["filter-replaces-scope"] == "every-set"
    if not q.declared.assumed and not every:
        return None
    assumed = () if q.declared.assumed else (kdc.assumptions.leaning("filter-replaces-scope"),)
    return Answer(q.filtered[0], (kdc.fact("enabled-etypes", f"{kdc.enabled:#x}"),), assumed)


@rule(
    "rc4-key-for-aes-account",
    source="Samba tests against Windows 2022 (stored_rc4_only); KB5073381 events 202 and 207",
    grade=Grade.LAB,
    applies="2008 to 2022 before enforcement, but for the first ten days of November 2022",
)
def _rc4_fallback(q: TicketQuestion, left: Etypes) -> Said:
    """the account declares AES but only an RC4 key is stored: RC4 is used all the same"""
    kdc = q.asked.kdc
    if left or not kdc.generation.rc4_key_fallback or kdc.enforced or kdc.assumptions["rc4-key-fallback"] == "no":
        return None
    if not q.declared.mask & kdc.enabled & AES or not kdc.enabled & RC4 or _RC4[0] not in q.asked.target.keys:
        return None
    return Answer(_RC4[0], (_stored(q),), (kdc.assumptions.leaning("rc4-key-fallback"),))


@rule("strongest-left", source="MS-KILE 3.3.5.7; KB961302", grade=Grade.DOCUMENTED, applies="2008 and later")
def _strongest(q: TicketQuestion, left: Etypes) -> Said:
    """the strongest etype that is left seals the ticket; the client's list plays no part"""
    return Answer(left[0]) if left else None


@rule("no-common-key", source="KB977321 (events 16 and 27)", grade=Grade.DOCUMENTED, applies="2008 and later")
def _nothing_left(q: TicketQuestion, left: Etypes) -> Said:
    """no etype is left: the request is refused"""
    nothing_shared = not q.declared.mask & q.asked.kdc.enabled & ETYPE_BITS
    doubts = _event_doubt(q, nothing_shared=nothing_shared)
    if _filter_could_replace(q, left) and not q.declared.assumed:
        doubts = (*doubts, q.asked.kdc.assumptions.leaning("filter-replaces-scope"))
    return Answer(_refusal(q, nothing_shared=nothing_shared), (_stored(q), q.asked.asked()), doubts)


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
    return decide(TICKET, q, _ALL, settled=q.asked.kdc.assumptions.settled)


def follows_the_list(q: Question) -> bool:
    """Whether the ticket etype may depend on the client's list here."""
    return q.kdc.use_requested or q.kdc.generation.client_order_tickets


def _filter_could_replace(q: TicketQuestion, left: Etypes) -> bool:
    """Whether this KDC is lenient, and set and filter have nothing in common while filter and keys do."""
    kdc = q.asked.kdc
    if left or not kdc.generation.filter_replaces_default or kdc.enforced:
        return False
    if q.asked.target.kind is AccountKind.KRBTGT:
        return False
    return not q.declared.mask & kdc.enabled & ETYPE_BITS and bool(q.filtered)


def _first_of_client(
    q: TicketQuestion, facts: tuple[Fact, ...], usable: Etypes, assumed: tuple[Assumed, ...] = ()
) -> Answer[Choice]:
    etype = first_of(q.asked.client_etypes, usable)
    if etype is not None:
        return Answer(etype, facts, assumed)
    return Answer(NO_KEY if q.asked.asks_what_the_kdc_knows else NO_ETYPE, facts, assumed)


def _refusal(q: TicketQuestion, *, nothing_shared: bool) -> Choice:
    """Event 16 or 27: whether the KDC knows what was asked, or whether another key would help."""
    if not q.asked.kdc.tells_by_request:
        return NO_ETYPE if nothing_shared else NO_KEY
    return NO_KEY if q.asked.asks_what_the_kdc_knows else NO_ETYPE


def _event_doubt(q: TicketQuestion, *, nothing_shared: bool) -> tuple[Assumed, ...]:
    if nothing_shared is not q.asked.asks_what_the_kdc_knows:
        return ()
    return (q.asked.kdc.assumptions.leaning("refused-ticket-event"),)


def _stored(q: TicketQuestion) -> Fact:
    return q.asked.target.fact("keys", etype_list(q.asked.target.keys) or "none")


def _supports(q: TicketQuestion) -> Fact:
    return q.asked.target.fact("supported-etypes", f"{q.declared.mask:#x}")
