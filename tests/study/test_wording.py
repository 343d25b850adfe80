"""How numbers, sessions and moments are said: one spelling everywhere."""

from __future__ import annotations

import pytest

from kdcsim.study import wording


def test_numbers_by_their_names() -> None:
    """With the number behind; nothing has a word of its own."""
    assert [wording.etype(each) for each in (None, 18, 23, -133)] == [
        "none",
        "AES256 (18)",
        "RC4 (23)",
        "RC4-OLD (-133)",
    ]
    assert [wording.error(each) for each in (None, 0, 41)] == [
        "no error",
        "KDC_ERR_NONE (0)",
        "KRB_AP_ERR_MODIFIED (41)",
    ]


@pytest.mark.parametrize(
    ("luid", "account", "words"),
    [
        (None, None, "nobody"),
        (None, "svc", "nobody"),
        (0x3E7, None, "LocalSystem (0x3e7)"),
        (0x3E4, "WEB$", "NetworkService (0x3e4)"),
        (0x5097D, "svc_web", "svc_web (0x5097d)"),
        (0x5097D, None, "0x5097d"),
    ],
)
def test_a_logon_session(luid: int | None, account: str | None, words: str) -> None:
    """By the name that every host gives it, else by its account, else by its number alone."""
    assert wording.session(luid, account) == words


def test_a_salt_is_told_in_quotes() -> None:
    """So that an empty one can be seen; none is another thing."""
    assert [wording.salt(each) for each in (None, "", "CORP.TESTdora")] == ["no salt", '""', '"CORP.TESTdora"']


def test_moments_of_the_simulated_clock() -> None:
    """In UTC, to the second; the moment itself keeps its microseconds."""
    assert wording.clock(0) == "1970-01-01 00:00:00"
    assert wording.clock(1_350_291_600_999_999) == "2012-10-15 09:00:00"
    assert wording.moment(1_350_291_600_999_999).isoformat() == "2012-10-15T09:00:00.999999+00:00"


@pytest.mark.parametrize(("number", "words"), [(0, "0 branches"), (1, "1 branch"), (2, "2 branches")])
def test_how_many(number: int, words: str) -> None:
    """One is one; a noun that takes no plain s says its plural."""
    assert wording.count(number, "branch", "branches") == words
    assert wording.count(number, "event") == words.replace("branches", "events").replace("branch", "event")
