"""Passwords: what a change writes, where, and who notices."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kdcsim.ad.directory import Account
from kdcsim.ad.host.session import LOCAL_SYSTEM, NETWORK_SERVICE
from kdcsim.world.action import (
    Authenticate,
    Boot,
    ChangeMachinePassword,
    ChangePassword,
    HashOnlyReset,
    InstallUpdate,
    LogOn,
    PurgeTickets,
    Replicate,
    RequestTicket,
    RestoreSnapshot,
    RotateKrbtgt,
    SetUpn,
)
from kdcsim.world.found import found
from kdcsim.world.record import Outcome
from kdcsim.world.state import World
from tests.world.estates import corp
from tests.world.stories import booted, exchange_2007, one, play, send, session_of, ticket_request


def account(world: World, dc: str, name: str) -> Account:
    """An account as one DC knows it."""
    known = world.dc(dc).directory.get(name)
    assert known is not None
    return known


def test_a_change_at_a_2003_dc_leaves_the_aes_keys_stale() -> None:
    """A 2003 DC refreshes RC4 and DES only; the -140 marker shows that the AES keys are of another password."""
    world, _ = one(booted(exchange_2007()), ChangePassword(account="alice", password="new", dc="DC-2003"))
    keys = account(world, "DC-2003", "alice").keys
    assert keys.newer == account(world, "DC-2008", "alice").keys.newer
    assert keys.nt != account(world, "DC-2008", "alice").keys.nt
    assert not keys.newer_is_current()
    assert {k.etype for k in keys.usable(check_marker=True)} == {23, 3, 1}


def test_stale_aes_keys_make_the_2008_dc_fall_back_to_rc4() -> None:
    """Incident 25: after the change at the 2003 DC replicated, tickets for the account are RC4."""
    _world, records = play(
        booted(exchange_2007()),
        ChangeMachinePassword(host="HUB-1", dc="DC-2003"),
        Replicate(),
        send(),
    )
    assert records[-1].calls[0].ticket_etype == 23
    assert records[-1].outcome is Outcome.ACCEPTED


@pytest.mark.parametrize(("changes", "error"), [(1, None), (2, 41)])
def test_stale_aes_keys_break_tickets_where_nobody_checks_the_marker(changes: int, error: int | None) -> None:
    """Under the reading that no KDC heeds the marker, AES tickets go out under a dead key.

    One change later the host still holds that key as its older one; after the second it answers MODIFIED.
    """
    plan = exchange_2007(assumptions={"marker-check": "no"})
    change = ChangeMachinePassword(host="HUB-1", dc="DC-2003")
    _, records = play(booted(plan), *(change for _ in range(changes)), Replicate(), send())
    assert records[-1].calls[0].ticket_etype == 18
    assert records[-1].error == error


def test_a_change_at_a_named_dc_stays_there_until_replication() -> None:
    """A password is known at one DC first."""
    world = booted(exchange_2007())
    world, _ = one(world, ChangePassword(account="alice", password="new", dc="DC-2008"))
    assert account(world, "DC-2008", "alice").keys != account(world, "DC-2003", "alice").keys
    world, _ = one(world, Replicate(source="DC-2008", to="DC-2003"))
    assert account(world, "DC-2008", "alice").keys == account(world, "DC-2003", "alice").keys


def test_sessions_rekey_when_the_machine_changes_its_password() -> None:
    """Both sessions keep the salt that they know, and the older keys behind the new ones."""
    world = booted(exchange_2007())
    old = session_of(world, "HUB-1").keys
    world, _ = one(world, ChangeMachinePassword(host="HUB-1"))
    session = session_of(world, "HUB-1")
    assert session.salt is not None and session.salt.told == "CONTOSO.COMhosthub-1.contoso.com"
    assert {k.key for k in old} < {k.key for k in session.keys}
    assert session.key(18) not in old


def test_an_old_ticket_opens_with_the_older_key() -> None:
    """A ticket that was issued before the machine changed its password is still accepted (MS-KILE 3.4.5)."""
    _world, records = play(booted(exchange_2007()), ticket_request(), ChangeMachinePassword(host="HUB-1"), send())
    assert records[-1].outcome is Outcome.ACCEPTED
    assert [a.opened for a in records[-1].calls[0].attempts] == [False, True]


@pytest.mark.parametrize(
    ("os", "luid", "error"),
    [("2008", LOCAL_SYSTEM, None), ("2003", LOCAL_SYSTEM, 24), ("2003", NETWORK_SERVICE, None)],
)
def test_a_dc_that_lags_behind(os: str, luid: int, error: int | None) -> None:
    """KB918442: every session tries the older password, but for LocalSystem on 2003."""
    world = booted(exchange_2007(os=os))
    world, _ = one(world, ChangeMachinePassword(host="SERVER-1", dc="DC-2008"))
    _, record = one(world, Authenticate(host="SERVER-1", session=luid, dc="DC-2003"))
    assert record.error == error


def test_kb918442_lets_local_system_on_2003_try_it_too() -> None:
    """The hotfix, as its article tells it."""
    world, records = play(
        booted(exchange_2007(os="2003")),
        InstallUpdate(machine="SERVER-1", kb="KB918442"),
        ChangeMachinePassword(host="SERVER-1", dc="DC-2008"),
        Boot(host="SERVER-1", dc="DC-2003"),
    )
    assert records[-1].error is None
    assert session_of(world, "SERVER-1", LOCAL_SYSTEM).tickets


def test_a_host_restored_from_a_snapshot_has_lost_its_trust() -> None:
    """Its machine password is one that the directory has forgotten: error 24, and no secure channel to mend it."""
    world, records = play(
        booted(exchange_2007()),
        ChangeMachinePassword(host="HUB-1"),
        ChangeMachinePassword(host="HUB-1"),
        RestoreSnapshot(host="HUB-1", changes=2),
        Boot(host="HUB-1"),
        ChangeMachinePassword(host="HUB-1"),
        ChangeMachinePassword(host="HUB-1", rejoin=True),
        Boot(host="HUB-1"),
        send(),
    )
    assert records[3].error == 24
    assert records[4].outcome is Outcome.REFUSED
    assert [r.outcome for r in records[-2:]] == [Outcome.DONE, Outcome.ACCEPTED]
    assert world.host("HUB-1").password_number == 4


def test_a_restored_host_opens_no_new_tickets() -> None:
    """Clients get tickets under the password that the directory knows; the restored host answers MODIFIED."""
    world = booted(exchange_2007())
    world, _ = play(world, ChangeMachinePassword(host="HUB-1"), RestoreSnapshot(host="HUB-1"), Boot(host="HUB-1"))
    assert one(world, send())[1].error == 41


def test_there_is_no_snapshot_older_than_the_host() -> None:
    """A host that never changed its password has no older one."""
    world = booted(exchange_2007())
    after, record = one(world, RestoreSnapshot(host="HUB-1"))
    assert record.outcome is Outcome.IMPOSSIBLE
    assert after == world


def test_a_hash_reset_leaves_rc4_alone() -> None:
    """impacket pull request 2246: after a SAMR hash set there is no AES key, and the hint names RC4 only."""
    world, _ = one(booted(corp()), HashOnlyReset(account="alice", password="new"))
    assert [k.etype for k in account(world, "DC1", "alice").keys.usable(check_marker=True)] == [23]
    _, record = one(world, LogOn(host="PC", user="alice", password="new"))
    assert record.error is None
    assert record.exchanges[-1].preauth_etype == 23


def test_rotating_krbtgt_keeps_tickets_that_are_out() -> None:
    """The KDC opens TGTs with krbtgt's older keys too; after two rotations they are gone from the history of two."""
    world = booted(corp())
    spn = "HOST/web.corp.example"
    world, records = play(world, RotateKrbtgt(domain="corp.example"), RequestTicket(host="PC", session=0x3E7, spn=spn))
    assert records[-1].outcome is Outcome.ISSUED
    twice, _ = play(world, RotateKrbtgt(domain="corp.example"), RotateKrbtgt(domain="corp.example"))
    twice, _ = one(twice, replace_cache(twice))
    _, record = one(twice, RequestTicket(host="PC", session=0x3E7, spn="HOST/DC1"))
    assert record.outcome is Outcome.ISSUED


