"""Forging: tickets changed by somebody who holds the key that seals them, and no other key."""

from __future__ import annotations

from dataclasses import replace

from kdcsim.ad.directory import Account
from kdcsim.ad.kdc import Kdc
from kdcsim.ad.kdc.form import pac_entry
from kdcsim.ad.kdc.opened import pac_in
from kdcsim.ad.kdc.pac import Buffers, PacKeys, join, sign, split
from kdcsim.ad.kdc.pac.container import BufferType
from kdcsim.krb5.crypto import checksum, checksum_size
from kdcsim.krb5.key import Key
from kdcsim.krb5.messages import EncTicketPart
from kdcsim.krb5.sealing import seal, unseal
from tests.ad.kdc.asking import Got

SERVER, KDC = int(BufferType.SERVER_CHECKSUM), int(BufferType.KDC_CHECKSUM)
SIGNATURES = (SERVER, KDC, int(BufferType.TICKET_CHECKSUM), int(BufferType.FULL_CHECKSUM))
KIND = {17: 15, 18: 16, 23: -138}


def account_key(kdc: Kdc, name: str, etype: int) -> Key:
    """One key of an account."""
    known = kdc.directory.krbtgt() if name == "krbtgt" else kdc.directory.get(name)
    assert isinstance(known, Account)
    return next(k.key for k in kdc.keys(known) if k.etype == etype)


def part_of(got: Got, key: Key) -> EncTicketPart:
    """What is sealed in a ticket."""
    return unseal(EncTicketPart, got.ticket.enc_part, key, 2)


def sealed(got: Got, part: EncTicketPart, key: Key) -> Got:
    """The ticket with another content, as whoever holds its key can seal it."""
    return replace(got, ticket=replace(got.ticket, enc_part=seal(part, key, 2, bytes(16))), client=part.cname)


def pac_of(part: EncTicketPart) -> Buffers:
    """The buffers of a ticket's PAC."""
    raw, _ = pac_in(part.authorization_data or ())
    assert raw is not None
    return split(raw)


def with_pac(part: EncTicketPart, buffers: Buffers) -> EncTicketPart:
    """The part with this PAC as it stands."""
    return replace(part, authorization_data=(pac_entry(bytes(join(buffers)[0])),))


def without(buffers: Buffers, *kinds: int) -> Buffers:
    """The buffers but for some."""
    return tuple((kind, data) for kind, data in buffers if kind not in kinds)


def signed_as_tgt(part: EncTicketPart, buffers: Buffers, key: Key) -> EncTicketPart:
    """The part with a PAC that somebody with krbtgt's key signs."""
    return replace(part, authorization_data=(pac_entry(sign(without(buffers, *SIGNATURES), PacKeys(key, key))),))


def resigned(buffers: Buffers, key: Key) -> Buffers:
    """The PAC with a new server's signature; the KDC's stay what they were."""
    kind = KIND[key.etype]
    head = kind.to_bytes(4, "little", signed=True)
    empty = head + bytes(checksum_size(kind))
    blank = tuple((k, empty if k == SERVER else d[:4] + bytes(len(d) - 4) if k == KDC else d) for k, d in buffers)
    made = checksum(key, 17, bytes(join(blank)[0]), kind)
    return tuple((k, head + made if k == SERVER else d) for k, d in buffers)


def renamed(buffers: Buffers, old: str = "alice", new: str = "Alice") -> Buffers:
    """The PAC with another name in it."""
    return tuple((k, d.replace(old.encode("utf-16-le"), new.encode("utf-16-le"))) for k, d in buffers)
