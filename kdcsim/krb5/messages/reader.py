"""The decoders, generated: one straight-line function per message, compiled at first use.

Law of the room: source text in, functions out; what a function does in the rare cases is in ``der``. A generated
function takes the padded bytes and where the contents begin and end. In the common cases of a field - the tags as
expected, both lengths of one byte, two or three - it compares bytes and slices; anything else goes through
``der.located``, which either finds its way or says what is wrong. ``f`` holds the name of the field at hand, for the
path of a Fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from kdcsim.krb5.messages import der
from kdcsim.krb5.messages.der import CONTEXT, RANGES
from kdcsim.krb5.messages.layout import MAX_ENTRIES, Kind
from kdcsim.krb5.messages.schema import Field, ListOf, Schema, schema_of, tag_of
from kdcsim.krb5.messages.ticket import Ticket
from kdcsim.krb5.principal import PrincipalName

Decoder = Callable[[bytes, int, int], Any]

_REPEATED: dict[ListOf | type, tuple[int, int]] = {
    PrincipalName: (1024, 96),
    ListOf(Kind.INT32): (1024, 96),
    Ticket: (256, 4096),
}
"""What clients send again and again - names, lists of etypes, a TGT: how many are remembered, and up to which size."""

_NAMESPACE: dict[str, Any] = {"new": object.__new__} | {
    function.__name__: function
    for function in (
        der.Fault,
        der.boolean,
        der.constant,
        der.flags,
        der.header,
        der.integer,
        der.located,
        der.only,
        der.time,
        der.unexpected,
    )
}


def decoder(kind: ListOf | type) -> Decoder:
    """Make the function that decodes the contents of a message or list, and of all that it contains."""
    name = _name(kind)
    if name not in _NAMESPACE:
        if isinstance(kind, ListOf):
            lines = [*_list(name, kind.element)]
        else:
            schema = schema_of(kind)
            _bind(schema)
            lines = [*(_alias(name, schema) if schema.layout.sequence_of else _message(name, schema))]
        exec(compile("\n".join(lines), f"<{name}>", "exec"), _NAMESPACE)
        if kind in _REPEATED:
            _NAMESPACE[name] = _remembered(_NAMESPACE[name], *_REPEATED[kind])
    made: Decoder = _NAMESPACE[name]
    return made


def _remembered(plain: Decoder, most: int, size: int) -> Decoder:
    """Decode contents that are seen again and again once. What is remembered is bounded."""

    @lru_cache(maxsize=most)
    def recall(content: bytes) -> Any:
        return plain(content + der.PADDING, 0, len(content))

    def remembered(data: bytes, start: int, end: int) -> Any:
        if end - start > size:
            return plain(data, start, end)
        try:
            return recall(data[start:end])
        except der.Fault as fault:
            fault.position += start
            raise

    return remembered


def _name(kind: Kind | ListOf | type) -> str:
    if isinstance(kind, ListOf):
        return f"list_of_{_name(kind.element)}"
    return kind.name if isinstance(kind, Kind) else f"decode_{kind.__name__}"


def _bind(schema: Schema) -> None:
    """Make the class and the setters of its slots known to the generated code: setting a slot directly costs half."""
    cls = schema.cls
    _NAMESPACE[cls.__name__] = cls
    attributes = [field.attribute for field in schema.fields if field.attribute]
    for attribute in [*attributes, *schema.layout.keeps.values()]:
        _NAMESPACE[f"{cls.__name__}_{attribute}"] = getattr(cls, attribute).__set__


def _message(name: str, schema: Schema) -> Iterator[str]:
    cls = schema.cls.__name__
    yield f"def {name}(b, i, end):"
    yield " f = ''"
    yield " try:"
    if schema.layout.application:
        yield "  if b[i] == 48 and b[i + 1] < 128 and i + 2 + b[i + 1] == end: i += 2"
        yield "  elif b[i] == 48 and b[i + 1] == 130 and b[i + 2] and i + 4 + (b[i + 2] << 8 | b[i + 3]) == end: i += 4"
        yield "  else: i = only(b, i, end, 48)"
    yield f"  o = new({cls})"
    for field in schema.fields:
        yield from _field(cls, field)
    yield "  if i != end:"
    yield "   f = ''"
    yield "   raise unexpected(b, end, i)"
    yield "  return o"
    yield " except Fault as fault:"
    yield "  fault.path.append(f)"
    yield "  raise"


def _field(cls: str, field: Field) -> Iterator[str]:
    outer, inner, pad = CONTEXT | field.tag, tag_of(field.type), "  "
    yield f"{pad}f = {field.name!r}"
    if field.optional:
        yield f"{pad}if b[i] == {outer} and i < end:"
        pad = "   "
    if field.keep:
        yield f"{pad}s, e = header(b, i, end, {outer})"
        yield f"{pad}{cls}_{field.keep}(o, b[s:e])"
    for line in _found(outer, inner, may_be_long=not isinstance(field.type, Kind) or field.type is Kind.OCTETS):
        yield pad + line
    yield f"{pad}else: s, e = located(b, i, end, {outer}, {inner})"
    if field.attribute is None:
        yield f"{pad}if e - s != 1 or b[s] != {field.constant}: constant(b, s, e, {field.constant})"
    else:
        yield f"{pad}{cls}_{field.attribute}(o, {_value(field.type)})"
    yield f"{pad}i = e"
    if field.optional:
        yield f"  else: {cls}_{field.attribute}(o, None)"


def _found(outer: int, inner: int, *, may_be_long: bool) -> Iterator[str]:
    """The common cases of an element within an explicit tag: its contents go from ``s`` to ``e``."""
    yield (
        f"if b[i] == {outer} and b[i + 2] == {inner} and b[i + 1] == b[i + 3] + 2 < 128"
        " and (e := i + 2 + b[i + 1]) <= end: s = i + 4"
    )
    if may_be_long:
        yield (
            f"elif b[i] == {outer} and b[i + 1] == b[i + 4] == 129 and b[i + 3] == {inner}"
            " and 131 <= b[i + 2] == b[i + 5] + 3 and (e := i + 3 + b[i + 2]) <= end: s = i + 6"
        )
        yield (
            f"elif b[i] == {outer} and b[i + 1] == b[i + 5] == 130 and b[i + 4] == {inner} and b[i + 6]"
            " and (n := b[i + 2] << 8 | b[i + 3]) == (b[i + 6] << 8 | b[i + 7]) + 4"
            " and (e := i + 4 + n) <= end: s = i + 8"
        )


def _value(kind: Kind | ListOf | type) -> str:
    """The expression that turns the contents from ``s`` to ``e`` into a value."""
    if not isinstance(kind, Kind):
        decoder(kind)
        return f"{_name(kind)}(b, s, e)"
    if kind in RANGES:
        low, high = RANGES[kind]
        middle = "int.from_bytes(b[s:e], 'big') if e - s == 4 and 0 < b[s] < 128 else " if kind is Kind.UINT32 else ""
        return f"b[s] if e - s == 1 and b[s] < 128 else {middle}integer(b, s, e, {low}, {high})"
    return {
        Kind.BOOLEAN: "boolean(b, s, e)",
        Kind.FLAGS: "int.from_bytes(b[s + 1 : e], 'big') if e - s == 5 and not b[s] else flags(b, s, e)",
        Kind.OCTETS: "b[s:e]",
        Kind.TIME: "time(b, s, e)",
        Kind.STRING: "b[s:e].decode('utf-8', 'surrogateescape')",
    }[kind]


def _list(name: str, element: Kind | type) -> Iterator[str]:
    tag = tag_of(element)
    yield f"def {name}(b, i, end):"
    yield " values = []"
    yield " try:"
    yield "  while i < end:"
    yield f"   if b[i] == {tag} and b[i + 1] < 128 and (e := i + 2 + b[i + 1]) <= end: s = i + 2"
    yield f"   else: s, e = header(b, i, end, {tag})"
    yield f"   if len(values) == {MAX_ENTRIES}: raise Fault('at most {MAX_ENTRIES} entries', 'more', i)"
    yield f"   values.append({_value(element)})"
    yield "   i = e"
    yield "  return tuple(values)"
    yield " except Fault as fault:"
    yield "  fault.path.append(f'[{len(values)}]')"
    yield "  raise"


def _alias(name: str, schema: Schema) -> Iterator[str]:
    """A message that is a bare SEQUENCE OF."""
    cls, attribute = schema.cls.__name__, schema.fields[0].attribute
    yield f"def {name}(b, s, e):"
    yield f" o = new({cls})"
    yield f" {cls}_{attribute}(o, {_value(schema.fields[0].type)})"
    yield " return o"
