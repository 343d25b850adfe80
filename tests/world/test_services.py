"""Services: the account they run as, the keys they hold, and keytabs that no KDC ever sees."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kdcsim.ad.directory import AccountKind
from kdcsim.ad.host.session import LOCAL_SYSTEM
from kdcsim.world.action import (
    Boot,
    ChangePassword,
    ExportKeytab,
    PurgeTickets,
    RemoveKeytab,
    SetRegistry,
    SetServiceAccount,
    SetSupportedEtypes,
    StartService,
    StopService,
)
from kdcsim.world.plan import AccountPlan
from kdcsim.world.record import Outcome
from kdcsim.world.state import World
from tests.world.estates import WEB_SPN, browse, corp
from tests.world.stories import booted, one, play

PASSWORD = "web-Pa$$w0rd"
POLICY = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System\Kerberos\Parameters\SupportedEncryptionTypes"
RIGHT_SALT = "CORP.EXAMPLEsvc-web"
PURGE = PurgeTickets(host="PC", session=LOCAL_SYSTEM)


def keytab(**told: object) -> ExportKeytab:
    """A keytab for the web service."""
    return ExportKeytab(host="WEB", service="httpd", account="svc-web", **told)  # type: ignore[arg-type]


def linux() -> World:
    """The web service on Linux."""
    return booted(corp())


def test_the_right_keytab_opens() -> None:
    """Keys straight from the directory, or from password and right salt, are the same."""
    for export in (keytab(), keytab(password=PASSWORD), keytab(password=PASSWORD, salt=RIGHT_SALT)):
        _, records = play(linux(), export, browse())
        assert records[-1].outcome is Outcome.ACCEPTED


@pytest.mark.parametrize(
    "guess", ["corp.examplesvc-web", "CORP.EXAMPLEHTTPweb.corp.example", "CORP.EXAMPLEsvc-web@corp.example", ""]
)
def test_a_guessed_salt_opens_rc4_and_no_aes(guess: str) -> None:
    """Incident 19: lowercase realm, SPN form, UPN form, none - AES fails with 31, RC4 works."""
    world, _ = one(linux(), keytab(password=PASSWORD, salt=guess))
    assert one(world, browse())[1].error == 31
    _, records = play(world, SetSupportedEtypes(account="svc-web", value=4), PURGE, browse())
    assert records[-1].outcome is Outcome.ACCEPTED


def test_the_kdc_cannot_see_an_rc4_only_keytab() -> None:
    """An AES ticket is issued without a murmur and fails at the service: no key of that etype (44 from MIT krb5)."""
    _, records = play(linux(), keytab(etypes=(23,)), browse())
    assert all(x.error is None for x in records[-1].exchanges)
    assert (records[-1].calls[0].ticket_etype, records[-1].error) == (18, 44)
    assert records[-1].said_by == "WEB/httpd"


@pytest.mark.parametrize(("named", "etypes", "kvno", "error"), [
    (False, (23,), None, 44),
    (True, (23,), None, 45),
    (False, (18,), 7, None),
    (True, (18,), 7, 44),
    (True, (18,), None, None),
])  # fmt: skip
def test_default_and_named_credentials(
    named: bool, etypes: tuple[int, ...], kvno: int | None, error: int | None
) -> None:
    """MIT krb5's acceptor, measured: a named credential looks for name and version, the default one tries all keys."""
    _, records = play(linux(), keytab(etypes=etypes, kvno=kvno, named=named), browse())
    assert records[-1].error == error


def test_a_stale_keytab_fails_until_it_is_exported_again() -> None:
    """After a password reset the keytab's keys are of the old password; tickets that are out still open."""
    world, _ = play(linux(), keytab(), browse(), ChangePassword(account="svc-web", password="new"))
    assert one(world, browse())[1].outcome is Outcome.ACCEPTED, "the client still has the old ticket"
    world, records = play(world, PURGE, browse(), keytab(keep=True), browse())
    assert [records[1].error, records[3].error] == [31, None]
    service = world.host("WEB").service("httpd")
    assert service is not None and service.keytab is not None
    assert {k.kvno for k in service.keytab} == {1, 2}


def test_a_keytab_needs_something_to_be_made_from() -> None:
    """A salt of one's own needs the password; an etype without a key cannot be exported."""
    assert one(linux(), keytab(salt="x"))[1].outcome is Outcome.IMPOSSIBLE
    assert one(linux(), keytab(etypes=(20,)))[1].outcome is Outcome.IMPOSSIBLE


def test_without_a_keytab_a_service_outside_windows_has_no_key() -> None:
    """There is nothing else that it could open a ticket with."""
    assert one(linux(), browse())[1].error == 44
    _, records = play(linux(), keytab(), RemoveKeytab(host="WEB", service="httpd"), browse())
    assert records[-1].error == 44


