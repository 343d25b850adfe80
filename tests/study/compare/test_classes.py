"""Sessions and services that look alike and are not: what `diff` says of classes is right for each of their members."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kdcsim.scenario.load import load
from kdcsim.study.compare import Difference, Outcome, compare, compare_runs
from kdcsim.study.compare.classes import Classes
from kdcsim.study.compare.outcome import ABSENT, outcome_of
from kdcsim.study.decide import Client, Pair, Service, clients_of, foresee, services_of
from kdcsim.study.goal import without_tickets
from kdcsim.study.run import BranchRun, play
from kdcsim.world.state import World

HEAD = """\
kdcsim: 1
title: Two that look alike
start: 2023-03-01T08:00:00Z
domains:
  corp.example:
    functional_level: 2016
    dcs: {DC-A: {os: 2022, update: 2022-11}}
    accounts:
      alice: {password: Correct-Horse-1}
      one: {password: Battery-Staple-1, spns: [HTTP/one.corp.example], supported_etypes: [AES256]}
      two: {password: Battery-Staple-2, spns: [HTTP/two.corp.example], supported_etypes: [AES256]}
"""
OTHER = """\
  other.example:
    functional_level: 2016
    dcs: {DC-O: {os: 2022, update: 2022-11}}
    accounts:
      bob: {password: Correct-Horse-2}
      carol: {password: Correct-Horse-3}
      far: {password: Battery-Staple-3, spns: [HTTP/far.other.example], supported_etypes: [AES256]}
      old: {password: Battery-Staple-4, spns: [HTTP/old.other.example], supported_etypes: [RC4]}
