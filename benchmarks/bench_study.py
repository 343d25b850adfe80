"""Measure the questions: the seed story's cure, found and proved; and a large domain held against itself.

The domain has 200 hosts, 500 accounts and 5 DCs; founding it makes thousands of keys and is printed apart.
"""

from __future__ import annotations

import time

from kdcsim.scenario.load import load_file
from kdcsim.study.compare import compare
from kdcsim.study.decide import foresee, pairs_of
from kdcsim.study.goal import goal_of
from kdcsim.study.plan import fix
from kdcsim.study.run import play
from kdcsim.world.action import Boot, SetRegistry, SetSupportedEtypes
from kdcsim.world.advance import advance
from kdcsim.world.found import found
from kdcsim.world.plan import AccountPlan, DcPlan, DomainPlan, HostPlan, ServicePlan, WorldPlan
from kdcsim.world.state import World

HOSTS, ACCOUNTS = 200, 500
DCS = ("2008R2", "2012R2", "2016", "2019", "2022")
CLIENTS = ("2008R2", "2012R2", "2019", "2022")


def large_plan() -> WorldPlan:
    """200 hosts with a service each, 500 accounts of which every other bears an SPN, 5 DCs."""
    accounts = tuple(
        AccountPlan(
            name=f"svc-{n:03}",
            password=f"password {n % 50}",
            spns=(f"HTTP/app-{n:03}.corp.test",) if n % 2 else (),
            supported_etypes=(None, 0x18, 0x1C, 0x4)[n % 4],
            hash_only=n % 10 == 1,
        )
        for n in range(ACCOUNTS)
    )
    hosts = tuple(
        HostPlan(
            name=f"HOST-{n:03}",
            os=CLIENTS[n % len(CLIENTS)],
            domain="corp.test",
            services=(ServicePlan(name="app", runs_as="NetworkService" if n % 2 else "LocalSystem"),),
            registry={"DefaultEncryptionType": 23} if n % 20 == 0 else {},
        )
        for n in range(HOSTS)
    )
    dcs = tuple(DcPlan(name=f"DC-{n}", os=os) for n, os in enumerate(DCS, 1))
    domain = DomainPlan(dns="corp.test", netbios="CORP", level="2008R2", dcs=dcs, accounts=accounts)
    return WorldPlan(start=1_400_000_000, domains=(domain,), hosts=hosts)


def changed(world: World) -> World:
    """Some hosts get the old value, some accounts declare AES alone."""
    for n in range(0, HOSTS, 25):
        host = f"HOST-{n:03}"
        world, _ = advance(world, SetRegistry(machine=host, name="DefaultEncryptionType", value=23), f"set {host}")
        world, _ = advance(world, Boot(host=host), f"boot {host}")
    for n in range(0, ACCOUNTS, 11):
        world, _ = advance(world, SetSupportedEtypes(account=f"svc-{n:03}", value=0x18), f"etypes {n}")
    return world


def main() -> None:
    """Print what each question takes."""
    at = time.perf_counter()
    scenario = load_file("exchange-2007")
    run = play(scenario).branch("S3")
    assert run is not None
    at = _print("load and play the seed story", at)
    told = fix(scenario, run, goal_of(scenario, run))
    at = _print(f"its cure: {len(told.plans)} plans found and proved, {told.states} states", at)
    world = found(large_plan(), 7)
    at = _print(f"found a domain: {HOSTS} hosts, {ACCOUNTS} accounts, {len(DCS)} DCs", at)
    for host in world.hosts:
        world, _ = advance(world, Boot(host=host), f"boot {host}")
    after = changed(world)
    at = _print("start every host, change some", at)
    difference = compare(world, after)
    at = _print(f"diff: {difference.changed} of {difference.total} triples differ", at)
    pairs = pairs_of(run.end) * 20
    at = time.perf_counter()
    for pair in pairs:
        foresee(run.end, pair.attempt())
    took = (time.perf_counter() - at) / len(pairs)
    print(f"{took * 1e3:8.3f} ms    one attempt, foreseen")


def _print(what: str, since: float) -> float:
    now = time.perf_counter()
    print(f"{now - since:8.3f} s     {what}")
    return time.perf_counter()


if __name__ == "__main__":
    main()
