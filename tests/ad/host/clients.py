"""Clients for the tests: a session, a view and a KDC that never saw a world."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from kdcsim.ad.assumption import Assumptions
from kdcsim.ad.directory import Account, AccountKind, Directory, keys_written
from kdcsim.ad.exchange import Exchange
from kdcsim.ad.host.client import Client
from kdcsim.ad.host.dialogue import Dialogue
from kdcsim.ad.host.session import LogonSession
from kdcsim.ad.kdc import Kdc, answer
from kdcsim.ad.policy import CLIENTS, GENERATIONS, ClientView, KdcView, SaltQuestion
from kdcsim.chance import Chance

T = TypeVar("T")
NOW = 1_349_870_400 * 1_000_000
REALM, ALICE_SALT = "CONTOSO.COM", "CONTOSO.COMalice"
CHANCE = Chance(seed=1)


def account(name: str, kind: AccountKind, password: str, salt: str, **told: object) -> Account:
    """An account with every key."""
    keys = keys_written(password, salt, kvno=1, writes_aes=True, marker=False)
    return Account(name=name, kind=kind, keys=keys, salt=salt, **told)  # type: ignore[arg-type]


DIRECTORY = Directory.of(
    [
        account("krbtgt", AccountKind.KRBTGT, "krbtgt", "CONTOSO.COMkrbtgt"),
        account("alice", AccountKind.USER, "Pa$$w0rd", ALICE_SALT),
        account("web", AccountKind.USER, "web", "CONTOSO.COMweb", spns=("HTTP/web",), supported_etypes=0x1C),
    ]
)


def kdc(os: str = "2008", level: int = 3) -> Kdc:
    """A KDC of one build."""
    view = KdcView(name="DC", generation=GENERATIONS[os, "rtm"], functional_level=level)
    return Kdc(realm=REALM, netbios="CONTOSO", view=view, directory=DIRECTORY)


def client(os: str = "7", *, password: str = "Pa$$w0rd", forced: int = 0, fallback: str = "empty") -> Client:
    """Alice on a host of one build; ``forced`` is DefaultEncryptionType."""
    assumptions = Assumptions({"salt-fallback": fallback})
    guesses = (("empty", ""), ("user-form", ALICE_SALT), ("no-aes-key", None))
    salt = SaltQuestion(host="PC", session="alice", fallback=assumptions.leaning("salt-fallback"), guesses=guesses)
    session = LogonSession(
        luid=0x30000,
        name="alice",
        sid="S-1-5-21",
        logon_type="Interactive",
        account="alice",
        realm=REALM,
        password=password,
        salt=salt,
    ).rederived()
    view = ClientView(name="PC", generation=CLIENTS[os], default_encryption_type=forced, assumptions=assumptions)
    return Client(session=session, view=view, now=NOW, chance=CHANCE)


def drive(dialogue: Dialogue[T], dc: Kdc, now: int = NOW) -> tuple[T, tuple[Exchange, ...]]:
    """Carry a dialogue to its end, without a network."""
    exchanges: list[Exchange] = []
    seen: frozenset[bytes] = frozenset()
    reply: bytes | None = None
    while True:
        try:
            outgoing = dialogue.send(reply) if reply is not None else next(dialogue)
        except StopIteration as end:
            return end.value, tuple(exchanges)
        drawn = CHANCE.at("kdc", str(len(exchanges)))
        exchange = answer(dc, outgoing.data, now=now, chance=drawn, client_address="10.0.0.1")
        exchanges.append(exchange)
        if exchange.authenticator is not None:
            seen |= {exchange.authenticator}
            dc = replace(dc, seen=seen)
        reply = exchange.reply
