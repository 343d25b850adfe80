"""Accounts: names and attributes that change without a key."""

from __future__ import annotations

import pytest

from kdcsim.ad.directory import NotUnique
from kdcsim.ad.host.session import LOCAL_SYSTEM
from kdcsim.errors import WorldError
from kdcsim.world.action import (
    ChangePassword,
    CreateAccount,
    DeleteAccount,
    ExportKeytab,
    LogOn,
    RenameAccount,
    Replicate,
    RequestTicket,
    SetFlag,
    SetOsVersion,
    SetSpn,
    SetSupportedEtypes,
)
from kdcsim.world.plan import AccountPlan
from kdcsim.world.record import Outcome
from kdcsim.world.state import World
from tests.world.estates import WEB_SPN, browse, corp
from tests.world.stories import booted, one, play


def for_web(spn: str = WEB_SPN) -> RequestTicket:
    """A ticket for the web service."""
    return RequestTicket(host="PC", session=LOCAL_SYSTEM, spn=spn)


def windows_web() -> World:
    """The web service on Windows, under its own account."""
    return booted(corp(web_os="2022"))


def test_a_duplicate_spn_makes_it_unusable() -> None:
    """The directory takes the second claim; the KDC then answers error 8 (KB2706695)."""
    world, records = play(booted(corp()), SetSpn(account="alice", add=(WEB_SPN,)), for_web())
    assert isinstance(world.dc("DC1").directory.service(WEB_SPN), NotUnique)
    assert "claimed twice" in records[0].sentence
    assert records[1].error == 8


def test_setspn_s_refuses_the_duplicate() -> None:
    """`setspn -S` looks before it writes."""
    world = booted(corp())
    after, record = one(world, SetSpn(account="alice", add=(WEB_SPN,), checked=True))
    assert record.outcome is Outcome.IMPOSSIBLE
    assert after == world


def test_an_spn_that_nobody_has_is_unknown() -> None:
    """Error 7."""
    sql = "MSSQLSvc/web.corp.example:1433"
    world, _ = one(booted(corp()), SetSpn(account="svc-web", add=(sql,)))
    assert one(world, for_web(sql))[1].error is None
    assert play(world, SetSpn(account="svc-web", remove=(sql.upper(),)), for_web(sql))[1][-1].error == 7


def test_without_an_http_spn_the_computer_answers_for_it() -> None:
    """HOST stands in for HTTP: the ticket is for the computer account, and a service under its own cannot open it."""
    _, records = play(windows_web(), SetSpn(account="svc-web", remove=(WEB_SPN,)), browse())
    assert records[-1].calls[0].service_account == "WEB$"
    assert records[-1].error == 41


def test_an_spn_on_the_wrong_account_is_modified() -> None:
    """The ticket is sealed with the other account's key, and the service cannot open it: 41 for real."""
    moved = (SetSpn(account="svc-web", remove=(WEB_SPN,)), SetSpn(account="alice", add=(WEB_SPN,)))
    before = one(windows_web(), browse())[1]
    _, records = play(windows_web(), *moved, browse())
    assert before.outcome is Outcome.ACCEPTED
    assert records[-1].error == 41
    assert records[-1].calls[0].service_account == "alice"


def test_adding_an_spn_twice_is_adding_it_once() -> None:
    """An SPN compares without regard to case."""
    world, _ = one(booted(corp()), SetSpn(account="svc-web", add=(WEB_SPN.lower(),)))
    account = world.dc("DC1").directory.get("svc-web")
    assert account is not None and account.spns == (WEB_SPN,)


@pytest.mark.parametrize(
    ("flag", "error"),
    [
        ("protected", None),
        ("des-only", 14),
        ("no-preauth", None),
        ("disabled", 18),
        ("expired", 18),
        ("locked", 18),
        ("outside-logon-hours", 18),
        ("password-expired", 23),
        ("smartcard-required", 12),
    ],
)
def test_flags_at_logon(flag: str, error: int | None) -> None:
    """What a flag makes of the next logon: DES-only keys are no use on 2022, a disabled account is error 18."""
    _, records = play(
        booted(corp()),
        SetFlag(account="alice", flag=flag),
        LogOn(host="PC", user="alice", password="alice-Pa$$w0rd"),
    )
    assert records[-1].error == error


def test_no_preauth_gives_an_as_rep_unasked() -> None:
    """Without pre-authentication the first AS-REQ is answered at once."""
    _, records = play(
        booted(corp()),
        SetFlag(account="alice", flag="no-preauth"),
        LogOn(host="PC", user="alice", password="alice-Pa$$w0rd"),
    )
    assert [x.error for x in records[-1].exchanges] == [None]


def test_a_new_password_is_not_expired() -> None:
    """On every DC."""
    _, records = play(
        booted(corp(two_dcs=True)),
        SetFlag(account="alice", flag="password-expired"),
        ChangePassword(account="alice", password="alice-N3w"),
        LogOn(host="PC", user="alice", password="alice-N3w", dc="DC1"),
        LogOn(host="PC", user="alice", password="alice-N3w", dc="DC2"),
    )
    assert [record.error for record in records[2:]] == [None, None]


