"""What is typed to change a DC or a domain.

Syntax as in Microsoft Learn's references of repadmin, sc, netdom trust, dcpromo and the ADDSDeployment cmdlets. What is
typed for krbtgt does not matter: the DC makes a password of its own (AD Forest Recovery, "Resetting the krbtgt
password").
"""

from __future__ import annotations

from kdcsim.study.remedy.place import at, windows
from kdcsim.world import action as verb
from kdcsim.world.action import Action
from kdcsim.world.state import World

_DCPROMO = ("2000", "2003", "2008", "2008R2")
"""Systems on which dcpromo adds and removes a DC."""


def domain_commands(action: Action, world: World) -> tuple[str, ...]:
    """The commands for a DC, a domain or a trust."""
    match action:
        case verb.Replicate(domain=domain):
            domains = [world.domain(domain).dns] if domain else [each.dns for each in world.domains.values()]
            return tuple(f"repadmin /syncall {world.dcs_of(each)[0].fqdn} /AdeP" for each in domains)
        case verb.RaiseFunctionalLevel(domain=domain, level=level):
            return (f"Set-ADDomainMode -Identity {domain} -DomainMode Windows{level}Domain",)
        case verb.RotateKrbtgt(domain=domain, dc=dc):
            at_dc = world.dc(dc) if dc is not None else world.dcs_of(world.domain(domain).dns)[0]
            ask = '(Read-Host -AsSecureString "anything")'
            return (f"Set-ADAccountPassword krbtgt -Reset -NewPassword {ask} -Server {at_dc.fqdn}",)
        case verb.RotateTrustPassword(domain=domain, other=other):
            here, there = world.domain(domain), world.domain(other)
            who = (
                f"/userD:{there.netbios}\\Administrator /passwordD:* /userO:{here.netbios}\\Administrator /passwordO:*"
            )
            return (f"netdom trust {here.dns} /domain:{there.dns} /reset {who}",)
    return _dc(action, world)


def _dc(action: Action, world: World) -> tuple[str, ...]:
    match action:
        case verb.RestartKdc(dc=dc) if windows(world, dc):
            return (f"sc \\\\{dc} stop kdc", f"sc \\\\{dc} start kdc")
        case verb.RestartKdc(dc=dc):
            return (at("systemctl restart samba-ad-dc", dc),)
        case verb.InstallCumulativeUpdate(dc=dc, update=update):
            return (f"# bring {dc} to the update level {update} (Windows Update, WSUS), and restart it",)
        case verb.DemoteDc(dc=dc):
            known = dc.upper() in world.dcs
            if known and not windows(world, dc):
                return (at("samba-tool domain demote -U Administrator", dc),)
            old = known and world.dc(dc).os in _DCPROMO
            return (at("dcpromo" if old else "Uninstall-ADDSDomainController", dc),)
        case verb.PromoteDc(dc=dc, domain=domain, os=os):
            new = f"{dc}, Windows Server {os}"
            if os in _DCPROMO:
                return (at("dcpromo", new),)
            return (
                at("Install-WindowsFeature AD-Domain-Services -IncludeManagementTools", new),
                at(f"Install-ADDSDomainController -DomainName {domain} -Credential (Get-Credential)", new),
            )
    return ()
