"""Replay cache: the authenticators that a listening KDC has seen, for as long as one could be accepted again."""

from __future__ import annotations

from dataclasses import dataclass, field

from kdcsim.ad.kdc import SKEW_SECONDS

KEPT = 2 * SKEW_SECONDS * 1_000_000
"""An authenticator is accepted from one skew before its time to one skew after it (RFC 4120 3.2.3)."""
MOST = 1_000_000
"""So many digests of 32 bytes before the older half goes early."""


@dataclass(slots=True)
class ReplayCache:
    """Two generations of digests; the older one goes when the younger is full or old enough."""

    young: set[bytes] = field(default_factory=set)
    old: set[bytes] = field(default_factory=set)
    turned: int = 0

    def __contains__(self, digest: object) -> bool:
        return digest in self.young or digest in self.old

    def add(self, digest: bytes, now: int) -> None:
        """Remember one. ``now`` is microseconds since the epoch."""
        if now - self.turned > KEPT or len(self.young) > MOST // 2:
            self.young, self.old, self.turned = set(), self.young, now
        self.young.add(digest)
