"""LogonSession: one identity on one host, with its own keys, salts and ticket cache.

LSA keeps a list of {etype, salt, key} per logon session, so two sessions of the same machine account can hold different
AES keys for the very same password. This is where the story of 2012 happened.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from kdcsim.ad.policy import SaltQuestion, session_salt
from kdcsim.ad.supported import BIT_OF, ETYPE_BITS, STRENGTH
from kdcsim.krb5.crypto import string_to_key
from kdcsim.krb5.key import Key
from kdcsim.krb5.messages import Ticket
from kdcsim.krb5.numbers import EType
from kdcsim.reason import Decision

AES_ETYPES: tuple[int, ...] = (EType.AES256_CTS_HMAC_SHA1_96, EType.AES128_CTS_HMAC_SHA1_96)
DES_ETYPES: tuple[int, ...] = (EType.DES_CBC_MD5, EType.DES_CBC_CRC)

LOCAL_SYSTEM = 0x3E7
NETWORK_SERVICE = 0x3E4
LOCAL_SERVICE = 0x3E5


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltinSession:
    """A logon session that every Windows host has. ``machine`` = it acts as the computer account on the network.

    ``knows_machine_salt``: its keys are made by the code that joined the domain, which knows the salt (fact sheet
    2000-2012R2 section 1.2 link 12, the one link that rests on an assumption).
    """

    luid: int
    name: str
    sid: str
    machine: bool
    knows_machine_salt: bool
    logon_type: str
    plain_credential: bool = False
    """Its credential is the machine's own, handled unlike a user's: before Vista it knows no older password."""


BUILTIN: tuple[BuiltinSession, ...] = (
    BuiltinSession(
        luid=LOCAL_SYSTEM,
        name="LocalSystem",
        sid="S-1-5-18",
        machine=True,
        knows_machine_salt=True,
        logon_type="(none)",
        plain_credential=True,
    ),
    BuiltinSession(
        luid=NETWORK_SERVICE,
        name="NetworkService",
        sid="S-1-5-20",
        machine=True,
        knows_machine_salt=False,
        logon_type="Service",
    ),
    BuiltinSession(
        luid=LOCAL_SERVICE,
        name="LocalService",
        sid="S-1-5-19",
        machine=False,
        knows_machine_salt=False,
        logon_type="Service",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionKey:
    """One key of a session's list: its salt, the rule that chose the salt, and which password it was made from.

    ``kvno`` is the version that a keytab gives the key; keys that LSA makes have none.
    """

    key: Key
    salt: str | None
    salt_rule: str
    password_number: int = 0
    kvno: int | None = None

    @property
    def etype(self) -> int:
        """The key's etype."""
        return self.key.etype


@dataclass(frozen=True, slots=True, kw_only=True)
class CachedTicket:
    """A ticket in a session's cache, with what the KDC told the client about it.

    Times: microseconds since the epoch.
    """

    server: str
    server_realm: str
    client: str
    client_realm: str
    ticket: Ticket
    session_key: Key
    flags: int
    auth_time: int
    start_time: int
    end_time: int
    renew_till: int | None
    kdc_called: str

    @property
    def is_tgt(self) -> bool:
        """Whether this is a ticket-granting ticket."""
        return self.server.lower().startswith("krbtgt/")

    def valid(self, now: int) -> bool:
        """Whether the ticket has not run out."""
        return now < self.end_time


@dataclass(frozen=True, slots=True, kw_only=True)
class LogonSession:
    """One logon session. ``account`` is None for sessions that are anonymous on the network (LocalService).

    ``password`` and ``previous_password`` are what the session can make keys from; ``salt`` is what decides their salt;
    ``fixed_keys`` stand for a keytab: keys that were made elsewhere and never change by themselves; ``named`` says that
    the service asks that keytab for one name and version only, not for any key that fits.
    ``implemented`` are the etype bits that its build knows at all: no other keys are made.
    ``retries_previous``: a refused AS exchange is tried again with the password before the current one.
    """

    luid: int
    name: str
    sid: str
    logon_type: str
    account: str | None
    realm: str
    password: str = ""
    previous_password: str | None = None
    password_number: int = 0
    salt: SaltQuestion | None = None
    fixed_keys: tuple[SessionKey, ...] | None = None
    keys: tuple[SessionKey, ...] = ()
    tickets: tuple[CachedTicket, ...] = ()
    logon_time: int = 0
    image: str = ""
    upn: str | None = None
    named: bool = False
    retries_previous: bool = True
    implemented: int = ETYPE_BITS

    def tgt(self, realm: str, now: int) -> CachedTicket | None:
        """Find a valid TGT for a realm."""
        return self.ticket_for(f"krbtgt/{realm}", now)

    def ticket_for(self, server: str, now: int) -> CachedTicket | None:
        """Find a valid ticket by service name; names compare without regard to case."""
        for ticket in self.tickets:
            if ticket.server.lower() == server.lower() and ticket.valid(now):
                return ticket
        return None

    def with_ticket(self, ticket: CachedTicket) -> LogonSession:
        """Put a ticket in the cache in the place of an older one for the same service."""
        others = tuple(t for t in self.tickets if t.server.lower() != ticket.server.lower())
        return replace(self, tickets=(*others, ticket))

    def purged(self) -> LogonSession:
        """Throw away every ticket. Keys and salt stay: this is what ``klist purge`` does and does not do."""
        return replace(self, tickets=())

    def key(self, etype: int) -> SessionKey | None:
        """The current key of an etype."""
        return next((k for k in self.keys if k.etype == etype and k.password_number == self.password_number), None)

    def told(self, salt: str, told_by: str) -> LogonSession:
        """Take over a salt that the KDC told, and make the keys anew with it; a keytab's keys stay what they are."""
        if self.fixed_keys is not None:
            return self
        assert self.salt is not None, "a session without an identity is told no salt"
        return replace(self, salt=replace(self.salt, told=salt, told_by=told_by)).rederived()

    def with_older_password(self) -> LogonSession | None:
        """This session as it was before the last password change; None when it keeps no older password."""
        if self.previous_password is None or self.fixed_keys is not None:
            return None
        number = self.password_number - 1
        older = replace(self, password=self.previous_password, previous_password=None, password_number=number)
        return older.rederived()

    def salt_decision(self) -> Decision[str | None] | None:
        """Which salt its AES keys are made with, and why; None for sessions that make no keys."""
        return None if self.salt is None or self.fixed_keys is not None else session_salt(self.salt)

    def rederived(self) -> LogonSession:
        """Make the key list from the passwords and the salt that the session knows now."""
        decision = self.salt_decision()
        if decision is None:
            return replace(self, keys=self.fixed_keys or ())
        keys = _keys_of(self.password, self.password_number, decision, self.implemented)
        if self.previous_password is not None:
            keys += _keys_of(self.previous_password, self.password_number - 1, decision, self.implemented)
        return replace(self, keys=keys)


def _keys_of(password: str, number: int, decision: Decision[str | None], implemented: int) -> tuple[SessionKey, ...]:
    rc4 = SessionKey(key=string_to_key(EType.RC4_HMAC, password), salt=None, salt_rule="", password_number=number)
    if decision.value is None:
        return (rc4,)
    salt, salt_rule = decision.value, decision.reason.decided.rule
    salted = tuple(
        SessionKey(key=string_to_key(e, password, salt), salt=salt, salt_rule=salt_rule, password_number=number)
        for e in (*AES_ETYPES, *DES_ETYPES)
        if BIT_OF[e] & implemented
    )
    return tuple(sorted((rc4, *salted), key=lambda k: STRENGTH.index(EType(k.etype))))
