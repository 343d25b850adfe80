"""The small parts that messages share (RFC 4120 sections 5.2.5 to 5.2.9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from kdcsim.krb5.messages.layout import Int32, KerberosTime, Layout, OctetString


@dataclass(frozen=True, slots=True, kw_only=True)
class Checksum:
    """RFC 4120 section 5.2.9.

    Checksum ::= SEQUENCE { cksumtype [0] Int32, checksum [1] OCTET STRING }
    """

    LAYOUT: ClassVar = Layout(name="Checksum")
    cksumtype: Annotated[Int32, 0]
    checksum: Annotated[OctetString, 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class HostAddress:
    """RFC 4120 section 5.2.5.

    HostAddress ::= SEQUENCE { addr-type [0] Int32, address [1] OCTET STRING }
    """

    LAYOUT: ClassVar = Layout(name="HostAddress")
    addr_type: Annotated[Int32, 0]
    address: Annotated[OctetString, 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationDataEntry:
    """RFC 4120 section 5.2.6: one element of AuthorizationData.

    SEQUENCE { ad-type [0] Int32, ad-data [1] OCTET STRING }
    """

    LAYOUT: ClassVar = Layout(name="AuthorizationData-Entry")
    ad_type: Annotated[Int32, 0]
    ad_data: Annotated[OctetString, 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationData:
    """RFC 4120 section 5.2.6; AD-IF-RELEVANT (5.2.6.1) and AD-MANDATORY-FOR-KDC (5.2.6.4) have the same form.

    AuthorizationData ::= SEQUENCE OF SEQUENCE { ad-type [0] Int32, ad-data [1] OCTET STRING }
    """

    LAYOUT: ClassVar = Layout(name="AuthorizationData", sequence_of=True)
    entries: tuple[AuthorizationDataEntry, ...]


AdIfRelevant = AuthorizationData


@dataclass(frozen=True, slots=True, kw_only=True)
class AdEtypeNegotiation:
    """RFC 4537 section 3: the content of AD type 129, the etypes a client offers for a subkey, strongest wish first.

    EtypeList ::= SEQUENCE OF Int32
    """

    LAYOUT: ClassVar = Layout(name="EtypeList", sequence_of=True)
    etypes: tuple[Int32, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TransitedEncoding:
    """RFC 4120 section 5.3.

    TransitedEncoding ::= SEQUENCE { tr-type [0] Int32, contents [1] OCTET STRING }
    """

    LAYOUT: ClassVar = Layout(name="TransitedEncoding")
    tr_type: Annotated[Int32, 0]
    contents: Annotated[OctetString, 1] = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastReqEntry:
    """RFC 4120 section 5.4.2: one element of LastReq.

    SEQUENCE { lr-type [0] Int32, lr-value [1] KerberosTime }
    """

    LAYOUT: ClassVar = Layout(name="LastReq-Entry")
    lr_type: Annotated[Int32, 0]
    lr_value: Annotated[KerberosTime, 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaData:
    """RFC 4120 section 5.2.7; the numbering does start at 1.

    PA-DATA ::= SEQUENCE { padata-type [1] Int32, padata-value [2] OCTET STRING }
    """

    LAYOUT: ClassVar = Layout(name="PA-DATA")
    padata_type: Annotated[Int32, 1]
    padata_value: Annotated[OctetString, 2] = b""
