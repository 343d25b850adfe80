"""Encode, decode and peek: the door to the codec.

Law of the room: whatever the bytes, ``decode`` returns a value or raises MalformedMessage with the path to the fault.
Decoding is strict: fields that RFC 4120 does not have are refused, since nothing simulated here extends a message so.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from kdcsim.errors import MalformedMessage
from kdcsim.krb5.messages.kdc import KdcReqBody
from kdcsim.krb5.messages.layout import MAX_BYTES
from kdcsim.krb5.messages.padata import PaSupportedEnctypes
from kdcsim.krb5.numbers import MessageType

T = TypeVar("T")


def encode(message: object, *, tag: int | None = None) -> bytes:
    """Encode a message as DER; ``tag`` chooses among several application tags (EncKdcRepPart: 25, the default, or 26).

    Raises ValueError for a value that its field cannot hold.
    """
    write = _ENCODERS.get(type(message)) or _new_encoder(type(message))
    try:
        return write(message, tag)
    except (OverflowError, ValueError) as error:
        raise ValueError(f"{type(message).__name__}: {error}") from error


def encode_body(body: KdcReqBody) -> bytes:
    """Encode a request body alone: what the checksum of a TGS request covers."""
    return encode(body)


def decode(cls: type[T], data: bytes, *, max_bytes: int = MAX_BYTES) -> T:
    """Decode one whole message. Raises MalformedMessage on any bytes that are not exactly one."""
    if len(data) > max_bytes:
        raise MalformedMessage(f"{cls.__name__}: expected at most {max_bytes} bytes, found {len(data)}")
    decoded = (_DECODERS.get(cls) or _new_decoder(cls))(data)
    assert isinstance(decoded, cls)
    return decoded


def peek(data: bytes) -> MessageType | None:
    """Tell from the first byte which message this claims to be; None if it has no application tag that is known."""
    return _CLAIMS.get(data[0]) if data else None


def _new_encoder(cls: type) -> Callable[[Any, int | None], bytes]:
    """Make the function that encodes a whole message under the application tag that it says, or that is chosen."""
    from kdcsim.krb5.messages.der import APPLICATION, head
    from kdcsim.krb5.messages.schema import schema_of
    from kdcsim.krb5.messages.writer import encoder

    schema, write = schema_of(cls), encoder(cls)
    numbers, has_msg_type = tuple(schema.layout.application), schema.has_msg_type

    def encode_whole(message: Any, tag: int | None) -> bytes:
        number = message.msg_type if has_msg_type else numbers[0] if tag is None else tag
        if number not in numbers or (tag is not None and tag != number):
            raise ValueError(f"application tag {number if tag is None else tag} is not one that it can have")
        content = write(message)
        return head(APPLICATION | number, len(content)) + content

    def encode_bare(message: Any, tag: int | None) -> bytes:
        if tag is not None:
            raise ValueError(f"there is no application tag {tag}")
        return write(message)

    _ENCODERS[cls] = encode_whole if numbers else encode_bare
    return _ENCODERS[cls]


def _new_decoder(cls: type) -> Callable[[bytes], object]:
    """Make the function that decodes a whole message and turns a Fault into MalformedMessage."""
    from kdcsim.krb5.messages.der import APPLICATION, PADDING, SEQUENCE, Fault, only, tag_name
    from kdcsim.krb5.messages.reader import decoder
    from kdcsim.krb5.messages.schema import schema_of

    schema, read = schema_of(cls), decoder(cls)
    names = {APPLICATION | number: name for number, name in schema.layout.application.items()} or {
        SEQUENCE: schema.layout.name
    }
    has_msg_type = schema.has_msg_type

    def decode_whole(data: bytes) -> object:
        tag, end = data[0] if data else 0, len(data)
        try:
            if tag not in names:
                expected = " or ".join(map(tag_name, names))
                raise Fault(expected, f"0x{tag:02x}" if data else "the end", 0)
            padded = bytes(data) + PADDING
            message = read(padded, only(padded, 0, end, tag), end)
            if has_msg_type and message.msg_type != tag & 0x1F:
                raise Fault(f"msg-type {tag & 0x1F}", str(message.msg_type), 0)
        except Fault as fault:
            raise MalformedMessage(fault.sentence(names.get(tag, schema.layout.name))) from None
        return message

    _DECODERS[cls] = decode_whole
    return decode_whole


def _supported_enctypes(data: bytes) -> PaSupportedEnctypes:
    if len(data) != 4:
        raise MalformedMessage(f"PA-SUPPORTED-ENCTYPES: expected 4 bytes, found {len(data)}")
    return PaSupportedEnctypes(mask=int.from_bytes(data, "little"))


def _supported_enctypes_bytes(message: PaSupportedEnctypes, _tag: int | None) -> bytes:
    return message.mask.to_bytes(4, "little")


_CLAIMS = {0x60 | number: number for number in MessageType}
_ENCODERS: dict[type, Callable[[Any, int | None], bytes]] = {PaSupportedEnctypes: _supported_enctypes_bytes}
_DECODERS: dict[type, Callable[[bytes], object]] = {PaSupportedEnctypes: _supported_enctypes}
