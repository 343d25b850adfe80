"""Asking: requests as a careful client builds them, and replies opened, without a socket or a host."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from kdcsim.ad.directory import AccountKind
from kdcsim.ad.exchange import Exchange
from kdcsim.ad.kdc import Kdc, Quirk, answer
from kdcsim.chance import Chance
from kdcsim.krb5.crypto import checksum, profile, string_to_key
from kdcsim.krb5.key import Key
from kdcsim.krb5.messages import (
    ApReq,
    Authenticator,
    Checksum,
    EncKdcRepPart,
    EncTicketPart,
    KdcRep,
    KdcReq,
    KdcReqBody,
    KrbError,
    PaData,
    PaEncTsEnc,
    PaPacRequest,
    Ticket,
    decode,
    encode,
    encode_body,
)
from kdcsim.krb5.numbers import KdcOption
from kdcsim.krb5.principal import PrincipalName, krbtgt
from kdcsim.krb5.sealing import seal, unseal
from kdcsim.world.found import found
from kdcsim.world.network import kdc_of
from kdcsim.world.plan import AccountPlan, DcPlan, DomainPlan, TrustPlan, WorldPlan
from kdcsim.world.state import MICRO, World

REALM, PASSWORD, START = "CONTOSO.COM", "Pa$$w0rd", 1_700_000_000
ETYPES = (18, 17, 23)
FAR = 2136422885
WEB, BACK, FAR_WEB = "HTTP/web.contoso.com", "HTTP/back.contoso.com", "HTTP/web.fabrikam.com"

ACCOUNTS = (
    AccountPlan(name="alice", password=PASSWORD, upn="alice.a@contoso.com"),
    AccountPlan(name="gone", password=PASSWORD, disabled=True),
    AccountPlan(name="secret", password=PASSWORD, not_delegated=True),
    AccountPlan(name="careful", password=PASSWORD, protected=True),
    AccountPlan(name="WEB$", kind=AccountKind.COMPUTER, password=PASSWORD, spns=(WEB,), supported_etypes=0x1C),
    AccountPlan(
        name="front", password=PASSWORD, spns=("HTTP/front",), trusted_to_authenticate=True, delegates_to=(BACK,)
    ),
    AccountPlan(name="plain", password=PASSWORD, spns=("HTTP/plain",), delegates_to=(BACK,)),
    AccountPlan(name="back", password=PASSWORD, spns=(BACK,), supported_etypes=0x18),
)


def estate(os: str = "2022", update: str = "2022-11", level: str = "2016") -> World:
    """Two domains that trust each other, one DC each."""
    far = AccountPlan(name="FARWEB$", kind=AccountKind.COMPUTER, spns=(FAR_WEB,), supported_etypes=0x18)
    domains = (
        DomainPlan(
            dns="contoso.com",
            netbios="CONTOSO",
            level=level,
            dcs=(DcPlan(name="DC-1", os=os, update=update),),
            accounts=ACCOUNTS,
        ),
        DomainPlan(
            dns="fabrikam.com",
            netbios="FABRIKAM",
            level=level,
            dcs=(DcPlan(name="DC-2", os=os, update=update),),
            accounts=(far,),
        ),
    )
    trust = TrustPlan(domain="contoso.com", other="fabrikam.com")
    return found(WorldPlan(start=START, domains=domains, trusts=(trust,)), 7)


def kdc_in(world: World, dc: str = "DC-1", quirks: Sequence[Quirk] = ()) -> Kdc:
    """A DC's KDC."""
    return replace(kdc_of(world, world.dc(dc)), quirks=frozenset(quirks))


def a_kdc(os: str = "2022", update: str = "2022-11", quirks: Sequence[Quirk] = (), level: str = "2016") -> Kdc:
    """The KDC of contoso.com."""
    return kdc_in(estate(os, update, level), quirks=quirks)


def told(kdc: Kdc, request: bytes, now: int = START) -> Exchange:
    """Ask; ``now`` is in seconds."""
    return answer(kdc, request, now=now * MICRO, chance=Chance(seed=1), client_address="10.0.0.9")


def user_key(name: str = "alice", password: str = PASSWORD, etype: int = 18) -> Key:
    """A user's key."""
    return string_to_key(etype, password, f"{REALM}{'alice.a' if name == 'alice' else name}")


