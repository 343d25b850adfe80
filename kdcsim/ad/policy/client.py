"""What a client asks for: its etype list, and the etype it pre-authenticates with.

Most of a Kerberos negotiation is decided here, and one registry value (DefaultEncryptionType) overrides it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kdcsim.ad.assumption import Assumptions
from kdcsim.ad.policy.client_generation import ClientGeneration
from kdcsim.ad.policy.question import etype_list, removed_from
from kdcsim.ad.supported import ETYPE_BITS, RC4, STRENGTH, etypes_of, mask_of
from kdcsim.address import address
from kdcsim.krb5.numbers import EType
from kdcsim.reason import Answer, Assumed, Decision, Fact, Grade, Ladder, Narrow, decide, rule

Etypes = tuple[int, ...]
ListSaid = Answer[Etypes] | Narrow[Etypes] | None
StartSaid = Answer[int | None] | Narrow[None] | None
PickSaid = Answer[int | None] | Narrow[Etypes] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientView:
    """One client: its build, the settings it goes by, and what it is about to ask.

    ``machine_as`` is set for the AS-REQ of a machine account, ``tgt_session`` to the etype of the TGT's session key in
    a TGS-REQ; ``settings_lean_on`` names the readings on which the settings rest.
    """

    name: str
    generation: ClientGeneration
    default_encryption_type: int = 0
    filter: int | None = None
    machine_as: bool = False
    tgt_session: int | None = None
    settings_lean_on: tuple[Assumed, ...] = ()
    assumptions: Assumptions = field(default_factory=Assumptions)

    @property
    def accepts(self) -> int | None:
        """The etype bits of tickets that its services open; None: of any.

        Policy's bits, else those of the build's own list (joshroark.com on etype policy; KB977321 on DES).
        """
        if not self.generation.windows or self.assumptions["acceptor-policy"] == "opens":
            return None
        if self.filter is not None and self.filter & ETYPE_BITS and self.generation.reads_filter:
            return self.filter & self.generation.implemented
        return mask_of(self.generation.etypes)

    def fact(self, what: str, value: object) -> Fact:
        """Name a fact of this client."""
        return Fact(address("host", self.name, what), str(value))

    def registry_fact(self, name: str, value: object) -> Fact:
        """Name a registry value of this client."""
        return Fact(address("host", self.name, "registry", name), str(value))

    def override(self) -> Fact:
        """The value that overrides everything else."""
        return self.registry_fact("DefaultEncryptionType", self.default_encryption_type)


@rule("machine-as-list", source="captured 4768 of Server 2022 (StrongWind1 lab notes)", grade=Grade.LAB, applies="2022")
def _machine(q: ClientView, left: Etypes) -> ListSaid:
    """in the AS-REQ of its machine account this build names a list of its own"""
    own = q.generation.machine_etypes
    if own is None or not q.machine_as:
        return None
    return Narrow(own, removed_from(left, own), (q.fact("os", q.generation.os),))


@rule("tgs-list", source="impacket pull request 2235", grade=Grade.LAB, applies="impacket")
def _tgs(q: ClientView, left: Etypes) -> ListSaid:
    """in a TGS-REQ this client names a list of its own, with the TGT's session key behind it"""
    own = q.generation.tgs_etypes
    if own is None or q.tgt_session is None:
        return None
    if q.generation.tgs_adds_session and q.tgt_session not in own:
        own = (*own, q.tgt_session)
    return Narrow(own, removed_from(left, own), (q.fact("TGT-session-key", q.tgt_session),))


@rule(
    "client-policy-filter", source="KB977321; Microsoft Q&A 222130", grade=Grade.DOCUMENTED, applies="Vista and later"
)
def _policy(q: ClientView, left: Etypes) -> ListSaid:
    """policy 'Configure encryption types allowed for Kerberos' decides what the client offers"""
    if q.filter is None or not q.generation.reads_filter:
        return None
    allowed = etypes_of(q.filter & q.generation.implemented)
    if q.machine_as and q.generation.machine_etypes:  # its own list is cut down, and left only where nothing remains
        allowed = tuple(e for e in left if e in allowed) or allowed
    extras = tuple(e for e in left if e not in STRENGTH and q.filter & RC4)
    after = (*allowed, *extras) if q.filter & ETYPE_BITS else left
    return Narrow(after, removed_from(left, after), (q.registry_fact("SupportedEncryptionTypes", f"{q.filter:#x}"),))


