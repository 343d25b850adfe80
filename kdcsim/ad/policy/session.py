"""Which kind of session key goes into the ticket: a separate answer from the ticket etype.

The session key is shared by client and service, so both must be able to use it: the first etype of the client's list
that the service is believed to support.
"""

from __future__ import annotations

from dataclasses import dataclass

from kdcsim.ad.directory import AccountKind
from kdcsim.ad.policy.question import NO_ETYPE, Choice, Declared, Question, in_mask, removed_from
from kdcsim.ad.supported import AES, AES_SK, RC4, etypes_of
from kdcsim.address import address
from kdcsim.krb5.numbers import EType
from kdcsim.reason import Answer, Decision, Fact, Grade, Ladder, Narrow, decide, rule

Etypes = tuple[int, ...]
Said = Answer[Choice] | Narrow[Etypes] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionQuestion:
    """A question, once the ticket etype is known."""

    asked: Question
    declared: Declared
    ticket: int


@rule("session-target-supports", source="MS-KILE 3.3.5.7.4; KB977321 third criterion", grade=Grade.DOCUMENTED)
def _supports(q: SessionQuestion, left: Etypes) -> Said:
    """the service must be able to use the session key: what the target is taken to support"""
    after = etypes_of(q.declared.mask)
    return Narrow(after, (), (q.asked.target.fact("supported-etypes", f"{q.declared.mask:#x}"),))


@rule("aes-session-key-bit", source="MS-KILE 2.2.7 letter J; KB5021131", grade=Grade.DOCUMENTED)
def _sk_bit(q: SessionQuestion, left: Etypes) -> Said:
    """the AES-SK bit (0x20) adds AES for session keys, and for nothing else"""
    if not q.asked.kdc.generation.session_key_bit or not q.declared.mask & AES_SK:
        return None
    return Narrow(_with(left, AES), ("added etype 18", "added etype 17"))


@rule(
    "rc4-session-always",
    source="Samba tests against Windows 2022 (FORCED_RC4=1); smb.conf 'kdc force enable rc4 weak session keys'",
    grade=Grade.LAB,
    applies="2008 to 2022 before enforcement",
)
def _rc4_always(q: SessionQuestion, left: Etypes) -> Said:
    """this build hands out RC4 session keys even to services that declare only AES"""
    kdc = q.asked.kdc
    if q.asked.target.kind is AccountKind.KRBTGT or not kdc.generation.reads_attribute:
        return None
    if not kdc.generation.rc4_session_always or kdc.enforced or int(EType.RC4_HMAC) in left:
        return None
    return Narrow(_with(left, RC4), ("added etype 23",))


@rule("ticket-etype-is-usable", source="fact sheet 2012-2026 section 4, fits all observations", grade=Grade.INFERRED)
def _ticket_too(q: SessionQuestion, left: Etypes) -> Said:
    """whoever can open the ticket can use a session key of the same etype"""
    if q.ticket in left or q.asked.target.kind is AccountKind.KRBTGT:
        return None
    return Narrow((*left, q.ticket), (f"added etype {q.ticket}",))


@rule("session-kdc-filter", source="KB977321; StrongWind1 lab notes", grade=Grade.LAB)
def _filter(q: SessionQuestion, left: Etypes) -> Said:
    """only etypes that this KDC is set to work with remain"""
    after = in_mask(left, q.asked.kdc.enabled)
    return Narrow(after, removed_from(left, after), (q.asked.kdc.fact("enabled-etypes", f"{q.asked.kdc.enabled:#x}"),))


@rule("session-client-order", source="Samba tests against Windows 2022; MS-KILE note 24", grade=Grade.LAB)
def _client_order(q: SessionQuestion, left: Etypes) -> Said:
    """the first etype of the client's list that is left becomes the session key's etype"""
    for etype in q.asked.client_etypes:
        if etype in left:
            return Answer(etype, (q.asked.asked(),))
    return None


@rule("forwarded-tgt-supported-padata", source="MS-KILE 3.3.5.7.6", grade=Grade.DOCUMENTED, applies="2008 and later")
def _forwarded(q: SessionQuestion, left: Etypes) -> Said:
    """a forwarded TGT whose single etype does not fit takes the strongest that PA-SUPPORTED-ENCTYPES offers instead"""
    mask = q.asked.client_supported
    if mask is None or not q.asked.kdc.generation.knows_supported_padata:
        return None
    for etype in etypes_of(mask):
        if etype in left:
            return Answer(etype, (Fact(address("request", "PA-SUPPORTED-ENCTYPES"), f"{mask:#x}"),))
    return None


@rule("no-common-session-etype", source="KB977321 (event 27)", grade=Grade.DOCUMENTED)
def _nothing(q: SessionQuestion, left: Etypes) -> Said:
    """client and service share no etype for a session key: the request is refused"""
    return Answer(NO_ETYPE, (q.asked.asked(),))


SESSION: Ladder[SessionQuestion, Etypes, Choice] = Ladder(
    "session",
    "which etype has the session key?",
    (_supports, _sk_bit, _rc4_always, _ticket_too, _filter, _client_order, _forwarded, _nothing),
)


def session_etype(q: SessionQuestion) -> Decision[Choice]:
    """Decide the session key's etype."""
    return decide(SESSION, q, ())


def _with(left: Etypes, mask: int) -> Etypes:
    return (*left, *(e for e in etypes_of(mask) if e not in left))
