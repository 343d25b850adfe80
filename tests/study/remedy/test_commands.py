"""What an administrator types: on the right machine, with the names that are known, in the syntax of the tool."""

from __future__ import annotations

import pytest

from kdcsim.scenario.source import built_in_names
from kdcsim.study.remedy import Kind, Remedy
from kdcsim.study.remedy.command import commands
from kdcsim.study.run import play
from kdcsim.world.action import (
    Authenticate,
    ChangeMachinePassword,
    ExportKeytab,
    InstallUpdate,
    RotateTrustPassword,
    SetServiceAccount,
    SetSupportedEtypes,
)
from kdcsim.world.state import World
from tests.study.remedy.estates import KRBTGT, NAS, OLD_DOMAIN, offered, told


def _world(story: str) -> World:
    return play(told(story)).branches[0].end


def _of(offer: tuple[Remedy, ...], kind: Kind) -> Remedy:
    return next(r for r in offer if r.kind is kind)


def test_sc_is_given_the_domain_and_never_asked_to_prompt() -> None:
    """sc takes a password or an empty one; a star is a password of one letter."""
    world = _world("service-keeps-an-old-password")
    action = SetServiceAccount(host="WEB-2", service="portal", account="svc_web", password="x")
    config, stop, start = commands(action, world)
    assert config == 'sc \\\\WEB-2 config portal obj= "CONTOSO\\svc_web" password= "<its password>"'
    assert (stop, start) == ("sc \\\\WEB-2 stop portal", "sc \\\\WEB-2 start portal")
    builtin = commands(SetServiceAccount(host="WEB-2", service="portal", account="NetworkService"), world)[0]
    assert builtin.endswith('obj= "NT AUTHORITY\\NetworkService" password= ""')


def test_a_keytab_on_linux_is_made_with_salt_and_version() -> None:
    """ktutil at the host, with the kvno that the password change gives; no sc and no ktpass there."""
    lines = _of(offered(NAS), Kind.PASSWORD).commands
    assert any(line.startswith("ktutil") and "NAS01" in line for line in lines)
    entry = next(line for line in lines if "aes256" in line)
    assert '-p cifs/nas01.corp.example@CORP.EXAMPLE -k 2 -e aes256-cts-hmac-sha1-96 -s "CORP.EXAMPLEsvc_nas"' in entry
    assert not any(line.startswith(("sc ", "ktpass")) for line in lines)
    assert any(line.startswith("systemctl start smb") for line in lines)


def test_ktpass_leaves_password_and_name_alone() -> None:
    """Without these switches it resets the one and rewrites the other."""
    world = _world("service-keeps-an-old-password")
    (line,) = commands(ExportKeytab(host="WEB-2", service="portal", account="svc_web"), world)
    for part in ("/princ HTTP/", "/mapuser CONTOSO\\svc_web", "-setpass", "-setupn", "/ptype KRB5_NT_PRINCIPAL"):
        assert part in line


def test_the_etypes_of_a_trust_are_set_by_ksetup() -> None:
    """A trust is no user: Set-ADUser does not find it."""
    world = _world("trust-without-aes")
    (line,) = commands(SetSupportedEtypes(account="CONTOSO\\FABRIKAM.COM", value=0x18), world)
    assert line.startswith("ksetup /setenctypeattr fabrikam.com AES128-CTS-HMAC-SHA1-96 AES256-CTS-HMAC-SHA1-96")
    (cleared,) = commands(SetSupportedEtypes(account="CONTOSO\\FABRIKAM.COM", value=None), world)
    assert cleared.startswith("ksetup /delenctypeattr fabrikam.com")
    (both,) = commands(RotateTrustPassword(domain="contoso.com", other="fabrikam.com"), world)
    assert both.startswith("netdom trust contoso.com /domain:fabrikam.com /reset ")


def test_update_packages_are_those_of_the_system() -> None:
    """Before Vista there is no wusa."""
    world = _world(OLD_DOMAIN)
    (line,) = commands(InstallUpdate(machine="S-1", kb="KB948963"), world)
    assert line == "WindowsServer2003-KB948963-x86-ENU.exe /quiet /norestart        # on S-1"
    newer = _world(KRBTGT)
    assert commands(InstallUpdate(machine="PC-1", kb="KB948963"), newer)[0].startswith("wusa windows10.0-KB948963")


def test_a_machine_password_is_reset_at_the_dc_that_is_there() -> None:
    """DC and domain are known: no placeholder."""
    world = _world(KRBTGT)
    (line,) = commands(ChangeMachinePassword(host="PC-1", rejoin=True), world)
    assert line == "netdom resetpwd /server:dc01.corp.example /userd:CORP\\Administrator /passwordd:*        # on PC-1"
    assert commands(ChangeMachinePassword(host="PC-1"), world) == ("nltest /server:PC-1 /sc_change_pwd:corp.example",)


@pytest.mark.parametrize(
    ("story", "host", "session", "begins"),
    [
        (KRBTGT, "PC-1", 0x3E7, "klist -li 0x3e7 get ldap/dc01.corp.example"),
        (KRBTGT, "PC-1", 0x3E4, "klist -li 0x3e4 get ldap/dc01.corp.example"),
        (OLD_DOMAIN, "S-1", 0x3E7, "gpupdate /target:computer /force"),
        (OLD_DOMAIN, "S-1", 0x3E4, "sc \\\\S-1 stop app"),
        (NAS, "NAS01", 0x3E7, "kinit -k 'NAS01$@CORP.EXAMPLE'"),
    ],
)
def test_a_new_logon_has_something_that_makes_it_happen(story: str, host: str, session: int, begins: str) -> None:
    """klist asks where it can; else a refresh of policy, or the service that runs there."""
    assert commands(Authenticate(host=host, session=session), _world(story))[0].startswith(begins)


@pytest.mark.parametrize("name", [name for name in built_in_names() if name not in ("office", "small-company")])
def test_every_remedy_of_every_story_says_what_to_type(name: str) -> None:
    """A command, and in it no word that stands for what is known."""
    for remedy in offered(name):
        assert remedy.commands, remedy.sentence
        for line in remedy.commands:
            assert not {"DC", "ADMIN", "DOMAIN"} & set(line.replace(":", " ").replace("/", " ").split()), line
            assert "password= *" not in line
