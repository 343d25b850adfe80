"""The encoders, generated: one straight-line function per message, compiled at first use.

Law of the room: source text in, functions out. A generated function returns the whole SEQUENCE, without an application
tag. Each field is one expression; headers of short contents and small integers come out of tables, made once per tag.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from kdcsim.krb5.messages import der
from kdcsim.krb5.messages.der import APPLICATION, CONTEXT, RANGES, SEQUENCE, explicit, explicit_integer, head
from kdcsim.krb5.messages.layout import Kind
from kdcsim.krb5.messages.schema import Field, ListOf, Schema, schema_of, tag_of

Encoder = Callable[[Any], bytes]

_NAMESPACE: dict[str, Any] = {
    "Kind": Kind,
    "explicit": explicit,
    "explicit_integer": explicit_integer,
    "head": head,
    "octets": der.octets,
    "time_text": der.time_text,
}


def encoder(kind: ListOf | type) -> Encoder:
    """Make the function that encodes a message or list, and all that it contains."""
    name = _name(kind)
    if name not in _NAMESPACE:
        lines = [*(_list(name, kind.element) if isinstance(kind, ListOf) else _message(name, schema_of(kind)))]
        exec(compile("\n".join(lines), f"<{name}>", "exec"), _NAMESPACE)
    made: Encoder = _NAMESPACE[name]
    return made


def _name(kind: Kind | ListOf | type) -> str:
    if isinstance(kind, ListOf):
        return f"list_of_{_name(kind.element)}"
    return kind.name if isinstance(kind, Kind) else f"encode_{kind.__name__}"


def _heads(tag: int) -> str:
    """A table of the headers of a tag for contents of up to 127 bytes."""
    return _table(f"H{tag}", lambda: [head(tag, size) for size in range(128)])


def _table(name: str, make: Callable[[], list[bytes]]) -> str:
    if name not in _NAMESPACE:
        _NAMESPACE[name] = make()
    return name


def _message(name: str, schema: Schema) -> Iterator[str]:
    yield f"def {name}(m):"
    if schema.layout.sequence_of:
        yield f" v = m.{schema.fields[0].attribute}"
        yield f" return {_whole(schema.fields[0].type)}"
        return
    for position, field in enumerate(schema.fields):
        yield from _field(f"t{position}", field)
    parts = ", ".join(f"t{position}" for position in range(len(schema.fields)))
    yield f" c = b''.join(({parts},))"
    yield f" return {_wrapped(SEQUENCE, 'c')}"


def _field(target: str, field: Field) -> Iterator[str]:
    outer = CONTEXT | field.tag
    if field.attribute is None:
        yield f" {target} = {explicit_integer(outer, field.constant, Kind.INT32)!r}"
        return
    yield f" v = m.{field.attribute}"
    if field.optional:
        yield f" if v is None: {target} = b''"
        yield " else:"
    pad = "  " if field.optional else " "
    for line in _explicit(target, outer, field.type):
        yield pad + line


def _explicit(target: str, outer: int, kind: Kind | ListOf | type) -> Iterator[str]:
    """The lines that put ``v``, within its explicit tag, into ``target``."""
    if not isinstance(kind, Kind):
        yield f"c = {_whole(kind)}"
        yield f"{target} = {_wrapped(outer, 'c')}"
    elif kind in RANGES:
        table = _table(f"I{outer}", lambda: [explicit_integer(outer, value, Kind.INT32) for value in range(128)])
        yield f"{target} = {table}[v] if 0 <= v < 128 else explicit_integer({outer}, v, {kind})"
    elif kind in (Kind.OCTETS, Kind.STRING):
        table = _table(f"E{outer}_{kind.tag}", lambda: [explicit(outer, kind.tag, size) for size in range(126)])
        if kind is Kind.STRING:
            yield "v = octets(v)"
        yield f"{target} = ({table}[len(v)] if len(v) < 126 else explicit({outer}, {kind.tag}, len(v))) + v"
    else:
        size, content = {
            Kind.BOOLEAN: (1, "(b'\\xff' if v else b'\\0')"),
            Kind.FLAGS: (5, "b'\\0' + v.to_bytes(4, 'big')"),
            Kind.TIME: (15, "time_text(v)"),
        }[kind]
        yield f"{target} = {explicit(outer, kind.tag, size)!r} + {content}"


def _whole(kind: Kind | ListOf | type) -> str:
    """The expression for ``v`` with the tag of its own type."""
    if isinstance(kind, Kind):
        if kind in RANGES:
            table = _table("I", lambda: [bytes((0x02, 1, value)) for value in range(128)])
            _NAMESPACE["whole_integer"] = _whole_integer
            return f"{table}[v] if 0 <= v < 128 else whole_integer(v)"
        assert kind is Kind.STRING
        table = _heads(kind.tag)
        return f"({table}[len(c)] if len(c := octets(v)) < 128 else head({kind.tag}, len(c))) + c"
    encoder(kind)
    if isinstance(kind, type) and schema_of(kind).layout.application:
        return f"application({tag_of(kind)}, {_name(kind)}(v))"
    return f"{_name(kind)}(v)"


def _wrapped(tag: int, content: str) -> str:
    return f"({_heads(tag)}[len({content})] if len({content}) < 128 else head({tag}, len({content}))) + {content}"


def _list(name: str, element: Kind | type) -> Iterator[str]:
    yield f"def {name}(values):"
    yield f" c = b''.join([{_whole(element)} for v in values])"
    yield f" return {_wrapped(SEQUENCE, 'c')}"


def _whole_integer(value: int) -> bytes:
    content = der.integer_content(value, Kind.INT32)
    return head(Kind.INT32.tag, len(content)) + content


def application(tag: int, sequence: bytes) -> bytes:
    """Put an application tag around a message."""
    return head(APPLICATION | tag, len(sequence)) + sequence


_NAMESPACE["application"] = application
