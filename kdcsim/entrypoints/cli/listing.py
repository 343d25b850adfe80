"""The verbs ``list`` and ``schema``: what stories there are, and how one is written."""

from __future__ import annotations

import json

import click

from kdcsim.entrypoints.cli.console import color_option, paper, result


@click.command(name="list")
@color_option
def list_scenarios(color: str) -> None:
    """List the built-in scenarios."""
    from kdcsim.entrypoints.cli.playing import loaded
    from kdcsim.scenario.source import built_in_names

    names = built_in_names()
    page, width = paper(color), max((len(n) for n in names), default=0)
    for name in names:
        scenario = loaded(name)
        result(f"{page.strong(name.ljust(width))}  {scenario.title}\n")


@click.command()
def schema() -> None:
    """Print the JSON schema of scenario files, for editors."""
    from kdcsim.scenario.schema import json_schema

    result(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n")
