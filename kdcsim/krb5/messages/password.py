"""What a client sends to change a password (RFC 3244 section 2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from kdcsim.krb5.messages.layout import Layout, OctetString, Realm
from kdcsim.krb5.principal import PrincipalName


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePasswdData:
    """RFC 3244 section 2: the user-data of a KRB-PRIV of version 0xff80; in version 1 that is the password alone.

    ChangePasswdData ::= SEQUENCE {
        newpasswd  [0] OCTET STRING,
        targname   [1] PrincipalName OPTIONAL,
        targrealm  [2] Realm OPTIONAL
    }
    """

    LAYOUT: ClassVar = Layout(name="ChangePasswdData")
    newpasswd: Annotated[OctetString, 0]
    targname: Annotated[PrincipalName | None, 1] = None
    targrealm: Annotated[Realm | None, 2] = None
