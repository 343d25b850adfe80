"""Windows values: etypes, masks, error codes, builds, updates, registry values - by the names administrators know."""

from __future__ import annotations

from dataclasses import dataclass

from kdcsim.ad import supported
from kdcsim.ad.policy import CLIENTS, GENERATIONS, LADDERS, UPDATE_LEVELS, UPDATES
from kdcsim.ad.settings import CATALOGUE, find
from kdcsim.krb5.numbers import ErrorCode, EType
from kdcsim.scenario import codes
from kdcsim.scenario.faults import did_you_mean, listing
from kdcsim.scenario.node import ListNode, MapNode, Node, ScalarNode, is_null
from kdcsim.scenario.scalar import as_integer
from kdcsim.scenario.vocabulary.kind import HEX, Kind, OneOf, Reading, Schema, Whole, short
from kdcsim.world.record import Outcome
from kdcsim.world.state import FUNCTIONAL_LEVELS

ETYPES: dict[str, int] = {each.label.lower(): int(each) for each in EType} | {
    each.standard_name.lower(): int(each) for each in EType
}
_ETYPE_NUMBERS = frozenset(int(each) for each in EType)
_ERROR_NUMBERS = frozenset(int(each) for each in ErrorCode)
MASKS: dict[str, int] = {
    "AES256": supported.AES256,
    "AES128": supported.AES128,
    "RC4": supported.RC4,
    "DES-MD5": supported.DES_MD5,
    "DES-CRC": supported.DES_CRC,
    "AES-SK": supported.AES_SK,
    "FAST": supported.FAST,
    "compound-identity": supported.COMPOUND_IDENTITY,
    "claims": supported.CLAIMS,
    "no-SID-compression": supported.NO_RESOURCE_SID_COMPRESSION,
}
DEFINED_BITS = sum(MASKS.values())
_MASK_BY_LOW = {name.lower(): bit for name, bit in MASKS.items()}
DWORD = Whole(0, 0xFFFFFFFF, "a number of 32 bits")


def build_name(text: str) -> str:
    """``2008 R2 SP1`` and ``Windows Server 2008R2`` are both ``2008R2``: a service pack changes nothing in Kerberos."""
    words = [w for w in text.split() if w.lower() not in ("windows", "server") and not w.upper().startswith("SP")]
    joined = "".join(words)
    return joined[:-2] + "R2" if joined.lower().endswith("r2") else joined


CLIENT_OS = OneOf("a Windows that a host can run", {name: name for name in CLIENTS}, fold=build_name)
DC_OS = OneOf("a Windows that a DC can run", {os: os for os, _ in GENERATIONS}, fold=build_name)
LEVEL = OneOf("a functional level", {name: name for name in FUNCTIONAL_LEVELS}, fold=build_name)
UPDATE_LEVEL = OneOf("an update level", {name: name for name in UPDATE_LEVELS})
KB = OneOf("an update that kdcsim knows", {name: name for name in UPDATES}, fold=str.upper)
OUTCOME = OneOf("an outcome", {each.value: each.value for each in Outcome})
RULE = OneOf("a rule", {rule.name: rule.name for ladder in LADDERS for rule in ladder.rules})


@dataclass(frozen=True, slots=True)
class Etype(Kind[int]):
    """An etype by label, standard name or number."""

    words: str = "an etype such as AES256, RC4 or 18"

    def read(self, node: Node, reading: Reading) -> int | None:
        """Read it."""
        if not isinstance(node, ScalarNode) or is_null(node):
            return self.refuse(node, reading)
        value = ETYPES.get(node.text.lower())
        if value is None:
            value = as_integer(node)
        if value is None or value not in _ETYPE_NUMBERS:
            known = ("AES256", "AES128", "RC4", "DES-MD5", "DES-CRC", "AES128-SHA256", "AES256-SHA384")
            message = f"`{short(node.text)}` is not an etype"
            return self.fault(
                reading, node, codes.UNKNOWN_VALUE, message, help=did_you_mean(node.text, known), note=listing(known)
            )
        return value

    def schema(self) -> Schema:
        """A name or a number."""
        return {"type": ["string", "integer"]}


