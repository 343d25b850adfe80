"""What people may ask `explain`, and that everything which has a name can be asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdcsim.ad.assumption import TABLE
from kdcsim.ad.policy import LADDERS, UPDATES
from kdcsim.krb5.numbers import ErrorCode, EType
from kdcsim.study.explanation import Explanation, explain, number_of, suggestions


@pytest.mark.parametrize("name", [rule.name for ladder in LADDERS for rule in ladder.rules])
def test_every_rule_is_explained(name: str) -> None:
    """A rule's name gives its sentence, source, grade and place in its ladder."""
    (found,) = [e for e in explain(name) if e.kind == "rule"]
    assert {label for label, _ in found.details} == {
        "known by",
        "source",
        "applies to",
        "ladder",
        "place",
        "shown by",
    }


@pytest.mark.parametrize("code", list(ErrorCode), ids=lambda c: c.name)
def test_every_error_is_explained_by_name_and_number(code: ErrorCode) -> None:
    """Decimal, hexadecimal and the name lead to the same sentence."""
    for word in (code.name, code.name.lower(), str(int(code)), hex(code)):
        assert code.sentence in [e.sentence for e in explain(word)]


def test_an_error_with_two_spellings_is_explained_by_both() -> None:
    """MS-KILE writes KDC_ERR_ETYPE_NOTSUPP where RFC 4120 writes KDC_ERR_ETYPE_NOSUPP."""
    for word in ("KDC_ERR_ETYPE_NOTSUPP", "etype_notsupp"):
        assert explain(word) == explain("KDC_ERR_ETYPE_NOSUPP")


def test_everything_else_with_a_name() -> None:
    """Etypes, updates and assumptions answer to their names."""
    assert all(explain(e.standard_name) for e in EType)
    assert all(explain(kb) for kb in UPDATES)
    assert all(explain(each.name) for each in TABLE)
    assert explain("DefaultEncryptionType")[0].kind == "registry value"
    assert explain("KS012")[0].kind == "diagnostic"
    assert explain("modified")[0].name == "KRB_AP_ERR_MODIFIED"


def test_a_number_with_three_meanings_has_three_explanations() -> None:
    """23 is an error, an etype and a mask; all are told."""
    assert [e.kind for e in explain("23")] == ["Kerberos error", "encryption type", "msDS-SupportedEncryptionTypes"]


def test_bits_of_a_mask() -> None:
    """0x27 is RC4 and DES with AES for session keys only: no AES ticket comes of it."""
    mask = next(e for e in explain("0x27") if e.kind == "msDS-SupportedEncryptionTypes")
    details = dict(mask.details)
    assert details["etypes"] == "RC4 (23), DES-MD5 (3), DES-CRC (1)"
    assert details["bits"].endswith("AES256-CTS-HMAC-SHA1-96-SK")


def test_nearest_names() -> None:
    """A misspelt rule is found."""
    assert suggestions("account-declare")[0] == "account-declares"


@given(st.text(max_size=40))
def test_any_word_may_be_asked(word: str) -> None:
    """No word raises."""
    explain(word)
    suggestions(word)


@given(st.integers(-(2**40), 2**40))
def test_any_number_may_be_asked(number: int) -> None:
    """No number raises, and both spellings are read."""
    explain(str(number))
    assert number_of(str(number)) == number_of(hex(number)) == number


def details(word: str, kind: str) -> dict[str, list[str]]:
    """The labels of the one meaning of this kind."""
    (found,) = [e for e in explain(word) if e.kind == kind]
    return {name: [text for label, text in found.details if label == name] for name, _ in found.details}


MASK = "msDS-SupportedEncryptionTypes"


def test_who_assumes_a_mask_follows_enforcement() -> None:
    """0x18 is assumed where RC4 is removed, 0x27 is not: never by July 2026, by April in phase 0 or 1 alone."""
    old, new = details("0x27", MASK)["assumed by"], details("0x18", MASK)["assumed by"]
    assert not any("2026-07" in line for line in old)
    assert any("2026-04" in line and "0 or 1" in line for line in old)
    assert any("2026-04" in line and "absent or 2" in line for line in new)
    assert any("2026-07" in line and "Phase" not in line for line in new)
    assert "AES256 (18), AES128 (17)" in details("0x24", MASK)["session keys"][0]
    assert "defaul" in details("0x27", MASK)["in an event"][0]


@pytest.mark.parametrize(
    ("word", "says", "copied"),
    [
        ("0x7fffffff", "all six boxes", "0x1f"),
        ("2147483640", "AES128, AES256 and Future", "0x18"),
        ("0x80000018", "not written by the policy editor", "0x18"),
    ],
)
def test_masks_of_the_policy_editor(word: str, says: str, copied: str) -> None:
    """What the editor writes is told apart from what hardening lists write; AD gets the low five bits."""
    found = details(word, MASK)
    assert says in found["as a policy"][0] and found["in AD"][0].endswith(copied)
    assert "assumed by" not in found


def test_numbers_that_are_no_masks() -> None:
    """A '-' printed as a number, no etype at all, a number of the message table, and one of nothing."""
    assert [e.kind for e in explain("0x2d")] == ["Kerberos error", "event value"]
    assert [e.kind for e in explain("0xffffffff")] == ["event value"]
    assert [e.name[:9] for e in explain("3221225499")] == ["event 27:"] == [e.name[:9] for e in explain("0xC000001B")]
    assert explain("9999") == ()


@pytest.mark.parametrize("word", ["KB5073381", "KB5021131", "kb2566059", "KB948963", "5073381", "2566059"])
def test_articles_with_and_without_their_letters(word: str) -> None:
    """The updates that people name answer to their number."""
    (found,) = explain(word)
    assert found.name.casefold().endswith(word.casefold().removeprefix("kb"))


@pytest.mark.parametrize(
    "name",
    [
        "DefaultDomainSupportedEncTypes",
        "RC4DefaultDisablementPhase",
        "DefaultEncryptionType",
        "KdcUseRequestedEtypesForTickets",
        "SupportedEncryptionTypes",
        "msDS-SupportedEncryptionTypes",
        "pwdLastSet",
    ],
)
def test_values_and_attributes(name: str) -> None:
    """More than a path is told: what it changes, or what to beware of."""
    for found in explain(name.upper()):
        labels = {label for label, _ in found.details}
        assert labels & {"changes", "beware", "values", "does not prove"} and "source" in labels


@pytest.mark.parametrize("found", explain("SupportedEncryptionTypes"), ids=lambda e: dict(e.details)["path"])
def test_who_reads_a_value_at_different_moments(found: Explanation) -> None:
    """What a KDC and a client both read says both: a client does not wait for a KDC to start."""
    on_dc, on_member = (told for label, told in found.details if label == "read")
    assert on_dc == "on a DC when the KDC starts" and on_member.startswith("on a member by LSA at each request")


@pytest.mark.parametrize("code", [6, 7, 8, 12, 14, 18, 20, 23, 24, 25, 31, 32, 33, 34, 37, 41, 44, 45, 60])
def test_errors_are_weighed(code: int) -> None:
    """The errors that administrators meet say what they prove, what not, and where to look."""
    assert {"proves", "does not prove", "look at next", "source"} <= set(details(hex(code), "Kerberos error"))


def test_a_rule_names_a_story() -> None:
    """What shows a rule can be run."""
    assert "kdcsim run" in details("default-enforced", "rule")["shown by"][0]
