"""World: combinations that no Windows estate can have, found on the tree so that each has its place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kdcsim.ad.policy import GENERATIONS, OS_LEVELS, UPDATES
from kdcsim.diagnostic import Span
from kdcsim.scenario import codes
from kdcsim.scenario.check.names import entries, parts
from kdcsim.scenario.faults import Faults, listing
from kdcsim.scenario.node import Entry, ListNode, MapNode, Node, ScalarNode
from kdcsim.scenario.vocabulary.windows import build_name
from kdcsim.world.found import is_builtin
from kdcsim.world.state import FUNCTIONAL_LEVELS


def check_world(world: MapNode, faults: Faults) -> None:
    """Check everything that one world tells."""
    _machine_names(world, faults)
    for domain in entries(world.get("domains")):
        _level(domain, faults)
        _has_dc(domain, faults)
        _duplicate_names(domain, world, faults)
        _duplicate_spns(domain, world, faults)
        _keys(domain, faults)
        for dc in parts(domain, "dcs"):
            _update_level(dc, faults)
            _updates(dc, faults)
    _trusts(world, faults)
    for host in entries(world.get("hosts")):
        _updates(host, faults)
        for service in parts(host, "services"):
            _service_spns(service, faults)


def _text(entry: Entry, name: str) -> ScalarNode | None:
    value = entry.value.get(name) if isinstance(entry.value, MapNode) else None
    return value if isinstance(value, ScalarNode) else None


def _os(entry: Entry) -> str:
    told = entry.value if isinstance(entry.value, ScalarNode) else _text(entry, "os")
    return build_name(told.text) if told else ""


def _items(entry: Entry, name: str) -> Iterator[ScalarNode]:
    told: Node | None = entry.value.get(name) if isinstance(entry.value, MapNode) else None
    items = told.items if isinstance(told, ListNode) else (told,)
    yield from (each for each in items if isinstance(each, ScalarNode))


def _machine_names(world: MapNode, faults: Faults) -> None:
    domains = entries(world.get("domains"))
    machines = [*entries(world.get("hosts")), *(dc for domain in domains for dc in parts(domain, "dcs"))]
    first: dict[str, Entry] = {}
    for each in machines:
        name = each.key.text.upper()
        if name in first:
            note = f"the other one is in line {first[name].key.span.line}"
            faults.error(codes.DUPLICATE_NAME, f"there are two machines named {name}", each.key.span, note=note)
        first.setdefault(name, each)


def _has_dc(domain: Entry, faults: Faults) -> None:
    """A domain lives on its DCs; one that says `dcs` and names none cannot be founded."""
    told = domain.value.get("dcs") if isinstance(domain.value, MapNode) else None
    if told is not None and not list(parts(domain, "dcs")):
        message, help = f"the domain {domain.key.text} has no DC", "name one, such as `dcs: {DC-1: 2022}`"
        faults.error(codes.MISSING_KEY, message, told.span, help=help)


def _duplicate_names(domain: Entry, world: MapNode, faults: Faults) -> None:
    """Every machine has its account already, and every domain its krbtgt."""
    machines = {f"{each.key.text.lower()}$" for each in (*entries(world.get("hosts")), *parts(domain, "dcs"))}
    first: dict[str, Entry] = {}
    for each in parts(domain, "accounts"):
        name = each.key.text.lower()
        if name in machines or name == "krbtgt":
            whose = "every domain" if name == "krbtgt" else "a machine"
            message = f"{whose} has its account `{each.key.text}` already"
            faults.error(codes.DUPLICATE_NAME, message, each.key.span, help="leave it out, or name it otherwise")
        if name in first:
            message = f"`{each.key.text}` and `{first[name].key.text}` are one name in a directory"
            faults.error(codes.DUPLICATE_NAME, message, each.key.span)
        first.setdefault(name, each)


def _keys(domain: Entry, faults: Faults) -> None:
    for each in parts(domain, "accounts"):
        hash_only, set_on = _text(each, "hash_only"), _text(each, "password_set_on")
        if hash_only is not None and hash_only.text.lower() == "true" and set_on is not None:
            hash_without_dc(each.key.text, set_on.span, faults)


def hash_without_dc(account: str, span: Span, faults: Faults) -> None:
    """Note an account that has nothing but a hash, and a DC that made its keys of a password all the same."""
    message = f"{account} was only ever given a hash, so no DC made its keys of a password"
    faults.error(codes.CONTRADICTION, message, span, help="leave out `password_set_on` or `hash_only`")


def _trusts(world: MapNode, faults: Faults) -> None:
    """A trust has two ends, and two domains have one trust."""
    first: dict[frozenset[str], Entry] = {}
    for each in entries(world.get("trusts")):
        told = [_text(each, end) for end in ("domain", "other")]
        ends = frozenset(end.text.lower() for end in told if end is not None)
        if None in told or not ends:
            continue
        if len(ends) == 1:
            faults.error(codes.DUPLICATE_NAME, "a domain has no trust with itself", each.key.span)
        elif ends in first:
            note = f"the other one is in line {first[ends].key.span.line}"
            message = f"there is a trust between {' and '.join(sorted(ends))} already"
            faults.error(codes.DUPLICATE_NAME, message, each.key.span, note=note)
        first.setdefault(ends, each)


def _level(domain: Entry, faults: Faults) -> None:
    told = _text(domain, "functional_level")
    level = build_name(told.text) if told else ""
    dcs = [dc for dc in parts(domain, "dcs") if _os(dc) in OS_LEVELS]
    if told is None or level not in FUNCTIONAL_LEVELS or not dcs:
        return
    oldest = min(dcs, key=lambda dc: OS_LEVELS.index(_os(dc)))
    if OS_LEVELS.index(level) > OS_LEVELS.index(_os(oldest)):
        message = f"functional level {level} is above {oldest.key.text}, a {_os(oldest)} DC"
        help = f"the highest level here is {_highest(_os(oldest))}"
        faults.error(codes.LEVEL_TOO_HIGH, message, told.span, help=help)


def _highest(os: str) -> str:
    return [level for level in FUNCTIONAL_LEVELS if OS_LEVELS.index(level) <= OS_LEVELS.index(os)][-1]


def _update_level(dc: Entry, faults: Faults) -> None:
    told = _text(dc, "update")
    had = [update for os, update in GENERATIONS if os == _os(dc)]
    every = {update for _, update in GENERATIONS}
    if told is not None and had and told.text in every and told.text not in had:
        message = f"{_os(dc)} never had the update level {told.text}"
        faults.error(codes.NO_SUCH_UPDATE_LEVEL, message, told.span, note=listing(had))


def _updates(machine: Entry, faults: Faults) -> None:
    for told in _items(machine, "updates"):
        update = UPDATES.get(told.text.upper())
        if update is not None and _os(machine) not in update.applies_to:
            message = f"{update.kb} was not built for {_os(machine)}, so it cannot be there from the start"
            note = f"built for: {', '.join(update.applies_to)}"
            help = "to see it refused, write a step `install_update`"
            faults.error(codes.UPDATE_NOT_BUILT, message, told.span, help=help, note=note)


def _service_spns(service: Entry, faults: Faults) -> None:
    runs_as = _text(service, "runs_as")
    for spn in _items(service, "spns"):
        if runs_as is not None and not is_builtin(runs_as.text):
            message = f"this service runs as {runs_as.text}, so the SPN belongs to that account"
            faults.error(codes.MISPLACED, message, spn.span, help=f"move it to `accounts: {runs_as.text}: spns:`")
            return


def _duplicate_spns(domain: Entry, world: MapNode, faults: Faults) -> None:
    owners: dict[str, dict[str, Span]] = defaultdict(dict)
    allowed = set()
    for owner, spn, span in _spns(domain, world):
        owners[spn.lower()].setdefault(owner, span)
    for account in parts(domain, "accounts"):
        told = _text(account, "duplicate_spns")
        if told is not None and told.text == "allowed":
            allowed.add(account.key.text)
    for spn, claims in owners.items():
        if len(claims) > 1 and not allowed & set(claims):
            (first, _), *others = claims.items()
            for other, span in others:
                message = f"`{spn}` belongs to {first} already, so no KDC gives a ticket for it"
                help = f"if the story is about that, say `duplicate_spns: allowed` at {other}"
                faults.error(codes.DUPLICATE_SPN, message, span, help=help)


def _spns(domain: Entry, world: MapNode) -> Iterator[tuple[str, str, Span]]:
    """Every SPN of a domain: those that Windows makes, those of hosts and services, those of accounts."""
    dns = domain.key.text.lower()
    machines = [*parts(domain, "dcs")]
    for host in entries(world.get("hosts")):
        home = _text(host, "domain")
        if home is not None and home.text.lower() == dns:
            machines.append(host)
    for machine in machines:
        owner = f"{machine.key.text.upper()}$"
        for made in (machine.key.text, f"{machine.key.text}.{dns}"):
            yield owner, f"host/{made}", machine.key.span
        for each in (machine, *parts(machine, "services")):
            yield from ((owner, spn.text, spn.span) for spn in _items(each, "spns"))
    for account in parts(domain, "accounts"):
        yield from ((account.key.text, spn.text, spn.span) for spn in _items(account, "spns"))
