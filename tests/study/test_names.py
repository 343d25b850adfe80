"""Names and numbers that people bring to `explain`: each finds what it means, in whatever spelling it is written."""

from __future__ import annotations

import pytest

from kdcsim.ad.policy import LADDERS
from kdcsim.ad.settings.registry import CATALOGUE
from kdcsim.scenario.codes import CODES
from kdcsim.scenario.source import built_in_names
from kdcsim.study.article import ARTICLES, SETTING_NOTES, articles_named
from kdcsim.study.evidence import REFUSALS
from kdcsim.study.explanation import GRADES, Explanation, explain, number_of, suggestions
from kdcsim.study.shown_by import SHOWN_BY

ERROR, ETYPE, MASK, EVENT = "Kerberos error", "encryption type", "msDS-SupportedEncryptionTypes", "Windows event"
LSA = r"HKLM\SYSTEM\CurrentControlSet\Control\Lsa\Kerberos\Parameters"


def one(word: str, kind: str) -> Explanation:
    """The one meaning of this kind."""
    (found,) = [each for each in explain(word) if each.kind == kind]
    return found


def told(found: Explanation, label: str) -> list[str]:
    """Every text under one label."""
    return [text for name, text in found.details if name == label]


@pytest.mark.parametrize(
    ("word", "meanings"),
    [
        ("0", [(ERROR, "KDC_ERR_NONE")]),
        ("1", [(ERROR, "KDC_ERR_NAME_EXP"), (ETYPE, "des-cbc-crc"), (MASK, "0x1")]),
        ("27", [(EVENT, "event 27: etypes of a TGS request not supported"), (ERROR, ""), (MASK, "0x1b")]),
        ("0x1b", [(ERROR, ""), (MASK, "0x1b")]),
        ("event 42", [(EVENT, "event 42: the krbtgt account has no strong key"), (ERROR, ""), (MASK, "0x2a")]),
        ("0x2d", [(ERROR, "KRB_AP_ERR_NOKEY"), ("event value", "0x2d")]),
        ("4294967295", [("event value", "0xffffffff")]),
        ("1073741851", [(EVENT, "event 27: etypes of a TGS request not supported")]),
        ("2147483652", [(EVENT, "event 4: a service did not open the ticket it was shown")]),
        ("0xC000001B", [(EVENT, "event 27: etypes of a TGS request not supported")]),
        ("0x4001001B", []),
        ("0x1000001B", []),
        ("0xC000006D", [("Windows status", "STATUS_LOGON_FAILURE")]),
        ("3221225585", [("Windows status", "STATUS_PASSWORD_EXPIRED")]),
        ("-1073741715", [("Windows status", "STATUS_LOGON_FAILURE")]),
        ("-128", [(ETYPE, "rc4-md4")]),
        ("-1", []),
        ("9999", []),
        ("0x70000", [(MASK, "0x70000")]),
        ("session", [("ladder", "session")]),
        ("Session-Strongest", [("rule", "session-strongest")]),
        (" modified ", [(ERROR, "KRB_AP_ERR_MODIFIED")]),
        ("KRB_AP_ERR_MODIFIED", [(ERROR, "KRB_AP_ERR_MODIFIED")]),
        ("kdc_error_client_not_trusted", [(ERROR, "KDC_ERROR_CLIENT_NOT_TRUSTED")]),
        ("aes256-cts-hmac-sha1-96", [(ETYPE, "aes256-cts-hmac-sha1-96")]),
        ("AES256", [(ETYPE, "aes256-cts-hmac-sha1-96")]),
        ("RC4_HMAC", [(ETYPE, "arcfour-hmac")]),
        ("salt-fallback", [("assumption", "salt-fallback")]),
        ("KB2566059", [("update", "KB2566059")]),
        ("kb918442", [("update", "KB918442")]),
        ("2566059", [("update", "KB2566059")]),
        ("loglevel", [("registry value", "LogLevel")]),
        (rf"{LSA}\LogLevel", [("registry value", "LogLevel")]),
        ("SupportedEncryptionTypes", [("registry value", "SupportedEncryptionTypes")] * 2),
        ("ks012", [("diagnostic", "KS012")]),
        ("unknown value", [("diagnostic", "KS012")]),
        ("Not YAML", [("diagnostic", "KS003")]),
        ("KS303", [("diagnostic", "KS303")]),
        ("broken XML", [("diagnostic", "KS303")]),
        ("status_logon_failure", [("Windows status", "STATUS_LOGON_FAILURE")]),
        ("pwdlastset", [("directory attribute", "pwdLastSet")]),
        ("nothing of ours", []),
    ],
)
def test_what_a_word_means(word: str, meanings: list[tuple[str, str]]) -> None:
    """Every meaning in order: events before errors, etypes and masks; case and blanks do not matter."""
    found = explain(word)
    assert [each.kind for each in found] == [kind for kind, _ in meanings]
    assert all(name in ("", each.name) for each, (_, name) in zip(found, meanings, strict=True))


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("27", 27),
        ("0x1B", 27),
        ("027", 27),
        ("event 27", 27),
        ("Event ID: 27", 27),
        ("event_27", 27),
        ("-0x1b", -27),
        ("2_147", 2147),
        ("event", None),
        ("twenty", None),
        ("0xyz", None),
    ],
)
def test_how_numbers_are_written(word: str, number: int | None) -> None:
    """Decimal with zeros before it, hexadecimal, with or without the word event."""
    assert number_of(word) == number