def replace_cache(world: World) -> PurgeTickets:
    """Throw away what the client holds."""
    return PurgeTickets(host="PC", session=LOCAL_SYSTEM)


def test_a_forgotten_krbtgt_key_makes_the_tgt_worthless() -> None:
    """Three rotations at once: the TGT was sealed with a key that nobody holds any more."""
    world = booted(corp())
    world, _ = play(world, *(RotateKrbtgt(domain="corp.example") for _ in range(3)))
    _, record = one(world, RequestTicket(host="PC", session=LOCAL_SYSTEM, spn="HOST/DC1"))
    assert record.error == 41


def test_krbtgt_rotated_at_one_dc_is_unknown_at_the_other() -> None:
    """A TGT under the new key is no use at a DC to which the key has not come."""
    world = booted(corp(two_dcs=True))
    world, records = play(
        world,
        RotateKrbtgt(domain="corp.example", dc="DC1"),
        Authenticate(host="PC", session=LOCAL_SYSTEM, dc="DC1"),
        RequestTicket(host="PC", session=LOCAL_SYSTEM, spn="HOST/DC1", dc="DC2"),
        Replicate(),
        RequestTicket(host="PC", session=LOCAL_SYSTEM, spn="HOST/DC1", dc="DC2"),
    )
    assert [records[2].error, records[4].error] == [41, None]


def test_the_salt_follows_a_upn_at_the_next_password_only() -> None:
    """msktutil issue 156: a UPN that was added later changes no key until the password is set."""
    world, _ = one(booted(corp()), SetUpn(account="alice", upn="alice.smith@corp.example"))
    assert account(world, "DC1", "alice").salt == "CORP.EXAMPLEalice"
    world, _ = one(world, ChangePassword(account="alice", password="new"))
    assert account(world, "DC1", "alice").salt == "CORP.EXAMPLEalice.smith"
    assert account(world, "DC1", "alice").keys.kvno == 2


def test_the_history_holds_two_sets() -> None:
    """MS-SAMR 2.2.10: the keys before the current ones, and those before them."""
    world = found(corp(), 7)
    for number in range(4):
        world, _ = one(world, ChangePassword(account="alice", password=f"p{number}"))
    assert [s.kvno for s in account(world, "DC1", "alice").older] == [4, 3]
    assert replace(account(world, "DC1", "alice"), older=()).keys.kvno == 5
