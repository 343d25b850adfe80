"""Machines: the world at a moment - DCs, hosts and accounts, each effective setting and where it came from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kdcsim.ad.directory import Account, AccountKind
from kdcsim.ad.host.host import Host
from kdcsim.ad.host.session import LogonSession
from kdcsim.ad.settings import DEFAULT_ENCRYPTION_TYPE
from kdcsim.address import address
from kdcsim.report.as_trace.keys import account_rows, session_rows
from kdcsim.report.as_trace.pool import Pool
from kdcsim.report.as_trace.screens import Screens
from kdcsim.report.as_trace.settings import (
    NOWHERE,
    Sources,
    dc_registry,
    host_registry,
    kdc_beliefs,
    mask,
    setting_fact,
)
from kdcsim.study import wording
from kdcsim.world.state import Dc, World

Json = dict[str, Any]
ATTRIBUTE = "msDS-SupportedEncryptionTypes"


def machines(world: World, sources: Sources, pool: Pool, screens: Screens) -> list[int]:
    """Every DC and host of a world, each as a number of the pool."""
    found = [pool.put(_dc(dc, world, sources, pool)) for dc in world.dcs.values()]
    return found + [pool.put(_host(host, world, sources, pool, screens)) for host in world.hosts.values()]


def _dc(dc: Dc, world: World, sources: Sources, pool: Pool) -> Json:
    domain = world.domain(dc.domain)
    as_released = "default: as released" if dc.update == "rtm" else NOWHERE
    settings = [
        setting_fact("OS", dc.os, sources.of(NOWHERE, address("dc", dc.name, "os"))),
        setting_fact("update level", dc.update, sources.of(as_released, address("dc", dc.name, "update"))),
        setting_fact(
            "functional level", domain.level, sources.of("default", address("domain", domain.dns, "functional_level"))
        ),
        *kdc_beliefs(dc, world, sources),
        *dc_registry(dc, world, sources),
    ]
    accounts = pool.once(dc.directory, lambda: [_account(a, domain.realm, sources) for a in _accounts(dc)])
    return {
        "kind": "dc", "name": dc.name, "os": dc.os, "update": dc.update, "domain": domain.dns, "settings": settings,
        "accounts": accounts, "updates": list(dc.updates),
    }  # fmt: skip


def _accounts(dc: Dc) -> Iterator[Account]:
    yield from (a for a in dc.directory.accounts.values() if not a.deleted)


def _account(account: Account, realm: str, sources: Sources) -> Json:
    own = account.kind in (AccountKind.COMPUTER, AccountKind.DC)
    by = "written by the computer itself, as its build does" if own else "told by the scenario"
    where = sources.of(
        "nobody wrote it" if account.supported_etypes is None else by, address("account", account.name, ATTRIBUTE)
    )
    flags = [f for f in ("des_only", "no_preauth", "protected", "disabled") if getattr(account, f)]
    return {
        "name": account.name,
        "kind": account.kind.value,
        "supported": "absent" if account.supported_etypes is None else mask(account.supported_etypes),
        "origin": where,
        "spns": list(account.spns),
        "kvno": account.keys.kvno,
        "flags": [f.replace("_", "-") for f in flags],
        "keys": account_rows(account, realm),
    }


def _host(host: Host, world: World, sources: Sources, pool: Pool, screens: Screens) -> Json:
    row = host.generation
    offered = sources.of(f"default of {host.os}", address("host", host.name, "etypes"))
    settings = [
        setting_fact("OS", host.os, sources.of(NOWHERE, address("host", host.name, "os"))),
        setting_fact("etypes its build offers", ", ".join(wording.etype(e) for e in row.etypes), offered),
        *host_registry(host, world, sources),
    ]
    if host.registry.get(DEFAULT_ENCRYPTION_TYPE) is None and host.loaded.get(DEFAULT_ENCRYPTION_TYPE) is None:
        settings.append(setting_fact("DefaultEncryptionType", "absent", f"default of {host.os}"))
    if host.dc:
        settings.append(
            setting_fact("asks", host.dc, sources.of("chosen by the domain", address("host", host.name, "dc")))
        )
    return {
        "kind": "host",
        "name": host.name,
        "os": host.os,
        "domain": host.domain,
        "updates": list(host.updates),
        "settings": settings,
        "services": [_service(host, s.name, s.runs_as, s.session, sources) for s in host.services],
        "sessions": [pool.once(s, lambda s=s: _session(host, s, screens)) for s in host.sessions.values()],  # type: ignore[misc]
    }


def _service(host: Host, name: str, runs_as: str, session: int | None, sources: Sources) -> Json:
    told = (address("host", host.name, "service", name, "runs-as"), address("host", host.name, "service", name))
    return {
        "name": name,
        "runs_as": runs_as,
        "session": None if session is None else f"{session:#x}",
        "origin": sources.of("told by the scenario", *told),
    }


def _session(host: Host, session: LogonSession, screens: Screens) -> Json:
    return {
        "luid": f"{session.luid:#x}",
        "name": wording.session(session.luid) if session.luid < 0x1000 else f"{session.name} ({session.luid:#x})",
        "account": session.account,
        "salt": _salt(session),
        "keys": session_rows(session),
        "tickets": len(session.tickets),
        "klist": screens.klist(host, session.luid),
    }


def _salt(session: LogonSession) -> Json | None:
    decision = session.salt_decision()
    if decision is None:
        return None
    decided = decision.reason.decided
    return {"value": decision.value, "rule": decided.rule, "sentence": decided.sentence}
