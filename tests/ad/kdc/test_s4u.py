"""Services act for users as far as they may, and no further (MS-SFU 3.2.5)."""

from __future__ import annotations

import pytest

from kdcsim.ad.kdc.pac import split
from kdcsim.ad.kdc.presented import pac_in
from kdcsim.ad.kdc.s4u import for_user_bytes
from kdcsim.krb5.crypto import checksum
from kdcsim.krb5.messages import Checksum, PaData, encode
from kdcsim.krb5.messages.s4u import PaForUser
from kdcsim.krb5.numbers import ErrorCode, KdcOption, TicketFlag
from kdcsim.krb5.principal import PrincipalName
from tests.ad.kdc.asking import BACK, REALM, WEB, Got, a_kdc, inside, opened, tgs_request, tgt, told

KDC = a_kdc()
FORWARDABLE = int(KdcOption.FORWARDABLE)
PROXY = int(KdcOption.FORWARDABLE | KdcOption.CNAME_IN_ADDL_TKT)


def for_user(got: Got, name: str, *, spoiled: bool = False) -> tuple[PaData, ...]:
    """PA-FOR-USER."""
    bare = PaForUser(
        user_name=PrincipalName(components=(name,)), user_realm=REALM, cksum=Checksum(cksumtype=-138, checksum=b"")
    )
    value = checksum(got.key, 17, for_user_bytes(bare), -138)
    value = bytes(16) if spoiled else value
    signed = PaForUser(user_name=bare.user_name, user_realm=REALM, cksum=Checksum(cksumtype=-138, checksum=value))
    return (PaData(padata_type=129, padata_value=encode(signed)),)


def to_self(service: str, user: str = "alice") -> tuple[Got, Got]:
    """The service's TGT, and a user's ticket to it."""
    own = tgt(KDC, service)
    return own, opened(told(KDC, tgs_request(own, service, padata=for_user(own, user))), own.key, 8)


@pytest.mark.parametrize(
    ("service", "user", "forwardable"),
    [("front", "alice", True), ("plain", "alice", False), ("back", "alice", True), ("front", "secret", False)],
)
def test_to_self(service: str, user: str, forwardable: bool) -> None:
    """The ticket is the user's; it may be passed on if the service is trusted to say who the user is."""
    _, got = to_self(service, user)
    part = inside(KDC, got, service)
    assert part.cname.components == (user,)
    assert bool(part.flags & TicketFlag.FORWARDABLE) is forwardable


def test_to_self_means_to_oneself() -> None:
    """Another service's ticket is not to be had this way, nor with a checksum that does not hold."""
    own = tgt(KDC, "front")
    other = tgs_request(own, WEB, padata=for_user(own, "alice"))
    assert told(KDC, other).error == ErrorCode.KDC_ERR_C_PRINCIPAL_UNKNOWN
    forged = tgs_request(own, "front", padata=for_user(own, "alice", spoiled=True))
    assert told(KDC, forged).error == ErrorCode.KRB_AP_ERR_MODIFIED
    nobody = tgs_request(own, "front", padata=for_user(own, "nobody"))
    assert told(KDC, nobody).error == ErrorCode.KDC_ERR_C_PRINCIPAL_UNKNOWN


def test_to_another() -> None:
    """A forwardable ticket leads on to the one service in the list; its PAC says through whom."""
    own, evidence = to_self("front")
    request = tgs_request(own, BACK, kdc_options=PROXY, additional_tickets=(evidence.ticket,))
    part = inside(KDC, opened(told(KDC, request), own.key, 8), "back")
    assert part.cname.components == ("alice",)
    raw, _ = pac_in(part.authorization_data or ())
    assert raw is not None
    assert 11 in [kind for kind, _ in split(raw)] and "front@CONTOSO.COM".encode("utf-16-le") in raw


@pytest.mark.parametrize(("service", "target"), [("plain", BACK), ("front", WEB)])
def test_not_to_another(service: str, target: str) -> None:
    """Not with a ticket that is not forwardable, and not to a service outside the list."""
    own, evidence = to_self(service)
    request = tgs_request(own, target, kdc_options=PROXY, additional_tickets=(evidence.ticket,))
    assert told(KDC, request).error == ErrorCode.KDC_ERR_BADOPTION


def test_a_flag_that_the_service_sets_itself() -> None:
    """The service can seal its own ticket anew, but not sign it (CVE-2020-17049)."""
    from dataclasses import replace

    from kdcsim.krb5.sealing import seal

    own, evidence = to_self("plain")
    part = inside(KDC, evidence, "plain")
    plain = KDC.directory.get("plain")
    assert plain is not None
    key = next(k.key for k in KDC.keys(plain) if k.etype == evidence.ticket.enc_part.etype)
    bronze = seal(replace(part, flags=part.flags | TicketFlag.FORWARDABLE), key, 2, bytes(16))
    ticket = replace(evidence.ticket, enc_part=bronze)
    request = tgs_request(own, BACK, kdc_options=PROXY, additional_tickets=(ticket,))
    assert told(KDC, request).error == ErrorCode.KRB_AP_ERR_MODIFIED
