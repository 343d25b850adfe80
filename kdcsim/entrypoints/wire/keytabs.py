"""Keytabs: one per key holder of a world - each domain's directory, each account, each logon session.

Two holders of "the same" key may hold different ones: that is what the files are for.
"""

from __future__ import annotations

from collections.abc import Iterator

from kdcsim.ad.directory import Account, AccountKind
from kdcsim.ad.host.host import Host
from kdcsim.ad.host.session import BUILTIN, LogonSession
from kdcsim.krb5.files.keytab import KeytabEntry
from kdcsim.krb5.key import Key
from kdcsim.krb5.numbers import NameType
from kdcsim.krb5.principal import Principal, PrincipalName
from kdcsim.world.state import MICRO, Dc, World

Keytabs = dict[str, tuple[KeytabEntry, ...]]


def keytabs_of(world: World) -> Keytabs:
    """Every keytab by a name that a file can have: ``directory-contoso.com``, ``HUB-1-NetworkService``."""
    found: Keytabs = {}
    for domain in world.domains.values():
        for dc in world.dcs_of(domain.dns)[:1]:
            found[f"directory-{domain.dns}"] = directory_keytab(world, dc)
    for host in world.hosts.values():
        for session in host.sessions.values():
            entries = session_keytab(world, host, session)
            if entries:
                found[f"{host.name}-{session_name(session)}"] = entries
    return found


def session_name(session: LogonSession) -> str:
    """The name of a built-in session, the LUID of any other."""
    return next((b.name for b in BUILTIN if b.luid == session.luid), f"{session.luid:#x}")


def directory_keytab(world: World, dc: Dc) -> tuple[KeytabEntry, ...]:
    """Every key that a DC holds, older ones included, each under the account's name and its SPNs."""
    accounts = dc.directory.accounts.values()
    return tuple(e for a in accounts if not a.deleted for e in account_keytab(a, world.domain(dc.domain).realm))


def account_keytab(account: Account, realm: str, at: int = 0) -> tuple[KeytabEntry, ...]:
    """The keys of one account, under its own name and its SPNs."""
    stores = [account.keys, *account.older]
    if account.incoming is not None:
        stores.append(account.incoming)
    keys = [(store.kvno, k.key) for store in stores for k in store.usable(check_marker=False)]
    return tuple(_entries(names_of(account, realm), realm, keys, at))


def session_keytab(world: World, host: Host, session: LogonSession) -> tuple[KeytabEntry, ...]:
    """The keys that a logon session opens tickets with; their versions count back from the directory's."""
    if session.account is None:
        return ()
    dcs = world.dcs_of(host.domain)
    account = dcs[0].directory.get(session.account) if dcs else None
    kvno = 1 if account is None else account.keys.kvno
    names = [session.account] if account is None else names_of(account, session.realm)
    keys = [(max(1, kvno - session.password_number + k.password_number), k.key) for k in session.keys]
    return tuple(_entries(names, session.realm, keys, session.logon_time // MICRO))


def names_of(account: Account, realm: str) -> list[str]:
    """The names under which MIT looks a key up: it tells cases apart, and says ``host`` where Windows says HOST."""
    if account.kind is AccountKind.KRBTGT:
        return [f"krbtgt/{realm}", *account.spns]
    if account.kind is AccountKind.TRUST:
        return [f"krbtgt/{account.name}"]
    names = [account.name]
    for spn in account.spns:
        service, _, rest = spn.partition("/")
        names += [spn, f"{service.lower()}/{rest.lower()}"]
    return list(dict.fromkeys(names))


def _entries(names: list[str], realm: str, keys: list[tuple[int, Key]], at: int) -> Iterator[KeytabEntry]:
    for name in names:
        parts = tuple(name.split("/"))
        kind = NameType.PRINCIPAL if len(parts) == 1 else NameType.SRV_INST
        principal = Principal(name=PrincipalName(name_type=int(kind), components=parts), realm=realm)
        for kvno, key in keys:
            yield KeytabEntry(principal=principal, kvno=kvno, key=key, at=at)
