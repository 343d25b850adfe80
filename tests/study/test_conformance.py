"""The simulator against what real DCs were seen to do, and against files that cannot be meant."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from kdcsim.ad.assumption import Assumptions
from kdcsim.entrypoints.cli.app import app
from kdcsim.errors import ScenarioError
from kdcsim.report.as_conformance import as_conformance, as_conformance_json
from kdcsim.report.paper import Paper
from kdcsim.study.conformance import Conformance, conform
from kdcsim.study.conformance import table as limits
from kdcsim.study.conformance.codes import CODES
from kdcsim.study.conformance.header import ALLOWED, NEEDED, REMARKS, SEEN

ESSENTIAL = (*NEEDED[:10], *ALLOWED, *NEEDED[10:], *SEEN)
OBSERVATIONS = Path(__file__).parents[1] / "observations"
CONTESTED = set(re.findall(r"^\| ([A-Z]+-\d+) \|", (OBSERVATIONS / "contested.md").read_text(), re.M))

PLAIN = {
    "id": "X-1",
    "dc_os": "2022",
    "update": "2022-11",
    "phase": "absent",
    "ddset": "absent",
    "filter_policies": "absent",
    "filter_lsa": "absent",
    "kdc_use_requested": "absent",
    "exchange": "TGS",
    "account": "user",
    "account_flags": "",
    "os_version": "",
    "supported_etypes": "absent",
    "keys": "18 17 23",
    "client_etypes": "18 17 23",
    "outcome": "issued",
    "ticket_etype": "23",
    "session_etype": "18",
    "error": "",
    "events": "",
}


def file_of(*rows: dict[str, str], columns: tuple[str, ...] = ESSENTIAL) -> str:
    """Write rows, each the plain one with something else."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        told = {**PLAIN, **row}
        writer.writerow([told.get(name, "") for name in columns])
    return text.getvalue()


def fields_of(found: Conformance) -> list[tuple[str, str, str]]:
    """What differs in the rows of a file: field, expected, found."""
    return [(each.field, each.expected, each.found) for row in found.differ for each in row.fields]


def played(**changes: str) -> Conformance:
    return conform(file_of(changes), "x.csv")


@pytest.mark.parametrize("name", ["windows", "samba"])
def test_every_observation_agrees(name: str) -> None:
    """Each row is played in bytes and agrees in all it states, or is listed with two sources that contradict."""
    found = conform((OBSERVATIONS / f"{name}.csv").read_text(), f"{name}.csv")
    assert found.rows == {"windows": 1270, "samba": 3083}[name]
    assert not found.not_played
    assert {each.row for each in found.differ} <= CONTESTED
    assert found.agree + len(found.differ) == found.rows


def test_a_difference_names_field_line_and_ladder() -> None:
    """What came out otherwise is told with the decisions that made it so."""
    found = played(ticket_etype="18", session_etype="23")
    assert [(d.row, d.line) for d in found.differ] == [("X-1", 2)]
    assert fields_of(found) == [("ticket_etype", "18", "23"), ("session_etype", "23", "18")]
    assert {d.reason.ladder for d in found.differ[0].decisions} == {"declared", "ticket", "session"}
    text = as_conformance(found, Paper())
    assert "default-of-the-build" in text and text.endswith("1 rows, 0 agree, 1 differ, 0 not played\n")
    told = json.loads(as_conformance_json(found))
    assert set(told) == {"kdcsim", "rows", "agree", "differ", "not_played"}
    assert told["differ"][0]["why"][0]["rungs"][0]["rule"] == "default-of-the-build"
    assert told["differ"][0]["fields"][1] == {"field": "session_etype", "expected": "23", "found": "18"}


def test_every_row_is_counted_once() -> None:
    """In JSON a row agrees, differs, or was not played: however many of its fields differ, the sum is the rows."""
    text = file_of({}, {"ticket_etype": "18", "session_etype": "23"}, {"dc_os": "2021"}, {"session_etype": "3"})
    told = json.loads(as_conformance_json(conform(text, "x.csv")))
    assert (told["rows"], told["agree"], len(told["differ"]), len(told["not_played"])) == (4, 1, 2, 1)
    assert all(set(each) == {"row", "line", "fields", "why"} for each in told["differ"])


