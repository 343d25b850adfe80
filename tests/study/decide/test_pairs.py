"""What can be tried in a world: who asks, what listens under which names, and what nobody listens behind."""

from __future__ import annotations

from functools import cache

import pytest

from kdcsim.ad.directory import AccountKind
from kdcsim.ad.host.session import LOCAL_SYSTEM, NETWORK_SERVICE
from kdcsim.study.decide import Client, Pair, Service, clients_of, foresee, logons_of, pairs_of, services_of
from kdcsim.world.action import (
    Action,
    Authenticate,
    Boot,
    Connect,
    DeleteAccount,
    ExportKeytab,
    LogOff,
    RequestTicket,
    SetSpn,
    StopService,
    user_luid,
)
from kdcsim.world.advance import advance
from kdcsim.world.found import found
from kdcsim.world.plan import AccountPlan, DcPlan, DomainPlan, HostPlan, ServicePlan, WorldPlan
from kdcsim.world.state import World
from tests.world.estates import START

WEB = "HTTP/web.corp.example"
DATABASE = "MSSQLSvc/db:1433"
LISTENING = [
    (WEB, "WEB/httpd"),
    ("HTTP/www", "WEB/httpd"),
    ("HTTP/shop", "WEB/shop"),
    (WEB, "WEB/shop"),
    ("HTTP/www", "WEB/shop"),
    ("cifs/web", "WEB/spooler"),
    ("HOST/web.corp.example", "WEB/spooler"),
    ("HOST/web.corp.example", "WEB/anonymous"),
]
"""A service has its own names and those of the account that it runs as, but for what another has as its own."""
BARE = [("HTTP/gmsa", "HTTP/gmsa"), (DATABASE, DATABASE)]


@cache
def world_of(*actions: Action, started: bool = True) -> World:
    """Two DCs, a client, a web server with four services, and accounts whose services stand elsewhere."""
    accounts = (
        AccountPlan(name="svc-web", password="w", spns=(WEB, "HTTP/www", "HTTP/shop")),
        AccountPlan(name="svc-sql", password="s", spns=(DATABASE,)),
        AccountPlan(name="farm$", kind=AccountKind.GMSA, password="f", spns=("HTTP/gmsa",)),
        AccountPlan(name="OLD$", kind=AccountKind.COMPUTER, password="o", spns=("HTTP/old",)),
    )
    services = (
        ServicePlan(name="httpd", runs_as="svc-web", password="w"),
        ServicePlan(name="shop", runs_as="svc-web", password="w", spns=("HTTP/shop",)),
        ServicePlan(name="spooler", runs_as="LocalSystem"),
        ServicePlan(name="anonymous", runs_as="LocalService"),
    )
    dcs = tuple(DcPlan(name=name, os="2022", update="2022-11") for name in ("DC1", "DC2"))
    plan = WorldPlan(
        start=START,
        domains=(DomainPlan(dns="corp.example", netbios="CORP", level="2016", dcs=dcs, accounts=accounts),),
        hosts=(
            HostPlan(name="PC", os="11", domain="corp.example"),
            HostPlan(name="WEB", os="2022", domain="corp.example", spns=("cifs/web",), services=services),
        ),
    )
    world = found(plan, 1)
    starts: tuple[Action, ...] = (Boot(host="PC"), Boot(host="WEB")) if started else ()
    for number, action in enumerate((*starts, *actions)):
        world = advance(world, action, f"step {number}")[0]
    return world


def connection(*, spn: str | None = None, host: str = "WEB", service: str = "httpd") -> Connect:
    """An attempt of a story."""
    return Connect(host="PC", session=LOCAL_SYSTEM, to_host=host, to_service=service, spn=spn)


def told(world: World, *tried: Action) -> list[tuple[str, str]]:
    """Every service by its name and where it listens."""
    return [(s.spn, str(s)) for s in services_of(world, tried)]


def session_of(service: str) -> int:
    """The session that a service of the web server runs in."""
    running = world_of().host("WEB").service(service)
    assert running is not None
    assert running.session is not None
    return running.session


def test_what_listens_and_what_a_ticket_can_be_had_for() -> None:
    """A service is found by every name that leads to it; then the names of service accounts without a service."""
    assert told(world_of()) == LISTENING + BARE
    names = [name for name, _ in told(world_of(started=False))]
    assert names == ["HTTP/gmsa", "HTTP/shop", WEB, "HTTP/www", DATABASE]


@pytest.mark.parametrize(
    ("action", "gone", "new"),
    [
        (StopService(host="WEB", service="shop"), LISTENING[2:5], [("HTTP/shop", "HTTP/shop")]),
        (DeleteAccount(account="svc-sql"), BARE[1:], []),
        (SetSpn(account="svc-sql", add=("http/WWW",)), [], []),
        (SetSpn(account="svc-sql", add=("ftp/db",)), [], [("ftp/db", "ftp/db")]),
        (SetSpn(account="svc-web", add=("HOST/alias",)), [], [("HOST/alias", "HOST/alias")]),
        (SetSpn(account="WEB$", add=("HOST/alias",)), [], []),
        (
            ExportKeytab(host="WEB", service="spooler", account="svc-sql"),
            [*LISTENING[5:7], BARE[1]],
            [(DATABASE, "WEB/spooler")],
        ),
    ],
    ids=lambda told: type(told).__name__,
)
def test_what_a_change_does_to_names(action: Action, gone: list[tuple[str, str]], new: list[tuple[str, str]]) -> None:
    """A stopped service answers nobody; a keytab answers as its account; the case of a name tells nothing."""
    assert set(told(world_of(action))) == {*LISTENING, *BARE} - {*gone} | {*new}