@dataclass(frozen=True, slots=True)
class Mask(Kind[int | str]):
    """msDS-SupportedEncryptionTypes: one name, a list of names, or the number. ``unset`` is a value of its own."""

    words: str = "etype bits such as 0x18, AES256 or [AES128, AES256]"
    may_be_unset: bool = False

    def read(self, node: Node, reading: Reading) -> int | str | None:
        """Read it; bits without a meaning are kept, with a warning."""
        if isinstance(node, MapNode) or is_null(node):
            return self.refuse(node, reading)
        if isinstance(node, ListNode):
            bits = [self._name(each, reading) for each in node.items]
            return _joined(tuple(bit for bit in bits if isinstance(bit, int)))
        if self.may_be_unset and node.text == "unset":
            return "unset"
        value = as_integer(node)
        return self._name(node, reading) if value is None else self._number(value, node, reading)

    def schema(self) -> Schema:
        """A number, a name, or a list of names."""
        names = [*MASKS, "unset"] if self.may_be_unset else [*MASKS]
        items: Schema = {"type": "array", "items": {"enum": [*MASKS]}}
        return {"anyOf": [{"enum": names}, {"type": "integer", "minimum": 0, "maximum": 0xFFFFFFFF}, HEX, items]}

    def _name(self, node: Node, reading: Reading) -> int | str | None:
        if not isinstance(node, ScalarNode) or is_null(node):
            return self.refuse(node, reading)
        bit = _MASK_BY_LOW.get(node.text.lower())
        if bit is None:
            names = [*MASKS, "unset"] if self.may_be_unset else [*MASKS]
            message = f"`{short(node.text)}` is not an etype bit"
            return self.fault(
                reading, node, codes.UNKNOWN_VALUE, message, help=did_you_mean(node.text, names), note=listing(names)
            )
        return bit

    def _number(self, value: int, node: Node, reading: Reading) -> int | str | None:
        if not 0 <= value <= 0xFFFFFFFF:
            return self.fault(
                reading,
                node,
                codes.OUT_OF_RANGE,
                f"{value} does not fit into 32 bits",
                note=f"defined bits: {DEFINED_BITS:#x}",
            )
        if value & ~DEFINED_BITS:
            message = f"nobody gave a meaning to the bits {value & ~DEFINED_BITS:#x}"
            reading.faults.warning(codes.UNDEFINED_BITS, message, node.span, note=f"defined bits: {DEFINED_BITS:#x}")
        return value


def _joined(bits: tuple[int, ...]) -> int:
    mask = 0
    for bit in bits:
        mask |= bit
    return mask


@dataclass(frozen=True, slots=True)
class Error(Kind[int]):
    """A Kerberos error code by name or number."""

    words: str = "a Kerberos error such as KRB_AP_ERR_MODIFIED or 41"

    def read(self, node: Node, reading: Reading) -> int | None:
        """Read it."""
        if not isinstance(node, ScalarNode) or is_null(node):
            return self.refuse(node, reading)
        member = ErrorCode.__members__.get(node.text)
        number = as_integer(node)
        if member is None and number in _ERROR_NUMBERS:
            return number
        if member is None:
            message = f"`{short(node.text)}` is not a Kerberos error"
            hint = did_you_mean(node.text, ErrorCode.__members__)
            return self.fault(
                reading,
                node,
                codes.UNKNOWN_VALUE,
                message,
                help=hint,
                note="a name or number of RFC 4120 section 7.5.9",
            )
        return int(member)

    def schema(self) -> Schema:
        """A name or a number."""
        return {"anyOf": [{"enum": [*ErrorCode.__members__]}, {"type": "integer"}, HEX]}


@dataclass(frozen=True, slots=True)
class RegistryName(Kind[str]):
    """A registry value: a bare name that one setting has, or a full path."""

    words: str = "a registry value"

    def read(self, node: Node, reading: Reading) -> str | None:
        """Read it; a path that nobody reads is kept, with a warning."""
        if not isinstance(node, ScalarNode) or is_null(node):
            return self.refuse(node, reading)
        if find(node.text) is not None:
            return node.text
        value = node.text.replace("/", "\\").rsplit("\\", 1)[-1].lower()
        homes = [each for each in CATALOGUE if each.name.lower() == value]
        if "\\" not in node.text:
            return self._bare(node, [each.full for each in homes], reading)
        message = f"this value is read by nothing: {short(node.text)}"
        help = f"{homes[0].name} lives in {homes[0].path}" if homes else None
        reading.faults.warning(codes.PATH_NOBODY_READS, message, node.span, help=help)
        return node.text

    def schema(self) -> Schema:
        """A text."""
        return {"type": "string"}

    def _bare(self, node: ScalarNode, homes: list[str], reading: Reading) -> str | None:
        if homes:
            message = f"`{node.text}` is the name of {len(homes)} settings: write the full path"
            return self.fault(reading, node, codes.UNKNOWN_VALUE, message, note=listing(homes))
        names = [each.name for each in CATALOGUE if find(each.name)]
        message = f"`{short(node.text)}` is not a setting that anything reads"
        note = "a full path (HKLM\\...) is taken even if nothing reads it; " + listing(names)
        return self.fault(reading, node, codes.UNKNOWN_VALUE, message, help=did_you_mean(node.text, names), note=note)
