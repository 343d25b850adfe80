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
from kdcsim.ad.policy import GENERATIONS, UPDATE_LEVELS, UPDATES
from kdcsim.ad.settings import FILTER_POLICIES, RC4_PHASE
from kdcsim.study.decide import Client, Pair, clients_of, pairs_of
from kdcsim.world.action import (
    FLAGS,
    Action,
    Authenticate,
    Boot,
    ChangeMachinePassword,
    ChangePassword,
    ClockSkew,
    Connect,
    DeleteRegistry,
    DemoteDc,
    ExportKeytab,
    HashOnlyReset,
    InstallCumulativeUpdate,
    InstallUpdate,
    PromoteDc,
    PurgeTickets,
    RaiseFunctionalLevel,
    RebootDc,
    RemoveKeytab,
    Replicate,
    RestartKdc,
    RestoreSnapshot,
    RotateKrbtgt,
    SetFlag,
    SetOsVersion,
    SetRegistry,
    SetServiceAccount,
    SetSpn,
    SetSupportedEtypes,
    SetUpn,
    StartService,
    StopService,
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
SPNS = ("HTTP/app.contoso.com", "HOST/hub-1.contoso.com")
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
        _of_services(world),
        _of_accounts(world),
        _of_names_and_flags(world),
        _of_dcs(world),
        st.builds(lambda d, level: RaiseFunctionalLevel(domain=d, level=level), _domain_names(world), _levels()),
        st.just(Replicate()),
        st.sampled_from((Wait(seconds=60), Wait(seconds=11 * 3600))),
    )


def _of_dcs(world: World) -> st.SearchStrategy[Action]:
    """What is done to DCs: restarts, updates, settings, one more and one less, krbtgt's password."""
    dc = st.sampled_from(sorted(world.dcs))
    at_dcs = st.sampled_from([(d.dns, name) for d in world.domains.values() for name in _dc_names(world, d.dns)])
    return st.one_of(
        dc.map(lambda name: RestartKdc(dc=name)),
        dc.map(lambda name: RebootDc(dc=name)),
        st.builds(lambda d, u: InstallCumulativeUpdate(dc=d, update=u), dc, st.sampled_from(UPDATE_LEVELS[1:])),
        st.builds(lambda d, v: SetRegistry(machine=d, name=FILTER_POLICIES.full, value=v), dc, _filters()),
        st.builds(lambda d: DeleteRegistry(machine=d, name=FILTER_POLICIES.full), dc),
        st.builds(lambda d, v: SetRegistry(machine=d, name=RC4_PHASE.full, value=v), dc, st.integers(0, 2)),
        st.builds(lambda at: RotateKrbtgt(domain=at[0], dc=at[1]), at_dcs),
        st.builds(lambda at, os: PromoteDc(dc="DC-9", domain=at[0], os=os), at_dcs, st.sampled_from(SERVER_OSES)),
        dc.map(lambda name: DemoteDc(dc=name)),
        st.builds(lambda m, s: ClockSkew(machine=m, seconds=s), dc, st.sampled_from((0, 200, 900))),
    )


def _of_services(world: World) -> st.SearchStrategy[Action]:
    """What is done to services and their keytabs, and to a host as a whole."""
    names = sorted(world.hosts)
    service = _any_of([(n, s.name) for n in names for s in world.host(n).services])
    account = _any_of(sorted({name for name, _ in _known(world, AccountKind.USER)}))
    return st.one_of(
        service.map(lambda at: StopService(host=at[0], service=at[1])),
        service.map(lambda at: StartService(host=at[0], service=at[1])),
        st.builds(lambda at, a: ExportKeytab(host=at[0], service=at[1], account=a), service, account),
        service.map(lambda at: RemoveKeytab(host=at[0], service=at[1])),
        _any_of(names).map(lambda host: RestoreSnapshot(host=host)),
        st.builds(lambda m, s: ClockSkew(machine=m, seconds=s), _any_of(names), st.sampled_from((0, 200, 900))),
        st.builds(lambda h, v: SetRegistry(machine=h, name=FILTER_POLICIES.full, value=v), _any_of(names), _filters()),
    )


def _of_names_and_flags(world: World) -> st.SearchStrategy[Action]:
    """What changes an account without touching its password - or its keys, where only the NT hash is set."""
    bearer, user = _any_of(_known(world)), _any_of(_known(world, AccountKind.USER))
    spn, flag = st.sampled_from(SPNS), st.sampled_from(sorted(FLAGS))
    return st.one_of(
        st.builds(lambda a, s: SetSpn(account=a[0], add=(s,), dc=a[1]), bearer, spn),
        st.builds(lambda a, s: SetSpn(account=a[0], remove=(s,), dc=a[1]), bearer, spn),
        st.builds(lambda a, f, v: SetFlag(account=a[0], flag=f, value=v, dc=a[1]), bearer, flag, st.booleans()),
        st.builds(lambda a, v: SetOsVersion(account=a[0], version=v, dc=a[1]), bearer, st.sampled_from((None, "3.1"))),
        st.builds(lambda a, u: SetUpn(account=a[0], upn=u, dc=a[1]), user, st.sampled_from((None, "new@contoso.com"))),
        st.builds(lambda a, p: HashOnlyReset(account=a[0], password=p, dc=a[1]), user, st.sampled_from(RESETS)),
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
    bearers, users = _known(world), _known(world, AccountKind.USER)
    return st.one_of(
        st.builds(
            lambda a, p: ChangePassword(account=a[0], password=p, dc=a[1]), _any_of(users), st.sampled_from(RESETS)
        ),
        st.builds(lambda a, v: SetSupportedEtypes(account=a[0], value=v, dc=a[1]), _any_of(bearers), etype_masks()),
    )


def _known(world: World, kind: AccountKind | None = None) -> list[tuple[str, str | None]]:
    """Accounts by name, each with no DC and with every DC that knows it; not krbtgt."""
    known = [
        (account, dc.name)
        for dc in world.dcs.values()
        for account in dc.directory.accounts.values()
        if not account.deleted and account.kind is not AccountKind.KRBTGT and kind in (None, account.kind)
    ]
    return sorted({(a.name, at) for a, dc in known for at in (None, dc)}, key=str)


def _dc_names(world: World, domain: str) -> tuple[str | None, ...]:
    return (None, *(dc.name for dc in world.dcs_of(domain)))


def remediation_sequences(*, world: World, most: int = 4) -> st.SearchStrategy[tuple[Action, ...]]:
    """Up to ``most`` changes in a row, as somebody might try them; none takes a DC away that a later one may name."""
    each = changes(world=world).filter(lambda action: not isinstance(action, DemoteDc))
    return st.lists(each, max_size=most).map(tuple)


def _any_of(found: Sequence[T]) -> st.SearchStrategy[T]:
    """One of them; nothing where there is none."""
    return st.sampled_from(found) if found else st.nothing()


def _domain_names(world: World) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(domain.dns for domain in world.domains.values()))


def _filters() -> st.SearchStrategy[int]:
    return st.sampled_from((0x18, 0x1C, 0x4, 0x7FFFFFFF))


def _values() -> st.SearchStrategy[int]:
    return st.sampled_from((0, 23, 18))


def _levels() -> st.SearchStrategy[str]:
    return st.sampled_from(("2008", "2012R2", "2016"))


def _level_of(os: str) -> int:
    order = {"2003": "2003", "2008": "2008", "2008R2": "2008R2", "2012R2": "2012R2", "2025": "2025"}
    return FUNCTIONAL_LEVELS[order.get(os, "2016")]
