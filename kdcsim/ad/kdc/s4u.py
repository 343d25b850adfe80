"""S4U: tickets that a service gets in the name of a user, to itself and to others (MS-SFU 3.2.5)."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from kdcsim.ad.directory import Account
from kdcsim.ad.kdc.draft import Draft
from kdcsim.ad.kdc.fault import Fault, NtStatus
from kdcsim.ad.kdc.kdc import Kdc
from kdcsim.ad.kdc.lifetime import is_protected, may_delegate
from kdcsim.ad.kdc.naming import Nobody, named_client, own_name
from kdcsim.ad.kdc.opened import Opened, open_ticket
from kdcsim.ad.kdc.pac import Buffers, client_of, delegated, has_signature, pac_level, service_buffers, user_buffers
from kdcsim.ad.kdc.pac.container import BufferType
from kdcsim.ad.kdc.pac.contents import BY_SERVICE
from kdcsim.ad.kdc.padata import value_of
from kdcsim.ad.kdc.presented import Shown
from kdcsim.ad.kdc.standing import revoked
from kdcsim.errors import CryptoError, MalformedMessage
from kdcsim.krb5.crypto import checksum, profile, verify_checksum
from kdcsim.krb5.key import Key
from kdcsim.krb5.messages import Checksum, KdcReq, PaData, PaForUser, PaPacOptions, PaS4uX509User, decode, encode
from kdcsim.krb5.numbers import ChecksumType, ErrorCode, KeyUsage, NameType, PacOption, PaDataType, TicketFlag
from kdcsim.krb5.principal import PrincipalName

_FORWARDABLE = int(TicketFlag.FORWARDABLE)
_FOR_USER = int(KeyUsage.KERB_NON_KERB_CHECKSUM_SALT)
_REPLY_KEY_USAGE = 0x20000000
"""S4U_OPTIONS bit 2: the reply's checksum has a usage of its own (MS-SFU 2.2.2)."""
_BAD_OPTION = ErrorCode.KDC_ERR_BADOPTION


@dataclass(frozen=True, slots=True)
class OnBehalf:
    """Whose ticket it becomes, with which PAC, what to tell in the reply, and flags that it must not have.

    ``auth_time`` is when the user logged on, where that is not the time of the service's own TGT.
    """

    client: PrincipalName
    realm: str
    pac: Buffers | None
    padata: tuple[PaData, ...] = ()
    withheld: int = 0
    auth_time: int | None = None


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who is asked for, and what the reply carries for it."""

    name: PrincipalName
    realm: str
    padata: tuple[PaData, ...] = ()


def for_user(draft: Draft, message: KdcReq, shown: Shown, service: Account) -> OnBehalf | Fault | None:
    """S4U2Self: a service asks for a user's ticket to itself (3.2.5.1). None: it is no such request."""
    asked = _asked(draft.kdc, message, shown)
    if asked is None or isinstance(asked, Fault):
        return asked
    kdc = draft.kdc
    if draft.client_account is None or service.name != draft.client_account.name:
        return Fault(ErrorCode.KRB_AP_ERR_BADMATCH)  # Samba s4u_tests: s4u2self_wrong_sname
    if not kdc.is_own_realm(asked.realm):
        return Fault(ErrorCode.KDC_ERR_C_PRINCIPAL_UNKNOWN)
    user = named_client(kdc, asked.name)
    if isinstance(user, Nobody):
        return Fault(user.error)
    fault = revoked(user)
    if fault is not None:
        return fault
    limited = service.delegates_to and not service.trusted_to_authenticate
    withheld = 0 if may_delegate(kdc, user) and not limited else _FORWARDABLE
    level = pac_level(kdc.view.generation)
    pac = user_buffers(kdc, user, level, shown.ticket.authtime, BY_SERVICE)
    return OnBehalf(own_name(user), kdc.realm, pac, asked.padata, withheld)


def for_proxy(draft: Draft, message: KdcReq, shown: Shown, target: Account, name: PrincipalName) -> OnBehalf | Fault:
    """S4U2Proxy: a service shows a user's ticket to itself, and asks for one to another service (3.2.5.2).

    The user is the one whom the PAC names (3.2.5.2.4): the service can seal its own ticket anew, but not sign that.
    """
    kdc, caller = draft.kdc, draft.client_account
    tickets = message.req_body.additional_tickets or ()
    if caller is None or not tickets:
        return Fault(_BAD_OPTION)
    evidence = open_ticket(kdc, tickets[0], any_service=True)
    if isinstance(evidence, int):
        return Fault(evidence)
    part, pac = evidence.part, evidence.pac
    if evidence.account.name != caller.name or part.endtime <= draft.now:
        return Fault(_BAD_OPTION)
    if pac is None or not client_of(pac) or not _signs_the_ticket(kdc, pac):
        return Fault(ErrorCode.KRB_AP_ERR_MODIFIED)  # Samba s4u_tests: no_client_pac, missing_client_checksum
    spn, user = "/".join(name.components), client_of(pac)
    refusal = _refusal(draft, message, _Delegation(caller, target, spn, user, evidence))
    if refusal is not None:
        return Fault(_BAD_OPTION, refusal)
    client = PrincipalName(name_type=int(NameType.PRINCIPAL), components=tuple(user.split("/")))
    onward = delegated(service_buffers(pac), spn, f"{caller.name}@{kdc.realm}")
    return OnBehalf(client, part.crealm, onward, auth_time=part.authtime)


@dataclass(frozen=True, slots=True)
class _Delegation:
    """Who wants to act towards whom, by which name, for which user, on which evidence."""

    caller: Account
    target: Account
    spn: str
    user: str
    evidence: Opened