def test_a_keytab_survives_a_reboot() -> None:
    """It is a file."""
    _, records = play(linux(), keytab(), Boot(host="WEB"), browse())
    assert records[-1].outcome is Outcome.ACCEPTED


def test_windows_answers_41_and_45_where_mit_answers_31_and_44() -> None:
    """The codes belong to the acceptor's build."""
    world = booted(corp(web_os="2022"))
    assert one(one(world, keytab(password=PASSWORD, salt=""))[0], browse())[1].error == 41
    assert one(one(world, keytab(etypes=(23,)))[0], browse())[1].error == 45


def test_a_service_logs_on_when_it_starts() -> None:
    """A Windows service under a domain account does an AS exchange, and learns its salt there."""
    world, record = one(booted(corp(web_os="2022")), StartService(host="WEB", service="httpd"))
    assert [x.kind for x in record.exchanges] == ["AS", "AS"]
    assert one(world, browse())[1].outcome is Outcome.ACCEPTED


def test_a_service_with_a_stale_password_works_until_it_restarts() -> None:
    """The running session keeps its keys, so new tickets fail; started again, it is refused with error 24."""
    world, _ = one(booted(corp(web_os="2022")), ChangePassword(account="svc-web", password="new"))
    assert one(world, browse())[1].error == 41
    world, record = one(world, StartService(host="WEB", service="httpd"))
    assert (record.outcome, record.error) == (Outcome.REFUSED, 24)
    assert one(world, browse())[1].outcome is Outcome.IMPOSSIBLE
    given = SetServiceAccount(host="WEB", service="httpd", account="svc-web", password="new")
    _, records = play(world, given, PURGE, browse())
    assert records[-1].outcome is Outcome.ACCEPTED


def test_a_boot_tells_of_services_that_did_not_start() -> None:
    """The host is up; the service is not."""
    world, _ = one(booted(corp(web_os="2022")), ChangePassword(account="svc-web", password="new"))
    _, record = one(world, Boot(host="WEB"))
    assert record.outcome is Outcome.DONE
    assert "httpd on WEB did not start" in record.sentence


def test_a_managed_account_needs_no_password() -> None:
    """A gMSA's host is handed the keys: AES tickets open, also after the password moved on and a restart."""
    gmsa = AccountPlan(name="gmsa-web$", kind=AccountKind.GMSA, spns=("HTTP/gmsa.corp.example",), supported_etypes=0x1C)
    world = booted(corp(web_os="2022", web_account="gmsa-web$", accounts=(gmsa,)))
    call = browse(spn="HTTP/gmsa.corp.example")
    assert one(world, call)[1].outcome is Outcome.ACCEPTED
    world, _ = play(
        world, ChangePassword(account="gmsa-web$", password="next"), StartService(host="WEB", service="httpd")
    )
    assert one(world, call)[1].outcome is Outcome.ACCEPTED, "the older key opens the older ticket"
    assert play(world, PURGE, call)[1][-1].outcome is Outcome.ACCEPTED


def test_a_stopped_service_answers_nobody() -> None:
    """There is no session behind it."""
    _, records = play(booted(corp(web_os="2022")), StopService(host="WEB", service="httpd"), browse())
    assert records[-1].outcome is Outcome.IMPOSSIBLE


def test_an_etype_policy_on_the_web_server_refuses_tickets() -> None:
    """Incident 5: the SPN is right and the ticket is AES, but the server's own policy is RC4 only."""
    for assumptions, error in (({}, 41), ({"acceptor-policy": "opens"}, None)):
        plan = replace(corp(web_os="2022"), assumptions=assumptions)
        world, _ = one(booted(plan), SetRegistry(machine="WEB", name=POLICY, value=0x4))
        assert one(world, browse())[1].error == error


@pytest.mark.parametrize("action", [
    StartService(host="WEB", service="x"),
    StopService(host="WEB", service="x"),
    SetServiceAccount(host="WEB", service="x", account="alice"),
    RemoveKeytab(host="WEB", service="httpd"),
    ExportKeytab(host="WEB", service="x", account="alice"),
])  # fmt: skip
def test_what_is_not_there(action: StartService) -> None:
    """A service or a keytab that does not exist: nothing changes, and the sentence says so."""
    world = linux()
    after, record = one(world, action)
    assert record.outcome is Outcome.IMPOSSIBLE
    assert after == world


def test_the_ticket_goes_by_the_account_not_by_the_host() -> None:
    """The account that bears the SPN is the one whose key seals."""
    _, records = play(linux(), keytab(), browse())
    assert records[-1].calls[0].spn == WEB_SPN
    assert records[-1].calls[0].service_account == "svc-web"
