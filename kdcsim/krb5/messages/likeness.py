"""Likeness: a request as it lay on the wire, with the fields cut out that are fresh in every one of its kind.

The counterpart of `Stencil`, for reading. A client asks again in the same words: only nonce, times and what it seals
are new. Requests whose octets agree around those fields say the same but for them, since lengths stand outside the
cuts and DER has one way to write a value. So whoever knows the likeness reads a few fields instead of a message.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from operator import itemgetter
from typing import NamedTuple

from kdcsim.krb5.messages.der import CONTEXT, explicit, explicit_integer, seconds, time_text
from kdcsim.krb5.messages.kdc import KdcReq, KdcReqBody
from kdcsim.krb5.messages.layout import Kind

_TIMES = (("from_time", CONTEXT | 4), ("till", CONTEXT | 5), ("rtime", CONTEXT | 6))
_NONCE = CONTEXT | 7
_TIME_SIZE = 15


class Likeness(NamedTuple):
    """Cuts through requests of one size: ``around`` gives what stands around the fresh fields, ``fresh`` the fields.

    The fresh fields are what was sealed, the times that there are, and the contents of the nonce's INTEGER.
    """

    around: Callable[[bytes], tuple[bytes, ...]]
    fresh: Callable[[bytes], tuple[bytes, ...]]


def likeness(request: bytes, message: KdcReq, sealed: bytes) -> Likeness | None:
    """Cut a request, which decodes to ``message`` and has the octets ``sealed`` among its padata.

    None when one of the fields cannot be told from other octets.
    """
    body = message.req_body
    assert message.body_bytes is not None, "a message that was decoded keeps its body"
    begins = len(request) - len(message.body_bytes)
    places = [_place(request, sealed, 0, begins, len(sealed))]
    for name, tag in _TIMES:
        value = getattr(body, name)
        if value is not None:
            element = explicit(tag, Kind.TIME.tag, _TIME_SIZE) + time_text(value)
            places.append(_place(request, element, begins, len(request), _TIME_SIZE))
    element = explicit_integer(_NONCE, body.nonce, Kind.UINT32)
    places.append(_place(request, element, begins, len(request), len(element) - 4))
    if None in places:
        return None
    cuts = [place for place in places if place is not None]
    edges = [0, *(edge for cut in cuts for edge in (cut.start, cut.stop)), len(request)]
    around = [slice(edges[at], edges[at + 1]) for at in range(0, len(edges), 2)]
    return Likeness(itemgetter(*around), itemgetter(*cuts))


def nonce_of(content: bytes) -> int | None:
    """The nonce that an INTEGER above zero in its shortest form holds; None for any other, and above 32 bits."""
    first, size = content[0], len(content)
    if (0 < first < 0x80 and size <= 4) or (first == 0 and 1 < size <= 5 and content[1] >= 0x80):
        return int.from_bytes(content, "big")
    return None


def with_times(body: KdcReqBody, times: tuple[bytes, ...]) -> KdcReqBody | None:
    """The body with the times that were cut out of another request of its kind; None if one of them is no time."""
    told = iter(times)

    def read(before: int | None) -> int | None:
        return None if before is None else seconds(next(told))

    try:
        return replace(body, from_time=read(body.from_time), till=seconds(next(told)), rtime=read(body.rtime))
    except ValueError:
        return None


def _place(request: bytes, element: bytes, start: int, end: int, size: int) -> slice | None:
    """Where the last ``size`` octets of an element lie that is there once between ``start`` and ``end``."""
    begins = request.find(element, start, end)
    if begins < 0 or begins != request.rfind(element, start, end):
        return None
    stop = begins + len(element)
    return slice(stop - size, stop)
