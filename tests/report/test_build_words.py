"""What is new in a KDC build, in words: no column without its words, no field name among them."""

from __future__ import annotations

from dataclasses import fields

import pytest

from kdcsim.ad.policy import GENERATIONS, Generation
from kdcsim.report.build_words import MASKS, NAMES, NOTHING_NEW, SWITCHES, columns, news, said


def test_every_column_has_its_words() -> None:
    """A new column of Generation wants a label here, and no label is left over."""
    assert {*MASKS, *SWITCHES, "enforcement"} == set(columns())
    assert {f.name for f in fields(Generation)} == {*NAMES, *columns()}


@pytest.mark.parametrize("build", GENERATIONS.values(), ids=lambda each: each.name)
def test_no_field_name_and_no_value_of_one(build: Generation) -> None:
    """People read words: no underscore, no ``= yes``."""
    for each in (*news(build), *(said(build, column) for column in columns())):
        assert "_" not in each and " = yes" not in each and " = no" not in each


def test_what_is_new() -> None:
    """An update is told by its difference to the one before, a release by its difference to the release before."""
    first = news(GENERATIONS["2000", "rtm"])
    assert len(first) == 1 and first[0].startswith("here it begins: works with DES, RC4")
    assert "reads msDS-SupportedEncryptionTypes of accounts" in news(GENERATIONS["2008", "rtm"])
    november = news(GENERATIONS["2022", "2022-11-08"])
    assert any("DES, RC4 and, for session keys, AES (0x27)" in each for each in november)
    assert news(GENERATIONS["2012", "rtm"]) == () and NOTHING_NEW
    assert news(GENERATIONS["samba-2022-12", "rtm"])[0].startswith("here it begins")
    (april,) = news(GENERATIONS["2022", "2026-04"])
    assert april == "stops taking RC4 for granted: unless RC4DefaultDisablementPhase is 0 or 1"
