"""Command: what an administrator types for an action, one line each; a line that begins with # is not typed.

What follows ``        # on`` is where it is typed. Words in angle brackets are secrets that nobody should read here.
Syntax as in Microsoft Learn's references of reg, shutdown, sc, klist, w32tm, wusa and gpupdate, in KB262841 for the
packages before Vista, and in the manual pages of systemd, chrony and MIT krb5 for what is no Windows.
"""

from __future__ import annotations

from kdcsim.ad.host.host import Host
from kdcsim.ad.host.session import BUILTIN, LOCAL_SYSTEM
from kdcsim.ad.settings import FILTER_LSA, FILTER_POLICIES, SAMBA_DEFAULT, find
from kdcsim.study.remedy.command_of_account import account_commands
from kdcsim.study.remedy.command_of_domain import domain_commands
from kdcsim.study.remedy.command_of_keytab import keytab_commands
from kdcsim.study.remedy.place import at, named_account, windows
from kdcsim.world import action as verb
from kdcsim.world.action import Action
from kdcsim.world.state import World

_BUILTIN = {
    "localsystem": "LocalSystem",
    "networkservice": r"NT AUTHORITY\NetworkService",
    "localservice": r"NT AUTHORITY\LocalService",
}
_PACKAGES = {"2000": "Windows2000-", "XP": "WindowsXP-", "2003": "WindowsServer2003-"}
"""What update packages of systems before Vista are called: .exe files that take /quiet and /norestart (KB262841)."""
_MSU = {
    "Vista": "Windows6.0-",
    "2008": "Windows6.0-",
    "7": "Windows6.1-",
    "2008R2": "Windows6.1-",
    "8": "Windows8-RT-",
    "2012": "Windows8-RT-",
    "8.1": "Windows8.1-",
    "2012R2": "Windows8.1-",
}
_OLD_KLIST = ("2000", "XP", "2003", "Vista", "2008", "7", "2008R2")
"""Their klist has no ``get`` (Microsoft Learn, klist for 2008 R2 and for 2012); before Vista it has no ``-li``."""
_NO_LI = ("2000", "XP", "2003")


def commands(action: Action, world: World) -> tuple[str, ...]:
    """Give the commands for one action; nothing for what happens by itself."""
    for told in (_machine, _session, _service, keytab_commands, account_commands, domain_commands):
        if lines := told(action, world):
            return lines
    return ()


def _machine(action: Action, world: World) -> tuple[str, ...]:
    match action:
        case verb.DeleteRegistry(machine=machine, name=name):
            return _registry(machine, name, None)
        case verb.SetRegistry(machine=machine, name=name, value=value):
            return _registry(machine, name, value)
        case verb.InstallUpdate(machine=machine, kb=kb):
            return (at(_package(_os(world, machine), kb), machine),)
        case verb.Boot(host=machine) | verb.RebootDc(dc=machine):
            if not windows(world, machine):
                return (at("systemctl reboot", machine),)
            return (f"shutdown /r /t 0 /m \\\\{machine}",)
        case verb.ClockSkew(machine=machine):
            if not windows(world, machine):
                return (at("chronyc makestep", machine),)
            config = f"w32tm /config /computer:{machine} /syncfromflags:domhier /update"
            return (config, f"w32tm /resync /computer:{machine}")
        case verb.Wait(seconds=seconds):
            return (f"# wait {seconds // 3600} hours",)
    return ()


def _registry(machine: str, name: str, value: int | None) -> tuple[str, ...]:
    """A value, or its removal; what Group Policy writes comes back with the next refresh unless it goes there too."""
    setting = find(name)
    path = setting.path if setting is not None else name.rpartition("\\")[0]
    bare = setting.name if setting is not None else name.rpartition("\\")[2]
    if path == SAMBA_DEFAULT.path:
        change = f"take out '{bare}'" if value is None else f"write '{bare} = {value}'"
        return (at(f"# {change} under [global] in smb.conf", machine), at("smbcontrol all reload-config", machine))
    verb_, rest = ("delete", "") if value is None else ("add", f" /t REG_DWORD /d {value}")
    line = f'reg {verb_} "\\\\{machine}\\{path}" /v {bare}{rest} /f'
    if setting not in (FILTER_POLICIES, FILTER_LSA):
        return (line,)
    policy = "Network security: Configure encryption types allowed for Kerberos"
    return (line, f"# and in the Group Policy that sets it for {machine}, if one does: '{policy}'")


