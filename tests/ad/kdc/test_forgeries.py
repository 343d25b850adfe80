"""Whoever holds one key can seal a ticket with it, and is found out where the ticket needs another's signature."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from kdcsim.ad.kdc import Kdc
from kdcsim.ad.kdc.pac.container import BufferType
from kdcsim.krb5.messages import EncTicketPart
from kdcsim.krb5.numbers import ErrorCode, KdcOption, TicketFlag
from kdcsim.krb5.principal import PrincipalName
from tests.ad.kdc.asking import (
    BACK,
    REALM,
    START,
    WEB,
    Got,
    a_kdc,
    estate,
    kdc_in,
    opened,
    tgs_request,
    tgt,
    ticket_to,
    told,
)
from tests.ad.kdc.forging import (
    KDC,
    SERVER,
    account_key,
    pac_of,
    part_of,
    renamed,
    resigned,
    sealed,
    signed_as_tgt,
    with_pac,
    without,
)
from tests.ad.kdc.test_s4u import for_user

PROXY = int(KdcOption.FORWARDABLE | KdcOption.CNAME_IN_ADDL_TKT)
RENEWABLE = int(KdcOption.RENEWABLE)
BUILDS = (("2016", "rtm"), ("2022", "rtm"), ("2022", "2022-11"), ("2022", "2026-07"), ("2025", "rtm"))
UPDATED = BUILDS[2:]


def proxied(kdc: Kdc, change: Callable[[EncTicketPart], EncTicketPart]) -> int | None:
    """What becomes of S4U2Proxy by a service that changes the ticket to itself first."""
    own = tgt(kdc, "front")
    evidence = opened(told(kdc, tgs_request(own, "front", padata=for_user(own, "alice"))), own.key, 8)
    key = account_key(kdc, "front", evidence.ticket.enc_part.etype)
    shown = sealed(evidence, change(part_of(evidence, key)), key).ticket
    return told(kdc, tgs_request(own, BACK, kdc_options=PROXY, additional_tickets=(shown,))).error


@pytest.mark.parametrize("build", BUILDS)
def test_evidence_as_it_was(build: tuple[str, str]) -> None:
    """A ticket that nobody changed is good evidence on every build."""
    assert proxied(a_kdc(*build), lambda part: part) is None


@pytest.mark.parametrize("build", BUILDS)
def test_evidence_with_an_altered_pac(build: tuple[str, str]) -> None:
    """The service can make the server's signature anew, and not the KDC's (MS-SFU 3.2.5.2.2)."""
    kdc = a_kdc(*build)

    def change(part: EncTicketPart) -> EncTicketPart:
        return with_pac(part, resigned(renamed(pac_of(part)), account_key(kdc, "front", part.key.etype)))

    assert proxied(kdc, change) == ErrorCode.KRB_AP_ERR_MODIFIED


@pytest.mark.parametrize("build", BUILDS)
def test_evidence_without_a_pac(build: tuple[str, str]) -> None:
    """The PAC says who the user is: a name in its place is worth nothing (MS-SFU 3.2.5.2.4)."""

    def change(part: EncTicketPart) -> EncTicketPart:
        name, flags = PrincipalName(components=("administrator",)), part.flags | int(TicketFlag.FORWARDABLE)
        return replace(part, authorization_data=None, cname=name, flags=flags)

    assert proxied(a_kdc(*build), change) == ErrorCode.KRB_AP_ERR_MODIFIED


def test_evidence_in_another_name() -> None:
    """Before the ticket signature a service could change what stands beside the PAC: the user stays the PAC's."""
    kdc = a_kdc("2016", "rtm")
    own = tgt(kdc, "front")
    evidence = opened(told(kdc, tgs_request(own, "front", padata=for_user(own, "alice"))), own.key, 8)
    key = account_key(kdc, "front", evidence.ticket.enc_part.etype)
    other = replace(part_of(evidence, key), cname=PrincipalName(components=("administrator",)))
    shown = sealed(evidence, other, key).ticket
    got = ticket_to(kdc, own, BACK, kdc_options=PROXY, additional_tickets=(shown,))
    assert got.client.components == ("alice",)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (SERVER, ErrorCode.KRB_ERR_GENERIC),
        (KDC, ErrorCode.KRB_ERR_GENERIC),
        (int(BufferType.TICKET_CHECKSUM), ErrorCode.KRB_AP_ERR_MODIFIED),
        (int(BufferType.FULL_CHECKSUM), ErrorCode.KRB_AP_ERR_MODIFIED),
    ],
)
def test_evidence_without_a_signature(kind: int, code: int) -> None:
    """Each signature must be there (Samba s4u_tests, missing_client_checksum)."""
    kdc = a_kdc("2022", "2026-07")
    assert proxied(kdc, lambda part: with_pac(part, without(pac_of(part), kind))) == code


@pytest.mark.parametrize("build", BUILDS)
def test_a_service_that_renews_what_it_altered(build: tuple[str, str]) -> None:
    """A renewed ticket is signed anew, so the old signatures are verified first (MS-PAC 2.8.3)."""
    kdc = a_kdc(*build)
    got = ticket_to(kdc, tgt(kdc, kdc_options=RENEWABLE), WEB, kdc_options=RENEWABLE)
    key = account_key(kdc, "WEB$", got.ticket.enc_part.etype)
    part = part_of(got, key)
    altered = sealed(got, with_pac(part, resigned(renamed(pac_of(part)), key)), key)
    renew = int(KdcOption.RENEW)
    assert told(kdc, tgs_request(got, WEB, kdc_options=renew)).error is None
    assert told(kdc, tgs_request(altered, WEB, kdc_options=renew)).error == ErrorCode.KRB_AP_ERR_MODIFIED


