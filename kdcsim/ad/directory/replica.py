"""Directory: one DC's replica, looked up by name and by SPN the way a KDC does.

Names compare without regard to case (MS-KILE note 28); two accounts that claim the same SPN make it unusable.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kdcsim.ad.directory.account import Account, AccountKind


@dataclass(frozen=True, slots=True)
class Unknown:
    """No account answers to that name."""

    name: str


@dataclass(frozen=True, slots=True)
class NotUnique:
    """Several accounts claim that SPN."""

    name: str
    accounts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Directory:
    """A frozen set of accounts with two indexes."""

    accounts: Mapping[str, Account]
    by_spn: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, accounts: Iterable[Account]) -> Directory:
        """Index these accounts."""
        by_name = {account.name.lower(): account for account in accounts}
        return cls(by_name, _index(by_name))

    def get(self, name: str) -> Account | None:
        """Find an account by its sAMAccountName, with or without the dollar sign of a computer."""
        low = name.lower()
        found = self.accounts.get(low) or self.accounts.get(low + "$")
        return None if found is None or found.deleted else found

    def client(self, name: str) -> Account | Unknown:
        """Find the account a client name stands for: sAMAccountName, UPN, or host SPN."""
        found = self.get(name) or self._by_upn(name)
        if found is None and "/" in name:
            owner = self.service(name)
            found = owner if isinstance(owner, Account) else None
        return found or Unknown(name)

    def service(self, spn: str) -> Account | Unknown | NotUnique:
        """Find the one account that bears an SPN; ``HOST/x`` also answers for the classes mapped to it."""
        for candidate in (spn, _host_alias(spn)):
            owners = self.by_spn.get(candidate.lower(), ())
            if len(owners) > 1:
                return NotUnique(spn, tuple(self.accounts[o].name for o in owners))
            if owners:
                return self.accounts[owners[0]]
        return (self.get(spn) if "/" not in spn else None) or Unknown(spn)

    def with_account(self, account: Account) -> Directory:
        """Put in or replace one account."""
        key = account.name.lower()
        old = self.accounts.get(key)
        by_name = {**self.accounts, key: account}
        same_names = old is not None and old.spns == account.spns and old.deleted == account.deleted
        return Directory(by_name, self.by_spn if same_names else _index(by_name))

    def merged(self, other: Directory) -> Directory:
        """Take over every account of which the other replica has a later version."""
        mine = dict(self.accounts)
        for key, theirs in other.accounts.items():
            if key not in mine or theirs.changed > mine[key].changed:
                mine[key] = theirs
        return Directory(mine, _index(mine))

    def krbtgt(self) -> Account:
        """The account whose key seals this domain's TGTs."""
        return self.accounts["krbtgt"]

    def trusts(self) -> tuple[Account, ...]:
        """The trusted-domain accounts."""
        return tuple(a for a in self.accounts.values() if a.kind is AccountKind.TRUST and not a.deleted)

    def trust(self, realm: str) -> Account | None:
        """The trust account of one other realm, by its DNS name."""
        low = realm.lower()
        return next((a for a in self.trusts() if a.name.rstrip("$").lower() == low), None)

    def _by_upn(self, name: str) -> Account | None:
        low = name.lower()
        for account in self.accounts.values():
            if account.upn is not None and not account.deleted and account.upn.lower() == low:
                return account
        return None


_HOST_CLASSES = """
alerter appmgmt cisvc clipsrv browser dhcp dnscache replicator eventlog eventsystem policyagent oakley dmserver dns
mcsvc fax msiserver ias messenger netlogon netman netdde netddedsm nmagent plugplay protectedstorage rasman rpclocator
rpc rpcss remoteaccess rsvp samss scardsvr scesrv seclogon scm dcom cifs spooler snmp schedule tapisrv trksvr trkwks
ups time wins www http w3svc iisadmin msdtc
"""
HOST_CLASSES = frozenset(_HOST_CLASSES.split())
"""Service classes that HOST answers for (the sPNMappings attribute of a default forest, MS-ADTS)."""


def _host_alias(spn: str) -> str:
    service_class, _, rest = spn.partition("/")
    return f"host/{rest}" if service_class.lower() in HOST_CLASSES else spn


def _index(accounts: Mapping[str, Account]) -> dict[str, tuple[str, ...]]:
    index: dict[str, tuple[str, ...]] = {}
    for key, account in accounts.items():
        for spn in () if account.deleted else account.spns:
            low = spn.lower()
            index[low] = (*index.get(low, ()), key)
    return index
