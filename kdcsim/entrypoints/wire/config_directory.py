"""Config directory: everything a client or service needs to meet our KDCs, as files."""

from __future__ import annotations

from pathlib import Path

from kdcsim.entrypoints.wire.keytabs import keytabs_of
from kdcsim.entrypoints.wire.private import private_directory, write_private
from kdcsim.entrypoints.wire.server import Server
from kdcsim.krb5.files.keytab import encode_keytab
from kdcsim.world.state import World


def write_config(server: Server, directory: Path, *, tcp: bool = False) -> Path:
    """Write ``krb5.conf`` and ``keytabs/``; give the path of the first."""
    write_keytabs(server.world, private_directory(directory) / "keytabs")
    return write_private(directory / "krb5.conf", server.krb5_conf(tcp=tcp))


def write_keytabs(world: World, directory: Path) -> dict[str, Path]:
    """Write one keytab per key holder, and tell where each is."""
    private_directory(directory)
    return {
        name: write_private(directory / f"{name}.keytab", encode_keytab(entries))
        for name, entries in keytabs_of(world).items()
    }
