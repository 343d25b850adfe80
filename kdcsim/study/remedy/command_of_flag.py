"""What is typed to change a flag of an account, or a state that is as plain.

Syntax as in Microsoft Learn's references of the Active Directory cmdlets, of ``net user`` (/times:all) and of dsacls,
which takes an extended right by its display name (AD schema, Allowed-To-Authenticate). A password counts as set
today once pwdLastSet was 0 and is then -1 (ADSI, "User Must Change Password at Next Logon"): so ChangePasswordAtLogon
is set and cleared.
"""

from __future__ import annotations

from kdcsim.ad.directory import Account
from kdcsim.study.remedy.place import at, home
from kdcsim.world.action import SetFlag
from kdcsim.world.state import Dc, World

_CMDLETS: dict[tuple[str, bool], tuple[tuple[str, str], ...]] = {
    ("des-only", True): (("Set-ADAccountControl", " -UseDESKeyOnly $true"),),
    ("des-only", False): (("Set-ADAccountControl", " -UseDESKeyOnly $false"),),
    ("disabled", True): (("Disable-ADAccount", ""),),
    ("disabled", False): (("Enable-ADAccount", ""),),
    ("expired", False): (("Clear-ADAccountExpiration", ""),),
    ("locked", False): (("Unlock-ADAccount", ""),),
    ("password-expired", True): (("Set-ADUser", " -ChangePasswordAtLogon $true"),),
    ("password-expired", False): (
        ("Set-ADUser", " -ChangePasswordAtLogon $true"),
        ("Set-ADUser", " -ChangePasswordAtLogon $false"),
    ),
    ("smartcard-required", True): (("Set-ADUser", " -SmartcardLogonRequired $true"),),
    ("smartcard-required", False): (("Set-ADUser", " -SmartcardLogonRequired $false"),),
}
"""The cmdlet and its switches, by flag and what it is set to."""


def flag_commands(action: SetFlag, world: World) -> tuple[str, ...]:
    """The commands for one flag of one account."""
    _, there = home(world, action.account, action.dc)
    name = action.account.rpartition("\\")[2]
    match action.flag, action.value:
        case "outside-logon-hours", False:
            return (at(f"net user {name} /times:all", there.name),)
        case "allowed-to-authenticate", True:
            return tuple(line for trust in there.directory.trusts() for line in _granted(world, there, name, trust))
    typed = _CMDLETS.get((action.flag, action.value), ())
    return tuple(f"{cmdlet} '{name}'{switches} -Server {there.fqdn}" for cmdlet, switches in typed)


def _granted(world: World, there: Dc, name: str, trust: Account) -> tuple[str, ...]:
    """A right for the users behind a trust, if it has selective authentication."""
    if not trust.selective:
        return ()
    found = f"(Get-ADObject -Filter \"sAMAccountName -eq '{name}'\" -Server {there.fqdn}).DistinguishedName"
    group = f"{world.domain(trust.name).netbios}\\Domain Users"
    return (
        f"dsacls \"\\\\{there.fqdn}\\$({found})\" /G '{group}:CA;Allowed to Authenticate'",
        f"# a group that is smaller than {group} is enough, if whoever asks is in it",
    )
