"""What can be done to passwords: a new one for an account, or the one it has told to who lags behind."""

from __future__ import annotations

from collections.abc import Iterator

from kdcsim.ad.directory import Account, AccountKind
from kdcsim.ad.host.host import Host
from kdcsim.ad.supported import AES, etypes_of
from kdcsim.krb5.crypto import string_to_key
from kdcsim.krb5.key import Key
from kdcsim.krb5.numbers import EType
from kdcsim.study.remedy.kind import Kind
from kdcsim.study.remedy.scope import Scope, held_by, newest
from kdcsim.study.remedy.told import Told
from kdcsim.world.action import (
    Action,
    ChangePassword,
    ExportKeytab,
    LogOff,
    LogOn,
    Replicate,
    SetServiceAccount,
    StartService,
    StopService,
    user_luid,
)
from kdcsim.world.state import World

NEW_PASSWORD = "a new password, long and random"


def offers(world: World, scope: Scope) -> Iterator[Told]:
    """Give every remedy by a password that somebody types."""
    hosts = {host.account.lower() for host in world.hosts.values()}
    for account in scope.accounts:
        typed = account.kind is AccountKind.USER
        elsewhere = account.kind is AccountKind.COMPUTER and account.name.lower() not in hosts
        serves = account.spns or any(_services_told(host, account) for host in world.hosts.values())
        if elsewhere or (typed and (serves or _lacks_aes(account))):
            yield _new(world, scope, account)
    for host in scope.hosts:
        yield from _current(world, host)


def _lacks_aes(account: Account) -> bool:
    """Whether a user's password was set where no AES key is made of it."""
    return not any(key.etype in etypes_of(AES) for key in account.keys.usable(check_marker=True))


def _new(world: World, scope: Scope, account: Account) -> Told:
    """A new password at the newest DC that knows the account, and whoever uses it told."""
    dc = newest(dc for dc in scope.dcs if dc.directory.get(account.name) is not None)
    actions: list[Action] = [ChangePassword(account=account.name, password=NEW_PASSWORD, dc=dc.name), Replicate()]
    users = list[Action]()
    for host in world.hosts.values():
        actions += _services_told(host, account)
        users += _users_told(host, account)
    told = [word for word, there in (("its services", actions[2:]), ("its user", users)) if there]
    words = f"set the password of {account.name} at {dc.name}" + (f", and tell {' and '.join(told)}" if told else "")
    made = "AES keys are made" if dc.generation.writes_aes else "no AES key is made there"
    return Told(Kind.PASSWORD, account.name, words, (*actions, *users), note=made)


def _services_told(host: Host, account: Account) -> tuple[Action, ...]:
    return tuple(_services_of(host, account))


def _services_of(host: Host, account: Account) -> Iterator[Action]:
    for service in host.services:
        here, name = host.name, service.name
        if service.keytab is None and service.runs_as.split("\\")[-1].lower() == account.name.lower():
            yield SetServiceAccount(host=here, service=name, account=service.runs_as, password=NEW_PASSWORD)
        if service.keytab is not None and (service.keytab_account or "").lower() == account.name.lower():
            yield ExportKeytab(host=here, service=name, account=account.name)
            yield StopService(host=here, service=name)
            yield StartService(host=here, service=name)


def _users_told(host: Host, account: Account) -> Iterator[Action]:
    """Who is logged on with the old password leaves and comes again; a service that is called so is no user."""
    luid = user_luid(host.name, account.name)
    session = None if luid in (service.session for service in host.services) else host.sessions.get(luid)
    if session is not None:
        yield LogOff(host=host.name, session=luid)
        yield LogOn(host=host.name, user=account.name, password=NEW_PASSWORD)


def _current(world: World, host: Host) -> Iterator[Told]:
    """Tell a service the password that its account has, where it keeps another and somebody knows it."""
    for service in host.services:
        account = held_by(world, host.domain, service.runs_as) if service.keytab is None else None
        if account is None or account.kind is not AccountKind.USER or _nt(service.password or "") == account.keys.nt:
            continue
        right = next((word for word in _known(world, account.name) if _nt(word) == account.keys.nt), None)
        if right is not None:
            tell = SetServiceAccount(host=host.name, service=service.name, account=service.runs_as, password=right)
            words = f"tell {service.name} on {host.name} the password that {account.name} has now"
            yield Told(Kind.TELL_PASSWORD, f"{host.name}/{service.name}", words, (tell,))


def _known(world: World, name: str) -> Iterator[str]:
    """Every password that some service or session keeps for an account of this name."""
    for host in world.hosts.values():
        yield from (s.password for s in host.services if s.password and s.runs_as.lower().endswith(name.lower()))
        yield from (s.password for s in host.sessions.values() if (s.account or "").lower() == name.lower())


def _nt(password: str) -> Key:
    return string_to_key(EType.RC4_HMAC, password)
