"""The pages that tell of pytest: their files are written, and pytest does with them what the page says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("tutorial/reproduce-in-ci", "tutorial/property-test-your-remediation", "guides/point-your-client-at-it")
BLOCK = re.compile(r"^```(?:\w+ title=(?P<title>\S+)|(?P<language>\w+))\n(?P<body>.*?)^```", re.MULTILINE | re.DOTALL)
LINE = re.compile(r"^\$ pytest(?P<words>[^#\n]*)(?:# exit (?P<code>\d+))?$", re.MULTILINE)


@pytest.mark.parametrize("page", PAGES)
def test_pytest_does_what_the_page_says(page: str, tmp_path: Path) -> None:
    """Each ``$ pytest`` line exits as it is told to, with the files that stand above it."""
    text = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
    ran = 0
    for block in BLOCK.finditer(text):
        if block["title"]:
            target = tmp_path / block["title"]
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(block["body"], encoding="utf-8")
        for line in LINE.finditer(block["body"] if block["language"] == "console" else ""):
            command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *line["words"].split()]
            told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
            assert told.returncode == int(line["code"] or 0), told.stdout + told.stderr
            ran += 1
    assert ran
