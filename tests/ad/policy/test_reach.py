"""Which ladders a KDC walks, and which are left to hosts."""

from __future__ import annotations

from kdcsim.ad.policy import KDC_LADDERS, LADDERS


def test_the_ladders_of_a_kdc() -> None:
    """In the order in which an exchange meets them; the others are walked by clients and sessions."""
    assert [each.name for each in KDC_LADDERS] == ["hint", "timestamp", "reply", "declared", "ticket", "session"]
    hosts = [each.name for each in LADDERS if each not in KDC_LADDERS]
    assert hosts == ["client-list", "first-request", "after-hint", "salt", "forwarded"]
