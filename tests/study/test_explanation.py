"""What people may ask `explain`, and that everything which has a name can be asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdcsim.ad.assumption import TABLE
from kdcsim.ad.policy import LADDERS, UPDATES
from kdcsim.krb5.numbers import ErrorCode, EType
from kdcsim.study.explanation import explain, number_of, suggestions


@pytest.mark.parametrize("name", [rule.name for ladder in LADDERS for rule in ladder.rules])
def test_every_rule_is_explained(name: str) -> None:
    """A rule's name gives its sentence, source, grade and place in its ladder."""
    (found,) = [e for e in explain(name) if e.kind == "rule"]
    assert {label for label, _ in found.details} == {"known by", "source", "applies to", "ladder", "place"}


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
