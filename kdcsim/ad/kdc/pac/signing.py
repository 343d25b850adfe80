"""Signing: the checksums that make a PAC trustworthy (MS-PAC 2.8), put in and verified."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from kdcsim.ad.kdc.pac.container import Buffers, BufferType, join
from kdcsim.ad.kdc.pac.ndr import filetime
from kdcsim.errors import CryptoError
from kdcsim.krb5.crypto import checksum_size, checksum_under, verify_checksum
from kdcsim.krb5.key import Key
from kdcsim.krb5.numbers import ChecksumType, KeyUsage

USAGE = int(KeyUsage.KERB_NON_KERB_CHECKSUM_SALT)
_OF_KEY = {17: ChecksumType.HMAC_SHA1_96_AES128, 18: ChecksumType.HMAC_SHA1_96_AES256}
"""Every other key signs with HMAC-MD5 (MS-PAC 2.8.1)."""

_SERVER, _KDC = int(BufferType.SERVER_CHECKSUM), int(BufferType.KDC_CHECKSUM)
_CLIENT_INFO = int(BufferType.CLIENT_INFO)
_TICKET, _FULL = int(BufferType.TICKET_CHECKSUM), int(BufferType.FULL_CHECKSUM)


@dataclass(frozen=True, slots=True)
class PacKeys:
    """The key of the service that gets the ticket, and krbtgt's; and what signs under each."""

    server: Key
    kdc: Key
    sign_server: Callable[[bytes], bytes] = field(init=False, compare=False, repr=False)
    sign_kdc: Callable[[bytes], bytes] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Make both ready once: a KDC signs under them again and again."""
        object.__setattr__(self, "sign_server", checksum_under(self.server, USAGE, _kind(self.server)))
        object.__setattr__(self, "sign_kdc", checksum_under(self.kdc, USAGE, _kind(self.kdc)))


@dataclass(frozen=True, slots=True)
class Layout:
    """A PAC with room for its signatures, and where each buffer begins."""

    data: bytes
    places: dict[int, int]


def lay_out(buffers: Buffers, keys: PacKeys, *, ticket: bool, full: bool) -> Layout:
    """Lay the buffers out with empty signatures: what stays the same while account and keys do."""
    ours, theirs = _kind(keys.kdc), _kind(keys.server)
    empty: Buffers = ((_SERVER, _blank(theirs)), (_KDC, _blank(ours)))
    empty += ((_TICKET, _blank(ours)),) if ticket else ()
    empty += ((_FULL, _blank(ours)),) if full else ()
    data, places = join((*buffers, *empty))
    return Layout(bytes(data), places)


def signed(layout: Layout, keys: PacKeys, *, auth_time: int | None = None, ticket: bytes = b"") -> bytes:
    """Put the signatures in: over the ticket, over the whole, the server's, and the KDC's over the server's.

    ``auth_time`` replaces the time in CLIENT_INFO, which is all that changes from one logon to the next.
    """
    data, places = bytearray(layout.data), layout.places
    if auth_time is not None:
        place = places[_CLIENT_INFO]
        data[place : place + 8] = filetime(auth_time)
    if _TICKET in places:
        _put(data, places[_TICKET], keys.sign_kdc(ticket))
    if _FULL in places:
        _put(data, places[_FULL], keys.sign_kdc(bytes(data)))
    server = keys.sign_server(bytes(data))
    _put(data, places[_SERVER], server)
    _put(data, places[_KDC], keys.sign_kdc(server))
    return bytes(data)


def sign(buffers: Buffers, keys: PacKeys, *, ticket: bytes | None = None, full: bool = False) -> bytes:
    """Lay the buffers out with their signatures.

    ``ticket`` is the EncTicketPart with a PAC of one zero byte, over which a ticket signature is made; ``full`` adds
    the signature over the whole PAC. The server's signature comes after those two, the KDC's over the server's.
    """
    return signed(lay_out(buffers, keys, ticket=ticket is not None, full=full), keys, ticket=ticket or b"")


def verify_server(data: bytes, buffers: Buffers, key: Key) -> bool:
    """Whether the server's signature over a PAC holds under this key."""
    return _verified(data, buffers, key, _SERVER, (_SERVER, _KDC))


def verify_kdc(buffers: Buffers, keys: Iterable[Key]) -> bool:
    """Whether the KDC's signature over the server's holds under one of these keys."""
    server = _signature(buffers, _SERVER) or b""
    signature = _signature(buffers, _KDC)
    return signature is not None and any(_holds(signature, key, _value(server)) for key in keys)


def verify_full(data: bytes, buffers: Buffers, keys: Iterable[Key]) -> bool:
    """Whether the KDC's signature over the whole PAC holds under one of these keys."""
    return any(_verified(data, buffers, key, _FULL, (_SERVER, _KDC, _FULL)) for key in keys)


def verify_ticket(buffers: Buffers, keys: Iterable[Key], ticket: bytes) -> bool:
    """Whether the ticket signature in a PAC holds over a ticket (given with a PAC of one zero byte)."""
    signature = _signature(buffers, _TICKET)
    return signature is not None and any(_holds(signature, key, ticket) for key in keys)


def has_signature(buffers: Buffers, kind: int) -> bool:
    """Whether a signature of this kind is there, be it right or wrong."""
    return _signature(buffers, kind) is not None


def _verified(data: bytes, buffers: Buffers, key: Key, kind: int, blanked: tuple[int, ...]) -> bool:
    signature = _signature(buffers, kind)
    if signature is None:
        return False
    blank = bytearray(data)
    for number in range(int.from_bytes(data[:4], "little")):
        entry = 8 + 16 * number
        if int.from_bytes(data[entry : entry + 4], "little") in blanked:
            size = int.from_bytes(data[entry + 4 : entry + 8], "little")
            place = int.from_bytes(data[entry + 8 : entry + 16], "little")
            kept = _size(data[place : place + 4])
            stop = min(place + size, place + 4 + kept)
            blank[place + 4 : stop] = bytes(max(0, stop - place - 4))
    return _holds(signature, key, bytes(blank))


def _holds(signature: bytes, key: Key, data: bytes) -> bool:
    kind = int.from_bytes(signature[:4], "little", signed=True)
    try:
        verify_checksum(key, USAGE, data, kind, _value(signature))
    except CryptoError:
        return False
    return kind in (*map(int, _OF_KEY.values()), int(ChecksumType.HMAC_MD5))


def _signature(buffers: Buffers, kind: int) -> bytes | None:
    return next((data for each, data in buffers if each == kind), None)


def _value(signature: bytes) -> bytes:
    """The checksum alone, without the type before it and an RODC's number behind it (MS-PAC 2.8)."""
    return signature[4 : 4 + _size(signature[:4])]


def _size(kind: bytes) -> int:
    try:
        return checksum_size(int.from_bytes(kind, "little", signed=True))
    except CryptoError:
        return 0


def _kind(key: Key) -> int:
    return int(_OF_KEY.get(key.etype, ChecksumType.HMAC_MD5))


def _head(kind: int) -> bytes:
    return kind.to_bytes(4, "little", signed=True)


def _blank(kind: int) -> bytes:
    return _head(kind) + bytes(checksum_size(kind))


def _put(data: bytearray, place: int, value: bytes) -> None:
    data[place + 4 : place + 4 + len(value)] = value
