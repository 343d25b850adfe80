"""Hypothesis strategies for domains, their parts, and what people do to them.

Plural nouns, keyword-only. Small pools of names and passwords on purpose: keys are remembered between examples, and a
counterexample shrinks to a world that a person can read.
"""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from kdcsim.ad.host.session import LOCAL_SYSTEM, NETWORK_SERVICE
from kdcsim.ad.policy import GENERATIONS, UPDATES
from kdcsim.study.decide import Client, Pair, pairs_of
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

START = 1_349_870_400
"""2012-10-10T12:00:00Z."""
SERVER_OSES = ("2003", "2008", "2008R2", "2012R2", "2016", "2019", "2022", "2025")
CLIENT_OSES = ("2003", "2008", "2008R2", "2012R2", "2019", "2022", "2025")
MASKS = (0x4, 0x7, 0x18, 0x1C, 0x1F, 0x24, 0x38)
HOST_NAMES = ("HUB-1", "SERVER-1", "WEB-1")
RESETS = ("Reset-1!", "Reset-2!")


def etype_masks(*, oses: tuple[str, ...] | None = None) -> st.SearchStrategy[int | None]:
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


def hosts(*, name: str = "HUB-1", oses: tuple[str, ...] = CLIENT_OSES) -> st.SearchStrategy[HostPlan]:
    """A member host with one service ``app`` under one of the built-in accounts."""
    return st.builds(
        lambda os, runs_as, registry, mask: HostPlan(
            name=name,
            os=os,
            domain="contoso.com",
            services=(ServicePlan(name="app", runs_as=runs_as),),
            registry=registry,
            supported_etypes=mask,
        ),
        st.sampled_from(oses),
        st.sampled_from(("LocalSystem", "NetworkService")),
        registry_settings(),
        etype_masks(),
    )


def domains(*, most_dcs: int = 2) -> st.SearchStrategy[DomainPlan]:
    """A domain with one to ``most_dcs`` DCs at a functional level that all of them can stand."""

    def made(told: tuple[DcPlan, ...], level: int, account: AccountPlan) -> DomainPlan:
        named = tuple(replace(dc, name=f"DC-{n}") for n, dc in enumerate(told, 1))
        fits = [name for name, number in FUNCTIONAL_LEVELS.items() if all(number <= _level_of(dc.os) for dc in named)]
        return DomainPlan(
            dns="contoso.com", netbios="CONTOSO", level=fits[level % len(fits)], dcs=named, accounts=(account,)
        )

    several = st.lists(dcs(), min_size=1, max_size=most_dcs).map(tuple)
    return st.builds(made, several, st.integers(0, 7), accounts())


def plans(
    *, domain: st.SearchStrategy[DomainPlan] | None = None, most_hosts: int = 2, start: int = START
) -> st.SearchStrategy[WorldPlan]:
    """A domain with one to ``most_hosts`` member hosts, as a plan."""
    several = st.integers(1, most_hosts).flatmap(lambda n: st.tuples(*(hosts(name=name) for name in HOST_NAMES[:n])))
    return st.builds(
        lambda d, h: WorldPlan(start=start, domains=(d,), hosts=tuple(h)),
        domains() if domain is None else domain,
        several,
    )


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
    """A logon session of this world that can authenticate."""
    return st.sampled_from([pair.client for pair in pairs_of(world)])


def pairs(*, world: World) -> st.SearchStrategy[Pair]:
    """A client session, a service that it could connect to, and the DC that it asks."""
    return st.sampled_from(pairs_of(world))


def connections(*, world: World) -> st.SearchStrategy[Connect]:
    """An attempt to connect, as an action."""
    return pairs(world=world).filter(lambda p: bool(p.service.host)).map(lambda pair: pair.connect())


def changes(*, world: World) -> st.SearchStrategy[Action]:
    """Whatever an administrator may do to this world, useful or not."""
    host_names, dc_names = sorted(world.hosts), sorted(world.dcs)
    host, dc = st.sampled_from(host_names), st.sampled_from(dc_names)
    at_dc = st.one_of(st.none(), dc)
    session = st.sampled_from((LOCAL_SYSTEM, NETWORK_SERVICE))
    names = sorted({a.name for d in world.dcs.values() for a in d.directory.accounts.values() if not a.deleted})
    bearers = st.sampled_from([n for n in names if n != "krbtgt"])
    return st.one_of(
        st.builds(lambda h, d: Boot(host=h, dc=d), host, at_dc),
        st.builds(lambda h, v: SetRegistry(machine=h, name="DefaultEncryptionType", value=v), host, _values()),
        st.builds(lambda h: DeleteRegistry(machine=h, name="DefaultEncryptionType"), host),
        st.builds(lambda d: RestartKdc(dc=d), dc),
        st.builds(lambda h, s: PurgeTickets(host=h, session=s), host, session),
        st.builds(lambda h, s, d: Authenticate(host=h, session=s, dc=d), host, session, at_dc),
        st.builds(lambda h, d: ChangeMachinePassword(host=h, dc=d), host, at_dc),
        st.builds(lambda p, d: ChangePassword(account="svc-app", password=p, dc=d), st.sampled_from(RESETS), at_dc),
        st.builds(lambda a, v, d: SetSupportedEtypes(account=a, value=v, dc=d), bearers, etype_masks(), at_dc),
        st.builds(lambda h, k: InstallUpdate(machine=h, kb=k), host, st.sampled_from(sorted(UPDATES))),
        st.builds(lambda level: RaiseFunctionalLevel(domain="contoso.com", level=level), _levels()),
        st.builds(
            lambda h, a: SetServiceAccount(host=h, service="app", account=a),
            host,
            st.sampled_from(("LocalSystem", "NetworkService")),
        ),
        st.just(Replicate()),
        st.sampled_from((Wait(seconds=60), Wait(seconds=11 * 3600))),
    )


def remediation_sequences(*, world: World, most: int = 4) -> st.SearchStrategy[tuple[Action, ...]]:
    """Up to ``most`` changes in a row, as somebody might try them."""
    return st.lists(changes(world=world), max_size=most).map(tuple)


def _values() -> st.SearchStrategy[int]:
    return st.sampled_from((0, 23, 18))


def _levels() -> st.SearchStrategy[str]:
    return st.sampled_from(("2008", "2012R2", "2016"))


def _level_of(os: str) -> int:
    order = {"2003": "2003", "2008": "2008", "2008R2": "2008R2", "2012R2": "2012R2", "2025": "2025"}
    return FUNCTIONAL_LEVELS[order.get(os, "2016")]
