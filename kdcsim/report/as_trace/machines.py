"""Machines: the world at a moment - DCs, hosts and accounts, each effective setting and where it came from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kdcsim.ad.directory import Account
from kdcsim.ad.host.host import Host
from kdcsim.ad.host.session import LogonSession
from kdcsim.ad.policy import etype_list
from kdcsim.ad.settings.registry import CATALOGUE, DEFAULT_DOMAIN_SUPPORTED, ReadWhen, Registry
from kdcsim.ad.supported import bit_names
from kdcsim.address import address
from kdcsim.report.as_trace.keys import account_rows, session_rows
from kdcsim.report.as_trace.pool import Pool
from kdcsim.report.as_trace.screens import Screens
from kdcsim.study import wording
from kdcsim.world.state import Dc, World

Json = dict[str, Any]
ATTRIBUTE = "msDS-SupportedEncryptionTypes"


@dataclass(slots=True)
class Sources:
    """Where facts came from so far: an address, and the words for its origin."""

    told: dict[str, str]

    def of(self, default: str, *names: str) -> str:
        """The origin of the first of these addresses that somebody told, else the default."""
        return next((self.told[n] for n in names if n in self.told), default)


def machines(world: World, sources: Sources, pool: Pool, screens: Screens) -> list[int]:
    """Every DC and host of a world, each as a number of the pool."""
    found = [pool.put(_dc(dc, world, sources, pool)) for dc in world.dcs.values()]
    return found + [pool.put(_host(host, world, sources, pool, screens)) for host in world.hosts.values()]


def _dc(dc: Dc, world: World, sources: Sources, pool: Pool) -> Json:
    domain = world.domain(dc.domain)
    settings = [
        _fact("OS", dc.os, sources.of("told by nobody", address("dc", dc.name, "os"), address("dc", dc.name))),
        _fact("update level", dc.update, sources.of("default: as released", address("dc", dc.name, "update"))),
        _fact(
            "functional level", domain.level, sources.of("default", address("domain", domain.dns, "functional_level"))
        ),
        *_dc_beliefs(dc, sources),
        *_registry("host", dc.name, dc.registry, dc.loaded, sources),
    ]
    accounts = pool.once(dc.directory, lambda: [_account(a, domain.realm, sources) for a in _accounts(dc)])
    return {
        "kind": "dc", "name": dc.name, "os": dc.os, "update": dc.update, "domain": domain.dns, "settings": settings,
        "accounts": accounts, "updates": list(dc.updates),
    }  # fmt: skip


def _accounts(dc: Dc) -> Iterator[Account]:
    yield from (a for a in dc.directory.accounts.values() if not a.deleted)


def _dc_beliefs(dc: Dc, sources: Sources) -> Iterator[Json]:
    row = dc.generation
    told = dc.registry.get(DEFAULT_DOMAIN_SUPPORTED)
    effective = told if told is not None and row.reads_domain_default else row.default_supported
    from_default = f"default of {row.name}"
    name = address("host", dc.name, "registry", DEFAULT_DOMAIN_SUPPORTED.name)
    yield _fact("etypes it can do", ", ".join(bit_names(row.implemented)), from_default)
    yield _fact("etypes switched on", ", ".join(bit_names(row.enabled)), from_default)
    yield _fact(
        "assumed of accounts that declare none",
        f"{effective:#x} {', '.join(bit_names(effective))}",
        sources.of(from_default, name) if told is not None else from_default,
    )
    if row.reads_attribute is False:
        yield _fact(f"reads {ATTRIBUTE}", "no", from_default)


def _registry(kind: str, name: str, live: Registry, loaded: Registry, sources: Sources) -> Iterator[Json]:
    for setting in CATALOGUE:
        value, read = live.get(setting), loaded.get(setting)
        waits = setting.read is not ReadWhen.LIVE and value != read
        if value is None and read is None:
            continue
        where = sources.of("told by the scenario", address(kind, name, "registry", setting.name))
        if waits:
            where += f"; {'not read yet, at start it was ' + ('absent' if read is None else str(read))}"
        yield _fact(setting.name, "absent" if value is None else f"{value}", where, f"read {setting.read.value}")
    known = {setting.key for setting in CATALOGUE}
    for path, value in live.values.items():
        if path not in known:
            yield _fact(path, f"{value}", "told by the scenario", "read by nothing")


def _account(account: Account, realm: str, sources: Sources) -> Json:
    mask = account.supported_etypes
    where = sources.of("written by the machine or its build", address("account", account.name, ATTRIBUTE))
    flags = [f for f in ("des_only", "no_preauth", "protected", "disabled") if getattr(account, f)]
    return {
        "name": account.name,
        "kind": account.kind.value,
        "supported": "absent" if mask is None else f"{mask:#x} {', '.join(bit_names(mask))}",
        "origin": "nobody wrote it" if mask is None else where,
        "spns": list(account.spns),
        "kvno": account.keys.kvno,
        "flags": [f.replace("_", "-") for f in flags],
        "keys": account_rows(account, realm),
    }


def _host(host: Host, world: World, sources: Sources, pool: Pool, screens: Screens) -> Json:
    row = host.generation
    view = host.view(world.assumptions)
    settings = [
        _fact("OS", host.os, sources.of("told by nobody", address("host", host.name, "os"))),
        _fact("etypes its build offers", etype_list(row.etypes), f"default of {host.os}"),
        *_registry("host", host.name, host.registry, host.loaded, sources),
    ]
    if not view.default_encryption_type:
        settings.append(_fact("DefaultEncryptionType", "absent", f"default of {host.os}"))
    if host.dc:
        settings.append(_fact("asks", host.dc, sources.of("chosen by the domain", address("host", host.name, "dc"))))
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


def _fact(name: str, value: str, origin: str, note: str = "") -> Json:
    return {"name": name, "value": value, "origin": origin, **({"note": note} if note else {})}