def as_request(name: str = "alice", *, key: Key | None = None, stamp: int = START, **told: Any) -> bytes:
    """An AS request with a timestamp, unless ``stamp`` is 0; ``told`` are fields of the body, ``pac``, ``padata``."""
    padata: tuple[PaData, ...] = told.pop("padata", ())
    pac = told.pop("pac", None)
    if stamp:
        sealed = seal(PaEncTsEnc(patimestamp=stamp, pausec=1), key or user_key(name), 1, bytes(16))
        padata = (PaData(padata_type=2, padata_value=encode(sealed)), *padata)
    if pac is not None:
        padata = (*padata, PaData(padata_type=128, padata_value=encode(PaPacRequest(include_pac=pac))))
    fields: dict[str, Any] = {
        "kdc_options": int(KdcOption.FORWARDABLE),
        "cname": PrincipalName(components=(name,)),
        "realm": REALM,
        "sname": krbtgt(REALM),
        "till": FAR,
        "nonce": 42,
        "etypes": ETYPES,
        **told,
    }
    return encode(KdcReq(msg_type=10, padata=padata or None, req_body=KdcReqBody(**fields)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Got:
    """A ticket, its session key, and what the KDC told about it."""

    ticket: Ticket
    key: Key
    client: PrincipalName
    realm: str
    part: EncKdcRepPart
    reply: KdcRep


def opened(exchange: Exchange, key: Key, usage: int) -> Got:
    """Open a reply; fails the test when it is an error."""
    assert exchange.error is None, f"error {exchange.error}"
    reply = decode(KdcRep, exchange.reply)
    part = unseal(EncKdcRepPart, reply.enc_part, key, usage)
    return Got(ticket=reply.ticket, key=part.key, client=reply.cname, realm=reply.crealm, part=part, reply=reply)


def tgt(kdc: Kdc, name: str = "alice", **told_: Any) -> Got:
    """Log on."""
    return opened(told(kdc, as_request(name, **told_)), user_key(name), 3)


def tgs_request(got: Got, service: str, *, now: int = START, **told_: Any) -> bytes:
    """A TGS request. ``told_`` are fields of the body, and ``padata``, ``checksum``, ``subkey``, ``cusec``."""
    extra: tuple[PaData, ...] = told_.pop("padata", ())
    with_checksum, subkey, cusec = told_.pop("checksum", True), told_.pop("subkey", None), told_.pop("cusec", 7)
    fields: dict[str, Any] = {
        "kdc_options": int(KdcOption.FORWARDABLE),
        "realm": REALM,
        "sname": PrincipalName(name_type=2, components=tuple(service.split("/"))),
        "till": FAR,
        "nonce": 43,
        "etypes": ETYPES,
        **told_,
    }
    body = KdcReqBody(**fields)
    kind = int(profile(got.key.etype).checksum_type)
    over = Checksum(cksumtype=kind, checksum=checksum(got.key, 6, encode_body(body), kind))
    shown = Authenticator(
        crealm=got.realm, cname=got.client, cksum=over if with_checksum else None, cusec=cusec, ctime=now, subkey=subkey
    )
    value = encode(ApReq(ticket=got.ticket, authenticator=seal(shown, got.key, 7, bytes(16))))
    padata = (PaData(padata_type=1, padata_value=value), *extra)
    return encode(KdcReq(msg_type=12, padata=padata, req_body=body))


def ticket_to(kdc: Kdc, got: Got, service: str, **told_: Any) -> Got:
    """Get a service ticket."""
    return opened(told(kdc, tgs_request(got, service, **told_)), got.key, 8)


def inside(kdc: Kdc, got: Got, account: str) -> EncTicketPart:
    """Open a ticket with an account's key."""
    known = kdc.directory.get(account)
    assert known is not None
    key = next(k.key for k in kdc.keys(known) if k.etype == got.ticket.enc_part.etype)
    return unseal(EncTicketPart, got.ticket.enc_part, key, 2)


def error_of(exchange: Exchange) -> KrbError:
    """The KRB-ERROR that came back."""
    return decode(KrbError, exchange.reply)