def test_what_is_empty_is_not_stated() -> None:
    """An empty expectation agrees with anything."""
    assert played(outcome="", ticket_etype="", session_etype="").agree == 1
    assert played(client_etypes="17", outcome="", ticket_etype="", session_etype="").agree == 1


@pytest.mark.parametrize(
    ("changes", "agrees"),
    [
        ({"events": "4769S"}, True),
        ({"events": "16"}, False),
        ({"events": "4768S"}, False),
        ({"update": "2026-01", "events": "4769"}, True),
        ({"update": "2026-04", "ddset": "0x27", "events": "205 (KDC start);4769S"}, True),
        ({"update": "2026-04", "ddset": "0x27", "events": "205"}, False),
    ],
)
def test_listed_events_must_have_been_logged(changes: dict[str, str], agrees: bool) -> None:
    """Every listed event has to be there, at its moment and with its outcome; others may be there too."""
    assert bool(played(**changes).agree) is agrees


ODD_ACCOUNTS = [
    ({"account": "krbtgt"}, "18", "18"),
    ({"account": "krbtgt", "exchange": "AS", "client_etypes": "23 18"}, "18", "23"),
    ({"account": "krbtgt", "keys": "23", "supported_etypes": "24"}, "23", "18"),
    ({"account": "trust"}, "18", "18"),
    ({"account": "trust", "update": "rtm"}, "23", "23"),
    ({"account": "gmsa", "supported_etypes": "0x1C"}, "18", "18"),
    ({"account": "rodc"}, "18", "18"),
    ({"account": "computer", "os_version": "3.0", "supported_etypes": "24"}, "23", "18"),
    ({"account": "computer", "os_version": "10.0 (20348)", "supported_etypes": "24"}, "18", "18"),
    ({"dc_os": "2003", "update": "rtm", "client_etypes": "18 23 3"}, "23", "23"),
    ({"dc_os": "2000", "update": "rtm", "client_etypes": "3 23", "keys": "23 3 1"}, "3", "3"),
    ({"dc_os": "2008", "update": "rtm", "account_flags": "use-des-key-only", "keys": "23 3 1", "client_etypes": "3"},
     "3", "3"),
    ({"dc_os": "samba-2026-02", "update": "", "supported_etypes": "16", "client_etypes": "23",
      "account_flags": "forced_rc4_session"}, "18", "23"),
    ({"kdc_use_requested": "1", "supported_etypes": "24", "client_etypes": "23"}, "23", "23"),
    ({"dc_os": "2025", "update": "rtm", "filter_policies": "4", "supported_etypes": "28"}, "23", "23"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "ticket", "session"), ODD_ACCOUNTS)
def test_every_kind_of_account_and_dc_can_be_played(changes: dict[str, str], ticket: str, session: str) -> None:
    """Kinds, flags and builds that the two files do not have are played too."""
    found = played(ticket_etype=ticket, session_etype=session, **changes)
    assert (found.agree, found.differ, found.not_played) == (1, (), ())


def test_a_reading_can_be_chosen() -> None:
    """Observations can be held against another reading of what nobody knows."""
    told = file_of({"supported_etypes": "24", "keys": "23", "client_etypes": "23", "session_etype": "23"})
    assert conform(told, "x.csv").agree == 1
    assert fields_of(conform(told, "x.csv", Assumptions({"rc4-key-fallback": "no"})))[0][0] == "outcome"


def test_a_row_that_cannot_be_asked_says_why() -> None:
    """No DC can give a TGT whose session key a DES-only KDC would take: the question cannot be put."""
    found = played(filter_policies="3", outcome="", ticket_etype="", session_etype="")
    assert found.agree == 0 and "TGT" in found.not_played[0].why and not found.faults


