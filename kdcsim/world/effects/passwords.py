"""Passwords: every way in which an account gets new keys, each at one DC until it replicates."""

from __future__ import annotations

from dataclasses import replace

from kdcsim.ad.directory import Account, AccountKind, KeyStore
from kdcsim.ad.host.host import Host
from kdcsim.krb5.crypto import string_to_key
from kdcsim.krb5.numbers import EType
from kdcsim.world.action import (
    ChangeMachinePassword,
    ChangePassword,
    HashOnlyReset,
    RotateKrbtgt,
    RotateTrustPassword,
)
from kdcsim.world.effects.dc_choice import chosen_dc, first_dc
from kdcsim.world.effects.outcome import Effect, Stage, impossible
from kdcsim.world.effects.replica import find_account, key_fact, with_account
from kdcsim.world.found import machine_password, salt_of, written_on
from kdcsim.world.record import Outcome
from kdcsim.world.state import Dc, World
from kdcsim.world.trust import trust_keys, trust_password


def change_machine_password(stage: Stage, action: ChangeMachinePassword) -> Effect:
    """The machine changes its own password at one DC; its sessions make their keys anew, with the salts they know."""
    world, host = stage.world, stage.world.host(action.host)
    dc = chosen_dc(world, host, action.dc)
    account = dc.directory.get(host.account)
    if account is None:
        return impossible(world, f"{dc.name} knows no account {host.account}")
    if not action.rejoin and not _trusts(host, account):
        words = f"{dc.name} knows none of the machine passwords {host.name} has: no secure channel, nothing changed"
        return Effect(world=world, sentence=words, outcome=Outcome.REFUSED, said_by=dc.name)
    number = host.passwords_made + 1
    password = machine_password(world.chance, host.name, number)
    world = _written(world, dc, account, password, spread=action.dc is None)
    world = world.with_host(_rekeyed(host, password, number))
    words = f"{host.name} changed its machine password at {dc.name}; its sessions rekeyed with the salts they know"
    return Effect(world=world, sentence=words, changes=(key_fact(world, dc, account),))


def _trusts(host: Host, account: Account) -> bool:
    """Whether host and DC share a secret: each keeps the password before the current one too (MS-NRPC)."""
    kept = [store.nt for store in (account.keys, *account.older[:1])]
    held = [p for p in (host.password, host.previous_password) if p is not None]
    return any(string_to_key(EType.RC4_HMAC, p) in kept for p in held)


def _rekeyed(host: Host, password: str, number: int) -> Host:
    sessions = {
        luid: replace(s, password=password, previous_password=host.password, password_number=number).rederived()
        if s.account == host.account
        else s
        for luid, s in host.sessions.items()
    }
    return replace(
        host,
        password=password,
        previous_password=host.password,
        password_number=number,
        passwords_made=number,
        sessions=sessions,
    )


def change_password(stage: Stage, action: ChangePassword) -> Effect:
    """Set an account's password at one DC."""
    dc, account = find_account(stage.world, action.account, action.dc)
    if account.kind is AccountKind.TRUST:
        return impossible(stage.world, f"{account.name} is a trust: both ends change its password together")
    world = _written(stage.world, dc, account, action.password, spread=action.dc is None)
    words = f"the password of {account.name} was set at {dc.name}"
    return Effect(world=world, sentence=words, changes=(key_fact(world, dc, account),))


def hash_only_reset(stage: Stage, action: HashOnlyReset) -> Effect:
    """Set a password by its NT hash: no DC can make an AES or DES key of that (impacket pull request 2246)."""
    dc, account = find_account(stage.world, action.account, action.dc)
    nt = string_to_key(EType.RC4_HMAC, action.password)
    changed = _with_keys(account, KeyStore(kvno=account.keys.kvno + 1, nt=nt), account.salt)
    world = with_account(stage.world, dc, changed, spread=action.dc is None)
    words = f"the NT hash of {account.name} was set at {dc.name}: RC4 is the only key that is left"
    return Effect(world=world, sentence=words, changes=(key_fact(world, dc, account),))


def rotate_krbtgt(stage: Stage, action: RotateKrbtgt) -> Effect:
    """Give krbtgt a new password at one DC."""
    domain = stage.world.domain(action.domain)
    dc = first_dc(stage.world, domain.dns, action.dc)
    world = krbtgt_reset(stage.world, dc, spread=action.dc is None)
    words = f"krbtgt of {domain.dns} got a new password at {dc.name}"
    return Effect(world=world, sentence=words, changes=(key_fact(world, dc, dc.directory.krbtgt()),))


def krbtgt_reset(world: World, dc: Dc, *, spread: bool) -> World:
    """The world with a new krbtgt password, made up by name and version."""
    krbtgt = dc.directory.krbtgt()
    password = machine_password(world.chance, f"krbtgt@{dc.domain}", krbtgt.keys.kvno + 1)
    return _written(world, dc, krbtgt, password, spread=spread)


def rotate_trust_password(stage: Stage, action: RotateTrustPassword) -> Effect:
    """Give both ends of a trust a new password; each end keeps the one before (MS-ADTS 6.1.6.9.1)."""
    world = stage.world
    here, there = world.domain(action.domain), world.domain(action.other)
    dc, far = first_dc(world, here.dns, action.dc), first_dc(world, there.dns)
    near = dc.directory.trust(there.realm)
    other = far.directory.trust(here.realm)
    if near is None or other is None:
        return impossible(world, f"there is no trust between {here.dns} and {there.dns}")
    number = near.keys.kvno + 1
    password = trust_password(world.chance, here, there, number)
    for at, account, (sealing, opening), spread in (
        (dc, near, trust_keys(here, there, password, number), action.dc is None),
        (far, other, trust_keys(there, here, password, number), True),
    ):
        older = tuple(s for s in (account.incoming, *account.older) if s is not None)[:2]
        changed = replace(account, keys=sealing, incoming=opening, older=older)
        world = with_account(world, at, changed, spread=spread)
    return Effect(world=world, sentence=f"the trust between {here.dns} and {there.dns} got a new password")


def _written(world: World, dc: Dc, account: Account, password: str, *, spread: bool) -> World:
    """Write a new password at one DC: new keys as its OS makes them, with the salt that the names give now."""
    domain = world.domain(dc.domain)
    salt = salt_of(account, domain)
    keys = written_on(dc.os, domain, world.assumptions, password, salt, account.keys)
    return with_account(world, dc, _with_keys(account, keys, salt), spread=spread)


def _with_keys(account: Account, keys: KeyStore, salt: str) -> Account:
    """The account with new keys; the old set goes to the history, and the password is not expired any more."""
    return replace(account, keys=keys, salt=salt, older=(account.keys, *account.older)[:2], password_expired=False)
