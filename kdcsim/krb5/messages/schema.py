"""A message's definition, read from its dataclass once."""

from __future__ import annotations

from dataclasses import dataclass, fields
from types import NoneType
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from kdcsim.krb5.key import EncryptedData, Key
from kdcsim.krb5.messages.der import APPLICATION, SEQUENCE
from kdcsim.krb5.messages.layout import Int32, KerberosString, Kind, Layout, OctetString, UInt32
from kdcsim.krb5.principal import PrincipalName


@dataclass(frozen=True, slots=True)
class ListOf:
    """SEQUENCE OF."""

    element: Kind | type


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field: its attribute (None for a constant), ASN.1 name, context tag, type, and what else there is to say."""

    attribute: str | None
    name: str
    tag: int
    type: Kind | ListOf | type
    optional: bool = False
    constant: int = 0
    keep: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """A message: its class, what is around it, and its fields in the order of the wire."""

    cls: type
    layout: Layout
    fields: tuple[Field, ...]

    @property
    def has_msg_type(self) -> bool:
        """Whether the message says its own application tag."""
        return any(field.attribute == "msg_type" for field in self.fields)


# Values of other rooms, which know nothing of ASN.1 (RFC 4120 sections 5.2.2 and 5.2.9).
_GUESTS: dict[type, tuple[str, dict[str, Any]]] = {
    PrincipalName: (
        "PrincipalName",
        {
            "name_type": Annotated[Int32, 0],
            "components": Annotated[tuple[KerberosString, ...], 1, "name-string"],
        },
    ),
    Key: ("EncryptionKey", {"etype": Annotated[Int32, 0, "keytype"], "value": Annotated[OctetString, 1, "keyvalue"]}),
    EncryptedData: (
        "EncryptedData",
        {"etype": Annotated[Int32, 0], "kvno": Annotated[UInt32 | None, 1], "cipher": Annotated[OctetString, 2]},
    ),
}


def schema_of(cls: type) -> Schema:
    """Tell the definition of a message. Raises TypeError if the class is none."""
    return _SCHEMAS.get(cls) or _SCHEMAS.setdefault(cls, _schema(cls))


_SCHEMAS: dict[type, Schema] = {}


def _schema(cls: type) -> Schema:
    if cls in _GUESTS:
        name, hints = _GUESTS[cls]
        return Schema(cls=cls, layout=Layout(name=name), fields=tuple(_field(*hint) for hint in hints.items()))
    layout = getattr(cls, "LAYOUT", None)
    if not isinstance(layout, Layout):
        raise TypeError(f"{cls.__name__} is not a Kerberos message")
    hints = get_type_hints(cls, include_extras=True)
    kept = set(layout.keeps.values())
    found = [_field(f.name, hints[f.name], layout) for f in fields(cls) if f.name not in kept]
    found += [
        Field(attribute=None, name=name, tag=tag, type=Kind.INT32, constant=value)
        for tag, (name, value) in layout.constants.items()
    ]
    return Schema(cls=cls, layout=layout, fields=tuple(sorted(found, key=lambda field: field.tag)))


def tag_of(kind: Kind | ListOf | type) -> int:
    """The tag under which a value of this type stands."""
    if isinstance(kind, Kind):
        return kind.tag
    if isinstance(kind, ListOf):
        return SEQUENCE
    application = schema_of(kind).layout.application
    return APPLICATION | next(iter(application)) if application else SEQUENCE


def _field(attribute: str, hint: Any, layout: Layout | None = None) -> Field:
    name = attribute.replace("_", "-")
    if layout is not None and layout.sequence_of:
        return Field(attribute=attribute, name="", tag=0, type=_type(hint))
    hint, *rest = get_args(hint)
    if isinstance(rest[0], Kind):  # Annotated flattens: (int, kind, tag, name)
        hint = Annotated[hint, rest.pop(0)]
    tag, name = rest[0], (rest[1] if len(rest) > 1 else name)
    arguments = get_args(hint) if get_origin(hint) is not Annotated else ()
    optional = NoneType in arguments
    inner = next(a for a in arguments if a is not NoneType) if optional else hint
    keep = layout.keeps.get(tag) if layout is not None else None
    return Field(attribute=attribute, name=name, tag=tag, type=_type(inner), optional=optional, keep=keep)


def _type(hint: Any) -> Kind | ListOf | type:
    if get_origin(hint) is Annotated:
        kind = get_args(hint)[1]
        assert isinstance(kind, Kind)
        return kind
    if get_origin(hint) is tuple:
        element = _type(get_args(hint)[0])
        assert not isinstance(element, ListOf)
        return ListOf(element)
    assert isinstance(hint, type)
    return hint
