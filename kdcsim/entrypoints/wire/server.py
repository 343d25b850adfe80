"""Server: the DCs of a world, each on a port of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, ip_address
from types import TracebackType
from typing import Self

from kdcsim.ad.exchange import Exchange
from kdcsim.ad.kdc import Quirk
from kdcsim.entrypoints.wire.clock import Clock
from kdcsim.entrypoints.wire.krb5_conf import ALL, Address, krb5_conf
from kdcsim.entrypoints.wire.listener import Bound, Listener, bind
from kdcsim.entrypoints.wire.station import DATAGRAM_BYTES, Estate, Station
from kdcsim.errors import WorldError
from kdcsim.world.state import World

LOOPBACK = "127.0.0.1"
LAST_PORT = 65535


@dataclass(slots=True, kw_only=True)
class Server:
    """KDCs that listen between ``start`` and ``stop``; also a context manager. Several live side by side.

    ``port`` is the first DC's, and those after it follow; 0 takes free ones. ``dcs``: which DCs, in this order.
    """

    world: World
    clock: Clock = field(default_factory=Clock)
    host: str = LOOPBACK
    port: int = 0
    dcs: Sequence[str] = ()
    journal: Callable[[Exchange], None] | None = None
    quirks: frozenset[Quirk] = frozenset()
    allow_remote: bool = False
    number: int = 0
    datagram_bytes: int = DATAGRAM_BYTES
    estate: Estate = field(init=False)
    bound: dict[str, Bound] = field(default_factory=dict, init=False)
    _listeners: list[Listener] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        self.estate = Estate(world=self.world, clock=self.clock)
        self.host = _address(self.host)
        if not self.allow_remote and not ip_address(self.host).is_loopback:
            raise WorldError(f"{self.host} is not a loopback address; whoever reaches it can get tickets")
        self.dcs = [self._dc(name) for name in self.dcs] or [dc.name for dc in self.world.dcs.values()]
        if self.port and self.port + len(self.dcs) - 1 > LAST_PORT:
            raise WorldError(f"{len(self.dcs)} DCs need as many ports from {self.port} on; the last is {LAST_PORT}")

    def _dc(self, name: str) -> str:
        found = self.world.dcs.get(name.upper())
        if found is None:
            names = ", ".join(dc.name for dc in self.world.dcs.values())
            raise WorldError(f"there is no DC {name!r}; there are: {names}")
        return found.name

    def bind(self) -> None:
        """Take the ports, all or none. Raises WorldError, which names the one that cannot be had."""
        for place, dc in enumerate(self.dcs):
            port = self.port + place if self.port else 0
            try:
                self.bound[dc] = bind(self.host, port)
            except OSError as error:
                self.stop()
                way_out = "another port, or port 0 for any that is free" if port else "another address"
                raise WorldError(
                    f"{self.host}:{port} cannot be had for {dc}: {error.strerror}; choose {way_out}"
                ) from None

    def start(self) -> None:
        """Begin to answer on the ports."""
        if not self.bound:
            self.bind()
        for dc in self.dcs:
            station = Station(
                estate=self.estate,
                dc=dc,
                journal=self.journal,
                number=self.number,
                quirks=self.quirks,
                datagram_bytes=self.datagram_bytes,
            )
            listener = Listener(station=station, bound=self.bound[dc], silent=Quirk.UDP_SILENT in self.quirks)
            listener.start()
            self._listeners.append(listener)

    def stop(self) -> None:
        """Answer no more."""
        for listener in self._listeners:
            listener.stop()
        for bound in self.bound.values():
            bound.close()
        self._listeners, self.bound = [], {}

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def faults(self) -> int:
        """How many requests met a fault of ours; there should be none."""
        return sum(listener.faults for listener in self._listeners)

    def address(self, dc: str | None = None) -> Address:
        """Where a DC is reached from this machine; without a name, the first one."""
        host, port = self.bound[self.dcs[0] if dc is None else self.world.dc(dc).name].address
        return (LOOPBACK if self.everywhere else host), port

    @property
    def everywhere(self) -> bool:
        """Whether it listens on every address of this machine."""
        return ip_address(self.host).is_unspecified

    @property
    def realms(self) -> dict[str, list[Address]]:
        """The addresses of every realm's KDCs that listen."""
        found: dict[str, list[Address]] = {}
        for name in self.dcs:
            realm = self.world.domain(self.world.dc(name).domain).realm
            found.setdefault(realm, []).append(self.address(name))
        return found

    def krb5_conf(
        self, *, realm: str | None = None, etypes: Sequence[int] = ALL, tcp: bool = False, forwardable: bool = False
    ) -> str:
        """The configuration that points a client here."""
        realms = self.realms
        return krb5_conf(
            realms, default_realm=realm or next(iter(realms)), etypes=etypes, tcp=tcp, forwardable=forwardable
        )


def _address(host: str) -> str:
    """An IPv4 address; no name but ``localhost`` is known, and none is looked up."""
    if host.lower() == "localhost":
        return LOOPBACK
    try:
        return str(IPv4Address(host))
    except ValueError:
        raise WorldError(f"{host!r} is not an IPv4 address; {LOOPBACK} is loopback") from None
