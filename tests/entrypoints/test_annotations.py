"""`kdcsim test` for machines: GitHub annotations and SARIF, for findings and for files that cannot be played."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from kdcsim.entrypoints.cli.app import app
from kdcsim.report.as_sarif import uri_of

STORY = """\
kdcsim: 1
title: a service
domains:
  contoso.com:
    functional_level: 2008
    dcs: {DC-1: 2008 SP2}
hosts:
  WEB-1: {os: 2008 SP2, domain: contoso.com, services: {app: NetworkService}}
steps:
  - boot: WEB-1
  - connect: {from: WEB-1, as: LocalSystem, to: WEB-1/app}
    expect: {outcome: refused}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One story that does not hold, one that cannot be read."""
    (tmp_path / "broken.yaml").write_text("kdcsim: 1\ntitel: nothing\n", encoding="utf-8")
    (tmp_path / "story.yaml").write_text(STORY, encoding="utf-8")
    return tmp_path


def test_github_annotates_file_and_line(folder: Path) -> None:
    """One workflow command for each finding and fault, escaped as GitHub wants it."""
    told = CliRunner().invoke(app, ["test", str(folder), "--format", "github"])
    assert told.exit_code == 2
    lines = [line for line in told.stdout.splitlines() if line.startswith("::error ")]
    finding = next(line for line in lines if "story.yaml" in line)
    assert ",line=12," in finding
    assert finding.endswith("the outcome is accepted, expected refused")
    assert any("broken.yaml" in line and "KS" in line for line in lines)


def test_sarif_locates_every_result(folder: Path) -> None:
    """Every result has a rule, a message and a region."""
    told = CliRunner().invoke(app, ["test", str(folder), "--format", "sarif"])
    document = json.loads(told.stdout)
    (run,) = document["runs"]
    assert document["version"] == "2.1.0"
    assert {r["ruleId"] for r in run["results"]} == {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert any(r["ruleId"] == "expectation/outcome" for r in run["results"])
    assert all(r["locations"][0]["physicalLocation"]["region"]["startLine"] >= 1 for r in run["results"])


def test_doubts_about_a_file_are_annotated_too(tmp_path: Path) -> None:
    """A warning reaches GitHub and code scanning, though the scenario holds."""
    doubtful = STORY.replace("outcome: refused", "outcome: accepted").replace(
        "  - boot: WEB-1\n",
        "  - boot: WEB-1\n  - set_registry: {on: WEB-1, name: KdcUseRequestedEtypesForTickets, value: 1}\n",
    )
    (tmp_path / "doubt.yaml").write_text(doubtful, encoding="utf-8")
    told = CliRunner().invoke(app, ["test", str(tmp_path), "--format", "github"])
    assert told.exit_code == 0
    assert told.stdout.startswith("::warning ")
    assert ",line=11," in told.stdout
    (run,) = json.loads(CliRunner().invoke(app, ["test", str(tmp_path), "--format", "sarif"]).stdout)["runs"]
    assert [result["level"] for result in run["results"]] == ["warning"]


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("stories/my nas.yaml", "stories/my%20nas.yaml"),
        ("a#b%c.yaml", "a%23b%25c.yaml"),
        ("/srv/a b.yaml", "file:///srv/a%20b.yaml"),
        ("C:\\stories\\a b.yaml", "file:///C:/stories/a%20b.yaml"),
    ],
)
def test_sarif_writes_paths_as_uris(file: str, uri: str) -> None:
    """Whatever letters a path has, the URI has none that RFC 3986 forbids."""
    assert uri_of(file) == uri


def test_junit_places_what_cannot_be_read(folder: Path) -> None:
    """File and line stand beside an error as beside a failure."""
    told = CliRunner().invoke(app, ["test", str(folder), "--format", "junit"])
    cases = ElementTree.fromstring(told.stdout).iter("testcase")
    assert all(case.get("file") and int(case.get("line") or 0) >= 1 for case in cases)


def test_what_holds_annotates_nothing() -> None:
    """Silence, and exit code 0."""
    told = CliRunner().invoke(app, ["test", "exchange-2007", "--format", "github"])
    assert (told.exit_code, told.stdout) == (0, "")
