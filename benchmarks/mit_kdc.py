"""MIT's krb5kdc on a free loopback port, with a database of its own in memory, for comparison."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

KDC_CONF = """
[kdcdefaults]
    kdc_listen = 127.0.0.1:{port}
    kdc_tcp_listen = 127.0.0.1:{port}
[realms]
    {realm} = {{
        database_name = {directory}/principal
        key_stash_file = {directory}/stash
        acl_file = {directory}/acl
        max_life = 10h
        max_renewable_life = 7d
        supported_enctypes = aes256-cts:normal aes128-cts:normal rc4-hmac:normal
        disable_last_success = true
        disable_lockout = true
    }}
[logging]
    kdc = FILE:{directory}/kdc.log
"""
KRB5_CONF = """
[libdefaults]
    default_realm = {realm}
    dns_lookup_kdc = false
    dns_lookup_realm = false
    dns_canonicalize_hostname = false
    rdns = false
    allow_weak_crypto = true
    allow_rc4 = true
    permitted_enctypes = aes256-cts-hmac-sha1-96 aes128-cts-hmac-sha1-96 rc4-hmac
[realms]
    {realm} = {{
        kdc = 127.0.0.1:{port}
    }}
[dbmodules]
    {realm} = {{
        db_library = db2
        disable_last_success = true
        disable_lockout = true
    }}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class MitPrincipal:
    """A principal to make, with the flags that kadmin takes."""

    name: str
    password: str
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MitKdc:
    """A krb5kdc that runs."""

    port: int
    pid: int
    environment: dict[str, str]


def installed() -> bool:
    """Whether there is a krb5kdc here."""
    return _program("krb5kdc") is not None and _program("kadmin.local") is not None


@contextmanager
def mit_kdc(realm: str, principals: Sequence[MitPrincipal]) -> Iterator[MitKdc]:
    """Make a realm, start krb5kdc, and stop it at the end."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(prefix="kdcsim-mit-", dir=memory if memory.is_dir() else None) as name:
        port = _free_port()
        environment = _written(realm, Path(name), port)
        _run(["kdb5_util", "create", "-s", "-P", "master", "-W", "-r", realm], environment)
        for principal in principals:
            flags = " ".join(principal.flags)
            _run(["kadmin.local", "-q", f"addprinc {flags} -pw {principal.password} {principal.name}"], environment)
        command = [_program("krb5kdc") or "krb5kdc", "-n"]
        with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as kdc:
            try:
                _wait(port)
                yield MitKdc(port=port, pid=kdc.pid, environment=environment)
            finally:
                kdc.terminate()


def _written(realm: str, directory: Path, port: int) -> dict[str, str]:
    told = {"realm": realm, "directory": str(directory), "port": port}
    (directory / "kdc.conf").write_text(KDC_CONF.format(**told))
    (directory / "krb5.conf").write_text(KRB5_CONF.format(**told))
    return {
        "PATH": os.environ["PATH"] + ":/usr/sbin:/sbin",
        "KRB5_CONFIG": str(directory / "krb5.conf"),
        "KRB5_KDC_PROFILE": str(directory / "kdc.conf"),
        "KRB5CCNAME": f"FILE:{directory / 'ccache'}",
        "KRB5RCACHENAME": "none:",
    }


def _program(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")


def _run(command: list[str], environment: dict[str, str]) -> None:
    command[0] = _program(command[0]) or command[0]
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=60)


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def _wait(port: int) -> None:
    for _ in range(100):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as sock:
            if sock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("krb5kdc did not start")
