"""S4U: tickets that a service gets in the name of a user, to itself and to others (MS-SFU 3.2.5)."""

from __future__ import annotations

from dataclasses import dataclass

from kdcsim.ad.directory import Account
from kdcsim.ad.kdc.draft import Draft
from kdcsim.ad.kdc.form import UNSIGNED, pac_entry
from kdcsim.ad.kdc.issue import signing_key
from kdcsim.ad.kdc.lifetime import is_protected, may_delegate
from kdcsim.ad.kdc.naming import Nobody, named_client, own_name
from kdcsim.ad.kdc.pac import Buffers, delegated, pac_level, service_buffers, user_buffers, verify_ticket
from kdcsim.ad.kdc.pac.contents import BY_SERVICE
from kdcsim.ad.kdc.padata import value_of
from kdcsim.ad.kdc.presented import Opened, Shown, open_ticket
from kdcsim.errors import CryptoError, MalformedMessage
from kdcsim.krb5.crypto import checksum, profile, verify_checksum
from kdcsim.krb5.messages import (
    Checksum,
    EncTicketPart,
    KdcReq,
    PaData,
    PaForUser,
    PaPacOptions,
    PaS4uX509User,
    decode,
    encode,
)
from kdcsim.krb5.numbers import ChecksumType, ErrorCode, KeyUsage, PacOption, PaDataType, TicketFlag
from kdcsim.krb5.principal import PrincipalName

_FORWARDABLE = int(TicketFlag.FORWARDABLE)
_FOR_USER = int(KeyUsage.KERB_NON_KERB_CHECKSUM_SALT)
_REPLY_KEY_USAGE = 0x20000000
"""S4U_OPTIONS bit 2: the reply's checksum has a usage of its own (MS-SFU 2.2.2)."""


@dataclass(frozen=True, slots=True)
class OnBehalf:
    """Whose ticket it becomes, with which PAC, what to tell in the reply, and flags that it must not have."""

    client: PrincipalName
    realm: str
    pac: Buffers | None
    padata: tuple[PaData, ...] = ()
    withheld: int = 0


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who is asked for, and what the reply carries for it."""

    name: PrincipalName
    realm: str
    padata: tuple[PaData, ...] = ()


def for_user(draft: Draft, message: KdcReq, shown: Shown, service: Account) -> OnBehalf | int | None:
    """S4U2Self: a service asks for a user's ticket to itself (3.2.5.1). None: it is no such request."""
    asked = _asked(message, shown)
    if asked is None or isinstance(asked, int):
        return asked
    kdc = draft.kdc
    if draft.client_account is None or service.name != draft.client_account.name or not kdc.is_own_realm(asked.realm):
        return int(ErrorCode.KDC_ERR_C_PRINCIPAL_UNKNOWN)
    user = named_client(kdc, asked.name)
    if isinstance(user, Nobody):
        return user.error
    if user.disabled:
        return int(ErrorCode.KDC_ERR_CLIENT_REVOKED)
    limited = service.delegates_to and not service.trusted_to_authenticate
    withheld = 0 if may_delegate(kdc, user) and not limited else _FORWARDABLE
    level = pac_level(kdc.view.generation)
    pac = user_buffers(kdc, user, level, shown.ticket.authtime, BY_SERVICE)
    return OnBehalf(own_name(user), kdc.realm, pac, asked.padata, withheld)


def for_proxy(draft: Draft, message: KdcReq, shown: Shown, target: Account, name: PrincipalName) -> OnBehalf | int:
    """S4U2Proxy: a service shows a user's ticket to itself, and asks for one to another service (3.2.5.2)."""
    kdc, caller = draft.kdc, draft.client_account
    tickets = message.req_body.additional_tickets or ()
    if caller is None or not tickets:
        return int(ErrorCode.KDC_ERR_BADOPTION)
    evidence = open_ticket(kdc, tickets[0], any_service=True)
    if isinstance(evidence, int):
        return evidence
    part = evidence.part
    if evidence.account.name != caller.name or part.endtime <= draft.now:
        return int(ErrorCode.KDC_ERR_BADOPTION)
    if not _signed_by_us(draft, evidence):
        return int(ErrorCode.KRB_AP_ERR_MODIFIED)
    if not _may_act(draft, message, caller, target, "/".join(name.components), part):
        return int(ErrorCode.KDC_ERR_BADOPTION)
    through = f"{caller.name}@{kdc.realm}"
    pac = None if evidence.pac is None else service_buffers(evidence.pac)
    return OnBehalf(part.cname, part.crealm, pac and delegated(pac, "/".join(name.components), (through,)))


