"""Scope: whom remedies may be about, the newest DC that knows an account, and what an account is taken for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kdcsim.ad.host.host import Service
from kdcsim.ad.supported import AES, AES_SK, DES, RC4
from kdcsim.study.remedy.scope import Wanted, held_by, newest, scope_of
from kdcsim.study.remedy.strength import ANYBODY, account_weakens, dc_weakens, taken, weakens
from kdcsim.world.action import Authenticate, Connect, RequestTicket, SetFlag, StopService, user_luid
from kdcsim.world.advance import advance
from tests.study.plan.test_puzzles import barred
from tests.study.remedy.estates import POLICY
from tests.study.remedy.test_typed import estate

DORA = user_luid("W11", "dora")
WEB = user_luid("W11", "web")


def test_a_connection_is_about_both_hosts_and_the_accounts_on_both_sides() -> None:
    """The session that asks, the session that opens, who runs the service, and who bears the name."""
    connect = Connect(host="w7", session=user_luid("W7", "dora"), to_host="w11", to_service="web", spn="HTTP/web")
    scope = scope_of(estate(), [connect])
    assert [host.name for host in scope.hosts] == ["W7", "W11"]
    assert [dc.name for dc in scope.dcs] == ["DC1", "DC2", "SMB1"]
    assert [account.name for account in scope.accounts] == ["W7$", "W11$", "svc", "dora"]
    assert scope.wanted == (Wanted(spn="HTTP/web", opened_by="svc", at="W11"),)
    assert scope.asking == {("W7", user_luid("W7", "dora"))}
    assert scope.opening == {("W11", WEB)}


@pytest.mark.parametrize(
    ("attempt", "accounts", "wanted", "opening"),
    [
        (RequestTicket(host="W11", session=DORA, spn="HTTP/web"), ["W11$", "dora", "svc"], ("HTTP/web", None, None), 0),
        (RequestTicket(host="W11", session=DORA, spn="HTTP/none"), ["W11$", "dora"], ("HTTP/none", None, None), 0),
        (RequestTicket(host="W11", session=DORA, forward_to="HTTP/web"), ["W11$", "dora"], None, 0),
        (Authenticate(host="W11", session=0x3E7), ["W11$"], None, 0),
        (Authenticate(host="W11", session=0x99), ["W11$"], None, 0),
        (
            Connect(host="LNX", session=0x3E7, to_host="W11", to_service="spool"),
            ["LNX$", "W11$"],
            ("HOST/w11.corp.test", "W11$", "W11"),
            1,
        ),
        (
            Connect(host="LNX", session=0x3E5, to_host="FAR-PC", to_service="none"),
            ["LNX$", "FAR-PC$"],
            ("HOST/far-pc.far.test", None, "FAR-PC"),
            0,
        ),
    ],
)
def test_what_is_tried_tells_whom_it_is_about(
    attempt: Authenticate | Connect | RequestTicket,
    accounts: list[str],
    wanted: tuple[str, str | None, str | None] | None,
    opening: int,
) -> None:
    """A ticket, a logon, a service by its host's own name, one that is not there."""
    scope = scope_of(estate(), [attempt, attempt])
    assert [account.name for account in scope.accounts] == accounts
    assert [(each.spn, each.opened_by, each.at) for each in scope.wanted] == ([] if wanted is None else [wanted])
    assert len(scope.opening) == opening
    assert scope.asking == {(attempt.host, attempt.session)}


def test_a_service_that_is_stopped_opens_nothing() -> None:
    """Its account is in play only by its name."""
    world, _ = advance(estate(), StopService(host="W11", service="web"), "stop")
    connect = Connect(host="W7", session=0x3E7, to_host="W11", to_service="web", spn="HTTP/none")
    scope = scope_of(world, [connect])
    assert scope.opening == frozenset()
    assert scope.wanted == (Wanted(spn="HTTP/none", opened_by=None, at="W11"),)
    assert [account.name for account in scope.accounts] == ["W7$", "W11$"]


def test_two_domains_have_their_dcs_and_accounts_in_scope() -> None:
    """An account of each that bears the name that is used there."""
    connect = Connect(host="FAR-PC", session=0x3E7, to_host="W11", to_service="web", spn="HTTP/web")
    scope = scope_of(estate(), [connect])
    assert [dc.name for dc in scope.dcs] == ["FAR-1", "FAR-2", "DC1", "DC2", "SMB1"]
    assert [account.name for account in scope.accounts] == ["FAR-PC$", "svc", "W11$"]


def test_the_newest_dc_speaks_for_a_domain() -> None:
    """Samba counts as older than any Windows; of two alike the first; with its domain a name may be written."""
    world = estate()
    dcs = {dc.name: dc for dc in world.dcs.values()}
    assert newest([dcs["SMB1"], dcs["DC2"], dcs["DC1"]]).name == "DC1"
    assert newest([dcs["SMB1"], dcs["DC2"]]).name == "DC2"
    assert newest([dcs["FAR-1"], dcs["FAR-2"]]).name == "FAR-1"
    changed, _ = advance(world, SetFlag(account="svc", flag="locked", dc="DC1"), "lock")
    own, far = held_by(changed, "corp.test", "svc"), held_by(changed, "corp.test", "FAR\\svc")
    assert own is not None
    assert far is not None
    assert (own.locked, far.locked) == (True, False)
    assert held_by(changed, "corp.test", "nobody") is None


