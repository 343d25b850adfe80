"""The reference page of the command line, as Markdown, made of the same words as ``--help``.

``python -m kdcsim.entrypoints.cli.reference > docs/reference/cli.md`` writes it anew; a test holds the page to it.
"""

from __future__ import annotations

from collections.abc import Iterator

import click

from kdcsim.entrypoints.cli.app import app

WIDTH = 100
HEAD = """\
# The command line

Made from `kdcsim --help` by `python -m kdcsim.entrypoints.cli.reference`; do not edit.

Results go to stdout, talk and diagnostics to stderr. Colours appear on a terminal alone; `NO_COLOR`, `FORCE_COLOR` and
`--color` decide otherwise. Without `--seed` a story plays with its own seed, so every run gives the same bytes.

| exit code | means |
|---|---|
| 0 | everything holds, or there was nothing to hold |
| 1 | findings: an expectation fails, something breaks, no plan was found |
| 2 | wrong usage, or input that cannot be used; diagnostics say where and why |
| 3 | a bug in kdcsim; a report without your data was written |
| 130 | interrupted |
"""


def reference() -> str:
    """The whole page."""
    context = click.Context(app, info_name="kdcsim", max_content_width=WIDTH, terminal_width=WIDTH)
    return "\n".join([HEAD.rstrip("\n"), *_group(app, context)]) + "\n"


def _group(group: click.Group, context: click.Context) -> Iterator[str]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is not None and not command.hidden:
            inner = click.Context(command, info_name=name, parent=context, **context.command.context_settings)
            yield from _command(command, inner)
            if isinstance(command, click.Group):
                yield from _group(command, inner)


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    depth = "##" if context.parent is not None and context.parent.parent is None else "###"
    yield from ["", f"{depth} {context.command_path}", ""]
    yield from _paragraphs(command.help or "")
    yield from ["```text", f"{context.command_path} {' '.join(command.collect_usage_pieces(context))}", "```"]
    rows = [row for param in command.get_params(context) if (row := _row(param, context)) is not None]
    if rows:
        yield from ["", "| option | meaning |", "|---|---|", *rows]


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in text.replace("\b", "").strip().split("\n\n"):
        yield from [" ".join(paragraph.split()), ""]


def _row(param: click.Parameter, context: click.Context) -> str | None:
    record = param.get_help_record(context)
    if record is None or not isinstance(param, click.Option) or "--help" in param.opts:
        return None
    names, words = (part.replace("|", "\\|") for part in record)
    return f"| `{names}` | {' '.join(words.split())} |"


if __name__ == "__main__":
    click.echo(reference(), nl=False)
