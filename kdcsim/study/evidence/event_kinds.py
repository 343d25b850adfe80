"""The event kinds that kdcsim explains, one row each: what their presence proves, and what it does not.

Sources: the fact sheets name the public pages; grades stand there. Conditions on single fields are remarks, elsewhere.
"""

from __future__ import annotations

from kdcsim.study.evidence.event_kind import CLIENT, KDC, NO_TEXT, SECURITY, EventKind, either
from kdcsim.study.evidence.kdcsvc_kinds import KDCSVC_KINDS
from kdcsim.study.evidence.legacy_kinds import LEGACY_KINDS
from kdcsim.study.evidence.seen import EventSeen

_ADVISES = "its text advises a password reset"
_NO_ADVICE = "its text advises no password reset: by the usual reading, one would not help"
_RESET = "that the reset helps: it also comes where every key is there and a setting forbids it (16 beside 203 and 208)"
_NOT_FATAL = "that anything failed for a person: a client that knows other etypes asks again with those"
_COMPARE = "compare the two lists: what was asked for, and what the account has"
_BOTH_LISTS = (_COMPARE, "the 4768 or 4769 with result 0xE at the same second, on the same DC")
_BOTH_LISTS_2003 = (_COMPARE, "the 672 or 673 with 0xE at the same second, on the same DC")
_ETYPE_SOURCE = "KB2002141; KB977321; KB4492348; fact sheet 2012-2026 section 10, row 10"


def _no_key(number: int, name: str, request: str, ending: str, *, advises: bool) -> EventKind:
    return EventKind(
        id=number,
        name=name,
        log="System",
        provider=KDC,
        when=f"a DC could not serve {request}: {ending}",
        proves=(f"a DC answered KDC_ERR_ETYPE_NOSUPP (14) to {request}", _ADVISES if advises else _NO_ADVICE),
        not_proved=(
            *((_RESET,) if advises else ()),
            _NOT_FATAL,
            "why the client asked with that list: its build, its policy, or one registry value",
        ),
        next=_BOTH_LISTS,
        legacy_next=_BOTH_LISTS_2003,
        source=_ETYPE_SOURCE,
        opening=r"While processing an? AS request" if "AS" in request else r"While processing a TGS request",
    )


