"""Replies: what a client reads out of a KDC's answer - a ticket, an error, a hint, a salt.

A reply that does not open under the expected key, or that answers another request, is not believed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kdcsim.ad.host.session import CachedTicket
from kdcsim.errors import CryptoError, KdcsimError, MalformedMessage
from kdcsim.krb5.key import Key
from kdcsim.krb5.messages import (
    EncKdcRepPart,
    EtypeInfo,
    EtypeInfo2,
    KdcRep,
    KrbError,
    MethodData,
    PaData,
    decode,
    peek,
)
from kdcsim.krb5.numbers import MessageType, PaDataType
from kdcsim.krb5.sealing import unseal

MICRO = 1_000_000


@dataclass(frozen=True, slots=True)
class Hint:
    """What a KDC said of an account's etypes, with the salt if one was told."""

    etypes: tuple[int, ...]
    salt: str | None


def kdc_rep(reply: bytes) -> KdcRep | None:
    """The reply, if it is one."""
    try:
        return decode(KdcRep, reply)
    except MalformedMessage:
        return None


def error_in(reply: bytes) -> KrbError | None:
    """The error, if the reply is one."""
    if peek(reply) != MessageType.KRB_ERROR:
        return None
    try:
        return decode(KrbError, reply)
    except MalformedMessage:
        return None


def opened(message: KdcRep, key: Key | None, nonce: int, usages: Iterable[int]) -> CachedTicket | None:
    """Open the client's part of a reply; None when it does not open or repeats another nonce."""
    part = _opened_part(message, key, usages)
    if part is None or part.nonce != nonce:
        return None
    return CachedTicket(
        server="/".join(part.sname.components),
        server_realm=part.srealm,
        client="/".join(message.cname.components),
        client_realm=message.crealm,
        ticket=message.ticket,
        session_key=part.key,
        flags=part.flags,
        auth_time=part.authtime * MICRO,
        start_time=(part.starttime or part.authtime) * MICRO,
        end_time=part.endtime * MICRO,
        renew_till=None if part.renew_till is None else part.renew_till * MICRO,
        kdc_called="",
    )


def _opened_part(message: KdcRep, key: Key | None, usages: Iterable[int]) -> EncKdcRepPart | None:
    if key is None:
        return None
    for usage in usages:
        try:
            return unseal(EncKdcRepPart, message.enc_part, key, usage)
        except (CryptoError, MalformedMessage):
            continue
    return None


def hint_in(error: KrbError) -> Hint:
    """Read ETYPE-INFO2, or ETYPE-INFO, out of an error's e-data."""
    try:
        entries = decode(MethodData, error.e_data or b"").entries
    except KdcsimError:
        return Hint((), None)
    for entry in entries:
        if entry.padata_type == PaDataType.ETYPE_INFO2:
            return _hint2(entry)
    for entry in entries:
        if entry.padata_type == PaDataType.ETYPE_INFO:
            return _hint1(entry)
    return Hint((), None)


def salt_in(padata: tuple[PaData, ...]) -> str | None:
    """The salt that comes with an AS reply, if one does."""
    for entry in padata:
        if entry.padata_type == PaDataType.ETYPE_INFO2:
            return _hint2(entry).salt
        if entry.padata_type == PaDataType.PW_SALT:
            return entry.padata_value.decode("utf-8", "surrogateescape")
    return None


def _hint2(entry: PaData) -> Hint:
    try:
        told = decode(EtypeInfo2, entry.padata_value).entries
    except MalformedMessage:
        return Hint((), None)
    return Hint(tuple(e.etype for e in told), next((e.salt for e in told if e.salt is not None), None))


def _hint1(entry: PaData) -> Hint:
    try:
        told = decode(EtypeInfo, entry.padata_value).entries
    except MalformedMessage:
        return Hint((), None)
    salt = next((e.salt for e in told if e.salt), None)
    return Hint(tuple(e.etype for e in told), None if salt is None else salt.decode("utf-8", "surrogateescape"))
