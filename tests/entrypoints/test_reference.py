"""The reference page of the command line is what the commands say of themselves."""

from pathlib import Path

import click

from kdcsim.entrypoints.cli.app import app
from kdcsim.entrypoints.cli.reference import reference

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "cli.md"
ANEW = "write it anew: python -m kdcsim.entrypoints.cli.reference > docs/reference/cli.md"


def test_the_page_is_current() -> None:
    """Whoever changes a verb or an option writes the page anew."""
    assert PAGE.read_text(encoding="utf-8") == reference(), ANEW


def test_every_verb_and_option_is_on_it() -> None:
    """Nothing that `--help` shows is missing, and nothing on the page depends on a terminal's width."""
    page = reference()
    for name, command in app.commands.items():
        assert f"\n## kdcsim {name}\n" in page
        commands = command.commands.values() if isinstance(command, click.Group) else [command]
        for each in commands:
            for param in each.params:
                assert all(option in page for option in param.opts if option.startswith("--")), (each.name, param.name)
