"""Words of observers: every name that a cell may hold, and the one thing that it stands for."""

from __future__ import annotations

import pytest

from kdcsim.ad.directory import AccountKind
from kdcsim.study.conformance.cell import Cell
from kdcsim.study.conformance.reading import Reader
from kdcsim.study.conformance.words import (
    ERRORS,
    ETYPES,
    EXCHANGES,
    FLAGS,
    KINDS,
    OUTCOMES,
    UNSET,
    folded,
    kind_named,
    levels,
    os_named,
    update_named,
    updates_of,
)
from kdcsim.study.conformance.words import SHOWN_FLAGS as SHOWN
from tests.study.conformance.test_cells import played

KINDS_BY_WORD = {
    AccountKind.USER: "user",
    AccountKind.COMPUTER: "computer, Machine",
    AccountKind.DC: "dc, Domain Controller, RODC",
    AccountKind.KRBTGT: "krbtgt, krbtgt_12345, rodc_krbtgt",
    AccountKind.GMSA: "gMSA, msa, sMSA, dMSA",
    AccountKind.TRUST: "trust, TDO",
}
FLAGS_BY_WORD = {
    "protected": "Protected Users, ProtectedUsers",
    "des_only": "USE_DES_KEY_ONLY, UF_USE_DES_KEY_ONLY, DES key only, des-only",
    "no_preauth": "no-preauth, DONT_REQ_PREAUTH, dont require preauth, UF_DONT_REQUIRE_PREAUTH",
    "plain": "plain",
    "forced_rc4_session": "forced_rc4_session",
}
ETYPES_BY_WORD = {
    18: "AES256, AES-256, AES256-SHA1, AES256-CTS, aes256-cts-hmac-sha1-96, AES-256-CTS-HMAC-SHA1-96",
    17: "AES128, AES-128, AES128-SHA1, AES128-CTS, aes128-cts-hmac-sha1-96, AES-128-CTS-HMAC-SHA1-96",
    20: "aes256-cts-hmac-sha384-192, AES256-SHA384",
    19: "aes128-cts-hmac-sha256-128, AES128-SHA256",
    23: "RC4, RC4_HMAC, rc4-hmac, arcfour-hmac, arcfour-hmac-md5, rc4-hmac-md5, RC4-HMAC-NT",
    24: "RC4-EXP, rc4-hmac-exp, arcfour-hmac-exp",
    16: "3DES, des3-cbc-sha1-kd",
    7: "3DES-OLD, des3-cbc-sha1-old",
    3: "DES-MD5, des-cbc-md5",
    1: "DES-CRC, des-cbc-crc",
    -133: "RC4-OLD, rc4-hmac-old",
}
ERRORS_BY_WORD = {
    14: "KDC_ERR_ETYPE_NOSUPP, KDC_ERR_ETYPE_NOTSUPP, etype_nosupp, ETYPE NOTSUPP",
    24: "KDC_ERR_PREAUTH_FAILED, preauth-failed",
    41: "KRB_AP_ERR_MODIFIED, modified",
    0: "KDC_ERR_NONE",
}


@pytest.mark.parametrize(
    ("table", "words"),
    [(FLAGS, FLAGS_BY_WORD), (ETYPES, ETYPES_BY_WORD), (ERRORS, ERRORS_BY_WORD)],
    ids=["flags", "etypes", "errors"],
)
def test_every_word_stands_for_one_thing(table: dict[str, object], words: dict[object, str]) -> None:
    """However it is written."""
    for meant, spellings in words.items():
        for each in spellings.split(", "):
            for written in (each, each.upper(), f" {each.lower()} ", each.replace("-", "_")):
                assert table[folded(written)] == meant, written


@pytest.mark.parametrize(("kind", "words"), KINDS_BY_WORD.items())
def test_every_word_for_an_account(kind: AccountKind, words: str) -> None:
    """A managed service account is one of its kind, and an RODC's krbtgt is a krbtgt."""
    assert all(kind_named(word) is kind for word in words.split(", "))


