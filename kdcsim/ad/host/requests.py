"""Requests: the AS-REQ, TGS-REQ and AP-REQ that a Windows client builds."""

from __future__ import annotations

from dataclasses import dataclass

from kdcsim.ad.host.client import Client
from kdcsim.ad.host.session import CachedTicket
from kdcsim.chance import Chance
from kdcsim.krb5.crypto import checksum, profile
from kdcsim.krb5.messages import (
    ApReq,
    Authenticator,
    Checksum,
    KdcReq,
    KdcReqBody,
    PaData,
    PaEncTsEnc,
    PaPacRequest,
    encode,
    encode_body,
)
from kdcsim.krb5.numbers import ApOption, KdcOption, KeyUsage, MessageType, NameType, PaDataType
from kdcsim.krb5.principal import PrincipalName, krbtgt
from kdcsim.krb5.sealing import seal

MICRO = 1_000_000
FAR_FUTURE = 2136422885
"""20370913024805Z: the till and rtime that Windows clients send."""
CONFOUNDER = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request on the wire, and the nonce its reply must repeat."""

    data: bytes
    nonce: int


def as_req(client: Client, etypes: tuple[int, ...], stamp: int | None, label: str) -> Request:
    """An AS-REQ, with a PA-ENC-TIMESTAMP of etype ``stamp`` unless that is None."""
    session, chance = client.session, client.chance.at("as-req", label)
    build = client.view.generation
    padata = [] if stamp is None else [_timestamp(client, stamp, chance)]
    if build.sends_pac_request:
        value = encode(PaPacRequest(include_pac=True))
        padata.append(PaData(padata_type=int(PaDataType.PAC_REQUEST), padata_value=value))
    nonce = chance.at("nonce").number(2**31)
    body = KdcReqBody(
        kdc_options=build.options | KdcOption.RENEWABLE_OK if build.windows else build.options,
        cname=PrincipalName(name_type=int(NameType.PRINCIPAL), components=(session.account or "",)),
        realm=session.realm,
        sname=krbtgt(session.realm),
        till=FAR_FUTURE,
        rtime=FAR_FUTURE,
        nonce=nonce,
        etypes=etypes,
    )
    data = encode(KdcReq(msg_type=int(MessageType.AS_REQ), padata=tuple(padata) or None, req_body=body))
    return Request(data=data, nonce=nonce)


def tgs_req(
    client: Client,
    tgt: CachedTicket,
    service: PrincipalName,
    etypes: tuple[int, ...],
    label: str,
    options: int,
    supported: int | None,
    realm: str | None = None,
) -> Request:
    """A TGS-REQ: the TGT with an authenticator over the body, and PA-SUPPORTED-ENCTYPES where the client sends it.

    ``realm`` is the realm of the KDC that is asked (None: the session's own).
    """
    chance = client.chance.at("tgs-req", label, "/".join(service.components))
    nonce = chance.at("nonce").number(2**31)
    body = KdcReqBody(
        kdc_options=options,
        realm=realm or client.session.realm,
        sname=service,
        till=FAR_FUTURE,
        nonce=nonce,
        etypes=etypes,
    )
    raw = encode_body(body)
    kind = profile(tgt.session_key.etype).checksum_type
    usage = KeyUsage.TGS_REQ_AUTHENTICATOR_CHECKSUM
    over_body = Checksum(cksumtype=int(kind), checksum=checksum(tgt.session_key, usage, raw))
    shown = ap_req(client, tgt, chance, usage=int(KeyUsage.TGS_REQ_AUTHENTICATOR), over=over_body)
    padata = [PaData(padata_type=int(PaDataType.TGS_REQ), padata_value=shown.data)]
    if supported is not None:
        value = supported.to_bytes(4, "little")
        padata.append(PaData(padata_type=int(PaDataType.SUPPORTED_ENCTYPES), padata_value=value))
    data = encode(KdcReq(msg_type=int(MessageType.TGS_REQ), padata=tuple(padata), req_body=body))
    return Request(data=data, nonce=nonce)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An AP-REQ on the wire, with the time that a mutual reply must repeat."""

    data: bytes
    ctime: int
    cusec: int


def ap_req(
    client: Client,
    ticket: CachedTicket,
    chance: Chance,
    *,
    usage: int = int(KeyUsage.AP_REQ_AUTHENTICATOR),
    over: Checksum | None = None,
    mutual: bool = False,
) -> Shown:
    """An AP-REQ: a ticket with a fresh authenticator under its session key."""
    ctime, cusec = client.now // MICRO, chance.at("cusec").number(MICRO)
    authenticator = Authenticator(
        crealm=ticket.client_realm,
        cname=PrincipalName(name_type=int(NameType.PRINCIPAL), components=tuple(ticket.client.split("/"))),
        cksum=over,
        cusec=cusec,
        ctime=ctime,
        seq_number=chance.at("sequence").number(2**30) if usage == KeyUsage.AP_REQ_AUTHENTICATOR else None,
    )
    sealed = seal(authenticator, ticket.session_key, usage, chance.at("authenticator-confounder").draw(CONFOUNDER))
    options = int(ApOption.MUTUAL_REQUIRED) if mutual else 0
    message = ApReq(ap_options=options, ticket=ticket.ticket, authenticator=sealed)
    return Shown(data=encode(message), ctime=ctime, cusec=cusec)


def _timestamp(client: Client, etype: int, chance: Chance) -> PaData:
    key = client.session.key(etype)
    assert key is not None, f"no key of etype {etype} for the timestamp"
    stamp = PaEncTsEnc(patimestamp=client.now // MICRO, pausec=chance.at("pausec").number(MICRO))
    sealed = seal(stamp, key.key, KeyUsage.AS_REQ_PA_ENC_TIMESTAMP, chance.at("timestamp-confounder").draw(CONFOUNDER))
    return PaData(padata_type=int(PaDataType.ENC_TIMESTAMP), padata_value=encode(sealed))


def reply_usages(kind: str) -> tuple[int, ...]:
    """Key usages under which a reply may be sealed (RFC 4120 7.5.1; RC4 makes 8 of 3 and 9, RFC 4757)."""
    return (int(KeyUsage.AS_REP_ENC_PART),) if kind == "AS" else (int(KeyUsage.TGS_REP_ENC_PART_SESSION_KEY), 9)
