"""The verb ``ladder``: in words, drawn, of a build, and what it says to what it does not know."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from kdcsim.ad.policy import LADDERS
from kdcsim.entrypoints.cli.app import app


def run(*words: str) -> tuple[int, str]:
    """Run it; give the exit code and all that it said."""
    done = CliRunner().invoke(app, ["ladder", *words])
    return done.exit_code, done.output


def test_without_a_name_the_ladders_are_listed() -> None:
    """One line each."""
    code, said = run()
    assert code == 0
    assert [line.split()[0] for line in said.splitlines()] == [each.name for each in LADDERS]


def test_of_a_build_in_words_and_drawn(tmp_path: Path) -> None:
    """The same ladder in a terminal and in a file."""
    code, said = run("ticket", "--build", "2022 2026-07")
    assert code == 0 and "never here: it applies to 2000, 2003" in said
    drawn = tmp_path / "ticket.svg"
    code, said = run("ticket", "--build", "2022 2026-07", "-o", str(drawn))
    assert code == 0 and "wrote" in said
    assert drawn.read_text(encoding="utf-8").startswith("<svg")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("tickets",), "there are client-list"),
        (("ticket", "--build", "2021"), "there are 2000, 2003"),
        (("ticket", "--build", "2008 2026-04"), "2008 has rtm"),
        (("salt", "--build", "2022"), "walked by hosts"),
        (("ticket", "-o", "/nowhere/at/all.svg"), "No such file"),
    ],
)
def test_what_it_does_not_know(words: tuple[str, ...], says: str) -> None:
    """Wrong words are answered with the right ones."""
    code, said = run(*words)
    assert code != 0 and says in said
