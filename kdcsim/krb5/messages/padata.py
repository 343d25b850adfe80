"""What lies inside PA-DATA and e-data, by type (RFC 4120 sections 5.2.7 and 5.9; MS-KILE 2.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from kdcsim.krb5.messages.layout import (
    Boolean,
    Int32,
    KerberosFlags,
    KerberosString,
    KerberosTime,
    Layout,
    Microseconds,
    OctetString,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaEncTsEnc:
    """RFC 4120 section 5.2.7.2: what PA-ENC-TIMESTAMP (type 2, EncryptedData, key usage 1) seals.

    PA-ENC-TS-ENC ::= SEQUENCE { patimestamp [0] KerberosTime, pausec [1] Microseconds OPTIONAL }
    """

    LAYOUT: ClassVar = Layout(name="PA-ENC-TS-ENC")
    patimestamp: Annotated[KerberosTime, 0]
    pausec: Annotated[Microseconds | None, 1] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EtypeInfoEntry:
    """RFC 4120 section 5.2.7.4.

    ETYPE-INFO-ENTRY ::= SEQUENCE { etype [0] Int32, salt [1] OCTET STRING OPTIONAL }
    """

    LAYOUT: ClassVar = Layout(name="ETYPE-INFO-ENTRY")
    etype: Annotated[Int32, 0]
    salt: Annotated[OctetString | None, 1] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EtypeInfo:
    """RFC 4120 section 5.2.7.4, type 11.

    ETYPE-INFO ::= SEQUENCE OF ETYPE-INFO-ENTRY
    """

    LAYOUT: ClassVar = Layout(name="ETYPE-INFO", sequence_of=True)
    entries: tuple[EtypeInfoEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EtypeInfo2Entry:
    """RFC 4120 section 5.2.7.5.

    ETYPE-INFO2-ENTRY ::= SEQUENCE {
        etype      [0] Int32,
        salt       [1] KerberosString OPTIONAL,
        s2kparams  [2] OCTET STRING OPTIONAL
    }
    """

    LAYOUT: ClassVar = Layout(name="ETYPE-INFO2-ENTRY")
    etype: Annotated[Int32, 0]
    salt: Annotated[KerberosString | None, 1] = None
    s2kparams: Annotated[OctetString | None, 2] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EtypeInfo2:
    """RFC 4120 section 5.2.7.5, type 19; in order of the KDC's preference.

    ETYPE-INFO2 ::= SEQUENCE OF ETYPE-INFO2-ENTRY
    """

    LAYOUT: ClassVar = Layout(name="ETYPE-INFO2", sequence_of=True)
    entries: tuple[EtypeInfo2Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaPacRequest:
    """MS-KILE 2.2.3, type 128.

    KERB-PA-PAC-REQUEST ::= SEQUENCE { include-pac [0] BOOLEAN }
    """

    LAYOUT: ClassVar = Layout(name="KERB-PA-PAC-REQUEST")
    include_pac: Annotated[Boolean, 0]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaPacOptions:
    """MS-KILE 2.2.10, type 167; the bits are ``PacOption``.

    PA-PAC-OPTIONS ::= SEQUENCE { flags [0] KerberosFlags }
    """

    LAYOUT: ClassVar = Layout(name="PA-PAC-OPTIONS")
    flags: Annotated[KerberosFlags, 0]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaSupportedEnctypes:
    """MS-KILE 2.2.8, type 165: the bits of msDS-SupportedEncryptionTypes as four little-endian bytes, not DER."""

    mask: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KerbErrorData:
    """MS-KILE 2.2.2: the e-data of Windows; data-value of type 3 holds an NTSTATUS (KERB_EXT_ERROR).

    KERB-ERROR-DATA ::= SEQUENCE { data-type [1] INTEGER, data-value [2] OCTET STRING OPTIONAL }
    """

    LAYOUT: ClassVar = Layout(name="KERB-ERROR-DATA")
    data_type: Annotated[Int32, 1]
    data_value: Annotated[OctetString | None, 2] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedDataEntry:
    """RFC 4120 section 5.9.1: one element of TYPED-DATA.

    SEQUENCE { data-type [0] Int32, data-value [1] OCTET STRING OPTIONAL }
    """

    LAYOUT: ClassVar = Layout(name="TYPED-DATA-Entry")
    data_type: Annotated[Int32, 0]
    data_value: Annotated[OctetString | None, 1] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedData:
    """RFC 4120 section 5.9.1: an e-data of other errors.

    TYPED-DATA ::= SEQUENCE OF SEQUENCE { data-type [0] Int32, data-value [1] OCTET STRING OPTIONAL }
    """

    LAYOUT: ClassVar = Layout(name="TYPED-DATA", sequence_of=True)
    entries: tuple[TypedDataEntry, ...]
