"""Record what each real client sends: run by hand, it writes ``clients.json`` and the table ``clients.md`` beside it.

python -m tests.interop.record_clients
"""

from __future__ import annotations

import json
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from kdcsim.ad.exchange import Exchange
from kdcsim.krb5.messages import KdcReq, decode
from kdcsim.krb5.numbers import EType, KdcOption, NameType, PaDataType
from kdcsim.testing import RunningKdc, impacket_kdc, kdc
from tests.interop.estate import PASSWORD, REALM, WEB, contoso
from tests.interop.peers import HEIMDAL, heimdal_environment, program, run

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A client: how it is called, its version, and how it logs on and gets a ticket."""

    name: str
    version: str
    how: str
    act: Callable[[RunningKdc], object]


def _mit(running: RunningKdc) -> None:
    run([program("kinit", "MIT"), "alice"], running.environment, typed=f"{PASSWORD}\n")
    run([program("kvno", "MIT"), WEB], running.environment)


def _heimdal(running: RunningKdc) -> None:
    file = running.directory / "password"
    file.write_text(PASSWORD)
    environment = heimdal_environment(running.environment)
    run([str(HEIMDAL / "bin/kinit.heimdal"), f"--password-file={file}", f"alice@{REALM}"], environment)
    run([str(HEIMDAL / "bin/kgetcred"), f"{WEB}@{REALM}"], environment)


def _java(running: RunningKdc) -> None:
    with tempfile.TemporaryDirectory() as to:
        run([program("javac", "JDK"), "-d", to, str(HERE / "java" / "Login.java")], running.environment)
        spn = WEB.replace("/", "@")
        arguments = ["alice", PASSWORD, spn, str(running.keytab("WEB$")), f"{WEB}@{REALM}"]
        conf = f"-Djava.security.krb5.conf={running.krb5_conf}"
        run([program("java", "JDK"), conf, "-cp", to, "Login", *arguments], running.environment)


def _impacket(running: RunningKdc) -> None:
    from impacket.krb5 import constants, types
    from impacket.krb5.kerberosv5 import getKerberosTGS, getKerberosTGT

    alice = types.Principal("alice", type=constants.PrincipalNameType.NT_PRINCIPAL.value)
    web = types.Principal(WEB, type=constants.PrincipalNameType.NT_SRV_INST.value)
    with impacket_kdc(running) as at:
        tgt, cipher, _, session = getKerberosTGT(alice, PASSWORD, REALM, b"", b"", "", at.host)
        getKerberosTGS(web, REALM, at.host, tgt, cipher, session)


def _minikerberos(running: RunningKdc) -> None:
    from minikerberos.common.factory import KerberosClientFactory
    from minikerberos.common.spn import KerberosSPN

    url = f"kerberos+password://contoso.com\\alice:{PASSWORD}@{running.host}:{running.port}"
    client = KerberosClientFactory.from_url(url).get_client_blocking()
    client.get_TGT()
    client.get_TGS(KerberosSPN.from_spn(f"{WEB}@{REALM}"))


def _said(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).strip().splitlines()[0]


def clients() -> tuple[Client, ...]:
    """Every client that is recorded."""
    mit = _said("dpkg-query", "-W", "-f=${Version}", "krb5-user") if shutil.which("dpkg-query") else "unknown"
    return (
        Client(name="MIT krb5", version=mit, how="kinit, kvno", act=_mit),
        Client(name="Heimdal", version="7.8 (Debian 12)", how="kinit, kgetcred", act=_heimdal),
        Client(name="Java", version=_said("java", "-version"), how="Krb5LoginModule, JGSS", act=_java),
        Client(name="impacket", version=version("impacket"), how="getKerberosTGT, getKerberosTGS", act=_impacket),
        Client(name="minikerberos", version=version("minikerberos"), how="get_TGT, get_TGS", act=_minikerberos),
    )


def recorded(client: Client) -> dict[str, object]:
    """Run a client against a KDC of ours; give what it sent."""
    with kdc(contoso(), seed=7) as running:
        client.act(running)
        requests = [_request(told) for told in running.exchanges]
    return {
        "client": client.name,
        "version": client.version,
        "how": client.how,
        "provenance": f"recorded on {platform.system()} against kdcsim's own KDC (2022, November 2022) on loopback",
        "requests": requests,
    }


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
        lines += [f"## {client['client']} {client['version']}: {client['how']}", "", str(client["provenance"]), ""]
        lines += ["| | options | etypes | padata | names | answered |", "|---|---|---|---|---|---|"]
        requests = client["requests"]
        assert isinstance(requests, list)
        for r in requests:
            etypes = " ".join(EType(e).label for e in r["etypes"])
            padata = " ".join(PaDataType(p).name.lower().replace("_", "-") for p in r["padata"]) or "none"
            kinds = [r["client-name-type"], r["service-name-type"]]
            names = ", ".join(NameType(n).name for n in kinds if n is not None)
            options = f"`{r['options']}` {' '.join(r['option-names'])}"
            lines.append(f"| {r['kind']} | {options} | {etypes} | {padata} | {names} | {r['answered']} |")
        lines.append("")
    return "\n".join(lines)


def main() -> None:
    """Record them all."""
    told = [recorded(client) for client in clients()]
    (HERE / "clients.json").write_text(json.dumps(told, indent=1) + "\n")
    (HERE / "clients.md").write_text(table(told))
    sys.stdout.write(table(told))


if __name__ == "__main__":
    main()
