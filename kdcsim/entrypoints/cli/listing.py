"""The verbs ``list`` and ``schema``: what stories there are, and how one is written."""

from __future__ import annotations

import json

import click

from kdcsim.entrypoints.cli.console import color_option, paper, result


@click.command(name="list", short_help="List the built-in scenarios by theme.")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", help="How to print.")
@color_option
def list_scenarios(shape: str, color: str) -> None:
    """List the built-in scenarios by theme, one line each.

    What is listed is played by its name: kdcsim run NAME
    """
    from kdcsim.report.as_list import as_list, as_list_json
    from kdcsim.scenario.load import load_file
    from kdcsim.scenario.source import built_in_names

    scenarios = tuple(load_file(name) for name in built_in_names())
    result(as_list_json(scenarios) if shape == "json" else as_list(scenarios, paper(color)))


@click.command(short_help="Print the JSON schema of scenario files.")
def schema() -> None:
    """Print the JSON schema of scenario files, for editors."""
    from kdcsim.scenario.schema import json_schema

    result(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n")
