"""What is typed to make a keytab: ktutil where MIT krb5 is, Samba's net for a joined machine, ktpass on Windows.

ktutil takes the salt with -s and the version with -k (MIT krb5, ktutil(1), since release 1.17). ktpass sets the
account's password unless -setpass forbids it, and its name unless -setupn does (Microsoft Learn, ktpass).
"""

from __future__ import annotations

from kdcsim.ad.directory import Account
from kdcsim.krb5.numbers import EType
from kdcsim.study.remedy.place import at, home, windows
from kdcsim.world import action as verb
from kdcsim.world.action import Action, ExportKeytab
from kdcsim.world.state import World

_MIT = {
    EType.AES256_CTS_HMAC_SHA1_96: "aes256-cts-hmac-sha1-96",
    EType.AES128_CTS_HMAC_SHA1_96: "aes128-cts-hmac-sha1-96",
    EType.RC4_HMAC: "arcfour-hmac",
    EType.DES_CBC_MD5: "des-cbc-md5",
    EType.DES_CBC_CRC: "des-cbc-crc",
}
"""Etypes by the names that ktutil takes."""


def keytab_commands(action: Action, world: World) -> tuple[str, ...]:
    """The commands for a keytab that a service is given."""
    match action:
        case verb.ExportKeytab():
            return _exported(action, world)
        case verb.RemoveKeytab(host=host, service=service):
            return (at(f"# take the keytab of {service} away", host),)
    return ()


def _exported(action: ExportKeytab, world: World) -> tuple[str, ...]:
    domain, dc = home(world, action.account, action.dc)
    account = dc.directory.get(action.account.rpartition("\\")[2])
    if account is None:
        return ()
    host = world.host(action.host)
    if account.name == host.account and not windows(world, action.host):
        return (at("net ads keytab create -P", host.name),)
    principal = f"{account.spns[0] if account.spns else account.name}@{domain.realm}"
    kvno = account.keys.kvno if action.kvno is None else action.kvno
    salt = _salt(account) if action.salt is None else action.salt
    if windows(world, action.host):
        mapped = f"/mapuser {domain.netbios}\\{account.name}"
        made = f"/crypto All /ptype KRB5_NT_PRINCIPAL /pass * -setpass -setupn /kvno {kvno} /rawsalt {salt}"
        return (at(f"ktpass /out {action.service}.keytab /princ {principal} {mapped} {made}", dc.name),)
    names = [_MIT[EType(etype)] for etype in action.etypes if EType(etype) in _MIT]
    entries = (f'addent -password -p {principal} -k {kvno} -e {name} -s "{salt}"' for name in names)
    return (
        at("ktutil", host.name),
        *(f"    {entry}" for entry in entries),
        f"    wkt {action.service}.keytab",
        "    quit",
    )


def _salt(account: Account) -> str:
    made = (key.salt for key in account.keys.usable(check_marker=False) if key.salt is not None)
    return next(made, account.salt)
