"""Environment: a private world for one command - configuration, ticket cache, keytab, and the scenario's clock."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from kdcsim.entrypoints.wire.config_directory import write_config
from kdcsim.entrypoints.wire.private import private_directory
from kdcsim.entrypoints.wire.server import Server

TOLD = '"$@"; exit $?'
"""faketime tells of no signal that ended its command; a shell in between tells 128 and its number."""


def write_environment(server: Server, directory: Path) -> dict[str, str]:
    """Write the files, and give the variables that point at them and at nothing else."""
    conf = write_config(server, private_directory(directory))
    host, port = server.address()
    realm = server.world.domain(server.world.dc(server.dcs[0]).domain)
    return {
        "KRB5_CONFIG": str(conf),
        "KRB5CCNAME": f"FILE:{directory / 'ccache'}",
        "KRB5_KTNAME": f"FILE:{directory / 'keytabs' / f'directory-{realm.dns}.keytab'}",
        "KRB5_CLIENT_KTNAME": f"FILE:{directory / 'keytabs' / f'directory-{realm.dns}.keytab'}",
        "KRB5RCACHENAME": "none:",
        "KDCSIM_KDC": f"{host}:{port}",
        "KDCSIM_REALM": realm.realm,
        "KDCSIM_DIR": str(directory),
        "JAVA_TOOL_OPTIONS": f"-Djava.security.krb5.conf={conf}",
    }


def command_at(command: Sequence[str], shift: int) -> list[str] | None:
    """The command as it runs with a clock that is ``shift`` microseconds ahead; None where faketime is missing."""
    seconds = round(shift / 1_000_000)
    if not seconds:
        return list(command)
    faketime = shutil.which("faketime")
    if faketime is None:
        return None
    return [faketime, "-f", f"{seconds:+d}s", "/bin/sh", "-c", TOLD, "kdcsim", *command]


def merged(variables: Mapping[str, str]) -> dict[str, str]:
    """The environment of this process with these variables; other Kerberos variables are left out."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KRB5", "KDCSIM_"))}
    return {**kept, **variables}
