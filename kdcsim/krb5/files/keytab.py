"""Keytab: long-term keys in the file format of MIT krb5 (doc/formats/keytab_file_format, version 5.2).

A keytab is big-endian: the two bytes 05 02, then entries, each behind its length; a negative length is a hole.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kdcsim.errors import MalformedMessage
from kdcsim.krb5.files.octets import Octets, counted, counted_text
from kdcsim.krb5.key import Key
from kdcsim.krb5.principal import Principal, PrincipalName

VERSION = b"\x05\x02"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeytabEntry:
    """One key of one principal. ``at`` is seconds since the epoch: when the key was written."""

    principal: Principal
    kvno: int
    key: Key
    at: int = 0


def encode_keytab(entries: Iterable[KeytabEntry]) -> bytes:
    """Write a keytab."""
    return VERSION + b"".join(counted(_entry(entry), 4) for entry in entries)


def decode_keytab(data: bytes) -> tuple[KeytabEntry, ...]:
    """Read a keytab. Raises MalformedMessage."""
    octets = Octets(data, "keytab")
    if octets.take(2) != VERSION:
        raise MalformedMessage(f"keytab: expected the version {VERSION.hex()}, found {data[:2].hex()}")
    entries = []
    while octets.left:
        length = octets.number(4, signed=True)
        content = octets.take(abs(length))
        if length > 0:
            entries.append(_read(Octets(content, "keytab entry")))
    return tuple(entries)


def _entry(entry: KeytabEntry) -> bytes:
    name = entry.principal.name
    parts = (entry.principal.realm, *name.components)
    return b"".join(
        (
            len(name.components).to_bytes(2, "big"),
            *(counted_text(part, 2) for part in parts),
            (name.name_type & 0xFFFFFFFF).to_bytes(4, "big"),
            entry.at.to_bytes(4, "big"),
            bytes((entry.kvno & 0xFF,)),
            (entry.key.etype & 0xFFFF).to_bytes(2, "big"),
            counted(entry.key.value, 2),
            entry.kvno.to_bytes(4, "big"),
        )
    )


def _read(octets: Octets) -> KeytabEntry:
    count = octets.number(2)
    realm = octets.text(2)
    components = tuple(octets.text(2) for _ in range(count))
    name_type, at, kvno = octets.number(4, signed=True), octets.number(4), octets.number(1)
    key = Key(etype=octets.number(2, signed=True), value=octets.counted(2))
    if octets.left >= 4:
        kvno = octets.number(4) or kvno
    name = PrincipalName(name_type=name_type, components=components)
    return KeytabEntry(principal=Principal(name=name, realm=realm), kvno=kvno, key=key, at=at)
