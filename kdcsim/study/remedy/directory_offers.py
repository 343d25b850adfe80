"""What can be done to accounts: supported etypes, passwords, SPNs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kdcsim.ad.directory import Account, AccountKind, NotUnique
from kdcsim.ad.supported import AES, DES, RC4
from kdcsim.study.remedy.kind import Kind, Risk
from kdcsim.study.remedy.scope import Scope, Wanted, newest
from kdcsim.world.action import (
    Action,
    ChangePassword,
    ExportKeytab,
    Replicate,
    SetFlag,
    SetServiceAccount,
    SetSpn,
    SetSupportedEtypes,
    StartService,
    StopService,
)
from kdcsim.world.state import World

Told = tuple[Kind, str, str, tuple[Action, ...], tuple[Risk, ...], str]
MASKS = ((0x18, "AES alone"), (0x1C, "AES and RC4"), (0x7, "RC4 and DES"))
NEW_PASSWORD = "a new password, long and random"


def offers(world: World, scope: Scope) -> Iterator[Told]:
    """Give every remedy on the accounts of a scope."""
    for account in scope.accounts:
        yield from _etypes(account)
        if account.kind is AccountKind.USER:
            yield _password(world, scope, account)
    for domain in dict.fromkeys(dc.domain for dc in scope.dcs):
        for trust in world.dcs_of(domain)[0].directory.trusts():
            yield from _etypes(replace(trust, name=f"{world.domain(domain).netbios}\\{trust.name}"))
    for wanted in scope.wanted:
        yield from _spn(scope, wanted)


def _etypes(account: Account) -> Iterator[Told]:
    if account.kind in (AccountKind.KRBTGT, AccountKind.DC):
        return
    for mask, name in MASKS:
        if mask != account.supported_etypes:
            words = f"set msDS-SupportedEncryptionTypes of {account.name} to {mask:#x} ({name})"
            yield _mask(account, mask, words)
    if account.des_only:
        flag = SetFlag(account=account.name, flag="des-only", value=False)
        yield Kind.ETYPES, account.name, f"clear 'use DES keys only' of {account.name}", (flag,), (), ""
    if account.supported_etypes is not None:
        yield _mask(account, None, f"clear msDS-SupportedEncryptionTypes of {account.name}")


def _mask(account: Account, mask: int | None, words: str) -> Told:
    change = SetSupportedEtypes(account=account.name, value=mask)
    risks = (Risk.WEAKER,) if _weaker(account.supported_etypes, mask) else ()
    return Kind.ETYPES, account.name, words, (change,), risks, "no key is made or lost by that"


def _weaker(now: int | None, then: int | None) -> bool:
    """Whether AES goes, or RC4 or DES comes; an account that declares nothing is RC4's to begin with."""
    before, after = (RC4 if mask is None else mask for mask in (now, then))
    return bool(before & AES and not after & AES) or bool(after & (RC4 | DES) & ~before)


def _password(world: World, scope: Scope, account: Account) -> Told:
    dc = newest(scope.dcs)
    actions: list[Action] = [ChangePassword(account=account.name, password=NEW_PASSWORD, dc=dc.name), Replicate()]
    for host in world.hosts.values():
        for service in host.services:
            here, name = host.name, service.name
            if service.runs_as.split("\\")[-1].lower() == account.name.lower():
                told = SetServiceAccount(host=here, service=name, account=service.runs_as, password=NEW_PASSWORD)
                actions.append(told)
            if service.keytab is not None and (service.keytab_account or "").lower() == account.name.lower():
                export = ExportKeytab(host=here, service=name, account=account.name)
                again = (StopService(host=here, service=name), StartService(host=here, service=name))
                actions += [export, *again]
    words = f"set the password of {account.name} at {dc.name}, and tell its services"
    made = "AES keys are made" if dc.generation.writes_aes else "no AES key is made there"
    return Kind.PASSWORD, account.name, words, tuple(actions), (), made


def _spn(scope: Scope, wanted: Wanted) -> Iterator[Told]:
    """Give an SPN to the account that the service runs as, and take it from everybody else."""
    if wanted.opened_by is None:
        return
    directory = scope.dcs[0].directory
    right, owner = directory.get(wanted.opened_by), directory.service(wanted.spn)
    if right is None or (isinstance(owner, Account) and owner.name == right.name):
        return
    wrong = owner.accounts if isinstance(owner, NotUnique) else ((owner.name,) if isinstance(owner, Account) else ())
    actions: list[Action] = [SetSpn(account=name, remove=(wanted.spn,)) for name in wrong if name != right.name]
    if wanted.spn.lower() not in (spn.lower() for spn in right.spns):
        actions.append(SetSpn(account=right.name, add=(wanted.spn,)))
    if actions:
        yield Kind.SPN, wanted.spn, f"give {wanted.spn} to {right.name} alone", tuple(actions), (), ""