WRONG_ROWS = [
    ({"dc_os": "2021"}, "KC010", "dc_os"),
    ({"dc_os": ""}, "KC014", "dc_os"),
    ({"update": "2023-11"}, "KC010", "update"),
    ({"update": ""}, "KC014", "update"),
    ({"dc_os": "2003", "update": "2022-11"}, "KC020", "update"),
    ({"dc_os": "2008R2", "update": "2026-04"}, "KC020", "update"),
    ({"dc_os": "samba-2022-12", "update": "2022-11"}, "KC020", "update"),
    ({"exchange": "AP"}, "KC010", "exchange"),
    ({"account": "printer"}, "KC010", "account"),
    ({"account_flags": "purple"}, "KC010", "account_flags"),
    ({"ddset": ""}, "KC014", "ddset"),
    ({"ddset": "many"}, "KC011", "ddset"),
    ({"ddset": "1_000"}, "KC011", "ddset"),
    ({"ddset": "٣"}, "KC011", "ddset"),
    ({"supported_etypes": "4294967296"}, "KC012", "supported_etypes"),
    ({"filter_policies": "9" * 30}, "KC011", "filter_policies"),
    ({"keys": ""}, "KC014", "keys"),
    ({"keys": "18 16"}, "KC013", "keys"),
    ({"client_etypes": ""}, "KC014", "client_etypes"),
    ({"client_etypes": "18 99"}, "KC013", "client_etypes"),
    ({"client_etypes": "0x12 -"}, "KC011", "client_etypes"),
    ({"client_etypes": "18 " * 65}, "KC012", "client_etypes"),
    ({"outcome": "maybe"}, "KC010", "outcome"),
    ({"ticket_etype": "x"}, "KC011", "ticket_etype"),
    ({"outcome": "refused", "ticket_etype": "", "session_etype": "", "error": "OUCH"}, "KC010", "error"),
    ({"events": "4769X"}, "KC015", "events"),
    ({"events": "201;;203"}, "KC015", "events"),
    ({"id": ""}, "KC014", "id"),
    ({"phase": "2"}, "KC022", "phase"),
    ({"update": "2026-01", "phase": "7"}, "KC012", "phase"),
    ({"update": "rtm", "ddset": "36"}, "KC022", "ddset"),
    ({"dc_os": "2003", "update": "rtm", "filter_lsa": "4"}, "KC022", "filter_lsa"),
    ({"dc_os": "samba-2022-12", "update": "", "filter_policies": "24"}, "KC022", "filter_policies"),
    ({"dc_os": "samba-2022-12", "update": "", "kdc_use_requested": "1"}, "KC022", "kdc_use_requested"),
    ({"account_flags": "forced_rc4_session"}, "KC021", "account_flags"),
    ({"dc_os": "samba-2022-12", "update": "", "account_flags": "plain;forced_rc4_session"}, "KC021", "account_flags"),
    ({"os_version": "6.1"}, "KC021", "os_version"),
    ({"update": "2026-01", "phase": "-1"}, "KC012", "phase"),
    ({"account": "computer", "os_version": "abc"}, "KC016", "os_version"),
    ({"account": "computer", "os_version": "-"}, "KC016", "os_version"),
    ({"account": "computer", "os_version": "v5"}, "KC016", "os_version"),
    ({"update": "2022-12"}, "KC010", "update"),
    ({"update": "KB5021131"}, "KC010", "update"),
    ({"dc_os": "samba-2026-02", "update": "2026-02"}, "KC010", "update"),
    ({"dc_os": "2019R2"}, "KC010", "dc_os"),
    ({"account": "service"}, "KC010", "account"),
    ({"account_flags": "protected"}, "KC010", "account_flags"),
    ({"account_flags": "plain words; no-preauth"}, "KC010", "account_flags"),
    ({"account_flags": "AES keys missing"}, "KC010", "account_flags"),
    ({"keys": "AES256 DES"}, "KC011", "keys"),
    ({"client_etypes": "18 des3-cbc-sha1"}, "KC011", "client_etypes"),
    ({"ticket_etype": "AES"}, "KC011", "ticket_etype"),
    ({"supported_etypes": "none"}, "KC011", "supported_etypes"),
    ({"events": "203 start"}, "KC015", "events"),
    ({"error": "KDC_ERR_ETYPE_NOSUPP"}, "KC021", "error"),
    ({"outcome": "refused"}, "KC021", "ticket_etype"),
    ({"events": "4769F"}, "KC021", "events"),
]


