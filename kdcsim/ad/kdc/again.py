"""Again: requests that were granted before, to be known when a client asks once more in the same words.

Judging is pure, so all that a KDC finds out about a request but for nonce, times and what the client seals follows
from its octets and from what the KDC is. The second time only those are looked at; where anything about them is not
as it should be, the request goes the long way and is refused there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from kdcsim.ad.kdc.draft import Draft
from kdcsim.chance import Chance
from kdcsim.krb5.messages import KdcReq, KdcReqBody, Likeness, likeness, nonce_of, with_times

MOST = 1024
"""So many requests are kept before all are forgotten."""
CUTS_MOST = 4
"""So many likenesses of one size are tried."""


class Fresh(NamedTuple):
    """What is new in a request that is otherwise known."""

    sealed: bytes
    body: KdcReqBody
    octets: bytes
    """The body as it lay on the wire."""
    nonce: int


Granter = Callable[[Draft, Fresh, Chance], Draft | None]
"""Answers a request that differs from one before in this alone; None when it cannot be granted so."""


class Known(NamedTuple):
    """A request that was granted: its draft, what it said and when as it lay on the wire, and who grants it again."""

    draft: Draft
    body: KdcReqBody
    begins: int
    """Where in the request the body does."""
    times: tuple[bytes, ...]
    grant: Granter


@dataclass(slots=True)
class Again:
    """The requests that one KDC has granted."""

    cuts: dict[int, list[Likeness]] = field(default_factory=dict)
    known: dict[tuple[bytes, ...], Known] = field(default_factory=dict)

    def keep(self, draft: Draft, message: KdcReq, sealed: bytes, grant: Granter) -> None:
        """Keep a request that was granted."""
        found = likeness(draft.request, message, sealed)
        if found is None:
            return
        if len(self.known) >= MOST:
            self.known.clear()
            self.cuts.clear()
        begins, times = len(draft.request) - len(message.body_bytes or b""), found.fresh(draft.request)[1:-1]
        self.known[found.around(draft.request)] = Known(draft, message.req_body, begins, times, grant)
        cuts = self.cuts.setdefault(len(draft.request), [])
        if not any(each.around(draft.request) in self.known for each in cuts):  # none of them cuts here
            cuts.insert(0, found)
            del cuts[CUTS_MOST:]

    def answer(self, request: bytes, at: int, client_address: str, chance: Chance) -> Draft | None:
        """Answer a request that is known, if nothing about it is wrong."""
        for cut in self.cuts.get(len(request), ()):
            known = self.known.get(cut.around(request))
            if known is not None:
                sealed, *times, content = cut.fresh(request)
                nonce = nonce_of(content)
                body = known.body if (now := tuple(times)) == known.times else with_times(known.body, now)
                if nonce is None or body is None:
                    return None
                draft = known.draft.like(at, client_address, request)
                return known.grant(draft, Fresh(sealed, body, request[known.begins :], nonce), chance)
        return None