def test_a_service_that_only_its_host_names_lead_to() -> None:
    """Where no SPN leads to a service, it is its host that is asked for."""
    world = world_of(SetSpn(account="svc-web", remove=(WEB, "HTTP/www", "HTTP/shop")))
    assert [name for name, where in told(world) if where == "WEB/httpd"] == ["HOST/web.corp.example"]
    assert [name for name, where in told(world) if where == "WEB/shop"] == ["HTTP/shop"]


def test_a_service_whose_session_has_ended() -> None:
    """Its own names still lead there, and nobody answers."""
    world = world_of(LogOff(host="WEB", session=session_of("shop")))
    assert [name for name, where in told(world) if where == "WEB/shop"] == ["HTTP/shop"]
    record = foresee(world, connection(spn="HTTP/shop", service="shop"))
    assert (record.outcome.value, record.sentence) == ("impossible", "shop on WEB is stopped")


def test_a_keytab_whose_session_has_ended() -> None:
    """The names of the account that it was made for still lead there."""
    made = ExportKeytab(host="WEB", service="spooler", account="svc-sql")
    world = world_of(made, LogOff(host="WEB", session=user_luid("WEB", "spooler")))
    assert [name for name, where in told(world) if where == "WEB/spooler"] == [DATABASE]


def test_names_that_a_story_used() -> None:
    """The names by which a story reached a service count too, if it was there."""
    tried = (
        connection(spn="HTTP/alias"),
        connection(spn="http/WWW"),
        connection(),
        connection(host="web", spn=DATABASE, service="spooler"),
        connection(host="NOWHERE", spn="HTTP/nowhere"),
        connection(service="ftpd", spn="ftp/web"),
        RequestTicket(host="PC", session=LOCAL_SYSTEM, spn="HTTP/ticket"),
    )
    reached = [("HTTP/alias", "WEB/httpd"), ("HOST/web.corp.example", "WEB/httpd"), (DATABASE, "WEB/spooler")]
    assert sorted(told(world_of(), *tried)) == sorted([*LISTENING, BARE[0], *reached])
    stopped = world_of(StopService(host="WEB", service="httpd"))
    assert ("HTTP/alias", "WEB/httpd") not in told(stopped, *tried)
    assert services_of(world_of(), tried)[:2] == (
        Service(spn="HTTP/alias", host="WEB", name="httpd"),
        Service(spn="HTTP/www", host="WEB", name="httpd"),
    )


def test_who_asks() -> None:
    """Every session with an identity on the network, by host and LUID; a host that is off has none."""
    assert clients_of(world_of(started=False)) == ()
    asking = clients_of(world_of())
    assert asking[:3] == (
        Client(host="PC", session=NETWORK_SERVICE, name="NetworkService"),
        Client(host="PC", session=LOCAL_SYSTEM, name="LocalSystem"),
        Client(host="WEB", session=NETWORK_SERVICE, name="NetworkService"),
    )
    assert [str(c) for c in asking[3:]] == ["LocalSystem@WEB", "svc-web@WEB", "svc-web@WEB"]
    assert [c.session for c in asking[4:]] == sorted(session_of(name) for name in ("httpd", "shop"))
    assert logons_of(world_of())[:3] == (
        Authenticate(host="PC", session=NETWORK_SERVICE, dc="DC1"),
        Authenticate(host="PC", session=NETWORK_SERVICE, dc="DC2"),
        Authenticate(host="PC", session=LOCAL_SYSTEM, dc="DC1"),
    )
    assert len(logons_of(world_of())) == 2 * len(asking)


def test_what_can_be_tried() -> None:
    """Everybody with everything at every DC; where nobody listens, a ticket is all that there is to be had."""
    world = world_of()
    pairs = pairs_of(world)
    assert len(pairs) == len(set(pairs)) == len(clients_of(world)) * len(services_of(world)) * 2
    assert [str(p) for p in pairs[:2]] == [
        "NetworkService@PC -> WEB/httpd via DC1",
        "NetworkService@PC -> WEB/httpd via DC2",
    ]
    shown, asked = pairs[0], pairs[2 * len(LISTENING)]
    assert shown.attempt() == Connect(
        host="PC", session=NETWORK_SERVICE, to_host="WEB", to_service="httpd", spn=WEB, dc="DC1"
    )
    assert shown.connect("mail").message == "mail"
    assert str(asked) == "NetworkService@PC -> HTTP/gmsa via DC1"
    assert asked.attempt() == RequestTicket(host="PC", session=NETWORK_SERVICE, spn="HTTP/gmsa", dc="DC1")
    assert pairs_of(world, (connection(spn="HTTP/alias"),))[0].service.spn == "HTTP/alias"
    assert Pair(client=shown.client, service=shown.service, dc="DC1") == shown
