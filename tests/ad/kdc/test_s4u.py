"""Services act for users as far as they may, and no further (MS-SFU 3.2.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from kdcsim.ad.assumption import Assumptions
from kdcsim.ad.kdc import Kdc
from kdcsim.ad.kdc.fault import NtStatus
from kdcsim.ad.kdc.opened import pac_in
from kdcsim.ad.kdc.pac import split
from kdcsim.ad.kdc.pac.contents import delegated_through
from kdcsim.ad.kdc.s4u import for_user_bytes
from kdcsim.krb5.crypto import checksum
from kdcsim.krb5.messages import Checksum, KerbErrorData, PaData, PaPacOptions, decode, encode
from kdcsim.krb5.messages.s4u import PaForUser
from kdcsim.krb5.numbers import ErrorCode, KdcOption, PacOption, TicketFlag
from kdcsim.krb5.principal import PrincipalName
from kdcsim.krb5.sealing import seal
from tests.ad.kdc.asking import (
    BACK,
    REALM,
    START,
    WEB,
    Got,
    a_kdc,
    as_request,
    error_of,
    inside,
    opened,
    tgs_request,
    tgt,
    ticket_to,
    told,
    user_key,
)

KDC = a_kdc()
FORWARDABLE = int(KdcOption.FORWARDABLE)
PROXY = int(KdcOption.FORWARDABLE | KdcOption.CNAME_IN_ADDL_TKT)


def for_user(got: Got, name: str, *, spoiled: bool = False, kind: int = -138) -> tuple[PaData, ...]:
    """PA-FOR-USER."""
    bare = PaForUser(
        user_name=PrincipalName(components=(name,)), user_realm=REALM, cksum=Checksum(cksumtype=-138, checksum=b"")
    )
    value = checksum(got.key, 17, for_user_bytes(bare), kind)
    value = bytes(16) if spoiled else value
    signed = replace(bare, cksum=Checksum(cksumtype=kind, checksum=value))
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
    assert told(KDC, other).error == ErrorCode.KRB_AP_ERR_BADMATCH
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
    own, evidence = to_self("plain")
    part = inside(KDC, evidence, "plain")
    plain = KDC.directory.get("plain")
    assert plain is not None
    key = next(k.key for k in KDC.keys(plain) if k.etype == evidence.ticket.enc_part.etype)
    bronze = seal(replace(part, flags=part.flags | TicketFlag.FORWARDABLE), key, 2, bytes(16))
    ticket = replace(evidence.ticket, enc_part=bronze)
    request = tgs_request(own, BACK, kdc_options=PROXY, additional_tickets=(ticket,))
    assert told(KDC, request).error == ErrorCode.KRB_AP_ERR_MODIFIED


def kdc_with(changes: dict[str, dict[str, object]], os: str = "2022", update: str = "2022-11") -> Kdc:
    """A KDC whose accounts were changed in these columns."""
    kdc = a_kdc(os, update)
    directory = kdc.directory
    for name, columns in changes.items():
        account = directory.get(name)
        assert account is not None
        directory = directory.with_account(replace(account, **columns))  # type: ignore[arg-type]
    return replace(kdc, directory=directory, memory={})


RESOURCE = PaData(
    padata_type=167,
    padata_value=encode(PaPacOptions(flags=int(PacOption.RESOURCE_BASED_CONSTRAINED_DELEGATION))),
)
CASES: dict[str, tuple[dict[str, dict[str, object]], str, Sequence[PaData], NtStatus | None]] = {
    "no list": ({"front": {"delegates_to": ()}}, "2022", (), NtStatus.NOT_SUPPORTED),
    "not in the list": ({"front": {"delegates_to": (WEB,)}}, "2022", (), NtStatus.NO_MATCH),
    "not forwardable": ({"front": {"trusted_to_authenticate": False}}, "2022", (), NtStatus.ACCOUNT_RESTRICTION),
    "not forwardable, before": ({"front": {"trusted_to_authenticate": False}}, "2016", (), NtStatus.NO_MATCH),
    "sensitive": ({"alice": {"not_delegated": True}}, "2022", (), NtStatus.ACCOUNT_RESTRICTION),
    "by the target": (
        {"front": {"delegates_to": ()}, "back": {"acted_for_by": ("front",)}},
        "2022",
        (RESOURCE,),
        None,
    ),
    "by the target, unknown to the caller": (
        {"front": {"delegates_to": ()}, "back": {"acted_for_by": ("front",)}},
        "2022",
        (),
        NtStatus.NOT_SUPPORTED,
    ),
    "not by the target": ({"front": {"delegates_to": ()}}, "2022", (RESOURCE,), NtStatus.NOT_FOUND),
    "by the target, not forwardable": (
        {"front": {"delegates_to": (WEB,), "trusted_to_authenticate": False}, "back": {"acted_for_by": ("front",)}},
        "2022",
        (RESOURCE,),
        NtStatus.ACCOUNT_RESTRICTION,
    ),
    "by the target, not forwardable, before KB4577252": (
        {"front": {"delegates_to": (WEB,), "trusted_to_authenticate": False}, "back": {"acted_for_by": ("front",)}},
        "2016",
        (RESOURCE,),
        None,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_why_not_to_another(case: str) -> None:
    """BADOPTION, with the status of MS-SFU 3.2.5.2 in its e-data."""
    changes, os, padata, status = CASES[case]
    kdc = kdc_with(changes, os, "rtm" if os == "2016" else "2022-11")
    own = tgt(kdc, "front")
    evidence = ticket_to(kdc, own, "front", padata=for_user(own, "alice"))
    request = tgs_request(own, BACK, kdc_options=PROXY, additional_tickets=(evidence.ticket,), padata=tuple(padata))
    answered = told(kdc, request)
    if status is None:
        assert answered.error is None
        return
    assert answered.error == ErrorCode.KDC_ERR_BADOPTION
    data = decode(KerbErrorData, error_of(answered).e_data or b"")
    assert data.data_type == 3
    assert data.data_value == status.to_bytes(4, "little") + bytes(4) + (3).to_bytes(4, "little")


def test_two_hops() -> None:
    """S4U_DELEGATION_INFO keeps those through whom the ticket came before (MS-SFU 3.2.5.2.4)."""
    kdc = kdc_with({"back": {"delegates_to": ("HTTP/plain",)}})
    first, second = tgt(kdc, "front"), tgt(kdc, "back")
    self_ = ticket_to(kdc, first, "front", padata=for_user(first, "alice"))
    one = ticket_to(kdc, first, BACK, kdc_options=PROXY, additional_tickets=(self_.ticket,))
    two = ticket_to(kdc, second, "HTTP/plain", kdc_options=PROXY, additional_tickets=(one.ticket,))
    raw, _ = pac_in(inside(kdc, two, "plain").authorization_data or ())
    assert raw is not None
    assert delegated_through(split(raw)) == ("front@CONTOSO.COM", "back@CONTOSO.COM")


def test_when_the_user_logged_on() -> None:
    """The ticket to another keeps the time of the evidence, not that of the service's own TGT."""
    later = START + 1000
    users, own = tgt(KDC), tgt(KDC, "front")
    late = opened(told(KDC, as_request("front", stamp=later), later), user_key("front"), 3)
    evidence = ticket_to(KDC, users, "front")
    request = tgs_request(late, BACK, now=later, kdc_options=PROXY, additional_tickets=(evidence.ticket,))
    got = opened(told(KDC, request, later), late.key, 8)
    assert got.part.authtime == inside(KDC, got, "back").authtime == START
    assert own.part.authtime == START != late.part.authtime


def test_the_checksum_of_for_user() -> None:
    """HMAC-MD5 whatever the key is; some DCs of 2025 were seen to want the key's own (fortra/impacket #2192)."""
    kdc = a_kdc("2025", "rtm")
    own = tgt(kdc, "front")
    assert own.key.etype == 18
    request = tgs_request(own, "front", padata=for_user(own, "alice"))
    assert told(kdc, request).error is None
    view = replace(kdc.view, assumptions=Assumptions({"for-user-checksum-on-2025": "of-the-key"}))
    strict = replace(kdc, view=view, memory={})
    assert told(strict, request).error == ErrorCode.KRB_AP_ERR_MODIFIED
    assert told(strict, tgs_request(own, "front", padata=for_user(own, "alice", kind=16))).error is None
