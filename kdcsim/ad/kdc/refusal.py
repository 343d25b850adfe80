"""Refusals: KRB-ERROR as an answer, and the exchange that tells of it."""

from __future__ import annotations

from dataclasses import replace

from kdcsim.ad.directory import Account
from kdcsim.ad.exchange import Exchange
from kdcsim.ad.kdc.kdc import Kdc
from kdcsim.ad.policy import has_salt
from kdcsim.krb5.messages import (
    EtypeInfo,
    EtypeInfo2,
    EtypeInfo2Entry,
    EtypeInfoEntry,
    KdcReqBody,
    KrbError,
    MethodData,
    PaData,
    encode,
)
from kdcsim.krb5.numbers import ErrorCode, PaDataType
from kdcsim.krb5.principal import PrincipalName, krbtgt


def refused(
    kdc: Kdc,
    told: Exchange,
    body: KdcReqBody | None,
    code: int,
    *,
    e_data: bytes | None = None,
    reset_would_help: bool = False,
) -> Exchange:
    """Close an exchange with a KRB-ERROR."""
    error = KrbError(
        stime=told.at // 1_000_000,
        susec=told.at % 1_000_000,
        error_code=int(code),
        realm=kdc.realm,
        sname=_sname(kdc, body),
        e_data=e_data,
    )
    return replace(told, reply=encode(error), error=int(code), reset_would_help=reset_would_help)


def too_big(kdc: Kdc, told: Exchange) -> bytes:
    """What goes out in place of a reply that no datagram can hold (RFC 4120 7.2.1)."""
    return bare_error(kdc, told.at, ErrorCode.KRB_ERR_RESPONSE_TOO_BIG)


def field_too_long(kdc: Kdc, now: int) -> bytes:
    """The answer to a length prefix that announces more than any request has (RFC 4120 7.2.2)."""
    return bare_error(kdc, now, ErrorCode.KRB_ERR_FIELD_TOOLONG)


def bare_error(kdc: Kdc, now: int, code: int) -> bytes:
    """A KRB-ERROR that is about no request in particular. ``now`` is microseconds since the epoch."""
    seconds, rest = divmod(now, 1_000_000)
    return encode(KrbError(stime=seconds, susec=rest, error_code=int(code), realm=kdc.realm, sname=krbtgt(kdc.realm)))


def hint_data(kdc: Kdc, account: Account, etypes: tuple[int, ...]) -> tuple[PaData, ...]:
    """The padata that tells etypes and salts: ETYPE-INFO2, or ETYPE-INFO from a build that does not know it.

    Windows adds ETYPE-INFO beside ETYPE-INFO2 only when no AES entry is there (Samba raw_testcase, L).
    """
    salts = {e: _salt(kdc, account, e) for e in etypes}
    old = tuple(
        EtypeInfoEntry(etype=e, salt=b"" if salts[e] is None else (salts[e] or "").encode("utf-8", "surrogateescape"))
        for e in etypes
    )
    info = PaData(padata_type=int(PaDataType.ETYPE_INFO), padata_value=encode(EtypeInfo(entries=old)))
    if not kdc.view.generation.knows_etype_info2:
        return (info,)
    entries = tuple(EtypeInfo2Entry(etype=e, salt=salts[e]) for e in etypes)
    info2 = PaData(padata_type=int(PaDataType.ETYPE_INFO2), padata_value=encode(EtypeInfo2(entries=entries)))
    return (info2,) if any(e in (17, 18) for e in etypes) else (info, info2)


def method_data(kdc: Kdc, account: Account, etypes: tuple[int, ...]) -> bytes:
    """The e-data of errors 24 and 25: the hint, and an empty PA-ENC-TIMESTAMP that says what is wanted."""
    wanted = PaData(padata_type=int(PaDataType.ENC_TIMESTAMP), padata_value=b"")
    return encode(MethodData(entries=(*hint_data(kdc, account, etypes), wanted)))


def _salt(kdc: Kdc, account: Account, etype: int) -> str | None:
    if not has_salt(etype):
        return None
    stored = kdc.key(account, etype)
    return account.salt if stored is None else stored.salt


def _sname(kdc: Kdc, body: KdcReqBody | None) -> PrincipalName:
    if body is not None and body.sname is not None:
        return body.sname
    return krbtgt(kdc.realm)
