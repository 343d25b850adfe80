"""A line as a row of values: every cell comes to its own place, and no world is needed for that."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kdcsim.ad.directory import AccountKind
from kdcsim.ad.policy import GENERATIONS
from kdcsim.study.conformance import conform
from kdcsim.study.conformance.reading import read
from kdcsim.study.conformance.row import AskedAccount, DcSettings, Expected, ExpectedEvent, Row
from kdcsim.study.conformance.table import cut, lines_of
from tests.study.test_conformance import file_of

PLAIN_TARGET = AskedAccount(kind=AccountKind.USER, supported=None, keys=(18, 17, 23))


def row_of(**changes: str) -> Row:
    """The plain row with something else."""
    text = file_of(changes)
    (raw,) = cut(text, lines_of(text), "x.csv").rows
    row = read(raw, "x.csv")
    assert isinstance(row, Row), row
    return row


def faults_of(**changes: str) -> list[tuple[str, str]]:
    """What is wrong with a row whose DC nobody knows: it is not played whatever it says."""
    found = conform(file_of({"dc_os": "?", **changes}), "x.csv")
    return [(f.code, f.message) for f in found.faults if not f.message.startswith("dc_os")]


def test_every_cell_comes_to_its_place() -> None:
    """The settings of the DC, the request, the target, and what was seen."""
    row = row_of(
        id=" A 1 ", dc_os="WS2022", update="Jan 2026", phase="1", ddset="0x24", filter_policies="28", filter_lsa="24",
        kdc_use_requested="2", exchange="as-req", account="machine", account_flags="Protected Users, no-preauth",
        os_version="10.0 (20348)", supported_etypes="-1", keys="23 18 23 AES128", client_etypes="RC4;18 -133 18",
        outcome="Refused", ticket_etype="", session_etype="", error="0xE", events="4768f, 27 205(KDC start)",
    )  # fmt: skip
    assert row == Row(
        id="A 1",
        line=2,
        dc=DcSettings(
            build=GENERATIONS["2022", "2026-01"],
            phase=1,
            domain_default=0x24,
            filter_policies=28,
            filter_lsa=24,
            use_requested=2,
        ),
        exchange="AS",
        target=AskedAccount(
            kind=AccountKind.COMPUTER,
            supported=0xFFFFFFFF,
            keys=(23, 18, 17),
            os_version="10.0 (20348)",
            protected=True,
            no_preauth=True,
        ),
        client_etypes=(23, 18, -133, 18),
        expected=Expected(
            outcome="refused",
            error=14,
            events=(ExpectedEvent(4768, "F"), ExpectedEvent(27), ExpectedEvent(205, "", True)),
        ),
    )


def test_what_is_empty_or_absent_is_not_there() -> None:
    """None, and never 0."""
    row = row_of(outcome="", ticket_etype="", session_etype="", events="")
    assert row.dc == DcSettings(build=GENERATIONS["2022", "2022-11"])
    assert row.target == PLAIN_TARGET
    assert row.expected == Expected()
    zero = row_of(supported_etypes="0", filter_policies="0", filter_lsa="absent", kdc_use_requested="unset")
    assert (zero.target.supported, zero.dc.filter_policies, zero.dc.filter_lsa, zero.dc.use_requested) == (
        *(0, 0, None, None),
    )
    assert row_of().expected == Expected(outcome="issued", ticket_etype=23, session_etype=18)


@pytest.mark.parametrize(
    ("flags", "target"),
    [
        ("", {}),
        ("absent", {}),
        ("protected-users", {"protected": True}),
        ("use-des-key-only", {"des_only": True}),
        ("no-preauth", {"no_preauth": True}),
        ("no-preauth no-preauth;;", {"no_preauth": True}),
        ("DES key only|protected users", {"des_only": True, "protected": True}),
        ("no preauth des only protected users", {"des_only": True, "protected": True, "no_preauth": True}),
    ],
    ids=range(8),
)
def test_flags_of_one_or_more_words(flags: str, target: dict[str, bool]) -> None:
    """Each by itself, and several without a mark between them."""
    assert row_of(account_flags=flags).target == replace(PLAIN_TARGET, **target)  # type: ignore[arg-type]


def test_versions_and_keys_that_only_some_have() -> None:
    """DCs are computers; a directory may hold keys that nobody negotiates."""
    assert row_of(account="dc", os_version="10.0 (20348)").target.os_version == "10.0 (20348)"
    assert row_of(account="rodc", os_version="6.1").target.kind is AccountKind.DC
    assert row_of(keys="20 19 1 3").target.keys == (20, 19, 1, 3)


def test_the_session_that_samba_forces() -> None:
    """Is a setting of the DC, not a flag of the account."""
    samba = {"dc_os": "samba-2026-02", "update": ""}
    for flags, forced in (("plain", False), ("forced_rc4_session", True), ("", False)):
        row = row_of(**samba, account_flags=flags)
        assert row.dc.forced_rc4_session is forced
        assert row.target == PLAIN_TARGET
    assert row_of(**samba).dc.build == GENERATIONS["samba-2026-02", "rtm"]


@pytest.mark.parametrize(
    ("events", "read"),
    [
        ("4769S", (("4769", "S", False),)),
        ("4769S;", (("4769", "S", False),)),
        ("4769 ,| ", (("4769", "", False),)),
        ("203 4769F", (("203", "", False), ("4769", "F", False))),
        ("205 (KDC_start) 4769s", (("205", "", True), ("4769", "S", False))),
        ("42(kdc-start)|27", (("42", "", True), ("27", "", False))),
    ],
)
def test_events_as_people_write_them(events: str, read: tuple[tuple[str, str, bool], ...]) -> None:
    """By number, outcome and moment."""
    row = row_of(events=events, outcome="")
    found = tuple((str(e.id), e.outcome, e.at_start) for e in row.expected.events)
    assert found == read


@pytest.mark.parametrize(
    ("error", "read"), [("0", 0), ("14", 14), ("+0x0E", 14), ("KDC_ERR_NONE", 0), ("modified", 41), ("", None)]
)
def test_errors_as_people_write_them(error: str, read: int | None) -> None:
    """By number or by name; 0 is one."""
    assert row_of(error=error, outcome="", ticket_etype="", session_etype="").expected.error == read


@pytest.mark.parametrize(
    ("changes", "code", "message"),
    [
        ({"error": "999"}, "KC010", "error: '999' is no Kerberos error"),
        ({"error": "none"}, "KC010", "error: 'none' is no Kerberos error"),
        ({"ticket_etype": "0"}, "KC013", "ticket_etype: '0' is no encryption type"),
        ({"ticket_etype": "99"}, "KC013", "ticket_etype: '99' is no encryption type"),
        (
            {"client_etypes": "null"},
            "KC011",
            "client_etypes: 'null' is neither the number nor the one name of an etype",
        ),
        ({"keys": "18 24"}, "KC013", "keys: a directory holds no key of etype 24"),
        ({"phase": "3"}, "KC012", "phase: RC4DefaultDisablementPhase is 0, 1 or 2, not 3"),
        ({"phase": "-1"}, "KC012", "phase: RC4DefaultDisablementPhase is 0, 1 or 2, not -1"),
        ({"ddset": "0x100000000"}, "KC012", "ddset: '0x100000000' does not fit 32 bits"),
        ({"events": "4769 F"}, "KC015", "events: '4769 F' is not an event as 203, 4769F or 205 (KDC start)"),
        ({"os_version": "x5.2"}, "KC016", "os_version: 'x5.2' does not begin with a version number"),
        ({"exchange": ""}, "KC014", "exchange: the cell is empty"),
        ({"account": ""}, "KC014", "account: the cell is empty"),
        ({"outcome": "denied"}, "KC010", "outcome: 'denied' is not known here"),
    ],
    ids=range(14),
)
def test_what_a_cell_cannot_say(changes: dict[str, str], code: str, message: str) -> None:
    """One fault, with the word that is wrong."""
    assert faults_of(**changes) == [(code, message)]


def test_ids_are_compared_in_rows_that_are_not_played_too() -> None:
    """Rows without one are not said to share it; each is told that it needs one."""
    rows = [{"dc_os": "?", "id": name} for name in ("", " ", "A", " A", "A", "B")]
    found = conform(file_of(*rows), "x.csv")
    assert [(w.code, w.message, w.span and w.span.line) for w in found.warnings] == [
        ("KC202", "the id 'A' is also that of line 4", 5),
        ("KC202", "the id 'A' is also that of line 4", 6),
    ]
    assert [f.message for f in found.faults if f.message.startswith("id")] == [
        *("id: a row needs a name by which it can be told",) * 2,
    ]
    assert [n.row for n in found.not_played] == ["", "", "A", "A", "A", "B"]
