"""Random messages, made from the definitions of the messages themselves."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, TypeVar

from kdcsim.krb5 import messages
from kdcsim.krb5.messages import EncryptedData, Key, PrincipalName
from kdcsim.krb5.messages.layout import Kind
from kdcsim.krb5.messages.schema import ListOf, schema_of

T = TypeVar("T")

MESSAGES: tuple[type[Any], ...] = (
    PrincipalName,
    Key,
    EncryptedData,
    *(
        cls
        for name in messages.__all__
        if isinstance(cls := getattr(messages, name), type) and hasattr(cls, "LAYOUT") and name != "AdIfRelevant"
    ),
)
"""Every message that has a definition, once."""

TEXTS = ("", "a", "CORP.EXAMPLE", "HTTP", "web.corp.example", "Zoë", "\N{SNOWMAN}" * 50, "x" * 126, "y" * 300)
NOT_UTF8 = (b"caf\xe9".decode("utf-8", "surrogateescape"), b"\xff\x80\xed\xa0\x80".decode("utf-8", "surrogateescape"))
SIZES = (0, 1, 2, 20, 100, 122, 123, 124, 125, 126, 127, 128, 129, 250, 255, 256, 257, 700, 70_000)
INTEGERS = (0, 1, 5, 18, 23, 127, 128, 255, 256, 32_767, 32_768, 0x7FFFFF, 0x800000, 0x7FFFFFFF)
_UNEVEN = (-0x80, -0x8000, -0x800000, -0x80000000)
"""pyasn1 0.6 encodes these with a byte more than DER allows; strict decoders refuse that."""

TIMES = (0, 1, -1, 951_782_400, 1_700_000_000, 2_145_916_800, 253_402_300_799, -62_135_596_800)


def sample(cls: type[T], dice: Random, *, for_pyasn1: bool = False) -> T:
    """Make a message of a class; ``for_pyasn1``: without what pyasn1 cannot hold.

    That is: strings that are not UTF-8, the integers of ``_UNEVEN``, and optional lists that are there but empty.
    """
    schema = schema_of(cls)
    values = {
        field.attribute: None if field.optional and dice.random() < 0.5 else _value(field.type, dice, for_pyasn1)
        for field in schema.fields
        if field.attribute is not None
    }
    if for_pyasn1:
        optional = [field.attribute for field in schema.fields if field.attribute and field.optional]
        values |= {name: None for name in optional if values[name] == ()}
    if "msg_type" in values:
        values["msg_type"] = dice.choice(tuple(schema.layout.application))
    return cls(**values)


def tag_for(cls: type, dice: Random) -> int | None:
    """Choose an application tag where the message leaves a choice."""
    schema = schema_of(cls)
    return None if schema.has_msg_type else dice.choice([*schema.layout.application] or [None])


def has_flags(kind: Any) -> bool:
    """Whether a message has a flag field, the only kind that has more than one encoding."""
    if isinstance(kind, Kind):
        return kind is Kind.FLAGS
    if isinstance(kind, ListOf):
        return has_flags(kind.element)
    return any(has_flags(field.type) for field in schema_of(kind).fields)


def _even(value: int, for_pyasn1: bool) -> int:
    return -value - 1 if for_pyasn1 and value in _UNEVEN else value


def _value(kind: Kind | ListOf | type, dice: Random, for_pyasn1: bool) -> Any:
    if isinstance(kind, ListOf):
        return tuple(_value(kind.element, dice, for_pyasn1) for _ in range(dice.choice((0, 1, 2, 3, 5))))
    if isinstance(kind, type):
        return sample(kind, dice, for_pyasn1=for_pyasn1)
    makers: dict[Kind, Callable[[], Any]] = {
        Kind.INT32: lambda: _even(dice.choice(INTEGERS) * dice.choice((1, 1, -1)) - dice.randrange(2), for_pyasn1),
        Kind.UINT32: lambda: dice.choice((*INTEGERS, 0x80000000, 0xFFFFFFFF, dice.getrandbits(32))),
        Kind.MICROSECONDS: lambda: dice.choice((0, 1, 999_999, dice.randrange(1_000_000))),
        Kind.BOOLEAN: lambda: dice.random() < 0.5,
        Kind.FLAGS: lambda: dice.choice((0, 1, 0xFFFFFFFF, 0x40810010, dice.getrandbits(32))),
        Kind.OCTETS: lambda: bytes([dice.randrange(256)]) * dice.choice(SIZES[: 19 if dice.random() < 0.02 else 18]),
        Kind.TIME: lambda: dice.choice(TIMES),
        Kind.STRING: lambda: dice.choice(TEXTS if for_pyasn1 else TEXTS + NOT_UTF8),
    }
    return makers[kind]()
