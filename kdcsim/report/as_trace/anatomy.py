"""Anatomy: the bytes of a message as a tree in which every field knows which bytes it is, sealed parts opened.

Law of the room: nothing is believed - a part is opened only by a key that really decrypts it - and no byte of a key is
shown: where one stands in an opened part, its bytes are stars.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from kdcsim.ad.exchange import Sealed
from kdcsim.errors import CryptoError, MalformedMessage
from kdcsim.krb5 import messages as m
from kdcsim.krb5.crypto import decrypt
from kdcsim.krb5.key import EncryptedData, Key
from kdcsim.krb5.messages import der
from kdcsim.krb5.messages.layout import Kind
from kdcsim.krb5.messages.schema import Field, ListOf, schema_of
from kdcsim.krb5.numbers import KeyUsage, PaDataType
from kdcsim.krb5.principal import PrincipalName
from kdcsim.report.as_trace.pool import Pool
from kdcsim.study import wording
from kdcsim.study.dissect import MESSAGES, PADATA, PARTS
from kdcsim.study.field_words import say

Json = dict[str, Any]
UNDER_SESSION_KEY = (KeyUsage.AP_REQ_AUTHENTICATOR, KeyUsage.AP_REP_ENC_PART)
MOST_TRIED = 12


@dataclass(slots=True)
class Ring:
    """The keys at hand, to which an opened ticket adds its own; ``pool`` is where opened parts are told once."""

    keys: list[Sealed]
    pool: Pool

    def learns(self, key: Key) -> None:
        """Add the session key of a ticket that was opened."""
        for usage in UNDER_SESSION_KEY:
            if not any(k.usage == usage and k.key == key for k in self.keys):
                self.keys.append(Sealed(part="session", usage=usage, key=key, holder="the session key in the ticket"))


@dataclass(slots=True)
class _Bytes:
    """One run of bytes under examination, and where in it key bytes stand."""

    data: bytes
    ring: Ring
    secret: list[tuple[int, int]] = field(default_factory=list)

    @property
    def hex(self) -> str:
        """The bytes as hex, two letters each; stars for the bytes of keys."""
        told = [f"{b:02x}" for b in self.data]
        for start, end in self.secret:
            told[start:end] = ["**"] * (end - start)
        return "".join(told)


def anatomy(data: bytes, ring: Ring) -> Json:
    """Take one message apart: its name, its hex, and its fields."""
    kind = m.peek(data)
    cls = MESSAGES.get(kind) if kind is not None else None
    if cls is None or kind is None:
        return {"name": "unknown message", "hex": data.hex(), "fields": [], "fault": "not a Kerberos message"}
    told = _Bytes(data, ring)
    name = kind.name.replace("_", "-")
    try:
        m.decode(cls, data)
        start, end = der.header(data + der.PADDING, 0, len(data), data[0])
        fields = list(_message(cls, told, start, end))
    except (MalformedMessage, der.Fault) as error:
        return {"name": name, "hex": data.hex(), "fields": [], "fault": str(error)}
    return {"name": name, "hex": told.hex, "fields": fields}


def _message(cls: type, told: _Bytes, start: int, end: int) -> Iterator[Json]:
    """The fields of a message whose contents lie between two places."""
    schema, padded = schema_of(cls), told.data + der.PADDING
    if schema.layout.application:
        start, end = der.header(padded, start, end, der.SEQUENCE)
    if schema.layout.sequence_of:
        listed = schema.fields[0].type
        assert isinstance(listed, ListOf)
        yield from _entries(listed, told, start, end)
        return
    by_tag = {der.CONTEXT | each.tag: each for each in schema.fields}
    while start < end:
        first, last = der.header(padded, start, end, padded[start])
        inner, stop = der.header(padded, first, last, padded[first])
        yield {**_field(by_tag[padded[start]], told, inner, stop), "at": [start, last]}
        start = last


def _entries(listed: ListOf, told: _Bytes, start: int, end: int) -> Iterator[Json]:
    padded, number = told.data + der.PADDING, 0
    while start < end:
        first, last = der.header(padded, start, end, padded[start])
        number += 1
        each = Field(attribute=f"{number}", name=f"{number}", tag=0, type=listed.element)
        yield {**_field(each, told, first, last), "at": [start, last]}
        start = last


def _field(each: Field, told: _Bytes, start: int, end: int) -> Json:
    kind, name = each.type, each.name or (each.attribute or "")
    if isinstance(kind, Kind):
        return _primitive(each, kind, told, start, end)
    if isinstance(kind, ListOf):
        if isinstance(kind.element, Kind):
            values = [_value(kind.element, told.data, *x) for x in _places(told, start, end)]
            return {"name": name, "value": say(each.attribute or name, tuple(values))}
        return {"name": name, "in": list(_entries(kind, told, start, end))}
    inside = list(_message(kind, told, start, end))
    if kind is PrincipalName:
        return {"name": name, "value": inside[-1]["value"].replace(", ", "/"), "in": inside}
    if kind is Key:
        return _key(name, inside, told, start, end)
    if kind is EncryptedData:
        return _sealed(name, inside, told, start, end)
    return _padata(inside, told) if kind is m.PaData else {"name": name, "in": inside}


def _primitive(each: Field, kind: Kind, told: _Bytes, start: int, end: int) -> Json:
    value = _value(kind, told.data, start, end)
    shown = {"name": each.name, "value": say(each.attribute or each.name.replace("-", "_"), value)}
    if each.name != "e-data":
        return shown
    try:
        m.decode(m.MethodData, told.data[start:end])
    except MalformedMessage:
        return shown
    first, last = der.header(told.data + der.PADDING, start, end, der.SEQUENCE)
    return {"name": each.name, "in": list(_message(m.MethodData, told, first, last))}


def _value(kind: Kind, data: bytes, start: int, end: int) -> object:
    content = data[start:end]
    match kind:
        case Kind.BOOLEAN:
            return content == b"\xff"
        case Kind.FLAGS:
            return der.flags(data, start, end)
        case Kind.OCTETS:
            return content
        case Kind.TIME:
            return der.seconds(content)
        case Kind.STRING:
            return content.decode("utf-8", "replace")
    return int.from_bytes(content, "big", signed=True)


def _places(told: _Bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    padded = told.data + der.PADDING
    while start < end:
        first, last = der.header(padded, start, end, padded[start])
        yield first, last
        start = last


def _key(name: str, inside: list[Json], told: _Bytes, start: int, end: int) -> Json:
    key = m.decode(Key, _whole(told.data, start, end))
    last = inside[-1]["at"]
    told.secret.append((last[1] - len(key.value), last[1]))
    inside[-1]["value"] = f"fingerprint {key.fingerprint}"
    return {"name": name, "value": f"{wording.etype(key.etype)}, fingerprint {key.fingerprint}", "in": inside}


def _whole(data: bytes, start: int, end: int) -> bytes:
    """A sequence with its header, from where its contents lie."""
    size = end - start
    length = bytes([size]) if size < 0x80 else b"\x81" + bytes([size]) if size < 0x100 else b"\x82" + size.to_bytes(2)
    return bytes([der.SEQUENCE]) + length + data[start:end]


def _padata(inside: list[Json], told: _Bytes) -> Json:
    """One element of pre-authentication data, named by its type and looked into."""
    value_at = inside[-1]["at"]
    number = _number(told, inside[0]["at"])
    kind = PaDataType(number)
    shown = {"name": kind.name.replace("_", "-"), "value": inside[-1].get("value", "")}
    padded = told.data + der.PADDING
    start, end = der.header(padded, value_at[0], value_at[1], padded[value_at[0]])
    start, end = der.header(padded, start, end, padded[start])
    cls = PADATA.get(number)
    if cls is m.PaSupportedEnctypes and end - start == 4:
        return {**shown, "value": say("mask", int.from_bytes(told.data[start:end], "little"))}
    if cls is None or cls is m.PaSupportedEnctypes:
        return shown
    try:
        m.decode(cls, told.data[start:end])
    except MalformedMessage:
        return shown
    first, last = der.header(padded, start, end, padded[start])
    fields = list(_message(cls, told, first, last))
    if cls is EncryptedData:
        return _sealed(shown["name"], fields, told, first, last)
    return {"name": shown["name"], "in": fields}


def _number(told: _Bytes, at: list[int]) -> int:
    padded = told.data + der.PADDING
    start, end = der.header(padded, at[0], at[1], padded[at[0]])
    start, end = der.header(padded, start, end, padded[start])
    return int.from_bytes(told.data[start:end], "big", signed=True)


def _sealed(name: str, inside: list[Json], told: _Bytes, start: int, end: int) -> Json:
    box = m.decode(EncryptedData, _whole(told.data, start, end))
    value = wording.etype(box.etype) + (f", kvno {box.kvno}" if box.kvno is not None else "")
    failed: list[tuple[Sealed, Json]] = []
    shown = {"name": name, "value": value, "etype": int(box.etype), "in": inside}
    for each in [k for k in told.ring.keys if k.key.etype == box.etype][:MOST_TRIED]:
        try:
            plain = decrypt(each.key, each.usage, box.cipher)
        except CryptoError:
            failed.append((each, _holder(each)))
            continue
        shut = [said for other, said in failed if (other.usage, other.part) == (each.usage, each.part)]
        box_told = {"by": _holder(each), "not_by": shut, **_opened(each.usage, plain, told.ring)}
        return {**shown, "box": told.ring.pool.put(box_told)}
    return {**shown, "box": told.ring.pool.put({"by": None, "not_by": [said for _, said in failed]})}


def _holder(sealed: Sealed) -> Json:
    return {"holder": sealed.holder, "salt": sealed.salt, "fingerprint": sealed.key.fingerprint}


def _opened(usage: int, plain: bytes, ring: Ring) -> Json:
    """What lies in an opened part; DES leaves up to seven bytes of padding behind it."""
    cls = PARTS.get(usage)
    for spare in range(8) if cls is not None else ():
        data = plain[: len(plain) - spare]
        assert cls is not None
        try:
            part: Any = m.decode(cls, data)
        except MalformedMessage:
            continue
        if usage == KeyUsage.TICKET:
            ring.learns(part.key)
        told = _Bytes(data, ring)
        start, end = der.header(data + der.PADDING, 0, len(data), data[0])
        fields = list(_message(cls, told, start, end))
        return {"kind": schema_of(cls).layout.name, "fields": fields, "hex": told.hex}
    return {"kind": "plain bytes", "fields": [], "hex": "**" * len(plain)}