@pytest.mark.parametrize(("changes", "code", "column"), WRONG_ROWS)
def test_a_row_that_cannot_be_meant_has_one_diagnostic(changes: dict[str, str], code: str, column: str) -> None:
    """One fault in a row: one code, at the cell, with its line; the row is not played, and nothing is guessed."""
    found = conform(file_of({}, changes), "x.csv")
    assert (found.rows, found.agree, len(found.not_played)) == (2, 1, 1)
    (fault,) = found.faults
    assert fault.code == code and fault.code in CODES
    assert fault.span is not None and fault.span.line == 3
    cells = file_of({}, changes).split("\n")[2].split(",")
    start = sum(len(c) + 1 for c in cells[: ESSENTIAL.index(column)])
    assert start < fault.span.column <= start + len(cells[ESSENTIAL.index(column)]) + 1
    assert fault.line_text == file_of({}, changes).split("\n")[2]


WRONG_FILES = [
    ("", "KC002"),
    ("\n\n", "KC002"),
    ("a,b\n1,2\n", "KC002"),
    (file_of({}).replace(",", " "), "KC002"),
    (",".join(ESSENTIAL[1:]) + "\n", "KC004"),
    (",".join(NEEDED) + "\n", "KC004"),
    (",".join(ESSENTIAL).replace("dc_os", "dc_oss") + "\n", "KC003"),
    (",".join(ESSENTIAL).replace("events", "event") + "\n", "KC003"),
    (",".join((*ESSENTIAL, "Phase")) + "\n", "KC005"),
    (",".join(ESSENTIAL) + '\n"never closed,1\n', "KC007"),
    (",".join(ESSENTIAL) + '\n"x"y,1\n', "KC007"),
    (",".join(ESSENTIAL) + "\n", "KC008"),
]


@pytest.mark.parametrize(("text", "code"), WRONG_FILES)
def test_a_file_that_is_no_table_stops_with_its_place(text: str, code: str) -> None:
    """A file without a sensible header or with broken quotes is not read at all."""
    with pytest.raises(ScenarioError) as raised:
        conform(text, "x.csv")
    (told,) = raised.value.diagnostics
    assert told.code == code and told.code in CODES and told.span is not None and told.span.line >= 1


def test_a_row_of_another_width_is_not_played() -> None:
    """A missing comma moves every cell after it, so the row is not guessed at."""
    found = conform(file_of({}) + "X-2,2022\n", "x.csv")
    assert [f.code for f in found.faults] == ["KC006"] and found.agree == 1


def test_sizes_have_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Too much text, too many rows and too long a cell each have a diagnostic."""
    monkeypatch.setattr(limits, "MAX_ROWS", 2)
    with pytest.raises(ScenarioError, match="1 fault"):
        conform(file_of({}, {}, {}), "x.csv")
    monkeypatch.setattr(limits, "MAX_CELL", 100)
    assert [f.code for f in played(id="x" * 101).faults] == ["KC001"]
    monkeypatch.setattr(limits, "MAX_CHARACTERS", 100)
    with pytest.raises(ScenarioError):
        played()


def test_the_remarks_may_be_missing_quoted_or_many_lines_long() -> None:
    """Notes are for people: quotes, commas, line breaks and another encoding's marks are read past."""
    told = file_of({"note": 'a "b", c\nd'}, {"note": "x"}, columns=(*ESSENTIAL, *REMARKS))
    for text in (told, told.replace("\n", "\r\n"), "\ufeff" + told):
        assert conform(text, "x.csv").agree == 2
    broken = conform(file_of({"note": "a\nb"}, {"dc_os": "?"}, columns=(*ESSENTIAL, *REMARKS)), "x.csv")
    assert broken.faults[0].span is not None and broken.faults[0].span.line == 4


