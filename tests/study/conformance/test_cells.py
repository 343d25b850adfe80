"""Cells of an observation file at their bounds: how far numbers, texts, lines and quotes may go."""

from __future__ import annotations

import pytest

from kdcsim.ad.policy import GENERATIONS
from kdcsim.diagnostic import Diagnostic
from kdcsim.errors import ScenarioError
from kdcsim.study.conformance import Conformance, conform
from kdcsim.study.conformance import table as limits
from kdcsim.study.conformance.cell import Cell
from kdcsim.study.conformance.reading import Reader
from kdcsim.study.conformance.row import ExpectedEvent
from kdcsim.study.conformance.table import RawRow, cut, lines_of
from tests.study.test_conformance import ESSENTIAL, PLAIN, file_of

HEAD = ",".join(ESSENTIAL)


def reader(**cells: str) -> Reader:
    """A row of these cells."""
    told = {name: Cell(text, 7, 1) for name, text in {"id": "X", **cells}.items()}
    return Reader(cells=told, file="x.csv")


def rows_of(text: str) -> list[RawRow]:
    """The rows of a file."""
    return list(cut(text, lines_of(text), "x.csv").rows)


def stopped(text: str) -> tuple[Diagnostic, ...]:
    """Why a file as a whole is not read."""
    with pytest.raises(ScenarioError) as raised:
        conform(text, "x.csv")
    return raised.value.diagnostics


@pytest.mark.parametrize(
    ("text", "mask"),
    [
        ("0", 0),
        ("0x1C", 0x1C),
        ("+28", 28),
        ("4294967295", 0xFFFFFFFF),
        ("-1", 0xFFFFFFFF),
        ("-2147483648", 0x80000000),
        ("4294967296", "KC012"),
        ("-2147483649", "KC012"),
        ("0x1FFFFFFFF", "KC012"),
        ("1_0", "KC011"),
        ("", "KC014"),
        ("absent", None),
    ],
)
def test_how_far_a_mask_goes(text: str, mask: int | str | None) -> None:
    """32 bits, with or without a sign."""
    told = reader(ddset=text)
    found = told.mask("ddset")
    assert [fault.code for fault in told.faults] == ([mask] if isinstance(mask, str) else [])
    assert found == (None if isinstance(mask, str) else mask)


@pytest.mark.parametrize(
    ("text", "etypes", "codes"),
    [
        ("18 -133 23", (18, -133, 23), []),
        ("18 0 23", (18, 23), ["KC013"]),
        ("18 2147483648", (18,), ["KC013"]),
        ("18 -2147483649", (18,), ["KC013"]),
        ("18 x", (18,), ["KC011"]),
        ("", (), ["KC014"]),
        (" ".join(["18"] * 64), (18,) * 64, []),
        (" ".join(["18"] * 65), (), ["KC012"]),
    ],
    ids=range(8),
)
def test_how_far_a_list_of_etypes_goes(text: str, etypes: tuple[int, ...], codes: list[str]) -> None:
    """64 etypes that there are; the others are read all the same."""
    told = reader(client_etypes=text)
    assert told.etypes("client_etypes") == etypes
    assert [fault.code for fault in told.faults] == codes


def test_a_long_word_is_cut_where_it_is_quoted() -> None:
    """40 characters are shown whole."""
    for length, shown in ((40, "x" * 40), (41, "x" * 37 + "...")):
        told = reader(ddset="x" * length)
        told.mask("ddset")
        assert told.faults[0].message == f"ddset: {shown!r} is neither a number nor absent"
    told = reader(outcome="maybe", exchange="")
    assert told.one_of("outcome", {"refused": "refused"}) == told.one_of("exchange", {"tgs": "TGS"}) == ""
    assert [f.message for f in told.faults] == ["outcome: 'maybe' is not known here", "exchange: the cell is empty"]
    assert reader(outcome="").one_of("outcome", {"refused": "refused"}, optional=True) == ""


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a\nb", ("a", "b")),
        ("a\r\nb", ("a", "b")),
        ("a\rb", ("a", "b")),
        ("a\rb\nc", ("a\rb", "c")),
        ("\ufeffa", ("a",)),
    ],
)
def test_the_ends_of_lines(text: str, lines: tuple[str, ...]) -> None:
    """Of Unix, Windows and the old Macintosh; a file that has one kind is not cut at the other."""
    assert lines_of(text) == lines


def test_quotes_count_lines_and_columns() -> None:
    """A cell begins where its quote stands, also behind a line break inside another."""
    text = file_of({"id": "A\nB", "note": 'say "no"'}, {"id": "C"}, columns=(*ESSENTIAL, "note"))
    first, second = rows_of(text)
    assert (first.cells["id"].text, first.line, second.line) == ("A\nB", 2, 4)
    assert (first.cells["id"].line, first.cells["id"].column) == (2, 1)
    assert (first.cells["dc_os"].line, first.cells["dc_os"].column) == (3, 4)
    assert first.cells["note"].text == 'say "no"'
    assert (second.cells["dc_os"].line, second.cells["dc_os"].column) == (4, 3)
    last = rows_of(f'{HEAD}\n"",{",".join(["x"] * (len(ESSENTIAL) - 1))}\n')
    assert last[0].cells["id"].text == ""


