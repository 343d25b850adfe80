"""Changes: a change of password over the wire, as an exchange that a journal can be told."""

from __future__ import annotations

from kdcsim.ad.exchange import Exchange
from kdcsim.ad.kdc import Kdc
from kdcsim.ad.kdc.kpasswd import Result, Wish
from kdcsim.krb5.messages import KrbError, decode

SERVICE = "kadmin/changepw"
HEAD_BYTES = 6
"""A reply begins with its length, its version, and the length of its AP-REP: none, where it is an error."""


def change_of(
    kdc: Kdc, dc: str, wish: Wish, result: Result, *, at: int, client_address: str, request: bytes, reply: bytes
) -> Exchange:
    """What became of a wish, told to its client under a key."""
    return Exchange(
        dc=dc,
        realm=kdc.realm,
        kind="KPASSWD",
        at=at,
        client_address=client_address,
        request=request,
        reply=reply,
        client_name=wish.account.name,
        client_realm=kdc.realm,
        service_name=SERVICE,
        result=int(result),
        client_account=wish.account,
    )


def unread_of(kdc: Kdc, dc: str, *, at: int, client_address: str, request: bytes, reply: bytes) -> Exchange:
    """A request that was refused before its client was known; the reply is a KRB-ERROR that says why."""
    error = decode(KrbError, reply[HEAD_BYTES:])
    return Exchange(
        dc=dc,
        realm=kdc.realm,
        kind="KPASSWD",
        at=at,
        client_address=client_address,
        request=request,
        reply=reply,
        client_name="",
        client_realm="",
        service_name=SERVICE,
        error=error.error_code,
        result=int.from_bytes((error.e_data or b"")[:2], "big"),
    )
