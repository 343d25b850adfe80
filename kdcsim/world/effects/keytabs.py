"""Keytabs: keys that a tool made for a service, right or wrong; no KDC ever sees them."""

from __future__ import annotations

from dataclasses import replace

from kdcsim.ad.directory import Account
from kdcsim.ad.host.host import Host
from kdcsim.ad.host.session import SessionKey
from kdcsim.address import address
from kdcsim.krb5.crypto import string_to_key
from kdcsim.krb5.numbers import EType
from kdcsim.reason import Fact
from kdcsim.world.action import ExportKeytab, RemoveKeytab
from kdcsim.world.effects.outcome import Effect, Stage, impossible
from kdcsim.world.effects.replica import find_account
from kdcsim.world.effects.services import set_up


def export_keytab(stage: Stage, action: ExportKeytab) -> Effect:
    """Make keys as a tool makes them, and let a service work with those alone."""
    host = stage.world.host(action.host)
    service = host.service(action.service)
    if service is None:
        return impossible(stage.world, f"{host.name} has no service {action.service}")
    _, account = find_account(stage.world, action.account, action.dc)
    keys = _exported(host, account, action)
    if isinstance(keys, str):
        return impossible(stage.world, keys)
    older = service.keytab or () if action.keep else ()
    changed = replace(
        service, keytab=(*keys, *older), keytab_account=account.name, keytab_named=action.named, session=None
    )
    held = ", ".join(f"etype {k.etype}" + (f" (salt {k.salt!r})" if k.salt is not None else "") for k in keys)
    words = f"{service.name} on {host.name} works with a keytab for {account.name}, kvno {keys[0].kvno}: {held}"
    fact = Fact(address("host", host.name, "service", service.name, "keytab"), " ".join(str(k.etype) for k in keys))
    return set_up(stage, host, changed, words, fact)


def remove_keytab(stage: Stage, action: RemoveKeytab) -> Effect:
    """Let a service work with the keys of its account again."""
    host = stage.world.host(action.host)
    service = host.service(action.service)
    if service is None or service.keytab is None:
        return impossible(stage.world, f"{action.service} on {host.name} has no keytab")
    changed = replace(service, keytab=None, keytab_account=None, keytab_named=False)
    fact = Fact(address("host", host.name, "service", service.name, "keytab"), "absent")
    return set_up(stage, host, changed, f"{service.name} on {host.name} has no keytab any more", fact)


def _exported(host: Host, account: Account, action: ExportKeytab) -> tuple[SessionKey, ...] | str:
    """The entries of the keytab, strongest as asked; or why the tool cannot make them."""
    kvno = account.keys.kvno if action.kvno is None else action.kvno
    stored = account.keys.usable(check_marker=False)
    password = action.password
    if password is None and account.name == host.account:
        password = host.password
    if password is None and action.salt is None:
        held = {k.etype: k for k in stored}
        chosen = [held[e] for e in action.etypes if e in held]
        if not chosen:
            return f"{account.name} has no key of these etypes"
        return tuple(SessionKey(key=k.key, salt=k.salt, salt_rule="", kvno=kvno) for k in chosen)
    if password is None:
        return f"a keytab with a salt of its own needs the password of {account.name}"
    right = next((k.salt for k in stored if k.salt is not None), account.salt)
    salt = right if action.salt is None else action.salt
    return tuple(
        SessionKey(
            key=string_to_key(e, password, salt),
            salt=None if e == EType.RC4_HMAC else salt,
            salt_rule="",
            kvno=kvno,
        )
        for e in action.etypes
    )
