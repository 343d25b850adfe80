"""The pytest plugin: scenario files become tests with file and line, and it costs nothing where it is not used."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

FAILING = """\
kdcsim: 1
title: a service that should be reached
domains:
  contoso.com:
    functional_level: 2008
    dcs: {DC-1: 2008 SP2}
hosts:
  WEB-1:
    os: 2008 SP2
    domain: contoso.com
    services: {app: NetworkService}
branches:
  plain:
    steps:
      - boot: WEB-1
      - connect: {from: WEB-1, as: LocalSystem, to: WEB-1/app}
        expect: {outcome: accepted, ticket_etype: AES256}
  wrong:
    steps:
      - boot: WEB-1
      - connect: {from: WEB-1, as: LocalSystem, to: WEB-1/app}
        expect: {outcome: refused}
"""


def _pytest(folder: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *words]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")}
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=kept | variables)


def test_each_branch_is_a_test_with_file_and_line(tmp_path: Path) -> None:
    """One passes, one fails; the failure names the place and the rules behind the outcome."""
    (tmp_path / "service.kdc.yaml").write_text(FAILING, encoding="utf-8")
    told = _pytest(tmp_path, "-v", "--junitxml=report.xml")
    assert told.returncode == 1, told.stdout + told.stderr
    assert "1 failed, 1 passed" in told.stdout
    assert "service.kdc.yaml:22:" in told.stdout
    assert "the outcome is accepted, expected refused" in told.stdout
    assert "account-declares" in told.stdout
    assert 'name="wrong"' in (tmp_path / "report.xml").read_text(encoding="utf-8")


def test_a_file_that_cannot_be_played_is_told_by_its_diagnostics(tmp_path: Path) -> None:
    """A spelling mistake is an error of collection with its place, not a traceback."""
    text = FAILING.replace("NetworkService", "NetworkServce")
    (tmp_path / "service.kdc.yaml").write_text(text, encoding="utf-8")
    told = _pytest(tmp_path)
    assert told.returncode == 2
    assert "service.kdc.yaml:11:" in told.stdout
    assert "Traceback" not in told.stdout


def test_on_github_the_lines_are_annotated(tmp_path: Path) -> None:
    """A finding and a spelling mistake, each at its line, with a path from the root of the repository."""
    (tmp_path / "it fails.kdc.yaml").write_text(FAILING, encoding="utf-8")
    (tmp_path / "broken.kdc.yaml").write_text(FAILING.replace("NetworkService", "NetworkServce"), encoding="utf-8")
    words = ("--continue-on-collection-errors",)
    told = _pytest(tmp_path, *words, GITHUB_ACTIONS="true", GITHUB_WORKSPACE=str(tmp_path))
    lines = [line for line in told.stdout.splitlines() if line.startswith("::")]
    assert any(line.startswith("::error file=it fails.kdc.yaml,line=22,") for line in lines), told.stdout
    assert any(line.startswith("::error file=broken.kdc.yaml,line=11,") for line in lines), told.stdout
    assert all(line.startswith("::error ") for line in lines)
    silent = _pytest(tmp_path, *words)
    assert not [line for line in silent.stdout.splitlines() if line.startswith("::")]


def test_junit_tells_file_and_line(tmp_path: Path) -> None:
    """Whatever the family of the report: a build server can open the branch."""
    (tmp_path / "service.kdc.yaml").write_text(FAILING, encoding="utf-8")
    _pytest(tmp_path, "--junitxml=report.xml")
    cases = ElementTree.parse(tmp_path / "report.xml").iter("testcase")
    told = {case.get("name"): {p.get("name"): p.get("value") for p in case.iter("property")} for case in cases}
    assert told["plain"] == {"file": "service.kdc.yaml", "line": "14"}
    assert told["wrong"] == {"file": "service.kdc.yaml", "line": "19"}


def test_the_plugin_imports_nothing_of_the_simulator() -> None:
    """Importing the plugin brings in neither worlds nor cryptography nor Hypothesis."""
    code = (
        "import sys, kdcsim.testing.plugin\n"
        "heavy = [m for m in sys.modules if m.startswith(('kdcsim.ad', 'kdcsim.krb5', 'kdcsim.world', 'kdcsim.study',"
        " 'kdcsim.scenario', 'hypothesis', 'Crypto'))]\n"
        "sys.exit(repr(heavy) if heavy else 0)\n"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
