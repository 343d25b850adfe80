"""What can be done on member hosts: sessions, registry, services, updates, restarts."""

from __future__ import annotations

from collections.abc import Iterator

from kdcsim.ad.host.host import Host, Service
from kdcsim.ad.host.session import LOCAL_SYSTEM
from kdcsim.ad.policy import UPDATES
from kdcsim.ad.settings import CATALOGUE, FILTER_LSA, FILTER_POLICIES
from kdcsim.ad.supported import RC4
from kdcsim.study import wording
from kdcsim.study.remedy.kind import Kind, Risk
from kdcsim.study.remedy.scope import Scope
from kdcsim.world.action import (
    Action,
    Authenticate,
    Boot,
    ChangeMachinePassword,
    DeleteRegistry,
    ExportKeytab,
    InstallUpdate,
    PurgeTickets,
    SetServiceAccount,
    StartService,
    StopService,
    Wait,
)
from kdcsim.world.state import World

Told = tuple[Kind, str, str, tuple[Action, ...], tuple[Risk, ...], str]
LIMITS = (FILTER_LSA, FILTER_POLICIES)
"""Values that keep etypes out: taking one away lets RC4 in again where it allowed none."""
LONG_ENOUGH = 11 * 3600
"""Longer than any ticket lives under the default policy of ten hours."""


def offers(world: World, scope: Scope) -> Iterator[Told]:
    """Give every remedy on the hosts of a scope."""
    for host in scope.hosts:
        yield from _sessions(host, scope)
        yield from _registry(host)
        yield from _services(host)
        yield from _machine(host)
        yield from _updates(host)
    yield from _time(scope)


def _sessions(host: Host, scope: Scope) -> Iterator[Told]:
    """A purge for who asks; a new logon for who asks or opens: nobody else's tickets and keys are in play."""
    for session in sorted(host.sessions.values(), key=lambda s: s.luid):
        here = (host.name, session.luid)
        if session.account is None or here not in scope.asking | scope.opening:
            continue
        who, purge = f"{session.name}@{host.name}", PurgeTickets(host=host.name, session=session.luid)
        if session.tickets and here in scope.asking:
            yield (
                Kind.PURGE,
                who,
                f"purge the tickets of {wording.session(session.luid)} on {host.name}",
                (purge,),
                (),
                "",
            )
        again = Authenticate(host=host.name, session=session.luid)
        words = f"purge the tickets of {wording.session(session.luid)} on {host.name} and let it log on anew"
        yield Kind.RENEW_TGT, who, words, (purge, again), (), "it asks the KDC for its salt again, if it asks for one"


def _registry(host: Host) -> Iterator[Told]:
    for setting in CATALOGUE:
        value = host.registry.get(setting)
        if value is not None:
            words = f"remove {setting.name} (now {value}) on {host.name}"
            delete = DeleteRegistry(machine=host.name, name=setting.full)
            risks = (Risk.WEAKER,) if setting in LIMITS and not value & RC4 else ()
            yield Kind.REGISTRY, f"{host.name} {setting.name}", words, (delete,), risks, f"read {setting.read}"


def _services(host: Host) -> Iterator[Told]:
    for service in host.services:
        what = f"{host.name}/{service.name}"
        stop = StopService(host=host.name, service=service.name)
        start = StartService(host=host.name, service=service.name)
        yield Kind.RESTART_SERVICE, what, f"restart {service.name} on {host.name}", (stop, start), (), ""
        if service.keytab is not None and service.keytab_account is not None:
            export = ExportKeytab(host=host.name, service=service.name, account=service.keytab_account)
            words = f"export the keytab of {service.name} on {host.name} anew and restart it"
            yield Kind.KEYTAB, what, words, (export, stop, start), (), ""
        if service.keytab is None and host.generation.windows:
            yield from _accounts(host, service)


def _accounts(host: Host, service: Service) -> Iterator[Told]:
    for account in ("NetworkService", "LocalSystem"):
        if service.runs_as.lower() == account.lower():
            continue
        change = SetServiceAccount(host=host.name, service=service.name, account=account)
        risks = (Risk.PRIVILEGE,) if account == "LocalSystem" else ()
        words = f"let {service.name} on {host.name} run as {account}"
        yield Kind.SERVICE_ACCOUNT, f"{host.name}/{service.name}", words, (change,), risks, ""


def _machine(host: Host) -> Iterator[Told]:
    if host.sessions:
        change = ChangeMachinePassword(host=host.name)
        words = f"let {host.name} change its machine password"
        yield Kind.MACHINE_PASSWORD, host.name, words, (change,), (), "its sessions make keys with the salts they know"
        if not host.sessions[LOCAL_SYSTEM].tickets:
            rejoin = ChangeMachinePassword(host=host.name, rejoin=True)
            words = f"reset the machine password of {host.name} from outside, and restart it"
            note = "for a host that lost its secure channel"
            yield Kind.REBOOT, host.name, words, (rejoin, Boot(host=host.name)), (), note
    yield Kind.REBOOT, host.name, f"restart {host.name}", (Boot(host=host.name),), (), ""


def _updates(host: Host) -> Iterator[Told]:
    for kb, row in UPDATES.items():
        if host.os in row.applies_to and kb not in host.updates:
            install = InstallUpdate(machine=host.name, kb=kb)
            words, note = f"install {kb} on {host.name}", f"{row.sentence} [{row.source}]"
            if row.effect is None:
                yield Kind.UPDATE, f"{kb} on {host.name}", words, (install,), (), note
            else:
                restarted = (install, Boot(host=host.name))
                yield Kind.UPDATE, f"{kb} on {host.name}", f"{words} and restart it", restarted, (), note


def _time(scope: Scope) -> Iterator[Told]:
    logons = tuple(
        Authenticate(host=host.name, session=session.luid)
        for host in scope.hosts
        for session in sorted(host.sessions.values(), key=lambda s: s.luid)
        if session.account is not None and session.account == host.account
    )
    if logons:
        words = "wait until every ticket has run out; sessions log on anew when they next ask for one"
        yield Kind.WAIT, "11 hours", words, (Wait(seconds=LONG_ENOUGH), *logons), (), ""
