"""Every assigned number of Kerberos, one enum each.

Law of the room: names only, no behaviour. Messages carry plain ``int``; whoever prints wraps it: ``EType(23).name``. An
unknown number is as welcome as a known one, and prints as ``UNKNOWN(0x2a)``.
"""

from __future__ import annotations

from kdcsim.krb5.numbers.error import ErrorCode, ErrorDataType
from kdcsim.krb5.numbers.etype import ChecksumType, EType, KeyUsage
from kdcsim.krb5.numbers.flag import ApOption, KdcOption, PacOption, TicketFlag
from kdcsim.krb5.numbers.kind import (
    AddressType,
    AuthDataType,
    LastReqType,
    MessageType,
    NameType,
    PaDataType,
    TransitedType,
)

__all__ = [
    "AddressType",
    "ApOption",
    "AuthDataType",
    "ChecksumType",
    "EType",
    "ErrorCode",
    "ErrorDataType",
    "KdcOption",
    "KeyUsage",
    "LastReqType",
    "MessageType",
    "NameType",
    "PaDataType",
    "PacOption",
    "TicketFlag",
    "TransitedType",
]
