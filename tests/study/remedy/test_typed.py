"""What is typed for every action, on every kind of machine: Windows old and new, Samba, and Linux."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from kdcsim.ad.host.host import Service
from kdcsim.ad.host.session import LOCAL_SYSTEM, NETWORK_SERVICE
from kdcsim.ad.policy.client_generation import CLIENTS
from kdcsim.scenario.load import load
from kdcsim.study.remedy.command import commands
from kdcsim.study.run import play
from kdcsim.world.action import (
    Action,
    Authenticate,
    Boot,
    ChangeMachinePassword,
    ChangePassword,
    ClockSkew,
    DeleteRegistry,
    DemoteDc,
    ExportKeytab,
    HashOnlyReset,
    InstallCumulativeUpdate,
    InstallUpdate,
    LogOff,
    LogOn,
    PromoteDc,
    PurgeTickets,
    RaiseFunctionalLevel,
    RebootDc,
    RemoveKeytab,
    Replicate,
    RestartKdc,
    RotateKrbtgt,
    RotateTrustPassword,
    SetFlag,
    SetOsVersion,
    SetRegistry,
    SetServiceAccount,
    SetSpn,
    SetSupportedEtypes,
    StartService,
    StopService,
    Wait,
    user_luid,
)
from kdcsim.world.state import World
from tests.study.plan.test_puzzles import barred

ESTATE = """\
kdcsim: 1
title: a bit of everything
start: 2024-01-08T08:00:00Z
domains:
  corp.test:
    functional_level: 2008
    dcs: {DC1: {os: 2019, update: 2022-11}, DC2: 2008R2, SMB1: samba-2022-12}
    accounts:
      dora: {password: Winter-24-x}
      svc: {password: Print-1, spns: [HTTP/web.corp.test, HTTP/web]}
      robot: {password: Robot-1}
      rc4: {password: Robot-4, hash_only: true}
      farm: {kind: gmsa, password: Farm-1}
  far.test:
    functional_level: 2016
    dcs: {FAR-1: 2022, FAR-2: 2022}
    accounts:
      svc: {password: Far-1}
      guest: {password: Guest-1}
trusts:
  both: {domain: corp.test, other: far.test}
hosts:
  W2000: {os: 2000, domain: corp.test, services: {old: NetworkService, older: NetworkService}}
  W7: {os: 7, domain: corp.test}
  W11: {os: 11, domain: corp.test, services: {web: {runs_as: svc, password: Print-1}, spool: NetworkService}}
  LNX: {os: Linux, domain: corp.test, services: {smb: robot}}
  FAR-PC: {os: 11, domain: far.test}
steps:
  - boot: W2000
  - boot: W7
  - boot: W11
  - boot: LNX
  - log_on: {on: W11, user: dora, password: Winter-24-x}
  - log_on: {on: W7, user: dora, password: Winter-24-x}
  - log_on: {on: LNX, user: dora, password: Winter-24-x}
