"""Names: everything that can be spoken of in one world, taken from its tree so that a fault elsewhere hides nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from kdcsim.scenario.node import Entry, MapNode, Node, ScalarNode
from kdcsim.scenario.vocabulary import Sort
from kdcsim.scenario.vocabulary.domain import default_netbios


@dataclass(frozen=True, slots=True)
class Names:
    """Names by sort, each folded as that sort compares, with the spelling of the file."""

    by_sort: Mapping[Sort, Mapping[str, str]]

    @classmethod
    def of(cls, world: MapNode) -> Names:
        """Collect the names of a world."""
        hosts, domains = entries(world.get("hosts")), entries(world.get("domains"))
        dcs = [dc.key.text for domain in domains for dc in entries(_part(domain, "dcs"))]
        accounts = [a.key.text for domain in domains for a in entries(_part(domain, "accounts"))]
        machines = [host.key.text for host in hosts]
        realms = [d.key.text.upper() for d in domains] if entries(world.get("trusts")) else []
        netbios = [_netbios(domain) for domain in domains]
        services = [f"{h.key.text}/{s.key.text}" for h in hosts for s in entries(_part(h, "services"))]
        return cls(
            {
                Sort.HOST: _folded(machines),
                Sort.DC: _folded(dcs),
                Sort.MACHINE: _folded([*machines, *dcs]),
                Sort.SERVICE: _folded(services),
                Sort.ACCOUNT: _folded([*accounts, *(f"{m}$" for m in (*machines, *dcs)), "krbtgt", *realms]),
                Sort.RUNS_AS: _folded(accounts),
                Sort.SESSION: _folded([*accounts, *(name.partition("/")[2] for name in services)]),
                Sort.MESSAGE: {m.key.text: m.key.text for m in entries(world.get("messages"))},
                Sort.DOMAIN: _folded([*(d.key.text for d in domains), *netbios]),
            }
        )

    def has(self, sort: Sort, name: str) -> bool:
        """Whether the name is known; only messages heed case. Accounts may be told as ``DOMAIN\\name``."""
        if sort in (Sort.ACCOUNT, Sort.RUNS_AS, Sort.SESSION) and "\\" in name:
            domain, _, name = name.partition("\\")
            if not self.has(Sort.DOMAIN, domain):
                return False
        return (name if sort is Sort.MESSAGE else name.lower()) in self.by_sort[sort]

    def spelled(self, sort: Sort) -> list[str]:
        """Every name of a sort."""
        return list(self.by_sort[sort].values())

    def with_dc(self, name: str) -> Names:
        """These names and a new DC."""
        added = {sort: {**self.by_sort[sort], name.lower(): name} for sort in (Sort.DC, Sort.MACHINE)}
        accounts = {**self.by_sort[Sort.ACCOUNT], f"{name.lower()}$": f"{name}$"}
        return replace(self, by_sort={**self.by_sort, **added, Sort.ACCOUNT: accounts})

    def with_account(self, name: str) -> Names:
        """These names and a new account, in every way in which an account can be spoken of."""
        added = {sort: {**self.by_sort[sort], name.lower(): name} for sort in _ACCOUNT_SORTS}
        return replace(self, by_sort={**self.by_sort, **added})

    def without_account(self, name: str) -> Names:
        """These names without an account. A session of it may still be there."""
        low = name.rpartition("\\")[2].lower()
        sorts = (Sort.ACCOUNT, Sort.RUNS_AS)
        left = {sort: {k: v for k, v in self.by_sort[sort].items() if k != low} for sort in sorts}
        return replace(self, by_sort={**self.by_sort, **left})

    def without_dc(self, name: str) -> Names:
        """These names without a DC."""
        low = name.lower()
        left = {sort: {k: v for k, v in self.by_sort[sort].items() if k != low} for sort in (Sort.DC, Sort.MACHINE)}
        return replace(self, by_sort={**self.by_sort, **left})


_ACCOUNT_SORTS = (Sort.ACCOUNT, Sort.RUNS_AS, Sort.SESSION)


def _netbios(domain: Entry) -> str:
    told = _part(domain, "netbios")
    return told.text if isinstance(told, ScalarNode) else default_netbios(domain.key.text)


def entries(node: Node | None) -> list[Entry]:
    """The entries of a mapping; none of anything else."""
    return list(node.entries.values()) if isinstance(node, MapNode) else []


def _part(entry: Entry, name: str) -> Node | None:
    return entry.value.get(name) if isinstance(entry.value, MapNode) else None


def parts(entry: Entry, name: str) -> Iterator[Entry]:
    """The entries of one part of an entry."""
    yield from entries(_part(entry, name))


def _folded(names: list[str]) -> dict[str, str]:
    return {name.lower(): name for name in names}
