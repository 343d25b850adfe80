"""Announcing: what a person who points a client at listening KDCs has to know."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from kdcsim.entrypoints.cli.console import talk

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kdcsim.entrypoints.wire.server import Server

NAMED_MOST = 16


def announce(server: Server, directory: Path | None, show: Callable[[str], None]) -> None:
    """Say where the DCs answer, with which configuration, and whom they know.

    The configuration is written into a directory with its keytabs, or shown.
    """
    from kdcsim.entrypoints.wire.config_directory import write_config

    conf = None if directory is None else write_config(server, directory.absolute())
    for dc in server.dcs:
        talk(f"{dc} answers on {':'.join(map(str, server.address(dc)))}")
    if server.everywhere:
        talk("clients elsewhere need this machine's address in their krb5.conf instead of the one below")
    if conf is None:
        show(server.krb5_conf())
    else:
        talk(f"export KRB5_CONFIG={shlex.quote(str(conf))}")
    for domain in dict.fromkeys(server.world.dc(dc).domain for dc in server.dcs):
        _introduce(server, domain, directory)


def _introduce(server: Server, domain: str, directory: Path | None) -> None:
    """Name the accounts of a domain, and how to log on as one."""
    names = known_names(server, domain)
    more = f" and {len(names) - NAMED_MOST} more" if len(names) > NAMED_MOST else ""
    realm = server.world.domain(domain).realm
    talk(f"accounts of {realm}: {', '.join(names[:NAMED_MOST]) or 'none'}{more}")
    if directory is None:
        talk("--write-config DIR writes their keys into keytabs")
    elif names:
        keytab = directory.absolute() / "keytabs" / f"directory-{domain}.keytab"
        talk(f"kinit -kt {shlex.quote(str(keytab))} {shlex.quote(f'{names[0]}@{realm}')}")


def known_names(server: Server, domain: str) -> list[str]:
    """The accounts of a domain that can log on: people and services before computers."""
    from kdcsim.ad.directory import AccountKind

    order = (AccountKind.USER, AccountKind.GMSA, AccountKind.COMPUTER, AccountKind.DC)
    dc = server.world.dcs_of(domain)[0]
    able = [a for a in dc.directory.accounts.values() if a.kind in order and not a.deleted and not a.disabled]
    return [a.name for a in sorted(able, key=lambda a: order.index(a.kind))]
