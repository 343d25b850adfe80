"""Which kind of session key goes into the ticket: a separate answer from the ticket etype.

The session key is shared by client and service, so both must be able to use it: the first etype of the client's list
that the service is believed to support.
"""

from __future__ import annotations

from typing import NamedTuple

from kdcsim.ad.directory import AccountKind
from kdcsim.ad.policy.etypes import Etypes, common, first_of, in_mask, removed_from, with_mask
from kdcsim.ad.policy.fact import asked_fact
from kdcsim.ad.policy.question import NO_ETYPE, NO_KEY, Choice, Declared, Question
from kdcsim.ad.supported import AES, AES_SK, ETYPE_BITS, RC4, RC4_AND_DES, STRENGTH, etypes_of
from kdcsim.krb5.numbers import EType
from kdcsim.reason import Answer, Assumed, Decision, Fact, Grade, Headway, Ladder, Narrow, decide, make_headway, rule

Said = Answer[Choice] | Narrow[Etypes] | None
_RC4 = int(EType.RC4_HMAC)
_ALL: Etypes = tuple(int(e) for e in STRENGTH)


class SessionQuestion(NamedTuple):
    """A question, once the ticket etype is known."""

    asked: Question
    declared: Declared
    ticket: int

    @property
    def for_krbtgt(self) -> bool:
        """Whether the ticket is a TGT of this realm."""
        return self.asked.target.kind is AccountKind.KRBTGT


@rule("session-target-supports", source="MS-KILE 3.3.5.7.4; KB977321 third criterion", grade=Grade.DOCUMENTED)
def _supports(q: SessionQuestion, left: Etypes) -> Said:
    """the service must be able to use the session key: what the target is taken to support"""
    after = etypes_of(q.declared.mask)
    return Narrow(after, (), (q.asked.target.fact("supported-etypes", f"{q.declared.mask:#x}"),))


@rule(
    "aes-session-key-bit",
    source="MS-KILE 2.2.7 letter J; KB5021131",
    grade=Grade.DOCUMENTED,
    applies="2022-11 and later, 2025, Samba",
)
def _sk_bit(q: SessionQuestion, left: Etypes) -> Said:
    """the AES-SK bit (0x20) adds AES for session keys, and for nothing else"""
    if not _has_sk_bit(q):
        return None
    after = with_mask(left, AES)
    return Narrow(after, _added(left, after))


@rule(
    "unset-service-aes-session",
    source="a Microsoft case on Linux accounts (2022-01): RC4 ticket, AES256 session",
    grade=Grade.DISPUTED,
    applies="2008 to 2022 before 2022-11",
    under="unset-session-before-2022",
)
def _unset_aes(q: SessionQuestion, left: Etypes) -> Said:
    """before the AES-SK bit existed, a service that declares nothing may have got AES session keys all the same"""
    if not _unset_before_2022(q) or q.asked.kdc.assumptions["unset-session-before-2022"] == "assumed-set":
        return None
    after = with_mask(left, AES)
    return Narrow(after, _added(left, after), (), (q.asked.kdc.assumptions.leaning("unset-session-before-2022"),))


@rule(
    "rc4-session-always",
    source="Samba tests against Windows 2022 (FORCED_RC4=1); smb.conf 'kdc force enable rc4 weak session keys'",
    grade=Grade.LAB,
    applies="2008 to 2022 before enforcement; Samba with the setting",
)
def _rc4_always(q: SessionQuestion, left: Etypes) -> Said:
    """this build hands out RC4 session keys even to services that declare only AES"""
    if q.for_krbtgt or _RC4 in left or not q.declared.mask & AES or not _gives_rc4(q):
        return None
    kdc = q.asked.kdc
    if q.asked.target.kind is AccountKind.TRUST and kdc.assumptions["rc4-session-on-referrals"] == "no":
        return None
    assumed = [kdc.assumptions.leaning("rc4-session-when-enforced")] if kdc.enforced else []
    if q.asked.target.kind is AccountKind.TRUST:
        assumed.append(kdc.assumptions.leaning("rc4-session-on-referrals"))
    after = with_mask(left, RC4)
    return Narrow(after, _added(left, after), (), tuple(assumed))


@rule(
    "rc4-tgt-session-on-2025",
    source="Microsoft 'detect RC4' does not say which RC4 TGT Server 2025 refuses",
    grade=Grade.DISPUTED,
    applies="2025",
    under="rc4-tgt-on-2025",
)
def _rc4_tgt(q: SessionQuestion, left: Etypes) -> Said:
    """if only sealing a TGT with RC4 is forbidden, its session key may still be RC4"""
    kdc = q.asked.kdc
    if not q.for_krbtgt or kdc.generation.rc4_tgt_session or kdc.assumptions["rc4-tgt-on-2025"] == "session-key":
        return None
    after = with_mask(left, RC4)
    return Narrow(after, _added(left, after), (), (kdc.assumptions.leaning("rc4-tgt-on-2025"),))


