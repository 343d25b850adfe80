"""The two exchanges with a KDC: AS and TGS, request and reply (RFC 4120 section 5.4)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, ClassVar

from kdcsim.krb5.key import EncryptedData, Key
from kdcsim.krb5.messages.layout import (
    Int32,
    KerberosFlags,
    KerberosString,
    KerberosTime,
    Layout,
    Microseconds,
    OctetString,
    Realm,
    UInt32,
)
from kdcsim.krb5.messages.part import HostAddress, LastReqEntry, PaData
from kdcsim.krb5.messages.ticket import Ticket
from kdcsim.krb5.principal import PrincipalName


@dataclass(frozen=True, slots=True, kw_only=True)
class KdcReqBody:
    """RFC 4120 section 5.4.1. Some clients send fewer than 32 bits of kdc-options; the rest are 0.

    KDC-REQ-BODY ::= SEQUENCE {
        kdc-options             [0]  KDCOptions,
        cname                   [1]  PrincipalName OPTIONAL,  -- AS-REQ only
        realm                   [2]  Realm,  -- the server's; in AS-REQ the client's as well
        sname                   [3]  PrincipalName OPTIONAL,
        from                    [4]  KerberosTime OPTIONAL,
        till                    [5]  KerberosTime,
        rtime                   [6]  KerberosTime OPTIONAL,
        nonce                   [7]  UInt32,
        etype                   [8]  SEQUENCE OF Int32,  -- in order of preference
        addresses               [9]  HostAddresses OPTIONAL,
        enc-authorization-data  [10] EncryptedData OPTIONAL,  -- AuthorizationData, key usage 4 or 5
        additional-tickets      [11] SEQUENCE OF Ticket OPTIONAL
    }
    """

    LAYOUT: ClassVar = Layout(name="KDC-REQ-BODY")
    kdc_options: Annotated[KerberosFlags, 0] = 0
    cname: Annotated[PrincipalName | None, 1] = None
    realm: Annotated[Realm, 2]
    sname: Annotated[PrincipalName | None, 3] = None
    from_time: Annotated[KerberosTime | None, 4, "from"] = None
    till: Annotated[KerberosTime, 5]
    rtime: Annotated[KerberosTime | None, 6] = None
    nonce: Annotated[UInt32, 7]
    etypes: Annotated[tuple[Int32, ...], 8, "etype"]
    addresses: Annotated[tuple[HostAddress, ...] | None, 9] = None
    enc_authorization_data: Annotated[EncryptedData | None, 10] = None
    additional_tickets: Annotated[tuple[Ticket, ...] | None, 11] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KdcReq:
    """RFC 4120 section 5.4.1. ``body_bytes`` is the body as it was received, over which a TGS request has its checksum.

    AS-REQ  ::= [APPLICATION 10] KDC-REQ
    TGS-REQ ::= [APPLICATION 12] KDC-REQ
    KDC-REQ ::= SEQUENCE {  -- the numbering does start at 1
        pvno      [1] INTEGER (5),
        msg-type  [2] INTEGER (10 | 12),
        padata    [3] SEQUENCE OF PA-DATA OPTIONAL,
        req-body  [4] KDC-REQ-BODY
    }
    """

    LAYOUT: ClassVar = Layout(
        name="KDC-REQ", application={10: "AS-REQ", 12: "TGS-REQ"}, constants={1: ("pvno", 5)}, keeps={4: "body_bytes"}
    )
    msg_type: Annotated[Int32, 2]
    padata: Annotated[tuple[PaData, ...] | None, 3] = None
    req_body: Annotated[KdcReqBody, 4]
    body_bytes: bytes | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class KdcRep:
    """RFC 4120 section 5.4.2.

    AS-REP  ::= [APPLICATION 11] KDC-REP
    TGS-REP ::= [APPLICATION 13] KDC-REP
    KDC-REP ::= SEQUENCE {
        pvno      [0] INTEGER (5),
        msg-type  [1] INTEGER (11 | 13),
        padata    [2] SEQUENCE OF PA-DATA OPTIONAL,
        crealm    [3] Realm,
        cname     [4] PrincipalName,
        ticket    [5] Ticket,
        enc-part  [6] EncryptedData  -- EncASRepPart or EncTGSRepPart
    }
    """

    LAYOUT: ClassVar = Layout(name="KDC-REP", application={11: "AS-REP", 13: "TGS-REP"}, constants={0: ("pvno", 5)})
    msg_type: Annotated[Int32, 1]
    padata: Annotated[tuple[PaData, ...] | None, 2] = None
    crealm: Annotated[Realm, 3]
    cname: Annotated[PrincipalName, 4]
    ticket: Annotated[Ticket, 5]
    enc_part: Annotated[EncryptedData, 6]


@dataclass(frozen=True, slots=True, kw_only=True)
class EncKdcRepPart:
    """RFC 4120 section 5.4.2; encrypted-pa-data: RFC 6806 section 11. Either tag is taken: MIT seals 26 in an AS-REP.

    EncASRepPart  ::= [APPLICATION 25] EncKDCRepPart
    EncTGSRepPart ::= [APPLICATION 26] EncKDCRepPart
    EncKDCRepPart ::= SEQUENCE {
        key                [0]  EncryptionKey,  -- the session key
        last-req           [1]  LastReq,
        nonce              [2]  UInt32,
        key-expiration     [3]  KerberosTime OPTIONAL,
        flags              [4]  TicketFlags,
        authtime           [5]  KerberosTime,
        starttime          [6]  KerberosTime OPTIONAL,
        endtime            [7]  KerberosTime,
        renew-till         [8]  KerberosTime OPTIONAL,
        srealm             [9]  Realm,
        sname              [10] PrincipalName,
        caddr              [11] HostAddresses OPTIONAL,
        encrypted-pa-data  [12] SEQUENCE OF PA-DATA OPTIONAL
    }
    """

    LAYOUT: ClassVar = Layout(name="EncKDCRepPart", application={25: "EncASRepPart", 26: "EncTGSRepPart"})
    key: Annotated[Key, 0]
    last_req: Annotated[tuple[LastReqEntry, ...], 1]
    nonce: Annotated[UInt32, 2]
    key_expiration: Annotated[KerberosTime | None, 3] = None
    flags: Annotated[KerberosFlags, 4]
    authtime: Annotated[KerberosTime, 5]
    starttime: Annotated[KerberosTime | None, 6] = None
    endtime: Annotated[KerberosTime, 7]
    renew_till: Annotated[KerberosTime | None, 8] = None
    srealm: Annotated[Realm, 9]
    sname: Annotated[PrincipalName, 10]
    caddr: Annotated[tuple[HostAddress, ...] | None, 11] = None
    encrypted_pa_data: Annotated[tuple[PaData, ...] | None, 12] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodData:
    """RFC 4120 section 5.9.1: the e-data of KDC_ERR_PREAUTH_REQUIRED and KDC_ERR_PREAUTH_FAILED.

    METHOD-DATA ::= SEQUENCE OF PA-DATA
    """

    LAYOUT: ClassVar = Layout(name="METHOD-DATA", sequence_of=True)
    entries: tuple[PaData, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KrbError:
    """RFC 4120 section 5.9.1.

    KRB-ERROR ::= [APPLICATION 30] SEQUENCE {
        pvno        [0]  INTEGER (5),
        msg-type    [1]  INTEGER (30),
        ctime       [2]  KerberosTime OPTIONAL,
        cusec       [3]  Microseconds OPTIONAL,
        stime       [4]  KerberosTime,
        susec       [5]  Microseconds,
        error-code  [6]  Int32,
        crealm      [7]  Realm OPTIONAL,
        cname       [8]  PrincipalName OPTIONAL,
        realm       [9]  Realm,  -- the service's
        sname       [10] PrincipalName,
        e-text      [11] KerberosString OPTIONAL,
        e-data      [12] OCTET STRING OPTIONAL
    }
    """

    LAYOUT: ClassVar = Layout(
        name="KRB-ERROR", application={30: "KRB-ERROR"}, constants={0: ("pvno", 5), 1: ("msg-type", 30)}
    )
    ctime: Annotated[KerberosTime | None, 2] = None
    cusec: Annotated[Microseconds | None, 3] = None
    stime: Annotated[KerberosTime, 4]
    susec: Annotated[Microseconds, 5]
    error_code: Annotated[Int32, 6]
    crealm: Annotated[Realm | None, 7] = None
    cname: Annotated[PrincipalName | None, 8] = None
    realm: Annotated[Realm, 9]
    sname: Annotated[PrincipalName, 10]
    e_text: Annotated[KerberosString | None, 11] = None
    e_data: Annotated[OctetString | None, 12] = None