def _may_act(
    draft: Draft, message: KdcReq, caller: Account, target: Account, spn: str, evidence: EncTicketPart
) -> bool:
    """By the caller's list for a forwardable ticket; else by the target's, when the caller says it knows of that."""
    user = draft.kdc.directory.get("/".join(evidence.cname.components))
    if user is not None and (user.not_delegated or is_protected(draft.kdc, user)):
        return False
    named = spn.lower() in (each.lower() for each in caller.delegates_to)
    if named and evidence.flags & _FORWARDABLE:
        return True
    return caller.name.lower() in (n.lower() for n in target.acted_for_by) and _knows_resource_based(message)


def _knows_resource_based(message: KdcReq) -> bool:
    raw = value_of(message, PaDataType.PAC_OPTIONS)
    try:
        flags = 0 if raw is None else decode(PaPacOptions, raw).flags
    except MalformedMessage:
        return False
    return bool(flags & PacOption.RESOURCE_BASED_CONSTRAINED_DELEGATION)


def _signed_by_us(draft: Draft, evidence: Opened) -> bool:
    """From KB4598347 on the ticket signature must hold: the service itself knows the key that seals the ticket."""
    if evidence.pac is None or not pac_level(draft.kdc.view.generation).ticket_checksum:
        return True
    part = evidence.part
    bare = EncTicketPart(
        flags=part.flags,
        key=part.key,
        crealm=part.crealm,
        cname=part.cname,
        transited=part.transited,
        authtime=part.authtime,
        starttime=part.starttime,
        endtime=part.endtime,
        renew_till=part.renew_till,
        caddr=part.caddr,
        authorization_data=(pac_entry(UNSIGNED), *evidence.others),
    )
    return verify_ticket(evidence.pac, signing_key(draft.kdc), encode(bare))


def _asked(message: KdcReq, shown: Shown) -> _Asked | int | None:
    """Read PA-S4U-X509-USER, or PA-FOR-USER where that does not come (MS-SFU 3.2.5.1.1)."""
    raw = value_of(message, PaDataType.S4U_X509_USER)
    if raw is not None:
        return _by_x509(decode(PaS4uX509User, raw), message, shown)
    raw = value_of(message, PaDataType.FOR_USER)
    return None if raw is None else _by_name(decode(PaForUser, raw), shown)


def _by_name(asked: PaForUser, shown: Shown) -> _Asked | int:
    if not _holds(shown, _FOR_USER, for_user_bytes(asked), asked.cksum, (int(ChecksumType.HMAC_MD5),)):
        return int(ErrorCode.KRB_AP_ERR_MODIFIED)
    return _Asked(asked.user_name, asked.user_realm)


def _by_x509(asked: PaS4uX509User, message: KdcReq, shown: Shown) -> _Asked | int:
    user = asked.user_id
    usage = int(KeyUsage.PA_S4U_X509_USER_REQUEST)
    if user.nonce != message.req_body.nonce or not _holds(shown, usage, encode(user), asked.checksum, ()):
        return int(ErrorCode.KRB_AP_ERR_MODIFIED)
    if user.cname is None:
        return int(ErrorCode.KDC_ERR_C_PRINCIPAL_UNKNOWN)  # named by a certificate alone
    back = int(KeyUsage.PA_S4U_X509_USER_REPLY) if (user.options or 0) & _REPLY_KEY_USAGE else usage
    kind = asked.checksum.cksumtype
    signed = Checksum(cksumtype=kind, checksum=checksum(shown.key, back, encode(user), kind))
    value = encode(PaS4uX509User(user_id=user, checksum=signed))
    echo = PaData(padata_type=int(PaDataType.S4U_X509_USER), padata_value=value)
    return _Asked(user.cname, user.crealm, (echo,))


def _holds(shown: Shown, usage: int, data: bytes, signed: Checksum, kinds: tuple[int, ...]) -> bool:
    key = shown.ticket.key if kinds else shown.key
    if kinds and signed.cksumtype not in kinds and signed.cksumtype != profile(key.etype).checksum_type:
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
