"""Table: comma-separated text cut into cells that know where they stand (RFC 4180).

Faults of the file as a whole - its header, its quotes, its size - stop it: there is nothing to be read from the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kdcsim.diagnostic import Diagnostic, Span
from kdcsim.errors import ScenarioError
from kdcsim.scenario.codes import Code
from kdcsim.study.conformance import codes

MAX_CHARACTERS = 50_000_000
MAX_ROWS = 500_000
MAX_CELL = 20_000

ESSENTIAL: tuple[str, ...] = (
    "id",
    "dc_os",
    "update",
    "phase",
    "ddset",
    "filter_policies",
    "filter_lsa",
    "kdc_use_requested",
    "exchange",
    "account",
    "account_flags",
    "os_version",
    "supported_etypes",
    "keys",
    "client_etypes",
    "outcome",
    "ticket_etype",
    "session_etype",
    "error",
    "events",
)
REMARKS: tuple[str, ...] = ("confidence", "source", "note")
"""Columns that people read; a file may leave them out."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One value and its place; line and column count from 1."""

    text: str
    line: int
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRow:
    """One line of the table by column name, or the fault that keeps it from being one."""

    line: int
    cells: dict[str, Cell]
    faults: tuple[Diagnostic, ...] = ()


def raw_rows(text: str, file: str) -> Iterator[RawRow]:
    """Cut a file into rows. Raises ScenarioError when the file as a whole makes no sense."""
    if len(text) > MAX_CHARACTERS:
        words = f"{len(text)} characters, and {MAX_CHARACTERS} at most are read"
        raise ScenarioError((fault(codes.TOO_LARGE, words, Cell("", 1, 1), file),))
    lines = _rows(text.removeprefix("\ufeff"), file)
    header = next(lines, None)
    if header is None or not any(cell.text.strip() for cell in header):
        words = "the file is empty, and its first line should name the columns"
        raise ScenarioError(
            (fault(codes.NO_HEADER, words, Cell("", 1, 1), file, help=f"such as {','.join(ESSENTIAL)}"),)
        )
    names = _names(header, file)
    for number, cells in enumerate(lines, 1):
        if number > MAX_ROWS:
            raise ScenarioError((fault(codes.TOO_LARGE, f"more than {MAX_ROWS} rows", cells[0], file),))
        yield _row(names, cells, file)


def fault(code: Code, message: str, cell: Cell, file: str, help: str | None = None) -> Diagnostic:
    """Say what is wrong with a cell."""
    span = Span(file=file, line=cell.line, column=cell.column, length=max(len(cell.text), 1))
    return Diagnostic(code=code.number, message=message, span=span, help=help)


def _names(header: list[Cell], file: str) -> tuple[str, ...]:
    faults: list[Diagnostic] = []
    seen: set[str] = set()
    for cell in header:
        name = cell.text.strip()
        if name not in ESSENTIAL and name not in REMARKS:
            known = f"the columns are {', '.join((*ESSENTIAL, *REMARKS))}"
            faults.append(fault(codes.UNKNOWN_COLUMN, f"there is no column {name!r}", cell, file, help=known))
        elif name in seen:
            faults.append(fault(codes.COLUMN_TWICE, f"the column {name!r} stands here a second time", cell, file))
        seen.add(name)
    missing = [name for name in ESSENTIAL if name not in seen]
    if missing:
        faults.append(fault(codes.MISSING_COLUMN, f"there is no column {', '.join(missing)}", header[0], file))
    if faults:
        raise ScenarioError(tuple(faults))
    return tuple(cell.text.strip() for cell in header)


def _row(names: tuple[str, ...], cells: list[Cell], file: str) -> RawRow:
    if len(cells) != len(names):
        words = f"{len(cells)} cells, and there are {len(names)} columns"
        wide = fault(codes.WRONG_WIDTH, words, Cell("", cells[0].line, cells[0].column), file)
        return RawRow(line=cells[0].line, cells={"id": cells[0]}, faults=(wide,))
    long = [cell for cell in cells if len(cell.text) > MAX_CELL]
    told = tuple(
        fault(codes.TOO_LARGE, f"{len(c.text)} characters in a cell", Cell("", c.line, c.column), file) for c in long
    )
    return RawRow(line=cells[0].line, cells=dict(zip(names, cells, strict=True)), faults=told)


def _rows(text: str, file: str) -> Iterator[list[Cell]]:
    """Cut text into lines of cells; empty lines are passed over. Only lines with quotes need the slow way."""
    lines = text.replace("\r\n", "\n").split("\n")
    number = 0
    while number < len(lines):
        line = lines[number]
        number += 1
        if not line.strip():
            continue
        if '"' not in line:
            yield _plain(line, number)
            continue
        first = number
        while line.count('"') % 2 and number < len(lines):
            line += "\n" + lines[number]
            number += 1
            if len(line) > MAX_CELL * 10:
                break
        yield _quoted(line, first, file)


def _plain(line: str, number: int) -> list[Cell]:
    cells, column = [], 1
    for text in line.split(","):
        cells.append(Cell(text, number, column))
        column += len(text) + 1
    return cells


def _quoted(line: str, number: int, file: str) -> list[Cell]:
    cells: list[Cell] = []
    at = 0
    while True:
        here = Cell("", number + line.count("\n", 0, at), at - line.rfind("\n", 0, at))
        if line.startswith('"', at):
            text, at = _inside(line, at + 1, here, file)
        else:
            end = line.find(",", at)
            end = len(line) if end < 0 else end
            text, at = line[at:end], end
        cells.append(Cell(text, here.line, here.column))
        if at >= len(line):
            return cells
        if line[at] != ",":
            words = f"{line[at]!r} after a closing quote, where a comma is expected"
            raise ScenarioError((fault(codes.BAD_QUOTES, words, here, file),))
        at += 1


def _inside(line: str, at: int, here: Cell, file: str) -> tuple[str, int]:
    """Read a quoted cell from behind its opening quote; a doubled quote stands for one."""
    parts: list[str] = []
    while True:
        end = line.find('"', at)
        if end < 0:
            raise ScenarioError((fault(codes.BAD_QUOTES, "a quote is opened here and never closed", here, file),))
        parts.append(line[at:end])
        if not line.startswith('""', end):
            return "".join(parts), end + 1
        parts.append('"')
        at = end + 2
