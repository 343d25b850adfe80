"""A real Samba AD DC, and what MIT's client gets from it. Run by tests as root in a network namespace of its own.

Argument: a directory that holds `cells.json` - the realm, its accounts, and the krb5.conf of each client - and in
which `told.json` is written. Runs in Debian's own Python, which has Samba's modules, and imports nothing of ours.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path

PASSWORD = "Pa55-word"
TICKET = re.compile(r"(\S+)@\S*\n.*?Etype \(skey, tkt\): (\S+), (\S+)")
START_SECONDS = 60


def main(directory: Path) -> None:
    """Found the domain, start its KDC, ask, and stop."""
    told = json.loads((directory / "cells.json").read_text())
    _run("ip", "link", "set", "lo", "up")
    conf = _provisioned(directory / "dc", told["realm"])
    _populated(conf, told["accounts"])
    options = ["--option=server services=kdc", f"--option=log file={directory}/log"]
    command = ["samba", "--foreground", "--no-process-group", "--model=single", f"--configfile={conf}", *options]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as dc:
        try:
            confs = {name: Path(path) for name, path in told["confs"].items()}
            _until_answering(next(iter(confs.values())))
            services = [spn for account in told["accounts"] for spn in account["spns"]]
            (directory / "told.json").write_text(json.dumps(asked(confs, services, PASSWORD)))
        finally:
            dc.terminate()


def asked(confs: dict[str, Path], services: list[str], password: str) -> dict[str, str]:
    """What each client gets for each service: the etypes of ticket and session key, or why it gets none."""
    found = {}
    for name, conf in confs.items():
        code, said = _client(conf, "kinit", "bob", typed=f"{password}\n")
        if code:
            found[name] = _reason(said)
            continue
        for service in services:
            code, said = _client(conf, "kvno", service)
            listed = TICKET.findall(_client(conf, "klist", "-e")[1])
            held = {spn: f"ticket {etype}, session key {key}" for spn, key, etype in listed}
            found[f"{name} to {service}"] = _reason(said) if code else held[service]
    return found


def _client(conf: Path, *command: str, typed: str = "") -> tuple[int, str]:
    """Run one of MIT's programs; its exit code, and what it said."""
    environment = {"KRB5_CONFIG": str(conf), "KRB5CCNAME": f"FILE:{conf}.cc", "PATH": "/usr/bin:/bin", "LC_ALL": "C"}
    done = subprocess.run(command, input=typed, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def _reason(text: str) -> str:
    return re.sub(r"( while .*|^\w+: )", "", text.strip().splitlines()[-1])


def _provisioned(directory: Path, realm: str) -> Path:
    _run(
        *("samba-tool", "domain", "provision", f"--realm={realm}", f"--domain={realm.partition('.')[0]}"),
        *("--server-role=dc", "--dns-backend=NONE", "--host-name=dc-1", f"--adminpass={PASSWORD}"),
        *(f"--targetdir={directory}", "--option=interfaces=lo", "--option=bind interfaces only=yes"),
        *(f"--option=pid directory={directory}/pid", f"--option=ncalrpc dir={directory}/ncalrpc"),
    )
    return directory / "etc" / "smb.conf"


def _populated(conf: Path, accounts: list[dict]) -> None:
    from samba.auth import system_session
    from samba.param import LoadParm
    from samba.samdb import SamDB

    loaded = LoadParm()
    loaded.load(str(conf))
    directory = SamDB(url=loaded.private_path("sam.ldb"), session_info=system_session(), lp=loaded)
    for account in accounts:
        directory.newuser(account["name"], PASSWORD)
        lines = [f"dn: CN={account['name']},CN=Users,{directory.domain_dn()}", "changetype: modify"]
        for spn in account["spns"]:
            lines += ["add: servicePrincipalName", f"servicePrincipalName: {spn}", "-"]
        if account["supported"] is not None:
            lines += ["replace: msDS-SupportedEncryptionTypes"]
            lines += [f"msDS-SupportedEncryptionTypes: {account['supported']}", "-"]
        if len(lines) > 2:
            directory.modify_ldif("\n".join(lines) + "\n")


def _until_answering(conf: Path) -> None:
    """Wait for the KDC: its answer to somebody whom it does not know."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if "not found in Kerberos database" in _client(conf, "kinit", "nobody")[1]:
            return
        time.sleep(0.2)
    sys.exit("samba's KDC did not answer")


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{command[0]}: {done.stderr}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
