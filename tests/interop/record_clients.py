"""Record what each real client sends: run by hand, it writes ``clients.json`` and the table ``clients.md`` beside it.

python -m tests.interop.record_clients
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from kdcsim.ad.exchange import Exchange
from kdcsim.krb5.messages import KdcReq, decode
from kdcsim.krb5.numbers import EType, KdcOption, NameType, PaDataType
from kdcsim.testing import kdc
from tests.interop.actors import ACTORS, USER
from tests.interop.estate import REALM, WEB, contoso
from tests.interop.peers import heimdal, heimdal_environment, program

HERE = Path(__file__).parent
READ_CONF = ("MIT", "Heimdal", "Java", "python-gssapi")


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A client: its version, as it tells it, and the commands or functions with which it logs on and gets a ticket."""

    name: str
    version: str
    commands: tuple[str, ...]


def clients() -> tuple[Client, ...]:
    """Every client that is recorded."""
    heimdal_path = heimdal_environment(dict(os.environ))
    java = [f"javac {path.name}" for path in (HERE / "java").glob("*.java")]
    return (
        Client(
            name="MIT",
            version=_said([program("klist", "MIT krb5"), "-V"]),
            commands=(f"kinit {USER}", f"kvno {WEB}"),
        ),
        Client(
            name="Heimdal",
            version=_said([*heimdal("kinit.heimdal"), "--version"], heimdal_path),
            commands=(f"kinit --password-file=FILE {USER}@{REALM}", f"kgetcred {WEB}@{REALM}"),
        ),
        Client(
            name="Java",
            version=_said([program("java", "a JDK"), "-version"]),
            commands=(*java, f"java -Djava.security.krb5.conf=krb5.conf Login {USER} ... (Krb5LoginModule, JGSS)"),
        ),
        Client(
            name="python-gssapi",
            version=f"{version('gssapi')} on {_said([program('klist', 'MIT krb5'), '-V'])}",
            commands=(f"python initiate.py {USER}@{REALM} PASSWORD {WEB}@{REALM}",),
        ),
        Client(
            name="impacket",
            version=version("impacket"),
            commands=("getKerberosTGT(principal, password, ...)", f"getKerberosTGS({WEB}, ...)"),
        ),
        Client(
            name="minikerberos",
            version=version("minikerberos"),
            commands=("client.get_TGT()", f"client.get_TGS({WEB})"),
        ),
    )


def _said(command: list[str], environment: dict[str, str] | None = None) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    return (done.stdout + done.stderr).strip().splitlines()[0]


def recorded(client: Client) -> dict[str, object]:
    """Run a client against a KDC of ours; give what it sent."""
    with kdc(contoso(), seed=7) as running:
        assert ACTORS[client.name](running, WEB, None), client.name
        requests = [_request(told) for told in running.exchanges]
        conf = running.krb5_conf.read_text().replace(str(running.port), "PORT")
    today = datetime.fromtimestamp(time.time(), UTC).date()
    return {
        "client": client.name,
        "version": client.version,
        "date": today.isoformat(),
        "system": f"{platform.system()}, {_system()}",
        "server": "kdcsim's own KDC (Server 2022, November 2022) on loopback",
        "commands": list(client.commands),
        "krb5.conf": conf if client.name in READ_CONF else None,
        "requests": requests,
    }


def _system() -> str:
    return platform.freedesktop_os_release().get("PRETTY_NAME", "unknown")


def _request(told: Exchange) -> dict[str, object]:
    message = decode(KdcReq, told.request)
    body = message.req_body
    return {
        "kind": told.kind,
        "answered": "ticket" if told.error is None else f"error {told.error}",
        "options": f"{body.kdc_options:08x}",
        "option-names": list(KdcOption(body.kdc_options).names),
        "etypes": list(body.etypes),
        "padata": [entry.padata_type for entry in message.padata or ()],
        "client-name-type": None if body.cname is None else body.cname.name_type,
        "service-name-type": None if body.sname is None else body.sname.name_type,
        "hex": told.request.hex(),
    }


def table(told: list[dict[str, object]]) -> str:
    """The same as a table to read."""
    lines = ["# What real clients were seen to send", "", "Written by `python -m tests.interop.record_clients`.", ""]
    for client in told:
        commands, requests = client["commands"], client["requests"]
        assert isinstance(commands, list) and isinstance(requests, list)
        lines += [f"## {client['client']}: {client['version']}", ""]
        lines += [f"Recorded on {client['date']}, {client['system']}, against {client['server']}:", ""]
        lines += [*(f"    {command}" for command in commands), ""]
        lines += ["| | options | etypes | padata | names | answered |", "|---|---|---|---|---|---|"]
        for r in requests:
            etypes = " ".join(EType(e).label for e in r["etypes"])
            padata = " ".join(PaDataType(p).name.lower().replace("_", "-") for p in r["padata"]) or "none"
            kinds = [r["client-name-type"], r["service-name-type"]]
            names = ", ".join(NameType(n).name for n in kinds if n is not None)
            options = f"`{r['options']}` {' '.join(r['option-names'])}"
            lines.append(f"| {r['kind']} | {options} | {etypes} | {padata} | {names} | {r['answered']} |")
        lines.append("")
    lines += ["## krb5.conf", "", "Of those that read one:", "", *_indented(told), ""]
    return "\n".join(lines)


def _indented(told: list[dict[str, object]]) -> list[str]:
    conf = next(client["krb5.conf"] for client in told if client["krb5.conf"])
    return [f"    {line}".rstrip() for line in str(conf).splitlines()]


def main() -> None:
    """Record them all."""
    told = [recorded(client) for client in clients()]
    (HERE / "clients.json").write_text(json.dumps(told, indent=1) + "\n")
    (HERE / "clients.md").write_text(table(told))
    sys.stdout.write(table(told))


if __name__ == "__main__":
    main()
