"""Field words: how the value of each message field is said to a person, by the field's name."""

from __future__ import annotations

from collections.abc import Callable

from kdcsim.ad.supported import bit_names
from kdcsim.krb5.numbers import (
    ApOption,
    AuthDataType,
    ChecksumType,
    KdcOption,
    MessageType,
    NameType,
    TicketFlag,
)
from kdcsim.study import wording

MAX_BYTES_SHOWN = 24


def say(name: str, value: object) -> str:
    """Say a field's value: numbers by their names, times as clocks, bytes as short hex."""
    if isinstance(value, bytes):
        return _bytes(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return _BY_NAME.get(name, str)(value)
    if isinstance(value, tuple):
        return ", ".join(say(name.removesuffix("s"), each) for each in value) or "none"
    return str(value)


def _bytes(value: bytes) -> str:
    if len(value) <= MAX_BYTES_SHOWN:
        return value.hex() or "empty"
    return f"{value[:MAX_BYTES_SHOWN].hex()}... ({len(value)} bytes)"


def _flags(kind: type[KdcOption | TicketFlag | ApOption]) -> Callable[[int], str]:
    return lambda value: f"{value:#010x} {' '.join(kind(value).names)}".rstrip()


def _seconds(value: int) -> str:
    return f"{wording.clock(value * 1_000_000)} UTC"


_BY_NAME: dict[str, Callable[[int], str]] = {
    "etype": wording.etype,
    "keytype": wording.etype,
    "error_code": wording.error,
    "msg_type": lambda v: f"{MessageType(v).name.replace('_', '-')} ({v})",
    "name_type": lambda v: f"{NameType(v).name} ({v})",
    "cksumtype": lambda v: f"{ChecksumType(v).name} ({v})",
    "ad_type": lambda v: f"{AuthDataType(v).name} ({v})",
    "kdc_options": _flags(KdcOption),
    "ap_options": _flags(ApOption),
    "flags": _flags(TicketFlag),
    "mask": lambda v: f"{v:#x} {', '.join(bit_names(v))}",
    **dict.fromkeys(
        ("till", "rtime", "from_time", "authtime", "starttime", "endtime", "renew_till", "ctime", "stime"), _seconds
    ),
    **dict.fromkeys(("patimestamp", "lr_value", "key_expiration"), _seconds),
}
