"""Lists of etypes, narrowed and widened: orders stay, nothing comes twice."""

from __future__ import annotations

from kdcsim.ad.policy.etypes import common, etype_list, first_of, in_mask, removed_from, with_mask


def test_what_is_added_is_not_there_yet() -> None:
    """It stands behind, strongest first, once."""
    assert with_mask((23,), 0x1C) == (23, 18, 17)
    assert with_mask((17, 18), 0x18) == (17, 18)
    assert with_mask((), 0x20) == ()


def test_what_is_kept_keeps_its_order() -> None:
    """Whether a mask or another list says what is kept."""
    assert in_mask((23, 18, 24, 17), 0x14) == (23, 18)
    assert common((23, 18, 17), (17, 3, 23)) == (23, 17)
    assert removed_from((23, 18, 17), (18,)) == ("etype 23", "etype 17")
    assert [first_of((24, 23, 18), usable) for usable in ((18, 23), (18,), ())] == [23, 18, None]
    assert etype_list((18, -135)) == "18 -135"
