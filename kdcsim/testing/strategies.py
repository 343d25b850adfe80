"""Hypothesis strategies for domains, their parts, and what people do to them.

Plural nouns, keyword-only. Small pools of names and passwords on purpose: keys are remembered between examples, and a
counterexample shrinks to a world that a person can read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from hypothesis import strategies as st

from kdcsim.ad.directory import AccountKind
from kdcsim.ad.host.session import LOCAL_SYSTEM, NETWORK_SERVICE
from kdcsim.ad.policy import GENERATIONS, UPDATES
from kdcsim.study.decide import Client, Pair, clients_of, pairs_of
from kdcsim.world.action import (
    Action,
    Authenticate,
    Boot,
    ChangeMachinePassword,
    ChangePassword,
    Connect,
    DeleteRegistry,
    InstallUpdate,
    PurgeTickets,
    RaiseFunctionalLevel,
    Replicate,
    RestartKdc,
    SetRegistry,
    SetServiceAccount,
    SetSupportedEtypes,
    Wait,
)
from kdcsim.world.advance import advance
from kdcsim.world.found import found
from kdcsim.world.plan import AccountPlan, DcPlan, DomainPlan, HostPlan, ServicePlan, WorldPlan
from kdcsim.world.state import FUNCTIONAL_LEVELS, World

T = TypeVar("T")
START = 1_349_870_400
"""2012-10-10T12:00:00Z."""
SERVER_OSES = ("2003", "2008", "2008R2", "2012R2", "2016", "2019", "2022", "2025")
CLIENT_OSES = ("2003", "2008", "2008R2", "2012R2", "2019", "2022", "2025")
MASKS = (0x4, 0x7, 0x18, 0x1C, 0x1F, 0x24, 0x38)
HOST_NAMES = ("HUB-1", "SERVER-1", "WEB-1")
"""The first hosts of a plan; later ones are called HOST-4 and so on."""
RESETS = ("Reset-1!", "Reset-2!")


def etype_masks() -> st.SearchStrategy[int | None]:
    """Values of msDS-SupportedEncryptionTypes as they are met in estates, and None for not set."""
    return st.sampled_from((None, *MASKS))


def registry_settings(*, on_dc: bool = False) -> st.SearchStrategy[dict[str, int]]:
    """Registry values of a host, or of a DC; mostly none."""
    if on_dc:
        values = st.fixed_dictionaries(
            {},
            optional={
                "DefaultDomainSupportedEncTypes": st.sampled_from((0x4, 0x18, 0x1C, 0x27)),
                "KdcUseRequestedEtypesForTickets": st.just(1),
            },
        )
    else:
        values = st.fixed_dictionaries({}, optional={"DefaultEncryptionType": st.sampled_from((0, 23, 18))})
    return st.one_of(st.just({}), values)


def dcs(*, name: str = "DC-1", oses: tuple[str, ...] = SERVER_OSES) -> st.SearchStrategy[DcPlan]:
    """Domain controllers of every generation, with an update level that exists for their OS."""
    builds = [(os, update) for os, update in GENERATIONS if os in oses]
    return st.builds(
        lambda build, registry: DcPlan(name=name, os=build[0], update=build[1], registry=registry),
        st.sampled_from(builds),
        registry_settings(on_dc=True),
    )


def accounts(*, name: str = "svc-app") -> st.SearchStrategy[AccountPlan]:
    """A service account with an SPN: old or young keys, with and without the attribute."""
    return st.builds(
        lambda mask, hash_only, des_only: AccountPlan(
            name=name,
            password="Pa$$w0rd",
            spns=(f"HTTP/{name}.contoso.com",),
            supported_etypes=mask,
            hash_only=hash_only,
            des_only=des_only,
        ),
        etype_masks(),
        st.booleans(),
        st.sampled_from((False, False, False, True)),
    )


def hosts(
    *, name: str = "HUB-1", oses: tuple[str, ...] = CLIENT_OSES, domain: str = "contoso.com"
) -> st.SearchStrategy[HostPlan]:
    """A member host with one service ``app`` under one of the built-in accounts."""
    return st.builds(
        lambda os, runs_as, registry, mask: HostPlan(
            name=name,
            os=os,
            domain=domain,
            services=(ServicePlan(name="app", runs_as=runs_as),),
            registry=registry,
            supported_etypes=mask,
        ),
        st.sampled_from(oses),
        st.sampled_from(("LocalSystem", "NetworkService")),
        registry_settings(),
        etype_masks(),
    )


def domains(*, most_dcs: int = 2, oses: tuple[str, ...] = SERVER_OSES) -> st.SearchStrategy[DomainPlan]:
    """A domain with one to ``most_dcs`` DCs of these systems, at a functional level that all of them can stand."""

    def made(told: tuple[DcPlan, ...], level: int, account: AccountPlan) -> DomainPlan:
        named = tuple(replace(dc, name=f"DC-{n}") for n, dc in enumerate(told, 1))
        fits = [name for name, number in FUNCTIONAL_LEVELS.items() if all(number <= _level_of(dc.os) for dc in named)]
        return DomainPlan(
            dns="contoso.com", netbios="CONTOSO", level=fits[level % len(fits)], dcs=named, accounts=(account,)
        )

    several = st.lists(dcs(oses=oses), min_size=1, max_size=most_dcs).map(tuple)
    return st.builds(made, several, st.integers(0, 7), accounts())


def plans(
    *, domain: st.SearchStrategy[DomainPlan] | None = None, most_hosts: int = 2, start: int = START
) -> st.SearchStrategy[WorldPlan]:
    """A domain, of your own or any, with one to ``most_hosts`` member hosts, as a plan."""
    names = (*HOST_NAMES, *(f"HOST-{number}" for number in range(len(HOST_NAMES) + 1, most_hosts + 1)))

    several = st.integers(1, most_hosts).flatmap(lambda n: st.tuples(*(hosts(name=name) for name in names[:n])))

    def made(d: DomainPlan, told: tuple[HostPlan, ...]) -> WorldPlan:
        return WorldPlan(start=start, domains=(d,), hosts=tuple(replace(host, domain=d.dns) for host in told))

    return st.builds(made, domains() if domain is None else domain, several)


def worlds(
    *, plan: st.SearchStrategy[WorldPlan] | None = None, seed: int = 7, booted: bool = True
) -> st.SearchStrategy[World]:
    """A whole world; with ``booted`` every host of it has been started."""

    def made(told: WorldPlan) -> World:
        world = found(told, seed)
        for host in told.hosts if booted else ():
            world = advance(world, Boot(host=host.name), f"boot {host.name}")[0]
        return world

    return (plans() if plan is None else plan).map(made)


def clients(*, world: World) -> st.SearchStrategy[Client]:
    """A logon session of this world that can authenticate; nothing can be drawn while no host is started."""
    return _any_of(tuple(clients_of(world)))


def pairs(*, world: World) -> st.SearchStrategy[Pair]:
    """A client session, a service that it could connect to, and the DC that it asks; none while no host is started."""
    return _any_of(tuple(pairs_of(world)))


def connections(*, world: World) -> st.SearchStrategy[Connect]:
    """An attempt to connect, as an action."""
    return pairs(world=world).filter(lambda p: bool(p.service.host)).map(lambda pair: pair.connect())


def changes(*, world: World) -> st.SearchStrategy[Action]:
    """Whatever an administrator may do to this world, useful or not."""
    return st.one_of(
        _of_hosts(world),
        _of_accounts(world),
        st.sampled_from(sorted(world.dcs)).map(lambda dc: RestartKdc(dc=dc)),
        st.builds(lambda d, level: RaiseFunctionalLevel(domain=d, level=level), _domain_names(world), _levels()),
        st.just(Replicate()),
        st.sampled_from((Wait(seconds=60), Wait(seconds=11 * 3600))),
    )


def _of_hosts(world: World) -> st.SearchStrategy[Action]:
    """What is done on member hosts, each with the DCs of its own domain."""
    names = sorted(world.hosts)
    host, session = _any_of(names), st.sampled_from((LOCAL_SYSTEM, NETWORK_SERVICE))
    asking = _any_of([(n, dc) for n in names for dc in (None, *(d.name for d in world.dcs_of(world.host(n).domain)))])
    service = _any_of([(n, s.name) for n in names for s in world.host(n).services])
    builtin = st.sampled_from(("LocalSystem", "NetworkService"))
    return st.one_of(
        st.builds(lambda at: Boot(host=at[0], dc=at[1]), asking),
        st.builds(lambda h, v: SetRegistry(machine=h, name="DefaultEncryptionType", value=v), host, _values()),
        st.builds(lambda h: DeleteRegistry(machine=h, name="DefaultEncryptionType"), host),
        st.builds(lambda h, s: PurgeTickets(host=h, session=s), host, session),
        st.builds(lambda at, s: Authenticate(host=at[0], session=s, dc=at[1]), asking, session),
        st.builds(lambda at: ChangeMachinePassword(host=at[0], dc=at[1]), asking),
        st.builds(lambda h, k: InstallUpdate(machine=h, kb=k), host, st.sampled_from(sorted(UPDATES))),
        st.builds(lambda s, a: SetServiceAccount(host=s[0], service=s[1], account=a), service, builtin),
    )


def _of_accounts(world: World) -> st.SearchStrategy[Action]:
    """What is done to accounts, everywhere at once or at a DC that knows them."""
    known = [
        (account, dc.name)
        for dc in world.dcs.values()
        for account in dc.directory.accounts.values()
        if not account.deleted and account.kind is not AccountKind.KRBTGT
    ]
    bearers = sorted({(a.name, at) for a, dc in known for at in (None, dc)}, key=str)
    users = sorted({(a.name, at) for a, dc in known if a.kind is AccountKind.USER for at in (None, dc)}, key=str)
    return st.one_of(
        st.builds(
            lambda a, p: ChangePassword(account=a[0], password=p, dc=a[1]), _any_of(users), st.sampled_from(RESETS)
        ),
        st.builds(lambda a, v: SetSupportedEtypes(account=a[0], value=v, dc=a[1]), _any_of(bearers), etype_masks()),
    )


def remediation_sequences(*, world: World, most: int = 4) -> st.SearchStrategy[tuple[Action, ...]]:
    """Up to ``most`` changes in a row, as somebody might try them."""
    return st.lists(changes(world=world), max_size=most).map(tuple)


def _any_of(found: Sequence[T]) -> st.SearchStrategy[T]:
    """One of them; nothing where there is none."""
    return st.sampled_from(found) if found else st.nothing()


def _domain_names(world: World) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(domain.dns for domain in world.domains.values()))


def _values() -> st.SearchStrategy[int]:
    return st.sampled_from((0, 23, 18))


def _levels() -> st.SearchStrategy[str]:
    return st.sampled_from(("2008", "2012R2", "2016"))


def _level_of(os: str) -> int:
    order = {"2003": "2003", "2008": "2008", "2008R2": "2008R2", "2012R2": "2012R2", "2025": "2025"}
    return FUNCTIONAL_LEVELS[order.get(os, "2016")]
