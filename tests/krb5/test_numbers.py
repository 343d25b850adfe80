"""Assigned numbers: known ones have names, unknown ones survive, and neither grows memory."""

from __future__ import annotations

import copy
import pickle

import pytest

from kdcsim.krb5 import numbers
from kdcsim.krb5.numbers import ApOption, ErrorCode, EType, KdcOption, MessageType, PacOption, TicketFlag
from kdcsim.krb5.numbers.number import Flags, Number

ENUMS = [getattr(numbers, name) for name in numbers.__all__]
NUMBERS = [enum for enum in ENUMS if issubclass(enum, Number)]
FLAGS = [enum for enum in ENUMS if issubclass(enum, Flags)]


@pytest.mark.parametrize("enum", NUMBERS)
@pytest.mark.parametrize("value", [-7777, 4242, 0x7FFFFFFF])
def test_unknown_numbers_survive(enum: type[Number], value: int) -> None:
    """An unknown number is equal to itself as an int, prints as UNKNOWN(0x..), and can be copied."""
    number = enum(value)
    assert number == value
    assert number.name == f"UNKNOWN({value:#x})"
    assert not number.is_known
    assert hash(number) == hash(value)
    assert pickle.loads(pickle.dumps(number)) == copy.deepcopy(number) == value


@pytest.mark.parametrize("enum", ENUMS)
def test_unknown_values_are_kept_nowhere(enum: type[Number] | type[Flags]) -> None:
    """Looking at hostile numbers leaves nothing behind."""
    before = len(enum._value2member_map_)
    for value in range(100_000, 100_500):
        enum(value)
    assert len(enum._value2member_map_) == before


@pytest.mark.parametrize("enum", ENUMS)
def test_every_enum_names_its_source(enum: type[Number] | type[Flags]) -> None:
    """Each enum's docstring says where its numbers are assigned."""
    assert any(source in (enum.__doc__ or "") for source in ("RFC ", "MS-"))


@pytest.mark.parametrize("enum", NUMBERS)
def test_what_is_no_number_is_refused(enum: type[Number]) -> None:
    """Only numbers are looked up."""
    with pytest.raises(ValueError):
        enum("AES256")  # type: ignore[arg-type]


@pytest.mark.parametrize("flags", FLAGS)
def test_every_flag_is_one_bit(flags: type[Flags]) -> None:
    """Flag names stand for single bits of a 32-bit word."""
    assert all(flag.value.bit_count() == 1 and flag.value <= 1 << 31 for flag in flags)


def test_flags_print_their_names() -> None:
    """A word is read from bit 0 on; bits without a name are not lost."""
    options = KdcOption(0x40810010)
    assert options.names == ("forwardable", "renewable", "canonicalize", "renewable-ok")
    assert options.name == "FORWARDABLE|RENEWABLE|CANONICALIZE|RENEWABLE_OK"
    assert KdcOption(0x40000040).names == ("forwardable", "UNKNOWN(0x40)")
    assert KdcOption(0).names == ()
    assert KdcOption(0).name == "NONE"


def test_flags_combine() -> None:
    """The operators of sets of bits stay within the 32-bit word, and within the type."""
    options = KdcOption(0x40810010)
    assert options & ~KdcOption.RENEWABLE == 0x40010010
    assert (options | KdcOption.RENEW).names[-1] == "renew"
    assert KdcOption.RENEWABLE in options
    assert KdcOption.RENEW not in options
    assert ~KdcOption(0) == 0xFFFFFFFF
    assert KdcOption(1 << 32 | 1) is KdcOption.VALIDATE
    assert isinstance(options ^ 1, KdcOption)


def test_bit_zero_is_the_highest() -> None:
    """RFC 4120 counts bits from the highest: forwardable(1) is 0x40000000."""
    assert {KdcOption.FORWARDABLE.value, TicketFlag.FORWARDABLE.value, ApOption.USE_SESSION_KEY.value} == {0x40000000}
    assert TicketFlag.OK_AS_DELEGATE == 1 << (31 - 13)
    assert TicketFlag.ENC_PA_REP.value == KdcOption.CANONICALIZE.value == 1 << (31 - 15)
    assert PacOption.RESOURCE_BASED_CONSTRAINED_DELEGATION == 1 << (31 - 3)
    with pytest.raises(ValueError, match="KdcOption"):
        KdcOption("x")  # type: ignore[arg-type]


def test_etypes_know_their_names() -> None:
    """Each etype has its standard name, a short label, and the columns weak and deprecated."""
    assert EType.AES256_CTS_HMAC_SHA1_96.standard_name == "aes256-cts-hmac-sha1-96"
    assert EType.RC4_HMAC.standard_name == "arcfour-hmac"
    assert [EType(number).label for number in (18, 17, 23, 3, 20)] == [
        "AES256",
        "AES128",
        "RC4",
        "DES-MD5",
        "AES256-SHA384",
    ]
    assert EType(23).deprecated and not EType(18).deprecated
    assert EType(3).weak and not EType(18).weak
    assert EType(99).label == EType(99).standard_name == "UNKNOWN(0x63)"
    assert len({etype.label for etype in EType}) == len({etype.standard_name for etype in EType}) == len(EType)


def test_every_error_has_a_sentence() -> None:
    """Each error code says in one line what is wrong; no two say the same; unknown ones say their number."""
    sentences = [code.sentence for code in ErrorCode]
    assert len(set(sentences)) == len(sentences)
    assert all(sentence and "\n" not in sentence for sentence in sentences)
    assert "299" in ErrorCode(299).sentence


def test_names_follow_the_numbers() -> None:
    """A sample of each table, against the RFCs."""
    assert ErrorCode(14).name == "KDC_ERR_ETYPE_NOSUPP"
    assert ErrorCode(41).name == "KRB_AP_ERR_MODIFIED"
    assert MessageType(30).name == "KRB_ERROR"
    assert EType(-128).name == "RC4_MD4"
    assert numbers.ChecksumType(-138).name == "HMAC_MD5"
    assert numbers.KeyUsage(8).name == "TGS_REP_ENC_PART_SESSION_KEY"
    assert numbers.PaDataType(165).name == "SUPPORTED_ENCTYPES"