@pytest.mark.parametrize(
    ("text", "message", "line", "column"),
    [
        ('A,"never closed', "a quote is opened here and never closed", 2, 3),
        ('"x"y,1', "'y' after a closing quote, where ',' is expected", 2, 1),
        ('"a\nb","c', "a quote is opened here and never closed", 3, 4),
    ],
)
def test_quotes_that_do_not_fit(text: str, message: str, line: int, column: int) -> None:
    """The fault stands where the quote was opened."""
    (fault,) = stopped(f"{HEAD}\n{text}\n")
    assert fault.message == message
    assert fault.span is not None
    assert (fault.span.line, fault.span.column) == (line, column)


def test_a_quote_that_runs_away_is_not_followed_for_ever() -> None:
    """Ten cells' worth of lines is enough, whether the quote is closed behind them or not."""
    text = HEAD + '\n"' + "\n".join("x" * 2_000 for _ in range(limits.MAX_CELL // 160)) + "\n"
    for end in ("", '",1\n'):
        (fault,) = stopped(text + end)
        assert fault.message == "a quote is opened here and never closed"
    fits = f'"{"x" * 50}\n{"x" * (limits.MAX_CELL - 60)}"'
    row = ",".join([fits, *(PLAIN[name] for name in ESSENTIAL[1:])])
    assert len(rows_of(f"{HEAD}\n{row}\n")[0].cells["id"].text) == limits.MAX_CELL - 9
    long = {"id": "x" * 15_000, "dc_os": "y" * 15_000 + "\nz\nz"}
    (told,) = rows_of(file_of(long))
    assert [len(told.cells[name].text) for name in long] == [15_000, 15_004]


def test_as_long_as_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is just at a limit is read, one more is not."""
    text = file_of({})
    assert played(id="x" * 20_000).not_played == ()
    (fault,) = played(phase="x" * 20_001, ddset="y" * 30_000).faults[:1]
    assert (fault.code, fault.message) == ("KC001", "20001 characters in a cell")
    assert fault.span is not None
    assert (fault.span.line, fault.span.column, fault.span.length) == (2, len("X-1,2022,2022-11,") + 1, 1)
    assert len(played(phase="x" * 20_001, ddset="y" * 30_000).faults) == 2
    monkeypatch.setattr(limits, "MAX_ROWS", 1)
    assert conform(text, "x.csv").rows == 1
    (fault,) = stopped(file_of({}, {"id": "Y"}))
    assert fault.span is not None
    assert (fault.code, fault.span.line, fault.span.column) == ("KC001", 3, 1)
    monkeypatch.setattr(limits, "MAX_CHARACTERS", len(text))
    assert conform(text, "x.csv").rows == 1
    monkeypatch.setattr(limits, "MAX_CHARACTERS", len(text) - 1)
    (fault,) = stopped(text)
    assert fault.span is not None
    assert (fault.code, fault.span.line, fault.span.column) == ("KC001", 1, 1)


def played(**changes: str) -> Conformance:
    """A file of one row."""
    return conform(file_of(changes), "x.csv")


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "KC002", 1),
        ("x", "KC002", 1),
        ("\n\na,b\n1,2\n", "KC002", 3),
        (HEAD + "\n", "", 1),
        (HEAD.replace("phase", "phse") + "\n", "KC003", 1),
    ],
)
def test_where_a_file_stops(text: str, code: str, line: int) -> None:
    """At its first line, or at the one that should have been a header; the line is quoted beside it."""
    fault = stopped(text)[0]
    assert fault.span is not None
    assert (fault.span.line, fault.span.column == 1 or "phse" in text) == (line, True)
    assert fault.line_text == (text.split("\n")[line - 1] or None)
    assert not code or fault.code == code


def test_cells_and_quotes_may_be_empty() -> None:
    """A row may begin with nothing; one that holds nothing but quotes is none."""
    columns = ("note", *ESSENTIAL)
    found = conform(file_of({"error": "", "source": "x"}, {"note": 'a "b"'}, columns=(*columns, "source")), "x.csv")
    assert (found.rows, found.agree) == (2, 2)
    quoted = f'{HEAD}\n{",".join(PLAIN.values())}\n""{"," * (len(ESSENTIAL) - 1)}\n'
    assert conform(quoted, "x.csv").rows == 1
    first, *_ = rows_of(f'note,{HEAD}\n,"A",{",".join(["x"] * (len(ESSENTIAL) - 1))}\n')
    assert (first.cells["note"].text, first.cells["id"].text, first.cells["id"].column) == ("", "A", 2)


class Long(str):
    """A text that says that it is one character longer than may be."""

    def __len__(self) -> int:
        return 50_000_001


def test_a_file_that_is_too_large() -> None:
    """More than fifty million characters are not looked at."""
    with pytest.raises(ScenarioError) as raised:
        cut(Long("x"), ("x",), "x.csv")
    (fault,) = raised.value.diagnostics
    assert fault.message == "50000001 characters, and 50000000 at most are read"
    assert fault.span is not None
    assert (fault.span.line, fault.span.column) == (1, 1)


def test_every_fault_of_a_row_is_told_at_once() -> None:
    """Also what is wrong with the settings of a DC that nobody knows; nothing else is said of such a row."""
    found = played(
        dc_os="2021", phase="7", ddset="", filter_lsa="x", account="printer", keys="", exchange="", error="?"
    )
    assert sorted(f.message.split(":")[0] for f in found.faults) == [
        *("account", "dc_os", "ddset", "error", "exchange", "filter_lsa", "keys", "phase"),
    ]
    (row,) = found.not_played
    assert row.why == "; ".join(f.message for f in found.faults)
    assert [f.code for f in played(dc_os="2022", update="", phase="7", os_version="6.1").faults] == ["KC014", "KC012"]


def test_where_in_a_cell_the_fault_is() -> None:
    """At the word that cannot be read, or at the whole cell; an empty one is a place of one character."""
    start = len("X-1,2022,2022-11,absent,absent,absent,absent,absent,TGS,user,") + 1
    for changes, column, length in (
        ({"dc_os": "2021"}, 5, 4),
        ({"ddset": ""}, len("X-1,2022,2022-11,absent,") + 1, 1),
        ({"account_flags": "plain words, no-preauth"}, start + 6, 5),
        ({"account_flags": "purple Protected Users green"}, start, 28),
        ({"keys": "18 16 17"}, start + len(",,absent,18 "), 2),
    ):
        fault = played(**changes).faults[0]
        assert fault.span is not None
        assert (fault.span.line, fault.span.column, fault.span.length) == (2, column, length), changes


@pytest.mark.parametrize("phase", ["0", "1", "2", "0x2"])
def test_every_phase_is_read(phase: str) -> None:
    """Of the removal of RC4 as a default."""
    assert played(update="2026-01", phase=phase, outcome="", ticket_etype="", session_etype="").agree == 1


def test_a_row_of_another_width_has_its_name_and_place() -> None:
    """The fault stands at its first cell, and the name is the one that it has."""
    found = conform(f"{HEAD}\n{','.join(PLAIN.values())}\nX-2,2022\n", "x.csv")
    (fault,) = found.faults
    assert fault.span is not None
    assert (fault.span.line, fault.span.column) == (3, 1)
    assert found.not_played[0].row == "X-2"
    turned = (*ESSENTIAL[1:], "id")
    short = conform(file_of({}, columns=turned) + "2022,rtm\n", "x.csv")
    assert short.not_played[0].row == "2022"
    for row, line, name in (("alone", 2, "alone"), ('"A\nB","C\nD",x', 2, "A\nB")):
        (told,) = conform(f"{HEAD}\n{row}\n", "x.csv").not_played
        (fault,) = told.faults
        assert fault.span is not None
        assert (told.row, told.line, fault.span.line, fault.span.column) == (name, line, 2, 1)


def test_a_line_is_quoted_if_it_can_be_printed() -> None:
    """One of more than 500 characters is left out; an empty one has nothing to show."""
    for length, shown in ((500, True), (501, False)):
        line = ",".join({**PLAIN, "dc_os": "2021"}.values())
        told = file_of({"dc_os": "2021", "id": "x" * (length - len(line) + len(PLAIN["id"]))})
        (fault,) = conform(told, "x.csv").faults
        assert len(told.split("\n")[1]) == length
        assert bool(fault.line_text) is shown


@pytest.mark.parametrize(
    ("event", "shown"),
    [
        (ExpectedEvent(4769, "F", False), "4769F"),
        (ExpectedEvent(205, "", True), "205 (KDC start)"),
        (ExpectedEvent(27, "", False), "27"),
    ],
)
def test_an_expected_event_as_it_is_written(event: ExpectedEvent, shown: str) -> None:
    """With its outcome and its moment, if they were told."""
    assert str(event) == shown


def test_builds_without_an_update_level() -> None:
    """Samba has one build each, so its update need not be told; Windows says which."""
    assert ("samba-2022-12", "rtm") in GENERATIONS
    assert played(dc_os="samba-2022-12", update="", client_etypes="18", ticket_etype="18").rows == 1
    assert [f.code for f in played(update="").faults] == ["KC014"]
    assert [f.code for f in played(outcome="refused", ticket_etype="", session_etype="18").faults] == ["KC021"]
    assert [f.code for f in played(outcome="refused", ticket_etype="18", session_etype="").faults] == ["KC021"]
    assert [f.code for f in played(outcome="refused", ticket_etype="", session_etype="").faults] == []
