"""As diagnostics: what is wrong with a file, with a caret under the place - as text, JSON, or GitHub annotations."""

from __future__ import annotations

import json
from collections.abc import Iterator

from kdcsim.diagnostic import Diagnostic, Severity, Span
from kdcsim.report.paper import Paper, clean


def as_diagnostic_text(diagnostics: tuple[Diagnostic, ...], paper: Paper) -> str:
    """Write diagnostics in the manner of rustc, sorted by place, a blank line between them."""
    blocks = ["\n".join(_block(d, paper)) + "\n" for d in in_order(diagnostics)]
    return "\n".join(blocks)


def as_diagnostic_json(diagnostics: tuple[Diagnostic, ...]) -> str:
    """Write diagnostics as a JSON document."""
    found = [_plain(d) for d in in_order(diagnostics)]
    return json.dumps({"kdcsim": 1, "diagnostics": found}, indent=2, ensure_ascii=False) + "\n"


def as_diagnostic_github(diagnostics: tuple[Diagnostic, ...]) -> str:
    """Write diagnostics as workflow commands, which GitHub shows beside the lines of a pull request."""
    return "".join(f"{_command(d)}\n" for d in in_order(diagnostics))


def in_order(diagnostics: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """Sort by place; what has no place comes first."""
    nowhere = Span(file="", line=0, column=0)
    return tuple(sorted(diagnostics, key=lambda d: (d.span or nowhere, d.code, d.message)))


def _block(d: Diagnostic, paper: Paper) -> Iterator[str]:
    ink = paper.bad if d.severity is Severity.ERROR else paper.doubtful
    yield f"{ink(f'{d.severity.value}[{d.code}]')}: {paper.strong(clean(d.message))}"
    gutter = len(str(d.span.line)) if d.span else 1
    if d.span is not None:
        yield f"{' ' * gutter}{paper.name('-->')} {clean(str(d.span))}"
    if d.span is not None and d.line_text is not None:
        yield from _quote(d, d.span, d.line_text, gutter, paper)
    for label, text in (("help", d.help), ("note", d.note)):
        if text:
            first, *more = clean(text).split("\n")
            yield f"{' ' * gutter} {paper.name('=')} {paper.strong(label)}: {first}"
            yield from (f"{' ' * (gutter + 3 + len(label) + 2)}{line}" for line in more)


def _quote(d: Diagnostic, span: Span, line: str, gutter: int, paper: Paper) -> Iterator[str]:
    ink = paper.bad if d.severity is Severity.ERROR else paper.doubtful
    bar = paper.name("|")
    text = clean(line.rstrip("\r\n"))
    before = "".join("\t" if c == "\t" else " " for c in text[: span.column - 1]).ljust(span.column - 1)
    carets = "^" * max(1, min(span.length, len(text) - span.column + 1))
    yield f"{' ' * gutter} {bar}"
    yield f"{paper.name(str(span.line))} {bar} {text}"
    yield f"{' ' * gutter} {bar} {before}{ink(carets)}"


def _plain(d: Diagnostic) -> dict[str, object]:
    span = d.span
    place = None if span is None else {
        "file": span.file, "line": span.line, "column": span.column, "length": span.length
    }  # fmt: skip
    return {
        "code": d.code,
        "severity": d.severity.value,
        "message": d.message,
        "at": place,
        "help": d.help,
        "note": d.note,
    }


def _command(d: Diagnostic) -> str:
    place = "" if d.span is None else f" file={_property(d.span.file)},line={d.span.line},col={d.span.column},"
    text = d.message if d.help is None else f"{d.message}\nhelp: {d.help}"
    return f"::{d.severity.value}{place or ' '}title={_property(d.code)}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
