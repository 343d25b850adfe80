"""The messages of Kerberos, as frozen values and as DER.

Law of the room: the only place that knows ASN.1. Numbers are plain ``int``, times are seconds since 1970, and nothing
here decides, encrypts or compares.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from kdcsim.krb5.key import EncryptedData, Key
from kdcsim.krb5.messages.application import (
    ApRep,
    ApReq,
    Authenticator,
    EncApRepPart,
)
from kdcsim.krb5.messages.codec import decode, encode, encode_body, peek
from kdcsim.krb5.messages.kdc import EncKdcRepPart, KdcRep, KdcReq, KdcReqBody, KrbError, MethodData
from kdcsim.krb5.messages.layout import MAX_BYTES, MAX_ENTRIES
from kdcsim.krb5.messages.likeness import Likeness, likeness, nonce_of, with_times
from kdcsim.krb5.messages.padata import (
    EtypeInfo,
    EtypeInfo2,
    EtypeInfo2Entry,
    EtypeInfoEntry,
    KerbErrorData,
    PaEncTsEnc,
    PaPacOptions,
    PaPacRequest,
    PaSupportedEnctypes,
    TypedData,
    TypedDataEntry,
)
from kdcsim.krb5.messages.part import (
    AdEtypeNegotiation,
    AdIfRelevant,
    AuthorizationData,
    AuthorizationDataEntry,
    Checksum,
    HostAddress,
    LastReqEntry,
    PaData,
    TransitedEncoding,
)
from kdcsim.krb5.messages.stencil import TIME_HOLE, Stencil, octets_hole, uint32_hole, uint32_size
from kdcsim.krb5.messages.ticket import EncTicketPart, Ticket
from kdcsim.krb5.principal import PrincipalName

if TYPE_CHECKING:
    from kdcsim.krb5.messages.s4u import PaForUser, PaS4uX509User, S4uUserId
    from kdcsim.krb5.messages.session import (
        EncKrbCredPart,
        EncKrbPrivPart,
        KrbCred,
        KrbCredInfo,
        KrbPriv,
        KrbSafe,
        KrbSafeBody,
    )

__all__ = [
    "MAX_BYTES",
    "MAX_ENTRIES",
    "TIME_HOLE",
    "AdEtypeNegotiation",
    "AdIfRelevant",
    "ApRep",
    "ApReq",
    "Authenticator",
    "AuthorizationData",
    "AuthorizationDataEntry",
    "Checksum",
    "EncApRepPart",
    "EncKdcRepPart",
    "EncKrbCredPart",
    "EncKrbPrivPart",
    "EncTicketPart",
    "EncryptedData",
    "EtypeInfo",
    "EtypeInfo2",
    "EtypeInfo2Entry",
    "EtypeInfoEntry",
    "HostAddress",
    "KdcRep",
    "KdcReq",
    "KdcReqBody",
    "KerbErrorData",
    "Key",
    "KrbCred",
    "KrbCredInfo",
    "KrbError",
    "KrbPriv",
    "KrbSafe",
    "KrbSafeBody",
    "LastReqEntry",
    "Likeness",
    "MethodData",
    "PaData",
    "PaEncTsEnc",
    "PaForUser",
    "PaPacOptions",
    "PaPacRequest",
    "PaS4uX509User",
    "PaSupportedEnctypes",
    "PrincipalName",
    "S4uUserId",
    "Stencil",
    "Ticket",
    "TransitedEncoding",
    "TypedData",
    "TypedDataEntry",
    "decode",
    "encode",
    "encode_body",
    "likeness",
    "nonce_of",
    "octets_hole",
    "peek",
    "uint32_hole",
    "uint32_size",
    "with_times",
]

_RARE = {
    "s4u": ("PaForUser", "PaS4uX509User", "S4uUserId"),
    "session": (
        "EncKrbCredPart",
        "EncKrbPrivPart",
        "KrbCred",
        "KrbCredInfo",
        "KrbPriv",
        "KrbSafe",
        "KrbSafeBody",
    ),
}


def __getattr__(name: str) -> object:
    """Import the rare messages when they are asked for: a dataclass costs more to make than most programs need."""
    for module, names in _RARE.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