@rule("ticket-etype-is-usable", source="fact sheet 2012-2026 section 4, fits all observations", grade=Grade.INFERRED)
def _ticket_too(q: SessionQuestion, left: Etypes) -> Said:
    """whoever can open the ticket can use a session key of the same etype, or of any that it could have had"""
    more = tuple(e for e in _could_seal(q) if e not in left)
    if not more or q.for_krbtgt:
        return None
    return Narrow((*left, *more), tuple(f"added etype {e}" for e in more))


@rule("session-kdc-filter", source="KB977321; StrongWind1 lab notes", grade=Grade.LAB)
def _filter(q: SessionQuestion, left: Etypes) -> Said:
    """only etypes that this KDC is set to work with remain"""
    enabled = q.asked.kdc.enabled
    after = in_mask(left, enabled)
    return Narrow(after, removed_from(left, after), (q.asked.kdc.fact("enabled-etypes", f"{enabled:#x}"),))


@rule(
    "aes-session-supersedes-rc4",
    source="MS-KILE 2.2.7 'superseded'; StrongWind1 (getST with the bit set)",
    grade=Grade.DISPUTED,
    applies="2022-11 and later, 2025, Samba",
    under="aes-session-bit-overrides-order",
)
def _sk_overrides(q: SessionQuestion, left: Etypes) -> Said:
    """the AES-SK bit makes the session key AES whenever the client offers AES at all"""
    if q.asked.kdc.assumptions["aes-session-bit-overrides-order"] == "no" or not _has_sk_bit(q):
        return None
    etype = first_of(in_mask(left, AES), q.asked.client_etypes)
    if etype is None:
        return None
    return Answer(etype, (q.asked.asked(),), (q.asked.kdc.assumptions.leaning("aes-session-bit-overrides-order"),))


@rule(
    "tgt-session-follows-timestamp",
    source="MS-KILE note 24",
    grade=Grade.DISPUTED,
    applies="2008 and later",
    under="tgt-session-pick",
)
def _timestamp(q: SessionQuestion, left: Etypes) -> Said:
    """a TGT's session key has the etype that the client pre-authenticated with"""
    stamp = q.asked.preauth_etype
    if stamp is None or not q.for_krbtgt or stamp not in left or not q.asked.kdc.generation.reads_attribute:
        return None
    if q.asked.kdc.assumptions["tgt-session-pick"] == "client-order":
        return None
    fact = asked_fact("timestamp-etype", str(stamp))
    return Answer(stamp, (fact,), (q.asked.kdc.assumptions.leaning("tgt-session-pick"),))


@rule(
    "session-strongest",
    source="Microsoft etype calculator",
    grade=Grade.DISPUTED,
    applies="2008 and later",
    under="session-pick",
)
def _strongest(q: SessionQuestion, left: Etypes) -> Said:
    """the strongest etype that client and service share becomes the session key's etype"""
    if q.asked.kdc.assumptions["session-pick"] == "client-order" or not q.asked.kdc.generation.reads_attribute:
        return None
    etype = first_of(common(_ALL, left), q.asked.client_etypes)
    return None if etype is None else Answer(etype, (q.asked.asked(),), _pick_doubts(q, left, etype))


@rule("session-client-order", source="Samba tests against Windows 2022; MS-KILE note 24", grade=Grade.LAB)
def _client_order(q: SessionQuestion, left: Etypes) -> Said:
    """the first etype of the client's list that is left becomes the session key's etype"""
    etype = first_of(q.asked.client_etypes, left)
    return None if etype is None else Answer(etype, (q.asked.asked(),), _pick_doubts(q, left, etype))


@rule("forwarded-tgt-supported-padata", source="MS-KILE 3.3.5.7.6", grade=Grade.DOCUMENTED, applies="2008 and later")
def _forwarded(q: SessionQuestion, left: Etypes) -> Said:
    """a forwarded TGT whose single etype does not fit takes the strongest that PA-SUPPORTED-ENCTYPES offers instead"""
    mask = q.asked.client_supported
    if mask is None or not q.asked.kdc.generation.knows_supported_padata:
        return None
    etype = first_of(etypes_of(mask), left)
    return None if etype is None else Answer(etype, (asked_fact("PA-SUPPORTED-ENCTYPES", f"{mask:#x}"),))


@rule(
    "no-common-session-etype",
    source="KB977321 (events 16 and 27); StrongWind1 lab notes",
    grade=Grade.LAB,
    applies="2008 and later",
)
def _nothing(q: SessionQuestion, left: Etypes) -> Said:
    """client and service share no etype for a session key: the request is refused"""
    kdc = q.asked.kdc
    known = q.asked.asks_what_the_kdc_knows
    told = known and kdc.tells_by_request
    assumed = [kdc.assumptions.leaning("refused-ticket-event")] if known else []
    assumed += _rc4_doubts(q)
    return Answer(NO_KEY if told else NO_ETYPE, _asked(q), tuple(assumed))


