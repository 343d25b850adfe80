"""A table as text: rows, cells and bounds, before anybody asks what they mean."""

from __future__ import annotations

import pytest

from kdcsim.errors import ScenarioError
from kdcsim.study.conformance import table
from tests.study.conformance.test_cells import HEAD, rows_of
from tests.study.test_conformance import ESSENTIAL, PLAIN, file_of

REST = "," * (len(ESSENTIAL) - 1)


def test_how_many_rows_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many as may be, and not one more; the fault stands at that one."""
    monkeypatch.setattr(table, "MAX_ROWS", 3)
    rows = [{"id": name} for name in "ABCD"]
    assert [r.cells["id"].text for r in rows_of(file_of(*rows[:3]))] == ["A", "B", "C"]
    with pytest.raises(ScenarioError) as raised:
        rows_of(file_of(*rows))
    (fault,) = raised.value.diagnostics
    assert (fault.code, fault.message, fault.span and fault.span.line) == ("KC001", "more than 3 rows", 5)


def test_how_long_a_cell_may_be() -> None:
    """20000 characters; what is longer is told of every such cell, and the row has its name all the same."""
    (row,) = rows_of(file_of({"id": "x" * 20_000}))
    assert row.faults == ()
    (row,) = rows_of(file_of({"keys": "x" * 20_001, "phase": "y" * 30_000}))
    assert [f.message for f in row.faults] == ["30000 characters in a cell", "20001 characters in a cell"]
    assert row.cells["id"].text == "X-1"


@pytest.mark.parametrize(("more", "read"), [(0, True), (1, False)])
def test_how_far_a_quote_is_followed(more: int, read: bool) -> None:
    """Over lines of 200000 characters together; then it is taken for one that nobody closed."""
    text = f'{HEAD}\n"{"x" * 99_999}\n{"y" * (99_999 + more)}\nz"{REST}\n'
    if read:
        (row,) = rows_of(text)
        assert [f.message for f in row.faults] == ["200001 characters in a cell"]
    else:
        with pytest.raises(ScenarioError, match="a quote is opened here and never closed"):
            rows_of(text)


def test_a_row_of_another_width_has_its_name() -> None:
    """The cell below ``id`` if there is one, else the first; its line is where it begins."""
    turned = (*ESSENTIAL[1:3], "id", *ESSENTIAL[3:])
    text = file_of({}, columns=turned) + '2022,rtm,X-9\n2022,rtm\n\n"2\n0",rtm,"Y",z\nX-7\n'
    told = [(row.cells["id"].text, row.line, [f.code for f in row.faults]) for row in rows_of(text)]
    assert told == [
        *[("X-1", 2, []), ("X-9", 3, ["KC006"]), ("2022", 4, ["KC006"]), ("Y", 6, ["KC006"]), ("X-7", 8, ["KC006"])],
    ]
    (fault,) = rows_of(text)[1].faults
    assert fault.message == f"3 cells, and there are {len(ESSENTIAL)} columns"
    assert fault.span is not None
    assert (fault.span.line, fault.span.column, fault.span.length) == (3, 1, 1)


def test_cells_of_columns_without_a_name_are_not_kept() -> None:
    """Nobody could ask for them."""
    (row,) = rows_of(file_of({}, columns=(*ESSENTIAL, "", "status")))
    assert set(row.cells) == set(ESSENTIAL)


@pytest.mark.parametrize("before", ["\n", "\n \n", ";;;\n", "\t\n,,\n"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_what_stands_before_the_header(before: str, mark: str) -> None:
    """Blank lines, and the bare marks of a spreadsheet: the header is the first line that says something."""
    text = before + mark.join(ESSENTIAL) + "\n" + mark.join(PLAIN[name] for name in ESSENTIAL) + "\n" + mark * 4 + "\n"
    (row,) = rows_of(text)
    assert row.cells["session_etype"].text == "18"
    assert row.line == 2 + before.count("\n")


def test_a_quoted_row_and_a_plain_one_are_the_same() -> None:
    """Quotes only say where a cell ends."""
    plain = ",".join(PLAIN[name] for name in ESSENTIAL)
    quoted = ",".join(f'"{PLAIN[name]}"' for name in ESSENTIAL)
    first, second, third = rows_of(f"{HEAD}\n{plain}\n{quoted}\n{plain[:-1]}\n")[:3]
    assert {name: cell.text for name, cell in first.cells.items()} == {n: c.text for n, c in second.cells.items()}
    assert [c.column for c in first.cells.values()][:3] == [1, 5, 10]
    assert [c.column for c in second.cells.values()][:3] == [1, 7, 14]
    assert third.line == 4
