"""What can be done where an account is barred: each bar is lifted by itself, and only where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kdcsim.ad.directory import Account
from kdcsim.study.remedy.kind import Kind, Risk
from kdcsim.study.remedy.scope import Scope
from kdcsim.study.remedy.told import Told
from kdcsim.world.action import FLAGS, SetFlag
from kdcsim.world.state import Dc, World

GRANTED = "allowed-to-authenticate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A flag that bars an account when it is set, in words that lift it."""

    flag: str
    sentence: str
    note: str
    risks: tuple[Risk, ...] = ()


BARS = tuple(
    Bar(flag=flag, sentence=sentence, note=note, risks=risks)
    for flag, sentence, note, risks in (
        ("disabled", "enable {}", "whoever disabled it may have had a reason", ()),
        ("expired", "clear the day on which {} expires", "whoever set that day may have had a reason", ()),
        ("locked", "unlock {}", "whoever sends wrong passwords will lock it again", ()),
        ("outside-logon-hours", "let {} log on at any hour", "its logon hours are gone with that", ()),
        ("password-expired", "let the password of {} count as set today", "it stays the password that it was", ()),
        (
            "smartcard-required",
            "let {} log on without a smart card",
            "its password alone is enough then; where the flag came with a random one, set another",
            (Risk.PRIVILEGE,),
        ),
    )
)
"""In the order in which a KDC asks (MS-KILE 3.3.5.6.3; MS-ERREF 2.3.1 for what a password is not enough for)."""


def offers(world: World, scope: Scope) -> Iterator[Told]:
    """Give every remedy that lifts what bars an account of a scope."""
    for domain in dict.fromkeys(dc.domain for dc in scope.dcs):
        dcs = tuple(dc for dc in scope.dcs if dc.domain == domain)
        for account in scope.accounts:
            for bar in BARS:
                if actions := _changes(world, dcs, account.name, bar.flag, to=False):
                    words = bar.sentence.format(account.name)
                    yield Told(Kind.ACCOUNT_FLAG, account.name, words, actions, bar.risks, bar.note)
        yield from _granted(world, scope, dcs)


def _granted(world: World, scope: Scope, dcs: tuple[Dc, ...]) -> Iterator[Told]:
    """Let users behind a trust with selective authentication ask for a service's tickets (MS-KILE 3.3.5.7.5)."""
    selective = any(trust.selective for dc in dcs for trust in dc.directory.trusts())
    if not selective or _realms(scope) <= {dcs[0].domain.lower()}:
        return
    owners = (dc.directory.service(wanted.spn) for wanted in scope.wanted for dc in dcs)
    for name in dict.fromkeys(owner.name for owner in owners if isinstance(owner, Account)):
        if actions := _changes(world, dcs, name, GRANTED, to=True):
            words = f"let users behind the trust with selective authentication authenticate to {name}"
            yield Told(Kind.ACCOUNT_FLAG, name, words, actions, note="the trust stays as selective as it is")


def _realms(scope: Scope) -> set[str]:
    """Where they that ask for tickets have their accounts."""
    sessions = {(host.name, luid): s.realm for host in scope.hosts for luid, s in host.sessions.items()}
    homes = {host.name: host.domain for host in scope.hosts}
    return {sessions.get((host, luid), homes[host]).lower() for host, luid in scope.asking}


def _changes(world: World, dcs: tuple[Dc, ...], name: str, flag: str, *, to: bool) -> tuple[SetFlag, ...]:
    """One change for a domain whose DCs agree; else one at each DC that holds the flag otherwise."""
    held = [(dc, account) for dc in dcs if (account := dc.directory.get(name)) is not None]
    wrong = [dc for dc, account in held if getattr(account, FLAGS[flag]) is not to]
    if len(wrong) < len(held):
        return tuple(SetFlag(account=name, flag=flag, value=to, dc=dc.name) for dc in wrong)
    if not wrong:
        return ()
    elsewhere = any(dc.domain != dcs[0].domain and dc.directory.get(name) is not None for dc in world.dcs.values())
    told = f"{world.domain(dcs[0].domain).netbios}\\{name}" if elsewhere else name
    return (SetFlag(account=told, flag=flag, value=to),)
