"""As SARIF: findings and faults in the format that code scanning reads (SARIF 2.1.0)."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from kdcsim.diagnostic import Diagnostic, Span
from kdcsim.study.finding import Verdict

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_sarif(verdicts: tuple[Verdict, ...], broken: tuple[tuple[str, tuple[Diagnostic, ...]], ...] = ()) -> str:
    """Write one document with one run."""
    results = [
        _result(f"expectation/{f.kind}", "error", f"{f.branch}/{f.step}: {f.sentence}", f.span)
        for verdict in verdicts
        for f in verdict.failed
    ]
    told = [(v.run.scenario.file, v.run.scenario.warnings) for v in verdicts]
    results += [
        _result(d.code, d.severity.value, d.message, d.span or Span(file=file, line=1, column=1))
        for file, diagnostics in (*told, *broken)
        for d in diagnostics
    ]
    rules = [{"id": rule} for rule in sorted({result["ruleId"] for result in results})]
    run = {"tool": {"driver": {"name": "kdcsim", "rules": rules}}, "results": results}
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def _result(rule: str, level: str, message: str, span: Span) -> dict[str, Any]:
    region = {"startLine": span.line, "startColumn": span.column, "endColumn": span.column + span.length}
    place = {"artifactLocation": {"uri": uri_of(span.file)}, "region": region}
    return {
        "ruleId": rule,
        "level": level,
        "message": {"text": message},
        "locations": [{"physicalLocation": place}],
    }


def uri_of(file: str) -> str:
    """A path as a URI reference (RFC 3986): encoded, and with a scheme where it is absolute."""
    path = file.replace("\\", "/")
    drive = path[1:2] == ":"
    scheme = "file:///" if drive else "file://" if path.startswith("/") else ""
    return scheme + (f"{path[:2]}{quote(path[2:])}" if drive else quote(path))
