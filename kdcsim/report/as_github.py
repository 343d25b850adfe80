"""As GitHub: workflow commands that annotate the line of each finding that does not hold, and of each fault."""

from __future__ import annotations

from kdcsim.diagnostic import Diagnostic, Span
from kdcsim.study.finding import Verdict


def as_github(verdicts: tuple[Verdict, ...], broken: tuple[tuple[str, tuple[Diagnostic, ...]], ...] = ()) -> str:
    """Write one command for each; nothing at all when everything holds."""
    lines = [
        _command("error", finding.span, f"kdcsim: {finding.branch}", f"{finding.step}: {finding.sentence}")
        for verdict in verdicts
        for finding in verdict.failed
    ]
    lines += [
        _command(d.severity.value, d.span or Span(file=file, line=1, column=1), d.code, d.message)
        for file, diagnostics in broken
        for d in diagnostics
    ]
    return "".join(f"{line}\n" for line in lines)


def _command(level: str, span: Span, title: str, message: str) -> str:
    place = f"file={_property(span.file)},line={span.line},col={span.column}"
    return f"::{level} {place},title={_property(title)}::{_data(message)}"


def _data(text: str) -> str:
    """Escape a message as GitHub's toolkit does."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
