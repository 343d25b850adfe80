"""impacket: point tools that are built on it at KDCs of ours, with keys, keytabs and ccaches as its own objects.

impacket always asks port 88; between ``with`` and its end its requests go to ours instead, and to nobody else.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from kdcsim.errors import MalformedMessage, WorldError
from kdcsim.krb5.messages import KdcReq, decode
from kdcsim.testing.running import RunningKdc, kdc

if TYPE_CHECKING:
    from impacket.krb5.ccache import CCache
    from impacket.krb5.keytab import Keytab

    from kdcsim.entrypoints.wire.krb5_conf import Address

LENGTH_BYTES = 4
RC4 = 23
STRENGTH = (18, 17, RC4)
"""impacket makes keys of these etypes, the strongest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpacketKdc:
    """A running KDC as impacket's functions want it. ``running`` is the same one for everything else."""

    running: RunningKdc

    @property
    def host(self) -> str:
        """What to hand over as ``kdcHost``."""
        return self.running.host

    @property
    def port(self) -> int:
        """Where it really listens; impacket's own requests find the way by themselves."""
        return self.running.port

    @property
    def realm(self) -> str:
        """What to hand over as ``domain``."""
        return self.running.realm

    def keys(self, account: str) -> dict[int, bytes]:
        """The directory's keys of an account by etype: 18 and 17 for ``aesKey``, 23 for ``nthash``."""
        dc = self.running.world.dc(self.running.server.dcs[0])
        known = dc.directory.get(account)
        if known is None:
            raise WorldError(f"{dc.name} knows no account {account!r}")
        return {int(stored.key.etype): stored.key.value for stored in known.keys.usable(check_marker=False)}

    def keytab_path(self, account: str) -> Path:
        """Those keys as a file."""
        return self.running.keytab(account)

    def keytab(self, account: str) -> Keytab:
        """Those keys as impacket's own keytab."""
        from impacket.krb5.keytab import Keytab

        return Keytab(self.keytab_path(account).read_bytes())

    def ccache(self, account: str) -> CCache:
        """A TGT of an account in impacket's own cache, asked for with the strongest key that the KDC takes.

        Raises impacket's KerberosError when it takes none.
        """
        from impacket.krb5 import constants, types
        from impacket.krb5.ccache import CCache
        from impacket.krb5.kerberosv5 import KerberosError, getKerberosTGT

        keys, refused = self.keys(account), None
        name = types.Principal(account, type=constants.PrincipalNameType.NT_PRINCIPAL.value)
        for etype in (e for e in STRENGTH if e in keys):
            nthash, aes = (keys[etype], b"") if etype == RC4 else (b"", keys[etype])
            try:
                tgt, _, old, new = getKerberosTGT(name, "", self.realm, b"", nthash, aes, self.host)
            except KerberosError as error:
                refused = error
                continue
            cache = CCache()
            cache.fromTGT(tgt, old, new)
            return cache
        raise refused or WorldError(f"{account} has no key that impacket knows")

    def ccache_path(self, account: str) -> Path:
        """That cache as a file, for ``KRB5CCNAME``."""
        path = self.running.directory / f"{account.rstrip('$')}.ccache"
        self.ccache(account).saveFile(str(path))
        return path


@contextmanager
def impacket_kdc(scenario: Any, **told: Any) -> Iterator[ImpacketKdc]:
    """Start a KDC as `kdcsim.testing.kdc` does, or take one that runs, and send impacket's requests to it.

    Whoever imported a function of impacket's before is sent there as well; a request to any other host raises
    WorldError, and no name is looked up. This holds for the whole process: not for tests in parallel threads.
    """
    from impacket.krb5 import kerberosv5

    started = nullcontext(scenario) if isinstance(scenario, RunningKdc) else kdc(scenario, **told)
    # every function of that module finds its sockets there, whoever calls it and by which name
    with started as running, patch.object(kerberosv5, "socket", _Sockets(running)):
        yield ImpacketKdc(running=running)


class _Sockets:
    """The module ``socket``, with our KDCs for all the world."""

    def __init__(self, running: RunningKdc) -> None:
        self._running = running

    def __getattr__(self, name: str) -> Any:
        return getattr(socket, name)

    def getaddrinfo(self, host: str, port: int, *_: Any, **__: Any) -> list[tuple[Any, ...]]:
        """An address that only our own socket understands; a host that is none of ours is refused."""
        if not _is_loopback(host) and _at(self._running, host) is None:
            raise WorldError(f"{host} is no KDC that runs here; kdcHost is {self._running.host}")
        return [(socket.AF_INET, socket.SOCK_STREAM, 0, "", (host, port))]

    def socket(self, *_: Any, **__: Any) -> socket.socket:
        """A socket that finds its way when it knows what is asked."""
        return _Line(self._running)


class _Line(socket.socket):
    """A connection to the KDC that was named, or to one of the realm that the first message is for."""

    def __init__(self, running: RunningKdc) -> None:
        super().__init__(socket.AF_INET, socket.SOCK_STREAM)
        self._running, self._meant = running, ""

    def connect(self, address: Any) -> None:
        """Remember who is meant."""
        self._meant = address[0]

    def sendall(self, data: Any, flags: int = 0) -> None:
        """Connect before the first message."""
        if self._meant:
            named = _at(self._running, self._meant) or _at(self._running, _realm_of(data))
            super().connect(named or self._running.server.address())
            self._meant = ""
        super().sendall(data, flags)

    def __del__(self) -> None:
        """Close: impacket never does, and leaves its connections to the collector."""
        self.close()


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _at(running: RunningKdc, name: str) -> Address | None:
    """Where a DC, or the first DC of a domain, listens."""
    wanted, server = name.casefold(), running.server
    for dc in map(server.world.dc, server.dcs):
        domain = server.world.domain(dc.domain)
        names = (dc.name, f"{dc.name}.{domain.dns}", dc.address, domain.dns, domain.netbios)
        if wanted in map(str.casefold, names):
            return server.address(dc.name)
    return None


def _realm_of(data: bytes) -> str:
    try:
        return decode(KdcReq, bytes(data[LENGTH_BYTES:])).req_body.realm
    except MalformedMessage:
        return ""