"""
TRUST = "trusts:\n  both: {domain: corp.example, other: other.example}\n"
PC = "  PC-1: {os: 10, domain: corp.example}\n"
LOG_ON = "- log_on: {on: PC-1, user: alice, password: Correct-Horse-1}"


def runs(
    hosts: str, start: str, branches: Mapping[str, str], domains: str = "", trusts: str = ""
) -> dict[str, BranchRun]:
    """The branches of a small story, as they were played."""
    steps = "\n".join(f"  {line}" for line in start.splitlines())
    told = "\n".join(
        f"  {name}:\n    steps:\n" + "\n".join(f"      {line}" for line in lines.splitlines())
        for name, lines in branches.items()
    )
    text = f"{HEAD}{domains}{trusts}hosts:\n{hosts}steps:\n{steps}\nbranches:\n{told}\n"
    return {run.branch.name: run for run in play(load(text, "alike.yaml")).branches}


def alone(world: World, pair: Pair) -> Outcome:
    """What one triple comes to by itself; nothing where the world has no such session, service or DC."""
    client, service = pair.client, pair.service
    host = world.hosts.get(client.host)
    if (client.host, client.session) not in {(c.host, c.session) for c in clients_of(world)} or host is None:
        return ABSENT
    if pair.dc not in {dc.name for dc in world.dcs_of(host.domain)}:
        return ABSENT
    if service.host and (service.host not in world.hosts or world.host(service.host).service(service.name) is None):
        return ABSENT
    if not service.host and not any(service.spn.lower() in dc.directory.by_spn for dc in world.dcs.values()):
        return ABSENT
    return outcome_of(foresee(world, pair.attempt()), world)


def told_right(before: World, after: World) -> Difference:
    """Compare two worlds, and hold what is told of classes against each triple by itself."""
    found = compare(before, after)
    told = {pair: (c.before, c.after) for c in found.changes if not c.held for pair in c.pairs()}
    fresh = without_tickets(before), without_tickets(after)
    every = [
        Pair(client=client, service=service, dc=dc)
        for client in sorted({*clients_of(before), *clients_of(after)})
        for service in sorted({*services_of(before), *services_of(after)})
        for dc in sorted({*before.dcs, *after.dcs})
    ]
    for pair in every:
        old, new = (alone(world, pair) for world in fresh)
        assert told.pop(pair, (old, old)) == (old, new), str(pair)
    assert not told
    return found


def fates(found: Difference, service: str = "") -> dict[str, str]:
    """What becomes of each session at a service, or of each service: before and after, in words."""
    return {
        str(client) if service else str(each): f"{c.before} > {c.after}"
        for c in found.changes
        for client in c.clients
        for each in c.services
        if not service or str(each) == service
    }


BOTH_CHANGE = (
    "- change_password: {account: one, password: Another-1}\n- change_password: {account: two, password: Another-2}"
)
WINDOWS_AND_JAVA = (
    f"{PC}  W-1: {{os: 2019, domain: corp.example, services: {{app: one}}}}\n"
    "  J-1: {os: Java, domain: corp.example, services: {app: two}}\n"
)
JAVAS = (
    f"{PC}  J-1: {{os: Java, domain: corp.example, services: {{app: one}}}}\n"
    "  J-2: {os: Java, domain: corp.example, services: {app: two}}\n"
)


def test_two_services_of_which_one_was_not_told_its_password() -> None:
    """Accounts of one kind on one host; only the key that the KDC has now is another one."""
    hosts = f"{PC}  W-1: {{os: 2019, domain: corp.example, services: {{first: one, second: two}}}}\n"
    after = "- change_password: {account: two, password: Another-2}"
    branches = runs(hosts, "- boot: PC-1\n- boot: W-1", {"same": "- boot: PC-1", "forgotten": after})
    found = told_right(branches["same"].end, branches["forgotten"].end)
    broken = {str(s) for c in found.changes if "LocalSystem@PC-1" in map(str, c.clients) for s in c.services}
    assert broken == {"W-1/second"}


def test_two_keytabs_of_other_versions() -> None:
    """Both hold the right key; the one that is asked for by a version that it does not have opens nothing."""
    start = (
        "- boot: PC-1\n- boot: J-1\n- boot: J-2\n"
        "- change_password: {account: one, password: Battery-Staple-1}\n"
        "- export_keytab: {service: J-1/app, account: one, named: true}\n"
        "- export_keytab: {service: J-2/app, account: two, named: true, kvno: 2}"
    )
    ends = {n: r.end for n, r in runs(JAVAS, start, {"same": "- boot: PC-1", "forgotten": BOTH_CHANGE}).items()}
    found = told_right(ends["same"], ends["forgotten"])
    of_pc = [c for c in found.changes if "LocalSystem@PC-1" in map(str, c.clients)]
    assert {(c.sign, *map(str, c.services)) for c in of_pc} == {("-", "J-1/app"), ("~", "J-2/app")}
    assert {c.before.error for c in of_pc} == {None, 44}


def test_who_logs_what_a_kdc_answers() -> None:
    """Of two hosts that differ in LogLevel alone, one writes event 3, for every answer that is no ticket."""
    hosts = f"{PC}  PC-2: {{os: 10, domain: corp.example, registry: {{LogLevel: 1}}}}\n"
    start = "- boot: PC-1\n- boot: PC-2"
    after = "- set_flag: {account: one, flag: disabled}"
    ends = {n: r.end for n, r in runs(hosts, start, {"same": "- boot: PC-1", "barred": after}).items()}
    told = fates(told_right(ends["same"], ends["barred"]), "HTTP/one.corp.example")
    assert {name: "3 on the client" in words for name, words in told.items()} == {
        "LocalSystem@PC-1": False,
        "NetworkService@PC-1": False,
        "LocalSystem@PC-2": True,
        "NetworkService@PC-2": True,
    }


def test_who_logs_a_ticket_that_was_not_opened() -> None:
    """A client of Windows writes event 4, another that offers the same etypes writes nothing."""
    hosts = (
        "  XP-1: {os: XP, domain: corp.example, etypes: [RC4]}\n  M-1: {os: MIT, domain: corp.example, etypes: [RC4]}\n"
        "  W-1: {os: 2019, domain: corp.example, services: {app: one}}\n"
    )
    start = "- set_supported_etypes: {account: one, value: [RC4]}\n- boot: XP-1\n- boot: M-1\n- boot: W-1"
    after = "- change_password: {account: one, password: Another-1}"
    ends = {n: r.end for n, r in runs(hosts, start, {"same": "- boot: W-1", "forgotten": after}).items()}
    told = fates(told_right(ends["same"], ends["forgotten"]), "W-1/app")
    noise = {name: "4 on the client" in words for name, words in told.items() if "LocalSystem" in name}
    assert noise == {"LocalSystem@XP-1": True, "LocalSystem@M-1": False, "LocalSystem@W-1": True}


def test_which_service_logs_a_wrong_clock() -> None:
    """Both have one RC4 key, open the ticket and find its time wrong; the one on Windows writes event 4625."""
    start = (
        "- hash_only_reset: {account: one, password: Battery-Staple-1}\n"
        "- hash_only_reset: {account: two, password: Battery-Staple-2}\n"
        "- set_supported_etypes: {account: one, value: [RC4]}\n- set_supported_etypes: {account: two, value: [RC4]}\n"
        "- boot: PC-1\n- boot: W-1\n- boot: J-1\n- export_keytab: {service: J-1/app, account: two, etypes: [RC4]}"
    )
    after = "\n".join(f"- clock_skew: {{on: {host}, clock: 10 min behind}}" for host in ("W-1", "J-1"))
    ends = {n: r.end for n, r in runs(WINDOWS_AND_JAVA, start, {"same": "- boot: PC-1", "late": after}).items()}
    told = {
        str(service): c.after
        for c in told_right(ends["same"], ends["late"]).changes
        for service in c.services
        if "LocalSystem@PC-1" in map(str, c.clients)
    }
    assert {name: (o.error, o.noise) for name, o in told.items()} == {
        "W-1/app": (37, (("server", 4625),)),
        "J-1/app": (37, ()),
    }


def test_who_offers_more_for_a_service_ticket() -> None:
    """Impacket logs on with AES256 alone, as a client of MIT may, and offers RC4 next; the other does not."""
    hosts = "  I-1: {os: impacket, domain: corp.example}\n  M-1: {os: MIT, domain: corp.example, etypes: [AES256]}\n"
    start = (
        "- boot: I-1\n- boot: M-1\n- log_on: {on: I-1, user: alice, password: Correct-Horse-1}\n"
        "- log_on: {on: M-1, user: alice, password: Correct-Horse-1}"
    )
    after = "- set_supported_etypes: {account: one, value: [RC4]}"
    ends = {n: r.end for n, r in runs(hosts, start, {"same": "- boot: M-1", "rc4": after}).items()}
    told = fates(told_right(ends["same"], ends["rc4"]), "HTTP/one.corp.example")
    assert told["alice@I-1"].endswith("> RC4 ticket, RC4 session key")
    assert "KDC_ERR_ETYPE_NOSUPP" in told["alice@M-1"].partition(">")[2]


FOREIGN = """\
- log_on: {on: PC-1, user: OTHER\\bob, password: Correct-Horse-2}
- log_on: {on: PC-1, user: OTHER\\carol, password: Correct-Horse-3}"""


def test_two_users_of_another_forest() -> None:
    """No DC here knows either of them; each is what its own forest makes of it."""
    ends = {
        n: r.end
        for n, r in runs(
            PC,
            f"- boot: PC-1\n{FOREIGN}",
            {"same": LOG_ON, "barred": f"{LOG_ON}\n- set_flag: {{account: OTHER\\carol, flag: disabled}}"},
            OTHER,
            TRUST,
        ).items()
    }
    found = told_right(ends["same"], ends["barred"])
    assert {str(client) for c in found.changes for client in c.clients} == {"carol@PC-1"}
    assert {c.after.error for c in found.changes} == {18}


def test_two_services_of_another_forest() -> None:
    """Neither is known here; the name leads to tickets of other etypes there, and to nothing when it is gone."""
    branches = {
        "same": LOG_ON,
        "rc4": f"{LOG_ON}\n- set_supported_etypes: {{account: OTHER\\far, value: [RC4]}}",
        "gone": f"{LOG_ON}\n- set_spn: {{account: OTHER\\far, remove: HTTP/far.other.example}}",
    }
    ends = {n: r.end for n, r in runs(PC, "- boot: PC-1", branches, OTHER, TRUST).items()}
    told = fates(told_right(ends["same"], ends["rc4"]))
    assert set(told) == {"HTTP/far.other.example"}
    for before, after in (("same", "gone"), ("gone", "same")):
        told = fates(told_right(ends[before], ends[after]))
        assert set(told) == {"HTTP/far.other.example"}
        assert "not there" in told["HTTP/far.other.example"]


def test_a_name_that_only_another_domain_knows() -> None:
    """Without a trust nobody gets a ticket for it, and yet it is there: what is refused is not absent."""
    hosts = f"{PC}  PC-O: {{os: 10, domain: other.example}}\n"
    branches = {
        "same": "- boot: PC-O",
        "gone": "- boot: PC-O\n- set_spn: {account: OTHER\\far, remove: HTTP/far.other.example}",
    }
    ends = {n: r.end for n, r in runs(hosts, "- boot: PC-1", branches, OTHER).items()}
    found = told_right(ends["same"], ends["gone"])
    told = fates(found, "HTTP/far.other.example")
    assert "(7) (logs 4769 on the DC)" in told["LocalSystem@PC-1"] and "not there" in told["LocalSystem@PC-1"]
    assert told["LocalSystem@PC-O"].startswith("AES256 ticket")
    sessions = {d: len([c for c in clients_of(ends["same"]) if c.host == h]) for d, h in (("A", "PC-1"), ("O", "PC-O"))}
    services = {*services_of(ends["same"]), *services_of(ends["gone"])}
    assert found.total == (sessions["A"] + sessions["O"]) * len(services), "each session asks DCs of its domain"


def plain() -> dict[str, BranchRun]:
    """One client and one service; a session ends, a service stops, a name goes and another comes."""
    return runs(
        f"{PC}  W-1: {{os: 2019, domain: corp.example, services: {{app: one, web: NetworkService}}}}\n",
        f"- boot: PC-1\n- boot: W-1\n{LOG_ON}",
        {
            "same": "- boot: W-1",
            "stopped": "- stop_service: W-1/app",
            "renamed": "- set_spn: {account: two, remove: HTTP/two.corp.example, add: HTTP/new.corp.example}",
            "by-alias": "- connect: {from: PC-1, as: alice, to: W-1/app, spn: HTTP/alias.corp.example}",
        },
    )


def fewer(world: World, host: str, *services: str) -> World:
    """The same world without a host, or without services of it."""
    if not services:
        return replace(world, hosts={name: h for name, h in world.hosts.items() if name != host})
    there = world.host(host)
    left = replace(there, services=tuple(s for s in there.services if s.name not in services))
    return replace(world, hosts={**world.hosts, host: left})


def test_what_one_world_alone_has() -> None:
    """A host, a service, a name: it is not there in the other, whichever of them is looked at first."""
    same, stopped, renamed = (plain()[name].end for name in ("same", "stopped", "renamed"))
    worlds = (same, stopped, renamed, fewer(same, "W-1"), fewer(same, "PC-1"), fewer(same, "W-1", "app"))
    for other in worlds[1:]:
        there, back = told_right(same, other), told_right(other, same)
        assert there.total == back.total
        assert (there.count("-"), there.count("+")) == (back.count("+"), back.count("-"))
    assert set(fates(compare(same, fewer(same, "W-1", "app")))) == {"W-1/app"}
    assert {str(c.after) for c in compare(same, stopped).changes} == {"impossible"}
    told = fates(compare(same, renamed))
    assert told["HTTP/two.corp.example"].endswith("> not there")
    assert told["HTTP/new.corp.example"].startswith("not there >")


def test_what_has_no_class() -> None:
    """A session that is not there, or has no identity on the network; a service of a host that is not there."""
    world = plain()["same"].end
    classes, dc = Classes(world), world.dcs["DC-A"]
    nobody = next(s for s in world.host("PC-1").sessions.values() if s.account is None)
    for client in (
        Client(host="GONE", session=0x3E7, name="LocalSystem"),
        Client(host="PC-1", session=0x999, name="mallory"),
        Client(host="PC-1", session=nobody.luid, name=nobody.name),
    ):
        assert classes.client(client, dc) is None
    assert classes.client(Client(host="PC-1", session=0x3E7, name="LocalSystem"), dc) is not None
    for service in (
        Service(spn="HTTP/one.corp.example", host="GONE", name="app"),
        Service(spn="HTTP/one.corp.example", host="W-1", name="nothing"),
        Service(spn="HTTP/nobody.corp.example"),
    ):
        assert classes.service(service, dc) is None
    assert classes.service(Service(spn="HTTP/one.corp.example", host="W-1", name="app"), dc) is not None
    assert classes.service(Service(spn="HTTP/two.corp.example"), dc) is not None


def test_names_that_the_steps_of_either_branch_used() -> None:
    """Count for both of them: a name that no account has is one more way to every session that may go it."""
    played = plain()
    same, alias = played["same"], played["by-alias"]
    plainly = compare(same.end, alias.end)
    assert plainly.total == len(clients_of(same.end)) * len(services_of(same.end))
    for before, after in ((same, alias), (alias, same)):
        found = compare_runs(before, after)
        assert not found.changed
        assert found.total == plainly.total + len(clients_of(same.end))
