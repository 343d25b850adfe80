"""As JUnit: verdicts in the XML that build servers read - a suite per scenario, a case per finding."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from kdcsim.diagnostic import Diagnostic
from kdcsim.study.finding import Finding, Verdict


def as_junit(verdicts: tuple[Verdict, ...], broken: tuple[tuple[str, tuple[Diagnostic, ...]], ...] = ()) -> str:
    """Write verdicts as one document; ``broken`` are files that could not be played, with their diagnostics."""
    tests = sum(len(v.findings) for v in verdicts) + len(broken)
    failures = sum(len(v.failed) for v in verdicts)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<testsuites name="kdcsim" tests="{tests}" failures="{failures}" errors="{len(broken)}">',
    ]
    for verdict in verdicts:
        lines += _suite(verdict)
    for file, diagnostics in broken:
        lines += _broken(file, diagnostics)
    return "\n".join([*lines, "</testsuites>"]) + "\n"


def _suite(verdict: Verdict) -> Iterator[str]:
    scenario = verdict.run.scenario
    counts = f'tests="{len(verdict.findings)}" failures="{len(verdict.failed)}" errors="0"'
    yield f"  <testsuite name={quoteattr(scenario.name)} {counts} file={quoteattr(scenario.file)}>"
    yield f'    <properties><property name="seed" value="{verdict.run.seed}"/></properties>'
    for finding in verdict.findings:
        yield from _case(scenario.name, finding)
    yield "  </testsuite>"


def _case(scenario: str, finding: Finding) -> Iterator[str]:
    name = quoteattr(f"{finding.step}: {finding.kind}: {finding.expected}")
    place = f"file={quoteattr(finding.span.file)} line={quoteattr(str(finding.span.line))}"
    head = f"    <testcase classname={quoteattr(f'{scenario}.{finding.branch}')} name={name} {place}"
    if finding.holds:
        yield f"{head}/>"
        return
    yield f"{head}>"
    yield f"      <failure message={quoteattr(finding.sentence)}>{escape(str(finding.span))}</failure>"
    yield "    </testcase>"


def _broken(file: str, diagnostics: tuple[Diagnostic, ...]) -> Iterator[str]:
    yield f'  <testsuite name={quoteattr(file)} tests="1" failures="0" errors="1" file={quoteattr(file)}>'
    line = next((d.span.line for d in diagnostics if d.span is not None and d.span.file == file), 1)
    place = f'file={quoteattr(file)} line="{line}"'
    yield f'    <testcase classname={quoteattr(file)} name="the scenario can be read" {place}>'
    said = "\n".join(f"{d.span or file}: {d.code}: {d.message}" for d in diagnostics)
    yield f"      <error message={quoteattr(f'{len(diagnostics)} fault(s)')}>{escape(said)}</error>"
    yield "    </testcase>"
    yield "  </testsuite>"
