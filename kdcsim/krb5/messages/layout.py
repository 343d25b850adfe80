"""How a field lies on the wire: the vocabulary in which the messages are written.

A message is a dataclass; each field says its type and its context tag, ``realm: Annotated[Realm, 1]``, and its ASN.1
name after the tag where that is not the Python name with hyphens. ``LAYOUT`` holds what no field says: the name, the
application tags, and the constants (``pvno``). ``T | None`` is OPTIONAL, ``tuple[T, ...]`` is SEQUENCE OF.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Annotated, Final

MAX_BYTES: Final = 1 << 20
"""The longest message that is decoded unless the caller says otherwise."""

MAX_ENTRIES: Final = 256
"""The longest SEQUENCE OF that is decoded."""


class Kind(Enum):
    """The primitive types of RFC 4120 section 5.2, and the DER tag of each."""

    INT32 = "Int32", 0x02
    UINT32 = "UInt32", 0x02
    MICROSECONDS = "Microseconds", 0x02
    BOOLEAN = "BOOLEAN", 0x01
    FLAGS = "KerberosFlags", 0x03
    OCTETS = "OCTET STRING", 0x04
    TIME = "KerberosTime", 0x18
    STRING = "KerberosString", 0x1B

    @property
    def tag(self) -> int:
        """The DER tag."""
        return self.value[1]


Int32 = Annotated[int, Kind.INT32]
"""INTEGER (-2147483648..2147483647)"""

UInt32 = Annotated[int, Kind.UINT32]
"""INTEGER (0..4294967295); negative ones down to -2147483648 are let through, as old and RODC peers send them."""

Microseconds = Annotated[int, Kind.MICROSECONDS]
"""INTEGER (0..999999)"""

Boolean = Annotated[bool, Kind.BOOLEAN]

KerberosFlags = Annotated[int, Kind.FLAGS]
"""BIT STRING, as a 32-bit word, bit 0 the highest; decoding fills up fewer bits, and drops any beyond the 32nd."""

OctetString = Annotated[bytes, Kind.OCTETS]

KerberosTime = Annotated[int, Kind.TIME]
"""GeneralizedTime without fractions, as seconds since 1970 (0001-01-01 to 9999-12-31)."""

KerberosString = Annotated[str, Kind.STRING]
"""GeneralString; bytes that are not UTF-8 survive as surrogates."""

Realm = KerberosString


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What a message looks like around its fields.

    ``application`` maps each application tag that it may carry to the name under it; the first is the default, unless
    the message has a field ``msg_type``, which then is the tag. ``constants`` maps context tags to a name and the one
    value allowed. ``sequence_of``: the message is its only field, a bare SEQUENCE OF. ``keeps`` maps a tag to the field
    that keeps its bytes.
    """

    name: str
    application: Mapping[int, str] = field(default_factory=dict)
    constants: Mapping[int, tuple[str, int]] = field(default_factory=dict)
    sequence_of: bool = False
    keeps: Mapping[int, str] = field(default_factory=dict)
