"""As GitHub: workflow commands that annotate the line of each finding that does not hold, and of each fault."""

from __future__ import annotations

from kdcsim.diagnostic import Diagnostic, Span
from kdcsim.study.finding import Finding, Verdict


def as_github(verdicts: tuple[Verdict, ...], broken: tuple[tuple[str, tuple[Diagnostic, ...]], ...] = ()) -> str:
    """Write one command for each, and for every doubt about a file; nothing at all when there is none."""
    lines = [annotated(finding) for verdict in verdicts for finding in verdict.failed]
    told = [(v.run.scenario.file, v.run.scenario.warnings) for v in verdicts]
    lines += [diagnosed(d, file) for file, diagnostics in (*told, *broken) for d in diagnostics]
    return "".join(f"{line}\n" for line in lines)


def annotated(finding: Finding) -> str:
    """The command for a finding that does not hold."""
    return _command("error", finding.span, f"kdcsim: {finding.branch}", f"{finding.step}: {finding.sentence}")


def diagnosed(told: Diagnostic, file: str) -> str:
    """The command for a fault or a doubt; what has no place stands at the head of its file."""
    return _command(told.severity.value, told.span or Span(file=file, line=1, column=1), told.code, told.message)


def _command(level: str, span: Span, title: str, message: str) -> str:
    place = f"file={_property(span.file)},line={span.line},col={span.column}"
    return f"::{level} {place},title={_property(title)}::{_data(message)}"


def _data(text: str) -> str:
    """Escape a message as GitHub's toolkit does."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