@pytest.mark.parametrize(
    ("before", "after", "weaker"),
    [
        (AES, AES, False),
        (AES, AES | RC4, True),
        (AES | RC4, AES, False),
        (AES | RC4, RC4, True),
        (AES_SK | RC4, RC4, True),
        (RC4, AES_SK | RC4, False),
        (AES_SK | RC4, AES | RC4, False),
        (AES | RC4, AES_SK | RC4, False),
        (RC4, RC4 | DES, True),
        (RC4 | DES, DES, False),
        (0, RC4, True),
        (RC4, 0, False),
    ],
)
def test_weaker_is_what_loses_aes_or_lets_rc4_or_des_in(before: int, after: int, weaker: bool) -> None:
    """AES for session keys alone is AES, too."""
    assert weakens(before, after) == weaker


@pytest.mark.parametrize(
    ("service", "opened_by", "opening"),
    [("web", "eve", True), ("stopped", None, False), ("none", None, False)],
)
def test_on_two_computers_only_who_runs_opens(service: str, opened_by: str | None, opening: bool) -> None:
    """The accounts of both computers, of the service, of who asks and of the name, in this order."""
    world = barred()[1].end
    eve, dora = user_luid("PC", "eve"), user_luid("PC", "dora")
    web = Service(name="web", runs_as="eve", session=eve)
    pc = replace(world.host("PC"), services=(web, Service(name="stopped", runs_as="svc", session=None)))
    world = replace(world, hosts={"PC": pc})
    connect = Connect(host="PC", session=dora, to_host="PC", to_service=service, spn="HTTP/prt")
    scope = scope_of(world, [connect])
    assert scope.wanted == (Wanted(spn="HTTP/prt", opened_by=opened_by, at="PC"),)
    assert scope.opening == ({("PC", eve)} if opening else set())
    names = ["PC$", *([opened_by] if opened_by else []), "dora", "svc"]
    assert [account.name for account in scope.accounts] == names
    ticket = scope_of(world, [RequestTicket(host="PC", session=0x99, forward_to="HTTP/prt")])
    assert (ticket.wanted, [account.name for account in ticket.accounts]) == ((), ["PC$"])
    nobody = scope_of(world, [RequestTicket(host="PC", session=0x3E5, spn="HTTP/none")])
    assert [account.name for account in nobody.accounts] == ["PC$"]


def test_a_name_with_a_domain_is_looked_up_there() -> None:
    """Two domains with an account of one name, of which one is locked."""
    world = barred()[1].end
    lock = SetFlag(account="svc", flag="locked")
    far = replace(advance(world, lock, "lock")[0].dc("DC1"), name="FAR-1", domain="far.test")
    there = replace(world.domain("corp.test"), dns="far.test", netbios="FAR")
    both = replace(world, domains={**world.domains, "far.test": there}, dcs={**world.dcs, "FAR-1": far})
    own, other = held_by(both, "corp.test", "svc"), held_by(both, "corp.test", "FAR\\svc")
    assert own is not None
    assert other is not None
    assert (own.locked, other.locked) == (False, True)


def test_what_an_account_is_taken_for_depends_on_the_dc() -> None:
    """As it declares, within what the DC works with; what it assumes of an account that declares nothing."""
    world = estate()
    new, old, far = (world.dc(name) for name in ("DC1", "DC2", "FAR-1"))
    assert taken(world, new, ANYBODY) == AES_SK | RC4
    assert taken(world, old, ANYBODY) == RC4
    declared = replace(ANYBODY, supported_etypes=AES | DES | RC4)
    assert taken(world, new, declared) == AES | RC4
    assert not account_weakens(world, far, declared, replace(declared, supported_etypes=AES))
    assert account_weakens(world, far, replace(declared, supported_etypes=AES), declared)


@pytest.mark.parametrize(
    ("update", "before", "after", "weaker"),
    [
        ("2026-01", {"RC4DefaultDisablementPhase": 2}, {}, True),
        ("2026-01", {}, {"RC4DefaultDisablementPhase": 2}, False),
        ("2026-07", {POLICY: 0x18}, {POLICY: 0x1C}, True),
        ("2022-11", {}, {POLICY: 0x18}, False),
        ("2022-11", {POLICY: 0x18}, {}, True),
        ("2022-11", {POLICY: 0x1C}, {POLICY: 0x18}, False),
        ("2022-11", {POLICY: 0x18}, {POLICY: 0x1C}, True),
        ("2022-11", {"DefaultDomainSupportedEncTypes": 0x18}, {}, True),
        ("2022-11", {}, {"DefaultDomainSupportedEncTypes": 0x18}, False),
        ("2022-11", {}, {"DefaultDomainSupportedEncTypes": 0x4}, True),
    ],
)
def test_a_dc_is_weaker_by_what_it_allows_or_assumes(
    update: str, before: dict[str, int], after: dict[str, int], weaker: bool
) -> None:
    """Once its KDC has read the values."""
    world = barred()[1].end
    plain = replace(world.dc("DC1"), update=update)
    dc = plain
    for name, value in before.items():
        dc = replace(dc, registry=dc.registry.with_value(name, value))
    dc = dc.restarted()
    later = plain
    for name, value in after.items():
        later = replace(later, registry=later.registry.with_value(name, value))
    assert dc_weakens(world, dc, later) == weaker


def test_a_phase_that_a_kdc_reads_when_it_starts_counts_once_it_has() -> None:
    """Under the reading that it does: RC4 is let in again although the KDC still works with the value."""
    world = barred()[1].end
    world = replace(world, assumptions=replace(world.assumptions, chosen={"phase-read": "kdc-start"}))
    phase = "RC4DefaultDisablementPhase"
    plain = replace(world.dc("DC1"), update="2026-01")
    dc = replace(plain, registry=plain.registry.with_value(phase, 2)).restarted()
    assert dc_weakens(world, dc, replace(dc, registry=plain.registry))
