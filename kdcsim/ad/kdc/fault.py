"""Fault: what is wrong with a request - the error code, and the status that Windows puts beside it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from kdcsim.krb5.messages import KerbErrorData, encode
from kdcsim.krb5.numbers import ErrorDataType

FLAGS = {"AS": 1, "TGS": 3}
"""KERB_EXT_ERROR's flags by exchange: MS-KILE 2.2.1 says 1; Windows sets 3 in TGS errors (Samba raw_testcase, L)."""


class NtStatus(IntEnum):
    """The statuses that a KDC tells in the e-data of an error (MS-ERREF 2.3.1)."""

    INVALID_LOGON_HOURS = 0xC000006F
    INVALID_WORKSTATION = 0xC0000070
    PASSWORD_EXPIRED = 0xC0000071
    ACCOUNT_DISABLED = 0xC0000072
    ACCOUNT_RESTRICTION = 0xC000006E
    NOT_SUPPORTED = 0xC00000BB
    ACCOUNT_EXPIRED = 0xC0000193
    NOT_FOUND = 0xC0000225
    ACCOUNT_LOCKED_OUT = 0xC0000234
    NO_MATCH = 0xC0000272
    SMARTCARD_LOGON_REQUIRED = 0xC00002FA
    AUTHENTICATION_FIREWALL_FAILED = 0xC0000413


@dataclass(frozen=True, slots=True)
class Fault:
    """An error code, and the status that goes into its e-data, if Windows tells one."""

    code: int
    status: NtStatus | None = None


@lru_cache(maxsize=64)
def extended(status: NtStatus, exchange: str) -> bytes:
    """The e-data of an error with a status: KERB-ERROR-DATA around KERB_EXT_ERROR (MS-KILE 2.2.1, 2.2.2)."""
    value = int(status).to_bytes(4, "little") + bytes(4) + FLAGS[exchange].to_bytes(4, "little")
    return encode(KerbErrorData(data_type=int(ErrorDataType.EXTENDED), data_value=value))