@given(st.integers(0, 400), st.text(max_size=6), st.integers(0, 6))
@settings(max_examples=200)
def test_damaged_files_end_in_diagnostics(at: int, new: str, cut: int) -> None:
    """Whatever is typed over a file, it ends in a result or in diagnostics, never in another exception."""
    told = file_of({}, {"exchange": "AS"}, {"note": 'say "no"'}, columns=(*ESSENTIAL, *REMARKS))
    text = told[:at] + new + told[at + cut :]
    try:
        found = conform(text, "x.csv")
    except ScenarioError as error:
        assert error.diagnostics
        return
    assert found.agree + len(found.differ) + len(found.not_played) == found.rows


OTHER_SPELLINGS = [
    *({"update": each} for each in ("2022-11-oob", "2022-11 OOB", "2022_11 out-of-band", "Nov 2022 OOB", "nov 2022")),
    *({"dc_os": each} for each in ("Windows Server 2022", "WS2022", "Server 2022", "Microsoft Windows Server 2022")),
    *({"dc_os": each, "session_etype": "18"} for each in ("2012r2", "2012 R2", "Windows Server 2012 R2", "2008 R2")),
    *({"phase": each, "filter_lsa": each} for each in ("Absent", "not set", "<not set>", "unset", "NOT-SET")),
    *({"exchange": each} for each in ("tgs", "TGS-REQ")),
    *({"account": each} for each in ("User", "USER", "gMSA", "dmsa", "msa", "Machine")),
    *({"account_flags": each} for each in ("no_preauth", "dont-req-preauth", "ProtectedUsers", "absent")),
    *({"account_flags": f"Protected Users{each}no-preauth"} for each in (";", "|", ",", " ", " ; ")),
    *({"keys": each} for each in ("18,17,23", "18;17;23;", "AES256 AES128 RC4", "aes256-cts-hmac-sha1-96|17|RC4_HMAC")),
    *({"client_etypes": each} for each in ("0x12, 0x11, 0x17", "AES256;AES128;RC4", "AES-256 17 arcfour-hmac")),
    *({"ticket_etype": each} for each in ("RC4", "0x17", "rc4-hmac")),
    {"session_etype": "AES256-CTS-HMAC-SHA1-96"},
    {"outcome": "Issued"},
    *({"events": each} for each in ("4769s", "4769S;", "4769S ; 4769", "4769S,4769", "4769 4769S")),
    {"account": "computer", "os_version": "not set"},
]  # fmt: skip


@pytest.mark.parametrize("changes", OTHER_SPELLINGS)
def test_what_can_only_mean_one_thing_is_read(changes: dict[str, str]) -> None:
    """Capitals, hyphens, separators and the names of etypes are the observer's own; the row is played and agrees."""
    found = played(**changes)
    assert (found.agree, fields_of(found), found.faults) == (1, [], ())


REFUSED = {"client_etypes": "17", "keys": "23", "supported_etypes": "24", "filter_policies": "16"} | {
    "outcome": "refused", "ticket_etype": "", "session_etype": ""
}  # fmt: skip


