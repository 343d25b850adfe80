"""What passes under a session key: SAFE, PRIV and CRED messages (RFC 4120 sections 5.6 to 5.8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from kdcsim.krb5.key import EncryptedData, Key
from kdcsim.krb5.messages.layout import KerberosFlags, KerberosTime, Layout, Microseconds, OctetString, Realm, UInt32
from kdcsim.krb5.messages.part import Checksum, HostAddress
from kdcsim.krb5.messages.ticket import Ticket
from kdcsim.krb5.principal import PrincipalName


@dataclass(frozen=True, slots=True, kw_only=True)
class KrbSafeBody:
    """RFC 4120 section 5.6.1.

    KRB-SAFE-BODY ::= SEQUENCE {
        user-data   [0] OCTET STRING,
        timestamp   [1] KerberosTime OPTIONAL,
        usec        [2] Microseconds OPTIONAL,
        seq-number  [3] UInt32 OPTIONAL,
        s-address   [4] HostAddress,
        r-address   [5] HostAddress OPTIONAL
    }
    """

    LAYOUT: ClassVar = Layout(name="KRB-SAFE-BODY")
    user_data: Annotated[OctetString, 0]
    timestamp: Annotated[KerberosTime | None, 1] = None
    usec: Annotated[Microseconds | None, 2] = None
    seq_number: Annotated[UInt32 | None, 3] = None
    s_address: Annotated[HostAddress, 4]
    r_address: Annotated[HostAddress | None, 5] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KrbSafe:
    """RFC 4120 section 5.6.1.

    KRB-SAFE ::= [APPLICATION 20] SEQUENCE {
        pvno       [0] INTEGER (5),
        msg-type   [1] INTEGER (20),
        safe-body  [2] KRB-SAFE-BODY,
        cksum      [3] Checksum  -- over the body, key usage 15
    }
    """

    LAYOUT: ClassVar = Layout(
        name="KRB-SAFE", application={20: "KRB-SAFE"}, constants={0: ("pvno", 5), 1: ("msg-type", 20)}
    )
    safe_body: Annotated[KrbSafeBody, 2]
    cksum: Annotated[Checksum, 3]


@dataclass(frozen=True, slots=True, kw_only=True)
class KrbPriv:
    """RFC 4120 section 5.7.1.

    KRB-PRIV ::= [APPLICATION 21] SEQUENCE {  -- there is no [2]
        pvno      [0] INTEGER (5),
        msg-type  [1] INTEGER (21),
        enc-part  [3] EncryptedData  -- EncKrbPrivPart, key usage 13
    }
    """

    LAYOUT: ClassVar = Layout(
        name="KRB-PRIV", application={21: "KRB-PRIV"}, constants={0: ("pvno", 5), 1: ("msg-type", 21)}
    )
    enc_part: Annotated[EncryptedData, 3]


@dataclass(frozen=True, slots=True, kw_only=True)
class EncKrbPrivPart:
    """RFC 4120 section 5.7.1.

    EncKrbPrivPart ::= [APPLICATION 28] SEQUENCE {
        user-data   [0] OCTET STRING,
        timestamp   [1] KerberosTime OPTIONAL,
        usec        [2] Microseconds OPTIONAL,
        seq-number  [3] UInt32 OPTIONAL,
        s-address   [4] HostAddress,  -- the sender's
        r-address   [5] HostAddress OPTIONAL
    }
    """

    LAYOUT: ClassVar = Layout(name="EncKrbPrivPart", application={28: "EncKrbPrivPart"})
    user_data: Annotated[OctetString, 0]
    timestamp: Annotated[KerberosTime | None, 1] = None
    usec: Annotated[Microseconds | None, 2] = None
    seq_number: Annotated[UInt32 | None, 3] = None
    s_address: Annotated[HostAddress, 4]
    r_address: Annotated[HostAddress | None, 5] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KrbCred:
    """RFC 4120 section 5.8.1.

    KRB-CRED ::= [APPLICATION 22] SEQUENCE {
        pvno      [0] INTEGER (5),
        msg-type  [1] INTEGER (22),
        tickets   [2] SEQUENCE OF Ticket,
        enc-part  [3] EncryptedData  -- EncKrbCredPart, key usage 14
    }
    """

    LAYOUT: ClassVar = Layout(
        name="KRB-CRED", application={22: "KRB-CRED"}, constants={0: ("pvno", 5), 1: ("msg-type", 22)}
    )
    tickets: Annotated[tuple[Ticket, ...], 2]
    enc_part: Annotated[EncryptedData, 3]


@dataclass(frozen=True, slots=True, kw_only=True)
class KrbCredInfo:
    """RFC 4120 section 5.8.1.

    KrbCredInfo ::= SEQUENCE {
        key         [0]  EncryptionKey,
        prealm      [1]  Realm OPTIONAL,
        pname       [2]  PrincipalName OPTIONAL,
        flags       [3]  TicketFlags OPTIONAL,
        authtime    [4]  KerberosTime OPTIONAL,
        starttime   [5]  KerberosTime OPTIONAL,
        endtime     [6]  KerberosTime OPTIONAL,
        renew-till  [7]  KerberosTime OPTIONAL,
        srealm      [8]  Realm OPTIONAL,
        sname       [9]  PrincipalName OPTIONAL,
        caddr       [10] HostAddresses OPTIONAL
    }
    """

    LAYOUT: ClassVar = Layout(name="KrbCredInfo")
    key: Annotated[Key, 0]
    prealm: Annotated[Realm | None, 1] = None
    pname: Annotated[PrincipalName | None, 2] = None
    flags: Annotated[KerberosFlags | None, 3] = None
    authtime: Annotated[KerberosTime | None, 4] = None
    starttime: Annotated[KerberosTime | None, 5] = None
    endtime: Annotated[KerberosTime | None, 6] = None
    renew_till: Annotated[KerberosTime | None, 7] = None
    srealm: Annotated[Realm | None, 8] = None
    sname: Annotated[PrincipalName | None, 9] = None
    caddr: Annotated[tuple[HostAddress, ...] | None, 10] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EncKrbCredPart:
    """RFC 4120 section 5.8.1.

    EncKrbCredPart ::= [APPLICATION 29] SEQUENCE {
        ticket-info  [0] SEQUENCE OF KrbCredInfo,
        nonce        [1] UInt32 OPTIONAL,
        timestamp    [2] KerberosTime OPTIONAL,
        usec         [3] Microseconds OPTIONAL,
        s-address    [4] HostAddress OPTIONAL,
        r-address    [5] HostAddress OPTIONAL
    }
    """

    LAYOUT: ClassVar = Layout(name="EncKrbCredPart", application={29: "EncKrbCredPart"})
    ticket_info: Annotated[tuple[KrbCredInfo, ...], 0]
    nonce: Annotated[UInt32 | None, 1] = None
    timestamp: Annotated[KerberosTime | None, 2] = None
    usec: Annotated[Microseconds | None, 3] = None
    s_address: Annotated[HostAddress | None, 4] = None
    r_address: Annotated[HostAddress | None, 5] = None