def _refusal(draft: Draft, message: KdcReq, asked: _Delegation) -> NtStatus | None:
    """By the caller's list for a forwardable ticket; else by the target's, when the caller says it knows of that.

    The statuses are those of MS-SFU 3.2.5.2.1 to 3.2.5.2.3, in which Samba's s4u_tests agree.
    """
    kdc, caller, evidence = draft.kdc, asked.caller, asked.evidence
    forwardable = bool(evidence.part.flags & _FORWARDABLE)
    demanded = pac_level(kdc.view.generation).forwardable_evidence
    if _is_sensitive(kdc, asked):
        return NtStatus.ACCOUNT_RESTRICTION
    named = asked.spn.lower() in (each.lower() for each in caller.delegates_to)
    if named and forwardable:
        return None
    if not _knows_resource_based(message):
        if named:
            return NtStatus.ACCOUNT_RESTRICTION if demanded else NtStatus.NO_MATCH
        return NtStatus.NO_MATCH if caller.delegates_to else NtStatus.NOT_SUPPORTED
    if not named and caller.name.lower() not in (n.lower() for n in asked.target.acted_for_by):
        return NtStatus.NOT_FOUND
    return NtStatus.ACCOUNT_RESTRICTION if demanded and not forwardable else None


def _is_sensitive(kdc: Kdc, asked: _Delegation) -> bool:
    user = kdc.directory.get(asked.user) if asked.evidence.part.crealm == kdc.realm else None
    return user is not None and (user.not_delegated or is_protected(kdc, user))


def _knows_resource_based(message: KdcReq) -> bool:
    raw = value_of(message, PaDataType.PAC_OPTIONS)
    try:
        flags = 0 if raw is None else decode(PaPacOptions, raw).flags
    except MalformedMessage:
        return False
    return bool(flags & PacOption.RESOURCE_BASED_CONSTRAINED_DELEGATION)


def _signs_the_ticket(kdc: Kdc, pac: Buffers) -> bool:
    """From KB4598347 on evidence bears a ticket signature; that it holds was seen when the ticket was opened."""
    return not pac_level(kdc.view.generation).ticket_checksum or has_signature(pac, BufferType.TICKET_CHECKSUM)


def _asked(kdc: Kdc, message: KdcReq, shown: Shown) -> _Asked | Fault | None:
    """Read PA-S4U-X509-USER, or PA-FOR-USER where that does not come (MS-SFU 3.2.5.1.1)."""
    raw = value_of(message, PaDataType.S4U_X509_USER)
    if raw is not None:
        return _by_x509(decode(PaS4uX509User, raw), message, shown)
    raw = value_of(message, PaDataType.FOR_USER)
    return None if raw is None else _by_name(kdc, decode(PaForUser, raw), shown)


def _by_name(kdc: Kdc, asked: PaForUser, shown: Shown) -> _Asked | Fault:
    """HMAC-MD5 whatever the key is (MS-SFU 2.2.1), or the checksum that goes with the key."""
    key, own = shown.ticket.key, int(profile(shown.ticket.key.etype).checksum_type)
    disputed = pac_level(kdc.view.generation).for_user_disputed
    strict = disputed and kdc.view.assumptions["for-user-checksum-on-2025"] == "of-the-key"
    kinds = (own,) if strict else (own, int(ChecksumType.HMAC_MD5))
    if not _holds(key, _FOR_USER, for_user_bytes(asked), asked.cksum, kinds):
        return Fault(ErrorCode.KRB_AP_ERR_MODIFIED)
    return _Asked(asked.user_name, asked.user_realm)


def _by_x509(asked: PaS4uX509User, message: KdcReq, shown: Shown) -> _Asked | Fault:
    user = asked.user_id
    usage = int(KeyUsage.PA_S4U_X509_USER_REQUEST)
    if user.nonce != message.req_body.nonce or not _holds(shown.key, usage, encode(user), asked.checksum):
        return Fault(ErrorCode.KRB_AP_ERR_MODIFIED)
    if user.cname is None:
        return Fault(ErrorCode.KDC_ERR_C_PRINCIPAL_UNKNOWN)  # named by a certificate alone
    back = int(KeyUsage.PA_S4U_X509_USER_REPLY) if (user.options or 0) & _REPLY_KEY_USAGE else usage
    kind = asked.checksum.cksumtype
    signed = Checksum(cksumtype=kind, checksum=checksum(shown.key, back, encode(user), kind))
    value = encode(PaS4uX509User(user_id=user, checksum=signed))
    echo = PaData(padata_type=int(PaDataType.S4U_X509_USER), padata_value=value)
    return _Asked(user.cname, user.crealm, (echo,))


def _holds(key: Key, usage: int, data: bytes, signed: Checksum, kinds: Container[int] | None = None) -> bool:
    """Whether a checksum holds, and is of one of these kinds (None: of any)."""
    if kinds is not None and signed.cksumtype not in kinds:
        return False
    try:
        verify_checksum(key, usage, data, signed.cksumtype, signed.checksum)
    except CryptoError:
        return False
    return True


def for_user_bytes(asked: PaForUser) -> bytes:
    """What the checksum of PA-FOR-USER covers: name type, components, realm, package, run together (MS-SFU 2.2.1)."""
    parts = (*asked.user_name.components, asked.user_realm, asked.auth_package)
    kind = (asked.user_name.name_type & 0xFFFFFFFF).to_bytes(4, "little")
    return kind + "".join(parts).encode("utf-8", "surrogateescape")
