"""Founding: a plan becomes a world - accounts get keys, hosts get registries, DCs get replicas.

Nothing runs yet: a host has no logon session before it boots. Machine passwords that nobody told come from chance by
name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from kdcsim.ad.assumption import Assumptions
from kdcsim.ad.directory import (
    Account,
    AccountKind,
    Directory,
    KeyStore,
    NewerKeys,
    computer_salt,
    keys_written,
    user_salt,
)
from kdcsim.ad.host.host import Host, Service
from kdcsim.ad.policy import CLIENTS, GENERATIONS, ClientGeneration
from kdcsim.ad.settings import Registry
from kdcsim.chance import Chance
from kdcsim.errors import WorldError
from kdcsim.world.password import machine_password
from kdcsim.world.plan import AccountPlan, DcPlan, DomainPlan, HostPlan, WorldPlan
from kdcsim.world.state import FUNCTIONAL_LEVELS, MICRO, Dc, Domain, Message, World
from kdcsim.world.trust import trust_accounts

__all__ = [
    "dc_account",
    "default_account_level",
    "found",
    "is_builtin",
    "machine_password",
    "salt_of",
    "told_account",
    "written_on",
]

LEVEL_2008 = FUNCTIONAL_LEVELS["2008"]


def found(plan: WorldPlan, seed: int) -> World:
    """Make the world that a plan describes. Raises WorldError when a DC runs what no DC runs."""
    for told in plan.domains:
        for planned in told.dcs:
            _known_build(planned)
    chance = Chance(seed=seed)
    assumptions = Assumptions(dict(plan.assumptions))
    domains = {d.dns.lower(): _domain(d, chance) for d in plan.domains}
    hosts = {h.name.upper(): _host(h, n, chance) for n, h in enumerate(plan.hosts)}
    dcs: dict[str, Dc] = {}
    for told in plan.domains:
        domain = domains[told.dns.lower()]
        accounts = list(_accounts(told, domain, plan, hosts, chance, assumptions))
        accounts += trust_accounts(plan.trusts, domain, domains, chance, 1000 + len(accounts))
        directory = Directory.of(accounts)
        for dc in told.dcs:
            dcs[dc.name.upper()] = _dc(dc, domain, directory, len(dcs))
    messages = {m.name: Message(name=m.name, lies_in=m.lies_in, goes_to=m.goes_to) for m in plan.messages}
    return World(
        now=plan.start * MICRO,
        seed=seed,
        domains=domains,
        dcs=dcs,
        hosts=hosts,
        messages=messages,
        assumptions=assumptions,
    )


def _known_build(dc: DcPlan) -> None:
    updates = [update for os, update in GENERATIONS if os == dc.os]
    if not updates:
        known = ", ".join(dict.fromkeys(os for os, _ in GENERATIONS))
        raise WorldError(f"{dc.name}: there is no OS {dc.os!r} for a DC; there are: {known}")
    if dc.update not in updates:
        raise WorldError(f"{dc.name}: {dc.os} has no update level {dc.update!r}; there are: {', '.join(updates)}")


def written_on(
    os: str, domain: Domain, assumptions: Assumptions, password: str, salt: str, before: KeyStore | None
) -> KeyStore:
    """The keys that a DC of this OS writes when a password is set there."""
    old_level = domain.behavior_version < LEVEL_2008
    writes = GENERATIONS[os, "rtm"].writes_aes and not (
        old_level and assumptions["aes-keys-below-2008"] == "not-stored"
    )
    kept: NewerKeys | None = None
    if before is not None and not writes and assumptions["newer-keys-on-2003"] == "stale":
        kept = before.newer
    kvno = 1 if before is None else before.kvno + 1
    return keys_written(password, salt, kvno=kvno, writes_aes=writes, marker=old_level, kept=kept)


def default_account_level(plan: DomainPlan) -> str:
    """The OS of the newest DC: where a password was last set unless the plan says otherwise."""
    order = list(dict.fromkeys(os for os, _ in GENERATIONS))
    return max((dc.os for dc in plan.dcs), key=order.index)


def _domain(plan: DomainPlan, chance: Chance) -> Domain:
    raw = chance.at("domain-sid", plan.dns.lower()).draw(12)
    parts = [int.from_bytes(raw[i : i + 4], "little") for i in (0, 4, 8)]
    sid = "S-1-5-21-" + "-".join(str(p) for p in parts)
    return Domain(dns=plan.dns.lower(), netbios=plan.netbios, level=plan.level, sid=sid)


def _dc(plan: DcPlan, domain: Domain, directory: Directory, number: int) -> Dc:
    registry = _registry(plan.registry)
    return Dc(
        name=plan.name.upper(),
        domain=domain.dns,
        os=plan.os,
        update=plan.update,
        address=f"10.0.0.{10 + number}" if number < 200 else f"10.1.{number // 250}.{number % 250 + 1}",
        directory=directory,
        registry=registry,
        loaded=registry,
        updates=plan.updates,
        clock_offset=plan.clock_offset,
    )


def _host(plan: HostPlan, number: int, chance: Chance) -> Host:
    registry = _registry(plan.registry)
    services = tuple(Service(name=s.name, runs_as=s.runs_as, password=s.password, spns=s.spns) for s in plan.services)
    return Host(
        name=plan.name.upper(),
        os=plan.os,
        generation=_client(plan),
        domain=plan.domain.lower(),
        address=f"10.0.{1 + number // 200}.{number % 200 + 10}",
        password=machine_password(chance, plan.name, 1),
        registry=registry,
        loaded=registry,
        updates=plan.updates,
        services=services,
        dc=plan.dc,
        clock_offset=plan.clock_offset,
        declares=plan.supported_etypes,
        writes_supported=not plan.clears_supported,
    )


def _client(plan: HostPlan) -> ClientGeneration:
    """The build, with the narrower etype list that its configuration gives it, if it does."""
    row = CLIENTS[plan.os]
    if plan.etypes is None:
        return row
    return replace(row, etypes=plan.etypes, machine_etypes=None, tgs_etypes=None, list_source="its own configuration")


def _registry(values: Mapping[str, int]) -> Registry:
    registry = Registry()
    for name, value in values.items():
        registry = registry.with_value(name, value)
    return registry


def _accounts(
    told: DomainPlan,
    domain: Domain,
    plan: WorldPlan,
    hosts: Mapping[str, Host],
    chance: Chance,
    assumptions: Assumptions,
) -> Iterator[Account]:
    newest = default_account_level(told)
    yield _krbtgt(told, domain, chance, assumptions)
    number = 1000
    for dc in told.dcs:
        yield dc_account(dc, domain, number, chance, assumptions)
        number += 1
    for host in plan.hosts:
        if host.domain.lower() == domain.dns:
            yield _computer(host, hosts[host.name.upper()], told, domain, number, assumptions)
            number += 1
    for account in told.accounts:
        yield told_account(account, newest, domain, number, chance, assumptions)
        number += 1


def _krbtgt(told: DomainPlan, domain: Domain, chance: Chance, assumptions: Assumptions) -> Account:
    os = told.krbtgt_set_on or default_account_level(told)
    password = machine_password(chance, f"krbtgt@{domain.dns}", 1)
    salt = user_salt(domain.realm, "krbtgt")
    store = written_on(os, domain, assumptions, password, salt, None)
    return Account(
        name="krbtgt",
        kind=AccountKind.KRBTGT,
        keys=store,
        salt=salt,
        sid=f"{domain.sid}-502",
        spns=("kadmin/changepw",),
    )


def dc_account(dc: DcPlan, domain: Domain, number: int, chance: Chance, assumptions: Assumptions) -> Account:
    """The computer account of a DC, trusted for delegation as every DC is."""
    salt = computer_salt(domain.realm, dc.name, domain.dns)
    password = machine_password(chance, dc.name, 1)
    fqdn = f"{dc.name.lower()}.{domain.dns}"
    row = GENERATIONS[dc.os, "rtm"]
    declared = None if not row.reads_attribute else row.enabled
    return Account(
        name=f"{dc.name.upper()}$",
        kind=AccountKind.DC,
        keys=written_on(dc.os, domain, assumptions, password, salt, None),
        salt=salt,
        sid=f"{domain.sid}-{number}",
        spns=(f"HOST/{dc.name.upper()}", f"HOST/{fqdn}", f"ldap/{fqdn}", f"ldap/{dc.name.upper()}", f"cifs/{fqdn}"),
        supported_etypes=declared if dc.supported_etypes is None else dc.supported_etypes,
        trusted_for_delegation=True,
    )


def _computer(
    plan: HostPlan, host: Host, told: DomainPlan, domain: Domain, number: int, assumptions: Assumptions
) -> Account:
    salt = computer_salt(domain.realm, host.name, domain.dns)
    joined = next((dc.os for dc in told.dcs if dc.name.upper() == (plan.joined_at or "").upper()), None)
    os = joined or default_account_level(told)
    knows = any(GENERATIONS[dc.os, "rtm"].reads_attribute for dc in told.dcs)
    written = host.attribute(assumptions) if knows else None
    supported = written if plan.supported_etypes is None else plan.supported_etypes
    service_spns = (spn for s in plan.services if is_builtin(s.runs_as) for spn in s.spns)
    return Account(
        name=host.account,
        kind=AccountKind.COMPUTER,
        keys=written_on(os, domain, assumptions, host.password, salt, None),
        salt=salt,
        sid=f"{domain.sid}-{number}",
        spns=(f"HOST/{host.name}", f"HOST/{host.fqdn}", *plan.spns, *service_spns),
        supported_etypes=None if plan.clears_supported else supported,
        os_version=plan.os_version or host.generation.os_version,
    )


def _declared(plan: AccountPlan, assumptions: Assumptions) -> int | None:
    """What an account declares: what its plan says, or for a group-managed one what is assumed."""
    if (
        plan.supported_etypes is None
        and plan.kind is AccountKind.GMSA
        and assumptions["gmsa-supported-etypes"] != "unset"
    ):
        return int(assumptions["gmsa-supported-etypes"], 16)
    return plan.supported_etypes


def told_account(
    plan: AccountPlan, newest: str, domain: Domain, number: int, chance: Chance, assumptions: Assumptions
) -> Account:
    """An account as its plan tells it; ``newest`` is the OS of the DC that writes its keys unless the plan says one."""
    computer = plan.kind in (AccountKind.COMPUTER, AccountKind.DC, AccountKind.GMSA)
    made = (
        computer_salt(domain.realm, plan.name, domain.dns) if computer else user_salt(domain.realm, plan.name, plan.upn)
    )
    salt = plan.salt if plan.salt is not None else made
    password = plan.password if plan.password is not None else machine_password(chance, plan.name, 1)
    store = written_on(plan.password_set_on or newest, domain, assumptions, password, salt, None)
    return Account(
        name=plan.name,
        kind=plan.kind,
        keys=store.without_aes() if plan.hash_only else store,
        salt=salt,
        sid=f"{domain.sid}-{number}",
        upn=plan.upn,
        spns=plan.spns,
        supported_etypes=_declared(plan, assumptions),
        os_version=plan.os_version,
        des_only=plan.des_only,
        no_preauth=plan.no_preauth,
        protected=plan.protected,
        disabled=plan.disabled,
        expired=plan.expired,
        locked=plan.locked,
        outside_logon_hours=plan.outside_logon_hours,
        password_expired=plan.password_expired,
        smartcard_required=plan.smartcard_required,
        workstations=plan.workstations,
        trusted_for_delegation=plan.trusted_for_delegation,
        not_delegated=plan.not_delegated,
        trusted_to_authenticate=plan.trusted_to_authenticate,
        delegates_to=plan.delegates_to,
        acted_for_by=plan.acted_for_by,
        allowed_to_authenticate=plan.allowed_to_authenticate,
    )


BUILTIN_NAMES = ("localsystem", "networkservice", "localservice")


def salt_of(account: Account, domain: Domain) -> str:
    """The salt that a password set now would give its keys: it follows names and UPN only here."""
    if account.kind in (AccountKind.COMPUTER, AccountKind.DC, AccountKind.GMSA):
        return computer_salt(domain.realm, account.name, domain.dns)
    return user_salt(domain.realm, account.name, account.upn)


def is_builtin(account: str) -> bool:
    """Whether a service account is one of the three built-in ones."""
    return account.lower() in BUILTIN_NAMES
