"""What a mask of supported etypes means: who assumes it, who writes it, and what it leaves open."""

from __future__ import annotations

import pytest

from kdcsim.ad.policy import GENERATIONS
from kdcsim.study.assumed import assumed_by, builds_that_assume, phase_words
from kdcsim.study.mask_words import is_policy_value, mask_words, may_be_a_mask

PHASE = "RC4DefaultDisablementPhase"
BEFORE_2012 = "2008, 2008R2, "
UNTIL_2022 = "2012, 2012R2, 2016, 2019, 2022"
COMMON = ("bits", "etypes")
OPEN = ("in an event", "does not prove", "look at next", "source")
OPEN_WITH_AES = ("in an event", "does not prove", "does not prove", "look at next", "source")


def told(mask: int, label: str) -> list[str]:
    """Every text under one label."""
    return [text for name, text in mask_words(mask) if name == label]


@pytest.mark.parametrize(
    ("mask", "lines"),
    [
        (0x7, [f"2000, 2003, {BEFORE_2012}{UNTIL_2022} (update level rtm)"]),
        (
            0x27,
            [
                f"{BEFORE_2012}{UNTIL_2022} (update level 2022-11-08, 2022-11, 2025-01)",
                f"{BEFORE_2012}{UNTIL_2022} (update level 2026-01) with {PHASE} absent, 0 or 1",
                f"{UNTIL_2022} (update level 2026-04) with {PHASE} 0 or 1",
            ],
        ),
        (
            0x24,
            [
                "2025 (update level rtm, 2025-01)",
                f"2025 (update level 2026-01) with {PHASE} absent, 0 or 1",
                f"2025 (update level 2026-04) with {PHASE} 0 or 1",
                "samba-2022-12 (update level rtm)",
            ],
        ),
        (
            0x18,
            [
                f"{BEFORE_2012}{UNTIL_2022}, 2025 (update level 2026-01) with {PHASE} 2",
                f"{UNTIL_2022}, 2025 (update level 2026-04) with {PHASE} absent or 2",
                f"{UNTIL_2022}, 2025 (update level 2026-07)",
                "samba-2026-02 (update level rtm)",
            ],
        ),
        (0x1C, []),
    ],
)
def test_which_builds_assume_a_mask(mask: int, lines: list[str]) -> None:
    """One line for builds with the same update levels and phases; only where the phase matters is it named."""
    assert list(builds_that_assume(mask)) == lines
    assert told(mask, "assumed by") == [f"KDCs of {line}, of accounts without a value" for line in lines]


def test_what_a_build_assumes_by_its_phase() -> None:
    """Audit in January, enforcement in April unless told otherwise, no choice in July; before that nobody reads it."""
    assert assumed_by(GENERATIONS["2022", "2022-11"]) == {0x27: (None, 0, 1, 2)}
    assert list(assumed_by(GENERATIONS["2022", "2026-01"]).items()) == [(0x27, (None, 0, 1)), (0x18, (2,))]
    assert list(assumed_by(GENERATIONS["2025", "2026-04"]).items()) == [(0x18, (None, 2)), (0x24, (0, 1))]
    assert assumed_by(GENERATIONS["2022", "2026-07"]) == {0x18: (None, 0, 1, 2)}
    assert [phase_words(phases) for phases in ((None, 0, 1, 2), (2,), (None, 2))] == [
        "",
        f"{PHASE} 2",
        f"{PHASE} absent or 2",
    ]


@pytest.mark.parametrize(
    ("mask", "labels"),
    [
        (0x1, (*COMMON, *OPEN)),
        (0x4, (*COMMON, *OPEN)),
        (0x10, (*COMMON, *OPEN_WITH_AES)),
        (0x18, (*COMMON, "in short", *["assumed by"] * 4, *OPEN_WITH_AES)),
        (0x1C, (*COMMON, "in short", "written by", *OPEN_WITH_AES)),
        (0x1F, (*COMMON, "written by", *OPEN_WITH_AES)),
        (0x20, (*COMMON, "beware", *OPEN)),
        (0x24, (*COMMON, "session keys", "in short", *["assumed by"] * 4, *OPEN)),
        (0x3C, (*COMMON, "session keys", "in short", *OPEN_WITH_AES)),
        (0x3F, (*COMMON, "session keys", *OPEN_WITH_AES)),
        (0x10000, (*COMMON, "beware", *OPEN)),
        (0x7FFFFFFF, (*COMMON, "as a policy", "in AD", "source")),
        (0x80000004, (*COMMON, "in AD", "source")),
    ],
)
def test_what_is_told_of_a_mask(mask: int, labels: tuple[str, ...]) -> None:
    """Session keys where etypes and the AES-SK bit stand together, a warning where no etype does, AES keys where AES
    is named; a value of the policy editor is no attribute, so neither writers nor events are told of it."""
    assert tuple(label for label, _ in mask_words(mask)) == labels


