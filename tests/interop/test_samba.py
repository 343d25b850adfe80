"""The same accounts in a real Samba AD DC and in ours of that build: MIT's client gets the same from both."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

from kdcsim.entrypoints.wire.krb5_conf import krb5_conf
from kdcsim.testing import kdc
from kdcsim.world.plan import AccountPlan
from tests.interop.estate import REALM, contoso
from tests.interop.peers import SYSTEM_PYTHON, program
from tests.interop.samba_dc import PASSWORD, asked
from tests.lacking import lacking

SCRIPT = Path(__file__).with_name("samba_dc.py")
SUPPORTED = {"unset": None, "rc4": 0x4, "aes": 0x18, "both": 0x1C, "rc4-aes-sk": 0x24, "aes256": 0x10, "aes128": 0x8}
CLIENTS = {"AES256": (18,), "AES128": (17,), "RC4": (23,), "all": (18, 17, 23)}
BOB = AccountPlan(name="bob", password=PASSWORD)
SERVICES = tuple(
    AccountPlan(name=f"svc-{name}", password=PASSWORD, spns=(f"HTTP/{name}.contoso.com",), supported_etypes=supported)
    for name, supported in SUPPORTED.items()
)


def _confs(to: Path, port: int) -> dict[str, Path]:
    """A krb5.conf for each client."""
    found = {}
    for name, etypes in CLIENTS.items():
        found[name] = to / f"{name}.conf"
        found[name].write_text(krb5_conf({REALM: [("127.0.0.1", port)]}, default_realm=REALM, etypes=etypes))
    return found


def _isolated() -> None:
    """Port 88 and a domain of its own need root and a namespace in which nobody else is."""
    for name in ("samba", "samba-tool"):
        program(name, "Samba's AD DC (samba, samba-ad-dc, samba-ad-provision)")
    if os.geteuid() or subprocess.run(["unshare", "-n", "true"], capture_output=True, check=False).returncode:
        lacking("Samba's AD DC listens on port 88: run the tests as root where `unshare -n` makes a network namespace")


def test_tickets_and_session_keys(tmp_path: Path) -> None:
    """Ticket and session key have the same etypes, and what is refused is refused for the same reason."""
    _isolated()
    accounts = [{"name": a.name, "spns": a.spns, "supported": a.supported_etypes} for a in (BOB, *SERVICES)]
    confs = {name: str(path) for name, path in _confs(tmp_path, 88).items()}
    (tmp_path / "cells.json").write_text(json.dumps({"realm": REALM, "accounts": accounts, "confs": confs}))
    command = ["unshare", "-n", SYSTEM_PYTHON, str(SCRIPT), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    theirs = json.loads((tmp_path / "told.json").read_text())

    plan = contoso("samba-2022-12", "rtm", (BOB, *SERVICES))
    (tmp_path / "ours").mkdir()
    with kdc(plan, seed=7) as running:
        ours = asked(_confs(tmp_path / "ours", running.port), [a.spns[0] for a in SERVICES], PASSWORD)
    assert len(theirs) == len(CLIENTS) * len(SERVICES)
    assert sum("ticket" in said for said in theirs.values()) > len(SERVICES)
    assert ours == theirs
