"""What stands on an account or a trust keeps a client out, and the error says so twice: code and status."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kdcsim.ad.assumption import Assumptions
from kdcsim.ad.kdc import Kdc, Quirk
from kdcsim.ad.kdc.fault import NtStatus
from kdcsim.krb5.messages import HostAddress, KerbErrorData, decode
from kdcsim.krb5.numbers import ErrorCode, KdcOption, TicketFlag
from kdcsim.krb5.principal import PrincipalName, krbtgt
from tests.ad.kdc.asking import (
    FAR_WEB,
    REALM,
    START,
    WEB,
    a_kdc,
    as_request,
    error_of,
    estate,
    kdc_in,
    opened,
    tgs_request,
    tgt,
    ticket_to,
    told,
    user_key,
)
from tests.ad.kdc.forging import account_key, part_of, sealed

RENEWABLE, RENEW, VALIDATE = int(KdcOption.RENEWABLE), int(KdcOption.RENEW), int(KdcOption.VALIDATE)
CHANGEPW = PrincipalName(name_type=2, components=("kadmin", "changepw"))


def kdc_where(name: str, **columns: object) -> Kdc:
    """A KDC one of whose accounts has these columns."""
    kdc = a_kdc()
    account = kdc.directory.get(name)
    assert account is not None
    return replace(kdc, directory=kdc.directory.with_account(replace(account, **columns)), memory={})  # type: ignore[arg-type]


def status_of(raw: bytes | None) -> tuple[int, int]:
    """Status and flags in the e-data."""
    value = decode(KerbErrorData, raw or b"").data_value or b""
    assert len(value) == 12 and value[4:8] == bytes(4)
    return int.from_bytes(value[:4], "little"), int.from_bytes(value[8:], "little")


STATES = {
    "disabled": (ErrorCode.KDC_ERR_CLIENT_REVOKED, NtStatus.ACCOUNT_DISABLED),
    "expired": (ErrorCode.KDC_ERR_CLIENT_REVOKED, NtStatus.ACCOUNT_EXPIRED),
    "locked": (ErrorCode.KDC_ERR_CLIENT_REVOKED, NtStatus.ACCOUNT_LOCKED_OUT),
    "outside_logon_hours": (ErrorCode.KDC_ERR_CLIENT_REVOKED, NtStatus.INVALID_LOGON_HOURS),
    "password_expired": (ErrorCode.KDC_ERR_KEY_EXPIRED, NtStatus.PASSWORD_EXPIRED),
    "smartcard_required": (ErrorCode.KDC_ERR_POLICY, NtStatus.SMARTCARD_LOGON_REQUIRED),
}


@pytest.mark.parametrize("column", STATES)
def test_states_of_an_account(column: str) -> None:
    """MS-KILE 3.3.5.6.3; in an AS error the flags of the status are 1."""
    code, status = STATES[column]
    answered = told(kdc_where("alice", **{column: True}), as_request())
    assert answered.error == code
    assert status_of(error_of(answered).e_data) == (status, 1)


@pytest.mark.parametrize("column", ["password_expired", "smartcard_required"])
def test_what_is_told_to_the_right_password_alone(column: str) -> None:
    """Who does not know the password learns nothing of these."""
    kdc = kdc_where("alice", **{column: True})
    assert told(kdc, as_request(key=user_key(password="wrong"))).error == ErrorCode.KDC_ERR_PREAUTH_FAILED
    assert told(kdc, as_request(stamp=0)).error == ErrorCode.KDC_ERR_PREAUTH_REQUIRED


def test_an_expired_password_can_be_changed() -> None:
    """The ticket for the password service is there (RFC 3244)."""
    assert told(kdc_where("alice", password_expired=True), as_request(sname=CHANGEPW)).error is None


@pytest.mark.parametrize("column", ["disabled", "expired", "locked", "outside_logon_hours"])
def test_a_tgt_outlives_its_account_for_twenty_minutes(column: str) -> None:
    """MS-KILE 3.3.5.7.1; in a TGS error the flags of the status are 3."""
    got, kdc = tgt(a_kdc()), kdc_where("alice", **{column: True})
    assert told(kdc, tgs_request(got, WEB)).error is None
    answered = told(kdc, tgs_request(got, WEB, now=START + 1201), START + 1201)
    assert answered.error == ErrorCode.KDC_ERR_CLIENT_REVOKED
    assert status_of(error_of(answered).e_data) == (STATES[column][1], 3)


@pytest.mark.parametrize(("named", "code"), [(b"PC-1", None), (b"PC-9", 12), (None, None)])
def test_workstations(named: bytes | None, code: int | None) -> None:
    """A request that names another machine than userWorkstations does is refused; one that names none is not."""
    kdc = kdc_where("alice", workstations=("pc-1", "PC-2"))
    addresses = None if named is None else (HostAddress(addr_type=20, address=named.ljust(16)),)
    answered = told(kdc, as_request(addresses=addresses))
    assert answered.error == code
    if code:
        assert status_of(error_of(answered).e_data) == (NtStatus.INVALID_WORKSTATION, 1)


@pytest.mark.parametrize(
    ("selective", "allowed", "code"), [(False, False, None), (True, False, 12), (True, True, None)]
)
def test_selective_authentication(selective: bool, allowed: bool, code: int | None) -> None:
    """Behind such a trust nobody gets a ticket to a service that does not let them (MS-KILE 3.3.5.7.5)."""
    world = estate()
    here, there = kdc_in(world), kdc_in(world, "DC-2")
    referral = ticket_to(here, tgt(here), FAR_WEB)
    trust, service = there.directory.trust(REALM), there.directory.get("FARWEB$")
    assert trust is not None and service is not None
    directory = there.directory.with_account(replace(trust, selective=selective))
    directory = directory.with_account(replace(service, allowed_to_authenticate=allowed))
    there = replace(there, directory=directory, memory={})
    answered = told(there, tgs_request(referral, FAR_WEB, realm="FABRIKAM.COM"))
    assert answered.error == code
    if code:
        assert status_of(error_of(answered).e_data) == (NtStatus.AUTHENTICATION_FIREWALL_FAILED, 3)


@pytest.mark.parametrize("option", [RENEW, VALIDATE])
def test_a_service_ticket_does_not_become_a_tgt(option: int) -> None:
    """Samba kdc_tgs_tests: renew_service_ticket and validate_service_ticket."""
    kdc = a_kdc()
    got = ticket_to(kdc, tgt(kdc, kdc_options=RENEWABLE), WEB, kdc_options=RENEWABLE)
    assert told(kdc, tgs_request(got, f"krbtgt/{REALM}", kdc_options=option)).error == ErrorCode.KDC_ERR_POLICY


def test_user_to_user_with_a_stranger() -> None:
    """A TGT whose client is of another realm is no way to a service of ours (Samba: user2user_tgt_wrong_realm)."""
    kdc = a_kdc()
    theirs = tgt(kdc, "front")
    key = account_key(kdc, "krbtgt", theirs.ticket.enc_part.etype)
    strange = sealed(theirs, replace(part_of(theirs, key), crealm="OTHER.REALM"), key)
    options = int(KdcOption.ENC_TKT_IN_SKEY)
    request = tgs_request(tgt(kdc), "front", kdc_options=options, additional_tickets=(strange.ticket,))
    answered = told(kdc, request)
    assert answered.error == ErrorCode.KDC_ERR_POLICY
    assert status_of(error_of(answered).e_data) == (NtStatus.NO_MATCH, 3)


def test_a_user_is_no_service() -> None:
    """Without an SPN there are user-to-user tickets alone (KDC event 24)."""
    kdc = a_kdc()
    mine, theirs = tgt(kdc), tgt(kdc, "secret")
    assert told(kdc, tgs_request(mine, "secret")).error == ErrorCode.KDC_ERR_MUST_USE_USER2USER
    options = int(KdcOption.ENC_TKT_IN_SKEY)
    request = tgs_request(mine, "secret", kdc_options=options, additional_tickets=(theirs.ticket,))
    assert told(kdc, request).error is None
    view = replace(kdc.view, assumptions=Assumptions({"ticket-to-a-user": "given"}))
    assert told(replace(kdc, view=view, memory={}), tgs_request(mine, "secret")).error is None


def test_leave_to_postdate() -> None:
    """The option is no wish for a late start, and is passed over or refused as the assumption says."""
    kdc, request = a_kdc(), as_request(kdc_options=int(KdcOption.ALLOW_POSTDATE))
    answered = opened(told(kdc, request), user_key(), 3)
    assert not answered.part.flags & TicketFlag.MAY_POSTDATE
    view = replace(kdc.view, assumptions=Assumptions({"allow-postdate": "refused"}))
    assert told(replace(kdc, view=view, memory={}), request).error == ErrorCode.KDC_ERR_CANNOT_POSTDATE


def test_a_late_start() -> None:
    """Windows issues no postdated tickets (MS-KILE 3.1.5.4), asked for by option or by time."""
    kdc, late = a_kdc(), START + 3600
    for options in (int(KdcOption.POSTDATED), 0):
        assert told(kdc, as_request(kdc_options=options, from_time=late)).error == ErrorCode.KDC_ERR_CANNOT_POSTDATE


def test_a_kdc_that_postdates() -> None:
    """With the quirk: a dormant ticket, which is validated when its time has come (RFC 4120 2.4)."""
    kdc, late = a_kdc(quirks=(Quirk.POSTDATES,)), START + 3600
    options = int(KdcOption.POSTDATED | KdcOption.ALLOW_POSTDATE)
    got = opened(told(kdc, as_request(kdc_options=options, from_time=late)), user_key(), 3)
    dormant = TicketFlag.INVALID | TicketFlag.POSTDATED | TicketFlag.MAY_POSTDATE
    assert got.part.flags & dormant == dormant
    assert (got.part.starttime, got.part.endtime) == (late, late + 36000)
    name = krbtgt(REALM)
    assert told(kdc, tgs_request(got, WEB)).error == ErrorCode.KRB_AP_ERR_TKT_NYV
    assert told(kdc, tgs_request(got, WEB, sname=name, kdc_options=VALIDATE)).error == ErrorCode.KRB_AP_ERR_TKT_NYV
    awake = opened(told(kdc, tgs_request(got, WEB, sname=name, now=late, kdc_options=VALIDATE), late), got.key, 8)
    assert not awake.part.flags & TicketFlag.INVALID and awake.part.starttime == late
    assert told(kdc, tgs_request(awake, WEB, now=late), late).error is None


def test_a_postdated_service_ticket() -> None:
    """From a TGT that may postdate, and within its life."""
    kdc, late = a_kdc(quirks=(Quirk.POSTDATES,)), START + 3600
    leave, none = tgt(kdc, kdc_options=int(KdcOption.ALLOW_POSTDATE)), tgt(kdc)
    options = int(KdcOption.POSTDATED)
    got = ticket_to(kdc, leave, WEB, kdc_options=options, from_time=late)
    assert got.part.flags & TicketFlag.INVALID and got.part.endtime == leave.part.endtime
    refused = told(kdc, tgs_request(none, WEB, kdc_options=options, from_time=late))
    assert refused.error == ErrorCode.KDC_ERR_CANNOT_POSTDATE
    beyond = told(kdc, tgs_request(leave, WEB, kdc_options=options, from_time=START + 36000))
    assert beyond.error == ErrorCode.KDC_ERR_NEVER_VALID
