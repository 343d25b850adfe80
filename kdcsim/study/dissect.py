"""Dissect: the bytes of a message taken apart into a tree, with every sealed part opened by the key that opens it.

Law of the room: nothing is believed. A part counts as opened only if a recorded key really decrypts it; a key that was
tried and failed is named too. Key bytes appear in no node.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from kdcsim.ad.exchange import Exchange, Sealed
from kdcsim.ad.host.call import Call
from kdcsim.errors import CryptoError, MalformedMessage
from kdcsim.krb5 import messages as m
from kdcsim.krb5.crypto import decrypt
from kdcsim.krb5.key import EncryptedData, Key
from kdcsim.krb5.numbers import KeyUsage, MessageType, PaDataType
from kdcsim.study import wording
from kdcsim.study.field_words import say

MESSAGES: dict[int, type] = {
    MessageType.AS_REQ: m.KdcReq,
    MessageType.TGS_REQ: m.KdcReq,
    MessageType.AS_REP: m.KdcRep,
    MessageType.TGS_REP: m.KdcRep,
    MessageType.AP_REQ: m.ApReq,
    MessageType.AP_REP: m.ApRep,
    MessageType.KRB_ERROR: m.KrbError,
}
PARTS: dict[int, type] = {
    KeyUsage.AS_REQ_PA_ENC_TIMESTAMP: m.PaEncTsEnc,
    KeyUsage.TICKET: m.EncTicketPart,
    KeyUsage.AS_REP_ENC_PART: m.EncKdcRepPart,
    KeyUsage.TGS_REP_ENC_PART_SESSION_KEY: m.EncKdcRepPart,
    KeyUsage.TGS_REP_ENC_PART_SUBKEY: m.EncKdcRepPart,
    KeyUsage.TGS_REQ_AUTHENTICATOR: m.Authenticator,
    KeyUsage.AP_REQ_AUTHENTICATOR: m.Authenticator,
    KeyUsage.AP_REP_ENC_PART: m.EncApRepPart,
}
PADATA: dict[int, type] = {
    PaDataType.TGS_REQ: m.ApReq,
    PaDataType.ENC_TIMESTAMP: EncryptedData,
    PaDataType.ETYPE_INFO: m.EtypeInfo,
    PaDataType.ETYPE_INFO2: m.EtypeInfo2,
    PaDataType.PAC_REQUEST: m.PaPacRequest,
    PaDataType.PAC_OPTIONS: m.PaPacOptions,
    PaDataType.SUPPORTED_ENCTYPES: m.PaSupportedEnctypes,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One field of a message: its name, its value in words, what lies inside it, and how it was opened."""

    name: str
    value: str = ""
    note: str = ""
    inside: tuple[Node, ...] = ()


def dissect_exchange(exchange: Exchange) -> tuple[Node, ...]:
    """Take a KDC exchange apart: request and reply."""
    return tuple(dissect(data, exchange.sealed) for data in (exchange.request, exchange.reply) if data)


def dissect_call(call: Call, known: tuple[Sealed, ...] = ()) -> tuple[Node, ...]:
    """Take an AP exchange apart, with the keys that the acceptor tried; ``known`` are those of who sealed it.

    An anonymous connection has no message to take apart.
    """
    if call.anonymous:
        return ()
    holder = f"{wording.session(call.to_session)} on {call.to_host}"
    tried = tuple(
        Sealed(part="ticket", usage=KeyUsage.TICKET, key=a.key.key, holder=holder, salt=a.key.salt)
        for a in call.attempts
    )
    keys = (*tried, *known)
    keys += _within(call.request, keys)
    return tuple(dissect(data, keys) for data in (call.request, call.reply) if data)


def dissect(data: bytes, keys: tuple[Sealed, ...] = ()) -> Node:
    """Take one message apart."""
    kind = m.peek(data)
    if kind not in MESSAGES:
        return Node(name="unknown message", value=say("", data))
    assert kind is not None, "no message is no key of the table"
    name = kind.name.replace("_", "-")
    try:
        inside = tuple(_fields(m.decode(MESSAGES[kind], data), _Ring(keys)))
    except MalformedMessage as error:
        return Node(name=name, value=say("", data), note=f"cannot be decoded: {error}")
    return Node(name=name, value=f"{len(data)} bytes", inside=inside)