@pytest.mark.parametrize("action", [DeleteAccount(account="krbtgt"), RenameAccount(account="krbtgt", to="gone")])
def test_krbtgt_stays(action: DeleteAccount | RenameAccount) -> None:
    """It can be neither deleted nor renamed, and the outcome says so."""
    world, record = one(booted(corp()), action)
    assert record.outcome is Outcome.IMPOSSIBLE and "krbtgt" in record.sentence
    assert not world.dc("DC1").directory.krbtgt().deleted


def test_an_unknown_flag_is_refused() -> None:
    """The sentence names the flags that there are."""
    _, record = one(booted(corp()), SetFlag(account="alice", flag="shiny"))
    assert record.outcome is Outcome.IMPOSSIBLE
    assert "protected" in record.sentence


def test_a_disabled_service_gets_no_tickets() -> None:
    """Error 19 when the target account is disabled."""
    _, records = play(booted(corp()), SetFlag(account="svc-web", flag="disabled"), for_web())
    assert records[-1].error is not None


def test_a_renamed_account_keeps_its_salt() -> None:
    """The salt was made of the old name; a tool that guesses from the new one makes keys that open nothing."""
    world, records = play(
        booted(corp()),
        RenameAccount(account="svc-web", to="web-service"),
        ExportKeytab(
            host="WEB",
            service="httpd",
            account="web-service",
            password="web-Pa$$w0rd",
            salt="CORP.EXAMPLEweb-service",
        ),
        browse(),
        ExportKeytab(host="WEB", service="httpd", account="web-service", password="web-Pa$$w0rd"),
        browse(),
    )
    assert [records[2].error, records[4].error] == [31, None]
    world, _ = one(world, ChangePassword(account="web-service", password="next"))
    account = world.dc("DC1").directory.get("web-service")
    assert account is not None and account.salt == "CORP.EXAMPLEweb-service"


def test_a_renamed_account_is_gone_under_its_old_name() -> None:
    """Everywhere, also after replication."""
    world, _ = play(booted(corp(two_dcs=True)), RenameAccount(account="alice", to="ally", dc="DC1"), Replicate())
    for dc in ("DC1", "DC2"):
        assert world.dc(dc).directory.get("alice") is None
        assert world.dc(dc).directory.get("ally") is not None


def test_no_host_is_renamed_through_its_account() -> None:
    """A computer account belongs to a host, which would have to change its name with it."""
    _, record = one(booted(corp()), RenameAccount(account="PC$", to="PC2$"))
    assert record.outcome is Outcome.IMPOSSIBLE


def test_accounts_come_and_go() -> None:
    """A new account can log on at the DC that knows it; a deleted one is unknown (error 6)."""
    world = booted(corp(two_dcs=True))
    plan = AccountPlan(name="carol", password="carol-Pa$$w0rd")
    world, _ = one(world, CreateAccount(domain="corp.example", account=plan, dc="DC1"))
    logon = LogOn(host="PC", user="carol", password="carol-Pa$$w0rd", dc="DC2")
    assert one(world, logon)[1].error == 6
    world, records = play(world, Replicate(), logon, DeleteAccount(account="carol"), logon)
    assert [records[1].error, records[3].error] == [None, 6]


def test_the_same_account_is_not_created_twice() -> None:
    """Names are unique."""
    plan = AccountPlan(name="ALICE")
    assert one(booted(corp()), CreateAccount(domain="corp.example", account=plan))[1].outcome is Outcome.IMPOSSIBLE


def test_setting_etypes_makes_no_key() -> None:
    """AES bits on an account that has an RC4 key only: before 2022 the KDC gives RC4 after all (Samba tests)."""
    old = AccountPlan(name="old", password="x", hash_only=True, spns=("HTTP/old.corp.example",))
    world = booted(corp(accounts=(old,)))
    before = world.dc("DC1").directory.get("old")
    world, _ = one(world, SetSupportedEtypes(account="old", value=0x18))
    after = world.dc("DC1").directory.get("old")
    assert before is not None and after is not None
    assert before.keys == after.keys


def test_a_low_os_version_hides_the_attribute() -> None:
    """A computer whose operatingSystemVersion is below 6 is taken to know no AES (MS-KILE note 62)."""
    _, records = play(booted(corp()), SetOsVersion(account="WEB$", version="3.1"), for_web("HOST/web.corp.example"))
    assert records[-1].exchanges[-1].ticket_etype == 23


def test_an_account_that_is_not_there() -> None:
    """Naming one is a mistake in the story, not an outcome."""
    with pytest.raises(WorldError, match="nobody"):
        one(booted(corp()), SetSpn(account="nobody", add=("HTTP/x",)))
