"""Command: what an administrator types for an action, one line each; a line that begins with # is not typed."""

from __future__ import annotations

from kdcsim.ad.settings import find
from kdcsim.world import action as verb
from kdcsim.world.action import Action
from kdcsim.world.state import World

_BUILTIN = {
    "localsystem": "LocalSystem",
    "networkservice": r"NT AUTHORITY\NetworkService",
    "localservice": r"NT AUTHORITY\LocalService",
}


def commands(action: Action, world: World) -> tuple[str, ...]:
    """Give the commands for one action; nothing for what happens by itself."""
    return _machine(action) or _session(action) or _service(action) or _directory(action) or _domain(action, world)


def _machine(action: Action) -> tuple[str, ...]:
    match action:
        case verb.DeleteRegistry(machine=machine, name=name):
            return (f'reg delete "\\\\{machine}\\{_path(name)}" /v {_name(name)} /f',)
        case verb.SetRegistry(machine=machine, name=name, value=value):
            return (f'reg add "\\\\{machine}\\{_path(name)}" /v {_name(name)} /t REG_DWORD /d {value} /f',)
        case verb.InstallUpdate(machine=machine, kb=kb):
            return (f"wusa {kb}.msu /quiet /norestart        # on {machine}",)
        case verb.Boot(host=host) | verb.RebootDc(dc=host):
            return (f"shutdown /r /t 0 /m \\\\{host}",)
        case verb.RestartKdc(dc=dc):
            return (f"sc \\\\{dc} stop kdc", f"sc \\\\{dc} start kdc")
        case verb.InstallCumulativeUpdate(dc=dc, update=update):
            return (f"# bring {dc} to the update level {update} (Windows Update), and restart it",)
    return ()


def _session(action: Action) -> tuple[str, ...]:
    match action:
        case verb.PurgeTickets(host=host, session=session):
            return (f"klist -li {session:#x} purge        # on {host}",)
        case verb.Authenticate(host=host, session=session):
            return (f"# session {session:#x} on {host} logs on by itself when it next asks for a ticket",)
        case verb.Wait(seconds=seconds):
            return (f"# wait {seconds // 3600} hours",)
    return ()


def _service(action: Action) -> tuple[str, ...]:
    match action:
        case verb.StopService(host=host, service=service):
            return (f"sc \\\\{host} stop {service}",)
        case verb.StartService(host=host, service=service):
            return (f"sc \\\\{host} start {service}",)
        case verb.SetServiceAccount(host=host, service=service, account=account, password=password):
            obj = _BUILTIN.get(account.lower(), account)
            secret = " password= *" if password is not None else ""
            return (f'sc \\\\{host} config {service} obj= "{obj}"{secret}', f"# restart {service} on {host}")
        case verb.ExportKeytab(host=host, service=service, account=account):
            return (f"ktpass -out {service}.keytab -mapuser {account} -crypto all -ptype KRB5_NT_PRINCIPAL -pass *",)
    return ()


def _directory(action: Action) -> tuple[str, ...]:
    match action:
        case verb.SetSupportedEtypes(account=account, value=None):
            return (f"{_setter(account)} -Clear msDS-SupportedEncryptionTypes",)
        case verb.SetSupportedEtypes(account=account, value=value):
            return (f"{_setter(account)} -Replace @{{'msDS-SupportedEncryptionTypes'={value:#x}}}",)
        case verb.SetFlag(account=account, flag="des-only", value=value):
            return (f"Set-ADAccountControl {account} -UseDESKeyOnly ${str(value).lower()}",)
        case verb.SetSpn(account=account, add=add, remove=remove):
            return (*(f"setspn -D {spn} {account}" for spn in remove), *(f"setspn -S {spn} {account}" for spn in add))
        case verb.ChangePassword(account=account, dc=dc):
            return (f"Set-ADAccountPassword {account} -Reset{'' if dc is None else f' -Server {dc}'}",)
        case verb.ChangeMachinePassword(host=host, rejoin=True):
            return (f"netdom resetpwd /server:DC /userd:ADMIN /passwordd:*        # on {host}",)
        case verb.ChangeMachinePassword(host=host):
            return (f"nltest /server:{host} /sc_change_pwd:DOMAIN",)
    return ()


def _domain(action: Action, world: World) -> tuple[str, ...]:
    match action:
        case verb.Replicate():
            return ("repadmin /syncall /AdeP",)
        case verb.RaiseFunctionalLevel(domain=domain, level=level):
            return (f"Set-ADDomainMode {domain} -DomainMode Windows{level}Domain",)
        case verb.DemoteDc(dc=dc):
            old = dc.upper() in world.dcs and world.dc(dc).os in ("2000", "2003", "2008", "2008R2")
            return (f"{'dcpromo' if old else 'Uninstall-ADDSDomainController'}        # on {dc}",)
        case verb.PromoteDc(dc=dc, domain=domain, os=os):
            old = os in ("2000", "2003", "2008", "2008R2")
            tool = "dcpromo" if old else f"Install-ADDSDomainController -DomainName {domain}"
            return (f"{tool}        # on {dc}, Windows Server {os}",)
    return ()


def _path(name: str) -> str:
    setting = find(name)
    return setting.path if setting is not None else name.rpartition("\\")[0]


def _name(name: str) -> str:
    setting = find(name)
    return setting.name if setting is not None else name.rpartition("\\")[2]


def _setter(account: str) -> str:
    return f"Set-ADComputer {account.rstrip('$')}" if account.endswith("$") else f"Set-ADUser {account}"
