"""Number and Flags: enums that any value may enter.

Law of the room: a value without a name becomes a member that is made afresh and kept nowhere, so that hostile input
cannot grow memory (``enum`` itself keeps every combination of an ``IntFlag`` for ever).
"""

from __future__ import annotations

from enum import IntEnum, IntFlag
from enum import property as enum_property
from typing import Self

WORD = 0xFFFFFFFF


class Number(IntEnum):
    """An assigned number; unknown values survive under the name ``UNKNOWN(0x..)``."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, int):
            return None
        member = int.__new__(cls, value)
        member._value_ = int(value)
        member._name_ = f"UNKNOWN({value:#x})"
        return member

    @property
    def is_known(self) -> bool:
        """Whether this number has been assigned a name."""
        return self._value_ in type(self)._value2member_map_


class Flags(IntFlag):
    """KerberosFlags (RFC 4120 section 5.2.8) as one 32-bit word: bit 0 of the RFC is 0x80000000 here.

    Bits beyond the 32nd are dropped. Names join with ``|``; bits without a name stay, and print as ``UNKNOWN(0x..)``.
    """

    @classmethod
    def _missing_(cls, value: object) -> Self:
        if not isinstance(value, int):
            raise ValueError(f"{value!r} is not a valid {cls.__name__}")
        word = int(value) & WORD
        known = cls._value2member_map_.get(word)
        if known is not None:
            return known  # type: ignore[return-value]
        member = int.__new__(cls, word)
        member._value_ = word
        member._name_ = ""  # a combination is named when somebody asks: requests make many, and print few
        member._inverted_ = None  # type: ignore[attr-defined]
        return member

    @enum_property
    def name(self) -> str:
        """The names of the bits that are set, joined with ``|``."""
        return self._name_ or "|".join(_names(type(self), self._value_)) or "NONE"

    def __repr__(self) -> str:
        return f"<{type(self).__name__}.{self.name}: {self._value_}>"

    def __invert__(self) -> Self:
        """The other bits of the word."""
        return type(self)(self._value_ ^ WORD)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the bits that are set, from bit 0 on, in the RFC's spelling: ("forwardable", "renewable-ok")."""
        found = _names(type(self), self._value_)
        return tuple(n if n.startswith("UNKNOWN") else n.lower().replace("_", "-") for n in found)


def _names(cls: type[Flags], word: int) -> list[str]:
    found = [str(flag._name_) for flag in cls if flag._value_ & word]
    rest = word & ~sum(flag._value_ for flag in cls)
    return [*found, f"UNKNOWN({rest:#x})"] if rest else found
