"""The verb exec: what is ours and what is the command's, and how it ended."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from kdcsim.entrypoints.cli.app import app
from kdcsim.entrypoints.cli.exec import execute
from tests.interop.peers import program

KLIST = ("klist", "-e")


@pytest.mark.parametrize(
    ("words", "step", "command"),
    [
        ("exchange-2007 --at submit -- klist -e", "submit", KLIST),
        ("--at submit exchange-2007 -- klist -e", "submit", KLIST),
        ("--at submit exchange-2007 klist -e", "submit", KLIST),
        ("exchange-2007 --at=submit klist -e", "submit", KLIST),
        ("exchange-2007 --wall-clock --at submit klist -e", "submit", KLIST),
        ("exchange-2007 klist -e", None, KLIST),
        ("exchange-2007 -- kvno --at submit", None, ("kvno", "--at", "submit")),
        ("exchange-2007 kvno -- -e", None, ("kvno", "--", "-e")),
    ],
)
def test_whose_words_they_are(words: str, step: str | None, command: tuple[str, ...]) -> None:
    """Options stand on either side of SCENARIO; from ``--`` or the command on, every word is the command's."""
    told = execute.make_context("exec", words.split()).params
    assert (told["scenario"], told["step"], told["command"]) == ("exchange-2007", step, command)


@pytest.mark.parametrize(
    "words", ["", "exchange-2007", "exchange-2007 --", "-- klist", "exchange-2007 --att x -- klist"]
)
def test_what_is_missing_is_told(words: str) -> None:
    """Without a scenario or a command there is nothing to run; an option that we do not have is nobody's."""
    assert CliRunner().invoke(app, ["exec", *words.split()]).exit_code == 2


def test_the_syntax_of_the_first_page() -> None:
    """``kdcsim exec exchange-2007 --at submit -- klist`` runs klist, which finds no tickets yet."""
    program("klist", "MIT krb5")
    command = [sys.executable, "-m", "kdcsim", "exec", "exchange-2007", "--at", "submit", "--", "klist"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1 and "No credentials cache found" in done.stderr, done.stderr


@pytest.mark.parametrize("options", [(), ("--wall-clock",)])
def test_exit_codes_are_a_shells(options: tuple[str, ...], tmp_path: Path) -> None:
    """127 for what is not there, 126 for what cannot be run, 128 and the signal that ended it."""
    file = tmp_path / "a.sh"
    file.write_text("exit 0")
    for command, code, words in (
        (["no-such-command"], 127, "there is no command 'no-such-command'"),
        ([str(file)], 126, "cannot be run"),
        (["sh", "-c", "kill -9 $$"], 137, ""),
        (["sh", "-c", "exit 5"], 5, ""),
    ):
        done = CliRunner().invoke(app, ["exec", "clock-skew", *options, "--", *command])
        assert done.exit_code == code and words in done.output, done.output