def test_every_code_of_ours_answers_to_its_number_and_its_name() -> None:
    """Those of scenario files and those of pastes, in capitals or not."""
    for code in (*CODES.values(), *REFUSALS.values()):
        for word in (code.number, code.name, code.name.upper()):
            assert one(word, "diagnostic").sentence == f"{code.name}: {code.sentence}"


ARTICLE_NUMBERS = ["5073381", "5021131", "977321", "2002141", "961302", "4492348", "3040803", "2706695", "837361"]
ATTRIBUTES = ["msDS-SupportedEncryptionTypes", "pwdLastSet", "operatingSystemVersion", "msDS-KeyVersionNumber"]


def test_every_article_answers_to_its_number() -> None:
    """With KB before it or not; an attribute to its name; each says where it comes from."""
    assert [each.name for each in ARTICLES] == [*(f"KB{number}" for number in ARTICLE_NUMBERS), *ATTRIBUTES]
    for word in (*ARTICLE_NUMBERS, *(f" kb{number}" for number in ARTICLE_NUMBERS)):
        (found,) = articles_named(word)
        assert (found.kind, found.name) == ("article", f"KB{word.strip().removeprefix('kb')}")
        assert one(word, "article").details == found.details and "source" in dict(found.details)
    for name in ATTRIBUTES:
        assert [each.name for each in articles_named(name.lower())] == [name]
        assert one(name, "directory attribute").sentence and told(one(name, "directory attribute"), "source")
    assert articles_named("") == articles_named("kb") == ()


@pytest.mark.parametrize(
    ("grade", "rule"),
    [
        ("documented", "hint-none"),
        ("lab", "tgs-list"),
        ("inferred", "ticket-etype-is-usable"),
        ("disputed", "session-strongest"),
        ("assumed", "local-system-knows-machine-salt"),
    ],
)
def test_how_far_a_rule_is_known(grade: str, rule: str) -> None:
    """The grade, and what it means."""
    assert list(GRADES) == ["documented", "lab", "inferred", "disputed", "assumed"]
    (known,) = told(one(rule, "rule"), "known by")
    assert known.startswith(f"{grade}: ") and len(known) > len(f"{grade}: ")


@pytest.mark.parametrize(
    ("rule", "place"),
    [
        ("feature-bits-alone", "rule 1 of 10: first, before kdc-uses-requested-etypes"),
        ("kdc-uses-requested-etypes", "rule 2 of 10: after feature-bits-alone, before client-order"),
        ("strongest-left", "rule 9 of 10: after rc4-key-for-aes-account, before no-common-key"),
        ("no-common-key", "rule 10 of 10: after strongest-left, last, so it must answer"),
    ],
)
def test_where_a_rule_stands(rule: str, place: str) -> None:
    """Its number, its neighbours, and the question of its ladder."""
    found = one(rule, "rule")
    assert told(found, "place") == [place]
    assert told(found, "ladder") == ["ticket: which etype seals the ticket?"]


