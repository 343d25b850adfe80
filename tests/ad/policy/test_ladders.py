"""Which ladders there are, and who walks them."""

from __future__ import annotations

from kdcsim.ad.policy import KDC_LADDERS, LADDERS


def test_the_ladders_in_the_order_of_an_exchange() -> None:
    """Names are what people ask `explain` for, so none is there twice."""
    assert [ladder.name for ladder in LADDERS] == [
        *("client-list", "first-request", "after-hint", "hint", "timestamp", "reply"),
        *("declared", "ticket", "session", "salt", "forwarded"),
    ]
    rules = [rule.name for ladder in LADDERS for rule in ladder.rules]
    assert len(set(rules)) == len(rules)


def test_what_a_kdc_walks() -> None:
    """The others are walked by clients and hosts."""
    assert [ladder.name for ladder in KDC_LADDERS] == ["hint", "timestamp", "reply", "declared", "ticket", "session"]


def test_the_head_of_the_session_ladder_is_shared() -> None:
    """What client and service can share does not depend on what is asked: down to the filter, rules only narrow."""
    shared = {ladder.name: [rule.name for rule in ladder.rules[: ladder.shared]] for ladder in LADDERS if ladder.shared}
    assert list(shared) == ["session"]
    assert shared["session"][-1] == "session-kdc-filter"
