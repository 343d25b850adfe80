"""What is typed to change an account: Active Directory cmdlets, setspn, ksetup, netdom and nltest.

Syntax as in Microsoft Learn's references of these commands. A trust is no user: its etypes are set by ksetup, on a DC
of the domain that holds the trust (KB4492348).
"""

from __future__ import annotations

from kdcsim.ad.directory import Account, AccountKind
from kdcsim.ad.supported import AES128, AES256, DES_CRC, DES_MD5, RC4
from kdcsim.study.remedy.command_of_flag import flag_commands
from kdcsim.study.remedy.place import at, home, windows
from kdcsim.world import action as verb
from kdcsim.world.action import Action
from kdcsim.world.state import Dc, World

ATTRIBUTE = "msDS-SupportedEncryptionTypes"
_KSETUP = (
    (DES_CRC, "DES-CBC-CRC"),
    (DES_MD5, "DES-CBC-MD5"),
    (RC4, "RC4-HMAC-MD5"),
    (AES128, "AES128-CTS-HMAC-SHA1-96"),
    (AES256, "AES256-CTS-HMAC-SHA1-96"),
)
"""The names that ksetup takes."""
_ASK = '-NewPassword (Read-Host -AsSecureString "new password")'
_VERBS = {AccountKind.COMPUTER: "Computer", AccountKind.DC: "Computer", AccountKind.GMSA: "ServiceAccount"}


def account_commands(action: Action, world: World) -> tuple[str, ...]:
    """The commands for what is done to one account."""
    match action:
        case verb.SetSupportedEtypes(account=account, value=value, dc=dc):
            return _etypes(world, account, value, dc)
        case verb.SetOsVersion(account=account, version=version, dc=dc):
            change = "-Clear operatingSystemVersion" if version is None else f"-OperatingSystemVersion '{version}'"
            return (f"{_set(world, account, dc)} {change}",)
        case verb.SetFlag():
            return flag_commands(action, world)
        case verb.SetSpn(account=account, add=add, remove=remove):
            domain, _ = home(world, account, None)
            name = f"{domain.netbios}\\{_bare(account)}"
            return (*(f"setspn -D {spn} {name}" for spn in remove), *(f"setspn -S {spn} {name}" for spn in add))
        case verb.ChangePassword(account=account, dc=dc):
            _, there = home(world, account, dc)
            return (f"Set-ADAccountPassword '{_bare(account)}' -Reset {_ASK} -Server {there.fqdn}",)
        case verb.ChangeMachinePassword(host=host, dc=dc, rejoin=rejoin):
            return _machine_password(world, host, dc, rejoin)
    return ()


def _etypes(world: World, account: str, value: int | None, dc: str | None) -> tuple[str, ...]:
    _, there = home(world, account, dc)
    known = there.directory.get(_bare(account))
    if known is not None and known.kind is AccountKind.TRUST:
        other = known.name.lower()
        if value is None:
            return (at(f"ksetup /delenctypeattr {other}", there.name),)
        names = " ".join(name for bit, name in _KSETUP if value & bit)
        return (at(f"ksetup /setenctypeattr {other} {names}", there.name),)
    change = f"-Clear {ATTRIBUTE}" if value is None else f"-Replace @{{'{ATTRIBUTE}'={value}}}"
    return (f"{_set(world, account, dc)} {change}",)


def _set(world: World, account: str, dc: str | None) -> str:
    _, there = home(world, account, dc)
    known = there.directory.get(_bare(account))
    verb_ = "User" if known is None else _VERBS.get(known.kind, "User")
    return f"Set-AD{verb_} '{_identity(known, account)}' -Server {there.fqdn}"


def _identity(known: Account | None, account: str) -> str:
    return _bare(account) if known is None else known.name


def _machine_password(world: World, name: str, dc: str | None, rejoin: bool) -> tuple[str, ...]:
    """By the machine itself, or by an administrator with a credential (netdom resetpwd is typed on the machine)."""
    host = world.host(name)
    domain, there = world.domain(host.domain), _there(world, host.domain, dc)
    if not windows(world, name):
        line = "net ads join -U Administrator" if rejoin else "net ads changetrustpw"
        return (at(line, name),)
    if rejoin:
        who = f"{domain.netbios}\\Administrator"
        return (at(f"netdom resetpwd /server:{there.fqdn} /userd:{who} /passwordd:*", name),)
    return (f"nltest /server:{name} /sc_change_pwd:{domain.dns}",)


def _there(world: World, domain: str, dc: str | None) -> Dc:
    return world.dc(dc) if dc is not None else world.dcs_of(domain)[0]


def _bare(account: str) -> str:
    return account.rpartition("\\")[2]
