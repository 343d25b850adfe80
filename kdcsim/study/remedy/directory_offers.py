"""What can be done to accounts: supported etypes, flags, versions, SPNs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kdcsim.ad.directory import Account, AccountKind, NotUnique
from kdcsim.ad.supported import AES_SK, ETYPE_BITS
from kdcsim.study.remedy.kind import Kind, Risk
from kdcsim.study.remedy.scope import Scope, Wanted, newest
from kdcsim.study.remedy.strength import account_weakens, taken
from kdcsim.study.remedy.told import Told
from kdcsim.world.action import Action, SetFlag, SetOsVersion, SetSpn, SetSupportedEtypes
from kdcsim.world.state import Dc, World

MASKS = ((0x18, "AES alone"), (0x1C, "AES and RC4"), (0x7, "RC4 and DES"))


def offers(world: World, scope: Scope) -> Iterator[Told]:
    """Give every remedy on the accounts of a scope."""
    for account in scope.accounts:
        knowing = [dc for dc in scope.dcs if dc.directory.get(account.name) is not None]
        yield from _etypes(world, newest(knowing), account)
        yield from _version(world, newest(knowing), account)
    for domain in dict.fromkeys(dc.domain for dc in scope.dcs):
        dc = newest(world.dcs_of(domain))
        for trust in dc.directory.trusts():
            named = replace(trust, name=f"{world.domain(domain).netbios}\\{trust.name}")
            yield from _etypes(world, dc, named)
    for wanted in scope.wanted:
        yield from _spn(world, scope, wanted)


def _etypes(world: World, dc: Dc, account: Account) -> Iterator[Told]:
    if account.kind in (AccountKind.KRBTGT, AccountKind.DC):
        return
    features = (account.supported_etypes or 0) & ~(ETYPE_BITS | AES_SK)
    for mask, name in MASKS:
        value = mask | features
        if value != account.supported_etypes:
            words = f"set msDS-SupportedEncryptionTypes of {account.name} to {value:#x} ({name})"
            yield _mask(world, dc, account, value, words)
    if account.supported_etypes is not None:
        yield _mask(world, dc, account, None, f"clear msDS-SupportedEncryptionTypes of {account.name}")
    if account.des_only:
        flag = SetFlag(account=account.name, flag="des-only", value=False)
        yield Told(Kind.ETYPES, account.name, f"clear 'use DES keys only' of {account.name}", (flag,))


def _mask(world: World, dc: Dc, account: Account, mask: int | None, words: str) -> Told:
    change = SetSupportedEtypes(account=account.name, value=mask)
    weaker = account_weakens(world, dc, account, replace(account, supported_etypes=mask))
    risks = (Risk.WEAKER,) if weaker else ()
    return Told(Kind.ETYPES, account.name, words, (change,), risks, "no key is made or lost by that")


def _version(world: World, dc: Dc, account: Account) -> Iterator[Told]:
    """A computer that calls itself older than version 6 is not believed (MS-KILE note 62)."""
    change, believed = SetOsVersion(account=account.name, version=None), replace(account, os_version=None)
    if taken(world, dc, account) == taken(world, dc, believed):
        return
    risks = (Risk.WEAKER,) if account_weakens(world, dc, account, believed) else ()
    words = f"clear operatingSystemVersion of {account.name} (now {account.os_version})"
    yield Told(Kind.OS_VERSION, account.name, words, (change,), risks, "below 6 its declared etypes are passed over")


def _spn(world: World, scope: Scope, wanted: Wanted) -> Iterator[Told]:
    """Give an SPN to the account that the service runs as, and take it from everybody else."""
    if wanted.opened_by is None:
        return
    directory = scope.dcs[0].directory
    right, owner = directory.get(wanted.opened_by), directory.service(wanted.spn)
    if right is None or (isinstance(owner, Account) and owner.name == right.name):
        return
    told = owner.accounts if isinstance(owner, NotUnique) else ((owner.name,) if isinstance(owner, Account) else ())
    wrong = tuple(name for name in told if name != right.name and _bears(directory.get(name), wanted.spn))
    actions: list[Action] = [SetSpn(account=name, remove=(wanted.spn,)) for name in wrong]
    if not _bears(right, wanted.spn):
        actions.append(SetSpn(account=right.name, add=(wanted.spn,)))
    words = f"give {wanted.spn} to {right.name} alone"
    yield Told(Kind.SPN, wanted.spn, words, tuple(actions), _spn_risks(world, wanted, wrong))


def _bears(account: Account | None, spn: str) -> bool:
    """Whether a name is an account's own: one that its HOST stands for is not."""
    return account is not None and spn.lower() in (each.lower() for each in account.spns)


def _spn_risks(world: World, wanted: Wanted, wrong: tuple[str, ...]) -> tuple[Risk, ...]:
    """What is lost where the name was: a computer's HOST stands for all that it offers (sPNMappings, MS-ADTS)."""
    if wanted.spn.lower().startswith("host/") and any(name.endswith("$") for name in wrong):
        return (Risk.NAME,)
    elsewhere = (host for host in world.hosts.values() if host.name != wanted.at)
    running = ((host.sessions.values(), {service.session for service in host.services}) for host in elsewhere)
    answers = any(each.account in wrong for sessions, busy in running for each in sessions if each.luid in busy)
    return (Risk.OUTAGE,) if answers else ()
