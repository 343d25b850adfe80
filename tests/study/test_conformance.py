"""The simulator against what real DCs were seen to do, and against files that cannot be meant."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
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
from kdcsim.study.conformance.table import ESSENTIAL, REMARKS

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


def played(**changes: str) -> Conformance:
    return conform(file_of(changes), "x.csv")


@pytest.mark.parametrize("name", ["windows", "samba"])
def test_every_observation_agrees(name: str) -> None:
    """Each row is played in bytes and agrees in all it states, or is listed with two sources that contradict."""
    found = conform((OBSERVATIONS / f"{name}.csv").read_text(), f"{name}.csv")
    assert found.rows == {"windows": 1270, "samba": 3083}[name]
    assert not found.not_played
    assert {each.row for each in found.differ} == CONTESTED & {each.row for each in found.differ}
    assert found.agree + len({each.row for each in found.differ}) == found.rows


def test_a_difference_names_field_line_and_ladder() -> None:
    """What came out otherwise is told with the decisions that made it so."""
    found = played(ticket_etype="18", session_etype="23")
    assert [(d.row, d.line, d.field, d.expected, d.found) for d in found.differ] == [
        ("X-1", 2, "ticket_etype", "18", "23"),
        ("X-1", 2, "session_etype", "23", "18"),
    ]
    assert {d.reason.ladder for d in found.differ[0].decisions} == {"declared", "ticket", "session"}
    text = as_conformance(found, Paper())
    assert "default-of-the-build" in text and text.endswith("1 rows, 0 agree, 1 differ, 0 not played\n")
    told = json.loads(as_conformance_json(found))
    assert set(told) == {"kdcsim", "rows", "agree", "differ", "not_played"}
    assert told["differ"][0]["why"][0]["rungs"][0]["rule"] == "default-of-the-build"


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
    assert conform(told, "x.csv", Assumptions({"rc4-key-fallback": "no"})).differ[0].field == "outcome"


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
    ({"account": "trust", "exchange": "AS"}, "KC021", "exchange"),
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
    ("a,b\n1,2\n", "KC003"),
    (",".join(ESSENTIAL[1:]) + "\n", "KC004"),
    (",".join((*ESSENTIAL, "phase")) + "\n", "KC005"),
    (",".join(ESSENTIAL) + '\n"never closed,1\n', "KC007"),
    (",".join(ESSENTIAL) + '\n"x"y,1\n', "KC007"),
]


@pytest.mark.parametrize(("text", "code"), WRONG_FILES)
def test_a_file_that_is_no_table_stops_with_its_place(text: str, code: str) -> None:
    """A file without a sensible header or with broken quotes is not read at all."""
    with pytest.raises(ScenarioError) as raised:
        conform(text, "x.csv")
    assert code in {each.code for each in raised.value.diagnostics}
    assert all(each.span is not None and each.span.line >= 1 for each in raised.value.diagnostics)


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
    assert found.agree + len({d.line for d in found.differ}) + len(found.not_played) == found.rows


def test_the_command_line(tmp_path: Path) -> None:
    """Exit 0 when every playable row agrees, 1 when one differs, 2 when something is wrong with file or row."""

    def run(text: str, *options: str) -> tuple[int, str]:
        file = tmp_path / "x.csv"
        file.write_text(text)
        done = CliRunner().invoke(app, ["conform", str(file), *options])
        return done.exit_code, done.stdout

    assert run(file_of({})) == (0, "1 rows, 1 agree, 0 differ, 0 not played\n")
    code, out = run(file_of({"ticket_etype": "18"}), "--format", "json")
    assert (code, json.loads(out)["differ"][0]["found"]) == (1, "23")
    code, out = run(file_of({}, {"dc_os": "2021"}), "--format", "json")
    assert (code, json.loads(out)["agree"], json.loads(out)["not_played"][0]["row"]) == (2, 1, "X-1")
    assert run("nonsense")[0] == 2
    (tmp_path / "y.csv").write_bytes(b"\xff\xfe")
    assert CliRunner().invoke(app, ["conform", str(tmp_path / "y.csv")]).exit_code == 2
