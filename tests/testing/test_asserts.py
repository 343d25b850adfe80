"""The asserts: they pass over what holds, and tell the ladder of rules where it does not."""

from __future__ import annotations

import pytest

from kdcsim.errors import WorldError
from kdcsim.testing import assert_holds, assert_refused, assert_ticket_etype, assert_works
from kdcsim.world.state import World
from tests.world.stories import booted, exchange_2007, rc4_forced, send


@pytest.fixture(scope="module")
def broken() -> World:
    """The seed story with its value."""
    return rc4_forced()


def test_what_holds_gives_its_record(broken: World) -> None:
    """A record comes back, to look further."""
    assert assert_refused(broken, send(), 41).error == 41
    assert assert_ticket_etype(booted(exchange_2007()), send(), 18).calls[0].ticket_etype == 18
    assert_holds("exchange-2007", "S3")


def test_what_does_not_hold_tells_the_ladder(broken: World) -> None:
    """The message names the error, the rule, its source and the key that was tried."""
    with pytest.raises(AssertionError) as told:
        assert_works(broken, send())
    for words in ("KRB_AP_ERR_MODIFIED (41)", "rc4-preauthentication-never-tells-salt", "account-declares", 'salt ""'):
        assert words in str(told.value)


def test_another_error_or_etype_is_no_match(broken: World) -> None:
    """Being refused is not enough when an error is named; working is not enough when an etype is."""
    with pytest.raises(AssertionError, match="NOKEY"):
        assert_refused(broken, send(), 45)
    with pytest.raises(AssertionError, match="expected RC4"):
        assert_ticket_etype(booted(exchange_2007()), send(), 23)


def test_a_branch_that_is_not_there_is_no_success() -> None:
    """A spelling mistake does not pass; the case of the letters does."""
    with pytest.raises(WorldError, match="there is no branch 'S33'; did you mean"):
        assert_holds("exchange-2007", "S33")
    assert_holds("exchange-2007", "s3")