"""
POLICY = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System\Kerberos\Parameters"
LSA = r"HKLM\SYSTEM\CurrentControlSet\Control\Lsa\Kerberos\Parameters"
KDC = r"HKLM\SYSTEM\CurrentControlSet\Services\Kdc"
GROUP_POLICY = (
    "# and in the Group Policy that sets it for W11, if one does:"
    " 'Network security: Configure encryption types allowed for Kerberos'"
)
ASK = '-NewPassword (Read-Host -AsSecureString "new password")'


@cache
def estate() -> World:
    """How the estate ends."""
    return play(load(ESTATE, "estate.yaml")).branches[0].end


MACHINES: list[tuple[Action, tuple[str, ...]]] = [
    (Boot(host="W11"), ("shutdown /r /t 0 /m \\\\W11",)),
    (Boot(host="LNX"), ("systemctl reboot        # on LNX",)),
    (RebootDc(dc="DC1"), ("shutdown /r /t 0 /m \\\\DC1",)),
    (RebootDc(dc="SMB1"), ("systemctl reboot        # on SMB1",)),
    (
        ClockSkew(machine="W11", seconds=0),
        (
            "w32tm /config /computer:W11 /syncfromflags:domhier /update",
            "w32tm /resync /computer:W11",
        ),
    ),
    (ClockSkew(machine="LNX", seconds=0), ("chronyc makestep        # on LNX",)),
    (Wait(seconds=11 * 3600), ("# wait 11 hours",)),
    (
        DeleteRegistry(machine="W11", name="DefaultEncryptionType"),
        (f'reg delete "\\\\W11\\{LSA}" /v DefaultEncryptionType /f',),
    ),
    (
        SetRegistry(machine="DC1", name="DefaultDomainSupportedEncTypes", value=0x38),
        (f'reg add "\\\\DC1\\{KDC}" /v DefaultDomainSupportedEncTypes /t REG_DWORD /d 56 /f',),
    ),
    (
        SetRegistry(machine="W11", name=f"{POLICY}\\SupportedEncryptionTypes", value=24),
        (f'reg add "\\\\W11\\{POLICY}" /v SupportedEncryptionTypes /t REG_DWORD /d 24 /f', GROUP_POLICY),
    ),
    (
        DeleteRegistry(machine="W11", name=f"{LSA}\\SupportedEncryptionTypes"),
        (f'reg delete "\\\\W11\\{LSA}" /v SupportedEncryptionTypes /f', GROUP_POLICY),
    ),
    (
        SetRegistry(machine="W11", name=r"HKLM\SOFTWARE\Vendor\App\Level", value=2),
        ('reg add "\\\\W11\\HKLM\\SOFTWARE\\Vendor\\App" /v Level /t REG_DWORD /d 2 /f',),
    ),
    (
        SetRegistry(machine="SMB1", name="kdc default domain supported enctypes", value=24),
        (
            "# write 'kdc default domain supported enctypes = 24' under [global] in smb.conf        # on SMB1",
            "smbcontrol all reload-config        # on SMB1",
        ),
    ),
    (
        DeleteRegistry(machine="SMB1", name="kdc default domain supported enctypes"),
        (
            "# take out 'kdc default domain supported enctypes' under [global] in smb.conf        # on SMB1",
            "smbcontrol all reload-config        # on SMB1",
        ),
    ),
]
SESSIONS: list[tuple[Action, tuple[str, ...]]] = [
    (PurgeTickets(host="W11", session=LOCAL_SYSTEM), ("klist -li 0x3e7 purge        # on W11",)),
    (PurgeTickets(host="W11", session=user_luid("W11", "dora")), ("klist purge        # on W11, as dora",)),
    (PurgeTickets(host="W11", session=0xABC), ("klist purge        # on W11, as 0xabc",)),
    (PurgeTickets(host="LNX", session=user_luid("LNX", "dora")), ("kdestroy        # on LNX, as dora",)),
    (PurgeTickets(host="LNX", session=LOCAL_SYSTEM), ("kdestroy        # on LNX, as LocalSystem",)),
    (
        Authenticate(host="W11", session=LOCAL_SYSTEM),
        ("klist -li 0x3e7 get ldap/dc1.corp.test        # on W11",),
    ),
    (
        Authenticate(host="W11", session=user_luid("W11", "dora")),
        ("klist get ldap/dc1.corp.test        # on W11, as dora",),
    ),
    (Authenticate(host="LNX", session=LOCAL_SYSTEM), ("kinit -k 'LNX$@CORP.TEST'        # on LNX, as LocalSystem",)),
    (Authenticate(host="LNX", session=user_luid("LNX", "dora")), ("kinit        # on LNX, as dora",)),
    (Authenticate(host="W7", session=user_luid("W7", "dora")), ("# dora locks W7 and unlocks it with the password",)),
    (Authenticate(host="W7", session=LOCAL_SYSTEM), ("gpupdate /target:computer /force        # on W7",)),
    (Authenticate(host="W2000", session=NETWORK_SERVICE), ("sc \\\\W2000 stop old", "sc \\\\W2000 start old")),
    (Authenticate(host="W7", session=NETWORK_SERVICE), ("shutdown /r /t 0 /m \\\\W7",)),
    (LogOff(host="W11", session=user_luid("W11", "dora")), ("# dora logs off from W11",)),
    (LogOff(host="W11", session=0xABC), ("# 0xabc logs off from W11",)),
    (LogOn(host="W11", user="dora", password="x"), ("# dora logs on to W11 with the new password",)),
]
SERVICES: list[tuple[Action, tuple[str, ...]]] = [
    (StopService(host="W11", service="web"), ("sc \\\\W11 stop web",)),
    (StartService(host="LNX", service="smb"), ("systemctl start smb        # on LNX",)),
    (StopService(host="LNX", service="smb"), ("systemctl stop smb        # on LNX",)),
    *(
        (
            SetServiceAccount(host="W11", service="web", account=account, password="x"),
            (
                f'sc \\\\W11 config web obj= "{typed}" password= "{secret}"',
                "sc \\\\W11 stop web",
                "sc \\\\W11 start web",
            ),
        )
        for account, typed, secret in (
            ("LocalSystem", "LocalSystem", ""),
            ("NetworkService", "NT AUTHORITY\\NetworkService", ""),
            ("localservice", "NT AUTHORITY\\LocalService", ""),
            ("svc", "CORP\\svc", "<its password>"),
            ("FAR\\svc", "FAR\\svc", "<its password>"),
        )
    ),
    (RemoveKeytab(host="LNX", service="smb"), ("# take the keytab of smb away        # on LNX",)),
    (ExportKeytab(host="LNX", service="smb", account="LNX$"), ("net ads keytab create -P        # on LNX",)),
    (
        ExportKeytab(host="W11", service="web", account="svc"),
        (
            (
                "ktpass /out web.keytab /princ HTTP/web.corp.test@CORP.TEST /mapuser CORP\\svc /crypto All"
                " /ptype KRB5_NT_PRINCIPAL /pass * -setpass -setupn /kvno 1 /rawsalt CORP.TESTsvc        # on DC1"
            ),
        ),
    ),
    (
        ExportKeytab(host="LNX", service="smb", account="robot", etypes=(18, 17, 23, 3, 1, 16)),
        (
            "ktutil        # on LNX",
            *(
                f'    addent -password -p robot@CORP.TEST -k 1 -e {etype} -s "CORP.TESTrobot"'
                for etype in (
                    "aes256-cts-hmac-sha1-96",
                    "aes128-cts-hmac-sha1-96",
                    "arcfour-hmac",
                    "des-cbc-md5",
                    "des-cbc-crc",
                )
            ),
            "    wkt smb.keytab",
            "    quit",
        ),
    ),
    (
        ExportKeytab(host="LNX", service="smb", account="FAR\\svc", etypes=(18,), kvno=7, salt="guessed"),
        (
            "ktutil        # on LNX",
            '    addent -password -p svc@FAR.TEST -k 7 -e aes256-cts-hmac-sha1-96 -s "guessed"',
            "    wkt smb.keytab",
            "    quit",
        ),
    ),
    (
        ExportKeytab(host="W11", service="web", account="W11$"),
        (
            (
                "ktpass /out web.keytab /princ HOST/W11@CORP.TEST /mapuser CORP\\W11$ /crypto All"
                " /ptype KRB5_NT_PRINCIPAL /pass * -setpass -setupn /kvno 1"
                " /rawsalt CORP.TESThostw11.corp.test        # on DC1"
            ),
        ),
    ),
    (
        ExportKeytab(host="LNX", service="smb", account="rc4", etypes=(23,)),
        (
            "ktutil        # on LNX",
            '    addent -password -p rc4@CORP.TEST -k 1 -e arcfour-hmac -s "CORP.TESTrc4"',
            "    wkt smb.keytab",
            "    quit",
        ),
    ),
    (ExportKeytab(host="LNX", service="smb", account="nobody"), ()),
]
ACCOUNTS: list[tuple[Action, tuple[str, ...]]] = [
    *(
        (SetOsVersion(account=account, version=version), (f"Set-AD{noun} '{account}' -Server dc1.corp.test {change}",))
        for account, noun, version, change in (
            ("W11$", "Computer", None, "-Clear operatingSystemVersion"),
            ("W11$", "Computer", "10.0", "-OperatingSystemVersion '10.0'"),
            ("DC1$", "Computer", None, "-Clear operatingSystemVersion"),
            ("farm", "ServiceAccount", None, "-Clear operatingSystemVersion"),
            ("svc", "User", None, "-Clear operatingSystemVersion"),
            ("nobody", "User", None, "-Clear operatingSystemVersion"),
        )
    ),
    (
        SetSupportedEtypes(account="FAR\\SVC", value=24),
        ("Set-ADUser 'svc' -Server far-1.far.test -Replace @{'msDS-SupportedEncryptionTypes'=24}",),
    ),
    (
        SetSupportedEtypes(account="guest", value=None, dc="FAR-2"),
        ("Set-ADUser 'guest' -Server far-2.far.test -Clear msDS-SupportedEncryptionTypes",),
    ),
    (
        SetSupportedEtypes(account="guest", value=None),
        ("Set-ADUser 'guest' -Server far-1.far.test -Clear msDS-SupportedEncryptionTypes",),
    ),
    (
        SetSupportedEtypes(account="nobody", value=24),
        ("Set-ADUser 'nobody' -Server dc1.corp.test -Replace @{'msDS-SupportedEncryptionTypes'=24}",),
    ),
    (
        SetSupportedEtypes(account="CORP\\FAR.TEST", value=0x1F),
        (
            (
                "ksetup /setenctypeattr far.test DES-CBC-CRC DES-CBC-MD5 RC4-HMAC-MD5 AES128-CTS-HMAC-SHA1-96"
                " AES256-CTS-HMAC-SHA1-96        # on DC1"
            ),
        ),
    ),
    (
        SetSupportedEtypes(account="CORP\\FAR.TEST", value=0x10),
        ("ksetup /setenctypeattr far.test AES256-CTS-HMAC-SHA1-96        # on DC1",),
    ),
    (
        SetSupportedEtypes(account="CORP\\FAR.TEST", value=0x4),
        ("ksetup /setenctypeattr far.test RC4-HMAC-MD5        # on DC1",),
    ),
    (
        SetSupportedEtypes(account="CORP\\FAR.TEST", value=None),
        ("ksetup /delenctypeattr far.test        # on DC1",),
    ),
    (
        SetSpn(account="svc", add=("HTTP/a", "HTTP/b"), remove=("HTTP/c",)),
        ("setspn -D HTTP/c CORP\\svc", "setspn -S HTTP/a CORP\\svc", "setspn -S HTTP/b CORP\\svc"),
    ),
    (SetSpn(account="FAR\\svc", remove=("HTTP/c",)), ("setspn -D HTTP/c FAR\\svc",)),
    (
        ChangePassword(account="FAR\\svc", password="x"),
        (f"Set-ADAccountPassword 'svc' -Reset {ASK} -Server far-1.far.test",),
    ),
    (
        ChangePassword(account="svc", password="x", dc="DC2"),
        (f"Set-ADAccountPassword 'svc' -Reset {ASK} -Server dc2.corp.test",),
    ),
    (ChangeMachinePassword(host="W11"), ("nltest /server:W11 /sc_change_pwd:corp.test",)),
    (
        ChangeMachinePassword(host="W11", rejoin=True),
        ("netdom resetpwd /server:dc1.corp.test /userd:CORP\\Administrator /passwordd:*        # on W11",),
    ),
    (
        ChangeMachinePassword(host="W11", rejoin=True, dc="DC2"),
        ("netdom resetpwd /server:dc2.corp.test /userd:CORP\\Administrator /passwordd:*        # on W11",),
    ),
    (ChangeMachinePassword(host="LNX"), ("net ads changetrustpw        # on LNX",)),
    (ChangeMachinePassword(host="LNX", rejoin=True), ("net ads join -U Administrator        # on LNX",)),
    (HashOnlyReset(account="svc", password="x"), ()),
]
FLAGS: list[tuple[Action, tuple[str, ...]]] = [
    *(
        (
            SetFlag(account="CORP\\dora", flag=flag, value=value),
            tuple(f"{cmdlet} 'dora'{switches} -Server dc1.corp.test" for cmdlet, switches in typed),
        )
        for flag, value, typed in (
            ("des-only", True, [("Set-ADAccountControl", " -UseDESKeyOnly $true")]),
            ("des-only", False, [("Set-ADAccountControl", " -UseDESKeyOnly $false")]),
            ("disabled", True, [("Disable-ADAccount", "")]),
            ("disabled", False, [("Enable-ADAccount", "")]),
            ("expired", False, [("Clear-ADAccountExpiration", "")]),
            ("locked", False, [("Unlock-ADAccount", "")]),
            ("locked", True, []),
            ("password-expired", True, [("Set-ADUser", " -ChangePasswordAtLogon $true")]),
            (
                "password-expired",
                False,
                [("Set-ADUser", " -ChangePasswordAtLogon $true"), ("Set-ADUser", " -ChangePasswordAtLogon $false")],
            ),
            ("smartcard-required", True, [("Set-ADUser", " -SmartcardLogonRequired $true")]),
            ("smartcard-required", False, [("Set-ADUser", " -SmartcardLogonRequired $false")]),
        )
    ),
    (
        SetFlag(account="guest", flag="outside-logon-hours", value=False, dc="FAR-2"),
        ("net user guest /times:all        # on FAR-2",),
    ),
    (SetFlag(account="svc", flag="allowed-to-authenticate", value=True), ()),
]
DOMAINS: list[tuple[Action, tuple[str, ...]]] = [
    (Replicate(domain="FAR"), ("repadmin /syncall far-1.far.test /AdeP",)),
    (Replicate(), ("repadmin /syncall dc1.corp.test /AdeP", "repadmin /syncall far-1.far.test /AdeP")),
    (
        RaiseFunctionalLevel(domain="corp.test", level="2012R2"),
        ("Set-ADDomainMode -Identity corp.test -DomainMode Windows2012R2Domain",),
    ),
    *(
        (
            RotateKrbtgt(domain="corp.test", dc=dc),
            (
                (
                    "Set-ADAccountPassword krbtgt -Reset -NewPassword"
                    f' (Read-Host -AsSecureString "anything") -Server {there}.corp.test'
                ),
            ),
        )
        for dc, there in ((None, "dc1"), ("DC2", "dc2"))
    ),
    (
        RotateTrustPassword(domain="corp.test", other="far.test"),
        (
            (
                "netdom trust corp.test /domain:far.test /reset /userD:FAR\\Administrator /passwordD:*"
                " /userO:CORP\\Administrator /passwordO:*"
            ),
        ),
    ),
    (RestartKdc(dc="DC1"), ("sc \\\\DC1 stop kdc", "sc \\\\DC1 start kdc")),
    (RestartKdc(dc="SMB1"), ("systemctl restart samba-ad-dc        # on SMB1",)),
    (
        InstallCumulativeUpdate(dc="DC1", update="2026-04"),
        ("# bring DC1 to the update level 2026-04 (Windows Update, WSUS), and restart it",),
    ),
    (DemoteDc(dc="DC1"), ("Uninstall-ADDSDomainController        # on DC1",)),
    (DemoteDc(dc="DC2"), ("dcpromo        # on DC2",)),
    (DemoteDc(dc="SMB1"), ("samba-tool domain demote -U Administrator        # on SMB1",)),
    (DemoteDc(dc="GONE"), ("Uninstall-ADDSDomainController        # on GONE",)),
    *(
        (PromoteDc(dc="NEW", domain="corp.test", os=os), (f"dcpromo        # on NEW, Windows Server {os}",))
        for os in ("2000", "2003", "2008", "2008R2")
    ),
    (
        PromoteDc(dc="NEW", domain="corp.test", os="2012"),
        (
            "Install-WindowsFeature AD-Domain-Services -IncludeManagementTools        # on NEW, Windows Server 2012",
            (
                "Install-ADDSDomainController -DomainName corp.test -Credential (Get-Credential)"
                "        # on NEW, Windows Server 2012"
            ),
        ),
    ),
]
PACKAGES = {
    "2000": "Windows2000-KB1-x86-ENU.exe",
    "XP": "WindowsXP-KB1-x86-ENU.exe",
    "2003": "WindowsServer2003-KB1-x86-ENU.exe",
    "Vista": "wusa Windows6.0-KB1-x64.msu",
    "2008": "wusa Windows6.0-KB1-x64.msu",
    "7": "wusa Windows6.1-KB1-x64.msu",
    "2008R2": "wusa Windows6.1-KB1-x64.msu",
    "8": "wusa Windows8-RT-KB1-x64.msu",
    "2012": "wusa Windows8-RT-KB1-x64.msu",
    "8.1": "wusa Windows8.1-KB1-x64.msu",
    "2012R2": "wusa Windows8.1-KB1-x64.msu",
    "10": "wusa windows10.0-KB1-x64.msu",
    "2022": "wusa windows10.0-KB1-x64.msu",
}


def as_if(os: str) -> World:
    """A small world, if its PC were another system."""
    world = barred()[1].end
    return replace(world, hosts={"PC": replace(world.host("PC"), os=os)})


@pytest.mark.parametrize("table", [MACHINES, SESSIONS, SERVICES, ACCOUNTS, FLAGS, DOMAINS], ids=range(6))
def test_every_action_has_its_commands(table: list[tuple[Action, tuple[str, ...]]]) -> None:
    """In the syntax of the tool that is there, at the DC that knows the account, with names that are known."""
    assert [(action, commands(action, estate())) for action, _ in table] == table


def test_an_update_comes_in_the_package_of_its_system() -> None:
    """Before Vista an .exe; then by the version of Windows that it is."""
    update = InstallUpdate(machine="PC", kb="KB1")
    assert {os: commands(update, as_if(os)) for os in PACKAGES} == {
        os: (f"{package} /quiet /norestart        # on PC",) for os, package in PACKAGES.items()
    }
    (line,) = commands(InstallUpdate(machine="DC1", kb="KB1"), as_if("XP"))
    assert line == f"{PACKAGES['2022']} /quiet /norestart        # on DC1"


def test_a_built_in_account_is_written_as_sc_wants_it() -> None:
    """Without a password; any other with its domain, and with one."""
    for account, typed, secret in (
        ("LocalSystem", "LocalSystem", ""),
        ("NetworkService", "NT AUTHORITY\\NetworkService", ""),
        ("localservice", "NT AUTHORITY\\LocalService", ""),
        ("svc", "CORP\\svc", "<its password>"),
    ):
        config, *_ = commands(SetServiceAccount(host="PC", service="web", account=account), as_if("11"))
        assert config == f'sc \\\\PC config web obj= "{typed}" password= "{secret}"'


def test_what_klist_can_do_depends_on_the_system() -> None:
    """No ``get`` before Windows 8, no ``-li`` before Vista."""
    oldest = "# PC has a klist without -li: a restart of PC throws these tickets away"
    for os in PACKAGES:
        world = as_if(os)
        (purge,) = commands(PurgeTickets(host="PC", session=NETWORK_SERVICE), world)
        assert purge == (oldest if os in ("2000", "XP", "2003") else "klist -li 0x3e4 purge        # on PC")
        (again,) = commands(Authenticate(host="PC", session=LOCAL_SYSTEM), world)
        old = os in ("2000", "XP", "2003", "Vista", "2008", "7", "2008R2")
        asks = "klist -li 0x3e7 get ldap/dc1.corp.test        # on PC"
        assert again == ("gpupdate /target:computer /force        # on PC" if old else asks)


def test_one_computer_is_told_what_fits_its_system() -> None:
    """The same computer as if it were old, new, or no Windows at all; no directory is asked."""
    world = barred()[1].end
    pc = world.host("PC")
    pair = Service(name="old", runs_as="NetworkService", session=0x3E4)
    other = replace(pair, name="other", session=0x3E7)
    linux = replace(pc, os="Linux", generation=CLIENTS["Linux"])
    old = replace(pc, os="XP", services=(other, pair, replace(pair, name="older")))
    for host, action, lines in (
        (pc, Wait(seconds=7200), ("# wait 2 hours",)),
        (pc, Boot(host="PC"), ("shutdown /r /t 0 /m \\\\PC",)),
        (linux, Boot(host="PC"), ("systemctl reboot        # on PC",)),
        (linux, ClockSkew(machine="PC", seconds=0), ("chronyc makestep        # on PC",)),
        (pc, LogOff(host="PC", session=user_luid("PC", "eve")), ("# eve logs off from PC",)),
        (pc, LogOn(host="PC", user="eve", password="x"), ("# eve logs on to PC with the new password",)),
        (pc, StopService(host="PC", service="old"), ("sc \\\\PC stop old",)),
        (pc, StartService(host="PC", service="old"), ("sc \\\\PC start old",)),
        (linux, StopService(host="PC", service="old"), ("systemctl stop old        # on PC",)),
        (
            old,
            PurgeTickets(host="PC", session=0x3E4),
            ("# PC has a klist without -li: a restart of PC throws these tickets away",),
        ),
        (old, Authenticate(host="PC", session=0x3E4), ("sc \\\\PC stop old", "sc \\\\PC start old")),
        (
            pc,
            DeleteRegistry(machine="PC", name="DefaultEncryptionType"),
            (f'reg delete "\\\\PC\\{LSA}" /v DefaultEncryptionType /f',),
        ),
        (
            pc,
            DeleteRegistry(machine="PC", name=f"HKEY_LOCAL_MACHINE{LSA[4:]}\\defaultencryptiontype"),
            (f'reg delete "\\\\PC\\{LSA}" /v DefaultEncryptionType /f',),
        ),
    ):
        assert commands(action, replace(world, hosts={"PC": host})) == lines