def test_every_rule_names_a_story_that_shows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that can be run; a rule that no story shows says so."""
    rules = [rule.name for ladder in LADDERS for rule in ladder.rules]
    assert set(SHOWN_BY) == set(rules)
    stories = set(built_in_names())
    for name in rules:
        (shown,) = told(one(name, "rule"), "shown by")
        assert {each.removeprefix("kdcsim run ") for each in shown.split("; ")} <= stories
    monkeypatch.delitem(SHOWN_BY, "no-common-key")
    assert told(one("no-common-key", "rule"), "shown by") == ["no story"]


def test_a_ladder_is_told_with_its_rules() -> None:
    """Its question, and the rules in the order in which they are asked."""
    found = one("Reply", "ladder")
    assert found.sentence.endswith("?")
    assert told(found, "rules") == ["reply-first-usable > reply-none"]


@pytest.mark.parametrize(
    ("word", "number", "strength", "bit"),
    [
        ("des-cbc-crc", "1 (0x1)", "weak", ["0x1"]),
        ("des-cbc-md5", "3 (0x3)", "weak", ["0x2"]),
        ("rc4", "23 (0x17)", "deprecated", ["0x4"]),
        ("aes128", "17 (0x11)", "in good standing", ["0x8"]),
        ("aes256", "18 (0x12)", "in good standing", ["0x10"]),
        ("aes256-sha384", "20 (0x14)", "in good standing", []),
        ("rc4-md4", "-128 (0xffffff80)", "weak", []),
    ],
)
def test_what_is_told_of_an_etype(word: str, number: str, strength: str, bit: list[str]) -> None:
    """Its number, how strong it is, and its bit if the attribute has one for it."""
    found = one(word, ETYPE)
    assert (told(found, "number"), told(found, "strength")) == ([number], [strength])
    assert told(found, "bit") == [f"{each} in msDS-SupportedEncryptionTypes" for each in bit]


def test_what_is_told_of_an_assumption() -> None:
    """Its readings, the default first, the rules that read it, and how another is chosen."""
    found = one("salt-fallback", "assumption")
    assert told(found, "readings") == ["empty (default), user-form, no-aes-key"]
    assert told(found, "read by") == ["rc4-preauthentication-never-tells-salt"]
    assert told(found, "choose")[0].startswith("assume: {salt-fallback: no-aes-key} in a scenario")
    assert told(one("acceptor-policy", "assumption"), "read by")[0].startswith("no rule of a ladder")


@pytest.mark.parametrize(
    ("word", "labels"),
    [
        ("event 27", ["logged in", *["proves"] * 2, *["does not prove"] * 2, *["look at next"] * 2, "more", "source"]),
        ("event 42", ["logged in", "proves", "does not prove", "look at next", "more", "source"]),
    ],
)
def test_what_is_told_of_an_event(word: str, labels: list[str]) -> None:
    """What it proves stands beside what it does not, and where to look."""
    assert [label for label, _ in one(word, EVENT).details] == labels


def test_what_is_told_of_an_error() -> None:
    """Those that administrators meet are weighed; of others there is the number."""
    weighed = ["number", "proves", "does not prove", *["look at next"] * 2, "source"]
    assert [label for label, _ in one("client_revoked", ERROR).details] == weighed
    assert one("badorder", ERROR).details == (("number", "42 (0x2a)"),)


@pytest.mark.parametrize(
    ("word", "changes"),
    [("KB2566059", "canonical-salt"), ("KB948963", "nothing in Kerberos"), ("KB978055", "nothing in Kerberos")],
)
def test_what_an_update_changes(word: str, changes: str) -> None:
    """Some that people install for Kerberos have nothing to do with it."""
    found = one(word, "update")
    assert told(found, "changes") == [changes]
    assert told(found, "built for") and told(found, "source")


@pytest.mark.parametrize(
    ("name", "read", "notes"),
    [
        ("LogLevel", 1, []),
        ("DefaultEncryptionType", 1, ["changes", "does not change", "look at next"]),
        ("DefaultDomainSupportedEncTypes", 1, ["beware", "beware", "look at next"]),
        ("RC4DefaultDisablementPhase", 1, ["values", "beware", "look at next"]),
        ("KdcUseRequestedEtypesForTickets", 1, ["changes", "beware"]),
        ("SupportedEncryptionTypes", 2, ["changes", "look at next"]),
    ],
)
def test_what_is_told_of_a_registry_value(name: str, read: int, notes: list[str]) -> None:
    """Where it stands, who reads it and when, and what else there is to say; each note belongs to a value."""
    for found in explain(name):
        assert [label for label, _ in found.details] == ["path", *["read"] * read, *notes, "source"]
    assert set(SETTING_NOTES) <= {each.name for each in CATALOGUE}


def test_who_reads_a_registry_value() -> None:
    """Of one that a KDC alone reads, or a client alone, nothing is said of the other."""
    assert told(one("DefaultDomainSupportedEncTypes", "registry value"), "read") == ["at each request"]
    (client,) = told(one("LogLevel", "registry value"), "read")
    assert client.startswith("by LSA at each request")


@pytest.mark.parametrize(
    ("misspelt", "meant"),
    [
        ("strongest-lef", "strongest-left"),
        ("client-lst", "client-list"),
        ("KRB_AP_ERR_MODFIED", "KRB_AP_ERR_MODIFIED"),
        ("registry-relod", "registry-reload"),
        ("KB2566095", "KB2566059"),
        ("LogLevl", "LogLevel"),
        ("arcfour-hmc", "arcfour-hmac"),
        ("KSO12", "KS012"),
        ("KS3O3", "KS303"),
        ("STATUS_LOGN_FAILURE", "STATUS_LOGON_FAILURE"),
        ("pwdLastSt", "pwdLastSet"),
    ],
)
def test_a_misspelt_name_of_every_kind_is_found(misspelt: str, meant: str) -> None:
    """Rules, ladders, errors, assumptions, updates, registry values, etypes, codes, statuses and articles."""
    assert meant in suggestions(f" {misspelt}")


def test_no_more_than_three_names_are_suggested() -> None:
    """The nearest first; none when nothing is near."""
    assert suggestions("kdc_err_etype_nosup") == (
        "KDC_ERR_ETYPE_NOSUPP",
        "KDC_ERR_TRTYPE_NOSUPP",
        "KDC_ERR_SUMTYPE_NOSUPP",
    )
    assert suggestions("qqqqqqqqqqqq") == ()
