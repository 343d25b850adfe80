"""The verb ``explain``: what a rule, a code, a mask or any other name means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kdcsim.entrypoints.cli.console import color_option, paper, result

if TYPE_CHECKING:
    from kdcsim.study.explanation import Explanation


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("words", metavar="RULE|CODE|MASK...", nargs=-1, required=True)
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", help="How to print.")
@color_option
def explain(words: tuple[str, ...], shape: str, color: str) -> None:
    """Explain a rule, a Kerberos error, an etype, a bit mask, a registry value, an update or an assumption.

    Numbers may be decimal or hexadecimal; when one means several things, all of them are told.
    """
    from kdcsim.report.as_explanation import as_explanation, as_explanation_json
    from kdcsim.study.explanation import explain as look_up
    from kdcsim.study.explanation import suggestions

    found: list[Explanation] = []
    for word in words:
        meanings = look_up(word)
        if not meanings:
            close = suggestions(word)
            hint = (
                f"did you mean {' or '.join(close)}?" if close else "try a rule's name, 0x29, KRB_AP_ERR_MODIFIED, 0x27"
            )
            raise click.UsageError(f"nothing here is called {word!r}; {hint}")
        found += meanings
    result(as_explanation_json(tuple(found)) if shape == "json" else as_explanation(tuple(found), paper(color)))
