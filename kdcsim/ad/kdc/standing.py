"""Standing: whether the account that a ticket or a request names may still be served, and whether it is the same one.

The checks of MS-KILE 3.3.5.6.3 and 3.3.5.7.1, with the statuses that MS-ERREF 2.3.1 has for them.
"""

from __future__ import annotations

from kdcsim.ad.directory import Account, AccountKind
from kdcsim.ad.kdc.fault import Fault, NtStatus
from kdcsim.ad.kdc.kdc import Kdc, is_krbtgt, is_ticket_granting
from kdcsim.ad.kdc.naming import named_client
from kdcsim.ad.kdc.opened import Opened
from kdcsim.ad.kdc.pac import pac_level, requestor_of
from kdcsim.ad.kdc.pac.ndr import sid_bytes
from kdcsim.krb5.messages import HostAddress
from kdcsim.krb5.numbers import AddressType, ErrorCode

ACCOUNT_CHECK_SECONDS = 20 * 60
"""A TGT older than this is good only for an account that still is (MS-KILE 3.3.5.7.1; the 20 minutes: lab notes)."""


_REVOKED = (
    ("disabled", NtStatus.ACCOUNT_DISABLED),
    ("expired", NtStatus.ACCOUNT_EXPIRED),
    ("locked", NtStatus.ACCOUNT_LOCKED_OUT),
    ("outside_logon_hours", NtStatus.INVALID_LOGON_HOURS),
)
"""In the order of MS-KILE 3.3.5.6.3."""


def owner_of(kdc: Kdc, opened: Opened) -> Account | None:
    """The account of ours that a ticket's client name stands for; None for a client of another realm."""
    if opened.part.crealm != kdc.realm:
        return None
    found = named_client(kdc, opened.part.cname)
    return found if isinstance(found, Account) else None


def revoked(account: Account) -> Fault | None:
    """Why an account may not log on at all."""
    if not (account.disabled or account.expired or account.locked or account.outside_logon_hours):
        return None
    for column, status in _REVOKED:
        if getattr(account, column):
            return Fault(ErrorCode.KDC_ERR_CLIENT_REVOKED, status)
    return None


def password_fault(account: Account, service: str, addresses: tuple[HostAddress, ...] = ()) -> Fault | None:
    """Why a password that was right is not enough; a new one can be asked for with an expired one (RFC 3244)."""
    if account.smartcard_required:
        return Fault(ErrorCode.KDC_ERR_POLICY, NtStatus.SMARTCARD_LOGON_REQUIRED)
    if account.password_expired and service.lower() != "kadmin/changepw":
        return Fault(ErrorCode.KDC_ERR_KEY_EXPIRED, NtStatus.PASSWORD_EXPIRED)
    if account.workstations and not _is_from(account.workstations, addresses):
        return Fault(ErrorCode.KDC_ERR_POLICY, NtStatus.INVALID_WORKSTATION)
    return None


def _is_from(allowed: tuple[str, ...], addresses: tuple[HostAddress, ...]) -> bool:
    """Whether a request names one of these machines, by its NetBIOS address; one that names none is not held up."""
    named = [a.address for a in addresses if a.addr_type == AddressType.NETBIOS]
    names = {each.decode("ascii", "replace").rstrip(" \0").upper() for each in named}
    return not names or not names.isdisjoint(each.upper() for each in allowed)


def barred(kdc: Kdc, opened: Opened, service: Account) -> Fault | None:
    """Whether selective authentication keeps a user of another domain from a service (MS-KILE 3.3.5.7.5)."""
    if opened.part.crealm == kdc.realm or is_ticket_granting(service) or service.allowed_to_authenticate:
        return None
    trust = opened.account if opened.account.kind is AccountKind.TRUST else kdc.directory.trust(opened.part.crealm)
    if trust is None or not trust.selective:
        return None
    return Fault(ErrorCode.KDC_ERR_POLICY, NtStatus.AUTHENTICATION_FIREWALL_FAILED)


def needs_user_to_user(kdc: Kdc, service: Account) -> bool:
    """Whether a ticket under this account's key is refused: a user without an SPN is no service.

    A ticket under its password's key would be there to be guessed at; user-to-user is another matter.
    """
    if service.kind is not AccountKind.USER or service.spns:
        return False
    return kdc.view.assumptions["ticket-to-a-user"] != "given"


def ticket_fault(kdc: Kdc, opened: Opened, owner: Account | None, now: int) -> Fault | None:
    """Whether the account that a ticket names is gone, has lost its standing, or is another one now (CVE-2021-42287).

    From KB5008380 on a TGT of this realm must say in PAC_REQUESTOR which account asked for it, and that one must
    be there (Samba kdc_tgs_tests: no_pac, no_requester_sid, sid_mismatch, rename).
    """
    if opened.part.crealm != kdc.realm:
        return None
    if is_krbtgt(opened.account) and not _is_of(kdc, opened, owner):
        return Fault(ErrorCode.KDC_ERR_TGT_REVOKED)
    if now - opened.part.authtime <= ACCOUNT_CHECK_SECONDS:
        return None
    return Fault(ErrorCode.KDC_ERR_TGT_REVOKED) if owner is None else revoked(owner)


def _is_of(kdc: Kdc, opened: Opened, owner: Account | None) -> bool:
    asked_by = None if opened.pac is None else requestor_of(opened.pac)
    if asked_by is None:
        return not pac_level(kdc.view.generation).requestor
    return owner is not None and asked_by == sid_bytes(owner.sid)