@pytest.mark.parametrize(
    ("mask", "label", "text"),
    [
        (0x0, "bits", "none"),
        (0x0, "etypes", "none"),
        (0x24, "bits", "RC4-HMAC, AES256-CTS-HMAC-SHA1-96-SK"),
        (0x1C, "etypes", "AES256 (18), AES128 (17), RC4 (23)"),
        (0x24, "session keys", "of these and AES256 (18), AES128 (17): bit 0x20, known since November 2022"),
        (0x24, "in short", "RC4 tickets for a service that cannot open AES, with AES session keys"),
        (0x27, "in short", "what updated KDCs assume, hardly a value to write"),
        (0x1C, "in short", "AES tickets where there is an AES key"),
        (0x3C, "in short", "for tickets the same as 0x1c"),
        (0x18, "in short", "AES alone: clients without AES are refused once the RC4 removal is enforced"),
        (
            0x1C,
            "written by",
            "7, 2008R2, 8, 2012, 8.1, 2012R2, 10, 2016, 2019, 11, 2022, 11 24H2, 2025 into their own computer accounts",
        ),
        (0x1F, "written by", "Vista, 2008 into their own computer accounts"),
        (0x20, "beware", "no bit names an etype: that is not the same as no value, the KDC refuses such an account"),
        (0x18, "does not prove", "that the account has AES keys"),
        (0x4, "does not prove", "that the service can open such tickets: the KDC cannot see a keytab"),
        (0x4, "look at next", "msDS-SupportedEncryptionTypes of the account itself, and Available Keys in its 4769"),
        (0x7FFFFFFF, "as a policy", "written by the policy editor with all six boxes ticked"),
        (0x7FFFFFF8, "as a policy", "written by the policy editor with AES128, AES256 and Future ticked"),
        (0x7FFFFFFC, "as a policy", "written by the policy editor with RC4, AES128, AES256 and Future ticked"),
        (0x7FFFFFE0, "as a policy", "written by the policy editor with Future alone"),
        (0x80000018, "as a policy", "not written by the policy editor"),
    ],
)
def test_the_words_for_a_mask(mask: int, label: str, text: str) -> None:
    """As they begin, for they are for people."""
    assert told(mask, label)[0].startswith(text)


@pytest.mark.parametrize(
    ("mask", "copied"),
    [(0x7FFFFFFF, "0x1f"), (0x7FFFFFF8, "0x18"), (0x7FFFFFE0, "0x0"), (0x80000004, "0x4")],
)
def test_what_a_policy_leaves_in_the_directory(mask: int, copied: str) -> None:
    """A computer copies the five bits of etypes alone into its account."""
    (text,) = told(mask, "in AD")
    assert text.endswith(f": {copied}")


@pytest.mark.parametrize(
    ("number", "in_decimal", "in_hexadecimal"),
    [
        (-1, False, False),
        (0x0, False, False),
        (0x1, True, True),
        (0x1C, True, True),
        (0x3F, True, True),
        (0x40, False, True),
        (0x98, False, True),
        (0xC0, False, True),
        (0x100, False, False),
        (0x1C0, False, False),
        (0x8000, False, False),
        (0x10000, True, True),
        (0xF003F, True, True),
        (0xF00FF, False, True),
        (0x100000, False, False),
        (0x7FFFFFE0, True, True),
        (0x7FFFFFC0, False, False),
        (0x7FFFFFFF, True, True),
        (0x80000000, True, True),
        (0x8000001F, True, True),
        (0x80000020, False, False),
        (0xC0000018, False, False),
        (0xFFFFFFE0, True, True),
        (0xFFFFFFFF, False, False),
        (0x17FFFFFF8, False, False),
        (0x100000018, False, False),
    ],
)
def test_which_numbers_may_be_masks(number: int, in_decimal: bool, in_hexadecimal: bool) -> None:
    """Known bits alone and what policy editors write; the bits for SHA-2 only from who writes in hexadecimal, for
    64 and 128 are mostly something else; nothing beyond 32 bits, and not the number that stands for no value."""
    assert may_be_a_mask(number, decimal=True) is in_decimal
    assert may_be_a_mask(number, decimal=False) is in_hexadecimal


@pytest.mark.parametrize(
    ("number", "is_one"),
    [
        (0x1C, False),
        (0x7FFFFFE0, True),
        (0x7FFFFFF8, True),
        (0x7FFFFFC0, False),
        (0x80000000, True),
        (0x8000001F, True),
        (0x80000020, False),
        (0xFFFFFFFF, False),
    ],
)
def test_which_masks_are_meant_for_the_registry(number: int, is_one: bool) -> None:
    """The box for future etypes is bits 5 to 30, all of them; some lists set the top bit beside the etypes instead."""
    assert is_policy_value(number) is is_one
