"""Actors: each real client as one act - log on as bob, get a ticket for a service - and whether it came to an end.

``etype`` is the one encryption type it offers; None leaves it what it has by itself.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

from kdcsim.testing import RunningKdc, impacket_kdc
from tests.interop.estate import PASSWORD, REALM
from tests.interop.peers import heimdal, heimdal_environment, module, program, run

HERE = Path(__file__).parent
Act = Callable[[RunningKdc, str, int | None], bool]
USER = "bob"
RC4 = 23
SECONDS = 60.0
"""How long a program may take before it has failed."""


def mit(running: RunningKdc, service: str, etype: int | None) -> bool:
    """kinit, kvno."""
    _offer(running, etype)
    kinit = _ended([program("kinit", "MIT krb5 (krb5-user)"), USER], running.environment, typed=f"{PASSWORD}\n")
    return kinit and _ended([program("kvno", "MIT krb5 (krb5-user)"), service], running.environment)


def heimdals(running: RunningKdc, service: str, etype: int | None) -> bool:
    """kinit and kgetcred of Heimdal's."""
    _offer(running, etype)
    environment = heimdal_environment(running.environment)
    file = running.directory / "password"
    file.write_text(PASSWORD)
    kinit = _ended([*heimdal("kinit.heimdal"), f"--password-file={file}", f"{USER}@{REALM}"], environment)
    return kinit and _ended([*heimdal("kgetcred"), f"{service}@{REALM}"], environment)


def java(running: RunningKdc, service: str, etype: int | None) -> bool:
    """Krb5LoginModule and JGSS."""
    _offer(running, etype)
    kind, _, host = service.partition("/")
    options = [f"-Djava.security.krb5.conf={running.krb5_conf}", "-cp", str(classes())]
    arguments = [USER, PASSWORD, f"{kind}@{host}", str(running.keytab("WEB$")), f"{service}@{REALM}"]
    command = [program("java", "a JDK"), *options, "Login", *arguments]
    return _ended(command, running.environment, says="TICKET")


@cache
def classes() -> Path:
    """The compiled Java programs."""
    to = Path(mkdtemp(prefix="kdcsim-java-"))
    sources = [str(path) for path in (HERE / "java").glob("*.java")]
    said = run([program("javac", "a JDK"), "-d", str(to), *sources], {"KRB5_CONFIG": "/dev/null"}, seconds=120)
    assert said.ok, said.text
    return to


def gssapi(running: RunningKdc, service: str, etype: int | None) -> bool:
    """python-gssapi as an initiator."""
    module("gssapi")
    _offer(running, etype)
    command = [sys.executable, str(HERE / "initiate.py"), f"{USER}@{REALM}", PASSWORD, f"{service}@{REALM}"]
    return _ended(command, running.environment)


def impacket(running: RunningKdc, service: str, etype: int | None) -> bool:
    """getKerberosTGT, getKerberosTGS."""
    from impacket.krb5 import constants, types
    from impacket.krb5.kerberosv5 import getKerberosTGS, getKerberosTGT

    user = types.Principal(USER, type=constants.PrincipalNameType.NT_PRINCIPAL.value)
    name = types.Principal(service, type=constants.PrincipalNameType.NT_SRV_INST.value)
    with impacket_kdc(running) as at:
        key = b"" if etype is None else at.keys(USER)[etype]
        nthash, aes = (key, b"") if etype == RC4 else (b"", key)
        with suppress(Exception):
            tgt, cipher, _, session = getKerberosTGT(user, "" if key else PASSWORD, REALM, b"", nthash, aes, at.host)
            return bool(getKerberosTGS(name, REALM, at.host, tgt, cipher, session)[0])
    return False


def minikerberos(running: RunningKdc, service: str, etype: int | None) -> bool:
    """get_TGT, get_TGS."""
    module("minikerberos")
    from minikerberos.common.factory import KerberosClientFactory
    from minikerberos.common.spn import KerberosSPN

    offered = None if etype is None else [etype]
    url = f"kerberos+password://contoso.com\\{USER}:{PASSWORD}@{running.host}:{running.port}/?timeout=5"
    client = KerberosClientFactory.from_url(url).get_client_blocking()
    with suppress(Exception):
        client.get_TGT(override_etype=offered)
        return bool(client.get_TGS(KerberosSPN.from_spn(f"{service}@{REALM}"), override_etype=offered)[0])
    return False


def _ended(command: Sequence[str], environment: Mapping[str, str], *, typed: str = "", says: str | None = None) -> bool:
    """Whether a program came to a good end in time, or at least said a word."""
    try:
        said = run(command, environment, typed=typed, seconds=SECONDS)
    except subprocess.TimeoutExpired:
        return False
    return said.ok if says is None else says in said.text


def _offer(running: RunningKdc, etype: int | None) -> None:
    if etype is None:
        running.configure()
    else:
        running.configure(etypes=(etype,))


ACTORS: dict[str, Act] = {
    "MIT": mit,
    "Heimdal": heimdals,
    "Java": java,
    "python-gssapi": gssapi,
    "impacket": impacket,
    "minikerberos": minikerberos,
}
QUIET = (
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
)
"""impacket and minikerberos leave sockets open, and what they import is deprecated."""