SESSION: Ladder[SessionQuestion, Etypes, Choice] = Ladder(
    "session",
    "which etype has the session key?",
    (
        _supports,
        _sk_bit,
        _unset_aes,
        _rc4_always,
        _rc4_tgt,
        _ticket_too,
        _filter,
        _sk_overrides,
        _timestamp,
        _strongest,
        _client_order,
        _forwarded,
        _nothing,
    ),
    shared=7,  # down to the filter: what client and service can share does not depend on what is asked
)


def session_etype(q: SessionQuestion) -> Decision[Choice]:
    """Decide the session key's etype."""
    return decide(SESSION, q, (), settled=q.asked.kdc.assumptions.settled)


def session_for_any(q: SessionQuestion) -> Headway[SessionQuestion, Etypes, Choice]:
    """Work out once what client and service can share; what is asked decides the rest."""
    return make_headway(SESSION, q, (), settled=q.asked.kdc.assumptions.settled)


def _could_seal(q: SessionQuestion) -> Etypes:
    """The ticket's etype; all of the filter's keys where the filter stood in for what the target supports."""
    enabled = q.asked.kdc.enabled
    if q.declared.mask & enabled & ETYPE_BITS or q.asked.kdc.use_requested:
        return (q.ticket,)
    return common(etypes_of(enabled), q.asked.target.keys)


def _asked(q: SessionQuestion) -> tuple[Fact, ...]:
    return (q.asked.asked(),)


def _has_sk_bit(q: SessionQuestion) -> bool:
    return q.asked.kdc.generation.session_key_bit and bool(q.declared.mask & AES_SK)


def _before_2022(q: SessionQuestion) -> bool:
    """Whether this is a Windows build of before November 2022 that gives services RC4 session keys, as inferred."""
    g = q.asked.kdc.generation
    return not q.for_krbtgt and g.rc4_session_always and not g.session_key_bit and not g.reads_smb_conf


def _unset_before_2022(q: SessionQuestion) -> bool:
    """Whether the set is the one that 2008 to 2022 assumed before November 2022."""
    g = q.asked.kdc.generation
    return (
        q.declared.assumed
        and not q.for_krbtgt
        and g.reads_attribute
        and not g.session_key_bit
        and g.default_supported == RC4_AND_DES
    )


def _gives_rc4(q: SessionQuestion) -> bool:
    """Whether this KDC gives RC4 session keys to services that declare only AES."""
    kdc = q.asked.kdc
    if kdc.generation.reads_smb_conf and kdc.forced_rc4_session:
        return True
    if not kdc.generation.rc4_session_always:
        return False
    if not kdc.enforced:
        return kdc.generation.session_key_bit or kdc.assumptions["rc4-session-before-2022"] == "given"
    reading = kdc.assumptions["rc4-session-when-enforced"]
    return reading == "yes" or (reading == "with-domain-default" and kdc.configured_default is not None)


def _rc4_doubts(q: SessionQuestion) -> list[Assumed]:
    """The readings under which an RC4-only client would not have been refused."""
    kdc = q.asked.kdc
    if _RC4 not in q.asked.client_etypes or not kdc.enabled & RC4:
        return []
    doubts = []
    if q.for_krbtgt and not kdc.generation.rc4_tgt_session:
        doubts.append(kdc.assumptions.leaning("rc4-tgt-on-2025"))
    if not q.for_krbtgt and kdc.generation.rc4_session_always:
        if kdc.assumptions["rc4-session-before-2022"] != "given" and _before_2022(q):
            doubts.append(kdc.assumptions.leaning("rc4-session-before-2022"))
        if kdc.enforced:
            doubts.append(kdc.assumptions.leaning("rc4-session-when-enforced"))
        elif q.asked.target.kind is AccountKind.TRUST:
            doubts.append(kdc.assumptions.leaning("rc4-session-on-referrals"))
    return doubts


def _pick_doubts(q: SessionQuestion, left: Etypes, etype: int) -> tuple[Assumed, ...]:
    """The readings under which another etype would have been picked from the same ones."""
    kdc, offered = q.asked.kdc, q.asked.client_etypes
    if not kdc.generation.reads_attribute:
        return ()
    doubts = []
    if first_of(common(_ALL, left), offered) != first_of(offered, left):
        doubts.append(kdc.assumptions.leaning("session-pick"))
        if _has_sk_bit(q) and etype == _RC4:
            doubts.append(kdc.assumptions.leaning("aes-session-bit-overrides-order"))
    stamp = q.asked.preauth_etype
    if q.for_krbtgt and stamp is not None and stamp != etype and stamp in left:
        doubts.append(kdc.assumptions.leaning("tgt-session-pick"))
    if etype == _RC4 and q.ticket != _RC4 and not q.declared.mask & RC4 and _before_2022(q):
        doubts.append(kdc.assumptions.leaning("rc4-session-before-2022"))
    if etype == _RC4 and _unset_before_2022(q) and first_of(in_mask(offered, AES & kdc.enabled), offered):
        doubts.append(kdc.assumptions.leaning("unset-session-before-2022"))
    return tuple(doubts)


def _added(left: Etypes, after: Etypes) -> tuple[str, ...]:
    return tuple(f"added etype {e}" for e in after if e not in left)
