"""Encode, decode and peek: the door to the codec."""

from __future__ import annotations

from typing import TypeVar

from kdcsim.krb5.messages.kdc import KdcReqBody
from kdcsim.krb5.messages.layout import MAX_BYTES
from kdcsim.krb5.numbers import MessageType

T = TypeVar("T")


def encode(message: object, *, tag: int | None = None) -> bytes:
    """Encode a message as DER; ``tag`` chooses among several application tags (EncKdcRepPart: 25 or 26)."""
    raise NotImplementedError


def decode(cls: type[T], data: bytes, *, max_bytes: int = MAX_BYTES) -> T:
    """Decode one whole message. Raises MalformedMessage on any bytes that are not exactly one."""
    raise NotImplementedError


def peek(data: bytes) -> MessageType | None:
    """Tell from the first byte which message this claims to be; None if it has no application tag that we know."""
    raise NotImplementedError


def encode_body(body: KdcReqBody) -> bytes:
    """Encode a request body alone: what the checksum of a TGS request covers."""
    return encode(body)
