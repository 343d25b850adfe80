"""Everything that is wrong with a request has its own error, and no request raises."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdcsim.ad.kdc import Quirk
from kdcsim.ad.kdc.form import pac_entry
from kdcsim.ad.kdc.opened import pac_in
from kdcsim.krb5.key import Key
from kdcsim.krb5.messages import EncTicketPart, EtypeInfo2, MethodData, decode
from kdcsim.krb5.numbers import ErrorCode, KdcOption, NameType, TicketFlag
from kdcsim.krb5.principal import PrincipalName, krbtgt
from kdcsim.krb5.sealing import seal, unseal
from tests.ad.kdc.asking import (
    REALM,
    START,
    WEB,
    Got,
    a_kdc,
    as_request,
    error_of,
    tgs_request,
    tgt,
    ticket_to,
    told,
    user_key,
)

KDC = a_kdc()
TGT = tgt(KDC)
AS_CASES = {
    "wrong password": (as_request(key=user_key(password="wrong")), ErrorCode.KDC_ERR_PREAUTH_FAILED),
    "no timestamp": (as_request(stamp=0), ErrorCode.KDC_ERR_PREAUTH_REQUIRED),
    "clock": (as_request(stamp=START - 301), ErrorCode.KRB_AP_ERR_SKEW),
    "nobody": (as_request("nobody"), ErrorCode.KDC_ERR_C_PRINCIPAL_UNKNOWN),
    "disabled": (as_request("gone"), ErrorCode.KDC_ERR_CLIENT_REVOKED),
    "wrong realm": (as_request(realm="NOWHERE.COM"), ErrorCode.KDC_ERR_WRONG_REALM),
    "unknown service": (
        as_request(sname=PrincipalName(components=("HTTP", "nowhere"))),
        ErrorCode.KDC_ERR_S_PRINCIPAL_UNKNOWN,
    ),
    "no etype": (as_request(etypes=(16,)), ErrorCode.KDC_ERR_ETYPE_NOSUPP),
    "over before it begins": (as_request(till=START - 1), ErrorCode.KDC_ERR_NEVER_VALID),
    "postdated": (as_request(kdc_options=int(KdcOption.POSTDATED)), ErrorCode.KDC_ERR_CANNOT_POSTDATE),
}


@pytest.mark.parametrize("case", AS_CASES)
def test_as(case: str) -> None:
    """Refusals of an AS request."""
    request, code = AS_CASES[case]
    assert told(KDC, request).error == code


def _sealed(part: EncTicketPart, key: Key) -> Got:
    return replace(TGT, ticket=replace(TGT.ticket, enc_part=seal(part, key, 2, bytes(16))))


def _krbtgt() -> Key:
    etype = TGT.ticket.enc_part.etype
    return next(k.key for k in KDC.keys(KDC.directory.krbtgt()) if k.etype == etype)


PART = unseal(EncTicketPart, TGT.ticket.enc_part, _krbtgt(), 2)
TGS_CASES = {
    "forged TGT": (tgs_request(_sealed(PART, Key(etype=18, value=bytes(32))), WEB), ErrorCode.KRB_AP_ERR_MODIFIED),
    "expired": (tgs_request(TGT, WEB, now=START + 36001), ErrorCode.KRB_AP_ERR_TKT_EXPIRED),
    "clock": (tgs_request(TGT, WEB, now=START + 301), ErrorCode.KRB_AP_ERR_SKEW),
    "not yet valid": (
        tgs_request(_sealed(replace(PART, flags=PART.flags | TicketFlag.INVALID), _krbtgt()), WEB),
        ErrorCode.KRB_AP_ERR_TKT_NYV,
    ),
    "another's authenticator": (
        tgs_request(replace(TGT, client=PrincipalName(components=("bob",))), WEB),
        ErrorCode.KRB_AP_ERR_BADMATCH,
    ),
    "another key": (
        tgs_request(replace(TGT, key=Key(etype=18, value=bytes(32))), WEB),
        ErrorCode.KRB_AP_ERR_BAD_INTEGRITY,
    ),
    "unknown service": (tgs_request(TGT, "HTTP/nowhere"), ErrorCode.KDC_ERR_S_PRINCIPAL_UNKNOWN),
    "renew what is not renewable": (
        tgs_request(TGT, f"krbtgt/{REALM}", kdc_options=int(KdcOption.RENEW)),
        ErrorCode.KDC_ERR_BADOPTION,
    ),
    "validate what is valid": (
        tgs_request(TGT, f"krbtgt/{REALM}", kdc_options=int(KdcOption.VALIDATE)),
        ErrorCode.KDC_ERR_BADOPTION,
    ),
    "proxy without leave": (tgs_request(TGT, WEB, kdc_options=int(KdcOption.PROXY)), ErrorCode.KDC_ERR_BADOPTION),
    "user-to-user without a ticket": (
        tgs_request(TGT, WEB, kdc_options=int(KdcOption.ENC_TKT_IN_SKEY)),
        ErrorCode.KDC_ERR_BADOPTION,
    ),
}


@pytest.mark.parametrize("case", TGS_CASES)
def test_tgs(case: str) -> None:
    """Refusals of a TGS request."""
    request, code = TGS_CASES[case]
    now = START + 36001 if case == "expired" else START
    assert told(KDC, request, now).error == code


def test_a_service_ticket_is_no_tgt() -> None:
    """NOT_US."""
    web = ticket_to(KDC, TGT, WEB)
    assert told(KDC, tgs_request(web, WEB)).error == ErrorCode.KRB_AP_ERR_NOT_US


def test_an_altered_pac() -> None:
    """Whoever can seal a ticket but does not sign the PAC anew is found out."""
    raw, others = pac_in(PART.authorization_data or ())
    assert raw is not None
    place = raw.index("alice".encode("utf-16-le"))
    altered = raw[:place] + b"A" + raw[place + 1 :]
    got = _sealed(replace(PART, authorization_data=(pac_entry(altered), *others)), _krbtgt())
    assert told(KDC, tgs_request(got, WEB)).error == ErrorCode.KRB_AP_ERR_MODIFIED


def test_a_body_that_was_changed() -> None:
    """The checksum in the authenticator covers the body; without one the request is served, as Windows does it."""
    request = tgs_request(TGT, WEB)
    assert told(KDC, request.replace(b"web.contoso", b"wib.contoso")).error == ErrorCode.KRB_AP_ERR_MODIFIED
    assert told(KDC, tgs_request(TGT, WEB, checksum=False)).error is None
    demanding = replace(KDC, quirks=frozenset((Quirk.DEMAND_CHECKSUM,)))
    assert told(demanding, tgs_request(TGT, WEB, checksum=False)).error == ErrorCode.KRB_AP_ERR_INAPP_CKSUM


def test_a_replay() -> None:
    """An authenticator is taken once."""
    first = told(KDC, tgs_request(TGT, WEB))
    assert first.authenticator is not None
    kdc = replace(KDC, seen=frozenset((first.authenticator,)))
    assert told(kdc, tgs_request(TGT, WEB)).error == ErrorCode.KRB_AP_ERR_REPEAT
    assert told(kdc, tgs_request(TGT, WEB, cusec=8)).error is None


def test_a_disabled_account_after_a_while() -> None:
    """A TGT outlives its account for twenty minutes."""
    alice = KDC.directory.get("alice")
    assert alice is not None
    kdc = replace(KDC, directory=KDC.directory.with_account(replace(alice, disabled=True)), memory={})
    assert told(kdc, tgs_request(TGT, WEB)).error is None
    later = START + 1201
    assert told(kdc, tgs_request(TGT, WEB, now=later), later).error == ErrorCode.KDC_ERR_CLIENT_REVOKED


def test_a_tgt_of_an_account_that_was_renamed_over() -> None:
    """PAC_REQUESTOR names the account by its SID (CVE-2021-42287)."""
    alice = KDC.directory.get("alice")
    assert alice is not None
    kdc = replace(KDC, directory=KDC.directory.with_account(replace(alice, sid="S-1-5-21-1-2-3-4")), memory={})
    assert told(kdc, tgs_request(TGT, WEB)).error == ErrorCode.KDC_ERR_TGT_REVOKED


def test_the_server_time_comes_with_skew() -> None:
    """A client can put its clock right."""
    assert error_of(told(KDC, as_request(stamp=START - 301))).stime == START


def test_the_salt_comes_with_errors_24_and_25() -> None:
    """ETYPE-INFO2, then an empty PA-ENC-TIMESTAMP, and nothing else (peers.md section 3)."""
    for request in (AS_CASES["wrong password"][0], AS_CASES["no timestamp"][0]):
        entries = decode(MethodData, error_of(told(KDC, request)).e_data or b"").entries
        assert [e.padata_type for e in entries] == [19, 2] and entries[1].padata_value == b""
        salts = {e.etype: e.salt for e in decode(EtypeInfo2, entries[0].padata_value).entries}
        assert salts[18] == "CONTOSO.COMalice.a"


def test_an_enterprise_name_of_a_trusted_domain() -> None:
    """WRONG_REALM, and which (RFC 6806 section 7)."""
    name = PrincipalName(name_type=int(NameType.ENTERPRISE), components=("bob@fabrikam.com",))
    answered = error_of(told(KDC, as_request(stamp=0, cname=name)))
    assert (answered.error_code, answered.crealm) == (ErrorCode.KDC_ERR_WRONG_REALM, "FABRIKAM.COM")


@given(data=st.data())
@pytest.mark.parametrize("request_", [as_request(), tgs_request(TGT, WEB)], ids=["AS", "TGS"])
def test_any_bytes_are_answered(request_: bytes, data: st.DataObject) -> None:
    """Mutated and truncated requests: always an answer, never an exception."""
    raw = bytearray(request_)
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(raw)))
    for request in (bytes(raw), bytes(raw[:cut])):
        assert told(KDC, request).reply


def test_the_krbtgt_of_nobody() -> None:
    """A TGT for a realm that is not trusted is unknown."""
    assert told(KDC, as_request(sname=krbtgt("NOWHERE.COM"))).error == ErrorCode.KDC_ERR_S_PRINCIPAL_UNKNOWN
