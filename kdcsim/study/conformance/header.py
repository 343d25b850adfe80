"""Header: which columns a file of observations has, and by what its cells are separated.

Capitals do not matter in a column's name, and ``-``, ``_`` and blanks are alike. A column that means nothing here is
passed over with a warning; one that looks like a misspelt name of ours stops the file, since its cells would be lost.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from kdcsim.diagnostic import Diagnostic, Severity
from kdcsim.errors import ScenarioError
from kdcsim.study.conformance import codes
from kdcsim.study.conformance.cell import Cell, fault
from kdcsim.study.conformance.words import folded

NEEDED: tuple[str, ...] = (
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
    "supported_etypes",
    "keys",
    "client_etypes",
)
"""Columns without which a row is not understood: they say what was set, and an empty cell of them is not a value."""
SEEN: tuple[str, ...] = ("outcome", "ticket_etype", "session_etype", "error", "events")
"""Columns of what was seen: one of them at least, since an empty cell says only that this was not recorded."""
ALLOWED: tuple[str, ...] = ("account_flags", "os_version")
"""Columns that a file leaves out when all their cells would be empty."""
REMARKS: tuple[str, ...] = ("confidence", "source", "note")
"""Columns that people read; nobody here does."""
SEPARATORS = (",", ";", "\t")

_KNOWN: dict[str, str] = {folded(name): name for name in (*NEEDED, *ALLOWED, *SEEN, *REMARKS)}
_AS_WRITTEN = (*NEEDED[:10], *ALLOWED, *NEEDED[10:], *SEEN)


def column_named(text: str) -> str | None:
    """The column that a cell of the header names."""
    return _KNOWN.get(folded(text.strip().strip('"')))


def separator_of(line: str) -> str:
    """The separator under which the first line names most columns; a comma in doubt."""
    return max(SEPARATORS, key=lambda mark: len({column_named(cell) for cell in line.split(mark)} - {None}))


def no_header(message: str, file: str, line: int = 1) -> ScenarioError:
    """A file whose first line is no header."""
    help = f"the first line names the columns, separated by commas: {','.join(_AS_WRITTEN)}"
    return ScenarioError((fault(codes.NO_HEADER, message, Cell("", line, 1), file, help=help),))


def columns(header: list[Cell], file: str) -> tuple[tuple[str | None, ...], tuple[Diagnostic, ...]]:
    """The column of every cell, None for a cell that names none, and what is doubtful. Raises ScenarioError."""
    names = tuple(column_named(cell.text) for cell in header)
    if not any(names):
        raise no_header("the first line names no column of an observation", file, header[0].line)
    missing = [name for name in NEEDED if name not in names]
    if not any(name in names for name in SEEN):
        missing.append(" or ".join(SEEN))
    could_be = [name for name in _AS_WRITTEN if name not in names]
    faults, warnings = list(_twice(header, names, file)), []
    for cell, name in zip(header, names, strict=True):
        if name or not cell.text.strip():
            continue
        meant = _close(cell.text, could_be)
        if meant is not None:
            help = f"did you mean `{meant}`?"
            faults.append(fault(codes.UNKNOWN_COLUMN, f"there is no column {cell.text.strip()!r}", cell, file, help))
            missing = [each for each in missing if meant not in each.split(" or ")]
        else:
            words = f"the column {cell.text.strip()!r} means nothing here and is not read"
            warnings.append(fault(codes.UNUSED_COLUMN, words, cell, file, severity=Severity.WARNING))
    if missing:
        words = f"there is no column {', '.join(missing)}"
        faults.append(fault(codes.MISSING_COLUMN, words, header[0], file))
    if faults:
        raise ScenarioError(tuple(faults))
    return names, tuple(warnings)


def _twice(header: list[Cell], names: tuple[str | None, ...], file: str) -> Iterable[Diagnostic]:
    for position, (cell, name) in enumerate(zip(header, names, strict=True)):
        if name and name in names[:position]:
            yield fault(codes.COLUMN_TWICE, f"the column {name!r} stands here a second time", cell, file)


def _close(text: str, names: list[str]) -> str | None:
    by_word = {folded(name): name for name in names}
    close = get_close_matches(folded(text)[:80], by_word, cutoff=0.75)
    return by_word[close[0]] if close else None
