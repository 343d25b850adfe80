"""Naming: which account the service name of a request stands for, or which error that is."""

from __future__ import annotations

from kdcsim.ad.directory import Account, NotUnique
from kdcsim.ad.kdc.kdc import Kdc
from kdcsim.krb5.messages import KdcReqBody
from kdcsim.krb5.numbers import ErrorCode
from kdcsim.krb5.principal import PrincipalName


def joined(name: PrincipalName | None) -> str:
    """Write a name as people read it."""
    return "" if name is None else "/".join(name.components)


def found_service(kdc: Kdc, body: KdcReqBody) -> Account | int:
    """Find the target account; unknown is error 7, claimed by several is error 8 (RFC 4120 3.3.3; KB2706695)."""
    if body.sname is None:
        return int(ErrorCode.KDC_ERR_S_PRINCIPAL_UNKNOWN)
    found = kdc.service(body.sname, body.realm)
    if isinstance(found, Account):
        return int(ErrorCode.KDC_ERR_SERVICE_REVOKED) if found.disabled else found
    if isinstance(found, NotUnique):
        return int(ErrorCode.KDC_ERR_PRINCIPAL_NOT_UNIQUE)
    return int(ErrorCode.KDC_ERR_S_PRINCIPAL_UNKNOWN)
