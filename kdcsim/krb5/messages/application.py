"""The exchange between client and service: AP request and reply (RFC 4120 section 5.5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from kdcsim.krb5.key import EncryptedData, Key
from kdcsim.krb5.messages.layout import KerberosFlags, KerberosTime, Layout, Microseconds, Realm, UInt32
from kdcsim.krb5.messages.part import AuthorizationDataEntry, Checksum
from kdcsim.krb5.messages.ticket import Ticket
from kdcsim.krb5.principal import PrincipalName


@dataclass(frozen=True, slots=True, kw_only=True)
class ApReq:
    """RFC 4120 section 5.5.1.

    AP-REQ ::= [APPLICATION 14] SEQUENCE {
        pvno           [0] INTEGER (5),
        msg-type       [1] INTEGER (14),
        ap-options     [2] APOptions,
        ticket         [3] Ticket,
        authenticator  [4] EncryptedData  -- Authenticator, key usage 11, or 7 in PA-TGS-REQ
    }
    """

    LAYOUT: ClassVar = Layout(
        name="AP-REQ", application={14: "AP-REQ"}, constants={0: ("pvno", 5), 1: ("msg-type", 14)}
    )
    ap_options: Annotated[KerberosFlags, 2] = 0
    ticket: Annotated[Ticket, 3]
    authenticator: Annotated[EncryptedData, 4]


@dataclass(frozen=True, slots=True, kw_only=True)
class Authenticator:
    """RFC 4120 section 5.5.1.

    Authenticator ::= [APPLICATION 2] SEQUENCE {
        authenticator-vno   [0] INTEGER (5),
        crealm              [1] Realm,
        cname               [2] PrincipalName,
        cksum               [3] Checksum OPTIONAL,
        cusec               [4] Microseconds,
        ctime               [5] KerberosTime,
        subkey              [6] EncryptionKey OPTIONAL,
        seq-number          [7] UInt32 OPTIONAL,
        authorization-data  [8] AuthorizationData OPTIONAL
    }
    """

    LAYOUT: ClassVar = Layout(
        name="Authenticator", application={2: "Authenticator"}, constants={0: ("authenticator-vno", 5)}
    )
    crealm: Annotated[Realm, 1]
    cname: Annotated[PrincipalName, 2]
    cksum: Annotated[Checksum | None, 3] = None
    cusec: Annotated[Microseconds, 4]
    ctime: Annotated[KerberosTime, 5]
    subkey: Annotated[Key | None, 6] = None
    seq_number: Annotated[UInt32 | None, 7] = None
    authorization_data: Annotated[tuple[AuthorizationDataEntry, ...] | None, 8] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApRep:
    """RFC 4120 section 5.5.2.

    AP-REP ::= [APPLICATION 15] SEQUENCE {
        pvno      [0] INTEGER (5),
        msg-type  [1] INTEGER (15),
        enc-part  [2] EncryptedData  -- EncAPRepPart, key usage 12
    }
    """

    LAYOUT: ClassVar = Layout(
        name="AP-REP", application={15: "AP-REP"}, constants={0: ("pvno", 5), 1: ("msg-type", 15)}
    )
    enc_part: Annotated[EncryptedData, 2]


@dataclass(frozen=True, slots=True, kw_only=True)
class EncApRepPart:
    """RFC 4120 section 5.5.2.

    EncAPRepPart ::= [APPLICATION 27] SEQUENCE {
        ctime       [0] KerberosTime,
        cusec       [1] Microseconds,
        subkey      [2] EncryptionKey OPTIONAL,
        seq-number  [3] UInt32 OPTIONAL
    }
    """

    LAYOUT: ClassVar = Layout(name="EncAPRepPart", application={27: "EncAPRepPart"})
    ctime: Annotated[KerberosTime, 0]
    cusec: Annotated[Microseconds, 1]
    subkey: Annotated[Key | None, 2] = None
    seq_number: Annotated[UInt32 | None, 3] = None
