"""What can be done on member hosts: sessions, registry, clock, services, updates, restarts."""

from __future__ import annotations

from collections.abc import Iterator

from kdcsim.ad.host.host import Host, Service
from kdcsim.ad.host.session import LOCAL_SYSTEM, LogonSession
from kdcsim.ad.policy import UPDATES
from kdcsim.ad.settings import CATALOGUE, FILTER_LSA, FILTER_POLICIES
from kdcsim.ad.supported import AES, RC4
from kdcsim.study import wording
from kdcsim.study.remedy.kind import Kind, Risk
from kdcsim.study.remedy.scope import Scope, held_by
from kdcsim.study.remedy.told import Told
from kdcsim.world.action import (
    Action,
    Authenticate,
    Boot,
    ChangeMachinePassword,
    ClockSkew,
    DeleteRegistry,
    ExportKeytab,
    InstallUpdate,
    PurgeTickets,
    SetRegistry,
    SetServiceAccount,
    StartService,
    StopService,
    Wait,
)
from kdcsim.world.state import World

LIMITS = (FILTER_LSA, FILTER_POLICIES)
"""Values that keep etypes out: taking one away lets RC4 in again where it allowed none."""
LONG_ENOUGH = 11 * 3600
"""Longer than any ticket lives under the default policy of ten hours."""


def offers(world: World, scope: Scope) -> Iterator[Told]:
    """Give every remedy on the hosts of a scope."""
    for host in scope.hosts:
        yield from _sessions(host, scope)
        yield from _registry(host)
        yield from _clock(host)
        yield from _services(world, host)
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
        words = f"purge the tickets of {_named(session)} on {host.name}"
        if session.tickets and here in scope.asking:
            yield Told(Kind.PURGE, who, words, (purge,))
        again = Authenticate(host=host.name, session=session.luid)
        note = "it asks the KDC for its salt again, if it asks for one"
        yield Told(Kind.RENEW_TGT, who, f"{words} and let it log on anew", (purge, again), note=note)


def _named(session: LogonSession) -> str:
    return wording.session(session.luid, session.name)


def _registry(host: Host) -> Iterator[Told]:
    for setting in CATALOGUE:
        value = host.registry.get(setting)
        if value is not None:
            words = f"remove {setting.name} (now {value}) on {host.name}"
            delete = DeleteRegistry(machine=host.name, name=setting.full)
            risks = (Risk.WEAKER,) if setting in LIMITS and not value & RC4 else ()
            note = f"read {setting.read_on(dc=False)}"
            yield Told(Kind.REGISTRY, f"{host.name} {setting.name}", words, (delete,), risks, note=note)
    if host.generation.windows and host.generation.implemented & AES and host.registry.get(FILTER_POLICIES) != AES:
        limit = SetRegistry(machine=host.name, name=FILTER_POLICIES.full, value=AES)
        words = f"allow AES alone on {host.name} by policy (SupportedEncryptionTypes {AES:#x})"
        note = "a computer writes what it allows into its own account when it starts"
        yield Told(Kind.REGISTRY, f"{host.name} policy", words, (limit,), note=note)


def _clock(host: Host) -> Iterator[Told]:
    if host.clock_offset:
        right = ClockSkew(machine=host.name, seconds=0)
        yield Told(Kind.CLOCK, host.name, f"let {host.name} take its time from the domain", (right,))


def _services(world: World, host: Host) -> Iterator[Told]:
    for service in host.services:
        what = f"{host.name}/{service.name}"
        stop = StopService(host=host.name, service=service.name)
        start = StartService(host=host.name, service=service.name)
        yield Told(Kind.RESTART_SERVICE, what, f"restart {service.name} on {host.name}", (stop, start))
        if service.keytab is not None and service.keytab_account is not None:
            export = ExportKeytab(host=host.name, service=service.name, account=service.keytab_account)
            words = f"export the keytab of {service.name} on {host.name} anew{_salted(world, host, service)}"
            yield Told(Kind.KEYTAB, what, f"{words} and restart it", (export, stop, start))
        if service.keytab is None and host.generation.windows:
            yield from _accounts(host, service)


def _salted(world: World, host: Host, service: Service) -> str:
    """The salt that the KDC tells, where the keytab was made with another."""
    account = held_by(world, host.domain, service.keytab_account or "")
    known = () if account is None else account.keys.usable(check_marker=False)
    right = next((key.salt for key in known if key.salt is not None), None)
    wrong = any(key.salt not in (None, right) for key in service.keytab or ())
    return f" with the salt {wording.salt(right)}" if right is not None and wrong else ""


def _accounts(host: Host, service: Service) -> Iterator[Told]:
    for account in ("NetworkService", "LocalSystem"):
        if service.runs_as.lower() == account.lower():
            continue
        change = SetServiceAccount(host=host.name, service=service.name, account=account)
        risks = (Risk.PRIVILEGE,) if account == "LocalSystem" else ()
        words = f"let {service.name} on {host.name} run as {account}"
        yield Told(Kind.SERVICE_ACCOUNT, f"{host.name}/{service.name}", words, (change,), risks)


def _machine(host: Host) -> Iterator[Told]:
    boot, stands = Boot(host=host.name), (Risk.OUTAGE,)
    if host.sessions:
        change = ChangeMachinePassword(host=host.name)
        words = f"let {host.name} change its machine password"
        note = "its sessions make keys with the salts they know"
        yield Told(Kind.MACHINE_PASSWORD, host.name, words, (change,), note=note)
        if not host.sessions[LOCAL_SYSTEM].tickets:
            rejoin = ChangeMachinePassword(host=host.name, rejoin=True)
            words = f"reset the machine password of {host.name} from outside, and restart it"
            note = "for a host that lost its secure channel"
            yield Told(Kind.REBOOT, host.name, words, (rejoin, boot), stands, note)
    yield Told(Kind.REBOOT, host.name, f"restart {host.name}", (boot,), stands)


def _updates(host: Host) -> Iterator[Told]:
    for kb, row in UPDATES.items():
        if host.os in row.applies_to and kb not in host.updates:
            install: Action = InstallUpdate(machine=host.name, kb=kb)
            about, words, note = (
                f"{kb} on {host.name}",
                f"install {kb} on {host.name}",
                f"{row.sentence} [{row.source}]",
            )
            if row.effect is None:
                yield Told(Kind.UPDATE, about, words, (install,), note=note)
            else:
                restarted = (install, Boot(host=host.name))
                yield Told(Kind.UPDATE, about, f"{words} and restart it", restarted, (Risk.OUTAGE,), note)


def _time(scope: Scope) -> Iterator[Told]:
    logons = tuple(
        Authenticate(host=host.name, session=session.luid)
        for host in scope.hosts
        for session in sorted(host.sessions.values(), key=lambda s: s.luid)
        if session.account is not None and session.account == host.account
    )
    if logons:
        words = "wait until every ticket has run out; sessions log on anew when they next ask for one"
        yield Told(Kind.WAIT, "11 hours", words, (Wait(seconds=LONG_ENOUGH), *logons))
