"""Stories: small worlds for the tests, and a way to play actions in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kdcsim.ad.host.session import LOCAL_SYSTEM, NETWORK_SERVICE, CachedTicket, LogonSession
from kdcsim.krb5.key import Key
from kdcsim.world.action import Action, Boot, Connect, RequestTicket, SetRegistry
from kdcsim.world.advance import advance
from kdcsim.world.found import found
from kdcsim.world.plan import AccountPlan, DcPlan, DomainPlan, HostPlan, MessagePlan, ServicePlan, WorldPlan
from kdcsim.world.record import Record
from kdcsim.world.state import World

START = 1_349_870_400
"""2012-10-10T12:00:00Z, five days before the post that the seed story is told in."""

MAIL, SUBMISSION, TRANSPORT = "Alice to Bob", "MSExchangeMailSubmission", "MSExchangeTransport"


def exchange_2007(
    *,
    os: str = "2008",
    runs_as: str = "NetworkService",
    registry: Mapping[str, int] | None = None,
    updates: tuple[str, ...] = (),
    assumptions: Mapping[str, str] | None = None,
) -> WorldPlan:
    """The estate of the seed story: one 2003 DC beside a 2008 DC, a Mailbox server and a Hub."""
    hub = ServicePlan(name=TRANSPORT, runs_as=runs_as)
    mailbox = ServicePlan(name=SUBMISSION, runs_as="LocalSystem")
    return WorldPlan(
        start=START,
        domains=(
            DomainPlan(
                dns="contoso.com",
                netbios="CONTOSO",
                level="2003",
                dcs=(DcPlan(name="DC-2003", os="2003"), DcPlan(name="DC-2008", os="2008")),
                accounts=(AccountPlan(name="alice", password="Pa$$w0rd"),),
            ),
        ),
        hosts=(
            _exchange("SERVER-1", os, mailbox, registry or {}, updates),
            _exchange("HUB-1", os, hub, registry or {}, updates),
        ),
        messages=(MessagePlan(name=MAIL, lies_in="Drafts", goes_to="Bob's Inbox"),),
        assumptions=assumptions or {},
    )


def _exchange(
    name: str, os: str, service: ServicePlan, registry: Mapping[str, int], updates: tuple[str, ...]
) -> HostPlan:
    return HostPlan(
        name=name,
        os=os,
        domain="contoso.com",
        dc="DC-2008",
        registry=dict(registry),
        services=(service,),
        updates=updates,
    )


def play(world: World, *actions: Action, label: str = "s") -> tuple[World, tuple[Record, ...]]:
    """Play actions one after the other, labelled by their place."""
    records = []
    for number, action in enumerate(actions):
        world, record = advance(world, action, f"{label}{number}")
        records.append(record)
    return world, tuple(records)


def one(world: World, action: Action, label: str = "one") -> tuple[World, Record]:
    """Play one action."""
    return advance(world, action, label)


def booted(plan: WorldPlan, seed: int = 7) -> World:
    """Found a world and start every host of it."""
    return play(found(plan, seed), *(Boot(host=h.name) for h in plan.hosts), label="boot")[0]


def rc4_forced(**told: str) -> World:
    """The seed story with DefaultEncryptionType = 23 on both Exchange servers, and both started with it."""
    return booted(exchange_2007(registry={"DefaultEncryptionType": 23}, assumptions=told))


def send(dc: str = "DC-2008", spn: str | None = None) -> Connect:
    """Mail from the Mailbox server to the Hub, as LocalSystem."""
    return Connect(
        host="SERVER-1",
        session=LOCAL_SYSTEM,
        to_host="HUB-1",
        to_service=TRANSPORT,
        dc=dc,
        message=MAIL,
        spn=spn,
    )


def ticket_request(dc: str | None = None) -> RequestTicket:
    """A ticket for the Hub, asked as the Mailbox server's LocalSystem."""
    return RequestTicket(host="SERVER-1", session=LOCAL_SYSTEM, spn="HOST/hub-1.contoso.com", dc=dc)


def rc4_value(host: str) -> SetRegistry:
    """The value that somebody had set to quieten the 2003 DC."""
    return SetRegistry(machine=host, name="DefaultEncryptionType", value=23)


def session_of(world: World, host: str, luid: int = NETWORK_SERVICE) -> LogonSession:
    """A logon session."""
    return world.host(host).sessions[luid]


def cached(world: World, host: str, server: str, luid: int = LOCAL_SYSTEM) -> CachedTicket:
    """A ticket in a session's cache; fails the test when it is not there."""
    found_ticket = session_of(world, host, luid).ticket_for(server, world.now)
    assert found_ticket is not None, f"no ticket for {server}"
    return found_ticket


def directory_key(world: World, dc: str, account: str, etype: int) -> Key:
    """The key that a DC holds of an account."""
    known = world.dc(dc).directory.get(account)
    assert known is not None, f"{dc} knows no {account}"
    return next(k.key for k in known.keys.usable(check_marker=False) if k.etype == etype)


def session_key(world: World, host: str, luid: int, etype: int) -> Key:
    """The current key that a session holds of an etype."""
    key = session_of(world, host, luid).key(etype)
    assert key is not None, f"session {luid:#x} on {host} has no key of etype {etype}"
    return key.key


def with_domain(plan: WorldPlan, **changes: object) -> WorldPlan:
    """The plan with its first domain changed."""
    return replace(plan, domains=(replace(plan.domains[0], **changes), *plan.domains[1:]))  # type: ignore[arg-type]
