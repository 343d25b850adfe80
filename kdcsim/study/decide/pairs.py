"""Pair: a client session, a service it could go to, and the DC it asks - everything that could be tried in a world."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kdcsim.ad.directory import Account, AccountKind
from kdcsim.ad.host.host import Host
from kdcsim.ad.host.host import Service as Running
from kdcsim.ad.host.session import LogonSession
from kdcsim.world.action import Action, Authenticate, Connect, RequestTicket
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


def pairs_of(world: World, tried: Iterable[Action] = ()) -> tuple[Pair, ...]:
    """Every client session with every service that runs and every DC of the client's domain, in a stable order.

    ``tried`` are actions of a story: the names by which they reached a service count too.
    """
    services = services_of(world, tried)
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


def logons_of(world: World) -> tuple[Authenticate, ...]:
    """The own logon of every session at every DC of its host's domain."""
    return tuple(
        Authenticate(host=client.host, session=client.session, dc=dc.name)
        for client in clients_of(world)
        for dc in world.dcs_of(world.host(client.host).domain)
    )


def services_of(world: World, tried: Iterable[Action] = ()) -> tuple[Service, ...]:
    """Every service that listens, by every SPN that leads to it, and every other SPN of a service account."""
    listening = [s for host in world.hosts.values() for s in _listening(host, world)]
    reached = [s for action in tried if (s := _reached(action, world)) is not None]
    known = {s.spn.lower() for s in (*listening, *reached)}
    every = {(s.spn.lower(), s.host, s.name): s for s in (*reached, *listening)}
    return (*every.values(), *(Service(spn=spn) for spn in _bare_spns(world, known)))


def _listening(host: Host, world: World) -> Iterator[Service]:
    for service in host.services:
        if service.session is not None:
            for spn in _leading_to(service, host.sessions.get(service.session), host, world):
                yield Service(spn=spn, host=host.name, name=service.name)


def _leading_to(service: Running, session: LogonSession | None, host: Host, world: World) -> tuple[str, ...]:
    """The SPNs by which clients come to a service: its own, and those of the account that it answers as.

    What a service beside it has as its own is not meant for it; a computer's HOST names are one and the same.
    """
    answers_as = {(name or "").lower() for name in (session and session.account, service.keytab_account)}
    own_host = f"HOST/{host.fqdn}"
    own = {spn.lower() for each in host.services for spn in each.spns}
    theirs = (
        spn
        for dc in world.dcs.values()
        for name in sorted(answers_as)
        if (account := dc.directory.get(name)) is not None
        for spn in account.spns
        if not spn.lower().startswith("host/") and spn.lower() not in own
    )
    also = (own_host,) if host.account.lower() in answers_as else ()
    found = {spn.lower(): spn for spn in (*service.spns, *theirs, *also)}
    return tuple(found.values()) or (own_host,)


def _reached(action: Action, world: World) -> Service | None:
    """The service that a connection of a story went to, by the name that it used."""
    if not isinstance(action, Connect):
        return None
    host = world.hosts.get(action.to_host.upper())
    if host is None:
        return None
    service = host.service(action.to_service)
    if service is None or service.session is None:
        return None
    return Service(spn=action.spn or f"HOST/{host.fqdn}", host=host.name, name=service.name)


def _bare_spns(world: World, known: set[str]) -> Iterator[str]:
    """SPNs of service accounts: whoever listens there is not in this world, a ticket can be had."""
    told: dict[str, str] = {}
    for dc in world.dcs.values():
        for account in dc.directory.accounts.values():
            for spn in account.spns if _serves(account) else ():
                told.setdefault(spn.lower(), spn)
    yield from (told[low] for low in sorted(told) if low not in known)


def _serves(account: Account) -> bool:
    return not account.deleted and account.kind in (AccountKind.USER, AccountKind.GMSA)