@pytest.mark.parametrize(
    "error",
    ["KDC_ERR_ETYPE_NOTSUPP", "kdc_err_etype_nosupp", "KDC-ERR-ETYPE-NOSUPP", "ETYPE_NOTSUPP", "14", "0xE", "0xe"],
)
def test_an_error_may_be_named_or_numbered(error: str) -> None:
    """MS-KILE's spelling of 14, small letters and numbers all name the error that the KDC gives."""
    assert played(**REFUSED, error=error).agree == 1
    assert fields_of(played(**REFUSED, error="13")) == [("error", "KDC_ERR_BADOPTION", "KDC_ERR_ETYPE_NOSUPP")]


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({"dc_os": "2003/R2", "update": "RTM"}, {"dc_os": "2003", "update": "rtm"}),
        ({"dc_os": "2003R2", "update": ""}, {"dc_os": "2003", "update": ""}),
        ({"update": "nov2022_rtm"}, {"update": "2022-11-08"}),
        ({"account": "krbtgt_123"}, {"account": "krbtgt"}),
        ({"account": "rodc-krbtgt"}, {"account": "krbtgt"}),
        ({"account_flags": "UF_USE_DES_KEY_ONLY"}, {"account_flags": "use-des-key-only"}),
        ({"account_flags": "des-only", "keys": "DES-CBC-MD5"}, {"account_flags": "use-des-key-only", "keys": "3"}),
        ({"dc_os": "Samba-2026-02", "update": "absent"}, {"dc_os": "samba-2026-02", "update": ""}),
    ],
)  # fmt: skip
def test_another_spelling_is_the_same_row(changes: dict[str, str], same: dict[str, str]) -> None:
    """Two spellings of one thing give one result, whatever it is: here each is held against what cannot be seen."""
    never = {"outcome": "", "ticket_etype": "20", "session_etype": "20"}
    told = fields_of(played(**never, **changes))
    assert told and told == fields_of(played(**never, **same))


def test_an_unknown_update_is_told_those_of_its_os() -> None:
    """The list of what is known is that of the OS, oldest first: the same under every hash seed."""
    (told,) = conform(file_of({}, {"dc_os": "2025", "update": "2022-12"}), "x.csv").faults
    assert told.help == "known are rtm, 2025-01, 2026-01, 2026-04, 2026-07"


def test_events_at_the_start_are_read_however_they_are_written() -> None:
    """``205(KDC start)`` needs no blank before it."""
    for told in ("205(KDC start)", "205 (kdc start) 4769S", "205 (KDC-Start);4769"):
        assert played(update="2026-04", ddset="0x27", events=told).agree == 1


def test_a_column_that_means_nothing_is_passed_over_with_a_warning() -> None:
    """An observer's own column stops nothing; it is said that nobody reads it. One without a name is not worth it."""
    told = file_of({}).replace("\n", ",status,\n", 1).rstrip("\n") + ",open,\n"
    found = conform(told, "x.csv")
    assert found.agree == 1
    assert [(w.code, w.severity.value) for w in found.warnings] == [("KC201", "warning")]
    assert "'status'" in found.warnings[0].message and found.warnings[0].line_text == told.split("\n")[0]
    assert json.loads(as_conformance_json(found))["diagnostics"][0]["code"] == "KC201"


def test_columns_may_be_named_in_any_case_and_stand_in_any_order() -> None:
    """A header is read by its words."""
    told = file_of({}, columns=tuple(reversed(ESSENTIAL)))
    header, _, rest = told.partition("\n")
    assert conform(f"{header.upper().replace('_', ' ')}\n{rest}", "x.csv").agree == 1


@pytest.mark.parametrize("column", [*ALLOWED, *SEEN])
def test_a_column_that_would_be_empty_may_be_missing(column: str) -> None:
    """Without flags, versions or one of the results a row still says what it says."""
    found = conform(file_of({}, {}, columns=tuple(c for c in ESSENTIAL if c != column)), "x.csv")
    assert (found.agree, found.warnings[1:]) == (2, ())


@pytest.mark.parametrize("column", NEEDED)
def test_a_misspelt_column_is_asked_about(column: str) -> None:
    """One fault, at the cell, with the name that was meant."""
    with pytest.raises(ScenarioError) as raised:
        conform(file_of({}).replace(column, column + "x", 1), "x.csv")
    (told,) = raised.value.diagnostics
    assert (told.code, told.help) == ("KC003", f"did you mean `{column}`?")


def test_spreadsheets_may_use_their_own_separators_and_line_ends() -> None:
    """Semicolons and tabs are read when the header shows them, as are old line ends and the bare tail of a sheet."""
    told = file_of({}, {"events": "4769S;4769"})
    for separator in (";", "\t", ","):
        text = io.StringIO()
        rows = csv.writer(text, delimiter=separator, lineterminator="\n")
        rows.writerows(csv.reader(io.StringIO(told)))
        tail = separator * (len(ESSENTIAL) - 1) + "\n"
        for end in ("\n", "\r\n", "\r"):
            found = conform((text.getvalue() + tail + tail).replace("\n", end), "x.csv")
            assert (found.rows, found.agree) == (2, 2), (separator, end)


