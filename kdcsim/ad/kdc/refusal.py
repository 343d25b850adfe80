"""Refusals: KRB-ERROR as an answer, and the exchange that tells of it."""

from __future__ import annotations

from kdcsim.ad.kdc.draft import Draft
from kdcsim.ad.kdc.fault import Fault, extended
from kdcsim.ad.kdc.kdc import Kdc
from kdcsim.krb5.messages import KdcReqBody, KrbError, encode
from kdcsim.krb5.numbers import ErrorCode
from kdcsim.krb5.principal import krbtgt


def refused(
    draft: Draft,
    body: KdcReqBody | None,
    fault: int | Fault,
    *,
    e_data: bytes | None = None,
    reset_would_help: bool = False,
    client_realm: str | None = None,
) -> Draft:
    """Close an exchange with a KRB-ERROR; ``client_realm`` names the realm to ask instead (WRONG_REALM)."""
    code = fault.code if isinstance(fault, Fault) else fault
    if isinstance(fault, Fault) and fault.status is not None:
        e_data, draft.status = extended(fault.status, draft.kind), fault.status
    seconds, rest = divmod(draft.at, 1_000_000)
    error = KrbError(
        stime=seconds,
        susec=rest,
        error_code=int(code),
        crealm=client_realm,
        cname=None if client_realm is None or body is None else body.cname,
        realm=draft.kdc.realm,
        sname=krbtgt(draft.kdc.realm) if body is None or body.sname is None else body.sname,
        e_data=e_data,
    )
    return draft.finished(encode(error), int(code), reset_would_help=reset_would_help)


def too_big(kdc: Kdc, now: int) -> bytes:
    """What goes out in place of a reply that no datagram can hold (RFC 4120 7.2.1)."""
    return bare_error(kdc, now, ErrorCode.KRB_ERR_RESPONSE_TOO_BIG)


def field_too_long(kdc: Kdc, now: int) -> bytes:
    """The answer to a length prefix that announces more than any request has (RFC 4120 7.2.2)."""
    return bare_error(kdc, now, ErrorCode.KRB_ERR_FIELD_TOOLONG)


def bare_error(kdc: Kdc, now: int, code: int) -> bytes:
    """A KRB-ERROR that is about no request in particular. ``now`` is microseconds since the epoch."""
    seconds, rest = divmod(now, 1_000_000)
    sname = krbtgt(kdc.realm)
    return encode(KrbError(stime=seconds, susec=rest, error_code=int(code), realm=kdc.realm, sname=sname))