def _within(request: bytes, keys: tuple[Sealed, ...]) -> tuple[Sealed, ...]:
    """The session key that lies in a ticket, for whoever can open the ticket."""
    ticket = m.decode(m.ApReq, request).ticket.enc_part
    for sealed in keys:
        if sealed.usage == KeyUsage.TICKET:
            with suppress(CryptoError, MalformedMessage):
                key = m.decode(m.EncTicketPart, decrypt(sealed.key, KeyUsage.TICKET, ticket.cipher)).key
                usages = (KeyUsage.AP_REQ_AUTHENTICATOR, KeyUsage.AP_REP_ENC_PART)
                return tuple(Sealed(part="session", usage=u, key=key, holder="the session") for u in usages)
    return ()


@dataclass(frozen=True, slots=True)
class _Ring:
    """The keys at hand."""

    keys: tuple[Sealed, ...]


def _fields(value: Any, ring: _Ring) -> Iterator[Node]:
    for each in fields(value):
        content = getattr(value, each.name)
        if content is not None and each.repr:
            yield _node(each.name, content, ring)


def _node(name: str, content: object, ring: _Ring) -> Node:
    shown = name.replace("_", "-")
    if isinstance(content, EncryptedData):
        return _sealed(shown, content, ring)
    if isinstance(content, m.PaData):
        return _padata(content, ring)
    if isinstance(content, Key):
        return Node(name=shown, value=f"{wording.etype(content.etype)}, fingerprint {content.fingerprint}")
    if isinstance(content, m.PrincipalName):
        return Node(name=shown, value=str(content))
    if isinstance(content, tuple) and content and is_dataclass(content[0]):
        return Node(name=shown, inside=tuple(_node(f"{n}", each, ring) for n, each in enumerate(content, 1)))
    if is_dataclass(content):
        return Node(name=shown, inside=tuple(_fields(content, ring)))
    if isinstance(content, bytes):
        return _error_data(content, ring) if name == "e_data" else Node(name=shown, value=say(name, content))
    return Node(name=shown, value=say(name, content))


def _padata(entry: m.PaData, ring: _Ring) -> Node:
    kind = PaDataType(entry.padata_type)
    name = kind.name.replace("_", "-")
    cls, value = PADATA.get(entry.padata_type), entry.padata_value
    if cls is m.PaSupportedEnctypes and len(value) == 4:
        return Node(name=name, value=say("mask", int.from_bytes(value, "little")))
    if cls is None or cls is m.PaSupportedEnctypes or not value:  # an error offers a kind of padata without a value
        return Node(name=name, value=say("", value))
    try:
        inner: object = m.decode(cls, value)
    except MalformedMessage as error:
        return Node(name=name, value=say("", value), note=f"cannot be decoded: {error}")
    return _node(name, inner, ring)


def _error_data(data: bytes, ring: _Ring) -> Node:
    try:
        return _node("e-data", m.decode(m.MethodData, data), ring)
    except MalformedMessage:
        return Node(name="e-data", value=say("", data))


def _sealed(name: str, box: EncryptedData, ring: _Ring) -> Node:
    value = wording.etype(box.etype) + (f", kvno {box.kvno}" if box.kvno is not None else "")
    failed: list[Sealed] = []
    for sealed in ring.keys:
        if sealed.key.etype != box.etype:
            continue
        try:
            plain = decrypt(sealed.key, sealed.usage, box.cipher)
        except CryptoError:
            failed.append(sealed)
            continue
        meant = [each for each in failed if (each.part, each.usage) == (sealed.part, sealed.usage)]
        note = "; ".join((*_shut(meant), f"opened with {_whose(sealed)}"))
        return Node(name=name, value=value, note=note, inside=_opened(sealed.usage, plain, ring))
    note = "; ".join(_shut(failed)) or "no key at hand opens it"
    return Node(name=name, value=f"{value}, {len(box.cipher)} bytes", note=note)


def _shut(failed: list[Sealed]) -> tuple[str, ...]:
    """The keys that failed, each once: one key may have been tried for several purposes."""
    return tuple(dict.fromkeys(f"does not open with {_whose(each)}" for each in failed))


def _whose(sealed: Sealed) -> str:
    salt = f", salt {wording.salt(sealed.salt)}" if sealed.salt is not None else ""
    return f"{sealed.holder}'s key{salt}, fingerprint {sealed.key.fingerprint}"


def _opened(usage: int, plain: bytes, ring: _Ring) -> tuple[Node, ...]:
    cls = PARTS.get(usage)
    if cls is None:
        return (Node(name="plain", value=say("", plain)),)
    for spare in range(8):  # DES leaves up to seven bytes of padding
        data = plain[: len(plain) - spare]
        if spare and plain[len(data)]:
            break
        with suppress(MalformedMessage):
            return tuple(_fields(m.decode(cls, data), ring))
    return (Node(name="plain", value=say("", plain)),)
