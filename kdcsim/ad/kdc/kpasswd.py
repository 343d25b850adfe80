"""Kpasswd: the password service of a DC as bytes (RFC 3244) - it reads a wish, and says what became of it.

The directory is not changed here: only a world changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from kdcsim.ad.directory import Account
from kdcsim.ad.kdc.kdc import SKEW_SECONDS, Kdc
from kdcsim.ad.kdc.naming import joined, named_client
from kdcsim.ad.kdc.opened import open_ticket
from kdcsim.chance import Chance
from kdcsim.errors import CryptoError, MalformedMessage
from kdcsim.krb5.key import Key
from kdcsim.krb5.messages import (
    ApRep,
    ApReq,
    Authenticator,
    EncApRepPart,
    EncKrbPrivPart,
    EncTicketPart,
    HostAddress,
    KrbError,
    KrbPriv,
    decode,
    encode,
)
from kdcsim.krb5.messages.password import ChangePasswdData
from kdcsim.krb5.numbers import AddressType, ErrorCode, KeyUsage, TicketFlag
from kdcsim.krb5.principal import PrincipalName
from kdcsim.krb5.sealing import seal, unseal

CHANGE, SET = 1, 0xFF80
"""The versions of a request: the password alone, or ChangePasswdData. A reply is always of version 1."""
LOOPBACK = HostAddress(addr_type=int(AddressType.IPV4), address=bytes((127, 0, 0, 1)))
CHANGEPW = PrincipalName(name_type=2, components=("kadmin", "changepw"))


class Result(IntEnum):
    """What became of a wish (RFC 3244 section 2)."""

    SUCCESS = 0
    MALFORMED = 1
    HARDERROR = 2
    AUTHERROR = 3
    SOFTERROR = 4
    ACCESSDENIED = 5
    BAD_VERSION = 6
    INITIAL_FLAG_NEEDED = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """An authentic wish for a new password, and what is needed to answer it."""

    account: Account
    password: str
    ticket: EncTicketPart
    authenticator: Authenticator


def is_kpasswd(data: bytes) -> bool:
    """Whether bytes that came to a DC are for its password service: their length stands before them."""
    return len(data) > 6 and int.from_bytes(data[:2], "big") == len(data)


def read_wish(kdc: Kdc, data: bytes, now: int) -> Wish | bytes:
    """Read a request, or give the reply that refuses it. ``now`` is microseconds since the epoch."""
    try:
        return _read(kdc, data, now)
    except _Refused as refused:
        return _bare(kdc, now, refused.code, refused.result, refused.args[0])
    except (MalformedMessage, ValueError):
        return _bare(kdc, now, ErrorCode.KRB_ERR_GENERIC, Result.MALFORMED, "malformed request")


def answer_wish(wish: Wish, result: Result, text: str, chance: Chance) -> bytes:
    """Say what became of a wish, under the key that only the client has."""
    authenticator, drawn = wish.authenticator, chance.at("kpasswd")
    sequence = drawn.at("sequence").number(2**30)
    back = EncApRepPart(ctime=authenticator.ctime, cusec=authenticator.cusec, seq_number=sequence)
    usage = int(KeyUsage.AP_REP_ENC_PART)
    shown = encode(ApRep(enc_part=seal(back, wish.ticket.key, usage, drawn.at("ap-rep").draw(16))))
    told = EncKrbPrivPart(user_data=_told(result, text), seq_number=sequence, s_address=LOOPBACK)
    priv = encode(KrbPriv(enc_part=seal(told, _key(wish), int(KeyUsage.KRB_PRIV_ENC_PART), drawn.at("priv").draw(16))))
    return _framed(shown, priv)


class _Refused(Exception):
    """A request that is refused before there is a key to answer under."""

    def __init__(self, code: int, result: Result, text: str) -> None:
        super().__init__(text)
        self.code, self.result = code, result


def _read(kdc: Kdc, data: bytes, now: int) -> Wish:
    version, size = int.from_bytes(data[2:4], "big"), int.from_bytes(data[4:6], "big")
    if version not in (CHANGE, SET):
        raise _Refused(ErrorCode.KRB_ERR_GENERIC, Result.BAD_VERSION, "unknown version")
    request = decode(ApReq, data[6 : 6 + size])
    ticket, authenticator = _authenticated(kdc, request, now // 1_000_000)
    key = authenticator.subkey or ticket.key
    try:
        priv = decode(KrbPriv, data[6 + size :])
        said = unseal(EncKrbPrivPart, priv.enc_part, key, int(KeyUsage.KRB_PRIV_ENC_PART)).user_data
    except CryptoError:
        raise _Refused(ErrorCode.KRB_AP_ERR_BAD_INTEGRITY, Result.AUTHERROR, "the message was changed") from None
    password, target = (said, None) if version == CHANGE else _set(said)
    account = named_client(kdc, ticket.cname)
    if not isinstance(account, Account) or (target is not None and named_client(kdc, target) != account):
        raise _Refused(ErrorCode.KRB_ERR_GENERIC, Result.ACCESSDENIED, "only one's own password can be changed")
    return Wish(account=account, password=password.decode(), ticket=ticket, authenticator=authenticator)


def _set(said: bytes) -> tuple[bytes, PrincipalName | None]:
    read = decode(ChangePasswdData, said)
    return read.newpasswd, read.targname


def _authenticated(kdc: Kdc, request: ApReq, now: int) -> tuple[EncTicketPart, Authenticator]:
    opened = open_ticket(kdc, request.ticket, any_service=True)
    if isinstance(opened, int) or joined(request.ticket.sname).lower() != "kadmin/changepw":
        code = opened if isinstance(opened, int) else int(ErrorCode.KRB_AP_ERR_NOT_US)
        raise _Refused(code, Result.AUTHERROR, "the ticket is not for this service")
    ticket = opened.part
    try:
        authenticator = unseal(Authenticator, request.authenticator, ticket.key, int(KeyUsage.AP_REQ_AUTHENTICATOR))
    except CryptoError:
        raise _Refused(ErrorCode.KRB_AP_ERR_BAD_INTEGRITY, Result.AUTHERROR, "the authenticator is forged") from None
    if ticket.endtime <= now:
        raise _Refused(ErrorCode.KRB_AP_ERR_TKT_EXPIRED, Result.AUTHERROR, "the ticket has expired")
    if abs(authenticator.ctime - now) > SKEW_SECONDS:
        raise _Refused(ErrorCode.KRB_AP_ERR_SKEW, Result.AUTHERROR, "the clocks are too far apart")
    if authenticator.cname != ticket.cname or authenticator.crealm != ticket.crealm:
        raise _Refused(ErrorCode.KRB_AP_ERR_BADMATCH, Result.AUTHERROR, "the authenticator is another's")
    if not ticket.flags & TicketFlag.INITIAL:
        raise _Refused(ErrorCode.KRB_ERR_GENERIC, Result.INITIAL_FLAG_NEEDED, "an initial ticket is needed")
    return ticket, authenticator


def _key(wish: Wish) -> Key:
    return wish.authenticator.subkey or wish.ticket.key


def _told(result: Result, text: str) -> bytes:
    return int(result).to_bytes(2, "big") + text.encode()


def _bare(kdc: Kdc, now: int, code: int, result: Result, text: str) -> bytes:
    seconds, rest = divmod(now, 1_000_000)
    error = KrbError(
        stime=seconds,
        susec=rest,
        error_code=int(code),
        realm=kdc.realm,
        sname=CHANGEPW,
        e_data=_told(result, text),
    )
    return _framed(b"", encode(error))


def _framed(shown: bytes, rest: bytes) -> bytes:
    body = CHANGE.to_bytes(2, "big") + len(shown).to_bytes(2, "big") + shown + rest
    return (2 + len(body)).to_bytes(2, "big") + body
