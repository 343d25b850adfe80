"""Form: the messages that all replies of one shape share, written once; keys, times and ciphers are filled in."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from kdcsim.ad.kdc.kdc import Kdc
from kdcsim.ad.kdc.lifetime import Span
from kdcsim.ad.kdc.quirk import Quirk
from kdcsim.krb5.crypto import profile
from kdcsim.krb5.key import EncryptedData, Key
from kdcsim.krb5.messages import (
    TIME_HOLE,
    AuthorizationData,
    AuthorizationDataEntry,
    EncKdcRepPart,
    EncTicketPart,
    KdcRep,
    LastReqEntry,
    PaData,
    Stencil,
    Ticket,
    TransitedEncoding,
    encode,
    octets_hole,
    uint32_hole,
)
from kdcsim.krb5.numbers import AuthDataType
from kdcsim.krb5.principal import PrincipalName

UNSIGNED = b"\0"
"""What stands for the PAC in a ticket over which a ticket signature is made (MS-PAC 2.8.3)."""

_IF_RELEVANT, _PAC = int(AuthDataType.IF_RELEVANT), int(AuthDataType.WIN2K_PAC)


class Shape(NamedTuple):
    """What makes two replies of a KDC the same but for keys, times, nonce, signatures and ciphers.

    ``ticket``: the etype and kvno that seal it; ``reply``: etype, kvno and application tag; ``sealed_padata``: the
    type of each and its size; ``nonce_size``: how many octets its INTEGER has.
    """

    msg_type: int
    client: PrincipalName
    client_realm: str
    service: PrincipalName
    flags: int
    renewable: bool
    session_etype: int
    ticket: tuple[int, int | None]
    reply: tuple[int, int | None, int]
    padata: tuple[PaData, ...]
    sealed_padata: tuple[tuple[int, int], ...]
    authorization: tuple[AuthorizationDataEntry, ...]
    transited: TransitedEncoding
    pac_size: int
    nonce_size: int


class Form:
    """The stencils of one shape: the ticket's part, the same with an unsigned PAC, the reply's part, the reply."""

    __slots__ = ("_kdc", "_names", "_shape", "_whole", "ticket", "told", "unsigned")

    def __init__(self, kdc: Kdc, shape: Shape) -> None:
        self._kdc, self._shape = kdc, shape
        started = () if kdc.has(Quirk.NO_STARTTIME) else ("starttime",)
        self._names = ("authtime", *started, "endtime", *(("renew_till",) if shape.renewable else ()))
        holes = (octets_hole(profile(shape.session_etype).key_size), *(TIME_HOLE for _ in self._names))
        signed = (octets_hole(shape.pac_size),) if shape.pac_size else ()
        self.ticket = Stencil(self._ticket_part, (*holes, *signed))
        self.unsigned = Stencil(self._ticket_unsigned, holes)
        nonce, values = uint32_hole(shape.nonce_size), [octets_hole(size) for _, size in shape.sealed_padata]
        self.told = Stencil(self._told, (holes[0], TIME_HOLE, nonce, *holes[1:], *values), tag=shape.reply[2])
        self._whole: Stencil | None = None

    def times(self, span: Span, now: int) -> tuple[int, ...]:
        """The times of a ticket, as far as it has them."""
        begins = now if span.start_time is None else span.start_time
        started = () if len(self._names) == 2 + self._shape.renewable else (begins,)
        if span.renew_till is None:
            return (span.auth_time, *started, span.end_time)
        return (span.auth_time, *started, span.end_time, span.renew_till)

    def whole(self, ticket: bytes, told: bytes) -> bytes:
        """The reply with its two ciphers."""
        if self._whole is None:
            self._whole = Stencil(self._reply, (octets_hole(len(ticket)), octets_hole(len(told))))
        return self._whole.filled((ticket, told))

    def _ticket_part(self, key: bytes, *rest: Any) -> EncTicketPart:
        shape, times = self._shape, dict(zip(self._names, rest, strict=False))
        entries = (pac_entry(rest[-1]),) if len(rest) > len(times) else ()
        return EncTicketPart(
            flags=shape.flags,
            key=Key(etype=shape.session_etype, value=key),
            crealm=shape.client_realm,
            cname=shape.client,
            transited=shape.transited,
            authorization_data=(*entries, *shape.authorization) or None,
            **times,
        )

    def _ticket_unsigned(self, key: bytes, *times: Any) -> EncTicketPart:
        return self._ticket_part(key, *times, UNSIGNED)

    def _told(self, key: bytes, now: int, nonce: int, *rest: Any) -> EncKdcRepPart:
        shape, times = self._shape, dict(zip(self._names, rest, strict=False))
        values = zip(shape.sealed_padata, rest[len(times) :], strict=True)
        padata = tuple(PaData(padata_type=kind, padata_value=value) for (kind, _), value in values)
        return EncKdcRepPart(
            key=Key(etype=shape.session_etype, value=key),
            last_req=(LastReqEntry(lr_type=0, lr_value=now),),
            nonce=nonce,
            flags=shape.flags,
            srealm=self._kdc.realm,
            sname=shape.service,
            encrypted_pa_data=padata or None,
            **times,
        )

    def _reply(self, ticket: bytes, told: bytes) -> KdcRep:
        shape, bare = self._shape, self._kdc.has(Quirk.NO_KVNO)
        (etype, kvno), (reply_etype, reply_kvno, _) = shape.ticket, shape.reply
        return KdcRep(
            msg_type=shape.msg_type,
            padata=shape.padata or None,
            crealm=shape.client_realm,
            cname=shape.client,
            ticket=Ticket(
                realm=self._kdc.realm,
                sname=shape.service,
                enc_part=EncryptedData(etype=etype, kvno=None if bare else kvno, cipher=ticket),
            ),
            enc_part=EncryptedData(etype=reply_etype, kvno=None if bare else reply_kvno, cipher=told),
        )


def pac_entry(pac: bytes) -> AuthorizationDataEntry:
    """A PAC as an element of authorization data: inside AD-IF-RELEVANT (MS-PAC 2.1, MS-KILE 3.3.5.6.3)."""
    return AuthorizationDataEntry(ad_type=_IF_RELEVANT, ad_data=_before_pac(len(pac)) + pac)


@lru_cache(maxsize=1024)
def _before_pac(size: int) -> bytes:
    """What stands before a PAC of some size inside its AD-IF-RELEVANT."""
    inner = AuthorizationDataEntry(ad_type=_PAC, ad_data=bytes(size))
    return encode(AuthorizationData(entries=(inner,)))[: -size or None]
