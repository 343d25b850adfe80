"""Kdc: one key distribution centre as it stands at one moment."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from kdcsim.ad.directory import Account, AccountKind, Directory, NotUnique, StoredKey, Unknown
from kdcsim.ad.kdc.quirk import Quirk
from kdcsim.ad.policy import KdcView, Question, Target, Verdict, judge
from kdcsim.ad.policy.view import LEVEL_2008
from kdcsim.ad.supported import DES
from kdcsim.krb5.principal import PrincipalName
from kdcsim.reason import Assumed

if TYPE_CHECKING:
    from kdcsim.ad.kdc.again import Again

SKEW_SECONDS = 300
"""Clock skew that is tolerated (RFC 4120 3.2.3; Windows policy default of five minutes)."""
TICKET_SECONDS = 10 * 3600
RENEW_SECONDS = 7 * 24 * 3600
"""Windows' default Kerberos policy: tickets live 10 hours and can be renewed for 7 days (MS-KILE 3.3.1)."""
PROTECTED_SECONDS = 4 * 3600
"""TGTs of Protected Users live 4 hours (MS-KILE 3.3.5.6)."""
REMEMBERED_MOST = 4096
"""What hostile lists of etypes could fill is thrown away beyond this many entries."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kdc:
    """A DC's KDC: what it believes (``view``), what it knows (``directory``), what it has seen (``seen``).

    ``memory`` keeps what follows from the others alone: judging is pure, so the same request gets the same decisions.
    """

    realm: str
    netbios: str
    view: KdcView
    directory: Directory
    seen: Container[bytes] = field(default_factory=frozenset)
    quirks: frozenset[Quirk] = frozenset()
    memory: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)
    again: Again | None = field(default=None, compare=False, repr=False)
    """What it has granted, where it is worth keeping: on a socket the same clients come again and again."""

    def remembered(self, key: tuple[object, ...], make: Callable[[], T]) -> T:
        """Give what was made under this key before, or make it."""
        found = self.memory.get(key)
        if found is None:
            found = make()
            self.remember(key, found)
        kept: T = found
        return kept

    def remember(self, key: tuple[object, ...], made: object) -> None:
        """Keep what was made, under a key that says all that it was made of."""
        if len(self.memory) >= REMEMBERED_MOST:
            self.memory.clear()
        self.memory[key] = made

    def has(self, quirk: Quirk) -> bool:
        """Whether it was asked to misbehave in this way."""
        return bool(self.quirks) and quirk in self.quirks

    @property
    def check_marker(self) -> bool:
        """Whether this KDC passes over AES keys of another password generation."""
        return self.view.assumptions["marker-check"] == "yes"

    def keys(self, account: Account) -> tuple[StoredKey, ...]:
        """The stored keys this KDC may use of an account; a build without AES sees none of the newer keys."""
        return self.remembered(("keys", account.name, account.changed), lambda: self._keys(account))

    def _keys(self, account: Account) -> tuple[StoredKey, ...]:
        keys = account.keys.usable(check_marker=self.check_marker)
        if self.view.generation.reads_attribute:
            return keys
        return tuple(k for k in keys if k.etype not in (17, 18))

    def key(self, account: Account, etype: int) -> StoredKey | None:
        """The stored key of one etype."""
        for stored in self.keys(account):
            if stored.key.etype == etype:
                return stored
        return None

    def target(self, account: Account) -> Target:
        """Describe an account to policy, without key bytes."""
        return Target(
            name=account.name,
            kind=account.kind,
            supported=account.supported_etypes,
            keys=tuple(k.etype for k in self.keys(account)),
            os_version=account.os_version,
            des_only=account.des_only,
            protected=account.protected,
            keys_lean_on=self._leaning(account),
        )

    def _leaning(self, account: Account) -> tuple[Assumed, ...]:
        """The readings on which a list of keys rests: below functional level 2008, what was stored at all."""
        view = self.view
        if view.functional_level >= LEVEL_2008 or not view.generation.reads_attribute:
            return ()
        stored = view.assumptions.leaning("aes-keys-below-2008")
        return (stored,) if account.keys.newer_is_current() else (stored, view.assumptions.leaning("marker-check"))

    def question(
        self, account: Account, etypes: tuple[int, ...], supported: int | None = None, stamp: int | None = None
    ) -> Question:
        """Put a request about an account into policy's words; ``stamp`` is the etype of an AS request's timestamp."""
        return Question(
            kdc=self.view,
            target=self.target(account),
            client_etypes=etypes,
            client_supported=supported,
            preauth_etype=stamp,
        )

    def judged(
        self, account: Account, etypes: tuple[int, ...], supported: int | None = None, stamp: int | None = None
    ) -> Verdict:
        """Judge a request for a ticket to an account."""
        key = ("judged", account.name, etypes, supported, stamp)
        return self.remembered(key, lambda: judge(self.question(account, etypes, supported, stamp)))

    def available(self, account: Account) -> tuple[int, ...]:
        """An account's keys as this KDC's events list them: RC4 with its old names, then AES, then DES where it is on.

        Samples: "23 -133 -128 3 1" (KB2002141), "23 -133 -128" (KB4492348), "23 18 17" (S. Syfuhs, 2022; StrongWind1,
        2026-04).
        """
        return self.remembered(("available", account.name), lambda: self._available(account))

    def _available(self, account: Account) -> tuple[int, ...]:
        etypes = tuple(k.etype for k in self.keys(account))
        old = (-133, -128) if self.view.generation.lists_old_rc4 else ()
        rc4 = (23, *old) if 23 in etypes else ()
        des = (3, 1) if self.view.enabled & DES else ()
        return (*rc4, *(e for e in (18, 17, *des) if e in etypes))

    def service(self, name: PrincipalName, realm: str) -> Account | Unknown | NotUnique:
        """Find the account a service name stands for; any name of this realm's krbtgt is the krbtgt account."""
        if self.is_own_krbtgt(name):
            return self.directory.krbtgt()
        if name.components and name.components[0].lower() == "krbtgt":
            return self._trust(name)
        return self.directory.service("/".join(name.components))

    def is_own_realm(self, realm: str) -> bool:
        """Whether this is our realm, by DNS or NetBIOS name."""
        return realm == self.realm or realm.upper() in (self.realm, self.netbios.upper())

    def is_own_krbtgt(self, name: PrincipalName) -> bool:
        """Whether a name is this realm's ticket-granting service, by DNS or NetBIOS name."""
        parts = name.components
        if not parts or parts[0].lower() != "krbtgt":
            return False
        return len(parts) == 1 or self.is_own_realm(parts[1])

    def _trust(self, name: PrincipalName) -> Account | Unknown:
        wanted = name.components[1] if len(name.components) > 1 else ""
        found = self.directory.trust(wanted)
        refers = found is not None and (found.direction is None or found.direction.refers)
        return found if found is not None and refers else Unknown("/".join(name.components))


def is_krbtgt(account: Account) -> bool:
    """Whether a ticket for this account is a ticket-granting ticket of this realm."""
    return account.kind is AccountKind.KRBTGT


def is_ticket_granting(account: Account) -> bool:
    """Whether a ticket for this account is a ticket-granting ticket, of this realm or of a trusted one."""
    return account.kind in (AccountKind.KRBTGT, AccountKind.TRUST)
