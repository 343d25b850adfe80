"""What a service sends to get a ticket on behalf of a user (MS-SFU 2.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from kdcsim.krb5.messages.layout import (
    KerberosFlags,
    KerberosString,
    Layout,
    OctetString,
    Realm,
    UInt32,
)
from kdcsim.krb5.messages.part import Checksum
from kdcsim.krb5.principal import PrincipalName


@dataclass(frozen=True, slots=True, kw_only=True)
class PaForUser:
    """MS-SFU 2.2.1, type 129: the user for whom a service asks a ticket to itself.

    PA-FOR-USER ::= SEQUENCE {
        userName      [0] PrincipalName,
        userRealm     [1] Realm,
        cksum         [2] Checksum,  -- KERB_CHECKSUM_HMAC_MD5, key usage 17
        auth-package  [3] KerberosString
    }
    """

    LAYOUT: ClassVar = Layout(name="PA-FOR-USER")
    user_name: Annotated[PrincipalName, 0, "userName"]
    user_realm: Annotated[Realm, 1, "userRealm"]
    cksum: Annotated[Checksum, 2]
    auth_package: Annotated[KerberosString, 3] = "Kerberos"


@dataclass(frozen=True, slots=True, kw_only=True)
class S4uUserId:
    """MS-SFU 2.2.2.

    S4UUserID ::= SEQUENCE {
        nonce                [0] UInt32,
        cname                [1] PrincipalName OPTIONAL,
        crealm               [2] Realm,
        subject-certificate  [3] OCTET STRING OPTIONAL,
        options              [4] KerberosFlags OPTIONAL
    }
    """

    LAYOUT: ClassVar = Layout(name="S4UUserID")
    nonce: Annotated[UInt32, 0]
    cname: Annotated[PrincipalName | None, 1] = None
    crealm: Annotated[Realm, 2]
    subject_certificate: Annotated[OctetString | None, 3] = None
    options: Annotated[KerberosFlags | None, 4] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaS4uX509User:
    """MS-SFU 2.2.2, type 130.

    PA-S4U-X509-USER ::= SEQUENCE { user-id [0] S4UUserID, checksum [1] Checksum }
    """

    LAYOUT: ClassVar = Layout(name="PA-S4U-X509-USER")
    user_id: Annotated[S4uUserId, 0]
    checksum: Annotated[Checksum, 1]