def test_there_are_no_other_words() -> None:
    """Of those that can be counted; a name that could mean two things is on no list."""
    assert set(FLAGS) == {folded(word) for words in FLAGS_BY_WORD.values() for word in words.split(", ")}
    numbered = {folded(word) for words in KINDS_BY_WORD.values() for word in words.split(", ")}
    assert set(KINDS) == numbered - {"krbtgt-12345"}
    assert kind_named("krbtgt_") is kind_named("krbtgt_12345678901") is kind_named("service") is None
    assert {word: folded(word) in ETYPES for word in ("DES", "AES", "null", "des3-cbc-sha1", "none")} == dict.fromkeys(
        ("DES", "AES", "null", "des3-cbc-sha1", "none"), False
    )
    assert not {"none", "ok", "krb-err", ""} & set(ERRORS)
    assert dict(EXCHANGES) == {"as": "AS", "as-req": "AS", "tgs": "TGS", "tgs-req": "TGS"}
    assert set(OUTCOMES) == {"issued", "refused"}
    assert {"absent", "not-set", "<not-set>", "unset"} == UNSET


@pytest.mark.parametrize(
    ("os", "words"),
    [
        ("2000", "2000, Windows 2000 Server, win2000"),
        ("2003", "2003, 2003 R2, Windows Server 2003 R2, WS2003/R2"),
        ("2008R2", "2008R2, 2008 r2, Microsoft Windows Server 2008 R2, WS-2008-R2"),
        ("2022", "2022, Server 2022, Windows Server 2022, WS2022"),
        ("samba-2022-12", "samba-2022-12, Samba 2022-12, SAMBA_2022_12"),
        (None, "2021, 2022R2, 22, Windows, Windows Server, 2022-11, samba"),
    ],
)
def test_every_word_for_an_os(os: str | None, words: str) -> None:
    """Microsoft's names and those in use; a year without a server is none."""
    assert [os_named(word) for word in words.split(", ")] == [os] * len(words.split(", "))


@pytest.mark.parametrize(
    ("update", "words"),
    [
        ("rtm", "rtm, RTM"),
        ("2022-11", "2022-11, 2022-11 OOB, 2022-11 out-of-band, Nov 2022, november 2022, Nov-2022 OOB, NOV2022"),
        ("2022-11-08", "2022-11-08, nov2022_rtm, Nov 2022 RTM"),
        ("2026-01", "2026-01, Jan 2026, january2026"),
        ("2026-04", "2026-04, Apr 2026"),
        ("2026-07", "2026-07, July 2026, jul 2026"),
        (None, "2022-12, Dec 2022, May 2026, Month 2026, RTM 2022, KB5021131, 2026, Nov"),
    ],
)
def test_every_word_for_an_update(update: str | None, words: str) -> None:
    """By month, however it is written; a month without an update level of its own is none."""
    assert [update_named(word) for word in words.split(", ")] == [update] * len(words.split(", "))


def test_what_an_os_had() -> None:
    """Oldest first, each once."""
    assert levels()[:3] == ("2000", "2003", "2008")
    assert len(levels()) == len(set(levels())) == 12
    assert updates_of("2025") == ("rtm", "2025-01", "2026-01", "2026-04", "2026-07")
    assert len(updates_of("samba-2026-02")) == 1


def test_the_words_that_are_shown() -> None:
    """Whoever writes a flag that nobody knows is told those that there are, each of which is read."""
    (fault,) = played(account_flags="purple").faults
    assert fault.help == "known are protected-users, use-des-key-only, no-preauth, plain, forced_rc4_session"
    assert {FLAGS[folded(each)] for each in SHOWN} == set(FLAGS.values())


def test_where_a_word_of_a_list_stands() -> None:
    """The fault is at the word itself; several words that make no flag are told together."""
    row = Reader(
        cells={"id": Cell("X", 7, 1), "account_flags": Cell("no preauth; AES keys, plain", 7, 30)}, file="x.csv"
    )
    row.unknown("account_flags", ["plain"], word="AES keys")
    (fault,) = row.faults
    assert fault.span is not None
    assert (fault.span.line, fault.span.column, fault.span.length) == (7, 42, 8)
    assert fault.message == "account_flags: 'AES keys' is not known here"
    (fault,) = played(account_flags="no preauth, AES keys missing, plain").faults
    assert fault.message == "account_flags: 'AES keys missing' is not known here"
    (fault,) = played(account_flags="purple Protected Users green").faults
    assert fault.message == "account_flags: 'purple green' is not known here"