def _package(os: str, kb: str) -> str:
    if os in _PACKAGES:
        return f"{_PACKAGES[os]}{kb}-x86-ENU.exe /quiet /norestart"
    return f"wusa {_MSU.get(os, 'windows10.0-')}{kb}-x64.msu /quiet /norestart"


def _session(action: Action, world: World) -> tuple[str, ...]:
    match action:
        case verb.PurgeTickets(host=name, session=luid):
            host = world.host(name)
            return (_purge(host, luid),)
        case verb.Authenticate(host=name, session=luid):
            return _logs_on(world, world.host(name), luid)
        case verb.LogOff(host=name, session=luid):
            return (f"# {_user(world.host(name), luid)} logs off from {name}",)
        case verb.LogOn(host=name, user=user):
            return (f"# {user} logs on to {name} with the new password",)
    return ()


def _purge(host: Host, luid: int) -> str:
    if not host.generation.windows:
        return at("kdestroy", host.name, _user(host, luid))
    if luid not in (each.luid for each in BUILTIN):
        return at("klist purge", host.name, _user(host, luid))
    if host.os in _NO_LI:
        return f"# {host.name} has a klist without -li: a restart of {host.name} throws these tickets away"
    return at(f"klist -li {luid:#x} purge", host.name)


def _logs_on(world: World, host: Host, luid: int) -> tuple[str, ...]:
    """Make a session ask for a ticket, and so for a TGT: by klist where it can, else by what is at hand."""
    target = f"ldap/{world.dcs_of(host.domain)[0].fqdn}"
    builtin = luid in (each.luid for each in BUILTIN)
    realm = world.domain(host.domain).realm
    if not host.generation.windows:
        return (at(f"kinit -k '{host.account}@{realm}'" if builtin else "kinit", host.name, _user(host, luid)),)
    if host.os not in _OLD_KLIST:
        flag = f" -li {luid:#x}" if builtin else ""
        return (at(f"klist{flag} get {target}", host.name, None if builtin else _user(host, luid)),)
    if not builtin:
        return (f"# {_user(host, luid)} locks {host.name} and unlocks it with the password",)
    if luid == LOCAL_SYSTEM:
        return (at("gpupdate /target:computer /force", host.name),)
    services = [s.name for s in host.services if s.session == luid]
    lines = [
        line
        for name in services[:1]
        for line in (f"sc \\\\{host.name} stop {name}", f"sc \\\\{host.name} start {name}")
    ]
    return tuple(lines) or (f"shutdown /r /t 0 /m \\\\{host.name}",)


def _service(action: Action, world: World) -> tuple[str, ...]:
    match action:
        case verb.StopService(host=host, service=service):
            return (_controlled(world, host, "stop", service),)
        case verb.StartService(host=host, service=service):
            return (_controlled(world, host, "start", service),)
        case verb.SetServiceAccount(host=host, service=service, account=account):
            name = _BUILTIN.get(account.lower()) or named_account(world, host, account)
            secret = "" if account.lower() in _BUILTIN else "<its password>"
            return (
                f'sc \\\\{host} config {service} obj= "{name}" password= "{secret}"',
                _controlled(world, host, "stop", service),
                _controlled(world, host, "start", service),
            )
    return ()


def _controlled(world: World, host: str, change: str, service: str) -> str:
    return f"sc \\\\{host} {change} {service}" if windows(world, host) else at(f"systemctl {change} {service}", host)


def _user(host: Host, luid: int) -> str:
    session = host.sessions.get(luid)
    return f"{luid:#x}" if session is None else session.name


def _os(world: World, machine: str) -> str:
    return world.dc(machine).os if machine.upper() in world.dcs else world.host(machine).os
