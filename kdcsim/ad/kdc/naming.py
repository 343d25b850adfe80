"""Naming: which account a name in a request stands for, or which error that is."""

from __future__ import annotations

from dataclasses import dataclass

from kdcsim.ad.directory import Account, NotUnique
from kdcsim.ad.kdc.kdc import Kdc, is_krbtgt
from kdcsim.krb5.messages import KdcReqBody
from kdcsim.krb5.numbers import ErrorCode, KdcOption, NameType
from kdcsim.krb5.principal import PrincipalName, krbtgt


@dataclass(frozen=True, slots=True)
class Nobody:
    """No account of ours: the error to send, and the realm that should be asked instead."""

    error: int
    realm: str | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """The account a ticket is for, and the name that goes into the ticket."""

    account: Account
    name: PrincipalName


def joined(name: PrincipalName | None) -> str:
    """Write a name as people read it."""
    return "" if name is None else "/".join(name.components)


def found_client(kdc: Kdc, body: KdcReqBody) -> Account | Nobody:
    """Find the client; one of another realm is told which (RFC 6806 section 7, WRONG_REALM)."""
    if not kdc.is_own_realm(body.realm):
        return Nobody(int(ErrorCode.KDC_ERR_WRONG_REALM), _trusted(kdc, body.realm))
    return named_client(kdc, body.cname)


def named_client(kdc: Kdc, name: PrincipalName | None) -> Account | Nobody:
    """Find the account of a client name: sAMAccountName, UPN, or ``name@domain`` (MS-KILE 3.3.5.6.1)."""
    if name is None:
        return Nobody(int(ErrorCode.KDC_ERR_C_PRINCIPAL_UNKNOWN))
    text = joined(name)
    found = kdc.directory.client(text)
    if isinstance(found, Account):
        return found
    account, at, suffix = text.rpartition("@")
    if at and kdc.is_own_realm(suffix):
        found = kdc.directory.client(account)
        if isinstance(found, Account):
            return found
    elif at and name.name_type == NameType.ENTERPRISE:
        realm = _trusted(kdc, suffix)
        if realm is not None:
            return Nobody(int(ErrorCode.KDC_ERR_WRONG_REALM), realm)
    return Nobody(int(ErrorCode.KDC_ERR_C_PRINCIPAL_UNKNOWN))


def found_service(kdc: Kdc, body: KdcReqBody) -> Service | int:
    """Find the target; unknown is error 7, claimed by several is error 8 (RFC 4120 3.3.3; KB2706695).

    A service of a trusted domain is answered with a ticket-granting ticket for that domain (RFC 6806 section 8).
    """
    if body.sname is None:
        return int(ErrorCode.KDC_ERR_S_PRINCIPAL_UNKNOWN)
    found = kdc.service(body.sname, body.realm)
    if isinstance(found, Account):
        if found.disabled:
            return int(ErrorCode.KDC_ERR_SERVICE_REVOKED)
        canonical = is_krbtgt(found) and body.kdc_options & int(KdcOption.CANONICALIZE) and _is_tgs(body.sname)
        return Service(found, krbtgt(kdc.realm) if canonical else body.sname)
    if isinstance(found, NotUnique):
        return int(ErrorCode.KDC_ERR_PRINCIPAL_NOT_UNIQUE)
    trust = _referral(kdc, body, body.sname)
    if trust is not None:
        return Service(trust, krbtgt(trust.name.rstrip("$").upper()))
    return int(ErrorCode.KDC_ERR_S_PRINCIPAL_UNKNOWN)


def client_in_reply(body: KdcReqBody, account: Account) -> PrincipalName:
    """The client's name in ticket and reply: the account's own when that was asked (RFC 6806 section 6)."""
    assert body.cname is not None
    if body.kdc_options & int(KdcOption.CANONICALIZE) or body.cname.name_type == NameType.ENTERPRISE:
        return own_name(account)
    return body.cname


def own_name(account: Account) -> PrincipalName:
    """An account's sAMAccountName as a principal name."""
    return PrincipalName(name_type=int(NameType.PRINCIPAL), components=(account.name,))


def _is_tgs(name: PrincipalName) -> bool:
    return len(name.components) == 2 and name.components[0].lower() == "krbtgt"


def _referral(kdc: Kdc, body: KdcReqBody, name: PrincipalName) -> Account | None:
    """The trust towards the domain in which the host of an SPN lies, by the longest DNS suffix."""
    if len(name.components) < 2 or name.components[0].lower() == "krbtgt":
        return None
    if not body.kdc_options & int(KdcOption.CANONICALIZE) and name.name_type not in (
        NameType.SRV_INST,
        NameType.SRV_HST,
    ):
        return None
    host = name.components[1].split(":", 1)[0].lower()
    suffixes = {
        t.name.rstrip("$").lower(): t for t in kdc.directory.trusts() if t.direction is None or t.direction.refers
    }
    fitting = [s for s in suffixes if host == s or host.endswith("." + s)]
    return suffixes[max(fitting, key=len)] if fitting else None


def _trusted(kdc: Kdc, realm: str) -> str | None:
    found = kdc.directory.trust(realm)
    return None if found is None else found.name.rstrip("$").upper()
