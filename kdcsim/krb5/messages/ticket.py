"""The ticket, sealed and unsealed (RFC 4120 section 5.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from kdcsim.krb5.key import EncryptedData, Key
from kdcsim.krb5.messages.layout import KerberosFlags, KerberosTime, Layout, Realm
from kdcsim.krb5.messages.part import AuthorizationDataEntry, HostAddress, TransitedEncoding
from kdcsim.krb5.principal import PrincipalName


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """RFC 4120 section 5.3. Decoding is strict, so encoding a decoded ticket gives back its bytes.

    Ticket ::= [APPLICATION 1] SEQUENCE {
        tkt-vno   [0] INTEGER (5),
        realm     [1] Realm,
        sname     [2] PrincipalName,
        enc-part  [3] EncryptedData  -- EncTicketPart, key usage 2
    }
    """

    LAYOUT: ClassVar = Layout(name="Ticket", application={1: "Ticket"}, constants={0: ("tkt-vno", 5)})
    realm: Annotated[Realm, 1]
    sname: Annotated[PrincipalName, 2]
    enc_part: Annotated[EncryptedData, 3]


@dataclass(frozen=True, slots=True, kw_only=True)
class EncTicketPart:
    """RFC 4120 section 5.3.

    EncTicketPart ::= [APPLICATION 3] SEQUENCE {
        flags               [0]  TicketFlags,
        key                 [1]  EncryptionKey,  -- the session key
        crealm              [2]  Realm,
        cname               [3]  PrincipalName,
        transited           [4]  TransitedEncoding,
        authtime            [5]  KerberosTime,
        starttime           [6]  KerberosTime OPTIONAL,
        endtime             [7]  KerberosTime,
        renew-till          [8]  KerberosTime OPTIONAL,
        caddr               [9]  HostAddresses OPTIONAL,
        authorization-data  [10] AuthorizationData OPTIONAL
    }
    """

    LAYOUT: ClassVar = Layout(name="EncTicketPart", application={3: "EncTicketPart"})
    flags: Annotated[KerberosFlags, 0]
    key: Annotated[Key, 1]
    crealm: Annotated[Realm, 2]
    cname: Annotated[PrincipalName, 3]
    transited: Annotated[TransitedEncoding, 4]
    authtime: Annotated[KerberosTime, 5]
    starttime: Annotated[KerberosTime | None, 6] = None
    endtime: Annotated[KerberosTime, 7]
    renew_till: Annotated[KerberosTime | None, 8] = None
    caddr: Annotated[tuple[HostAddress, ...] | None, 9] = None
    authorization_data: Annotated[tuple[AuthorizationDataEntry, ...] | None, 10] = None