def golden(kdc: Kdc, change: Callable[[EncTicketPart, object], EncTicketPart], etype: int | None = None) -> Got:
    """A TGT that somebody with krbtgt's key made of one that was issued."""
    got = tgt(kdc, kdc_options=RENEWABLE)
    key = account_key(kdc, "krbtgt", got.ticket.enc_part.etype)
    other = key if etype is None else account_key(kdc, "krbtgt", etype)
    return sealed(got, change(part_of(got, key), other), other)


def _no_pac(part: EncTicketPart, key: object) -> EncTicketPart:
    return replace(part, authorization_data=None)


def _no_requestor(part: EncTicketPart, key: object) -> EncTicketPart:
    return signed_as_tgt(part, without(pac_of(part), int(BufferType.REQUESTOR)), key)  # type: ignore[arg-type]


def _ghost(part: EncTicketPart, key: object) -> EncTicketPart:
    return replace(_as_it_was(part, key), cname=PrincipalName(components=("ghost",)))


def _as_it_was(part: EncTicketPart, key: object) -> EncTicketPart:
    return signed_as_tgt(part, pac_of(part), key)  # type: ignore[arg-type]


FORGED = {"no PAC": _no_pac, "no PAC_REQUESTOR": _no_requestor, "an account that is not there": _ghost}


@pytest.mark.parametrize("build", UPDATED)
@pytest.mark.parametrize("case", FORGED)
def test_golden_tickets(build: tuple[str, str], case: str) -> None:
    """Since KB5008380 a TGT says which account asked for it; renewal and user-to-user are no way around."""
    kdc = a_kdc(*build)
    forged = golden(kdc, FORGED[case])
    revoked = ErrorCode.KDC_ERR_TGT_REVOKED
    assert told(kdc, tgs_request(forged, WEB)).error == revoked
    assert told(kdc, tgs_request(forged, f"krbtgt/{REALM}", kdc_options=int(KdcOption.RENEW))).error == revoked
    u2u = int(KdcOption.ENC_TKT_IN_SKEY)
    mine = tgs_request(tgt(kdc), "alice", kdc_options=u2u, additional_tickets=(forged.ticket,))
    assert told(kdc, mine).error == revoked


@pytest.mark.parametrize("case", FORGED)
def test_golden_tickets_before(case: str) -> None:
    """A build without that update takes them - one of nobody's for twenty minutes (MS-KILE 3.3.5.7.1)."""
    kdc = a_kdc("2016", "rtm")
    forged = golden(kdc, FORGED[case])
    assert told(kdc, tgs_request(forged, WEB)).error is None
    later = START + 1201
    expected = ErrorCode.KDC_ERR_TGT_REVOKED if case == "an account that is not there" else None
    assert told(kdc, tgs_request(forged, WEB, now=later), later).error == expected


@pytest.mark.parametrize(("kind", "code"), [(SERVER, 60), (KDC, 60)])
def test_a_tgt_without_a_signature(kind: int, code: int) -> None:
    """Both signatures must be in a TGT's PAC (Samba s4u_tests, missing_service_checksum)."""
    kdc = a_kdc()
    forged = golden(kdc, lambda part, _: with_pac(part, without(pac_of(part), kind)))
    assert told(kdc, tgs_request(forged, WEB)).error == code


@pytest.mark.parametrize("build", UPDATED)
def test_a_golden_ticket_under_rc4(build: tuple[str, str]) -> None:
    """krbtgt's RC4 key seals nothing where it has AES keys (Samba kdc_tgs_tests, test_tgs_rc4)."""
    kdc = a_kdc(*build)
    forged = golden(kdc, _as_it_was, 23)
    assert told(kdc, tgs_request(forged, WEB)).error == ErrorCode.KRB_ERR_GENERIC
    u2u = tgs_request(
        tgt(kdc), "alice", kdc_options=int(KdcOption.ENC_TKT_IN_SKEY), additional_tickets=(forged.ticket,)
    )
    assert told(kdc, u2u).error == ErrorCode.KDC_ERR_ETYPE_NOSUPP
    world = estate(*build)
    assumptions = replace(world.assumptions, chosen={"rc4-sealed-tgt": "opened"})
    lenient = kdc_in(replace(world, assumptions=assumptions))
    assert told(lenient, tgs_request(forged, WEB)).error is None


def test_rc4_where_it_is_right() -> None:
    """Below functional level 2008 an older DC seals TGTs with RC4, and every DC opens them."""
    old = a_kdc("2022", "2022-11", level="2003")
    assert told(old, tgs_request(golden(old, _as_it_was, 23), WEB)).error is None
    before = a_kdc("2016", "rtm")
    assert told(before, tgs_request(golden(before, _as_it_was, 23), WEB)).error is None
    kdc = a_kdc()
    krbtgt = kdc.directory.krbtgt()
    alone = replace(krbtgt, keys=krbtgt.keys.without_aes())
    kdc = replace(kdc, directory=kdc.directory.with_account(alone), memory={})
    got = tgt(kdc)
    assert got.ticket.enc_part.etype == 23
    assert told(kdc, tgs_request(got, WEB)).error is None


def test_a_tgt_by_another_name_of_the_account() -> None:
    """A client that logged on by its UPN and asked for no canonical name is the same account."""
    kdc = a_kdc()
    got = tgt(kdc, cname=PrincipalName(components=("alice.a@contoso.com",)))
    assert got.client.components == ("alice.a@contoso.com",)
    assert told(kdc, tgs_request(got, WEB)).error is None
