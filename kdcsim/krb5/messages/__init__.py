"""The messages of Kerberos, as frozen values and as DER.

Law of the room: the only place that knows ASN.1. Numbers are plain ``int``, times are seconds since 1970, and nothing
here decides, encrypts or compares.
"""

from __future__ import annotations

from kdcsim.krb5.key import EncryptedData, Key
from kdcsim.krb5.messages.application import (
    ApRep,
    ApReq,
    Authenticator,
    EncApRepPart,
    EncKrbCredPart,
    EncKrbPrivPart,
    KrbCred,
    KrbCredInfo,
    KrbPriv,
    KrbSafe,
    KrbSafeBody,
)
from kdcsim.krb5.messages.codec import decode, encode, encode_body, peek
from kdcsim.krb5.messages.kdc import EncKdcRepPart, KdcRep, KdcReq, KdcReqBody, KrbError, MethodData
from kdcsim.krb5.messages.layout import MAX_BYTES, MAX_ENTRIES
from kdcsim.krb5.messages.padata import (
    EtypeInfo,
    EtypeInfo2,
    EtypeInfo2Entry,
    EtypeInfoEntry,
    KerbErrorData,
    PaEncTsEnc,
    PaForUser,
    PaPacOptions,
    PaPacRequest,
    PaS4uX509User,
    PaSupportedEnctypes,
    S4uUserId,
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
from kdcsim.krb5.messages.ticket import EncTicketPart, Ticket
from kdcsim.krb5.principal import PrincipalName

__all__ = [
    "MAX_BYTES",
    "MAX_ENTRIES",
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
    "Ticket",
    "TransitedEncoding",
    "TypedData",
    "TypedDataEntry",
    "decode",
    "encode",
    "encode_body",
    "peek",
]
