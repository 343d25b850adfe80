"""Values: the same thing in every spelling that an administrator would use."""

from __future__ import annotations

import pytest

from kdcsim.ad.directory import AccountKind, TrustDirection
from kdcsim.world.action import (
    Authenticate,
    ClockSkew,
    ExportKeytab,
    RequestTicket,
    SetSupportedEtypes,
    user_luid,
)
from tests.scenario.small_story import BOOTED, changed, told


@pytest.mark.parametrize("text", ["24", "0x18", "[AES256, AES128]", "[aes128, AES256]"])
def test_a_mask_in_every_spelling(text: str) -> None:
    """A number, a hexadecimal number, or names."""
    step = told(BOOTED + f"- set_supported_etypes: {{account: PC-1$, value: {text}}}\n").branches[0].steps[-1]
    assert step.action == SetSupportedEtypes(account="PC-1$", value=0x18)


def test_a_mask_can_be_unset() -> None:
    """Absent is not zero."""
    step = told(BOOTED + "- set_supported_etypes: {account: PC-1$, value: unset}\n").branches[0].steps[-1]
    assert step.action == SetSupportedEtypes(account="PC-1$", value=None)


@pytest.mark.parametrize(
    ("text", "luid"),
    [
        ("LocalSystem", 0x3E7),
        ("networkservice", 0x3E4),
        ("0x3e5", 0x3E5),
        ("999", 0x3E7),
        ("alice", user_luid("PC-1", "alice")),
    ],
)
def test_a_session_in_every_spelling(text: str, luid: int) -> None:
    """By name, by LUID, or by the user whose it is."""
    step = told(BOOTED + f"- authenticate: {{from: PC-1, as: {text}}}\n").branches[0].steps[-1]
    assert step.action == Authenticate(host="PC-1", session=luid)


@pytest.mark.parametrize("text", ["2008", "2008 SP2", "Windows Server 2008 SP2"])
def test_service_packs_may_be_named(text: str) -> None:
    """They change nothing in Kerberos."""
    assert told(changed("PC-1: {os: 2008,", f"PC-1: {{os: {text},")).branches[0].plan.hosts[0].os == "2008"


@pytest.mark.parametrize("text", ["2008R2", "2008 R2", "2008 r2 SP1"])
def test_r2_in_every_spelling(text: str) -> None:
    """2008 R2 is another Windows than 2008."""
    assert told(changed("PC-1: {os: 2008,", f"PC-1: {{os: {text},")).branches[0].plan.hosts[0].os == "2008R2"


@pytest.mark.parametrize(("text", "etype"), [("AES256", 18), ("rc4", 23), ("aes128-cts-hmac-sha1-96", 17), ("3", 3)])
def test_an_etype_in_every_spelling(text: str, etype: int) -> None:
    """By label, by standard name, by number."""
    step = told(BOOTED + f"- boot: PC-1\n  expect: {{ticket_etype: {text}}}\n").branches[0].steps[-1]
    assert step.expectation is not None
    assert step.expectation.ticket_etype == etype


@pytest.mark.parametrize("text", ["KRB_AP_ERR_MODIFIED", "41", "0x29"])
def test_an_error_in_every_spelling(text: str) -> None:
    """By name or by number."""
    step = told(BOOTED + f"- boot: PC-1\n  expect: {{error: {text}}}\n").branches[0].steps[-1]
    assert step.expectation is not None
    assert step.expectation.error == 41


def test_an_account_as_told() -> None:
    """Flags become columns, and what is not told stays unset."""
    text = "{kind: gmsa, flags: [no-preauth, protected], supported_etypes: AES256, password_set_on: 2003}"
    account = told(changed("{password: secret}", text)).branches[0].plan.domains[0].accounts[0]
    assert (account.name, account.kind, account.supported_etypes) == ("alice", AccountKind.GMSA, 0x10)
    assert (account.no_preauth, account.protected, account.disabled) == (True, True, False)
    assert account.password_set_on == "2003"


def test_a_service_has_the_password_of_its_account() -> None:
    """Unless it was told another one."""
    right = told(changed("runs_as: NetworkService", "runs_as: alice")).branches[0].plan.hosts[1].services[0]
    wrong = (
        told(changed("runs_as: NetworkService", "runs_as: alice, password: old")).branches[0].plan.hosts[1].services[0]
    )
    assert (right.password, wrong.password) == ("secret", "old")


def test_a_ticket_to_forward() -> None:
    """`forward_to` takes the place of `spn`."""
    line = "- request_ticket: {from: PC-1, as: LocalSystem, forward_to: ldap/dc-2.contoso.com, via: DC-1}\n"
    step = told(BOOTED + line).branches[0].steps[-1]
    assert step.action == RequestTicket(host="PC-1", session=0x3E7, forward_to="ldap/dc-2.contoso.com", dc="DC-1")


def test_the_netbios_name_is_the_first_label() -> None:
    """If nothing is said."""
    assert told(BOOTED).branches[0].plan.domains[0].netbios == "CONTOSO"


def test_a_trust_stands_in_the_plan() -> None:
    """With a value for each end."""
    two = changed(
        "  contoso.com:\n", "  fabrikam.com: {functional_level: 2003, dcs: {FAB: {os: 2003}}}\n  contoso.com:\n"
    )
    line = "trusts: {partner: {domain: contoso.com, other: fabrikam.com, direction: outbound, supported_etypes: 0x4}}\n"
    (trust,) = told(two + line).branches[0].plan.trusts
    assert (trust.domain, trust.other, trust.direction) == ("contoso.com", "fabrikam.com", TrustDirection.OUTBOUND)
    assert (trust.supported_etypes, trust.other_supported_etypes) == (4, None)


@pytest.mark.parametrize(
    ("text", "seconds"), [("10 min ahead", 600), ("1 h 30 min behind", -5400), ("right", 0), ("0 s ahead", 0)]
)
def test_a_clock_in_every_spelling(text: str, seconds: int) -> None:
    """In a step and in the world."""
    step = told(BOOTED + f"- clock_skew: {{on: DC-1, clock: {text}}}\n").branches[0].steps[-1]
    assert step.action == ClockSkew(machine="DC-1", seconds=seconds)
    host = told(changed("PC-1: {os: 2008,", f"PC-1: {{os: 2008, clock: {text},")).branches[0].plan.hosts[0]
    assert host.clock_offset == seconds


def test_a_client_may_be_narrowed() -> None:
    """To what its configuration leaves it, in its order."""
    host = told(changed("PC-1: {os: 2008,", "PC-1: {os: MIT, etypes: [RC4, AES256],")).branches[0].plan.hosts[0]
    assert host.etypes == (23, 18)


def test_goals_are_kept_as_they_are_written() -> None:
    """What they mean is for `fix` to say."""
    goals = told(changed("title: small", "title: small\ngoals: [LocalSystem@PC-1 reaches WEB-1/web]")).goals
    assert goals == ("LocalSystem@PC-1 reaches WEB-1/web",)


def test_a_keytab_as_a_tool_makes_it() -> None:
    """The salt may be empty, and the version another one."""
    line = '- export_keytab: {service: WEB-1/web, account: alice, password: x, salt: "", etypes: RC4, kvno: 3}\n'
    step = told(BOOTED + line).branches[0].steps[-1]
    assert step.action == ExportKeytab(
        host="WEB-1", service="web", account="alice", password="x", salt="", etypes=(23,), kvno=3
    )