def test_an_id_used_twice_is_a_doubt() -> None:
    """Both rows are played; the warning names the line of the first."""
    found = conform(file_of({}, {"id": "X-2"}, {}), "x.csv")
    (told,) = found.warnings
    assert (found.agree, told.code, told.span and told.span.line) == (3, "KC202", 4) and "line 2" in told.message


def test_a_referral_in_an_as_exchange_is_not_played_and_no_fault() -> None:
    """Nothing is wrong with the row: the question is not put here."""
    found = conform(file_of({}, {"account": "trust", "exchange": "AS"}), "x.csv")
    assert (found.agree, found.faults) == (1, ()) and "referral" in found.not_played[0].why


def test_the_command_line(tmp_path: Path) -> None:
    """Exit 0 when every playable row agrees, 1 when one differs, 2 when none could be played or read."""

    def run(text: str, *options: str) -> Result:
        file = tmp_path / "x.csv"
        file.write_text(text)
        return CliRunner().invoke(app, ["conform", str(file), *options])

    done = run(file_of({}))
    assert (done.exit_code, done.stdout, done.stderr) == (0, "1 rows, 1 agree, 0 differ, 0 not played\n", "")
    done = run(file_of({"ticket_etype": "18"}, {"dc_os": "2021"}), "--format", "json")
    assert (done.exit_code, json.loads(done.stdout)["differ"][0]["fields"][0]["found"]) == (1, "23")
    done = run(file_of({}, {"dc_os": "2021"}), "--format", "json")
    assert (done.exit_code, json.loads(done.stdout)["not_played"][0]["row"]) == (0, "X-1")
    assert "KC010" in done.stderr and "1 of 2 rows could not be played" in done.stderr
    done = run(file_of({"dc_os": "2021"}, {"filter_policies": "3"}), "--format", "json")
    assert (done.exit_code, len(json.loads(done.stdout)["not_played"])) == (2, 2)


@pytest.mark.parametrize("content", [b"nonsense", b"", b"\xff\xfe", None])
def test_a_file_that_cannot_be_read_still_gives_json(tmp_path: Path, content: bytes | None) -> None:
    """Whoever reads the JSON gets the document with the diagnostics, and exit code 2."""
    file = tmp_path / "x.csv"
    if content is not None:
        file.write_bytes(content)
    done = CliRunner().invoke(app, ["conform", str(file), "--format", "json"])
    told = json.loads(done.stdout)
    assert (done.exit_code, told["rows"], told["differ"]) == (2, 0, [])
    assert told["diagnostics"][0]["code"] in CODES and told["diagnostics"][0]["code"] in done.stderr


def test_another_reading_can_be_chosen_on_the_command_line(tmp_path: Path) -> None:
    """``--under`` holds the observations against another reading."""
    file = tmp_path / "x.csv"
    file.write_text(file_of({"supported_etypes": "24", "keys": "23", "client_etypes": "23", "session_etype": "23"}))
    assert CliRunner().invoke(app, ["conform", str(file)]).exit_code == 0
    assert CliRunner().invoke(app, ["conform", str(file), "--under", "rc4-key-fallback=no"]).exit_code == 1
    assert CliRunner().invoke(app, ["conform", str(file), "--under", "no-such=1"]).exit_code == 2


def test_long_output_arrives_whole_and_a_closed_pipe_is_no_bug(tmp_path: Path) -> None:
    """A reader that is slow gets everything; one that goes away ends the command without a word."""
    file = tmp_path / "x.csv"
    file.write_text(file_of(*({"id": f"X-{n}", "ticket_etype": "18"} for n in range(300))))
    command = [sys.executable, "-m", "kdcsim", "conform", str(file), "--format", "json"]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 1 and len(done.stdout) > 100_000
    assert len(json.loads(done.stdout)["differ"]) == 300
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert (process.stderr.read(), process.wait()) == (b"", 141)