@rule(
    "default-encryption-type-leads-list",
    source="KB2002141 (the value silences event 27 of a 2003 DC); the order itself is a guess",
    grade=Grade.ASSUMED,
    applies="every Windows",
)
def _front(q: ClientView, left: Etypes) -> ListSaid:
    """DefaultEncryptionType moves its etype to the front of the list, so that session keys have it too"""
    first = q.default_encryption_type
    leaning = q.assumptions.leaning("default-encryption-type-order")
    if not first or leaning.value != "front":
        return None
    return Narrow((first, *(e for e in left if e != first)), (), (q.override(),), (leaning,))


@rule("client-list-of-the-build", source="captures and KDC logs, see the client's row", grade=Grade.LAB)
def _list(q: ClientView, left: Etypes) -> ListSaid:
    """the client offers what its build offers, in its order"""
    return Answer(left, (q.fact("etypes", etype_list(left)),), q.settings_lean_on)


CLIENT_LIST: Ladder[ClientView, Etypes, Etypes] = Ladder(
    "client-list", "which etypes does the client offer, in which order?", (_machine, _tgs, _policy, _front, _list)
)


def client_list(q: ClientView) -> Decision[Etypes]:
    """Decide the etype list of a request."""
    return decide(CLIENT_LIST, q, q.generation.etypes)


@rule(
    "default-encryption-type-needs-no-salt",
    source="KB837361; Microsoft Q&A 222130",
    grade=Grade.INFERRED,
    applies="every Windows",
)
def _value_unsalted(q: ClientView, _: None) -> StartSaid:
    """DefaultEncryptionType names RC4, which needs no salt: the first AS-REQ already carries a timestamp"""
    if q.default_encryption_type != EType.RC4_HMAC:
        return None
    return Answer(q.default_encryption_type, (q.override(),), q.settings_lean_on)


@rule(
    "pre-vista-timestamp-first",
    source="KB837361 (default 23 in its 2003 text)",
    grade=Grade.INFERRED,
    applies="2000, XP and 2003",
)
def _old_habit(q: ClientView, _: None) -> StartSaid:
    """2000, XP and 2003 send an RC4 timestamp unasked"""
    if q.generation.timestamp_first is None or q.default_encryption_type or not q.generation.windows:
        return None
    return Answer(q.generation.timestamp_first, (q.fact("os", q.generation.os),))


@rule(
    "client-assumes-preauthentication",
    source="gokrb5 v8 client/ASExchange.go (AssumePreAuthentication) and config/krb5conf.go",
    grade=Grade.DOCUMENTED,
    applies="gokrb5",
)
def _assumes(q: ClientView, _: None) -> StartSaid:
    """this client is set to send a timestamp unasked, under an etype that its configuration names"""
    if q.generation.timestamp_first is None or q.generation.windows:
        return None
    return Answer(q.generation.timestamp_first, (q.fact("timestamp-etype", q.generation.timestamp_first),))


@rule(
    "vista-asks-first",
    source="2003 DC logs with 675, type 0x0, code 0x19 (mcbsys, m-ri); captures of MIT, Heimdal, Java and impacket",
    grade=Grade.LAB,
    applies="every client but those that assume",
)
def _bare(q: ClientView, _: None) -> StartSaid:
    """Vista and later, and most others, start with a bare AS-REQ and let the KDC say which etype and salt"""
    return Answer(None, (q.fact("os", q.generation.os),), q.settings_lean_on)


FIRST_REQUEST: Ladder[ClientView, None, int | None] = Ladder(
    "first-request",
    "does the first AS-REQ already carry a timestamp, and of which etype?",
    (_value_unsalted, _old_habit, _assumes, _bare),
)


