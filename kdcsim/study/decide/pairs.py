"""Pair: a client session, a service it could go to, and the DC it asks - everything that could be tried in a world."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kdcsim.ad.directory import Account
from kdcsim.ad.host.host import Host
from kdcsim.world.action import Connect, RequestTicket
from kdcsim.world.state import World


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Client:
    """A logon session with an identity on the network."""

    host: str
    session: int
    name: str

    def __str__(self) -> str:
        return f"{self.name}@{self.host}"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Service:
    """Something with an SPN; ``host`` and ``name`` say what listens there (empty: nobody that this world knows)."""

    spn: str
    host: str = ""
    name: str = ""

    def __str__(self) -> str:
        return f"{self.host}/{self.name}" if self.host else self.spn


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Pair:
    """One thing to try."""

    client: Client
    service: Service
    dc: str

    def __str__(self) -> str:
        return f"{self.client} -> {self.service} via {self.dc}"

    def connect(self, message: str | None = None) -> Connect:
        """The attempt to connect."""
        return Connect(
            host=self.client.host,
            session=self.client.session,
            to_host=self.service.host,
            to_service=self.service.name,
            spn=self.service.spn,
            dc=self.dc,
            message=message,
        )

    def attempt(self) -> Connect | RequestTicket:
        """The attempt to connect, or to get a ticket where nobody listens."""
        if self.service.host:
            return self.connect()
        return RequestTicket(host=self.client.host, session=self.client.session, spn=self.service.spn, dc=self.dc)


def pairs_of(world: World) -> tuple[Pair, ...]:
    """Every client session with every service that runs and every DC of the client's domain, in a stable order."""
    services = services_of(world)
    return tuple(
        Pair(client=client, service=service, dc=dc.name)
        for client in clients_of(world)
        for service in services
        for dc in world.dcs_of(world.host(client.host).domain)
    )


def clients_of(world: World) -> tuple[Client, ...]:
    """Every logon session of every started host that can authenticate."""
    return tuple(
        Client(host=host.name, session=session.luid, name=session.name)
        for host in world.hosts.values()
        for session in sorted(host.sessions.values(), key=lambda s: s.luid)
        if session.account is not None
    )


def services_of(world: World) -> tuple[Service, ...]:
    """Every service that listens, by its SPNs, and every other SPN of a service account."""
    listening = tuple(s for host in world.hosts.values() for s in _listening(host, world))
    known = {s.spn.lower() for s in listening}
    return (*listening, *(Service(spn=spn) for spn in _bare_spns(world, known)))


def _listening(host: Host, world: World) -> Iterator[Service]:
    for service in host.services:
        if service.session is None:
            continue
        for spn in service.spns or (f"HOST/{host.fqdn}",):
            yield Service(spn=spn, host=host.name, name=service.name)


def _bare_spns(world: World, known: set[str]) -> Iterator[str]:
    """SPNs on accounts that are no computer's: whoever listens there is not in this world, a ticket can be had."""
    told: dict[str, str] = {}
    for dc in world.dcs.values():
        for account in dc.directory.accounts.values():
            for spn in account.spns if _serves(account) else ():
                told.setdefault(spn.lower(), spn)
    yield from (told[low] for low in sorted(told) if low not in known)


def _serves(account: Account) -> bool:
    return not account.deleted and not account.name.endswith("$") and account.name != "krbtgt"