_ROWS = (
    EventKind(
        id=3,
        name="a Kerberos error reached this client",
        log="System",
        provider=CLIENT,
        when="a host received a KRB-ERROR while LogLevel is not 0",
        proves=("the host that logged it received this error from the server it names",),
        not_proved=(
            "that anything is wrong: KDC_ERR_PREAUTH_REQUIRED (25) and S_PRINCIPAL_UNKNOWN (7) are part of normal days",
        ),
        next=("the error's own meaning", "whether the same target worked a moment later"),
        source="KB262177 (LogLevel); detection wiki's manifest dump",
        opening=r"A Kerberos error message was received",
    ),
    EventKind(
        id=4,
        name="a service did not open the ticket it was shown",
        log="System",
        provider=CLIENT,
        when="a client got KRB_AP_ERR_MODIFIED from a service",
        proves=(
            "the service did not open the ticket: it has another key, or its host does not use keys of that etype",
            "the client, the KDC that issued the ticket, and the way to the service worked",
        ),
        not_proved=(
            "that somebody altered anything: nobody can tell a damaged ticket from a wrong key",
            "that the SPN is wrong: this is one of six causes",
            (
                "that the password is wrong: the same password with another salt makes another AES key, and a host"
                " whose policy forbids the ticket's etype answers the same"
            ),
        ),
        next=(
            "SPN on another account: setspn -Q <target>, setspn -X",
            "stale ticket after a password change: klist purge on the client, then try again",
            "service with an old password or keytab: compare its kvno with msDS-KeyVersionNumber",
            "same password, other salt: DefaultEncryptionType on the service's host, and klist -kte for keytabs",
            (
                "etype forbidden there: SupportedEncryptionTypes on the service's host beside the etype of the ticket"
                " (kdcsim run policy-on-the-accepting-server)"
            ),
            "another machine answered: the address behind the name in the SPN",
            "the 4625 on the machine that answered, and the etype of the ticket in the client's klist",
        ),
        source="KB2706695; KB3040803; joshroark.com, 'KRB_AP_ERR_MODIFIED is not always an SPN problem'; fact sheet"
        " 2000-2012R2 section 1",
        opening=r"received a KRB_AP_ERR_MODIFIED error from the server",
    ),
    _no_key(14, "no key for an AS request", "an AS request", "no suitable key of the client", advises=True),
    _no_key(16, "no key for a TGS request", "a TGS request", "no suitable key of the service", advises=True),
    _no_key(
        26, "etypes of an AS request not supported", "an AS request", "nothing it may use was asked for", advises=False
    ),
    _no_key(
        27, "etypes of a TGS request not supported", "a TGS request", "nothing it may use was asked for", advises=False
    ),
    EventKind(
        id=42,
        name="the krbtgt account has no strong key",
        log="System",
        provider=KDC,
        when="a KDC started (updates of November 2022 and later) and krbtgt has no AES key",
        proves=("krbtgt's password was last set where no AES keys were written: below functional level 2008",),
        not_proved=("that TGTs fail now: RC4 still seals them until a filter, a policy or a 2025 DC forbids it",),
        next=("reset krbtgt's password twice, with more than a TGT's lifetime (10 hours) between",),
        source="KB5021131",
        opening=r"lacks strong keys for account|krbtgt account .{0,300} (?:lacks|does not have) .{0,300}(?:strong|AES)",
    ),
    EventKind(
        id=104,
        name="a Protected User tried DES or RC4",
        log="Microsoft-Windows-Authentication/ProtectedUserFailures-DomainController",
        provider=KDC,
        when="a member of Protected Users pre-authenticated with DES or RC4",
        proves=("the account is a Protected User, and its client used a DES or RC4 key",),
        not_proved=("that the account lacks AES keys: the client may have chosen RC4 for its own reasons",),
        next=("the client's policy and DefaultEncryptionType", "AvailableKeys in the account's 4768"),
        source="MS-KILE 3.3.5.6; detection wiki's manifest dump",
        opening=r"pre-?authentication by using DES or RC4 failed",
    ),
    EventKind(
        id=9,
        name="the password of krbtgt was changed",
        log="System",
        provider=KDC,
        when="a KDC changed the password of krbtgt, as raising the functional level to 2008 makes it do",
        proves=("krbtgt has a new key on this DC",),
        not_proved=("that the other DCs have it: it replicates apart from what caused it",),
        next=("event 14 and event 10 in the System log of every DC", "pwdLastSet of krbtgt as each DC has it"),
        source="detection wiki's manifest dump; Exchange team blog, 13 February 2015 (opening only)",
        opening=NO_TEXT,
    ),
    EventKind(
        id=10,
        name="the password of krbtgt could not be changed",
        log="System",
        provider=KDC,
        when="a KDC tried to change the password of krbtgt and failed",
        proves=("krbtgt kept its old key on this DC",),
        not_proved=("why: the record's data holds the reason, not its text",),
        next=("pwdLastSet of krbtgt as each DC has it, and replication between them",),
        source="detection wiki's manifest dump; Exchange team blog, 13 February 2015 (opening only)",
        opening=NO_TEXT,
    ),
    EventKind(
        id=11,
        name="two accounts have the same name",
        log="System",
        provider=KDC,
        when="a KDC looked for a principal name and found more than one account",
        proves=("the name in the record belongs to two accounts or more, so no ticket is given for it",),
        not_proved=("which of them is the right one",),
        next=("setspn -X, setspn -Q <name>", "KDC_ERR_PRINCIPAL_NOT_UNIQUE (8) at the client, or a fall back to NTLM"),
        source="detection wiki's manifest dump; setspn reference; RFC 4120 section 7.5.9",
        opening=r"KDC encountered duplicate names",
    ),
    EventKind(
        id=28,
        name="the key version of another realm is unknown here",
        log="System",
        provider=KDC,
        when="a DC was shown a ticket of another realm under a key version of the trust that it does not have",
        proves=("this DC and the one that issued the ticket do not have the same key of the trust",),
        not_proved=("that the trust is broken: after a change of its password this may be replication that lags",),
        next=("replication of the trust's account", "netdom trust /verify, when it stays"),
        source="Microsoft TechNet, dd363831",
        opening=NO_TEXT,
    ),
    *KDCSVC_KINDS,
    *LEGACY_KINDS,
    EventKind(
        id=4624,
        name="a logon",
        log="Security",
        provider=SECURITY,
        when="a host accepted a logon",
        proves=("the service's host opened the ticket and knows the account in it",),
        not_proved=("which etype the ticket had: this record does not say", "which key of the service opened it"),
        next=("the DC's 4769 for the etypes of the ticket",),
        source="Microsoft Learn, event 4624",
        opening=r"An account was successfully logged on",
    ),
    EventKind(
        id=4625,
        name="a failed logon",
        log="Security",
        provider=SECURITY,
        when="a host refused a logon; for Kerberos over the network, the machine of the service logs it",
        proves=("the request reached this machine and ended here",),
        not_proved=("that the DC did anything wrong: it was not asked",),
        next=("Status and Sub Status: kdcsim explain <number>", "the DC's 4769 just before"),
        source="Microsoft Learn, event 4625; fact sheet 2000-2012R2 section 2",
        opening=r"An account failed to log on",
    ),
    EventKind(
        id=4768,
        name="a TGT was asked for",
        log="Security",
        provider=SECURITY,
        when="a DC answered an AS request (unless it only asked for pre-authentication)",
        proves=("what this DC answered at this time, with its settings and its copy of the account",),
        not_proved=(
            "what another DC would have answered: patch level, registry and replication differ",
            "anything about services: the etype of a TGT follows krbtgt's key, not the client's account",
        ),
        next=("the 4769s that follow from the same address",),
        source="Microsoft Learn, event 4768; 'Detect and remediate RC4 usage in Kerberos'",
        opening=r"A Kerberos authentication ticket \(TGT\) was requested",
    ),
    EventKind(
        id=4769,
        name="a service ticket was asked for",
        log="Security",
        provider=SECURITY,
        when="a DC answered a TGS request",
        proves=("what this DC answered at this time, with its settings and its copy of the accounts",),
        not_proved=(
            "that the service could open the ticket: a keytab without that key fails later, and no DC logs it",
            "what another DC would have answered: patch level, registry and replication differ",
            "that a client which is missing here did not connect: tickets are cached for ten hours",
        ),
        next=("event 4 on the client if the connection failed all the same",),
        source="Microsoft Learn, event 4769; fact sheet 2012-2026 sections 6 and 8",
        opening=r"A Kerberos service ticket was requested",
    ),
    EventKind(
        id=4770,
        name="a service ticket was renewed",
        log="Security",
        provider=SECURITY,
        when="a DC renewed a ticket",
        proves=("the old ticket still opened, and the account was allowed to go on",),
        not_proved=("that a new ticket would get the same etype: a renewal is not a new choice",),
        next=("the 4768 or 4769 that issued the first one",),
        source="Microsoft Learn, event 4770",
        opening=r"A Kerberos service ticket was renewed",
    ),
    EventKind(
        id=4771,
        name="pre-authentication failed",
        log="Security",
        provider=SECURITY,
        when="a DC could not accept the proof that a client sent with its AS request",
        proves=("the client sent a timestamp or a certificate that this DC did not accept",),
        not_proved=("which etype the client used: this record has no etypes at all",),
        next=("who asks from that address, and whether it is a person, a service or a keytab",),
        source="Microsoft Learn, event 4771",
        opening=r"Kerberos pre-authentication failed\.",
    ),
)

EVENT_KINDS: dict[int, EventKind] = {row.id: row for row in sorted(_ROWS, key=lambda row: row.id)}


def kind_of(number: int) -> EventKind | None:
    """The kind of an event number; None when it is none that tells of Kerberos etypes."""
    return EVENT_KINDS.get(number)


def kind_of_record(event: EventSeen) -> EventKind | None:
    """The kind of a record that was seen; what two kinds have in common when it may be either."""
    kind, other = kind_of(event.id), None if event.or_id is None else kind_of(event.or_id)
    return kind if kind is None or other is None else either(kind, other)