def first_request(q: ClientView) -> Decision[int | None]:
    """Decide the etype of an unasked timestamp; None for a bare AS-REQ."""
    return decide(FIRST_REQUEST, q, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class HintedQuestion:
    """The KDC has named these etypes; the session holds (or can make) keys of those."""

    client: ClientView
    hinted: Etypes
    offered: Etypes


@rule("client-has-offered", source="RFC 4120 3.1.3", grade=Grade.DOCUMENTED)
def _offered(q: HintedQuestion, left: Etypes) -> PickSaid:
    """only an etype that the client offered itself can be used"""
    after = tuple(e for e in left if e in q.offered)
    return Narrow(after, removed_from(left, after))


@rule(
    "default-encryption-type-overrides",
    source="Microsoft Q&A 222130; KB837361",
    grade=Grade.DOCUMENTED,
    applies="every Windows",
)
def _override(q: HintedQuestion, left: Etypes) -> PickSaid:
    """DefaultEncryptionType is the pre-authentication etype, whatever else the KDC names"""
    wanted = q.client.default_encryption_type
    if not wanted or wanted not in left:
        return None
    return Answer(wanted, (q.client.override(),))


@rule("strongest-hinted", source="Microsoft Q&A 222130", grade=Grade.DOCUMENTED)
def _strongest(q: HintedQuestion, left: Etypes) -> PickSaid:
    """the strongest etype that the KDC named is used"""
    for etype in STRENGTH:
        if etype in left:
            return Answer(int(etype))
    return None


@rule("nothing-hinted", source="RFC 4120 3.1.3", grade=Grade.DOCUMENTED)
def _nothing(q: HintedQuestion, left: Etypes) -> PickSaid:
    """the KDC named nothing that the client can use: it gives up"""
    return Answer(None)


AFTER_HINT: Ladder[HintedQuestion, Etypes, int | None] = Ladder(
    "after-hint",
    "which etype does the client pre-authenticate with, now that the KDC has named some?",
    (_offered, _override, _strongest, _nothing),
)


def after_hint(q: HintedQuestion) -> Decision[int | None]:
    """Decide the pre-authentication etype from the KDC's hint."""
    return decide(AFTER_HINT, q, q.hinted)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForwardQuestion:
    """A client wants a TGT to forward to a service; ``shared`` is the etype of the session key it has for that one."""

    client: ClientView
    shared: int | None


@rule(
    "forwarded-tgt-single-etype", source="MS-KILE 3.2.5.6; KB2002141", grade=Grade.DISPUTED, applies="Vista and later"
)
def _single(q: ForwardQuestion, left: Etypes) -> ListSaid:
    """a TGT to forward is asked with the one etype of the service's session key"""
    since = q.client.generation.single_etype_forward
    if q.shared is None or since == "no":
        return None
    if since == "7-and-later":
        return Answer((q.shared,), (q.client.fact("os", q.client.generation.os),))
    leaning = q.client.assumptions.leaning("forwarded-tgt-single-etype")
    if leaning.value != "vista-and-later":
        return Narrow(left, (), (), (leaning,))
    return Answer((q.shared,), (q.client.fact("os", q.client.generation.os),), (leaning,))


@rule("forwarded-tgt-whole-list", source="MS-KILE 3.2.5.6", grade=Grade.DOCUMENTED)
def _whole(q: ForwardQuestion, left: Etypes) -> ListSaid:
    """a TGT to forward is asked with the client's whole list"""
    return Answer(left)


FORWARDED: Ladder[ForwardQuestion, Etypes, Etypes] = Ladder(
    "forwarded", "with which etypes does the client first ask a TGT to forward?", (_single, _whole)
)


def forwarded_list(q: ForwardQuestion, offered: Etypes) -> Decision[Etypes]:
    """Decide the etypes of the first request for a TGT to forward."""
    return decide(FORWARDED, q, offered)


def machine_attribute(q: ClientView) -> int | None:
    """What the machine writes into its own msDS-SupportedEncryptionTypes: policy's etype bits, else its build's."""
    if q.generation.writes_attribute is None:
        return None
    return q.generation.writes_attribute if q.filter is None else q.filter & ETYPE_BITS
