"""Table: separated text cut into cells that know where they stand (RFC 4180).

Faults of the file as a whole - its header, its quotes, its size - stop it: there is nothing to be read from the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kdcsim.diagnostic import Diagnostic
from kdcsim.errors import ScenarioError
from kdcsim.study.conformance import codes
from kdcsim.study.conformance.cell import Cell, fault
from kdcsim.study.conformance.header import columns, no_header, separator_of

MAX_CHARACTERS = 50_000_000
MAX_ROWS = 500_000
MAX_CELL = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRow:
    """One line of the table by column name, or the fault that keeps it from being one."""

    line: int
    cells: dict[str, Cell]
    faults: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The rows, cut while they are walked through, and what is doubtful about the header."""

    rows: Iterator[RawRow]
    warnings: tuple[Diagnostic, ...]


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a file, whether it ends them as Unix, Windows or the old Macintosh did."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    return tuple((text if "\n" in text else text.replace("\r", "\n")).split("\n"))


def cut(text: str, lines: tuple[str, ...], file: str) -> Table:
    """Cut a file into rows. Raises ScenarioError, now or on the way, when the file as a whole makes no sense."""
    if len(text) > MAX_CHARACTERS:
        words = f"{len(text)} characters, and {MAX_CHARACTERS} at most are read"
        raise ScenarioError((fault(codes.TOO_LARGE, words, Cell("", 1, 1), file),))
    separator = separator_of(next((line for line in lines if not _blank(line)), ""))
    rest = _rows(lines, separator, file)
    header = next(rest, None)
    if header is None:
        raise no_header("the file is empty", file)
    names, warnings = columns(header, file)
    return Table(rows=_numbered(names, rest, file), warnings=warnings)


def _numbered(names: tuple[str | None, ...], rows: Iterator[list[Cell]], file: str) -> Iterator[RawRow]:
    for number, cells in enumerate(rows, 1):
        if number > MAX_ROWS:
            raise ScenarioError((fault(codes.TOO_LARGE, f"more than {MAX_ROWS} rows", cells[0], file),))
        yield _row(names, cells, file)


def _blank(line: str) -> bool:
    """Whether a line says nothing: empty, or the bare separators that a spreadsheet leaves below its rows."""
    return not line.strip(" \t,;")


def _row(names: tuple[str | None, ...], cells: list[Cell], file: str) -> RawRow:
    if len(cells) != len(names):
        words = f"{len(cells)} cells, and there are {len(names)} columns"
        wide = fault(codes.WRONG_WIDTH, words, Cell("", cells[0].line, cells[0].column), file)
        named = cells[names.index("id")] if names.index("id") < len(cells) else cells[0]
        return RawRow(line=cells[0].line, cells={"id": named}, faults=(wide,))
    long = [cell for cell in cells if len(cell.text) > MAX_CELL]
    told = tuple(
        fault(codes.TOO_LARGE, f"{len(c.text)} characters in a cell", Cell("", c.line, c.column), file) for c in long
    )
    by_name = {name: cell for name, cell in zip(names, cells, strict=True) if name}
    return RawRow(line=cells[0].line, cells=by_name, faults=told)


def _rows(lines: tuple[str, ...], separator: str, file: str) -> Iterator[list[Cell]]:
    """Cut lines into cells; empty ones are passed over. Only lines with quotes need the slow way."""
    number = 0
    while number < len(lines):
        line = lines[number]
        number += 1
        if _blank(line):
            continue
        if '"' not in line:
            yield _plain(line, number, separator)
            continue
        first = number
        while line.count('"') % 2 and number < len(lines):
            line += "\n" + lines[number]
            number += 1
            if len(line) > MAX_CELL * 10:
                break
        cells = _quoted(line, first, separator, file)
        if any(cell.text.strip() for cell in cells):
            yield cells


def _plain(line: str, number: int, separator: str) -> list[Cell]:
    cells, column = [], 1
    for text in line.split(separator):
        cells.append(Cell(text, number, column))
        column += len(text) + 1
    return cells


def _quoted(line: str, number: int, separator: str, file: str) -> list[Cell]:
    cells: list[Cell] = []
    at = 0
    while True:
        here = Cell("", number + line[:at].count("\n"), at - line[:at].rfind("\n"))
        if line.startswith('"', at):
            text, at = _inside(line, at + 1, here, file)
        else:
            end = line.find(separator, at)
            end = len(line) if end < 0 else end
            text, at = line[at:end], end
        cells.append(Cell(text, here.line, here.column))
        if at >= len(line):
            return cells
        if line[at] != separator:
            words = f"{line[at]!r} after a closing quote, where {separator!r} is expected"
            raise ScenarioError((fault(codes.BAD_QUOTES, words, here, file),))
        at += 1


def _inside(line: str, at: int, here: Cell, file: str) -> tuple[str, int]:
    """Read a quoted cell from behind its opening quote; a doubled quote stands for one."""
    parts: list[str] = []
    while True:
        end = line.find('"', at)
        if end == -1:
            raise ScenarioError((fault(codes.BAD_QUOTES, "a quote is opened here and never closed", here, file),))
        parts.append(line[at:end])
        if not line.startswith('""', end):
            return "".join(parts), end + 1
        parts.append('"')
        at = end + 2
